"""What exploring a site gives: columns of reports, sample rows, and every page that was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportharvest.crawling.listing import Listing
from reportharvest.running.guessing import GuessedApi

__all__ = ["Discovery", "FoundColumn", "Look", "SampleRow"]


@dataclass(frozen=True, slots=True)
class Look:
    """One page that was looked at: its URL, the name it was reached by, and what was seen there."""

    url: str
    name: str
    found: str


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row that a harvest would follow; ``date`` as printed, or empty."""

    title: str
    date: str
    url: str


@dataclass(slots=True)
class FoundColumn:
    """A column of reports.

    Attributes:
        url: canonical URL of its first page.
        name: its name, and the names that led there.
        reason: why it is believed to be one.
        rows: its rows that are reports.
        page: text of its first page.
        listing: its links and pager.
        api: the interface that its list comes from, where the page itself has none.
        needs_render: its list exists only after its scripts have run.
        verified: how many sample rows were read and are reports.
    """

    url: str
    name: str
    reason: str
    rows: tuple[SampleRow, ...] = ()
    page: str = ""
    listing: Listing | None = None
    api: GuessedApi | None = None
    needs_render: bool = False
    verified: int = 0


@dataclass(slots=True)
class Discovery:
    """What was found on a site.

    Attributes:
        start: canonical URL that the search began at.
        columns: columns of reports; empty where none was found.
        looks: every page that was looked at, in order.
        pages: texts of some pages, for what they say of the site as a whole.
        publishers: who issued the reports that were read.
        site_title: title of the first page.
        asked: how many requests were made.
    """

    start: str
    columns: list[FoundColumn] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    site_title: str = ""
    asked: int = 0
