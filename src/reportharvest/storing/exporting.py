"""What may be taken away, and its rows: tables, views, canned questions, or a query of the user's own.

A :class:`Resource` says what its columns are before the first row is read, so that every format can
write the same types. Rows come in a stable order, a few thousand at a time, out of one read
transaction: a harvest that writes meanwhile neither waits nor shows.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from reportharvest.errors import UsageError
from reportharvest.storing.canned import CANNED_QUERIES
from reportharvest.storing.schema import TableDescription, describe, open_database

__all__ = [
    "Column",
    "ColumnType",
    "Resource",
    "Row",
    "all_resources",
    "batches",
    "named_resource",
    "query_resource",
    "reading",
]

ColumnType = Literal["string", "integer", "number", "date", "datetime", "json"]
Row = tuple[Any, ...]

BATCH_ROWS = 10_000
BATCH_CHARS = 8_000_000
"""A batch ends with either: 10,000 numbers or some 1,500 reports of 5 kB; about 50 MB of Python objects."""

_NOT_TAKEN = ("queue", "reports_fts")
"""Beginnings of names left out of an export of everything: what a run has still to do, and the index."""

_VIEW_ORDER = {
    "v_form_labels": ("form", "part", "position"),
    "v_coverage": ("agency", "report_year"),
    "v_statistics": ("report_id", "position"),
    "v_reports_latest": ("agency", "report_year"),
    "v_failed_checks": ("report_id", "position"),
    "v_low_confidence_repairs": ("report_id", "position"),
    "v_changed_reports": ("report_id", "version"),
    "v_changed_statistics": ("report_id", "version", "form", "row", "column"),
}
_DEFAULT_ORDER = ("agency", "report_year", "report_id", "kind", "reason", "applicant", "item", "measure")
_FORM_WORDS = {"form", "row", "column", "rule", "line", "kind", "reason", "applicant", "item", "measure"}
_TEXT_OF_VIEWS = _FORM_WORDS | {
    "region", "agency", "part", "key", "label_zh", "label_en", "category", "unit", "check_state", "state",
    "reason_zh", "reason_en", "line_zh", "line_en", "rule_zh", "rule_en",
}  # fmt: skip
_NUMBERS_OF_VIEWS = {
    "value", "value_before", "received", "carried_over", "granted", "partially_granted", "denied",
    "unavailable", "refused", "other", "total_processed", "carried_forward", "requests", "share", "upheld",
    "corrected",    "other_result", "pending", "total", "difference",
}  # fmt: skip
_COUNT_OF_VIEWS = {"position", "editions", "report_year", "version"}
_DATES = {"published_on"}
_MIXED = {"published_at", "written_at"}
"""A day or a moment, as the page gives it: no one type holds both, so they stay text."""
_UNIT = re.compile(r"Unit: ([^.]+)\.")
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_MOMENT = f"{_DAY}T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a resource.

    Attributes:
        type: ``date`` is YYYY-MM-DD, ``datetime`` YYYY-MM-DDTHH:MM:SSZ, ``json`` a text that holds JSON.
        unit: what a number counts; empty where it counts nothing or each row has its own.
        long: whether it holds numbers of 16 digits, which spreadsheets would round.
    """

    name: str
    type: ColumnType
    description: str = ""
    unit: str = ""
    required: bool = False
    references: str | None = None
    long: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that can be exported: its name, its meaning, its columns, its rows as a SELECT."""

    name: str
    description: str
    columns: tuple[Column, ...]
    sql: str
    key: tuple[str, ...] = ()


@contextmanager
def reading(db: Path) -> Iterator[Database]:
    """Open a database for reading and hold one state of it: everything read inside fits together.

    Raises:
        DatabaseError: no such database, not one of ours, of another version of the program.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     open_database(Path(name) / "reports.db").close()
    ...     with reading(Path(name) / "reports.db") as db:
    ...         db.execute("SELECT count(*) FROM reports").fetchone()
    (0,)
    """
    database = open_database(db, read_only=True)
    try:
        database.conn.isolation_level = None
        database.conn.execute("BEGIN")
        database.conn.execute("SELECT count(*) FROM runs").fetchone()  # the state is taken by the first read
        yield database
    finally:
        database.close()


def all_resources(db: Database) -> tuple[Resource, ...]:
    """Give every table and view, in the order of the schema, but for the queue and the full-text index.

    >>> names = [one.name for one in all_resources(open_database(":memory:"))]
    >>> "reports" in names, "v_requests_by_year" in names, "queue" in names
    (True, True, False)
    """
    return tuple(_described(db, one) for one in describe(db) if not one.name.startswith(_NOT_TAKEN))


def named_resource(db: Database, name: str) -> Resource:
    """Give a table, a view or a canned question by its name.

    Raises:
        UsageError: there is none of that name.

    >>> [one.name for one in named_resource(open_database(":memory:"), "repairs").columns]
    ['report_id', 'position', 'kind', 'count', 'confidence']
    """
    tables = {one.name: one for one in describe(db)}
    canned = {one.name: one for one in CANNED_QUERIES}
    if name in tables and name != "reports_fts":
        return _described(db, tables[name])
    if name in canned:
        one = canned[name]
        return query_resource(db, one.sql, name=name, description=f"{one.title_en} {one.description_en}")
    known = [*tables, *canned]
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    guess = f'; did you mean "{near[0]}"?' if near else ""
    raise UsageError(
        f'there is no table, view or question "{name}"{guess}',
        hint="`reportharvest export --list` shows what there is; nothing was written",
    )


def query_resource(
    db: Database, sql: str, *, name: str = "query", description: str = "Rows of a query."
) -> Resource:
    """Find out what a SELECT gives: the names of its columns, and their types from all of its rows.

    Raises:
        UsageError: SQLite does not understand it, it selects nothing, or two columns have one name.

    >>> query_resource(open_database(":memory:"), "SELECT 1 AS n, '2024-03-01' AS day").columns[1].type
    'date'
    """
    text = sql.strip().removesuffix(";").rstrip()
    hint = "give one SELECT; `reportharvest export --list` shows the tables and views; nothing was written"
    try:
        head = db.conn.execute(f"SELECT * FROM (\n{text}\n) LIMIT 0")  # noqa: S608 (the user's own query)
        names = [one[0] for one in head.description]
        doubled = sorted({one for one in names if names.count(one) > 1 or re.fullmatch(r".*:\d+", one)})
        if doubled:
            raise UsageError(
                f"the query gives two columns one name: {', '.join(doubled)}",
                hint="name them with AS; nothing was written",
            )
        types = _types_of_rows(db, text, names)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise UsageError(f"the query: {error}", hint=hint) from error
    known = {column.name: column.description for table in describe(db) for column in table.columns}
    columns = tuple(
        Column(one, types[one], known.get(one, ""), long=types[one] == "integer" and _is_long("", one))
        for one in names
    )
    return Resource(name, description, columns, text)


def batches(db: Database, resource: Resource) -> Iterator[list[Row]]:
    """Read the rows of a resource, some thousands at a time, so that memory stays bounded.

    >>> db = open_database(":memory:")
    >>> [len(batch) for batch in batches(db, named_resource(db, "v_form_labels"))]
    [74]
    """
    cursor = db.conn.execute(resource.sql)
    texts = [at for at, one in enumerate(resource.columns) if one.type in {"string", "json"}]
    batch: list[Row] = []
    size = 0
    for row in cursor:
        batch.append(row)
        for at in texts:
            value = row[at]
            if value.__class__ is str:
                size += len(value)
        if len(batch) >= BATCH_ROWS or size >= BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _described(db: Database, table: TableDescription) -> Resource:
    names = [one.name for one in table.columns]
    key = tuple(one.name for one in table.columns if one.key)
    order = key or _VIEW_ORDER.get(table.name) or _order(names)
    unit = found[1] if (found := _UNIT.search(table.description)) else ""
    columns = tuple(
        Column(
            one.name,
            kind := _type(one.name, one.type, one.description) or _type_of_rows(db, table.name, one.name),
            one.description,
            _unit_of(one.name, kind, one.description, unit),
            one.required,
            one.references,
            kind == "integer" and _is_long(table.name, one.name),
        )
        for one in table.columns
    )
    chosen = ", ".join(f'"{one}"' for one in names)
    sorting = ", ".join(f'"{one}"' for one in order)
    sql = f'SELECT {chosen} FROM "{table.name}" ORDER BY {sorting}'  # noqa: S608 (names of the schema)
    return Resource(table.name, table.description, columns, sql, key)


def _order(names: Sequence[str]) -> tuple[str, ...]:
    """Order the rows of a view by what readers look for, then by every other column: no two are alike."""
    first = [one for one in _DEFAULT_ORDER if one in names]
    return tuple(first + [one for one in names if one not in first])


def _type(name: str, declared: str, description: str) -> ColumnType | None:
    """Give the type of a column; SQLite declares none for what a view calculates. None: it is not known."""
    if name in _DATES:
        return "date"
    if name.endswith(("_at", "since", "_until")) and name not in _MIXED:
        return "datetime"
    if "(JSON " in description:
        return "json"
    if name in _COUNT_OF_VIEWS or declared == "INTEGER":
        return "integer"
    if declared == "TEXT" or name in _TEXT_OF_VIEWS or name.endswith(("_zh", "_en")):
        return "string"
    return "number" if declared in {"REAL", "NUMERIC"} or name in _NUMBERS_OF_VIEWS else None


def _unit_of(name: str, kind: ColumnType, description: str, of_table: str) -> str:
    if kind not in {"integer", "number"} or name in _COUNT_OF_VIEWS or name.endswith(("id", "_id_before")):
        return ""
    if "in bytes" in description or name == "size_bytes":
        return "bytes"
    if "0..1" in description:
        return "1"
    return "requests (件)" if "(件)" in description else of_table


def _is_long(table: str, name: str) -> bool:
    """Tell whether a column holds numbers of pages, which have up to 16 digits."""
    return name in {"report_id", "report_id_before", "page_id"} or (
        name == "id" and table in {"pages", "reports"}
    )


def _type_of_rows(db: Database, table: str, name: str) -> ColumnType:
    return _types_of_rows(db, f'SELECT "{name}" FROM "{table}"', [name])[name]  # noqa: S608


def _types_of_rows(db: Database, sql: str, names: Sequence[str]) -> dict[str, ColumnType]:
    """Look at every value of a query once, inside SQLite."""
    asked = []
    for name in names:
        column = '"' + name.replace('"', '""') + '"'
        asked.append(
            f"max(typeof({column}) = 'text'), max(typeof({column}) = 'blob'), max(typeof({column}) = 'real'),"
            f" max(typeof({column}) = 'integer'), min({column} IS NULL OR {column} GLOB '{_DAY}'),"
            f" min({column} IS NULL OR {column} GLOB '{_MOMENT}')"
        )
    seen = db.conn.execute(f"SELECT {', '.join(asked)} FROM (\n{sql}\n)").fetchone()  # noqa: S608
    types: dict[str, ColumnType] = {}
    for at, name in enumerate(names):
        text, blob, real, integer, day, moment = seen[6 * at : 6 * at + 6]
        if blob:
            raise UsageError(
                f'the query: column "{name}" holds bytes', hint="select hex(…) of it; nothing was written"
            )
        if text:
            one_form: ColumnType = "date" if day else "datetime" if moment else "string"
            types[name] = "string" if real or integer else one_form
        else:
            types[name] = "number" if real else "integer" if integer else "string"
    return types
