"""The Parquet tables: the columns of the database, each row with the bytes that it came from.

The columns of reports and what is below them are those of the database, with the same names and meanings,
read from its schema; docs/data-dictionary.md describes them. In front of them stand, in every table, which
report it is and where its bytes lie.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import import_module, resources
from typing import Any

from reportharvest.errors import UsageError
from reportharvest.model import Report
from reportharvest.storing.rows import child_rows

__all__ = ["CAPTURE_COLUMNS", "TABLES", "Rows", "arrow", "columns_of", "empty_table", "moment", "schema_of"]

TABLES = ("reports", *child_rows(Report()), "issues", "outcomes", "signatures", "mirrors")
"""Every table, a folder each."""

CAPTURE_COLUMNS: dict[str, str] = {
    "report_id": "integer",
    "url": "text",
    "fetched_at": "moment",
    "warc_file": "text",
    "warc_offset": "integer",
    "sha256": "text",
}
"""In front of every row: the report's number (that of the database), its URL (``page_url`` in tables below
reports, because attachments have URLs of their own), when it was fetched, in which file and at which offset
the record lies, and the digest of the body as archived."""

_WITH_URL = {"reports", "outcomes", "signatures"}
_OWN_COLUMNS: dict[str, dict[str, str]] = {
    "outcomes": {
        "outcome": "text",
        "reason": "text",
        "page_kind": "text",
        "title": "text",
        "site": "text",
        "purpose": "text",
        "via": "text",
        "status": "integer",
        "content_type": "text",
        "size_bytes": "integer",
    },
    "signatures": {
        "title": "text",
        "publisher": "text",
        "report_year": "integer",
        "published_at": "text",
        "chars": "integer",
        "text_sha256": "text",
        "minhash": "bytes",
    },
    "issues": {"position": "integer", "name": "text", "place": "text", "found": "text"},
}
_MIRRORS: dict[str, str] = {
    "report_id": "integer",
    "url": "text",
    "canonical_id": "integer",
    "canonical_url": "text",
    "similarity": "real",
    "kind": "text",
}
# Of the report's row: what only a database knows, because it has seen the page before.
_LEFT_OUT = {"id", "first_seen_at", "changed_at", "fetch_id", "page_id", "report_id", "record_sha256"}


def arrow() -> Any:
    """Load pyarrow, which belongs to the extras ``scale`` and ``publish``.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as missing:
        raise UsageError(
            f"Parquet files need a package that is not installed: {missing.name}",
            hint="pip install 'reportharvest[scale]'; nothing was done",
        ) from missing


@cache
def columns_of(table: str) -> dict[str, str]:
    """Give name and type of every column of a table: integer, real, text, bytes, moment.

    >>> list(columns_of("repairs"))[:2], list(columns_of("repairs"))[-3:]
    (['report_id', 'page_url'], ['kind', 'count', 'confidence'])
    """
    if table == "mirrors":
        return _MIRRORS
    renamed = {} if table in _WITH_URL else {"url": "page_url"}
    capture = {renamed.get(name, name): kind for name, kind in CAPTURE_COLUMNS.items()}
    own = _OWN_COLUMNS.get(table) or {
        name: kind for name, kind in _database_columns()[table].items() if name not in _LEFT_OUT
    }
    # as JSON: what `load` builds the record from
    whole = {"record": "text", "offsets": "text"} if table == "reports" else {}
    return capture | own | whole


@cache
def _database_columns() -> dict[str, dict[str, str]]:
    """Read the tables from the schema's files; opening a database of ours would load a second of packages."""
    kinds = {"INTEGER": "integer", "REAL": "real", "NUMERIC": "real"}
    folder = resources.files("reportharvest.storing").joinpath("migrations")
    connection = sqlite3.connect(":memory:")
    try:
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".sql"):
                connection.executescript(file.read_text(encoding="utf-8"))
        return {
            table: {
                column: kinds.get(kind, "text")
                for _, column, kind, *_ in connection.execute(f"PRAGMA table_info([{table}])")
            }
            for table in TABLES
        }
    finally:
        connection.close()


@cache
def schema_of(table: str) -> Any:
    """Give the Arrow schema of a table."""
    pa = arrow()
    types = {
        "integer": pa.int64(),
        "real": pa.float64(),
        "text": pa.string(),
        "bytes": pa.binary(),
        "moment": pa.timestamp("ms", tz="UTC"),
    }
    return pa.schema([pa.field(name, types[kind]) for name, kind in columns_of(table).items()])


def empty_table(name: str) -> Any:
    """Give a table without rows; of batches, because Arrow's arrays load pandas where that is installed."""
    return arrow().Table.from_batches([], schema_of(name))


@dataclass(slots=True)
class Rows:
    """The rows of a block, column by column.

    Attributes:
        columns: by table and column.
        counts: rows by table.
    """

    columns: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, capture: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows of one capture; a column that a row does not have is null."""
        if not rows:
            return
        held = self.columns.setdefault(table, {name: [] for name in columns_of(table)})
        url = "url" if table in _WITH_URL else "page_url"
        for name, values in held.items():
            if name == url:
                values.extend([capture["url"]] * len(rows))
            elif name in CAPTURE_COLUMNS and name != "url":
                values.extend([capture[name]] * len(rows))
            else:
                values.extend(row.get(name) for row in rows)
        self.counts[table] = self.counts.get(table, 0) + len(rows)

    def extend(self, other: Rows) -> None:
        """Take over all rows of another collection."""
        for table, columns in other.columns.items():
            held = self.columns.setdefault(table, {name: [] for name in columns})
            for name, values in columns.items():
                held[name] += values
            self.counts[table] = self.counts.get(table, 0) + other.counts[table]

    def table(self, name: str) -> Any:
        """Give one table in Arrow's form."""
        held = self.columns.get(name, {column: [] for column in columns_of(name)})
        return arrow().table(held, schema=schema_of(name))


def moment(text: str) -> datetime | None:
    """Read an archive's date; None where it is none.

    >>> moment("2024-03-01T02:00:00Z").isoformat()
    '2024-03-01T02:00:00+00:00'
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
