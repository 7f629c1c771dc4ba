"""Fetch one site on loopback with several clients, and harvest it beside Scrapy; no delay on any side.

    python -m benchmarks crawl [--requests 1500] [--pages 300] [--rounds 2] [--record FILE]

The first table is about fetching alone, 40 kB a page: httpx with one pool of 64, and the client of a
harvest. The next ones are about whole programs, on the recordings, most of them damaged, and on those of them
that are not: a Scrapy spider that stores bodies in files; one that repairs with ftfy, extracts with
trafilatura and stores in SQLite; and a harvest, which archives, decodes, repairs, extracts sections, tables
and statistics, checks them and stores all of it. All of it runs in turns. The last one says what the parts of
a harvest cost one by one, and so what the processors of the machine could do at most.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from operator import sub
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generated import clean_pages, describe, fixture_pages, serving
from benchmarks.measuring import arguments, record, table

from reportharvest.archiving.capture import Capture, RunInfo
from reportharvest.archiving.warc import ArchiveWriter
from reportharvest.crawling.client import Clients, Validators
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription
from reportharvest.running.handing import ReadPage, canonical_or_itself, read_page
from reportharvest.storing.batching import Batch
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

CONNECTIONS = 8
MIXES = {"recordings": fixture_pages, "undamaged recordings": clean_pages}
PARTS = ("archive", "read and make rows", "hand over", "store")
HTTPX_CONNECTIONS = 64


def plain_page(number: int) -> bytes:
    """40 kB that nobody reads."""
    return b"%40000d" % number


async def by_httpx(port: int, requests: int, connections: int) -> None:
    """Fetch with httpx alone."""
    numbers = iter(range(requests))
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=connections)) as client:

        async def fetch() -> None:
            for number in numbers:
                answer = await client.get(f"http://127.0.0.1:{port}/art/{number}.html")
                assert len(answer.content) == 40_000

        await asyncio.gather(*(fetch() for _ in range(connections)))


async def by_harvest(port: int, requests: int) -> None:
    """Fetch with the client of a harvest, address checks and all."""
    numbers = iter(range(requests))
    clients = Clients("benchmark")
    site = SiteDescription("b", "b", (), Scope(()), True, concurrency=CONNECTIONS)

    async def fetch() -> None:
        for number in numbers:
            url = f"http://127.0.0.1:{port}/art/{number}.html"
            answer = await clients.fetch(site, url, conditional=Validators())
            assert len(answer.body) == 40_000

    await asyncio.gather(*(fetch() for _ in range(CONNECTIONS)))
    await clients.aclose()


SPIDER = """
import hashlib, sqlite3, sys
import scrapy
from scrapy.crawler import CrawlerProcess

port, folder, doing = sys.argv[1], sys.argv[2], sys.argv[3]
if doing == "all":
    import ftfy, trafilatura
    db = sqlite3.connect(folder + "/pages.db")
    db.execute("CREATE TABLE pages (url TEXT PRIMARY KEY, title TEXT, date TEXT, text TEXT)")

class Spider(scrapy.Spider):
    name = "reports"
    start_urls = ["http://127.0.0.1:%s/nb/index.html" % port]
    seen = 0

    def parse(self, response):
        for href in response.css("ul a::attr(href)").getall():
            yield response.follow(href, self.page)
        for href in response.css("div.page a::attr(href)").getall():
            yield response.follow(href, self.parse)

    def page(self, response):
        Spider.seen += 1
        if doing == "all":
            text = ftfy.fix_text(response.text)
            found = trafilatura.bare_extraction(text, url=response.url)
            row = (found.title, found.date, found.text) if found else (None, None, None)
            with db:
                db.execute("INSERT INTO pages VALUES (?, ?, ?, ?)", (response.url, *row))
        else:
            name = hashlib.sha256(response.url.encode()).hexdigest()
            with open(folder + "/" + name, "wb") as file:
                file.write(response.body)

process = CrawlerProcess({
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0, "RETRY_ENABLED": False,
})
process.crawl(Spider)
process.start()
open(folder + "/count", "w").write(str(Spider.seen))
"""

HARVEST = """
import sys
from pathlib import Path
from reportharvest.running.harvest import HarvestOptions, harvest

folder = Path(sys.argv[2])
run = harvest(HarvestOptions(folder / "site.toml", folder / "r.db", folder / "warc"))
(folder / "count").write_text(str(run.counts["fetch/stored"]))
"""


# counts the processes of a program apart from the one that serves the pages
MEASURED = """
import json, sys
from benchmarks.usage import run_measured
used = run_measured(sys.argv[2:])
open(sys.argv[1], "w").write(json.dumps([used.seconds, used.processor_seconds]))
"""


def program(source: str, port: int, pages: int, *more: str) -> tuple[float, float]:
    """Run a program over the site, its start and end included: seconds, and seconds of processors."""
    with tempfile.TemporaryDirectory() as folder:
        describe(Path(folder), port, concurrency=CONNECTIONS)
        script = Path(folder) / "program.py"
        script.write_text(source, encoding="utf-8")
        command = [sys.executable, str(script), str(port), folder, *more]
        used = Path(folder) / "used"
        measuring = [sys.executable, "-c", MEASURED, str(used), *command]
        root = Path(__file__).parents[1]
        subprocess.run(measuring, stderr=subprocess.DEVNULL, check=True, cwd=root)
        read = int((Path(folder) / "count").read_text())
        seconds, own = json.loads(used.read_text())
    if read < pages:
        raise SystemExit(f"only {read} of {pages} pages")
    return seconds, own


def fetching(requests: int, rounds: int) -> dict[str, float]:
    """Compare clients."""
    clients: dict[str, Callable[[int, int], Any]] = {
        "httpx, one pool of 64": partial(by_httpx, connections=HTTPX_CONNECTIONS),
        "httpx, one pool of 8": partial(by_httpx, connections=CONNECTIONS),
        "harvest, one pool of 8": by_harvest,
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in clients}
    with serving(1, plain_page) as port:
        for _ in range(rounds):
            for name, client in clients.items():
                began = time.perf_counter(), time.process_time()
                asyncio.run(client(port, requests))  # type: ignore[arg-type]
                taken[name].append((time.perf_counter() - began[0], time.process_time() - began[1]))
    per_second = {
        name: tuple(requests / statistics.median(one[at] for one in found) for at in (0, 1))
        for name, found in taken.items()
    }
    slow = per_second["httpx, one pool of 64"]
    table(
        ["client", "requests a second", "a second of processor", "times httpx", "by processor"],
        [
            [name, f"{day:,.0f}", f"{own:,.0f}", f"{day / slow[0]:.1f}", f"{own / slow[1]:.1f}"]
            for name, (day, own) in per_second.items()
        ],
    )
    return {f"{name}, per processor second": round(own) for name, (_, own) in per_second.items()}


def harvesting(mix: str, page: Callable[[int], bytes], pages: int, rounds: int) -> dict[str, float]:
    """Compare programs."""
    programs = {
        "Scrapy, bodies to files": (SPIDER, "bodies"),
        "Scrapy, ftfy, trafilatura, SQLite": (SPIDER, "all"),
        "harvest": (HARVEST, ""),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    with serving(pages, page) as port:
        for _ in range(rounds):
            for name, (source, doing) in programs.items():
                taken[name].append(program(source, port, pages, doing))
    medians = {
        name: tuple(statistics.median(one[at] for one in found) for at in (0, 1))
        for name, found in taken.items()
    }
    ours = medians["harvest"]
    print(f"{pages} {mix}, {sum(len(page(one)) for one in range(60)) / 60_000:.0f} kB a page\n")
    table(
        ["program", "pages a second", "harvest is so many times as fast", "processor, ms a page"],
        [
            [name, f"{pages / day:.1f}", f"{day / ours[0]:.2f}", f"{1000 * own / pages:.1f}"]
            for name, (day, own) in medians.items()
        ],
    )
    return {f"{name}, {mix}, pages a second": round(pages / day, 1) for name, (day, _) in medians.items()}


def parts(page: Callable[[int], bytes], pages: int) -> dict[str, float]:
    """Do what a harvest does with each page, part by part in one process: processor time in ms a page."""
    spent = dict.fromkeys(PARTS, 0.0)
    with tempfile.TemporaryDirectory() as name:
        writer = Writer(open_database(Path(name) / "r.db"), canonical=canonical_or_itself)
        run = writer.start_run("harvest", "2024-01-01T00:00:00Z", ["generated"])
        batch = Batch(writer.db, 32)
        archive = ArchiveWriter(Path(name), RunInfo(run, "harvest", "2024-01-01T00:00:00Z", ("generated",)))
        for number in range(-20, pages):
            if number == 0:
                spent = dict.fromkeys(PARTS, 0.0)  # what the first pages load is start-up
            url = f"http://127.0.0.1/art/{number + 20}.html"
            capture = Capture(url, "2024-01-01T00:00:00Z", 200, body=page(number + 20), site="generated")
            times = [time.process_time()]
            place = archive.append(capture)[0]
            times.append(time.process_time())
            read = read_page(capture)
            times.append(time.process_time())
            handed = pickle.loads(pickle.dumps(read, -1))
            times.append(time.process_time())
            batch.begin()
            fetch = FetchRecord(
                run, "generated", url, "GET", "", "report", None, capture.fetched_at, "stored", 200,
                place.file, place.offset, capture.sha256, len(capture.body),
            )  # fmt: skip
            if isinstance(handed, ReadPage) and handed.rows is not None:
                writer.store_prepared(handed.rows, writer.add_fetch(fetch))
            else:  # a report in several parts
                kind = "other" if handed.report is None else handed.report.page_kind
                writer.store_page(url, "generated", writer.add_fetch(fetch), handed.report, kind)
            times.append(time.process_time())
            for part, seconds in zip(PARTS, map(sub, times[1:], times), strict=True):
                spent[part] += seconds
        batch.commit()
        archive.close()
        writer.db.close()
    return {part: 1000 * seconds / pages for part, seconds in spent.items()}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--requests", type=int, default=1_500)
    parser.add_argument("--pages", type=int, default=1_200)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    figures = fetching(given.requests, given.rounds)
    fetch = 1000 / figures["harvest, one pool of 8, per processor second"]
    floors = {}
    for mix, page in MIXES.items():
        figures |= harvesting(mix, page, given.pages, given.rounds)
        floors[mix] = {"fetch": fetch} | parts(page, min(given.pages, 300))
    cores = os.cpu_count() or 1
    most = {mix: 1000 * cores / sum(floor.values()) for mix, floor in floors.items()}
    rows = [[part, *(f"{floor[part]:.2f}" for floor in floors.values())] for part in ("fetch", *PARTS)]
    rows.append([f"so {cores} cores do, at most, pages a second", *(f"{one:.0f}" for one in most.values())])
    table(["processor, ms a page", *floors], rows)
    for mix, floor in floors.items():
        figures |= {f"{part}, {mix}, ms": round(value, 2) for part, value in floor.items()}
    record(given.record, "crawl", figures)


if __name__ == "__main__":
    main()
