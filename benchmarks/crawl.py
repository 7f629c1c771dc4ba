"""Fetch one site on loopback with several clients, and harvest it beside Scrapy; no delay on any side.

    python -m benchmarks crawl [--requests 1500] [--pages 300] [--rounds 2] [--record FILE]

The first table is about fetching alone, 40 kB a page: httpx with one pool of 64, and the client of a
harvest. The second is about whole programs on pages of the recordings: a Scrapy spider that stores bodies in
files; one that repairs with ftfy, extracts with trafilatura and stores in SQLite; and a harvest, which
archives, decodes, repairs, extracts sections, tables and statistics, checks them and stores all of it. All
of it runs in turns.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generated import describe, fixture_pages, serving
from benchmarks.measuring import arguments, record, table

from reportharvest.crawling.client import Clients, Validators
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription

CONNECTIONS = 8
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

if __name__ == "__main__":  # processes that read pages import this
    folder = Path(sys.argv[2])
    run = harvest(HarvestOptions(folder / "site.toml", folder / "r.db", folder / "warc"))
    (folder / "count").write_text(str(run.counts["fetch/stored"]))
"""


def program(source: str, port: int, pages: int, *more: str) -> float:
    """Run a program over the site, its start and end included: seconds."""
    with tempfile.TemporaryDirectory() as folder:
        describe(Path(folder), port, concurrency=CONNECTIONS)
        script = Path(folder) / "program.py"
        script.write_text(source, encoding="utf-8")
        began = time.perf_counter()
        command = [sys.executable, str(script), str(port), folder, *more]
        subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
        seconds = time.perf_counter() - began
        read = int((Path(folder) / "count").read_text())
    if read < pages:
        raise SystemExit(f"only {read} of {pages} pages")
    return seconds


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


def harvesting(pages: int, rounds: int) -> dict[str, float]:
    """Compare programs."""
    programs = {
        "Scrapy, bodies to files": (SPIDER, "bodies"),
        "Scrapy, ftfy, trafilatura, SQLite": (SPIDER, "all"),
        "harvest": (HARVEST, ""),
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    with serving(pages, fixture_pages) as port:
        for _ in range(rounds):
            for name, (source, doing) in programs.items():
                taken[name].append(program(source, port, pages, doing))
    medians = {name: statistics.median(found) for name, found in taken.items()}
    ours = medians["harvest"]
    table(
        ["program", "pages a second", "harvest is so many times as fast"],
        [[name, f"{pages / day:.1f}", f"{day / ours:.2f}"] for name, day in medians.items()],
    )
    return {f"{name}, pages a second": round(pages / day, 1) for name, day in medians.items()}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--requests", type=int, default=1_500)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    figures = fetching(given.requests, given.rounds) | harvesting(given.pages, given.rounds)
    record(given.record, "crawl", figures)


if __name__ == "__main__":
    main()
