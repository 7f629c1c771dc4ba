"""The views: what they add up to, and that other libraries than SQLite read them, too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlite_utils import Database

from reportharvest.storing.schema import describe, open_database
from reportharvest.tables.forms import fold_label, forms, rules

VIEWS = Path(__file__).parents[2] / "src" / "reportharvest" / "storing" / "migrations" / "0005_views.sql"


def add_report(
    db: Database, number: int, year: int | None, publisher: str | None = "甲局", **more: object
) -> int:
    """A report with nothing but what the views ask for."""
    url = f"http://a.example.gov.cn/{number}.html"
    seen = "2024-03-01T02:00:00Z"
    db.execute("INSERT OR IGNORE INTO runs (id, command, started_at) VALUES (1, 'harvest', ?)", [seen])
    db.execute(
        "INSERT INTO fetches (id, run_id, site, url, purpose, fetched_at, outcome)"
        " VALUES (?, 1, 'a', ?, 'report', ?, 'stored')",
        [number, url, seen],
    )
    db.execute(
        "INSERT INTO pages (id, url, site, kind, first_seen_at, changed_at, fetch_id, record_sha256)"
        " VALUES (?, ?, 'a', 'report', ?, ?, ?, 'x')",
        [number, url, seen, seen, number],
    )
    values = {
        "id": number, "url": url, "site": "a", "report_year": year, "publisher": publisher,
        "breadcrumb": "[]", "text": "", "lost": 0, "first_seen_at": seen, "changed_at": seen,
        "fetch_id": number,
        "record_sha256": "x",
    } | more  # fmt: skip
    names = ", ".join(values)
    db.execute(
        f"INSERT INTO reports ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )
    return number


def add_cells(db: Database, report: int, form: str, cells: dict[tuple[str, str], float | None]) -> None:
    first = db.execute("SELECT count(*) FROM statistics WHERE report_id = ?", [report]).fetchone()[0]
    for at, ((row, column), value) in enumerate(cells.items(), first):
        raw = "" if value is None else str(value)
        db.execute(
            "INSERT INTO statistics VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 1.0)",
            [report, at, form, row, column, value, raw],
        )


def rows(db: Database, sql: str) -> list[tuple]:
    return db.execute(sql).fetchall()


def test_labels_are_those_of_the_forms(db: Database) -> None:
    expected = set()
    for form in forms().values():
        expected |= {(form.key, "row", one.key) for one in form.rows}
        expected |= {(form.key, "column", one.key) for one in form.columns}
    found = {
        (form, part, key): label
        for form, part, key, label in rows(
            db, "SELECT form, part, key, label_zh FROM v_form_labels WHERE part IN ('row', 'column')"
        )
    }
    assert found.keys() == expected
    for form in forms().values():
        for part, labels in (("row", form.rows), ("column", form.columns)):
            for one in labels:
                shown = fold_label(found[form.key, part, one.key])
                assert any(text.startswith(shown) for text in one.texts), (form.key, one.key)
    named = {key for (key,) in rows(db, "SELECT key FROM v_form_labels WHERE part = 'rule'")}
    assert named >= {one.name for one in rules()}


def test_kinds_of_results_are_the_rows_that_a_total_is_made_of(db: Database) -> None:
    [total] = [one for one in rules() if one.name == "requests.processed_total"]
    labelled = rows(db, "SELECT key FROM v_form_labels WHERE part = 'row' AND category IS NOT NULL")
    assert {key for (key,) in labelled} == set(total.left)


def test_the_latest_report_of_a_year_is_the_one_published_last(db: Database) -> None:
    add_report(db, 1, 2020, published_at="2021-01-20")
    add_report(db, 2, 2020, published_at="2021-03-05T09:00:00+08:00")
    add_report(db, 3, 2020, published_at=None)
    add_report(db, 4, 2021)
    add_report(db, 5, None)
    add_report(db, 6, 2020, publisher="乙局")
    found = rows(db, "SELECT report_id, editions, published_on FROM v_reports_latest ORDER BY 1")
    assert found == [(2, 3, "2021-03-05"), (4, 1, None), (6, 1, None)]
    assert rows(db, "SELECT report_id FROM v_reports_without_year") == [(5,)]


def test_a_report_without_publisher_is_listed_under_its_site(db: Database) -> None:
    add_report(db, 1, 2020, publisher=None)
    assert rows(db, "SELECT agency, region FROM v_reports") == [("a", None)]


def test_agencies_of_one_name_in_two_regions_stay_apart(db: Database) -> None:
    for number, code, city in ((1, "330600", "绍兴市"), (2, "330700", "金华市")):
        add_report(db, number, 2020, publisher="财政局")
        db.execute(
            "INSERT INTO agencies (id, name, site, region_code, province, city)"
            " VALUES (?, '财政局', ?, ?, '浙江省', ?)",
            [number, f"s{number}", code, city],
        )
        db.execute("INSERT INTO report_identities (report_id, agency_id) VALUES (?, ?)", [number, number])
    found = rows(db, "SELECT region, agency, editions FROM v_reports_latest ORDER BY report_id")
    assert found == [("浙江省绍兴市", "财政局", 1), ("浙江省金华市", "财政局", 1)]
    assert len(rows(db, "SELECT 1 FROM v_coverage WHERE state = 'present'")) == 2


def test_coverage_shows_what_is_missing(db: Database) -> None:
    for number, (year, publisher) in enumerate([(2018, "甲局"), (2020, "甲局"), (2019, "乙局")], 1):
        add_report(db, number, year, publisher)
    found = rows(db, "SELECT agency, report_year, state FROM v_coverage ORDER BY 1 DESC, 2")
    assert found == [
        ("甲局", 2018, "present"), ("甲局", 2019, "missing"), ("甲局", 2020, "present"),
        ("乙局", 2018, "earlier"), ("乙局", 2019, "present"), ("乙局", 2020, "missing"),
    ]  # fmt: skip


def test_requests_are_summed_by_kind_and_blanks_are_no_zero(db: Database) -> None:
    add_report(db, 1, 2020)
    cells = {
        "received": 10, "carried_over": None, "granted": 6, "denied_state_secret": 1, "denied_third_party": 2,
        "unavailable_not_held": 1, "total_processed": 10,
    }  # fmt: skip
    add_cells(db, 1, "requests", {(row, "total"): value for row, value in cells.items()})
    add_cells(db, 1, "requests", {("received", "natural_person"): 9, ("received", "other_organisation"): 1})
    wanted = "received, carried_over, granted, denied, unavailable, refused, total_processed"
    assert rows(db, f"SELECT {wanted} FROM v_requests_by_year") == [(10, None, 6, 3, 1, None, 10)]
    assert rows(db, "SELECT kind, requests, share FROM v_results_by_kind ORDER BY kind") == [
        ("denied", 3, 0.3),
        ("granted", 6, 0.6),
        ("unavailable", 1, 0.1),
    ]
    assert rows(db, "SELECT kind, reason, share FROM v_refusals_by_reason ORDER BY reason") == [
        ("denied", "denied_state_secret", 0.1),
        ("denied", "denied_third_party", 0.2),
        ("unavailable", "unavailable_not_held", 0.1),
    ]
    assert rows(db, "SELECT applicant_zh, received FROM v_requests_by_applicant ORDER BY 2") == [
        ("其他", 1),
        ("自然人", 9),
    ]


def test_shares_of_nothing_are_null(db: Database) -> None:
    add_report(db, 1, 2020)
    add_cells(db, 1, "requests", {("granted", "total"): 0, ("denied_third_party", "total"): 0})
    assert {share for (share,) in rows(db, "SELECT share FROM v_results_by_kind")} == {None}
    assert rows(db, "SELECT share FROM v_refusals_by_reason") == [(None,)]


@pytest.mark.parametrize(
    ("rule", "line", "failed"),
    [
        ("requests.balance", "column", {"received", "carried_over", "total_processed", "carried_forward"}),
        ("requests.processed_total", "column", {"granted", "other_misc", "total_processed"}),
    ],
)
def test_a_cell_fails_with_the_sums_that_it_is_part_of(
    db: Database, rule: str, line: str, failed: set[str]
) -> None:
    names = ("received", "carried_over", "granted", "other_misc", "total_processed", "carried_forward")
    add_report(db, 1, 2020)
    add_cells(db, 1, "requests", {(row, "total"): 1 for row in names})
    add_cells(db, 1, "requests", {("received", "natural_person"): 1})
    add_cells(db, 1, "review_litigation", {("administrative_review", "total"): 1})
    db.execute(
        f"INSERT INTO checks (report_id, position, rule, passed, detail, {line})"
        " VALUES (1, 0, ?, 0, '', 'total')",
        [rule],
    )
    db.execute(
        "INSERT INTO checks (report_id, position, rule, passed, detail, row)"
        " VALUES (1, 1, 'requests.applicant_total', 1, '', 'received')"
    )
    found = rows(db, 'SELECT form, row, "column", check_state FROM v_statistics')
    states = {one[:3]: one[3] for one in found}
    assert {row for (_, row, column), state in states.items() if state == "failed"} == failed
    assert states["requests", "received", "natural_person"] == "passed"
    assert states["review_litigation", "administrative_review", "total"] == "untested"


def test_failed_checks_say_in_words_what_failed(db: Database) -> None:
    add_report(db, 1, 2020)
    db.execute(
        "INSERT INTO checks (report_id, position, rule, passed, detail, row)"
        " VALUES (1, 0, 'review_litigation.total', 0, '1+0+0+0 != 2', 'administrative_review')"
    )
    found = rows(db, "SELECT rule_en, line_zh, detail FROM v_failed_checks")
    assert found == [("the results add up to their total", "行政复议", "1+0+0+0 != 2")]


def test_numbers_that_changed_stand_beside_what_they_were(db: Database) -> None:
    add_report(db, 1, 2020)
    add_cells(db, 1, "requests", {("received", "total"): 12, ("granted", "total"): 7})
    before = [
        {"form": "requests", "row": "received", "column": "total", "value": 10, "raw": "10"},
        {"form": "requests", "row": "granted", "column": "total", "value": 7, "raw": "7"},
        {"form": "requests", "row": "refused_petition", "column": "total", "value": 1, "raw": "1"},
    ]
    for version, cause in ((1, "page"), (2, "program")):
        db.execute(
            "INSERT INTO report_versions VALUES (1, ?, 1, '2024-03-01', '2024-04-01', ?, 'x', ?)",
            [version, cause, json.dumps({"statistics": before})],
        )
    found = rows(db, "SELECT version, row, value_before, value FROM v_changed_statistics ORDER BY row")
    assert found == [(1, "received", 10, 12), (1, "refused_petition", 1, None)]
    assert rows(db, "SELECT version FROM v_changed_reports") == [(1,)]


def test_a_break_between_two_years_leads_to_both_reports(db: Database) -> None:
    db.execute("INSERT INTO agencies (id, name) VALUES (7, '甲局')")
    for number, year in ((1, 2020), (2, 2021), (3, 2022)):
        add_report(db, number, year)
        db.execute("INSERT INTO report_identities (report_id, agency_id) VALUES (?, 7)", [number])
    for number, over, forward in ((1, 0, 4), (2, 5, 6), (3, 6, 0)):
        add_cells(
            db, number, "requests", {("carried_over", "total"): over, ("carried_forward", "total"): forward}
        )
    wanted = "report_year, line, carried_forward, carried_over, difference, report_id_before, report_id"
    assert rows(db, f"SELECT {wanted} FROM v_cross_year_breaks") == [(2021, "total", 4, 5, 1, 1, 2)]


def test_repairs_that_are_nearly_sure_are_not_listed(db: Database) -> None:
    add_report(db, 1, 2020)
    for at, confidence in enumerate((0.5, 0.9, 1.0)):
        db.execute("INSERT INTO repairs VALUES (1, ?, 'lost-bytes', 1, ?)", [at, confidence])
    assert rows(db, "SELECT confidence FROM v_low_confidence_repairs") == [(0.5,)]


def test_views_avoid_what_would_lock_older_libraries_out() -> None:
    # A view that SQLite cannot parse makes the whole file unreadable to it, so the newest words stay out.
    text = VIEWS.read_text(encoding="utf-8")
    assert not re.search(
        r"->>|IS (NOT )?DISTINCT FROM|\bRETURNING\b|\bSTRICT\b|\bFULL JOIN\b|\bMATERIALIZED\b", text
    )


def test_every_view_is_described(db: Database) -> None:
    views = [one for one in describe(db) if one.kind == "view"]
    assert len(views) >= 18
    assert all(len(one.description) > 20 and one.columns for one in views)


def test_views_hold_on_an_empty_database() -> None:
    db = open_database(":memory:")
    for one in describe(db):
        if one.kind == "view" and one.name != "v_form_labels":
            assert rows(db, f"SELECT * FROM {one.name}") == [], one.name
    db.close()
