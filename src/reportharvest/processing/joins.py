"""Reports of several pages or files, whose records lie in blocks, or files, of their own.

A block notes where they are instead of writing their rows. When all blocks are done, what belongs together is
read together, by the rules of a harvest: the rows of a report stand at the place of its first page, which is
its latest state before that page was fetched again. Only archives of a harvest say what belongs to what; in
others a first page is a report with parts missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.parts import Part
from reportharvest.errors import ArchiveError
from reportharvest.issues import Issue
from reportharvest.model import Report
from reportharvest.processing.blocks import read_at
from reportharvest.processing.files import WORKING, TableFiles
from reportharvest.processing.guarding import Guard, exclusive
from reportharvest.processing.records import (
    Job,
    add_failure,
    add_page,
    add_part,
    opened,
    place_of,
    reason_of,
    sound_read,
)
from reportharvest.processing.tables import Rows
from reportharvest.reading.joining import missing_part, parts_around, parts_kept, same_article
from reportharvest.reading.response import Reading, read_whole
from reportharvest.workers import Kept

__all__ = ["AT_ONCE", "JOINED", "Piece", "group_pieces", "join_reports", "piece_of", "without_parts"]

JOINED = "joined-"
AT_ONCE = 50
"""Reports that are one call: so much is done again when a worker is killed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A page or file that is one of several of a report.

    Attributes:
        source, offset: where its record lies.
        url: its canonical URL.
        report_url: that of the report's first page.
        number: which part it is, 1 for the first page.
        fetched_at, sha256: of the response.
        is_page: it is a page and no file.
        is_report: taken for itself it would be a report.
        title: its own title.
        expected: kind, URL and number of the parts that it leads to.
        publishers: as in the block.
    """

    source: str
    offset: int
    url: str
    report_url: str
    number: int
    fetched_at: str
    sha256: str
    is_page: bool
    is_report: bool
    title: str | None
    expected: tuple[tuple[str, str, int], ...] = ()
    publishers: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that it leads to."""
        return tuple(Part(*one) for one in self.expected)


@dataclass(slots=True)
class _Whole:
    """A report as it is joined: its first page, and what is read with it.

    ``located`` says whether its values have places in the first page, which a part that came later ends.
    """

    first: Piece
    pieces: list[Piece] = field(default_factory=list)
    missing: str = ""
    located: bool = True


def piece_of(
    source: str, offset: int, capture: Capture, reading: Reading, publishers: tuple[tuple[str, str], ...]
) -> Piece | None:
    """Give what is to be remembered of a response that is one of several; None of one that is whole.

    Args:
        source: the file that its record lies in.
        offset: where it begins there.
        capture: the response.
        reading: what was read in it, for itself.
        publishers: as in the block.
    """
    report = reading.report
    if report is None or reading.blocked or reading.absent or capture.method != "GET" or not capture.site:
        return None
    is_report = report.page_kind == "report"
    if capture.part_of is None and not (is_report and reading.parts):
        return None
    return Piece(
        source,
        offset,
        capture.url,
        capture.part_of or capture.url,
        capture.part if capture.part_of is not None else 1,
        capture.fetched_at,
        capture.sha256,
        capture.purpose != "attachment",
        is_report,
        report.title,
        tuple((one.kind, one.url, one.number) for one in reading.parts),
        publishers,
    )


def without_parts(reading: Reading, url: str) -> Reading:
    """Say what is missing of a report whose parts nobody can name: archives of others do not say them."""
    report = reading.report
    if report is None or report.page_kind != "report" or not reading.parts:
        return reading
    issue = Issue("parts-missing", url, missing_part(reading.parts, ()))
    return replace(reading, whole=replace(report, issues=(*report.issues, issue)))


def group_pieces(found: Iterable[dict[str, Any]]) -> list[list[Piece]]:
    """Sort pieces into reports, by URL; within one in the order in which they were fetched."""
    reports: dict[str, list[Piece]] = {}
    for one in found:
        expected = tuple((kind, url, number) for kind, url, number in one["expected"])
        publishers = tuple((site, name) for site, name in one["publishers"])
        piece = Piece(**one | {"expected": expected, "publishers": publishers})
        reports.setdefault(piece.report_url, []).append(piece)
    return [
        sorted(pieces, key=lambda one: (one.fetched_at, one.source, one.offset))
        for _, pieces in sorted(reports.items())
    ]


def join_reports(job: Job, number: int, reports: Sequence[Sequence[Piece]]) -> dict[str, Any]:
    """Read reports of several parts, write their rows, and give counts as a block does.

    Args:
        job: what holds for all blocks.
        number: tells calls of a run apart.
        reports: the pieces of each, as :func:`group_pieces` gives them.
    """
    with exclusive():
        key = f"{JOINED}{number:05}"
        files = TableFiles(job.out, key)
        guard = Guard(job.out / WORKING, key, job.record_seconds)
        counts: dict[str, int] = {}
        for at, pieces in enumerate(reports):
            rows = Rows()
            for outcome in _joined(job, pieces, rows, guard, at):
                counts[outcome] = counts.get(outcome, 0) + 1
            files.add(rows)
        files.finish()
        guard.close()
        return {"rows": files.counts, "counts": counts, "error": None}


def _joined(job: Job, pieces: Sequence[Piece], rows: Rows, guard: Guard, at: int) -> list[str]:
    """Add the rows of one report, and give what became of its pieces; bad ones cost this report."""
    why = guard.given_up.get(at)
    if why is None:
        with guard.watching(at), Kept() as kept:
            held = Rows()
            found = _add_all(job, pieces, held)
            rows.extend(held)
            return found
        outcome, reason = reason_of(kept.error)
    else:
        outcome, reason = why, "its parts could not be read together"
    for piece in pieces:
        capture = _captured(piece)
        place = place_of(piece.source, piece.offset, capture)
        add_failure(rows, place, capture, (outcome, reason))
    return [outcome] * len(pieces)


def _add_all(job: Job, pieces: Sequence[Piece], rows: Rows) -> list[str]:
    wholes, alone, parts = _sorted(pieces)
    found = []
    for whole in wholes:
        capture = _captured(whole.first)
        reading = sound_read(job, capture, dict(whole.first.publishers))
        report = _read_together(job, whole, reading)
        publisher = dict(whole.first.publishers).get(capture.site)
        offsets = reading.offsets if whole.located else ()
        reading = replace(reading, whole=report, offsets=offsets).with_publisher(publisher)
        found.append(
            add_page(rows, place_of(whole.first.source, whole.first.offset, capture), capture, reading)
        )
    for piece in alone:
        capture = _captured(piece)
        reading = sound_read(job, capture, dict(piece.publishers))
        found.append(add_page(rows, place_of(piece.source, piece.offset, capture), capture, reading))
    for piece in parts:
        capture = _captured(piece)
        found.append(add_part(rows, place_of(piece.source, piece.offset, capture), capture, piece.title))
    return found


def _sorted(pieces: Sequence[Piece]) -> tuple[list[_Whole], list[Piece], list[Piece]]:
    """Go through what was fetched of a report as a harvest did: wholes, pages of their own, and parts."""
    wholes: list[_Whole] = []
    alone: list[Piece] = []
    parts: list[Piece] = []
    known: dict[int, Piece] = {}
    for piece in pieces:
        if piece.number == 1:
            kept = parts_kept(piece.parts, known)
            wholes.append(_Whole(piece, [piece, *kept], missing_part(piece.parts, kept)))
            wrong = [
                one.number for one in piece.parts if one.number in known and known[one.number].url != one.url
            ]
            known = {number: one for number, one in known.items() if number < min(wrong, default=10**6)}
            continue
        at_hand = {1, *known} if wholes else set()
        if not at_hand >= set(range(1, piece.number)) or (
            piece.is_page and not same_article(wholes[-1].first.title, piece.title, is_report=piece.is_report)
        ):
            alone.append(piece)
            continue
        several = [one for _, one in sorted(known.items())]
        before, after, missing = parts_around(piece.number, piece.parts, several, is_page=piece.is_page)
        wholes[-1].pieces = [wholes[-1].first, *before, piece, *after]
        wholes[-1].missing, wholes[-1].located = missing, False
        parts.append(piece)
        if piece.is_page and not piece.parts:  # it says that it is the last one
            known = {number: one for number, one in known.items() if number <= piece.number}
        if piece.number not in known or known[piece.number].sha256 != piece.sha256:
            known[piece.number] = piece
    _complete(wholes)
    return wholes, alone, parts


def _complete(wholes: Sequence[_Whole]) -> None:
    """Read a page with the parts that were missing and came after it was fetched again, unchanged.

    That a report grows by a part that was missing is no change of the report, as in a harvest's database.
    """
    for before, after in reversed(list(pairwise(wholes))):
        had, has = ({piece.sha256 for piece in whole.pieces} for whole in (before, after))
        if before.first.sha256 == after.first.sha256 and had < has:
            before.pieces = [before.first, *after.pieces[1:]]
            before.missing, before.located = after.missing, False


def _read_together(job: Job, whole: _Whole, first: Reading) -> Report | None:
    if len(whole.pieces) > 1:
        captures = [opened(_captured(piece)).capture for piece in whole.pieces]
        return read_whole(captures, whole.missing, ocr=job.ocr)
    return without_parts(first, whole.first.url).whole


def _captured(piece: Piece) -> Capture:
    try:
        return read_at(piece.source, piece.offset)
    except OSError as error:
        raise ArchiveError(f"{piece.source}: cannot be read: {error}") from error
