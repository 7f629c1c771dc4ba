"""The database file: its migrations, how it is opened, and what its tables and columns mean.

The tables are written down in ``migrations/*.sql``, one file per version of the schema, with a
comment for every table and column. A file is applied once and never edited after a release; a change
is a new file. :func:`describe` reads the comments back from an open database.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sqlite_utils import Database, Migrations

from reportharvest.errors import DatabaseError, UsageError
from reportharvest.storing.numbers import page_id

__all__ = [
    "APPLICATION_ID",
    "ColumnDescription",
    "TableDescription",
    "describe",
    "open_database",
    "page_id",
]

APPLICATION_ID = 0x52704876
"""``RpHv`` in the file's header (``PRAGMA application_id``) tells a database of ours from any other."""

_BUSY_TIMEOUT_SECONDS = 30.0
"""How long a statement waits for another writer; the longest transaction, one page, takes milliseconds."""

_CHECKPOINT_PAGES = 4_000
"""Pages of 4 kB in the write-ahead log before it is worked into the file, which waits for the disk: 16 MB.
With SQLite's own 1,000, a harvest of 400 drawn pages waits for the disk as long as it computes (5.2 ms a page
instead of 3.0, each page in a transaction of its own)."""

_CACHE_KIB = 32_000
"""Pages are numbered by a digest, so their rows lie all over the file; SQLite's own 2 MB are soon too few."""

_MIGRATION_SET = "reportharvest"

_FTS_DESCRIPTIONS = {
    "reports_fts": "Full-text index over reports (FTS5; rowid is reports.id). What to type: docs/search.md.",
    "title": "title of the report",
    "publisher": "publisher of the report",
    "text": "body of the report",
}
"""SQLite keeps no comments of a virtual table, so these stand here."""


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """A column as the data dictionary shows it."""

    name: str
    type: str
    description: str
    required: bool
    key: bool
    references: str | None


@dataclass(frozen=True, slots=True)
class TableDescription:
    """A table, view or virtual table as the data dictionary shows it."""

    name: str
    kind: str
    description: str
    columns: tuple[ColumnDescription, ...]


def open_database(path: Path | str, *, read_only: bool = False) -> Database:
    """Open a database of ours, bringing its schema up to date; create it where there is none.

    Write-ahead logging is switched on, so that readers go on undisturbed while a harvest writes.
    ``synchronous=NORMAL``: a killed process loses nothing; a power failure can lose the last pages,
    never the file's consistency, and the next harvest fetches them again.

    Args:
        path: the file; its folder is created. ``":memory:"`` for tests.
        read_only: open an existing file for reading; nothing is created or migrated.
    Raises:
        DatabaseError: the file is missing (read-only), no SQLite database, not one of ours, of a later
            version of the program, or cannot be opened or written.

    >>> db = open_database(":memory:")
    >>> db.execute("SELECT count(*) FROM reports").fetchone()
    (0,)
    """
    try:
        connection = _connect(path, read_only)
        db = Database(connection, execute_plugins=False)
        try:
            _check(db, path, read_only)
            if not read_only:
                _prepare(db)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise _wrong_file(
            f"{path}: {error}",
            "nothing was changed; name a database of reportharvest, or a new file, with --db",
        ) from error
    return db


def describe(db: Database) -> tuple[TableDescription, ...]:
    """Read back what every table, view and column means, in the order they were created.

    >>> described = {table.name: table for table in describe(open_database(":memory:"))}
    >>> described["reports"].columns[0].description
    'the same as pages.id'
    """
    rows = db.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
    )
    internal = ("sqlite_", "_sqlite_", "reports_fts_")
    return tuple(_described(db, *row) for row in rows.fetchall() if not row[0].startswith(internal))


def _connect(path: Path | str, read_only: bool) -> sqlite3.Connection:
    if str(path) == ":memory:":
        return sqlite3.connect(":memory:", timeout=_BUSY_TIMEOUT_SECONDS)
    file = Path(path)
    if read_only:
        if not file.is_file():
            raise _wrong_file(
                f"{file}: there is no such database",
                "run `reportharvest harvest` first, or name another file with --db",
            )
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_TIMEOUT_SECONDS)
    file.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(file, timeout=_BUSY_TIMEOUT_SECONDS)


def _check(db: Database, path: Path | str, read_only: bool) -> None:
    """Refuse a file that is not ours or that a later version of the program has written."""
    [(tables,)] = db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    [(application,)] = db.execute("PRAGMA application_id").fetchall()
    if application != APPLICATION_ID and (tables or read_only):
        raise _wrong_file(
            f"{path}: this SQLite database was not made by reportharvest",
            "nothing was changed; name another file with --db",
        )
    unknown = {one.name for one in _MIGRATIONS.applied(db)} - {name for name, _ in _migration_files()}
    if unknown:
        raise DatabaseError(
            f"{path}: made by a later version of reportharvest (it has {', '.join(sorted(unknown))})",
            hint="nothing was changed; update reportharvest, or name another file with --db",
        )
    if read_only and _MIGRATIONS.pending(db):
        raise DatabaseError(
            f"{path}: made by an earlier version of reportharvest",
            hint="run `reportharvest harvest` or `replay` with it once; that brings it up to date",
        )


def _wrong_file(message: str, hint: str) -> DatabaseError:
    """Make the error for a file that the user should not have named: the call was wrong, not the work."""
    error = DatabaseError(message, hint=hint)
    error.exit_status = UsageError.exit_status
    return error


def _prepare(db: Database) -> None:
    # first of all: who is killed while the tables are made must find the file to be ours
    [(application,)] = db.execute("PRAGMA application_id").fetchall()
    if application != APPLICATION_ID:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    _MIGRATIONS.apply(db)


def _migration_files() -> list[tuple[str, str]]:
    folder = resources.files("reportharvest.storing").joinpath("migrations")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return [(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files]


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; ``executescript`` would commit the migration's transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            yield pending.rstrip().removesuffix(";")
            pending = ""


def _migrations() -> Migrations:
    migrations = Migrations(_MIGRATION_SET)
    for name, script in _migration_files():

        def apply(db: Database, script: str = script) -> None:
            for statement in _statements(script):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")

        migrations(name=name)(apply)
    return migrations


_MIGRATIONS = _migrations()


def _described(db: Database, name: str, kind: str, sql: str) -> TableDescription:
    keys = {
        row[3]: f"{row[2]}.{row[4]}" for row in db.execute(f"PRAGMA foreign_key_list([{name}])").fetchall()
    }
    virtual = sql.startswith("CREATE VIRTUAL")
    lines = sql.splitlines()
    columns = []
    for _, column, type_, required, _, key in db.execute(f"PRAGMA table_info([{name}])").fetchall():
        description = _FTS_DESCRIPTIONS[column] if virtual else _comment_of(column, lines)
        columns.append(
            ColumnDescription(column, type_, description, bool(required or key), bool(key), keys.get(column))
        )
    about = _FTS_DESCRIPTIONS[name] if virtual else lines[1].strip().removeprefix("-- ")
    return TableDescription(name, "full-text table" if virtual else kind, about, tuple(columns))


def _comment_of(column: str, lines: list[str]) -> str:
    """Find the comment on the line that defines a column of a table, or names one of a view."""
    name = rf'"?{re.escape(column)}"?'
    definition = re.compile(rf"^\s*(?:(?:\w+\.)?(?:\w+ AS )?{name}(?!\w).*?|.*\bAS {name},? *)-- (.*)$")
    return next((found[1] for line in lines if (found := definition.match(line))), "")
