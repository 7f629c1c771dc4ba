from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from tests.processing.archives import Page, write_warc

import reportharvest as rh
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.processing.loading import link_mirrors, load_folders
from reportharvest.processing.run import ProcessOptions, process_archives
from reportharvest.storing.reader import report
from reportharvest.storing.schema import open_database, page_id

TEXT = (
    "<h1>云桥区财政局2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>全年主动公开政府信息{}条，"
    "其中通过网站公开的有{}条，受理依申请公开{}件，均已按时答复，没有行政复议和行政诉讼。"
    "办公室专人负责此项工作，制度健全，责任到人。</p>"
)
URL = "http://www.example.gov.cn/a.html"


def capture(day: int, count: int, url: str = URL) -> Page:
    return Page(url, TEXT.format(count, count + 1, count + 2).encode(), date=f"2024-03-{day:02}T02:00:00Z")


def folder_of(tmp_path: Path, name: str, pages: list[Page]) -> Path:
    file = write_warc(tmp_path / f"{name}.warc.gz", pages)
    process_archives(ProcessOptions((str(file),), tmp_path / name))
    return tmp_path / name


def history(db: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(db)
    rows = connection.execute(
        "SELECT version, seen_at, replaced_at, cause, record_sha256 FROM report_versions ORDER BY version"
    ).fetchall()
    rows += connection.execute(
        "SELECT first_seen_at, changed_at, record_sha256, fetches.fetched_at FROM reports"
        " JOIN fetches ON fetches.id = fetch_id"
    ).fetchall()
    connection.close()
    return rows


def test_the_processed_pages_are_loaded_once(processed: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.db"
    first = load_folders([processed], db)
    assert first.captures == first.new + first.unchanged + first.changed + first.earlier > 5
    content = db.read_bytes()
    again = load_folders([processed], db)
    assert (again.known, again.new, again.changed) == (first.captures, 0, 0)
    connection = sqlite3.connect(db)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT count(*), min(outcome) FROM runs").fetchone() == (1, "complete")
    [count] = connection.execute("SELECT count(*) FROM reports_fts WHERE reports_fts MATCH '公开'").fetchone()
    assert count > 5
    assert len(content) > 0


def test_a_loaded_report_is_the_record_of_its_bytes(tmp_path: Path) -> None:
    page = capture(1, 12)
    load_folders([folder_of(tmp_path, "a", [page])], tmp_path / "r.db")
    db = open_database(tmp_path / "r.db", read_only=True)
    stored = report(db, page_id(URL))
    assert stored == rh.process(page.body, url=URL, content_type="text/html")
    row = db.execute("SELECT warc_file, warc_offset, sha256, size_bytes FROM v_report_bytes").fetchone()
    assert (row[0], row[1], row[3]) == (str(tmp_path / "a.warc.gz"), 0, len(page.body))
    db.close()


@pytest.mark.parametrize("counts", [(1, 2, 3), (1, 2, 1), (1, 2, 2)])
def test_the_latest_capture_wins_in_whatever_order_they_come(tmp_path: Path, counts: tuple[int, ...]) -> None:
    folders = [folder_of(tmp_path, f"f{day}", [capture(day, count)]) for day, count in enumerate(counts, 1)]
    found = []
    for at, order in enumerate(permutations(folders)):
        db = tmp_path / f"r{at}.db"
        for folder in order:
            load_folders([folder], db)
        rows = history(db)
        assert rows[-1][0] == "2024-03-01T02:00:00Z"
        # where a page was read again unchanged, which of the responses a state leads to may differ
        found.append([row[:-1] if len(row) == 4 else row for row in rows])
    assert all(one == found[0] for one in found)
    states = [key for at, key in enumerate(counts) if at == 0 or counts[at - 1] != key]
    assert len(found[0]) == len(states)


def test_mirrors_are_linked_in_the_database_and_in_the_tables(tmp_path: Path) -> None:
    first = capture(1, 12)
    mirror = replace(capture(2, 12, "http://mirror.example.org/x/1.html"))
    folder = folder_of(tmp_path, "a", [first, mirror, capture(1, 13, "http://www.example.gov.cn/b.html")])
    done = load_folders([folder], tmp_path / "r.db")
    assert done.mirrors == 1
    db = open_database(tmp_path / "r.db")
    row = db.execute("SELECT kind, similarity, url, canonical_url, report_year FROM v_mirrors").fetchone()
    assert row == ("exact", 1.0, mirror.url, URL, 2019)
    import pyarrow.dataset

    [written] = pyarrow.dataset.dataset(folder / "mirrors").to_table().to_pylist()
    assert (written["url"], written["canonical_url"], written["kind"]) == (mirror.url, URL, "exact")
    assert link_mirrors(db) == 1
    db.close()


def test_a_folder_that_is_none_of_ours_or_unfinished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not written by"):
        load_folders([tmp_path], tmp_path / "r.db")
    (tmp_path / "manifest.json").write_text('{"outcome": "unfinished"}')
    with pytest.raises(WorkFailedError, match="not finished"):
        load_folders([tmp_path], tmp_path / "r.db")
    assert not (tmp_path / "r.db").exists()
