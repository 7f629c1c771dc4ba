"""Backup: a sound copy of one moment while another process writes, or no copy at all."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from reportharvest.errors import DatabaseError, UsageError, WorkFailedError
from reportharvest.publishing import backup as backing
from reportharvest.publishing.backup import backup
from reportharvest.storing.schema import open_database

WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
print("ready", flush=True)
number = 1_000_000
while True:  # both rows or neither, as a harvest writes a page
    number += 1
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO runs (id, command, started_at) VALUES (?, 'harvest', '2024-03-01')", [number])
    db.execute(
        "INSERT INTO fetches (id, run_id, site, url, purpose, fetched_at, outcome, error)"
        " VALUES (?, ?, 'a', 'b', 'report', '2024-03-01', 'failed', ?)", [number, number, "x" * 2000],
    )
    db.execute("COMMIT")
"""


@pytest.fixture
def db(demonstration: Path, tmp_path: Path) -> Path:
    file = tmp_path / "reports.db"
    shutil.copy(demonstration / "reports.db", file)
    return file


def counts(file: Path) -> dict[str, int]:
    connection = sqlite3.connect(file)
    found = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("runs", "fetches", "reports", "statistics")
    }
    connection.close()
    return found


def test_a_copy_made_while_another_process_writes_is_one_moment(db: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA journal_mode = WAL")
    before = counts(db)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(db)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        copies = [backup(db, tmp_path / f"{at}.db") for at in range(3)]
    finally:
        writer.kill()
        writer.wait()
    after = counts(db)
    connection.close()
    for one in copies:
        found = counts(one.file)
        # both rows of a transaction are in the copy, or neither
        assert found["runs"] - before["runs"] == found["fetches"] - before["fetches"]
        assert found["reports"] == before["reports"]
        assert before["runs"] <= found["runs"] <= after["runs"]
        assert one.rows["runs"] == found["runs"]
        assert one.size_bytes == one.file.stat().st_size
    assert after["runs"] > before["runs"]


def test_a_copy_is_one_file_and_a_database_like_any_other(db: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    done = backup(db, tmp_path / "there")
    assert [one.name for one in (tmp_path / "there").iterdir()] == ["reports.db"]
    copy = open_database(done.file)
    assert copy.execute("SELECT count(*) FROM reports_fts WHERE reports_fts MATCH '公开'").fetchone()[0] > 20
    copy.execute("INSERT INTO runs (command, started_at) VALUES ('harvest', '2024-03-01')")
    copy.close()


def test_an_earlier_copy_stays_when_the_new_one_is_not_sound(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(db, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    real = backing._copy

    def spoils(original: object, file: Path) -> None:
        real(original, file)
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE repairs SET kind = 'x'")
        connection.close()

    monkeypatch.setattr(backing, "_copy", spoils)
    with pytest.raises(WorkFailedError, match="its table repairs differs"):
        backup(db, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before


def test_a_damaged_copy_is_found(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = backing._copy

    def damages(original: object, file: Path) -> None:
        real(original, file)
        content = bytearray(file.read_bytes())
        content[8192:12288] = b"\xff" * 4096
        file.write_bytes(content)

    monkeypatch.setattr(backing, "_copy", damages)
    with pytest.raises(WorkFailedError, match="not sound"):
        backup(db, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_what_is_no_backup_is_not_overwritten(db: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("not a database, " * 100)
    with pytest.raises(DatabaseError):
        backup(db, letter)
    assert letter.read_text().startswith("not a database")
    with pytest.raises(UsageError, match="the database itself"):
        backup(db, db)
    with pytest.raises(UsageError, match="the database itself"):
        backup(db, tmp_path)
    with pytest.raises(DatabaseError, match="no such database"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")


def test_a_database_in_use_is_not_overwritten(db: Path, tmp_path: Path) -> None:
    other = open_database(tmp_path / "other.db")
    other.execute("INSERT INTO runs (command, started_at) VALUES ('harvest', '2024-03-01')")
    with pytest.raises(UsageError, match="writes to this database"):
        backup(db, tmp_path / "other.db")
    other.close()
