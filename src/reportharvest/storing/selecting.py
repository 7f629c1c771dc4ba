"""What the queries of the site share: rows as dictionaries, time limits, what an agency is called."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ["Row", "page_of", "row", "rows", "scalar", "time_limit"]

Row = dict[str, Any]
_PROGRESS_STEPS = 1_000
"""Virtual machine instructions between two looks at the clock; about 0.1 ms."""


def rows(
    connection: sqlite3.Connection, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> list[Row]:
    """Give the rows that a query selects.

    >>> rows(sqlite3.connect(":memory:"), "SELECT 1 AS one, ? AS two", [2])
    [{'one': 1, 'two': 2}]
    """
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, one, strict=True)) for one in cursor]


def row(
    connection: sqlite3.Connection, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> Row | None:
    """Give the first row that a query selects, or None."""
    return next(iter(rows(connection, sql, values)), None)


def scalar(connection: sqlite3.Connection, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
    """Give the first column of the first row, or None.

    >>> scalar(sqlite3.connect(":memory:"), "SELECT 7")
    7
    """
    found = connection.execute(sql, values).fetchone()
    return None if found is None else found[0]


def page_of(number: int, size: int) -> tuple[int, int]:
    """Give limit and offset of a page; one row more than shown tells whether there is a next page.

    >>> page_of(2, 20)
    (21, 20)
    """
    return size + 1, (max(1, number) - 1) * size


@contextmanager
def time_limit(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Interrupt statements that run longer; they raise ``sqlite3.OperationalError: interrupted``."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > end), _PROGRESS_STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, _PROGRESS_STEPS)
