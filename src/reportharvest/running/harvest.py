"""A harvest: sites to archive to database, from the beginning or from where it was stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlite_utils import Database

from reportharvest.archiving.capture import RunEnd, RunInfo
from reportharvest.archiving.warc import ArchiveWriter
from reportharvest.crawling.client import Clients
from reportharvest.crawling.frontier import Frontier
from reportharvest.crawling.sites import Budget, SiteDescription, read_sites
from reportharvest.reading.converting import find_converter
from reportharvest.running.budget import Budgets
from reportharvest.running.crawl import Crawl, CrawlContext, timestamp
from reportharvest.running.handing import canonical_or_itself
from reportharvest.running.hosts import Hosts
from reportharvest.running.identity import (
    DEFAULT_USER_AGENT,
    check_contact,
    require_contact,
    user_agent_with,
)
from reportharvest.running.leading import first_requests
from reportharvest.running.progress import Progress, ProgressEvent, RunSummary, silent
from reportharvest.running.recovering import find_lost, find_orphans, locked, mend_files
from reportharvest.running.rendering import find_browser
from reportharvest.running.revisiting import Revisits
from reportharvest.running.serving import ThroughServer, serving
from reportharvest.running.settling import Settler
from reportharvest.running.summing import counts_of, summarise
from reportharvest.running.working import Workers
from reportharvest.storing.batching import Batch
from reportharvest.storing.records import RunOutcome
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

__all__ = [
    "DEFAULT_USER_AGENT",
    "HarvestOptions",
    "check_ready",
    "counts_of",
    "harvest",
    "last_start",
    "locked",
]

_log = logging.getLogger(__name__)
PAGES_AT_ONCE = 100  # in one transaction, at most; commit_seconds ends most of them


def utc_now() -> datetime:
    """Give the present."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class HarvestOptions:
    """What is harvested, and where it goes.

    Attributes:
        sites: a site description (TOML) or a folder of them.
        db: the database; made when it is not there.
        archive: folder of WARC files; made when it is not there.
        full: ask for every page, even if the site could say that it has not changed.
        replay_from: recordings to harvest from instead of the network, through a server on loopback.
        as_of: the state of the recordings at a day (ISO 8601); None for the latest.
        proxy: URL of an HTTP proxy.
        user_agent: how the harvest names itself to the sites; empty for the program's own name.
        contact: mail address or URL at which the sites can reach who harvests; needed beyond loopback.
        budget: how much this run may ask for.
        processes: how many processes read pages, once there is much to read; None: one per core, 0: none, a
            thread reads them.
        transport: answers instead of the network, without sockets.
        browser: path of the Chromium that renders pages, where a description wants that; empty: from PATH.
        ocr: read scanned PDF files by optical character recognition: seconds a page, the extra ``ocr``.
        converter: the office program that turns DOC, WPS and RTF into DOCX, which is archived beside what
            came: ``auto`` to look for one, a name or path, or empty for none.
        now: the clock that is written down, and that hours and intervals go by; durations do not.
    """

    sites: Path
    db: Path
    archive: Path
    full: bool = False
    replay_from: Path | None = None
    as_of: str | None = None
    proxy: str | None = None
    user_agent: str = ""
    contact: str = ""
    budget: Budget = field(default_factory=Budget)
    processes: int | None = None
    transport: httpx.AsyncBaseTransport | None = None
    browser: str = ""
    ocr: bool = False
    converter: str = "auto"
    now: Callable[[], datetime] = utc_now


def harvest(options: HarvestOptions, progress: Progress = silent) -> RunSummary:
    """Harvest, or go on with a harvest that was stopped.

    SIGINT and SIGTERM end it after the pages under way; the next call goes on. After a SIGKILL, too, no
    page is lost and none is stored twice.

    Raises:
        DescriptionError: a site description is wrong; nothing was fetched.
        UsageError: hosts of others are to be asked, and no contact is given.
        ArchiveError: the archive cannot be written or read.
        DatabaseError: the database cannot be used.
        WorkFailedError: another harvest is under way with this database.
    """
    live = options.replay_from is None and options.transport is None
    sites = check_ready(options.sites, options.user_agent, options.contact, proxy=options.proxy, live=live)
    options.db.parent.mkdir(parents=True, exist_ok=True)
    with locked(options.db):
        db = open_database(options.db)
        try:
            return asyncio.run(_harvest(options, sites, db, progress))
        finally:
            db.close()


async def _harvest(
    options: HarvestOptions, sites: Sequence[SiteDescription], db: Database, progress: Progress
) -> RunSummary:
    writer = Writer(db, canonical=canonical_or_itself)
    info, resumed = _run(db, writer, sites, options.now)
    if resumed:
        mend_files(options.archive, info)
    frontier = Frontier(db.conn, info.run_id)
    lost = find_lost(db, writer, frontier, options.archive, info, resumed=resumed)
    orphans = list(find_orphans(db, options.archive, info)) if resumed else []
    # Recordings are no host to be spared, and their days are not those of the clock.
    ask_all = options.full or options.replay_from is not None
    revisits = Revisits(db, options.archive, info.run_id, ask_all=ask_all, now=options.now)
    async with AsyncExitStack() as stack:
        context = await _context(
            options, sites, progress, stack, writer=writer, frontier=frontier, info=info, revisits=revisits
        )
        crawl = Crawl(context, sites)
        progress(ProgressEvent("run-started", outcome="resumed" if resumed else "new"))
        await crawl.adopt(orphans)
        _fill(db, frontier, sites, revisits)
        await crawl.run()
        summary = summarise(
            db,
            info.run_id,
            sites,
            lost,
            resumed=resumed,
            stopped=context.stop.is_set() and bool(frontier.sites() & {site.name for site in sites}),
            waiting=crawl.waiting,
            now=options.now(),
        )
        if summary.outcome != "interrupted":
            _finish(context.archive, writer, frontier, summary, timestamp(options.now()))
    progress(ProgressEvent("run-finished", outcome=summary.outcome))
    return replace(summary, asked_to_stop=context.stop.is_set())


async def _context(
    options: HarvestOptions,
    sites: Sequence[SiteDescription],
    progress: Progress,
    stack: AsyncExitStack,
    *,
    writer: Writer,
    frontier: Frontier,
    info: RunInfo,
    revisits: Revisits,
) -> CrawlContext:
    """Open what a crawl works with; the stack closes it."""
    stop = asyncio.Event()
    transport = await _transport(options, stack)
    archive = stack.enter_context(ArchiveWriter(options.archive, info))
    user_agent = user_agent_with(options.user_agent, options.contact)
    clients = Clients(user_agent, proxy=options.proxy, transport=transport, now=options.now)
    stack.push_async_callback(clients.aclose)
    workers = Workers(options.processes, ocr=options.ocr)
    stack.callback(workers.close)
    stack.enter_context(_stopping(stop))
    batch = Batch(writer.db, PAGES_AT_ONCE)
    settler = Settler(
        writer.db, writer, frontier, {site.name: site for site in sites}, options.archive,
        revisits=revisits, publishers=info.publishers, batch=batch,
    )  # fmt: skip
    return CrawlContext(
        run_id=info.run_id,
        full=options.full,
        user_agent=user_agent,
        folder=options.archive,
        archive=archive,
        clients=clients,
        frontier=frontier,
        writer=writer,
        settler=settler,
        batch=batch,
        workers=workers,
        progress=progress,
        stop=stop,
        budgets=Budgets(options.budget, sites),
        hosts=Hosts(writer.db, options.now, adapts=options.replay_from is None),
        now=options.now,
        browser=find_browser(options.browser) if any(site.render for site in sites) else "",
        converter=find_converter(options.converter),
    )


def last_start(db: Path) -> datetime | None:
    """Tell when the latest harvest of a database began, if it also ended; None where there is none."""
    if not db.is_file():
        return None
    database = open_database(db)
    try:
        row = database.execute(
            "SELECT started_at, finished_at FROM runs WHERE command = 'harvest' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    finally:
        database.close()
    return None if row is None or row[1] is None else datetime.fromisoformat(row[0])


def check_ready(
    sites: Path, user_agent: str, contact: str, *, proxy: str | None = None, live: bool = True
) -> tuple[SiteDescription, ...]:
    """Read the descriptions, and refuse what a harvest would refuse before it asks for anything.

    Args:
        sites: a description or a folder of them.
        user_agent: as in :class:`HarvestOptions`.
        contact: likewise.
        proxy: likewise.
        live: hosts are asked; False for recordings.
    Raises:
        DescriptionError: a site description is wrong.
        UsageError: hosts of others are to be asked, and no contact is given.
    """
    found = read_sites(sites, simulated=not live or proxy is not None)
    user_agent = user_agent_with(user_agent, check_contact(contact))
    if live:
        require_contact(found, user_agent)
    return found


async def _transport(options: HarvestOptions, stack: AsyncExitStack) -> httpx.AsyncBaseTransport | None:
    """Give what requests go through: recordings, where there are some to replay; None for the network."""
    if options.replay_from is None or options.transport is not None:
        return options.transport
    server = await stack.enter_async_context(serving(options.replay_from, as_of=options.as_of))
    through = ThroughServer(server)
    stack.push_async_callback(through.close)
    return through


def _finish(
    archive: ArchiveWriter, writer: Writer, frontier: Frontier, summary: RunSummary, finished_at: str
) -> None:
    """Write the end of a run into the archive and the database."""
    issues = tuple(issue.to_dict() for issue in summary.issues)
    archive.end(RunEnd(summary.run_id, finished_at, summary.outcome, summary.counts, issues))
    writer.finish_run(
        summary.run_id,
        finished_at,
        _stored(summary.outcome),
        summary.counts,
        summary.issues,
        pending_sites=frontier.sites(),
    )


def _fill(db: Database, frontier: Frontier, sites: Sequence[SiteDescription], revisits: Revisits) -> None:
    """Put the pages to start from into the queue: entry pages, and the known pages whose time has come.

    What an earlier run has left, because its budget was spent or the hours of a site were over, is gone on
    with, and its entry pages are asked for again.
    """
    with db.atomic():
        left = frontier.inherit()
        for site in sites:
            fresh = frontier.count(site.name) == 0
            frontier.add(site.name, first_requests(site))
            if fresh:
                frontier.add(site.name, revisits.due(site))
            elif site.name in left:
                for url in site.entry:
                    frontier.reopen("GET", url, "", at_its_place=True)


def _run(
    db: Database, writer: Writer, sites: Sequence[SiteDescription], now: Callable[[], datetime]
) -> tuple[RunInfo, bool]:
    """Begin a run, or take up the one that was stopped."""
    unfinished = writer.unfinished_run("harvest")
    names = tuple(site.name for site in sites)
    publishers = {site.name: site.publisher for site in sites}
    if unfinished is not None:
        row = db.execute("SELECT started_at, sites FROM runs WHERE id = ?", [unfinished]).fetchone()
        return RunInfo(unfinished, "harvest", row[0], names, publishers=publishers), True
    started_at = timestamp(now())
    with db.atomic():
        run_id = writer.start_run("harvest", started_at, names)
    return RunInfo(run_id, "harvest", started_at, names, publishers=publishers), False


@contextmanager
def _stopping(stop: asyncio.Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM ask for a stop; the second one ends the program as usual."""
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {}

    def ask() -> None:
        _log.warning("stopping after the pages under way; the next harvest goes on from here")
        stop.set()
        for one in before:
            loop.remove_signal_handler(one)

    for one in (signal.SIGINT, signal.SIGTERM):
        try:
            handler = signal.getsignal(one)
            loop.add_signal_handler(one, ask)
            before[one] = handler
        except (ValueError, RuntimeError):
            _log.debug("not in the main thread; %s is left to whoever is", one.name)
    try:
        yield
    finally:
        # who called us minds signals in his own way; none may come when nobody does
        held = signal.pthread_sigmask(signal.SIG_BLOCK, before)
        for one, handler in before.items():
            loop.remove_signal_handler(one)
            signal.signal(one, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _stored(outcome: str) -> RunOutcome:
    return "complete" if outcome == "complete" else "failed" if outcome == "failed" else "incomplete"
