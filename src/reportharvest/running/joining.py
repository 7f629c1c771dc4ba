"""Reports of several pages or files: what belongs together is read together, from the archive.

The first page is stored at once, with an issue that says what is missing; each part that comes then is read
anew together with those at hand. What is done depends on the archived response and on the rows before it
alone, so a replay does the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from reportharvest.archiving.capture import Capture
from reportharvest.errors import ArchiveError
from reportharvest.issues import Issue
from reportharvest.reading.response import Reading
from reportharvest.running.working import Workers
from reportharvest.storing.schema import page_id

__all__ = ["Joiner", "StoredPart", "stored_parts"]


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of a report as the database knows it, with the place of its response in the archive."""

    number: int
    kind: str
    url: str
    fetch_id: int
    warc_file: str | None
    warc_offset: int | None


def stored_parts(db: Database, url: str) -> list[StoredPart]:
    """Give the parts at hand of the report at a URL, in order; the page itself is the first of several."""
    rows = db.execute(
        "SELECT part, kind, report_parts.url, fetch_id, warc_file, warc_offset FROM report_parts"
        " JOIN fetches ON fetches.id = fetch_id WHERE report_id = ? AND outcome = 'stored' ORDER BY part",
        [page_id(url)],
    )
    return [StoredPart(*row) for row in rows]


class Joiner:
    """Reads reports whole.

    Args:
        db: the database.
        workers: read responses.
        read_at: reads a response by file and offset.
    """

    def __init__(self, db: Database, workers: Workers, read_at: Callable[[str, int], Capture]) -> None:
        self._db = db
        self._workers = workers
        self._read_at = read_at

    async def complete(self, capture: Capture, reading: Reading | None) -> Reading | None:
        """Add to a reading the whole report that it is a part of, where it is one of several.

        To be called when everything that was archived before has been settled.
        """
        if reading is None or reading.report is None or capture.status == 304:
            return reading
        if capture.part_of is not None:
            return await self._with_part(capture, reading)
        if reading.report.page_kind != "report" or not reading.parts:
            return reading
        known = {one.number: one for one in stored_parts(self._db, capture.url)}
        kept = []
        for part in reading.parts:
            at_hand = known.get(part.number)
            if at_hand is None or at_hand.url != part.url:
                break
            kept.append(at_hand)
        if len(kept) == len(reading.parts):  # a page says only which one is next
            kept += [one for number, one in sorted(known.items()) if number > len(kept) + 1]
        missing = (
            "" if len(kept) >= len(reading.parts) else f"part {len(kept) + 2}: {reading.parts[len(kept)].url}"
        )
        if not kept:
            issues = (*reading.report.issues, Issue("parts-missing", capture.url, missing))
            return replace(reading, whole=replace(reading.report, issues=issues))
        return await self._read([capture, *kept], missing, reading)

    async def _with_part(self, capture: Capture, reading: Reading) -> Reading:
        assert capture.part_of is not None
        first = self._db.execute(
            "SELECT warc_file, warc_offset, title FROM reports JOIN fetches ON fetches.id = fetch_id"
            " WHERE reports.id = ?",
            [page_id(capture.part_of)],
        ).fetchone()
        known = stored_parts(self._db, capture.part_of)
        if (
            first is None
            or first[0] is None
            or not {one.number for one in known} >= set(range(2, capture.part))
        ):
            return reading
        is_page = capture.purpose != "attachment"
        if is_page and not _same_article(first[2], reading):
            return replace(reading, parts=())
        before = [one for one in known if 1 < one.number < capture.part]
        after = [one for one in known if one.number > capture.part]
        missing = ""
        if is_page:
            following = reading.parts[0].url if reading.parts else None
            if not after or after[0].url != following:
                after = []
                missing = f"part {capture.part + 1}: {following}" if following else ""
        page = StoredPart(1, "page", capture.part_of, 0, first[0], first[1])
        return await self._read([page, *before, capture, *after], missing, reading)

    async def _read(self, parts: list[Capture | StoredPart], missing: str, reading: Reading) -> Reading:
        try:
            captures = [
                one if isinstance(one, Capture) else self._read_at(one.warc_file or "", one.warc_offset or 0)
                for one in parts
            ]
        except ArchiveError:
            return reading
        whole = await self._workers.read_whole(captures, missing)
        return reading if whole is None else replace(reading, whole=whole)


def _same_article(title: str | None, reading: Reading) -> bool:
    """Tell whether a page continues an article: it bears its title, or none that is a report's of its own."""
    own = reading.report.title if reading.report is not None else None
    one, two = (re.sub(r"\W|第?[0-9一二三四五六七八九十]{1,3}页", "", text or "") for text in (title, own))
    if not one or not two or one in two or two in one:
        return True
    return reading.report is not None and reading.report.page_kind != "report"
