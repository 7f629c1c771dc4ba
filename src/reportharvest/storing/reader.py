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
    "SiteRow",
    "Totals",
    "report",
    "search",
    "site_rows",
    "snippet",
    "totals",
]

_CHILDREN = {
    "sections": "SELECT parent, level, number, heading, text FROM sections",
    "tables": "SELECT section, caption, header_rows, rows FROM tables",
    "statistics": "SELECT form, row, column, value, raw, evidence, confidence FROM statistics",
    "checks": "SELECT rule, passed, detail, column, row FROM checks",
    "attachments": "SELECT url, title, media_type FROM attachments",
    "repairs": "SELECT kind, count, confidence FROM repairs",
}
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


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What a database knows of one site.

    Attributes:
        reports: how many reports it holds of the site.
        last_success: when a page of the site last came, or was found unchanged; None where none ever did.
        new: reports first stored by the latest run that asked the site for anything.
        changed: reports that this run found changed.
        failed: pages that it could not get, by reason.
    """

    site: str
    reports: int
    last_success: str | None
    new: int
    changed: int
    failed: dict[str, int]


def report(db: Database, report_id: int) -> Report | None:
    """Read one report back, equal to the record that was stored; None where there is none."""
    row = _one(db, "SELECT * FROM reports WHERE id = ?", [report_id])
    if row is None:
        return None
    children = {table: list(_rows(db, query + _OF_REPORT, [report_id])) for table, query in _CHILDREN.items()}
    issues = list(
        _rows(db, "SELECT name, place, found FROM issues WHERE page_id = ? ORDER BY position", [report_id])
    )
    return report_from_rows(row, children, issues)


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


def site_rows(db: Database) -> list[SiteRow]:
    """Give one row per site that was ever fetched or stored, by name."""
    sites = _rows(
        db,
        "SELECT site FROM fetches UNION SELECT site FROM reports"
        " UNION SELECT value FROM runs, json_each(runs.sites) ORDER BY site",
        [],
    )
    return [_site_row(db, row["site"]) for row in list(sites)]


def _site_row(db: Database, site: str) -> SiteRow:
    row = _one(
        db,
        "SELECT (SELECT count(*) FROM reports WHERE site = :site) AS reports,"
        " (SELECT max(fetched_at) FROM fetches WHERE site = :site AND purpose <> 'robots'"
        " AND status IN (200, 304)) AS last_success,"
        " (SELECT max(run_id) FROM fetches WHERE site = :site) AS last_run",
        {"site": site},
    )
    if row is None or row["last_run"] is None:
        return SiteRow(site, 0 if row is None else row["reports"], None, 0, 0, {})
    values = {"site": site, "run": row["last_run"]}
    states = _rows(
        db,
        "SELECT EXISTS (SELECT 1 FROM report_versions WHERE report_id = reports.id) AS changed,"
        " count(*) AS count"
        " FROM fetches JOIN reports ON reports.fetch_id = fetches.id"
        " WHERE fetches.run_id = :run AND reports.site = :site GROUP BY changed",
        values,
    )
    counts = {bool(one["changed"]): int(one["count"]) for one in states}
    # Only the last try of a page counts, and a host without a robots.txt has no failure.
    failures = _rows(
        db,
        "SELECT coalesce(error, 'HTTP status ' || status) AS reason, count(*) AS count FROM fetches"
        " WHERE id IN (SELECT max(id) FROM fetches WHERE run_id = :run AND site = :site"
        " AND purpose <> 'robots' GROUP BY method, url, request_body) AND (status IS NULL OR status >= 400)"
        " GROUP BY reason ORDER BY count DESC, reason",
        values,
    )
    failed = {str(one["reason"]): int(one["count"]) for one in failures}
    return SiteRow(
        site,
        row["reports"],
        row["last_success"],
        counts.get(False, 0),
        counts.get(True, 0),
        failed,
    )


def _rows(db: Database, sql: str, values: Sequence[Any] | dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor: sqlite3.Cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _one(db: Database, sql: str, values: Sequence[Any] | dict[str, Any]) -> dict[str, Any] | None:
    return next(_rows(db, sql, values), None)
