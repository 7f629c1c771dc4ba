"""Measure the site over a large database: how long a search and the first page take.

    python benchmarks/site.py [--reports 100000] [--db FILE]

The database is generated: invented agencies and places, reports of about 5 kB whose words are as unevenly
frequent as words are, a quarter of the sentences those that stand in every such report, and the statutory
figures that the pages draw. Requests go through the whole application (routing, SQL, template), without a
socket. Needs the ``publish`` extra.
"""  # noqa: A005 (it is run as a script)

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportharvest.identities import Agency
from reportharvest.model import Check, Metadata, RepairSummary, Report, Section, Statistic
from reportharvest.publishing.server import create_site
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

PROSE = Path(__file__).parents[1] / "scripts/prose/reports_and_news.txt"
YEARS = range(2008, 2026)
REPORT_CHARS = 1_650
"""Three bytes a character: 5 kB."""
PER_TRANSACTION = 500
ROUNDS = 5
A_FEW_REPORTS = "SELECT id FROM reports ORDER BY id DESC LIMIT 20"
OFFICES = (
    "财政局", "教育局", "民政局", "水利局", "司法局", "统计局", "商务局", "审计局", "公安局", "林业局",
    "交通运输局",
    "农业农村局", "市场监督管理局", "卫生健康委员会", "人民政府办公室", "应急管理局",
)  # fmt: skip
RESULTS = ("granted", "partially_granted", "denied_third_party", "unavailable_not_held", "refused_petition")


class Draw:
    """Draws reports, the same ones every time."""

    def __init__(self) -> None:
        self.chance = random.Random(20260101)
        text = PROSE.read_text(encoding="utf-8")
        self.sentences = [
            one + "。" for line in text.splitlines() for one in line.split("。") if 8 < len(one) < 90
        ]
        characters = sorted({one for one in text if "\u4e00" <= one <= "\u9fff"})
        self.words = ["".join(self.chance.choices(characters, k=2)) for _ in range(20_000)]
        weights = [1 / rank for rank in range(5, len(self.words) + 5)]
        total = 0.0
        self.cumulative = [total := total + one for one in weights]
        places = [
            "".join(self.chance.choices(characters, k=2)) + self.chance.choice("县区市") for _ in range(400)
        ]
        provinces = ["".join(self.chance.choices(characters, k=2)) + "省" for _ in range(20)]
        self.agencies = [
            Agency(
                provinces[at % 20] + place + office,
                "publisher",
                f"{110_000 + at}",
                provinces[at % 20],
                None,
                place,
            )
            for at, place in enumerate(places)
            for office in OFFICES
        ]

    def report(self, number: int) -> tuple[str, Report]:
        """Draw one report and its URL."""
        agency = self.agencies[number % len(self.agencies)]
        name = f"{agency.county}{agency.name.rpartition(agency.county or '')[2]}"
        year = YEARS[(number // len(self.agencies)) % len(YEARS)]
        url = f"http://a{number % len(self.agencies)}.example.gov.cn/{year}/{number}.html"
        title = f"{name}{year}年度政府信息公开工作年度报告"
        headings = (
            "总体情况",
            "主动公开政府信息情况",
            "收到和处理政府信息公开申请情况",
            "行政复议和行政诉讼情况",
        )
        share = REPORT_CHARS // len(headings)
        sections = tuple(
            Section(number, 1, heading, self._text(share))
            for number, heading in zip("一二三四", headings, strict=True)
        )
        received = self.chance.randrange(400)
        figures = [Statistic("requests", "received", "total", received, str(received))]
        figures += [Statistic("requests", row, "total", received // 5, str(received // 5)) for row in RESULTS]
        figures += [Statistic("requests", "total_processed", "total", received, str(received))]
        figures += [
            Statistic("review_litigation", row, column, value, str(value))
            for row in ("administrative_review", "litigation_direct")
            for column, value in (("upheld", 3), ("corrected", 1), ("total", 4))
        ]
        return url, Report(
            url=url,
            title=title,
            report_year=year,
            agency=agency,
            metadata=Metadata(publisher=name, published_at=f"{year + 1}-01-31"),
            sections=sections,
            statistics=tuple(figures) if year > 2018 else (),
            checks=(Check("requests.balance", number % 50 != 0, "1 = 1", column="total"),)
            if year > 2018
            else (),
            repairs=(RepairSummary("utf8-as-gbk", 3, 0.8 if number % 100 else 0.3),)
            if number % 5 == 0
            else (),
            page_kind="report",
        )

    def _text(self, chars: int) -> str:
        parts: list[str] = []
        size = 0
        while size < chars:
            if self.chance.random() < 0.12:
                part = self.chance.choice(self.sentences)
            else:
                part = "".join(self.chance.choices(self.words, cum_weights=self.cumulative, k=9)) + "。"
            parts.append(part)
            size += len(part)
        return "".join(parts)


def build(path: Path, count: int, tell: Callable[[str], None]) -> None:
    """Write the database, as a harvest would."""
    draw = Draw()
    db = open_database(path)
    writer = Writer(db)
    run = writer.start_run("harvest", "2026-01-01T00:00:00Z", ["generated"])
    began = time.perf_counter()
    for start in range(0, count, PER_TRANSACTION):
        with db.atomic():
            for number in range(start, min(start + PER_TRANSACTION, count)):
                url, report = draw.report(number)
                site = f"a{number % len(draw.agencies) // len(OFFICES)}"
                fetch = FetchRecord(
                    run, site, url, "GET", "", "report", None, "2026-01-01T00:00:01Z", "stored", status=200
                )
                writer.store_page(url, site, writer.add_fetch(fetch), report, "report")
        if start % 10_000 == 0 and start:
            tell(f"{start:,} reports, {start / (time.perf_counter() - began):,.0f} a second")
    writer.finish_run(run, "2026-01-01T01:00:00Z", "complete", {"reports/new": count})
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def queries(draw: Draw) -> list[tuple[str, str]]:
    """What is searched for: words of every frequency, phrases, filters, both scripts."""
    often, seldom, rare = draw.words[0], draw.words[800], draw.words[15_000]
    agency = draw.agencies[17].name
    return [
        ("a word in every report", "q=公开"),
        ("a phrase in every title", "q=政府信息公开"),
        ("the same in traditional characters", "q=政府信息公開"),
        ("two common words", "q=复议 诉讼"),
        ("a phrase in quotation marks", 'q="主动公开政府信息"'),
        ("a frequent word", f"q={often}"),
        ("a seldom word", f"q={seldom}"),
        ("a rare word", f"q={rare}"),
        ("a seldom and a rare word", f"q={seldom} {rare}"),
        ("an agency's name", f"q={agency}"),
        ("a word that nothing holds", "q=龘龘龘"),
        ("a common word in one year", "q=公开&year=2020"),
        ("a seldom word of one agency", f"q={seldom}&agency={agency}"),
        ("a common word under a heading", "q=公开&heading=主动公开"),
        ("the third page of a common word", "q=公开&page=3"),
    ]


async def timed(site: Any, address: str) -> tuple[float, float]:
    """Milliseconds until the whole page is there, and those that this process worked for it."""
    began, worked = time.perf_counter(), time.process_time()
    response = await site.client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


async def measure(path: Path) -> None:
    """Print what each page takes."""
    site = create_site(path)
    rows: list[tuple[str, list[tuple[float, float]]]] = []
    fresh = []
    for _ in range(ROUNDS):
        site.remembered.clear()
        fresh.append(await timed(site, "/"))
    rows.append(("home, the first time after a harvest", fresh))
    rows.append(("home", [await timed(site, "/") for _ in range(ROUNDS)]))
    await timed(site, "/search")
    searches: list[tuple[float, float]] = []
    for name, asked in queries(Draw()):
        address = "/search?" + "&".join(
            f"{part.partition('=')[0]}={quote(part.partition('=')[2])}" for part in asked.split("&")
        )
        times = [await timed(site, address) for _ in range(ROUNDS)]
        searches += times
        rows.append((f"search: {name}", times))
    found = [one[0] for one in await site.read(lambda db: db.execute(A_FEW_REPORTS).fetchall())]
    rows.append(("a report's page", [await timed(site, f"/report/{one}") for one in found]))
    rows.append(("quality", [await timed(site, "/quality") for _ in range(ROUNDS)]))
    print(
        "| page | median, ms | worst, ms | work of the processor, median, ms |\n| --- | ---: | ---: | ---: |"
    )
    for name, times in [*rows, ("**all searches**", searches)]:
        walls, works = [wall for wall, _ in times], [work for _, work in times]
        medians = statistics.median(walls), statistics.median(works)
        print(f"| {name} | {medians[0]:.0f} | {max(walls):.0f} | {medians[1]:.0f} |")
    site.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--db", type=Path, help="use this database; it is made where it is not there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.db or Path(folder) / "reports.db"
        if not path.exists():
            build(path, options.reports, lambda line: print(line, file=sys.stderr))
        open_database(path).close()
        print(f"{path.stat().st_size / 1e6:,.0f} MB, SQLite {sqlite3.sqlite_version}\n")
        asyncio.run(measure(path))


if __name__ == "__main__":
    main()
