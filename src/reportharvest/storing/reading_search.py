"""The search of the site: words in either script, with filters, the best first, in bounded time.

A word that stands in every report matches all of them, and to rank 100,000 matches takes 0.4 s. So the
matches are gathered first, those whose title holds the words before the others and no more than
:data:`MAX_CANDIDATES` of either, and only these are ranked: 5 ms to 40 ms (benchmarks/site.py). A search with
fewer matches is ranked whole; one with more is about a word that tells nothing apart.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from reportharvest.storing.fulltext import search_terms
from reportharvest.storing.selecting import row, rows
from reportharvest.storing.variants import spellings, wide_expression, wide_terms

__all__ = ["Filters", "Found", "Hit", "excerpt", "hit_pieces", "reports_of", "search_reports"]

MAX_CANDIDATES = 500
_WEIGHTS = "bm25(reports_fts, 10.0, 4.0, 1.0)"
_TITLE_BONUS = 1_000.0
"""More than any score of a body: bm25 of 32 words stays below."""
_EXCERPT_CHARS = 110
_CODES = (
    "SELECT ? UNION SELECT region_code FROM agencies"
    " WHERE coalesce(province, '') || coalesce(city, '') || coalesce(county, '') = ?"
)
"""The region as its code or as its name."""

_OF_REGION = (
    "SELECT report_id AS id FROM report_identities"  # noqa: S608 (texts of ours)
    f" WHERE agency_id IN (SELECT id FROM agencies WHERE region_code IN ({_CODES}))"
    " UNION SELECT known.report_id FROM report_identities AS known"
    f" LEFT JOIN agencies ON agencies.id = known.agency_id WHERE known.region_code IN ({_CODES})"
    " AND agencies.region_code IS NULL"
)
_LIKE_SPECIAL = re.compile(r"([%_\\])")
_HEADING_ROWS = 400
"""Sections looked at for one report; more than any report has."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; None or empty: not narrowed.

    Attributes:
        agency: an agency's name, or a part of it.
        heading: the words stand in a section whose heading holds this.
    """

    year: int | None = None
    region: str = ""
    agency: str = ""
    heading: str = ""

    def __bool__(self) -> bool:
        return bool(self.year or self.region or self.agency or self.heading)


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that was found; pieces are text and whether it is a hit."""

    report_id: int
    url: str
    title: list[tuple[str, bool]]
    agency: str
    region: str | None
    report_year: int | None
    section: str
    snippet: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits.

    Attributes:
        total: how many reports were gathered.
        capped: there are more than were gathered.
    """

    hits: tuple[Hit, ...]
    total: int
    capped: bool
    page: int
    pages: int


def search_reports(
    connection: sqlite3.Connection, query: str, filters: Filters, *, page: int = 1, size: int = 20
) -> Found:
    """Find the reports that hold every word; without words, those that the filters leave, newest first."""
    expression = wide_expression(query)
    if expression is None:
        ordered, capped = _unsearched(connection, filters)
    else:
        ordered, capped = _ranked(connection, expression, filters)
    if filters.heading and ordered:
        ordered = _with_section(connection, ordered, query, filters.heading)
    start = (page - 1) * size
    hits = tuple(_hit(connection, one, query, filters) for one in ordered[start : start + size])
    return Found(hits, len(ordered), capped, page, max(1, -(-len(ordered) // size)))


def reports_of(filters: Filters) -> tuple[str, list[object]]:
    """Give a query for the ids of the reports that filters leave, and its values; empty for all."""
    parts: list[str] = []
    values: list[object] = []
    if filters.year is not None:
        parts.append("SELECT id FROM reports WHERE report_year = ?")
        values.append(filters.year)
    if filters.region:
        parts.append(f"SELECT * FROM ({_OF_REGION})")  # noqa: S608
        values += [filters.region] * _OF_REGION.count("?")
    if filters.agency:
        names = [_like(one) for one in spellings(filters.agency)]
        alike = " OR ".join(["{0} LIKE ? ESCAPE '\\'"] * len(names))
        parts.append(
            "SELECT * FROM (SELECT report_id AS id FROM report_identities WHERE agency_id IN"  # noqa: S608
            f" (SELECT id FROM agencies WHERE {alike.format('name')})"
            f" UNION SELECT id FROM reports WHERE {alike.format('publisher')})"
        )
        values += names * 2
    return " INTERSECT ".join(parts), values


def excerpt(text: str, words: Sequence[str], chars: int = _EXCERPT_CHARS) -> list[tuple[str, bool]]:
    """Cut out the stretch around the first hit, in pieces that tell which of them are hits.

    >>> excerpt("关于政府信息公开的报告", ["公开"])
    [('关于政府信息', False), ('公开', True), ('的报告', False)]
    """
    wanted = _pattern(words)
    first = wanted.search(text)
    start = max(0, (first.start() if first else 0) - chars // 4)
    end = start + chars
    pieces = hit_pieces(" ".join(text[start:end].split()), words)
    before = [("…", False)] if start else []
    return before + pieces + ([("…", False)] if end < len(text) else [])


def hit_pieces(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Split a text into what is a hit and what is not.

    >>> hit_pieces("Open, OPEN", ["open"])
    [('Open', True), (', ', False), ('OPEN', True)]
    """
    pieces: list[tuple[str, bool]] = []
    last = 0
    for found in _pattern(words).finditer(text):
        if found.start() > last:
            pieces.append((text[last : found.start()], False))
        pieces.append((found[0], True))
        last = found.end()
    if last < len(text) or not pieces:
        pieces.append((text[last:], False))
    return pieces


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    parts = [re.escape(word.rstrip("*")) for word in words if word.rstrip("*")]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)


def _like(text: str) -> str:
    return "%" + _LIKE_SPECIAL.sub(r"\\\1", text) + "%"


def _ranked(connection: sqlite3.Connection, expression: str, filters: Filters) -> tuple[list[int], bool]:
    chosen, values = reports_of(filters)
    # The plus keeps SQLite from asking the index once for each of the reports.
    narrowed = f" AND +rowid IN ({chosen})" if chosen else ""
    scores: dict[int, float] = {}
    capped = False
    for bonus, wanted in ((_TITLE_BONUS, f"{{title}} : ({expression})"), (0.0, expression)):
        gathered = connection.execute(
            f"SELECT rowid, {_WEIGHTS} FROM reports_fts WHERE reports_fts MATCH ?{narrowed} LIMIT ?",  # noqa: S608
            [wanted, *values, MAX_CANDIDATES + 1],
        ).fetchall()
        capped |= len(gathered) > MAX_CANDIDATES
        for number, score in gathered[:MAX_CANDIDATES]:
            scores.setdefault(number, bonus - score)
        if capped:
            break  # what follows would stand behind all of these
    return sorted(scores, key=lambda number: (-scores[number], number)), capped


def _unsearched(connection: sqlite3.Connection, filters: Filters) -> tuple[list[int], bool]:
    chosen, values = reports_of(filters)
    if not chosen and not filters.heading:
        return [], False
    if not chosen:
        found = connection.execute(
            "SELECT DISTINCT report_id FROM sections WHERE heading LIKE ? ESCAPE '\\' LIMIT ?",
            [_like(filters.heading), MAX_CANDIDATES + 1],
        ).fetchall()
    else:
        found = connection.execute(
            f"SELECT id FROM reports WHERE id IN ({chosen})"  # noqa: S608
            " ORDER BY report_year DESC, published_at DESC, id LIMIT ?",
            [*values, MAX_CANDIDATES + 1],
        ).fetchall()
    return [one[0] for one in found[:MAX_CANDIDATES]], len(found) > MAX_CANDIDATES


def _with_section(
    connection: sqlite3.Connection, ordered: Sequence[int], query: str, heading: str
) -> list[int]:
    """Keep the reports that have a section of that heading in which every word stands."""
    return [one for one in ordered if _section(connection, one, query, heading) is not None]


def _section(
    connection: sqlite3.Connection, report_id: int, query: str, heading: str
) -> tuple[str, str] | None:
    """Give heading and text of the section where the words stand; None where there is none."""
    headings = _pattern(spellings(heading))
    patterns = [_pattern(spellings(term)) for term in search_terms(query)]
    for number, name, text in connection.execute(
        "SELECT number, heading, text FROM sections WHERE report_id = ? LIMIT ?", [report_id, _HEADING_ROWS]
    ):
        body = f"{name}\n{text}"
        if headings.search(name) and all(one.search(body) for one in patterns):
            return f"{number or ''} {name}".strip(), text
    return None


def _hit(connection: sqlite3.Connection, report_id: int, query: str, filters: Filters) -> Hit:
    about = row(
        connection,
        "SELECT v_reports.*, reports.text FROM v_reports JOIN reports ON reports.id = report_id"
        " WHERE report_id = ?",
        [report_id],
    )
    assert about is not None, "the index leads to reports that are there"
    words = wide_terms(query)
    section = _section(connection, report_id, query, filters.heading) if filters.heading else None
    text = section[1] if section else _body(connection, about["text"], report_id, words)
    return Hit(
        report_id,
        about["url"],
        hit_pieces(about["title"] or "", words),
        about["agency"],
        about["region"],
        about["report_year"],
        section[0] if section else "",
        excerpt(text, words),
    )


def _body(connection: sqlite3.Connection, text: str, report_id: int, words: Sequence[str]) -> str:
    """Give the text to cut an excerpt from; the first long section where no word stands in it."""
    if words and _pattern(words).search(text):
        return text
    longest = rows(
        connection,
        "SELECT text FROM sections WHERE report_id = ? AND length(text) > 40 ORDER BY position LIMIT 1",
        [report_id],
    )
    return str(longest[0]["text"]) if longest else text
