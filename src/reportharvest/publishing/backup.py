"""Backup: a copy of the database while a harvest writes to it, verified row by row."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.publishing.replacing import put_in_place, staging
from reportharvest.storing.exporting import reading
from reportharvest.storing.schema import open_database

__all__ = ["BackupSummary", "backup"]

_STEP_PAGES = 2_000
"""Pages copied between two chances to stop: 8 MB."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What was copied.

    Attributes:
        file: the copy.
        size_bytes: its size.
        rows: rows by table, each table compared with the original.
    """

    file: Path
    size_bytes: int
    rows: dict[str, int]


def backup(db: Path, destination: Path) -> BackupSummary:
    """Copy a database to one file, verify the copy, and put it in its place whole.

    The copy is one state of the database, that of the moment when the call began: SQLite's online backup
    reads it in one transaction, beside a harvest that goes on writing. It is then checked (``PRAGMA
    integrity_check``, foreign keys) and compared with that state, every row of every table by digest.
    The copy needs no further files: it is not in write-ahead mode until a harvest opens it.

    Args:
        db: the database.
        destination: the file to write, or an existing folder for a file of the same name. An earlier backup
            in its place is replaced once the new one is proved.
    Raises:
        DatabaseError: no such database, or not one of ours; the destination is a file of something else.
        UsageError: the destination is the database itself, or a database in use.
        WorkFailedError: the copy is not equal to the original; nothing was replaced.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     open_database(Path(name) / "reports.db").close()
    ...     done = backup(Path(name) / "reports.db", Path(name) / "copy.db")
    ...     done.file.name, done.rows["reports"]
    ('copy.db', 0)
    """
    file = destination / db.name if destination.is_dir() else destination
    _check_destination(db, file)
    with reading(db) as original, staging(file.absolute().parent) as stage:
        copy = stage / file.name
        _copy(original, copy)
        rows = _verify(original, copy)
        size = copy.stat().st_size
        for suffix in ("-wal", "-shm"):  # empty ones of the backup that is replaced
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        put_in_place(copy, file)
    return BackupSummary(file, size, rows)


def _check_destination(db: Path, file: Path) -> None:
    if not file.exists():
        return
    if file.resolve() == db.resolve():
        raise UsageError(f"{file}: this is the database itself", hint="name another file; nothing was done")
    if file.stat().st_size:
        open_database(file, read_only=True).close()  # refuses what is not a database of ours
    log = Path(f"{file}-wal")
    if log.exists() and log.stat().st_size:
        raise UsageError(
            f"{file}: a program writes to this database, or was killed while it did",
            hint="name another file; nothing was done",
        )


def _copy(original: Database, file: Path) -> None:
    copy = sqlite3.connect(file)
    try:
        original.conn.backup(copy, pages=_STEP_PAGES)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _verify(original: Database, file: Path) -> dict[str, int]:
    """Compare the copy with the state that it was made from; give the rows of each table."""
    copy = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok" or copy.execute("PRAGMA foreign_key_check").fetchone():
            raise _spoilt(file, "it fails its integrity check" if found != "ok" else "rows lead nowhere")
        rows: dict[str, int] = {}
        for table in _tables(original.conn):
            rows[table], digest = _digest(original.conn, table)
            if (rows[table], digest) != _digest(copy, table):
                raise _spoilt(file, f"its table {table} differs")
    except sqlite3.DatabaseError as error:
        raise _spoilt(file, str(error)) from error
    else:
        return rows
    finally:
        copy.close()


def _spoilt(file: Path, reason: str) -> WorkFailedError:
    return WorkFailedError(
        f"the copy {file.name} is not sound: {reason}",
        hint="the disk may be full or failing; an earlier backup was left as it is",
    )


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [name for (name,) in found]


def _digest(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Count the rows of a table and digest them, in the order in which they are stored."""
    digest = sha256()
    count = 0
    for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 (a name of the schema)
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
        count += 1
    return count, digest.hexdigest()
