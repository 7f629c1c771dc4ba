"""A harvest from recordings: what is stored, what is asked for again, what is told."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from reportharvest.archiving.capture import Place
from reportharvest.archiving.warc import read_capture, verify, warc_files
from reportharvest.errors import DatabaseError, DescriptionError, UsageError, WorkFailedError
from reportharvest.running import crawl
from reportharvest.running.harvest import harvest, locked
from reportharvest.running.progress import ProgressEvent
from reportharvest.running.replay import replay
from reportharvest.running.settling import Settler

from .conftest import SITE, list_html, report_html

ALL_KNOWN = "[refresh]\nat_least = 5\n"


def query(db: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(db)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def outcomes(db: Path, run: int = 1) -> dict[str, str]:
    rows = query(
        db, f"SELECT url, outcome FROM fetches WHERE run_id = {run} AND purpose <> 'robots' ORDER BY id"
    )
    return {url.removeprefix("http://www.example.gov.cn"): outcome for url, outcome in rows}


def test_a_site_becomes_reports_and_every_answer_is_archived(small_site) -> None:
    options = small_site.options()
    summary = harvest(options)
    assert outcomes(options.db) == {
        "/nb/index.html": "stored",
        "/nb/1.html": "stored",
        "/nb/old/2.html": "redirected",
        "/secret/3.html": "refused",
        "/nb/gone.html": "missing",
        "/nb/2.html": "stored",
    }
    assert query(options.db, "SELECT report_year FROM reports ORDER BY 1") == [(2019,), (2020,)]
    assert query(options.db, "SELECT via FROM fetches WHERE url LIKE '%/nb/2.html'") == [
        ("http://www.example.gov.cn/nb/old/2.html",)
    ]
    assert (summary.outcome, summary.resumed, summary.sites[0].reports) == ("complete", False, 2)
    assert query(options.db, "SELECT COUNT(*) FROM queue") == [(0,)]
    for url, file, offset, digest, size in query(
        options.db, "SELECT url, warc_file, warc_offset, sha256, size_bytes FROM fetches"
    ):
        capture = read_capture(options.archive, Place(file, offset))
        assert capture.url == url
        if capture.status is not None:
            assert (capture.sha256, len(capture.body)) == (digest, size)
    assert all(verify(file) for file in warc_files([options.archive]))


def test_sockets_and_no_sockets_give_the_same(small_site, rows_of) -> None:
    without, over = small_site.options(db="a.db"), small_site.options(db="b.db", sockets=True)
    harvest(without)
    harvest(over)
    times = ("fetched_at", "first_seen_at", "changed_at", "warc_file", "warc_offset")
    left, right = (rows_of(one.db, *times, tables_without=("runs",)) for one in (without, over))
    assert left == right


def test_a_second_harvest_asks_for_changes_only_and_changes_no_row(small_site, rows_of) -> None:
    options = small_site.options(description=SITE + ALL_KNOWN)
    harvest(options)
    before = rows_of(options.db, tables_without=("runs", "fetches"))
    summary = harvest(options)
    assert rows_of(options.db, tables_without=("runs", "fetches")) == before
    assert summary.counts["fetch/not-modified"] == 3
    assert "fetch/stored" not in summary.counts
    assert outcomes(options.db, 2).keys() == outcomes(options.db, 1).keys()


def test_full_asks_for_everything_and_changes_no_row_either(small_site, rows_of) -> None:
    options = small_site.options()
    harvest(options)
    before = rows_of(options.db, tables_without=("runs", "fetches"))
    summary = harvest(replace(options, full=True))
    assert summary.counts["fetch/stored"] == 3
    assert rows_of(options.db, tables_without=("runs", "fetches")) == before


def test_a_changed_page_keeps_its_history_and_a_replay_gives_it_again(
    small_site, rows_of, tmp_path: Path
) -> None:
    options = small_site.options(description=SITE + ALL_KNOWN)
    harvest(options)
    small_site.page(
        "/nb/1.html",
        report_html(2019, "补充说明。"),
        headers={"ETag": '"2"'},
        recorded_at="2025-03-01T02:00:00Z",
    )
    summary = harvest(small_site.options(description=SITE + ALL_KNOWN))
    assert (summary.counts["fetch/stored"], summary.counts["fetch/not-modified"]) == (1, 2)
    assert query(options.db, "SELECT version, cause FROM report_versions") == [(1, "page")]
    replay([options.archive], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db") == rows_of(options.db)


def test_replay_into_the_database_itself_gives_the_same_and_loses_nothing(
    small_site, rows_of, tmp_path
) -> None:
    options = small_site.options()
    harvest(options)
    before = rows_of(options.db)
    replay([options.archive], options.db)
    assert rows_of(options.db) == before
    harvest(replace(options, archive=tmp_path / "elsewhere"))
    with pytest.raises(DatabaseError, match="not to be replayed"):
        replay([options.archive], options.db)
    assert len(query(options.db, "SELECT 1 FROM runs")) == 2


def test_replay_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        replay([tmp_path], tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()


def test_a_run_that_falls_short_is_marked(small_site) -> None:
    options = small_site.options(description=SITE + "[expect]\nreports = {min = 3}\n")
    summary = harvest(options)
    assert summary.outcome == "incomplete"
    assert [issue.name for issue in summary.issues] == ["expectation-missed"]
    assert query(options.db, "SELECT outcome FROM runs") == [("incomplete",)]


def test_a_site_that_cannot_be_reached_is_a_failed_run(small_site, monkeypatch) -> None:
    small_site.page("/robots.txt", status=503, recorded_at="2026-01-01T00:00:00Z")
    options = small_site.options()
    monkeypatch.setattr(crawl.Crawl, "_retry_wait", staticmethod(lambda *_: 0.0))
    summary = harvest(options)
    assert summary.outcome == "failed"
    assert outcomes(options.db) == {"/nb/index.html": "refused"}
    assert query(options.db, "SELECT status FROM fetches WHERE purpose = 'robots'") == [
        (503,),
        (503,),
        (503,),
    ]


def test_redirects_end(small_site, monkeypatch) -> None:
    small_site.page("/loop/a.html", status=302, headers={"Location": "b.html"})
    small_site.page("/loop/b.html", status=302, headers={"Location": "a.html"})
    for number in range(30):
        small_site.page(f"/chain/{number}.html", status=302, headers={"Location": f"{number + 1}.html"})
    small_site.page("/out.html", status=301, headers={"Location": "http://elsewhere.example/"})
    small_site.page("/script.html", status=301, headers={"Location": "javascript:alert(1)"})
    small_site.page("/gbk.html", status=301, headers={"Location": "/\u00c4\u00ea.html"})
    links = [
        (path, "2019年年度报告")
        for path in ("/loop/a.html", "/chain/0.html", "/out.html", "/script.html", "/gbk.html")
    ]
    small_site.page("/nb/index.html", list_html(*links), recorded_at="2026-01-01T00:00:00Z")
    options = small_site.options()
    summary = harvest(options)
    found = outcomes(options.db)
    assert (found["/loop/a.html"], found["/loop/b.html"]) == ("failed", "redirected")
    assert (found["/chain/9.html"], found["/chain/10.html"]) == ("redirected", "failed")
    assert [path for path in found if path.startswith("/chain/")] == [
        f"/chain/{number}.html" for number in range(11)
    ]
    assert not any("elsewhere" in url for url in found)
    assert [issue.found for issue in summary.issues] == ["redirects out of scope: http://elsewhere.example/"]


def test_a_page_that_fails_is_tried_again_and_then_given_up(small_site, monkeypatch) -> None:
    monkeypatch.setattr(crawl.Crawl, "_retry_wait", staticmethod(lambda *_: 0.0))
    small_site.page("/nb/1.html", status=500, recorded_at="2026-01-01T00:00:00Z")
    options = small_site.options()
    summary = harvest(options)
    tries = query(options.db, "SELECT outcome FROM fetches WHERE url LIKE '%/nb/1.html' ORDER BY id")
    assert tries == [("retried",), ("retried",), ("retried",), ("failed",)]
    assert summary.outcome == "incomplete"
    assert summary.sites[0].reports == 1


@pytest.mark.parametrize("after", range(1, 8))
def test_what_was_archived_before_a_crash_is_not_fetched_again(
    small_site, rows_of, monkeypatch, after: int
) -> None:
    undisturbed = small_site.options(db="undisturbed.db")
    harvest(undisturbed)
    options = small_site.options()
    settle, calls = Settler.settle, []

    def crash(self, *arguments):
        calls.append(arguments)
        if len(calls) == after:
            raise OSError("killed between archive and database")
        return settle(self, *arguments)

    monkeypatch.setattr(Settler, "settle", crash)
    with pytest.raises(OSError, match="killed"):
        harvest(options)
    monkeypatch.setattr(Settler, "settle", settle)
    with warc_files([options.archive])[0].open("ab") as torn:
        torn.write(b"\x1f\x8b\x08\x00torn")
    assert harvest(options).resumed
    left, right = (
        rows_of(
            one.db,
            "id",
            "fetch_id",
            "fetched_at",
            "first_seen_at",
            "changed_at",
            "warc_offset",
            "warc_file",
            tables_without=("runs", "reports_fts_data", "reports_fts_idx"),  # how the index is packed
        )
        for one in (undisturbed, options)
    )
    assert left == right
    archived = sum(verify(file) for file in warc_files([options.archive]))
    assert archived == len(query(options.db, "SELECT 1 FROM fetches")) + 2  # and how the run began and ended


def test_pages_that_cannot_be_read_are_recorded_and_asked_for_again(small_site, monkeypatch) -> None:
    from reportharvest.running import working

    read = working.read_page
    monkeypatch.setattr(
        working,
        "read_page",
        lambda one, *more, ocr: [].pop() if "1.html" in one.url else read(one, *more, ocr=ocr),
    )
    options = small_site.options()
    summary = harvest(options)
    assert (summary.outcome, summary.counts["fetch/unreadable"]) == ("incomplete", 1)
    monkeypatch.setattr(working, "read_page", read)
    assert harvest(options).counts["reports/total"] == 2


def test_bombs_and_nonsense_are_recorded_outcomes(small_site) -> None:
    import gzip

    pages = {
        "/x/bomb.html": (gzip.compress(b"\0" * 30_000_000), {"Content-Encoding": "gzip"}, "unreadable"),
        "/x/compress.html": (b"\x00\x01", {"Content-Encoding": "compress"}, "unreadable"),
        "/x/empty.html": (b"", {}, "stored"),
        "/x/binary.html": (bytes(range(256)) * 50, {"Content-Type": "\u00ff"}, "stored"),
        "/x/deep.html": (b"<div>" * 100_000, {}, "stored"),
        "/x/gzip.html": (gzip.compress(report_html(2017).encode()), {"Content-Encoding": "gzip"}, "stored"),
        "/x/teapot.html": (b"", {}, "failed"),
    }
    for path, (body, headers, _) in pages.items():
        small_site.page(path, body, status=418 if "teapot" in path else 200, headers=headers)
    small_site.page(
        "/nb/index.html",
        list_html(*((path, "2019年年度报告") for path in pages)),
        recorded_at="2026-01-01T00:00:00Z",
    )
    options = small_site.options()
    harvest(options)
    found = outcomes(options.db)
    assert {path: found[path] for path in pages} == {path: outcome for path, (_, _, outcome) in pages.items()}
    assert query(options.db, "SELECT report_year FROM reports") == [(2017,)]


def test_bounds_end_a_site_without_end(small_site) -> None:
    for number in range(20):
        row = (f"/nb/{number}.html", f"示例区财政局{number}年政府信息公开工作年度报告")
        small_site.page(f"/p/{number}.html", list_html(row, more=f'<a href="{number + 1}.html">下一页</a>'))
    description = SITE.replace("/nb/index.html", "/p/0.html") + "[follow]\nmax_list_pages = 5\n"
    options = small_site.options(description=description)
    summary = harvest(options)
    assert len([path for path in outcomes(options.db) if path.startswith("/p/")]) == 6
    assert summary.outcome == "incomplete"
    assert "max_list_pages = 5 was reached" in summary.issues[0].found


def test_progress_is_told_for_every_page(small_site) -> None:
    events: list[ProgressEvent] = []
    harvest(small_site.options(), events.append)
    pages = [event for event in events if event.kind == "page"]
    assert len(pages) == 7
    assert pages[-1].reports == 2
    assert (events[0].kind, events[-1].kind) == ("run-started", "run-finished")


def test_one_harvest_at_a_time_writes_to_a_database(small_site) -> None:
    options = small_site.options()
    with locked(options.db), pytest.raises(WorkFailedError, match="another harvest"):
        harvest(options)


def test_a_wrong_description_fetches_nothing(small_site) -> None:
    options = small_site.options(description="name = 3")
    with pytest.raises(DescriptionError):
        harvest(options)
    assert not options.db.exists()
