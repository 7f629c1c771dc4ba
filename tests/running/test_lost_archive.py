"""Archived bytes that are gone: after a power cut, or because somebody deleted a file."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from reportharvest.archiving.capture import Place
from reportharvest.archiving.warc import read_capture, warc_files
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay
from reportharvest.running.settling import Settler

from .conftest import SITE


def places(db: Path) -> list[tuple[str, str, int, str]]:
    connection = sqlite3.connect(db)
    found = connection.execute(
        "SELECT reports.url, warc_file, warc_offset, sha256 FROM reports"
        " JOIN fetches ON fetches.id = fetch_id"
    ).fetchall()
    connection.close()
    return found


def assert_every_report_leads_to_its_bytes(options: HarvestOptions) -> None:
    found = places(options.db)
    assert len(found) == 2
    for url, file, offset, digest in found:
        capture = read_capture(options.archive, Place(file, offset))
        assert (capture.url, capture.sha256) == (url, digest)


def first_report_offset(options: HarvestOptions) -> int:
    return min(offset for _, _, offset, _ in places(options.db))


def delete(file: Path, _offset: int) -> None:
    file.unlink()


def cut_before(file: Path, offset: int) -> None:
    with file.open("r+b") as stream:
        stream.truncate(offset)


def cut_inside(file: Path, offset: int) -> None:
    with file.open("r+b") as stream:
        stream.truncate(offset + 100)


def overwrite(file: Path, offset: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(offset + 40)
        stream.write(bytes(60))


@pytest.mark.parametrize("damage", [delete, cut_before, cut_inside, overwrite])
def test_pages_whose_bytes_are_gone_are_fetched_again(
    small_site, damage: Callable[[Path, int], None]
) -> None:
    options = small_site.options(description=SITE + "[refresh]\nat_least = 5\n")
    harvest(options)
    damage(warc_files([options.archive])[0], first_report_offset(options))
    summary = harvest(options)
    assert summary.outcome == "complete"
    assert summary.counts["fetch/stored"] >= 1
    assert summary.counts["reports/total"] == 2
    assert_every_report_leads_to_its_bytes(options)
    assert harvest(options).counts["fetch/not-modified"] == 3


@pytest.mark.parametrize("damage", [delete, cut_before, cut_inside])
def test_a_harvest_that_was_stopped_goes_on_without_the_bytes_that_are_gone(
    small_site, rows_of, monkeypatch, tmp_path: Path, damage: Callable[[Path, int], None]
) -> None:
    options = small_site.options()
    monkeypatch.setattr("reportharvest.running.harvest.PAGES_AT_ONCE", 1)
    settle, calls = Settler.settle, []

    def crash(self, *arguments):
        calls.append(arguments)
        if len(calls) == 6:
            raise OSError("the power went")
        return settle(self, *arguments)

    monkeypatch.setattr(Settler, "settle", crash)
    with pytest.raises(OSError, match="power"):
        harvest(options)
    monkeypatch.setattr(Settler, "settle", settle)
    damage(warc_files([options.archive])[0], first_report_offset(options))
    summary = harvest(options)
    assert summary.resumed
    assert "archive-lost" in [issue.name for issue in summary.issues]
    assert_every_report_leads_to_its_bytes(options)
    for file in warc_files([options.archive]):
        assert gzip.decompress(file.read_bytes()).startswith(b"WARC/1.1")
    replay([options.archive], tmp_path / "again.db")
    again = rows_of(tmp_path / "again.db", "fetch_id", "first_seen_at", "changed_at")
    assert again["reports"] == rows_of(options.db, "fetch_id", "first_seen_at", "changed_at")["reports"]


def test_a_database_that_was_deleted_is_told_how_to_come_back(small_site, tmp_path: Path) -> None:
    options = small_site.options()
    harvest(options)
    options.db.unlink()
    summary = harvest(options)
    assert [issue.name for issue in summary.issues] == ["archive-unknown"]
    assert "reportharvest replay" in summary.issues[0].found
    replay([options.archive], options.db)
    assert_every_report_leads_to_its_bytes(options)
