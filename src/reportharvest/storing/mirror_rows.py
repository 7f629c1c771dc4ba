"""Reading reports for the search for mirrors, and writing what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

__all__ = ["compared_reports", "replace_mirrors", "texts_of"]

_AT_ONCE = 500
"""Numbers in one statement; SQLite allows 32,766."""


def compared_reports(db: Database) -> Iterator[dict[str, Any]]:
    """Give number, URL, title, publisher, year, date and text of every report, one at a time."""
    names = ("report_id", "url", "title", "publisher", "report_year", "published_at", "text")
    for row in db.execute(
        "SELECT id, url, title, publisher, report_year, published_at, text FROM reports ORDER BY id"
    ):
        yield dict(zip(names, row, strict=True))


def texts_of(db: Database, numbers: Sequence[int]) -> dict[int, str]:
    """Give the texts of some reports, by number."""
    found: dict[int, str] = {}
    for at in range(0, len(numbers), _AT_ONCE):
        some = list(numbers[at : at + _AT_ONCE])
        marks = ", ".join("?" * len(some))
        rows = db.execute(f"SELECT id, text FROM reports WHERE id IN ({marks})", some)  # noqa: S608 (marks only)
        found |= dict(rows.fetchall())
    return found


def replace_mirrors(db: Database, mirrors: Iterable[Mapping[str, Any]]) -> int:
    """Write the mirrors anew, in one transaction, and give how many there are."""
    rows = [(one["report_id"], one["canonical_id"], one["similarity"], one["kind"]) for one in mirrors]
    with db.atomic():
        db.execute("DELETE FROM mirrors")
        db.conn.executemany(
            "INSERT INTO mirrors (report_id, canonical_id, similarity, kind) VALUES (?, ?, ?, ?)", rows
        )
    return len(rows)
