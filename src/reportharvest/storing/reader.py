"""Every query, named. Reads only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from reportharvest.model import Report
from reportharvest.storing.fulltext import match_expression, search_terms
from reportharvest.storing.rows import report_from_rows

__all__ = [
    "SearchHit",
    "Totals",
    "report",
    "search",
    "snippet",
    "totals",
]

_CHILDREN = {
    "sections": "SELECT parent, level, number, heading, text FROM sections",
    "tables": "SELECT section, caption, header_rows, rows FROM tables",
    "statistics": "SELECT form, row, column, value, raw, evidence, confidence FROM statistics",
    "figures": "SELECT key, value, unit, raw, evidence, section, confidence FROM figures",
    "checks": "SELECT rule, passed, detail, column, row FROM checks",
    "attachments": "SELECT url, title, media_type FROM attachments",
    "repairs": "SELECT kind, count, confidence FROM repairs",
    "evidence": "SELECT field, value, source, place, raw, chosen, reason FROM evidence",
}
_IDENTITY = (
    "SELECT report_identities.*, agencies.name AS agency, agencies.site IS NULL AS complete, province, city,"
    " county FROM report_identities LEFT JOIN agencies ON agencies.id = agency_id WHERE report_id = ?"
)
_OF_REPORT = " WHERE report_id = ? ORDER BY position"
_SNIPPET_CHARS = 60
"""Context shown around a hit: one line of a terminal of 120 columns, Han characters being two wide."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A report that a search found.

    Attributes:
        snippet: a stretch of the text around the first hit, each hit between ``[`` and ``]``.
        score: the larger the better; comparable within one search only.
    """

    report_id: int
    url: str
    title: str | None
    publisher: str | None
    report_year: int | None
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Totals:
    """What a database holds."""

    reports: int
    sites: int
    publishers: int
    first_year: int | None
    last_year: int | None
    repaired: int
    lost: int
    statistics: int
    checks_failed: int


def report(db: Database, report_id: int) -> Report | None:
    """Read one report back, equal to the record that was stored; None where there is none."""
    row = _one(db, "SELECT * FROM reports WHERE id = ?", [report_id])
    if row is None:
        return None
    children = {table: list(_rows(db, query + _OF_REPORT, [report_id])) for table, query in _CHILDREN.items()}
    issues = list(
        _rows(db, "SELECT name, place, found FROM issues WHERE page_id = ? ORDER BY position", [report_id])
    )
    return report_from_rows(row, children, issues, _one(db, _IDENTITY, [report_id]) or {})


def search(db: Database, query: str, *, limit: int = 20, offset: int = 0) -> list[SearchHit]:
    """Find reports by words in title, publisher or text, the best first; a title counts most.

    Args:
        db: the database.
        query: words that must all occur, phrases in quotation marks; nothing in it is FTS5 syntax.
        limit: how many hits at most.
        offset: how many to leave out, for further pages.
    """
    expression = match_expression(query)
    if expression is None:
        return []
    found = _rows(
        db,
        "SELECT reports.id, url, title, publisher, report_year, text, -hits.rank AS score FROM"
        " (SELECT rowid, rank FROM reports_fts WHERE reports_fts MATCH ? ORDER BY rank LIMIT ? OFFSET ?)"
        " AS hits JOIN reports ON reports.id = hits.rowid ORDER BY hits.rank, reports.id",
        [expression, limit, offset],
    )
    terms = search_terms(query)
    return [
        SearchHit(
            row["id"],
            row["url"],
            row["title"],
            row["publisher"],
            row["report_year"],
            snippet(row["text"], terms),
            row["score"],
        )
        for row in found
    ]


def snippet(text: str, terms: Sequence[str]) -> str:
    """Cut out the stretch around the first hit, with the hits in brackets.

    >>> snippet("关于政府信息公开的报告", ["公开"])
    '关于政府信息[公开]的报告'
    """
    wanted = re.compile("|".join(re.escape(term.rstrip("*")) for term in terms) or r"(?!)", re.IGNORECASE)
    first = wanted.search(text)
    start = max(0, (first.start() if first else 0) - _SNIPPET_CHARS // 2)
    end = start + _SNIPPET_CHARS + (len(first[0]) if first else 0)
    cut = " ".join(text[start:end].split())
    marked = wanted.sub(lambda hit: f"[{hit[0]}]" if hit[0] else "", cut)
    return ("…" if start else "") + marked + ("…" if end < len(text) else "")


def totals(db: Database) -> Totals:
    """Count what the database holds."""
    row = _one(
        db,
        "SELECT count(*) AS reports, count(DISTINCT site) AS sites, count(DISTINCT publisher) AS publishers,"
        " min(report_year) AS first_year, max(report_year) AS last_year,"
        " (SELECT count(DISTINCT report_id) FROM repairs) AS repaired, coalesce(sum(lost), 0) AS lost,"
        " (SELECT count(*) FROM statistics) AS statistics,"
        " (SELECT count(*) FROM checks WHERE passed = 0) AS checks_failed FROM reports",
        [],
    )
    return Totals(**(row or {}))


def _rows(db: Database, sql: str, values: Sequence[Any] | dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor: sqlite3.Cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _one(db: Database, sql: str, values: Sequence[Any] | dict[str, Any]) -> dict[str, Any] | None:
    return next(_rows(db, sql, values), None)
