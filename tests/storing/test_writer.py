from __future__ import annotations

import json
import sqlite3
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from tests.storing.examples import FILE_URL, FULL, URL, content, fetched, stored

from reportharvest.issues import Issue
from reportharvest.model import Metadata, Report, Section, Statistic, Table
from reportharvest.storing import reader
from reportharvest.storing.schema import open_database, page_id
from reportharvest.storing.writer import Writer


def test_the_example_fills_every_field() -> None:
    empty = Report()
    assert all(getattr(FULL, one.name) != getattr(empty, one.name) for one in fields(Report))
    assert None not in [getattr(FULL.metadata, one.name) for one in fields(Metadata)]


def test_a_stored_report_is_read_back_equal(writer: Writer) -> None:
    assert stored(writer) == "new"
    assert reader.report(writer.db, page_id(URL)) == FULL


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
sections = st.recursive(
    st.builds(Section, st.none() | texts, st.integers(1, 9), texts, texts),
    lambda inner: st.builds(
        Section,
        st.none() | texts,
        st.integers(1, 9),
        texts,
        texts,
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=8,
)
tables = st.builds(
    Table, st.none() | texts, st.none() | texts, st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(sections, max_size=4).map(tuple), st.lists(tables, max_size=2).map(tuple), texts)
def test_any_outline_is_read_back_equal(
    tree: tuple[Section, ...], grids: tuple[Table, ...], title: str
) -> None:
    writer = Writer(open_database(":memory:"))
    report = Report(url=URL, title=title, sections=tree, tables=grids, page_kind="report")
    stored(writer, report)
    assert reader.report(writer.db, page_id(URL)) == report


def test_every_report_leads_to_its_bytes(writer: Writer) -> None:
    stored(writer, warc_file="7.warc.gz", warc_offset=4711)
    row = writer.db.execute("SELECT url, warc_file, warc_offset, sha256 FROM v_report_bytes").fetchall()
    assert row == [(URL, "7.warc.gz", 4711, "a" * 64)]


def test_storing_again_touches_runs_and_fetches_only(writer: Writer) -> None:
    stored(writer)
    before = content(writer.db, "runs", "fetches")
    assert stored(writer, at="2025-01-01T00:00:00Z") == "unchanged"
    assert content(writer.db, "runs", "fetches") == before
    assert writer.db.execute("SELECT count(*) FROM fetches").fetchone() == (2,)


@pytest.mark.parametrize(("sha256", "cause"), [("b" * 64, "page"), ("a" * 64, "program")])
def test_a_changed_report_keeps_its_history(writer: Writer, sha256: str, cause: str) -> None:
    stored(writer)
    changed = replace(FULL, title="改", sections=FULL.sections[:1], issues=(), metadata=Metadata())
    assert stored(writer, changed, at="2025-01-01T00:00:00Z", sha256=sha256) == "changed"
    number = page_id(URL)
    assert reader.report(writer.db, number) == changed
    [row] = writer.db.query("SELECT * FROM report_versions")
    assert (row["version"], row["cause"], row["fetch_id"]) == (1, cause, 1)
    assert (row["seen_at"], row["replaced_at"]) == ("2024-03-01T02:00:01Z", "2025-01-01T00:00:00Z")
    assert Report.from_dict(json.loads(row["record"])) == FULL
    times = writer.db.execute("SELECT first_seen_at, changed_at, fetch_id FROM reports").fetchall()
    assert times == [("2024-03-01T02:00:01Z", "2025-01-01T00:00:00Z", 2)]
    assert [hit.title for hit in reader.search(writer.db, "改")] == ["改"]
    assert not reader.search(writer.db, "存在问题")
    writer.db.execute("INSERT INTO reports_fts (reports_fts, rank) VALUES ('integrity-check', 0)")


def test_a_report_that_vanishes_and_returns_is_not_lost(writer: Writer) -> None:
    stored(writer)
    assert stored(writer, None, "other", sha256="c" * 64) == "changed"
    assert writer.db.execute("SELECT kind FROM pages").fetchall() == [("other",)]
    assert reader.report(writer.db, page_id(URL)) is not None
    assert stored(writer) == "changed"
    assert writer.db.execute("SELECT count(*) FROM report_versions").fetchone() == (0,)


def test_other_pages_are_stored_without_a_report(writer: Writer) -> None:
    listing = Report(title="列表", page_kind="list", issues=(Issue("pager-unread", "script"),))
    assert stored(writer, listing, "list") == "new"
    assert stored(writer, replace(listing, breadcrumb=("第二天",)), "list") == "unchanged"
    assert stored(writer, replace(listing, issues=()), "list") == "changed"
    assert writer.db.execute("SELECT kind, title FROM pages").fetchall() == [("list", "列表")]
    assert writer.db.execute("SELECT count(*) FROM issues").fetchone() == (0,)
    assert writer.db.execute("SELECT count(*) FROM reports").fetchone() == (0,)


@pytest.mark.parametrize("file_first", [True, False])
def test_an_attachment_leads_to_its_fetched_file(writer: Writer, file_first: bool) -> None:
    pages = [(URL, FULL, "report"), (FILE_URL, None, "other")]
    for url, report, kind in reversed(pages) if file_first else pages:
        stored(writer, report, kind, url=url)  # type: ignore[arg-type]
    assert writer.db.execute("SELECT page_id FROM attachments").fetchall() == [(page_id(FILE_URL),)]


def test_an_attachment_is_found_by_its_canonical_url(db: Database) -> None:
    writer = Writer(db, canonical=lambda url: url.replace("/files/", "/FILES/"))
    stored(writer)
    stored(writer, None, "other", url=FILE_URL.replace("/files/", "/FILES/"), via=URL)
    assert db.execute("SELECT page_id IS NOT NULL FROM attachments").fetchall() == [(1,)]


def test_a_page_is_stored_whole_or_not_at_all(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    run = writer.start_run("harvest", "2024-03-01T02:00:00Z", [])
    number = fetched(writer, run)

    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(writer, "_store_identity", fail)
    before = content(writer.db)
    with pytest.raises(sqlite3.OperationalError, match="disk full"):
        writer.store_page(URL, "yunqiao", number, FULL, "report")
    assert content(writer.db) == before


def test_text_that_utf8_cannot_hold_is_stored_with_a_mark(writer: Writer) -> None:
    odd = replace(FULL, title="a\ud800b", sections=(Section("一", 1, "\udfff", "\x00"),))
    stored(writer, odd)
    read = reader.report(writer.db, page_id(URL))
    assert read is not None
    assert read.title == "a\ufffdb"
    assert read.sections[0].heading == "\ufffd"
    assert stored(writer, odd) == "unchanged"


def test_a_number_beyond_64_bits_is_kept_approximately(writer: Writer) -> None:
    stored(
        writer,
        replace(FULL, statistics=(Statistic("requests", "received", "total", 10**30, "1" + "0" * 30),)),
    )
    assert writer.db.execute("SELECT value, raw FROM statistics").fetchone() == (1e30, "1" + "0" * 30)


def test_a_deep_outline_is_stored(writer: Writer) -> None:
    section = Section("1", 100, "", "")
    for level in range(99, 0, -1):
        section = Section("1", level, "", "", (section,))
    stored(writer, replace(FULL, sections=(section,)))
    assert writer.db.execute("SELECT max(level), count(*) FROM sections").fetchone() == (100, 100)


def test_sections_carry_their_place_in_the_tree(writer: Writer) -> None:
    stored(writer)
    rows = writer.db.execute(
        "SELECT position, parent, path, number FROM sections ORDER BY position"
    ).fetchall()
    assert rows == [
        (0, None, "1", None),
        (1, None, "2", "一"),
        (2, 1, "2.1", "1"),
        (3, None, "3", "二"),
        (4, 3, "3.1", "1"),
        (5, 3, "3.2", "2"),
    ]


def test_wrong_calls_are_refused(writer: Writer) -> None:
    with pytest.raises(ValueError, match="needs its record"):
        writer.store_page(URL, "yunqiao", 1, None, "report")
    with pytest.raises(ValueError, match="no fetch 1"):
        writer.store_page(URL, "yunqiao", 1, FULL, "report")


def test_a_run_that_was_stopped_is_found_again(writer: Writer) -> None:
    assert writer.unfinished_run("harvest") is None
    run = writer.start_run("harvest", "2024-03-01T02:00:00Z", ["yunqiao"])
    writer.db.execute(
        "INSERT INTO queue (run_id, site, url, purpose) VALUES (?, 'yunqiao', ?, 'entry')", [run, URL]
    )
    assert writer.unfinished_run("harvest") == run
    assert writer.unfinished_run("replay") is None
    writer.finish_run(
        run, "2024-03-01T02:00:09Z", "incomplete", {"fetch/failed": 1}, [Issue("fetch-failed", URL)]
    )
    assert writer.unfinished_run("harvest") is None
    assert writer.db.execute("SELECT count(*) FROM queue").fetchone() == (0,)
    [row] = writer.db.query("SELECT counts, issues FROM runs")
    assert json.loads(row["counts"]) == {"fetch/failed": 1}
    assert json.loads(row["issues"]) == [{"name": "fetch-failed", "place": URL, "found": ""}]


def test_conditions_are_those_of_the_latest_complete_response(writer: Writer) -> None:
    assert writer.last_fetch(URL) is None
    run = writer.start_run("harvest", "2024-03-01T02:00:00Z", [])
    first = fetched(writer, run, etag='"old"')
    fetched(writer, run, status=304, etag=None, outcome="not-modified")
    fetched(writer, run, status=500, outcome="failed")
    fetched(writer, run, status=None, warc_file=None, warc_offset=None, outcome="failed", error="timeout")
    fetched(writer, run, method="POST", request_body="page=2", etag='"post"')
    found = writer.last_fetch(URL)
    assert found is not None
    assert (found.fetch_id, found.etag, found.warc_file, found.warc_offset) == (
        first,
        '"old"',
        "1.warc.gz",
        0,
    )
    posted = writer.last_fetch(URL, "POST", "page=2")
    assert posted is not None
    assert posted.etag == '"post"'
