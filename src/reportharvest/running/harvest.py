"""A harvest: sites to archive to database, from the beginning or from where it was stopped."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from sqlite_utils import Database

from reportharvest.archiving.capture import Capture, Place, RunEnd, RunInfo
from reportharvest.archiving.warc import ArchiveWriter, mend, records, run_files, run_stem
from reportharvest.crawling.client import Clients
from reportharvest.crawling.frontier import Frontier, Request
from reportharvest.crawling.sites import SiteDescription, read_sites
from reportharvest.crawling.urls import canonical
from reportharvest.errors import WorkFailedError
from reportharvest.issues import Issue
from reportharvest.running.crawl import Crawl, CrawlContext, timestamp
from reportharvest.running.progress import Progress, ProgressEvent, RunSummary, SiteSummary, silent
from reportharvest.running.serving import ThroughServer, serving
from reportharvest.running.settling import Settler
from reportharvest.running.working import Workers
from reportharvest.storing.records import RunOutcome
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

__all__ = ["DEFAULT_USER_AGENT", "HarvestOptions", "counts_of", "harvest", "locked"]

_log = logging.getLogger(__name__)
DEFAULT_USER_AGENT = "reportharvest/0.1 (research on government reports)"


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
        user_agent: how the harvest names itself to the sites; should hold a way to contact you.
        processes: processes that read pages; 0 reads in a thread.
        transport: answers instead of the network, without sockets.
    """

    sites: Path
    db: Path
    archive: Path
    full: bool = False
    replay_from: Path | None = None
    as_of: str | None = None
    proxy: str | None = None
    user_agent: str = DEFAULT_USER_AGENT
    processes: int = 0
    transport: httpx.AsyncBaseTransport | None = None


def harvest(options: HarvestOptions, progress: Progress = silent) -> RunSummary:
    """Harvest, or go on with a harvest that was stopped.

    SIGINT and SIGTERM end it after the pages under way; the next call goes on. After a SIGKILL, too, no
    page is lost and none is stored twice.

    Raises:
        DescriptionError: a site description is wrong; nothing was fetched.
        ArchiveError: the archive cannot be written or read.
        DatabaseError: the database cannot be used.
        WorkFailedError: another harvest is under way with this database.
    """
    simulated = options.replay_from is not None or options.transport is not None or options.proxy is not None
    sites = read_sites(options.sites, simulated=simulated)
    options.db.parent.mkdir(parents=True, exist_ok=True)
    with locked(options.db):
        db = open_database(options.db)
        try:
            return asyncio.run(_harvest(options, sites, db, progress))
        finally:
            db.close()


@contextmanager
def locked(db: Path) -> Iterator[None]:
    """Hold the lock that lets one harvest or replay at a time write to a database.

    The operating system gives it back when the program ends, however it ends.

    Raises:
        WorkFailedError: another program holds it.
    """
    path = db.with_name(db.name + ".lock")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkFailedError(
                f"{db}: another harvest or replay is writing to this database",
                hint="wait until it has ended, or give another --db",
            ) from error
        yield


async def _harvest(
    options: HarvestOptions, sites: Sequence[SiteDescription], db: Database, progress: Progress
) -> RunSummary:
    writer = Writer(db, canonical=lambda url: canonical(url) or url)
    info, resumed = _run(db, writer, sites)
    frontier = Frontier(db.conn, info.run_id)
    by_name = {site.name: site for site in sites}
    if resumed:
        _mend(options.archive, info)
    lost = _lost(db, writer, frontier, options.archive, info)
    orphans = list(_orphans(db, options.archive, info)) if resumed else []
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        transport = options.transport
        if options.replay_from is not None and transport is None:
            server = await stack.enter_async_context(serving(options.replay_from, as_of=options.as_of))
            transport = through = ThroughServer(server)
            stack.push_async_callback(through.close)
        archive = stack.enter_context(ArchiveWriter(options.archive, info))
        clients = Clients(options.user_agent, proxy=options.proxy, transport=transport)
        stack.push_async_callback(clients.aclose)
        workers = Workers(options.processes)
        stack.callback(workers.close)
        stack.enter_context(_stopping(stop))
        context = CrawlContext(
            run_id=info.run_id,
            full=options.full,
            user_agent=options.user_agent,
            folder=options.archive,
            archive=archive,
            clients=clients,
            frontier=frontier,
            writer=writer,
            settler=Settler(db, writer, frontier, by_name, options.archive),
            workers=workers,
            progress=progress,
            stop=stop,
        )
        crawl = Crawl(context, sites)
        progress(ProgressEvent("run-started", outcome="resumed" if resumed else "new"))
        await crawl.adopt(orphans)
        with db.atomic():
            for site in sites:
                frontier.add(site.name, [Request(url, "entry") for url in site.entry])
        await crawl.run()
        summary = _summary(
            db, info.run_id, sites, lost, resumed=resumed, stopped=stop.is_set() and bool(frontier.sites())
        )
        if summary.outcome != "interrupted":
            finished_at = timestamp()
            end = RunEnd(
                info.run_id, finished_at, summary.outcome, summary.counts,
                tuple(issue.to_dict() for issue in summary.issues),
            )  # fmt: skip
            archive.end(end)
            writer.finish_run(
                info.run_id, finished_at, _stored(summary.outcome), summary.counts, summary.issues
            )
    progress(ProgressEvent("run-finished", outcome=summary.outcome))
    return summary


def _run(db: Database, writer: Writer, sites: Sequence[SiteDescription]) -> tuple[RunInfo, bool]:
    """Begin a run, or take up the one that was stopped."""
    unfinished = writer.unfinished_run("harvest")
    names = tuple(site.name for site in sites)
    if unfinished is not None:
        row = db.execute("SELECT started_at, sites FROM runs WHERE id = ?", [unfinished]).fetchone()
        return RunInfo(unfinished, "harvest", row[0], names), True
    started_at = timestamp()
    with db.atomic():
        run_id = writer.start_run("harvest", started_at, names)
    return RunInfo(run_id, "harvest", started_at, names), False


def _lost(db: Database, writer: Writer, frontier: Frontier, archive: Path, info: RunInfo) -> list[Issue]:
    """Find rows whose bytes are gone, as after a power cut, and have their pages asked for again.

    A file that is not there at all may lie in another folder; its rows stay as they are, unless the run at
    hand would write a file of that name again.
    """
    issues = []
    own = run_stem(info)
    files = db.execute(
        "SELECT warc_file, COUNT(*) FROM fetches WHERE warc_file IS NOT NULL GROUP BY warc_file ORDER BY 1"
    ).fetchall()
    absent = 0
    for name, count in files:
        file = archive / name
        there = file.exists()
        if not there and not name.startswith(own):
            absent += count
            continue
        size = file.stat().st_size if there else 0
        rows = db.execute(
            "SELECT id, run_id, method, url, request_body, purpose, via FROM fetches"
            " WHERE warc_file = ? AND warc_offset >= ?",
            [name, size],
        ).fetchall()
        with db.atomic():
            for number, run_id, method, url, body, purpose, via in rows:
                writer.lose_bytes(number, f"its record in {name} was lost")
                if run_id == info.run_id:
                    asked = via if purpose == "robots" and via else url
                    frontier.reopen(method, asked, body, at_its_place=True)
        if rows:
            issues.append(
                Issue("archive-lost", name, f"{len(rows)} records; their pages are asked for again")
            )
    if absent:
        found = (
            f"{absent} records of earlier harvests are in files that are not here; their pages are asked for"
        )
        issues.append(Issue("archive-lost", str(archive), found))
    known = {name for name, _ in files}
    strangers = [one.name for one in archive.glob("*.warc.gz") if one.name not in known] if not known else []
    if strangers:
        found = (
            f"{len(strangers)} files that this database knows nothing of; `reportharvest replay` reads them"
        )
        issues.append(Issue("archive-unknown", str(archive), found))
    for issue in issues:
        _log.warning("%s: %s", issue.place, issue.found)
    return issues


def _mend(archive: Path, info: RunInfo) -> None:
    """Cut off the torn ends of a killed run's files."""
    for file in run_files(archive, info):
        cut = mend(file)
        if cut:
            _log.info(
                "%s: cut %d bytes of a record that was being written when the harvest was killed", file, cut
            )


def _orphans(db: Database, archive: Path, info: RunInfo) -> Iterator[tuple[Place, Capture]]:
    """What a killed run had archived, but not settled."""
    settled = dict(
        db.execute(
            "SELECT warc_file, MAX(warc_offset) FROM fetches WHERE run_id = ? GROUP BY warc_file",
            [info.run_id],
        ).fetchall()
    )
    for file in run_files(archive, info):
        last = settled.get(file.name, -1)
        for offset, record in records(file, max(last, 0)):
            if offset > last and isinstance(record, Capture):
                yield Place(file.name, offset), record


@contextmanager
def _stopping(stop: asyncio.Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM ask for a stop; the second one ends the program as usual."""
    loop = asyncio.get_running_loop()
    handled: list[signal.Signals] = []

    def ask() -> None:
        _log.warning("stopping after the pages under way; the next harvest goes on from here")
        stop.set()
        for one in handled:
            loop.remove_signal_handler(one)
        handled.clear()

    for one in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(one, ask)
            handled.append(one)
        except (ValueError, RuntimeError):
            _log.debug("not in the main thread; %s is left to whoever is", one.name)
    try:
        yield
    finally:
        for one in handled:
            loop.remove_signal_handler(one)


def _summary(
    db: Database,
    run_id: int,
    sites: Sequence[SiteDescription],
    lost: Sequence[Issue],
    *,
    resumed: bool,
    stopped: bool,
) -> RunSummary:
    counts = counts_of(db, run_id)
    reports = dict(db.execute("SELECT site, COUNT(*) FROM reports GROUP BY site").fetchall())
    missed = [*_shortfalls(sites, reports), *_limits(db, run_id, sites)]
    issues = [*missed, *lost, *_strays(db, run_id, sites)]
    answered = counts.get("fetch/stored", 0) + counts.get("fetch/not-modified", 0)
    outcome: Literal["complete", "incomplete", "failed", "interrupted"] = "complete"
    if stopped:
        outcome = "interrupted"
    elif answered == 0:
        outcome = "failed"
    elif missed or counts.get("fetch/failed", 0) or counts.get("fetch/unreadable", 0):
        outcome = "incomplete"
    summaries = tuple(
        SiteSummary(site.name, reports.get(site.name, 0), site.expect.min_reports, site.expect.max_reports)
        for site in sites
    )
    return RunSummary(run_id, outcome, resumed, counts, tuple(issues), summaries)


def counts_of(db: Database, run_id: int | None = None) -> dict[str, int]:
    """Count what a run, or all runs, did: from the rows, so that a stop in between does not matter."""
    mine = "" if run_id is None else f"WHERE fetches.run_id = {run_id:d}"
    counts = dict(
        db.execute(
            f"SELECT 'fetch/' || outcome, COUNT(*) FROM fetches {mine} GROUP BY outcome ORDER BY outcome"  # noqa: S608
        ).fetchall()
    )
    for table in ("pages", "reports"):
        new, changed = db.execute(
            f"SELECT COUNT(*) FILTER (WHERE one.first_seen_at = one.changed_at),"  # noqa: S608
            f" COUNT(*) FILTER (WHERE one.first_seen_at <> one.changed_at)"
            f" FROM {table} AS one JOIN fetches ON fetches.id = one.fetch_id {mine}"
        ).fetchone()
        counts |= {f"{table}/new": new, f"{table}/changed": changed}
    [counts["reports/total"]] = db.execute("SELECT COUNT(*) FROM reports").fetchone()
    return counts


def _shortfalls(sites: Sequence[SiteDescription], reports: dict[str, int]) -> Iterator[Issue]:
    for site in sites:
        found = reports.get(site.name, 0)
        if site.expect.min_reports is not None and found < site.expect.min_reports:
            yield Issue(
                "expectation-missed",
                site.name,
                f"{found} reports, at least {site.expect.min_reports} expected",
            )
        if site.expect.max_reports is not None and found > site.expect.max_reports:
            yield Issue(
                "expectation-missed",
                site.name,
                f"{found} reports, at most {site.expect.max_reports} expected",
            )


def _limits(db: Database, run_id: int, sites: Sequence[SiteDescription]) -> Iterator[Issue]:
    """Bounds that were reached."""
    frontier = Frontier(db.conn, run_id)
    for site in sites:
        for bound, count in (
            ("max_list_pages", frontier.count(site.name, "list")),
            ("max_pages", frontier.count(site.name)),
        ):
            if count >= getattr(site, bound):
                yield Issue("fetch-refused", site.name, f"{bound} = {getattr(site, bound)} was reached")


def _strays(db: Database, run_id: int, sites: Sequence[SiteDescription]) -> Iterator[Issue]:
    """Redirects out of scope, which were not followed."""
    for site in sites:
        redirects = db.execute(
            "SELECT url, location FROM fetches WHERE run_id = ? AND site = ? AND outcome = 'redirected'"
            " AND purpose <> 'robots' ORDER BY url LIMIT 10000",
            [run_id, site.name],
        ).fetchall()
        for url, location in redirects:
            if location is not None and not site.scope.allows(location):
                yield Issue("fetch-refused", url, f"redirects out of scope: {location}")


def _stored(outcome: str) -> RunOutcome:
    return "complete" if outcome == "complete" else "failed" if outcome == "failed" else "incomplete"
