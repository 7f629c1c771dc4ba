"""What the site asks of a database of many agencies: groups, filters, rankings, editions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from reportharvest.identities import Agency
from reportharvest.model import Metadata, Report, Section, Statistic
from reportharvest.storing import reading_figures, reading_search, reading_site
from reportharvest.storing.reading_figures import FIGURES, Scope
from reportharvest.storing.reading_quality import quality_counts, quality_rows
from reportharvest.storing.reading_report import stored_report
from reportharvest.storing.reading_search import Filters, search_reports
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.schema import open_database, page_id
from reportharvest.storing.selecting import time_limit
from reportharvest.storing.writer import Writer

OFFICES = [f"第{number}局" for number in range(40)]
PLACES = [("330604", "浙江省", "绍兴市", "上虞区"), ("110101", "北京市", None, "东城区")]


def agency(place: int, office: str) -> Agency:
    code, province, city, county = PLACES[place]
    name = f"{province}{city or ''}{county}{office}"
    return Agency(name, "publisher", code, province, city, county)


class Filled:
    def __init__(self) -> None:
        self.db: Database = open_database(":memory:")
        self.writer = Writer(self.db)
        self.run = self.writer.start_run("harvest", "2024-01-01T00:00:00Z", ["a"])

    def add(self, path: str, report: Report, moment: str = "2024-01-01T00:00:01Z") -> int:
        url = f"http://www.a.example.gov.cn/{path}.html"
        fetch = FetchRecord(self.run, "a", url, "GET", "", "report", None, moment, "stored", status=200)
        with self.db.atomic():
            self.writer.store_page(url, "a", self.writer.add_fetch(fetch), report, "report")
        return page_id(url)


def report(
    who: Agency | None, year: int | None, received: int, day: str | None = None, title: str = "年报"
) -> Report:
    return Report(
        title=title,
        report_year=year,
        agency=who,
        metadata=Metadata(publisher="本局" if who is None else None, published_at=day),
        sections=(
            Section("一", 1, "总体情况", "信息公开工作。"),
            Section("二", 1, "存在的问题", "主动性不足。"),
        ),
        statistics=(
            Statistic("requests", "received", "total", received, str(received)),
            Statistic("requests", "granted", "total", received, str(received)),
            Statistic("requests", "total_processed", "total", 2 * received, str(2 * received)),
        ),
        page_kind="report",
    )


@pytest.fixture(scope="module")
def filled() -> Iterator[Filled]:
    found = Filled()
    for place in range(len(PLACES)):
        for at, office in enumerate(OFFICES):
            for year in (2020, 2022):
                if (at + year) % 3:
                    found.add(f"{place}-{at}-{year}", report(agency(place, office), year, at + place))
    found.add("again", report(agency(0, OFFICES[1]), 2020, 1_000, "2021-03-01"))
    found.add("unknown-1", report(None, 2020, 7))
    found.add("unknown-2", report(None, 2021, 8))
    found.add("yearless", report(agency(1, OFFICES[0]), None, 9, title="没有年度的报告"))
    yield found
    found.db.close()


def test_agencies_are_counted_as_the_view_counts_them(filled: Filled) -> None:
    counted = reading_site.census(filled.db.conn)
    sql = "SELECT count(*), count(DISTINCT agency), count(DISTINCT region_code) FROM v_reports"
    assert (counted.reports, len(counted.agencies), len(counted.regions)) == filled.db.execute(sql).fetchone()
    assert counted.without_year == 1
    assert counted.years == (2020, 2021, 2022)


def test_many_agencies_are_shown_by_region_and_then_one_by_one(filled: Filled) -> None:
    counted = reading_site.census(filled.db.conn)
    groups = reading_site.coverage(counted)
    assert groups.grouped
    assert [row.label for row in groups.rows] == ["a", "北京市东城区", "浙江省绍兴市上虞区"]
    shaoxing = groups.rows[2]
    assert shaoxing.agencies == len(OFFICES)
    [have] = filled.db.execute(
        "SELECT count(DISTINCT agency) FROM v_reports WHERE region_code = '330604' AND report_year = 2020"
    ).fetchone()
    assert shaoxing.cells[2020] == (have, None)
    inside = reading_site.coverage(counted, group="330604")
    assert not inside.grouped
    assert len(inside.rows) == len(OFFICES)
    twice = next(row for row in inside.rows if row.label.endswith(OFFICES[1]))
    assert twice.cells[2020][0] == 2
    assert reading_site.coverage(counted, group="没有").rows == ()


def test_a_wall_of_agencies_is_shown_page_by_page(monkeypatch: pytest.MonkeyPatch, filled: Filled) -> None:
    monkeypatch.setattr(reading_site, "AGENCIES_AT_ONCE", 16)
    counted = reading_site.census(filled.db.conn)
    pages = [reading_site.coverage(counted, group="330604", page=page) for page in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [16, 16, 8, 0]
    assert [page.more for page in pages] == [True, True, False, False]


@pytest.mark.parametrize("region", ["330604", "浙江省绍兴市上虞区"])
def test_a_search_is_narrowed_by_region_code_or_name(filled: Filled, region: str) -> None:
    found = search_reports(filled.db.conn, "公开", Filters(region=region), size=100)
    [count] = filled.db.execute("SELECT count(*) FROM v_reports WHERE region_code = '330604'").fetchone()
    assert found.total == count
    assert {hit.region for hit in found.hits} == {"浙江省绍兴市上虞区"}


def test_filters_add_up_and_work_without_words(filled: Filled) -> None:
    name = agency(0, OFFICES[1]).name
    assert search_reports(filled.db.conn, "公开", Filters(agency=name)).total == 2 + 1
    both = search_reports(filled.db.conn, "", Filters(year=2020, agency="上虞區第1局"))  # traditional
    assert both.total == 2
    assert both.hits[0].report_year == 2020
    assert search_reports(filled.db.conn, "", Filters(heading="存在的问题", year=2022)).total > 0
    assert search_reports(filled.db.conn, "公开", Filters(heading="存在的问题")).total == 0
    assert search_reports(filled.db.conn, "", Filters()).total == 0
    assert search_reports(filled.db.conn, "公开", Filters(agency="100%_没有")).total == 0


def test_more_matches_than_are_ranked_are_said_to_be_more(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_search, "MAX_CANDIDATES", 10)
    found = search_reports(filled.db.conn, "公开", Filters(), size=20)
    assert found.capped
    assert found.total == 10
    titled = search_reports(filled.db.conn, "没有年度", Filters())
    assert not titled.capped
    assert titled.hits[0].title == [("没有年度", True), ("的报告", False)]


def test_pictures_take_the_report_that_was_published_last(filled: Filled) -> None:
    later = reading_figures.superseded(filled.db.conn)
    [first] = filled.db.execute(
        "SELECT report_id FROM v_reports WHERE agency = ? AND report_year = 2020 AND published_at IS NULL",
        [agency(0, OFFICES[1]).name],
    ).fetchone()
    assert later == [first]
    rows = reading_figures.figure_rows(filled.db.conn, FIGURES["regions"], Scope(year=2020), later)
    viewed = filled.db.execute(
        "SELECT coalesce(region, agency), sum(received) FROM v_requests_by_year WHERE report_year = 2020"
        " GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    assert [(row["x"], row["value"]) for row in rows] == viewed
    one = reading_figures.figure_rows(
        filled.db.conn, FIGURES["requests"], Scope(region="北京市东城区"), later
    )
    assert [row["x"] for row in one] == [2020, 2022]


def test_two_agencies_are_compared_year_by_year(filled: Filled) -> None:
    names = [agency(0, OFFICES[2]).name, "本局"]
    rows = reading_figures.compared(filled.db.conn, "received", names)
    assert [(row["x"], row["series"], row["value"]) for row in rows if row["series"] == "本局"] == [
        (2020, "本局", 7),
        (2021, "本局", 8),
    ]
    share = reading_figures.compared(filled.db.conn, "granted_share", names)
    assert {row["value"] for row in share} <= {50.0}
    assert reading_figures.compared(filled.db.conn, "disputes", names) == []


def test_a_name_that_is_typed_in_part_finds_its_agency(filled: Filled) -> None:
    find = reading_figures.find_agency
    assert find(filled.db.conn, agency(1, OFFICES[3]).name) == agency(1, OFFICES[3]).name
    assert find(filled.db.conn, "东城区第3局") == agency(1, OFFICES[3]).name
    assert find(filled.db.conn, "本局") == "本局"
    assert find(filled.db.conn, "") is None
    assert find(filled.db.conn, "%") is None


def test_the_years_of_an_agency_lead_to_its_reports(filled: Filled) -> None:
    stored = stored_report(filled.db.conn, page_id("http://www.a.example.gov.cn/again.html"))
    assert stored is not None
    assert list(stored.years) == [2020, 2022]
    assert stored.years[2020] == stored.about["report_id"]
    assert len(stored.same_year) == 1
    unknown = stored_report(filled.db.conn, page_id("http://www.a.example.gov.cn/unknown-1.html"))
    assert unknown is not None
    assert list(unknown.years) == [2020, 2021]
    assert stored_report(filled.db.conn, 1) is None


def test_quality_lists_are_as_long_as_they_say(filled: Filled) -> None:
    counts = quality_counts(filled.db.conn)
    assert counts["without_year"] == 1
    assert counts["duplicate_years"] == 1
    for name, count in counts.items():
        rows, more = quality_rows(filled.db.conn, name)
        assert len(rows) == min(count, 50), name
        assert more == (count > 50), name


def test_a_query_is_stopped_at_its_limit() -> None:
    connection = sqlite3.connect(":memory:")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(sqlite3.OperationalError, match="interrupted"), time_limit(connection, 0.05):
        connection.execute(endless).fetchone()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()
