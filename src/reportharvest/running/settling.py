"""One response to rows: the fetch, the page, the links found on it, its place in the queue; all or nothing.

The same code settles a response that just came, one that a killed harvest left in the archive, and one
that is replayed. What goes into ``fetches`` and ``pages`` follows from the archived record and the rows
before it alone, so that a replay gives equal rows; the queue and the description of the site decide only
what is asked for next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlite_utils import Database

from reportharvest.archiving.capture import Capture, Place
from reportharvest.archiving.warc import is_at_hand
from reportharvest.crawling.blocked import block_evidence
from reportharvest.crawling.frontier import Frontier, Purpose, QueuedRequest, Request
from reportharvest.crawling.pacing import RETRIED_STATUSES
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical
from reportharvest.reading.response import Reading, is_readable, page_text
from reportharvest.running.handing import ReadPage
from reportharvest.running.leading import Leads
from reportharvest.running.revisiting import Revisits
from reportharvest.storing.batching import Batch, together
from reportharvest.storing.numbers import page_id
from reportharvest.storing.parts import begin_parts, miss_part, store_part
from reportharvest.storing.records import FetchRecord, PartPlace
from reportharvest.storing.writer import Writer

__all__ = ["Settled", "Settler", "is_readable", "is_transient", "redirect_target"]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_HOPS = 10  # browsers follow 20; a chain of more than two is a fault already
MISSING = frozenset({404, 410})
NOT_READ = frozenset({"missing", "failed", "unreadable", "refused", "blocked"})


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a response: outcome, ``new``, ``changed`` or ``unchanged`` if it was stored, why not."""

    outcome: str
    stored: str = ""
    is_report: bool = False
    error: str = ""


def is_transient(capture: Capture) -> bool:
    """Tell whether another try may give something else."""
    if capture.refused or capture.truncated == "length":
        return False
    return capture.error is not None or capture.status in RETRIED_STATUSES


def redirect_target(capture: Capture) -> str | None:
    """Give the canonical URL that a redirect leads to, or None.

    Bytes beyond ASCII in the header are percent-escaped as they are, in whatever encoding they came.
    """
    raw = capture.header_bytes("Location") if capture.status in REDIRECTS else None
    if raw is None:
        return None
    text = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)
    return canonical(text, capture.url)


class Settler:
    """Writes what comes of responses.

    Args:
        db: the database.
        writer: writes to it.
        frontier: the queue of the run; None in a replay, where nothing is asked for.
        sites: the descriptions by name; empty in a replay.
        archive: where the bytes of known pages should be; None in a replay, which has them all.
        revisits: chooses among known pages; None to ask for all that is linked.
        publishers: publisher that each site description names, by site; it completes what the pages say.
        batch: the transaction that several responses share, which the caller commits; None: each has its own.
    """

    def __init__(
        self,
        db: Database,
        writer: Writer,
        frontier: Frontier | None,
        sites: Mapping[str, SiteDescription],
        archive: Path | None = None,
        *,
        revisits: Revisits | None = None,
        publishers: Mapping[str, str] | None = None,
        batch: Batch | None = None,
    ) -> None:
        self._batch = batch
        self._archive = archive
        self._revisits = revisits
        self._db = db
        self._writer = writer
        self._frontier = frontier
        self._leads = None if frontier is None else Leads(frontier)
        self._sites = sites
        self._publishers = {} if publishers is None else publishers

    def settle(
        self,
        capture: Capture,
        place: Place,
        reading: Reading | None,
        queued: QueuedRequest | None = None,
    ) -> Settled:
        """Write the rows of one response, all or none.

        Args:
            capture: the archived response.
            place: where it lies.
            reading: what was read in it; for a 304, in the response that it stands for; else None.
            queued: its place in the queue, if it has one; ``not_before`` says when it may be tried again.
        """
        fault = self._redirect_fault(capture)
        outcome = "failed" if fault else _outcome(capture, reading)
        if self._batch is not None:
            self._batch.begin()
        with together(self._db):
            fetch = _fetch_record(capture, place, outcome, reading, fault)
            fetch_id = self._writer.add_fetch(fetch)
            stored, is_report = self._store(capture, reading, outcome, fetch_id)
            if self._frontier is not None and queued is not None:
                self._queue(self._frontier, capture, reading, queued)
        return Settled(outcome, stored, is_report, fetch.error or "")

    def _store(
        self, capture: Capture, reading: Reading | None, outcome: str, fetch_id: int
    ) -> tuple[str, bool]:
        """Write what was read in a response: what became of its page, and whether it is a report."""
        part_kind = "file" if capture.purpose == "attachment" else "page"
        if outcome in NOT_READ and capture.part_of is not None:
            missed = PartPlace(capture.part_of, capture.part, part_kind)
            miss_part(self._writer, missed, capture.url, fetch_id)
        if outcome != "stored" or reading is None or capture.method != "GET":
            return "", False
        rows = reading.rows if isinstance(reading, ReadPage) else None
        if rows is None:
            reading = reading.with_publisher(self._publishers.get(capture.site))
        report = reading.report
        kind = report.page_kind if report is not None else "other"
        if capture.purpose == "attachment" and kind == "report" and self._leads_from_report(capture):
            kind = "other"  # the page that links to it is the report; the file says the same again
        if capture.part_of is not None and reading.whole is not None:
            self._writer.store_page(capture.url, capture.site, fetch_id, report, "other")
            place = PartPlace(capture.part_of, capture.part, part_kind, is_last=_is_last(capture, reading))
            return store_part(self._writer, place, capture.url, fetch_id, reading.whole), False
        if rows is not None and reading.whole is None:
            stored = self._writer.store_prepared(rows, fetch_id)
        else:
            whole = reading.whole or report
            stored = self._writer.store_page(
                capture.url, capture.site, fetch_id, whole, kind, offsets=reading.offsets
            )
        if kind == "report":
            begin_parts(self._writer, capture.url, [(one.number, one.url) for one in reading.parts])
        if stored == "unchanged" and self._archive is not None:
            known = self._writer.place_of_page(capture.url)
            if known is not None and not is_at_hand(self._archive, *known):
                self._writer.move_page(capture.url, fetch_id)
        return stored, kind == "report"

    def _leads_from_report(self, capture: Capture) -> bool:
        if capture.via is None:
            return False
        row = self._db.execute("SELECT kind FROM pages WHERE id = ?", [page_id(capture.via)]).fetchone()
        return row is not None and row[0] == "report"

    def _queue(
        self, frontier: Frontier, capture: Capture, reading: Reading | None, queued: QueuedRequest
    ) -> None:
        outcome = _outcome(capture, reading)
        if capture.purpose == "robots":
            if outcome != "retried" and (redirect_target(capture) is None or capture.attempts_left == 0):
                frontier.done(queued.position)
            return
        if outcome == "rendered":
            return  # what the browser showed follows, and settles the request
        if outcome == "retried":
            frontier.retry(queued.position, queued.not_before or 0.0)
            return
        frontier.done(queued.position)
        site = self._sites[capture.site]
        target = redirect_target(capture)
        if target is not None and self._comes_back(capture, target, is_stored=True):
            frontier.reopen("GET", target, "", at_its_place=False)
            requests = []
        elif target is not None:
            requests = self._redirected(capture, queued, target, site)
        elif reading is not None:
            assert self._leads is not None
            is_report = reading.report is not None and reading.report.page_kind == "report"
            self._leads.note(capture, is_report=is_report)
            requests = self._leads.requests(capture, reading, queued, site)
        else:
            requests = []
        if self._revisits is not None:
            requests = self._revisits.wanted(queued.depth, requests)
        frontier.add(site.name, self._within_bounds(frontier, site, requests, capture.url))

    def _redirected(
        self, capture: Capture, queued: QueuedRequest, target: str, site: SiteDescription
    ) -> list[Request]:
        if not site.scope.allows(target) or len(self._chain(capture)) > MAX_HOPS:
            return []
        return [
            Request(
                target,
                queued.purpose,
                capture.url,
                queued.depth,
                part_of=queued.part_of,
                part=queued.part,
                barren=queued.barren,
            )
        ]

    def _comes_back(self, capture: Capture, target: str, *, is_stored: bool) -> bool:
        """Tell whether a redirect leads back to where it began, for the first time in this run.

        Sites that want a cookie set it and send a browser back; one that has it gets the page. ``is_stored``
        says whether the redirect itself is among the fetches already.
        """
        asked = self._db.execute(
            # the plus, here and below, has SQLite look the URL up instead of going through the whole run
            "SELECT COUNT(*), MAX(outcome <> 'redirected') FROM fetches WHERE +run_id = ? AND url = ?",
            [capture.run_id, target],
        ).fetchone()
        if target == capture.url and not is_stored:
            return bool(asked[0] == 0)
        return asked == (1, 0) and target in self._chain(capture)

    def _redirect_fault(self, capture: Capture) -> str:
        """Say what is wrong with a redirect; empty when it leads somewhere, or is none."""
        if capture.status not in REDIRECTS or capture.error is not None or capture.purpose == "robots":
            return ""
        target = redirect_target(capture)
        if target is None:
            raw = capture.header_bytes("Location")
            if raw is None:
                return "a redirect without a Location"
            return f"a redirect to no http or https URL: {raw[:200].decode('utf-8', 'replace')}"
        if len(self._chain(capture)) > MAX_HOPS:
            return f"more than {MAX_HOPS} redirects in a row"
        if self._leads_to(capture, target) and not self._comes_back(capture, target, is_stored=False):
            return f"a redirect that leads back to itself, by {target}"
        return ""

    def _leads_to(self, capture: Capture, target: str) -> bool:
        """Tell whether redirects of this run lead from a target to the page at hand."""
        url: str | None = target
        for _ in range(MAX_HOPS):
            if url is None or url == capture.url:
                break
            url = self._location(capture.run_id, url)
        return url == capture.url

    def _location(self, run_id: int, url: str) -> str | None:
        row = self._db.execute(
            "SELECT location FROM fetches WHERE +run_id = ? AND url = ? AND outcome = 'redirected'"
            " ORDER BY id DESC LIMIT 1",
            [run_id, url],
        ).fetchone()
        return None if row is None else row[0]

    def _chain(self, capture: Capture) -> list[str]:
        """The URLs whose redirects led here in this run, this one first."""
        chain, via = [capture.url], capture.via
        while via is not None and len(chain) <= MAX_HOPS:
            row = self._db.execute(
                "SELECT via, location FROM fetches WHERE +run_id = ? AND url = ? ORDER BY id DESC LIMIT 1",
                [capture.run_id, via],
            ).fetchone()
            if row is None or row[1] is None:
                break
            chain.append(via)
            via = row[0]
        return chain

    @staticmethod
    def _within_bounds(
        frontier: Frontier, site: SiteDescription, requests: list[Request], url: str
    ) -> list[Request]:
        lists_left = site.max_list_pages - frontier.count(site.name, "list")
        pages_left = site.max_pages - frontier.count(site.name)
        kept: list[Request] = []
        for request in requests:
            if len(kept) >= pages_left:
                if not frontier.knows(request):
                    frontier.end_list(
                        site.name, url, "max-pages", f"max_pages = {site.max_pages} was reached"
                    )
                    break
                continue
            if request.purpose == "list":
                if lists_left <= 0:
                    if not frontier.knows(request):
                        reached = f"max_list_pages = {site.max_list_pages} was reached"
                        frontier.end_list(site.name, url, "max-list-pages", reached)
                    continue
                lists_left -= 1
            kept.append(request)
        return kept


def _is_last(capture: Capture, reading: Reading) -> bool:
    """Tell whether a page of a report says that no page follows it; a file never knows."""
    return capture.purpose != "attachment" and not reading.parts


def _outcome(capture: Capture, reading: Reading | None) -> str:
    if capture.refused:
        return "refused"
    if capture.rendered == "raw":
        return "rendered"
    if _blocked(capture, reading) is not None:
        return "blocked"
    if is_transient(capture):
        return "retried" if capture.attempts_left > 0 else "failed"
    if capture.truncated:
        return "failed"
    status = capture.status or 0
    if status == 304:
        return "not-modified"
    if capture.status in REDIRECTS:
        return "redirected"
    if status in MISSING or (reading is not None and reading.absent is not None):
        return "missing"
    if capture.purpose == "robots":
        return "read"
    if not is_readable(capture):
        return "failed"
    return "unreadable" if reading is None or reading.error is not None else "stored"


def _blocked(capture: Capture, reading: Reading | None) -> str | None:
    """What stands before the page, or None; a host that asks for patience is tried again as usual."""
    if reading is not None:
        return reading.blocked
    status = capture.status or 0
    if capture.purpose == "robots" or capture.truncated or status < 400 or status in MISSING:
        return None
    evidence = block_evidence(page_text(capture), status)
    if evidence is None or (evidence.startswith("soft block") and is_transient(capture)):
        return None
    return evidence


def _fetch_record(
    capture: Capture, place: Place, outcome: str, reading: Reading | None, fault: str
) -> FetchRecord:
    answered = capture.status is not None
    whole = answered and not capture.truncated
    error = reading.error if reading is not None and outcome == "unreadable" else capture.error
    if outcome == "blocked":
        error = _blocked(capture, reading)
    elif outcome == "missing" and reading is not None:
        error = reading.absent
    return FetchRecord(
        run_id=capture.run_id,
        site=capture.site,
        url=capture.url,
        method=capture.method,
        request_body=capture.request_body,
        purpose=cast("Purpose", capture.purpose),
        via=capture.via,
        fetched_at=capture.fetched_at,
        outcome=outcome,
        status=capture.status,
        warc_file=place.file,
        warc_offset=place.offset,
        sha256=capture.sha256 if answered else None,
        size_bytes=len(capture.body) if answered else None,
        content_type=capture.header("Content-Type"),
        # a body that was cut off must never be the one that a 304 stands for
        etag=capture.header("ETag") if whole else None,
        last_modified=capture.header("Last-Modified") if whole else None,
        location=redirect_target(capture),
        error=fault or error,
    )
