"""A long harvest: memory over time, a queue of a million URLs, and a harvest that is killed 200 times.

``python -m benchmarks soak [--pages N] [--queued N] [--kills N] [--processes N]``; what is not named is left
out. With processes, kills come more slowly, so that the processes have taken over before most of them.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generated import describe, serving
from benchmarks.measuring import arguments, record, table

from reportharvest.archiving.warc import records, verify, warc_files
from reportharvest.crawling.frontier import Frontier, Request
from reportharvest.running import working
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.progress import ProgressEvent
from reportharvest.storing.schema import open_database

POINTS = 10
KILLED_PAGES = 2_000
KILLED_PAGES_OF_PROCESSES = 4_000
DELAY_SECONDS = 0.1  # with processes, which take a second to start: some twenty pages from kill to kill


def rss() -> float:
    """Memory of this process now, in MB."""
    return _rss_of("self")


def readers_rss(*without: int) -> float:
    """Memory of all processes that this one has started, and theirs, in MB; what they share counts twice."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    ours = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in ours} - ours - {*without}:
        ours |= more
    return sum(_rss_of(str(one)) for one in ours - {os.getpid()})


def _rss_of(process: str) -> float:
    with suppress(OSError):
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


def soak(pages: int, processes: int) -> dict[str, object]:
    """Harvest a generated site, and write down memory as it goes."""
    curve: list[tuple[int, float, float, float]] = []
    servers: set[int] = set()
    started = time.monotonic()

    def watch(event: ProgressEvent) -> None:
        if event.kind == "page" and event.done % (pages // POINTS) == 1:
            curve.append((event.done, rss(), readers_rss(*servers), time.monotonic() - started))
            print(f"{event.done} settled, {rss():.0f} MB", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as name, serving(pages) as port:
        folder = Path(name)
        servers.update(_children())
        sites = describe(folder, port)
        summary = harvest(HarvestOptions(sites, folder / "r.db", folder / "warc", processes=processes), watch)
        reports = summary.counts["reports/total"]
    seconds = time.monotonic() - started
    curve.append((pages, rss(), 0.0, seconds))
    print(f"{reports} reports of {pages} pages, {summary.outcome}\n")
    table(
        ["requests settled", "memory, MB", "readers and what starts them, MB", "after, s"],
        [
            [f"{done:,}", f"{memory:.0f}", f"{others:.0f}", f"{after:.0f}"]
            for done, memory, others, after in curve
        ],
    )
    return {
        "pages": pages,
        "reports": reports,
        "processes": processes,
        "seconds": round(seconds),
        "memory_mb": [[done, round(memory, 1), round(others, 1)] for done, memory, others, _ in curve],
    }


def _children() -> set[int]:
    task = Path(f"/proc/self/task/{os.getpid()}/children")
    return {int(one) for one in task.read_text().split()}


def queue(urls: int) -> dict[str, object]:
    """Put URLs into the queue, and take the first and the last ones out again."""
    with tempfile.TemporaryDirectory() as name:
        db = open_database(Path(name) / "r.db")
        frontier = Frontier(db.conn, 1)
        db.execute("INSERT INTO runs (id, command, started_at) VALUES (1, 'harvest', '2026-01-01T00:00:00Z')")
        began = time.process_time()
        for first in range(0, urls, 1_000):
            with db.atomic():
                frontier.add(
                    "generated",
                    [
                        Request(f"http://www.example.gov.cn/art/{number // 100}/{number}.html", "report")
                        for number in range(first, min(first + 1_000, urls))
                    ],
                )
        filled = time.process_time() - began
        began = time.process_time()
        taken = 0
        for queued in frontier.pending("generated", -1, 10_000):
            with db.atomic():
                frontier.done(queued.position)
            taken += 1
        seconds = time.process_time() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        db.close()
    print(
        f"{urls:,} URLs in the queue: {most:.0f} MB at most, {urls / filled:,.0f} a second put in, "
        f"{taken / seconds:,.0f} a second settled\n"
    )
    return {"urls": urls, "most_mb": round(most)}


def killed(kills: int, seed: int, processes: int) -> dict[str, object]:
    """Kill a harvest again and again, then compare what it has with what it should have."""
    moments = random.Random(seed)
    count = 0
    site = KILLED_PAGES_OF_PROCESSES if processes else KILLED_PAGES
    with tempfile.TemporaryDirectory() as name, serving(site) as port:
        folder = Path(name)
        sites = describe(folder, port, delay_seconds=DELAY_SECONDS if processes else 0.0)
        options = HarvestOptions(sites, folder / "r.db", folder / "warc", processes=processes)
        while count < kills:
            child = os.fork()
            if child == 0:
                _harvest_and_end(options)
            # so that the kills are spread over the whole harvest, however fast the machine is
            more = moments.uniform(0, 1.8 * (site - _done(options.db)) / (kills - count))
            _wait_for(options.db, _done(options.db) + int(more), child)
            time.sleep(moments.uniform(0, 0.05))
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            if not os.WIFSIGNALED(status):
                break
            count += 1
            if count % 20 == 0:
                print(f"{count} kills, {_done(options.db)} settled", file=sys.stderr, flush=True)
        at_the_end = _done(options.db)
        harvest(options)
        db = sqlite3.connect(options.db)
        [(reports,)] = db.execute("SELECT COUNT(*) FROM reports").fetchall()
        [(twice,)] = db.execute("SELECT COUNT(*) - COUNT(DISTINCT url) FROM fetches").fetchall()
        [(integrity,)] = db.execute("PRAGMA integrity_check").fetchall()
        [(runs,)] = db.execute("SELECT COUNT(*) FROM runs").fetchall()
        db.execute("INSERT INTO reports_fts (reports_fts) VALUES ('integrity-check')")
        rows = db.execute("SELECT warc_file, warc_offset, url FROM fetches").fetchall()
        db.close()
        files = warc_files([options.archive])
        whole = sum(verify(file) for file in files)
        at = {(file.name, offset): one for file in files for offset, one in records(file)}
        leads = sum(at[file, offset].url == url for file, offset, url in rows)  # type: ignore[union-attr]
    print(
        f"killed {count} times (by then {at_the_end} requests were settled), then ended: {reports} reports "
        f"of {site} pages, {site - reports} lost, {twice} fetched twice, {runs} run, "
        f"integrity {integrity}, {whole} whole WARC records, {leads} of {len(rows)} rows lead to theirs\n"
    )
    return {
        "kills": count,
        "processes": processes,
        "lost": site - reports,
        "twice": twice,
        "integrity": integrity,
    }


def _wait_for(file: Path, settled: int, child: int) -> None:
    """Wait until so many requests are settled, or the harvest has ended."""
    while _done(file) < settled and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.01)


def _done(file: Path) -> int:
    if not file.exists():
        return 0
    db = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        return int(db.execute("SELECT COUNT(*) FROM fetches").fetchone()[0])
    except sqlite3.Error:
        return 0
    finally:
        db.close()


def _harvest_and_end(options: HarvestOptions) -> None:
    status = 1
    working.START_AFTER_SECONDS = working.START_WAITING = 0
    try:
        harvest(options)
        status = 0
    finally:
        os._exit(status)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, help="harvest so many generated pages: 200000")
    parser.add_argument("--queued", type=int, help="put so many URLs into the queue: 1000000")
    parser.add_argument("--kills", type=int, help="kill a harvest so many times: 200")
    parser.add_argument("--seed", type=int, default=20240301)
    parser.add_argument("--processes", type=int, default=0, help="that read pages; 0 for a thread")
    given = parser.parse_args()
    figures: dict[str, object] = {}
    if given.queued:
        figures["queue"] = queue(given.queued)
    if given.kills:
        figures["killed"] = killed(given.kills, given.seed, given.processes)
    if given.pages:
        figures["soak"] = soak(given.pages, given.processes)
    record(given.record, "soak", figures)


if __name__ == "__main__":
    main()
