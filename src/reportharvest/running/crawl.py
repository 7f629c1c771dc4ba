"""The crawl of one run: every site fetches ahead, and settles in the order of its queue.

Requests of a site overlap, but their answers are archived and settled one after the other in the order
of the queue; so what is found, and through which page, does not depend on which answer came first, and
a harvest that was killed and went on ends with the same rows as one that was not. Answers are archived
and settled in the same order for all sites together, which is what lets a replay number them alike.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from reportharvest.archiving.capture import Capture, Place
from reportharvest.archiving.warc import ArchiveWriter, read_capture
from reportharvest.archiving.warc_records import CONVERSIONS
from reportharvest.crawling.client import Answer, Clients, Validators
from reportharvest.crawling.frontier import Frontier, QueuedRequest, Request
from reportharvest.crawling.pacing import (
    LONGEST_RETRY_AFTER_SECONDS,
    retry_after_seconds,
    retry_wait_seconds,
)
from reportharvest.crawling.robots import RobotsPolicy
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import origin_of
from reportharvest.reading.converting import convert_capture, is_convertible
from reportharvest.reading.response import Reading
from reportharvest.running.asking import Asker
from reportharvest.running.budget import Budgets
from reportharvest.running.host_rules import HostRules, archived_rules
from reportharvest.running.hosts import Hosts
from reportharvest.running.joining import Joiner
from reportharvest.running.progress import Progress, ProgressEvent
from reportharvest.running.rendering import Renderer, is_rendered
from reportharvest.running.settling import Settled, Settler, is_readable, is_transient, redirect_target
from reportharvest.running.working import Workers
from reportharvest.storing.batching import Batch
from reportharvest.storing.writer import Writer

__all__ = ["Crawl", "CrawlContext", "timestamp"]

_log = logging.getLogger(__name__)
# What was settled is seen by others after this time; until then a kill leaves it to be read again.
COMMIT_SECONDS = 0.25
ROBOTS_ATTEMPTS = 3
ROBOTS_HOPS = 5  # RFC 9309 §2.3.1.2


def timestamp(moment: datetime | None = None) -> str:
    """Give a moment, or now, as ``2024-03-01T02:00:00Z``."""
    return (moment or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """What a crawl works with; made and closed by the harvest."""

    run_id: int
    full: bool
    user_agent: str
    folder: Path
    archive: ArchiveWriter
    clients: Clients
    frontier: Frontier
    writer: Writer
    settler: Settler
    batch: Batch
    workers: Workers
    progress: Progress
    stop: asyncio.Event
    budgets: Budgets
    hosts: Hosts
    now: Callable[[], datetime]
    browser: str = ""
    converter: Path | None = None


class Crawl:
    """Fetches everything that the queue of a run holds and leads to.

    ``waiting`` says of the sites that were left before they were done why: budget or hours.
    """

    def __init__(self, context: CrawlContext, sites: Iterable[SiteDescription]) -> None:
        self._context = context
        self._sites = {site.name: site for site in sites}
        self._asker = Asker(context.folder, context.clients, context.writer, context.hosts, context.budgets)
        self.waiting: dict[str, str] = {}
        self._joiner = Joiner(
            context.writer.db,
            context.workers,
            lambda file, offset: read_capture(context.folder, Place(file, offset)),
        )
        self._renderer = (
            Renderer(context.browser, context.user_agent, self._ask_for_browser) if context.browser else None
        )
        self._converting = asyncio.Semaphore(1)  # an office program takes 200 MB and a core
        self._robots: dict[str, HostRules] = {}
        self._robots_settled: dict[str, asyncio.Event] = {}
        self._robots_asked: dict[str, asyncio.Lock] = {}
        self._order = asyncio.Lock()
        self._settled_some = asyncio.Event()
        self._last_settled: asyncio.Event | None = None
        self._tally: dict[str, dict[str, int]] = {name: {"done": 0, "reports": 0} for name in self._sites}

    async def run(self) -> None:
        """Crawl all sites at once, until the queue is empty or a stop is asked for."""
        try:
            async with asyncio.TaskGroup() as group:
                committing = group.create_task(self._commit_regularly())
                sites = [group.create_task(self._crawl_site(site, group)) for site in self._sites.values()]
                await asyncio.gather(*sites)
                committing.cancel()
            self._context.batch.commit()
        except BaseExceptionGroup as errors:
            # one full disk fails all sites alike; the first says it
            raise errors.exceptions[0] from None
        finally:
            if self._renderer is not None:
                await self._renderer.close()

    async def _commit_regularly(self) -> None:
        """Commit what was settled a moment ago; at a polite pace that is page by page."""
        while True:
            self._settled_some.clear()
            await self._settled_some.wait()
            await asyncio.sleep(COMMIT_SECONDS)
            self._context.batch.commit()

    async def adopt(self, captures: Iterable[tuple[Place, Capture]]) -> int:
        """Settle what a killed harvest had archived and not settled; nothing of it is fetched again."""
        count, committed = 0, time.monotonic()
        for place, capture in captures:
            robots_of = capture.via if capture.purpose == "robots" and capture.via else capture.url
            found = self._context.frontier.find(capture.method, robots_of, capture.request_body)
            queued = None if found is None or found[1] or capture.site not in self._sites else found[0]
            reading = await self._joiner.complete(capture, await self._read(capture))
            self._settle(capture, place, reading, queued)
            count += 1
            if (
                time.monotonic() - committed > COMMIT_SECONDS
            ):  # a harvest may be killed while it does this, too
                self._context.batch.commit()
                committed = time.monotonic()
        self._context.batch.commit()
        return count

    async def _crawl_site(self, site: SiteDescription, group: asyncio.TaskGroup) -> None:
        # everything runs in one group: when an answer cannot be archived or stored, nothing waits for it
        context = self._context
        context.progress(ProgressEvent("site-started", site.name))
        window: deque[tuple[QueuedRequest, asyncio.Task[list[Capture]]]] = deque()
        settling: deque[asyncio.Task[None]] = deque()
        ahead = 2 * site.concurrency
        position = -1
        while True:
            if not context.stop.is_set() and len(window) < ahead and self._may_ask(site):
                for queued in context.frontier.pending(site.name, position, ahead - len(window)):
                    position = queued.position
                    if _is_due(queued) and not self._spares_robots(queued):
                        window.append((queued, group.create_task(self._fetch(site, queued))))
            if window:
                queued, task = window.popleft()
                captures = await task
                if captures:
                    settling.append(group.create_task(self._finish(queued, captures)))
                if len(settling) > context.workers.ahead:
                    await settling.popleft()
            elif settling:
                await settling.popleft()
            elif context.stop.is_set() or not await self._wait_for_due(site):
                break
            else:
                position = -1
        await context.clients.aclose(site.name)
        context.progress(self._event("site-finished", site.name))

    def _may_ask(self, site: SiteDescription) -> bool:
        """Tell whether the site may be asked now; if not, note why."""
        if site.name not in self.waiting and not site.hours.is_open(self._context.now()):
            self.waiting[site.name] = f"outside of its hours ({site.hours})"
        return site.name not in self.waiting

    async def _wait_for_due(self, site: SiteDescription) -> bool:
        """Wait until the site may be asked, and a request is due; False when that is not in this run."""
        due = self._context.frontier.next_due(site.name)
        if due is None:
            self.waiting.pop(site.name, None)
            return False
        wait = due - time.time()
        if site.name in self.waiting:
            wait = site.hours.seconds_until_open(self._context.now())
            if site.name in self._context.budgets.spent or wait > LONGEST_RETRY_AFTER_SECONDS:
                return False
            del self.waiting[site.name]
        # a clock that was put back must not make a minute a year
        wait = min(wait, LONGEST_RETRY_AFTER_SECONDS)
        if wait > 0:
            try:
                await asyncio.wait_for(self._context.stop.wait(), wait)
            except TimeoutError:
                return True
            return False
        return True

    # ------------------------------------------------------------------ fetching

    async def _fetch(self, site: SiteDescription, queued: QueuedRequest) -> list[Capture]:
        """Fetch one request of the queue: one capture, or for robots.txt one for each try and hop."""
        if queued.purpose == "robots":
            return await self._fetch_robots(site, queued)
        policy = await self._policy(site, origin_of(queued.url))
        if not policy.allows(queued.url, self._context.user_agent):
            refusal = Answer(datetime.now(UTC), None, error=policy.refusal, refused=True)
            return [self._capture(site, queued, refusal, 0)]
        gate = self._context.hosts.gate(site, queued.url)
        gate.slow_down(policy.delay_seconds(self._context.user_agent))
        async with gate.slot(self._context.stop):
            if self._context.stop.is_set() or not self._may_ask(site) or not self._takes(site):
                return []  # not begun; it stays in the queue
            # a page that scripts fill stays the same while its list grows
            conditional = not self._context.full and not (site.render and queued.purpose in {"entry", "list"})
            answer = await self._asker.ask(site, queued, queued.url, conditional=conditional)
        capture = self._capture(site, queued, answer, max(0, site.attempts - 1 - queued.attempts))
        if capture.status in {429, 503} and capture.attempts_left > 0:
            gate.pause(self._retry_wait(capture, queued))
        if self._renderer is not None and is_rendered(site, capture):
            shown = await self._renderer.shown(site, capture, policy)
            if shown is not None:
                return [replace(capture, rendered="raw"), shown]
        if self._context.converter is not None and is_readable(capture) and is_convertible(capture):
            async with self._converting:
                made = await asyncio.to_thread(convert_capture, capture, self._context.converter)
            return [replace(capture, rendered="raw"), made] if made.rendered in CONVERSIONS else [made]
        return [capture]

    async def _ask_for_browser(
        self, site: SiteDescription, url: str, method: str, body: str, delay_seconds: float
    ) -> Answer | None:
        """Ask for what the scripts of a page need, like any other request; it is not archived."""
        gate = self._context.hosts.gate(site, url)
        gate.slow_down(delay_seconds)
        async with gate.slot(self._context.stop):
            if self._context.stop.is_set() or not self._may_ask(site) or not self._takes(site):
                return None
            return await self._asker.timed(site, url, method=method, body=body, conditional=Validators())

    def _takes(self, site: SiteDescription) -> bool:
        """Take one request from the budgets; when there is none left, the site waits for the next run."""
        budgets = self._context.budgets
        if not budgets.take(site.name):
            self.waiting[site.name] = f"{budgets.spent[site.name]} was reached"
            return False
        return True

    async def _fetch_robots(self, site: SiteDescription, queued: QueuedRequest) -> list[Capture]:
        url, captures = queued.url, list[Capture]()
        hops, tries = 0, 0
        while True:
            async with self._context.hosts.gate(site, url).slot():
                answer = await self._asker.ask(site, queued, url, conditional=False)
            tries += 1
            via = None if url == queued.url else queued.url
            capture = replace(self._capture(site, queued, answer, ROBOTS_ATTEMPTS - tries), url=url, via=via)
            target = redirect_target(capture)
            if target is not None and hops < ROBOTS_HOPS:
                captures.append(replace(capture, attempts_left=1))
                url, hops, tries = target, hops + 1, 0
            elif is_transient(capture) and capture.attempts_left > 0 and not self._context.stop.is_set():
                captures.append(capture)
                await asyncio.sleep(min(self._retry_wait(capture, queued), 10.0))
            else:
                return [*captures, replace(capture, attempts_left=0)]

    def _capture(self, site: SiteDescription, queued: QueuedRequest, answer: Answer, left: int) -> Capture:
        return Capture(
            url=queued.url,
            fetched_at=timestamp(answer.fetched_at),
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            body=answer.body,
            truncated=answer.truncated,
            error=answer.error,
            refused=answer.refused,
            attempts_left=left,
            site=site.name,
            purpose=queued.purpose,
            via=queued.via,
            run_id=self._context.run_id,
            method=queued.method,
            request_body=queued.body,
            part_of=queued.part_of,
            part=queued.part,
        )

    @staticmethod
    def _retry_wait(capture: Capture, queued: QueuedRequest) -> float:
        asked = retry_after_seconds(capture.header("Retry-After"), datetime.now(UTC))
        return retry_wait_seconds(queued.attempts + 1, asked)

    # ------------------------------------------------------------------ robots.txt

    async def _policy(self, site: SiteDescription, origin: str) -> RobotsPolicy:
        """Give the rules of a host, once its robots.txt is settled; asked for anew when a day old."""
        url = origin + "/robots.txt"
        if origin not in self._robots:
            found = self._context.frontier.find("GET", url, "")
            if found is not None and not found[1]:
                await self._robots_settled.setdefault(origin, asyncio.Event()).wait()
        async with self._robots_asked.setdefault(origin, asyncio.Lock()):
            known = self._robots.get(origin) or self._archived_robots(url)
            if known is None or known.until <= time.monotonic():
                with self._context.writer.db.atomic():
                    self._context.frontier.add(site.name, [Request(url, "robots")])
                found = self._context.frontier.find("GET", url, "")
                if found is not None:
                    await self._finish(found[0], await self._fetch_robots(site, found[0]))
                known = self._archived_robots(url)
            if known is None:
                known = HostRules.unknown()
            self._robots[origin] = known
        return known.policy

    def _spares_robots(self, queued: QueuedRequest) -> bool:
        """Mark a request for robots.txt as done, where an answer that is not a day old is at hand."""
        if queued.purpose != "robots" or self._archived_robots(queued.url) is None:
            return False
        with self._context.writer.db.atomic():
            self._context.frontier.done(queued.position)
        self._robots_settled.setdefault(origin_of(queued.url), asyncio.Event()).set()
        return True

    def _archived_robots(self, url: str) -> HostRules | None:
        context = self._context
        return archived_rules(
            context.writer.db,
            context.folder,
            url,
            run_id=context.run_id,
            full=context.full,
            now=context.now(),
        )

    # ------------------------------------------------------------------ settling

    async def _finish(self, queued: QueuedRequest, captures: list[Capture]) -> None:
        """Archive, read and settle the answers to one request, in turn with all other answers."""
        async with self._order:
            places = self._context.archive.append(*captures)
            before, settled = self._last_settled, asyncio.Event()
            self._last_settled = settled
        readings = [await self._read(capture) for capture in captures]
        if before is not None:
            await before.wait()
        for capture, place, reading in zip(captures, places, readings, strict=True):
            self._settle(capture, place, await self._joiner.complete(capture, reading), queued)
        settled.set()
        self._context.hosts.note(self._sites[captures[-1].site], captures[-1].url)
        if queued.purpose == "robots":
            self._robots_settled.setdefault(origin_of(queued.url), asyncio.Event()).set()

    async def _read(self, capture: Capture) -> Reading | None:
        """Read a response; for a 304 the one that it stands for, whose links are still to be followed."""
        if is_readable(capture):
            return await self._context.workers.read(capture, self._publisher(capture.site))
        if capture.status == 304:
            known = self._context.writer.last_fetch(capture.url, capture.method, capture.request_body)
            if known is not None:
                earlier = read_capture(self._context.folder, Place(known.warc_file, known.warc_offset))
                asked = replace(earlier, purpose=capture.purpose, part=capture.part)
                return await self._context.workers.read(asked, self._publisher(capture.site))
        return None

    def _publisher(self, site: str) -> str | None:
        return self._sites[site].publisher if site in self._sites else None

    def _settle(
        self, capture: Capture, place: Place, reading: Reading | None, queued: QueuedRequest | None
    ) -> None:
        if queued is not None and is_transient(capture):
            queued = replace(queued, not_before=time.time() + self._retry_wait(capture, queued))
        settled = self._context.settler.settle(capture, place, reading, queued)
        self._settled_some.set()
        tally = self._tally.setdefault(capture.site, {"done": 0, "reports": 0})
        tally["done"] += 1
        tally["reports"] += _is_new_report(settled)
        outcome = settled.stored or settled.outcome
        if settled.outcome in {"failed", "unreadable", "blocked"}:
            _log.warning("%s: %s: %s", capture.url, settled.outcome, settled.error or capture.status)
        self._context.progress(self._event("page", capture.site, capture.url, outcome))

    def _event(
        self, kind: Literal["page", "site-finished"], site: str, url: str = "", outcome: str = ""
    ) -> ProgressEvent:
        tally = self._tally[site]
        queued = self._context.frontier.count(site)
        return ProgressEvent(kind, site, url, outcome, tally["done"], queued, tally["reports"])


def _is_due(queued: QueuedRequest) -> bool:
    """Tell whether a request may be made; a time far ahead was written before the clock was put back."""
    wait = (queued.not_before or 0.0) - time.time()
    return wait <= 0 or wait > 2 * LONGEST_RETRY_AFTER_SECONDS


def _is_new_report(settled: Settled) -> bool:
    return settled.is_report and settled.stored in {"new", "changed"}
