"""Reports of several pages or files: what belongs together is read together, from the archive.

The first page is stored at once, with an issue that says what is missing; each part that comes then is read
anew together with those at hand. What is done depends on the archived response and on the rows before it
alone, so a replay does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from reportharvest.archiving.capture import Capture
from reportharvest.errors import ArchiveError
from reportharvest.issues import Issue
from reportharvest.reading.joining import missing_part, parts_around, parts_kept, same_article
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
        kept = parts_kept(reading.parts, known)
        missing = missing_part(reading.parts, kept)
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
        if is_page and not _continues(first[2], reading):
            return replace(reading, parts=())
        before, after, missing = parts_around(capture.part, reading.parts, known, is_page=is_page)
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


def _continues(title: str | None, reading: Reading) -> bool:
    report = reading.report
    return report is None or same_article(title, report.title, is_report=report.page_kind == "report")
