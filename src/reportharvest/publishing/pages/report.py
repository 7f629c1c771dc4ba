"""The page of one report, its record as JSON, and what changed in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import NotFound, Response

from reportharvest.model import Evidence, Report, Section, Table
from reportharvest.publishing.citing import Cited, bibtex, gb_t_7714
from reportharvest.publishing.differences import differences
from reportharvest.publishing.official_form import filled_forms, loose_statistics
from reportharvest.publishing.rendering import number, render, site_page, url_number
from reportharvest.storing.reading_report import StoredReport, stored_report, version_record

__all__ = ["Part", "changes", "cited_as", "outline", "page", "record", "report_or_404", "toc"]

_FIELDS = (
    "publisher", "published_at", "written_at", "index_number", "document_number", "disclosure_method",
    "topic", "keywords", "validity",
)  # fmt: skip


_REJECTED_SHOWN = 8
_NUMERAL = re.compile("[〇零一二三四五六七八九十百]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A section as the page shows it: where a link leads to, how deep, the tables that stand in it."""

    anchor: str
    depth: int
    section: Section
    tables: tuple[Table, ...]

    @property
    def printed_number(self) -> str:
        """The number with the brackets and points of official documents (GB/T 9704), by kind and depth.

        >>> [Part("", depth, Section("一", depth, "", ""), ()).printed_number for depth in (1, 2)]
        ['一、', '（一）']
        >>> Part("", 2, Section("1", 2, "", ""), ()).printed_number
        '1.'
        """
        number = self.section.number or ""
        if _NUMERAL.fullmatch(number):
            return f"{number}、" if self.depth == 1 else f"（{number}）"
        return f"{number}." if number.isascii() and number.isdigit() else f"{number} "


async def report_or_404(site: Any, request: Any) -> StoredReport:
    """Read the report that the address names.

    Raises:
        NotFound: there is none.
    """
    report_id = url_number(request, "report_id")
    stored: StoredReport | None = await site.read(lambda connection: stored_report(connection, report_id))
    if stored is None:
        raise NotFound("there is no such report")
    return stored


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show a report."""
    stored = await report_or_404(datasette, request)
    record = stored.record
    parts, loose = outline(record)
    cited = cited_as(stored)
    return await render(
        datasette,
        request,
        "report.html",
        stored=stored,
        record=record,
        about=stored.about,
        fields=_described(record),
        parts=parts,
        contents=toc(parts),
        loose_tables=loose,
        forms=filled_forms(record),
        figures=loose_statistics(record),
        bibtex=bibtex(cited),
        gb_t_7714=gb_t_7714(cited),
        repaired=sum(one.count for one in record.repairs),
    )


async def record(datasette: Any, request: Any) -> Response:
    """Give the record as JSON, as ``reportharvest extract`` prints it."""
    stored = await report_or_404(datasette, request)
    return Response.json(stored.record.to_dict())


@site_page
async def changes(datasette: Any, request: Any) -> Response:
    """Show what changed between two states of a report; without numbers, the last change."""
    stored = await report_or_404(datasette, request)
    last = len(stored.versions)
    after = min(number(request, "to") or last, last)
    before = min(number(request, "from") or max(1, after - 1), last)
    found = None
    if before != after:
        one, two = [await _state(datasette, stored, version) for version in (before, after)]
        found = differences(one, two)
    return await render(
        datasette, request, "changes.html",
        stored=stored, about=stored.about, before=before, after=after, differences=found,
    )  # fmt: skip


async def _state(site: Any, stored: StoredReport, version: int) -> Report:
    if version == len(stored.versions):
        return stored.record
    report_id = stored.about["report_id"]
    found = await site.read(lambda connection: version_record(connection, report_id, version))
    if found is None:
        raise NotFound("there is no such state")
    return Report.from_dict(found)


def outline(record: Report) -> tuple[list[Part], list[Table]]:
    """Lay the sections out in order, each with its tables; and give the tables that stand in none.

    A table names its section by number alone: it is the first of that number among those nearest to the top.
    """
    owners: dict[str, int] = {}
    flat: list[tuple[Section, int]] = []
    waiting = [(section, 1) for section in reversed(record.sections)]
    while waiting:
        section, depth = waiting.pop()
        flat.append((section, depth))
        waiting += [(child, depth + 1) for child in reversed(section.children)]
    for depth in (1, 2, 3):
        for at, (section, found) in enumerate(flat):
            if section.number and min(found, 3) == depth:
                owners.setdefault(section.number, at)
    tables: dict[int, list[Table]] = {}
    loose: list[Table] = []
    for table in record.tables:
        owner = owners.get(table.section or "")
        if owner is None:
            loose.append(table)
        else:
            tables.setdefault(owner, []).append(table)
    parts = [
        Part(f"s{at + 1}", depth, section, tuple(tables.get(at, ())))
        for at, (section, depth) in enumerate(flat)
    ]
    return parts, loose


def cited_as(stored: StoredReport) -> Cited:
    """Gather what a citation of the report needs."""
    about, fetch = stored.about, stored.fetch
    return Cited(
        about["report_id"],
        about["title"] or about["url"],
        about["agency"],
        about["report_year"],
        (about["published_at"] or "")[:10] or None,
        about["url"],
        (fetch.get("fetched_at") or about["changed_at"])[:10],
        fetch.get("sha256"),
    )


def _described(record: Report) -> list[tuple[str, str | None, Evidence | None, list[Evidence]]]:
    """Give each field of the metadata with where its value was read, and what was rejected."""
    found = []
    for name in _FIELDS:
        own = [one for one in record.evidence if one.field == name]
        chosen = next((one for one in own if one.chosen), None)
        rejected = [one for one in own if not one.chosen][:_REJECTED_SHOWN]
        found.append((name, getattr(record.metadata, name), chosen, rejected))
    return found


def toc(parts: Sequence[Part]) -> list[Part]:
    """Give the sections that a table of contents lists: those with a heading, two levels deep.

    >>> toc([Part("s1", 1, Section(None, 1, "", "前言"), ())])
    []
    """
    return [part for part in parts if part.section.heading and part.depth <= 2]
