"""Agencies, evidence and the comparison of years in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlite_utils import Database
from tests.storing.examples import FULL, URL, fetched, stored

from reportharvest.model import Agency, Metadata, Report, Statistic
from reportharvest.storing.writer import Writer

FINANCE = Agency("绍兴市上虞区财政局", "publisher", "330604", "浙江省", "绍兴市", "上虞区")


def of_year(
    year: int, *, begun: int | None, ended: int | None, agency: Agency | None = FINANCE, day: str = "01-10"
) -> Report:
    """A report with what was carried over and forward."""
    cells = [("carried_over", begun), ("carried_forward", ended)]
    return Report(
        title=f"{year}年年度报告",
        report_year=year,
        metadata=Metadata(published_at=f"{year + 1}-{day}"),
        statistics=tuple(Statistic("requests", row, "total", value, str(value)) for row, value in cells),
        page_kind="report",
        agency=agency,
    )


def store(db: Database, reports: Sequence[Report]) -> None:
    writer = Writer(db)
    for number, report in enumerate(reports):
        stored(writer, report, url=f"http://www.yunqiao.example.gov.cn/{number}.html")


def checks(db: Database) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in db.execute(
            "SELECT year, passed, detail FROM cross_year_checks ORDER BY agency, year"
        ).fetchall()
    ]


def test_years_of_one_agency_are_compared(db: Database) -> None:
    store(
        db,
        [of_year(2019, begun=0, ended=5), of_year(2020, begun=5, ended=3), of_year(2021, begun=2, ended=0)],
    )
    assert checks(db) == [(2019, 1, "2019: 5 = 5 :2020"), (2020, 0, "2020: 3 != 2 :2021")]
    [row] = db.query("SELECT * FROM cross_year_checks WHERE passed = 0")
    assert (row["agency"], row["rule"], row["column"]) == (FINANCE.name, "requests.carried", "total")
    assert (row["carried_forward"], row["carried_over"]) == (3, 2)


def test_the_report_published_last_counts_and_the_others_are_told(db: Database) -> None:
    first, second = of_year(2019, begun=0, ended=9), of_year(2019, begun=0, ended=5, day="03-10")
    store(db, [first, second, of_year(2020, begun=5, ended=0)])
    assert checks(db) == [(2019, 1, "2019: 5 = 5 :2020; the 2 reports of 2019 have 5 to 9")]


@pytest.mark.parametrize(
    "other",
    [
        of_year(2021, begun=4, ended=0),
        of_year(2020, begun=None, ended=0),
        of_year(2020, begun=4, ended=0, agency=None),
        of_year(2020, begun=4, ended=0, agency=replace(FINANCE, name="绍兴市财政局", region_code="330600")),
        replace(of_year(2020, begun=4, ended=0), report_year=None),
    ],
    ids=["a year between", "blank", "no agency", "another agency", "no year"],
)
def test_what_does_not_follow_is_not_compared(db: Database, other: Report) -> None:
    store(db, [of_year(2019, begun=0, ended=5), other])
    assert checks(db) == []


def test_names_that_are_not_complete_join_within_a_site_only(db: Database) -> None:
    writer = Writer(db)
    office = Agency("财政局", "publisher", complete=False)
    run = writer.start_run("harvest", "2024-03-01T02:00:00Z", [])

    for site in ("a", "b", "a"):
        count = db.execute("SELECT count(*) FROM reports").fetchone()[0]
        url = f"http://{site}.example.gov.cn/{count}.html"
        with db.atomic():
            number = fetched(writer, run, url=url)
            writer.store_page(url, site, number, of_year(2019, begun=0, ended=0, agency=office), "report")
    assert sorted(db.execute("SELECT name, site FROM agencies").fetchall()) == [
        ("财政局", "a"),
        ("财政局", "b"),
    ]
    assert db.execute("SELECT count(DISTINCT agency_id) FROM report_identities").fetchone() == (2,)


def test_an_agency_learns_its_region(db: Database) -> None:
    bare = Agency(FINANCE.name, "publisher")
    store(db, [of_year(2019, begun=0, ended=0, agency=bare), of_year(2020, begun=0, ended=0)])
    assert db.execute("SELECT name, region_code, county FROM agencies").fetchall() == [
        (FINANCE.name, "330604", "上虞区")
    ]


def test_evidence_is_kept_with_its_offsets(db: Database) -> None:
    writer = Writer(db)
    stored(writer)
    assert db.execute("SELECT field, chosen, offset FROM evidence ORDER BY position").fetchall() == [
        ("title", 1, None),
        ("validity", 0, None),
    ]
    changed = replace(FULL, title="另一个题目", agency=replace(FINANCE, name="绍兴市上虞区财政国资局"))
    run = writer.start_run("harvest", "2024-04-01T02:00:00Z", [])

    with db.atomic():
        number = fetched(writer, run, at="2024-04-01T02:00:01Z", sha256="b" * 64)
        writer.store_page(URL, "yunqiao", number, changed, "report", offsets=[12, None])
    assert db.execute("SELECT field, offset FROM evidence ORDER BY position").fetchall() == [
        ("title", 12),
        ("validity", None),
    ]
    assert db.execute("SELECT count(*) FROM report_identities").fetchone() == (1,)
    assert db.execute("SELECT name FROM agencies").fetchall() == [("绍兴市上虞区财政国资局",)]
