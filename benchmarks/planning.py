# ruff: noqa: E501  sentences and rows of the page are read across
"""Write the figures of a release into docs/scale.md, with the arithmetic that planning takes from them.

    python -m benchmarks.planning [--results FILE] [--check]

What stands between ``<!-- figures: NAME -->`` and ``<!-- /figures -->`` is made from the file of results, so
the page never says what was not measured. ``--check`` writes nothing, and tells whether the page is up to date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measuring import RESULTS

from reportharvest import __version__

__all__ = ["BLOCKS", "PAGE", "filled"]

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
_BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->)", re.DOTALL)
Results = dict[str, Any]

# How many there are is an assumption, named as such on the page; what follows from it is computed.
SITES = 14_000
GOVERNMENTS = 31 + 333 + 2_843
DEPARTMENTS = 35
TOWNSHIPS = 38_602
YEARS = 17
REQUESTS_A_REPORT = 2.4
RESPONSE_BYTES = 22_000
LARGEST_PORTAL_REQUESTS = 100_000


def filled(page: str, results: Results) -> str:
    """Give the page with each block made anew from the results."""

    def made(block: re.Match[str]) -> str:
        wanted = NEEDS.get(block[2], (block[2],))
        missing = [name for name in wanted if name not in results]
        said = f"Not measured for this release: `python -m benchmarks {' '.join(missing)}`."
        return block[1] + (said if missing else BLOCKS[block[2]](results).strip()) + "\n" + block[3]

    return _BLOCK.sub(made, page)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "| --- " + "| ---: " * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _conditions(figures: Results) -> str:
    known = figures["conditions"]
    busy = "" if known["load"] <= known["cores"] + 1 else f", load {known['load']:g}: others were using it"
    return f"{known['cores']} cores ({known['machine']}, Python {known['python']}{busy})"


def _selection(results: Results) -> str:
    one = results["selection"]
    costs = one["us_per_page"]
    rows = [(name, f"{value / 1000:.2f}") for name, value in costs.items()]
    recall = 1 - one["missed"] / one["reports"]
    return (
        f"Measured (`python -m benchmarks selection`): recall {recall:.4f},"
        f" {one['reports'] - one['missed']:,} of the {one['reports']:,} drawn pages in 33 kinds of damage that"
        " `process()` takes for reports. Processor time of a page of 40 kB:\n\n"
        + _table(("page", "ms"), rows)
    )


def _mirrors(results: Results) -> str:
    one = results["mirrors"]
    recall, precision = one["right"] / one["reprints"], one["right"] / (one["right"] + one["wrong"])
    return (
        f"Measured (`python -m benchmarks mirrors`, {one['reprints']:,} reprints among drawn reports and others"
        f" on their templates): recall {recall:.4f}, precision {precision:.4f};"
        f" {one['ms_per_report']:.1f} ms a report.\n"
    )


_GROWN = (
    ("processing, in the blocks", "blocks_ms_per_page", "{:.1f} ms a page", 1),
    ("processing, with start-up and merging", "process_ms_per_page", "{:.1f} ms a page", 1),
    ("largest process", "process_largest_mb", "{:.0f} MB", 1),
    ("loading into SQLite, full-text index and mirrors included", "load_ms_per_page", "{:.1f} ms a page", 1),
    ("largest process, loading", "load_largest_mb", "{:.0f} MB", 1),
    ("archive (WARC, gzip)", "archive_bytes_per_page", "{:.1f} kB a page", 1000),
    ("Parquet", "parquet_bytes_per_page", "{:.1f} kB a page", 1000),
    ("SQLite", "database_bytes_per_page", "{:.1f} kB a page", 1000),
    ("of which the full-text index", "index_bytes_per_page", "{:.1f} kB a page", 1000),
    ("the text itself", "text_bytes_per_page", "{:.1f} kB a page", 1000),
)  # fmt: skip


def _growth(results: Results) -> str:
    one = results["growth"]
    pages = one["pages"]
    rows = [
        (name, *(shown.format(figures[key] / unit) for figures in pages.values()))
        for name, key, shown, unit in _GROWN
    ]
    costs = [figures["blocks_ms_per_page"] for figures in pages.values()]
    middle = (max(costs) + min(costs)) / 2
    spread = 100 * (max(costs) - middle) / middle
    queue = one["queue"]
    queued = [
        ("to add one, and find it known", *(f"{step['us_to_add']:.0f} µs" for step in queue)),
        ("to take eight", *(f"{step['us_to_take']:.0f} µs" for step in queue)),
        ("on the disk", *(f"{step['bytes_per_url']} B" for step in queue)),
    ]
    return (
        f"Processor time of all processes, {_conditions(one)}; drawn pages of 32 kB, three in five damaged."
        " `python -m benchmarks growth --pages 1000 10000 100000` makes them anew.\n\n"
        + _table(("", *(f"{int(count):,} pages" for count in pages)), rows)
        + f"\nThe time a page differs by ±{spread:.0f} % between these sizes.\n\n"
        + _table(("URLs in the queue of a harvest", *(f"{step['urls']:,}" for step in queue)), queued)
    )


def _engines(results: Results) -> str:
    one = results["scale"]
    alone = one["engines"]["local, 1 worker"]
    rows = []
    for name, figures in one["engines"].items():
        rows.append((
            name, f"{figures['seconds']:.1f}", f"{one['pages'] / figures['seconds']:.0f}",
            f"{alone['seconds'] / figures['seconds']:.2f}",
            f"{figures['processor_seconds'] / alone['processor_seconds']:.2f}",
            f"{figures['start_seconds']:.1f}", f"{figures.get('start_processor_seconds', 0):.1f}",
            f"{figures['largest_mb']:.0f} MB",
        ))  # fmt: skip
    local, dask = one["engines"]["local, 2 workers"], one["engines"]["Dask, 2 workers"]
    return (
        f"Engines beside one another, {one['pages']:,} drawn pages, {_conditions(one)}"
        f" (`python -m benchmarks scale --pages {one['pages']}`; start included):\n\n"
        + _table(
            ("engine", "seconds", "pages/s", "times one worker", "processor time, one worker = 1", "start, s",
             "start, processor s", "largest process"),
            rows,
        )
        + f"\n{_gain(one['conditions'], alone, local)}; Dask takes"
        f" {dask['seconds'] / local['seconds']:.2f} times the time of the local engine.\n"
    )  # fmt: skip


def _gain(conditions: dict[str, Any], alone: dict[str, float], local: dict[str, float]) -> str:
    """Say what a second worker brings; beside other programs, which slow runs unequally, by processor time."""
    if conditions["load"] > conditions["cores"]:
        busy = local["processor_seconds"] / local["seconds"]
        return f"Times of day are those of a busy machine; two local workers kept {busy:.2f} cores at work"
    return f"Two local workers are {alone['seconds'] / local['seconds']:.2f} times as fast as one"


def _stages(results: Results) -> str:
    one, stored = results["stages"], results["store"]["ms_per_page"]
    names = ("decode", "repair", "parse", "extract", "store")
    times = one["ms_per_page"]
    total = sum(times[name] for name in names)
    stages = [(name, f"{times[name]:.1f}", f"{times[name] / total:.0%}") for name in names]
    tools = [
        (name, f"{value:.1f}", f"{value / times['process()']:.2f}")
        for name, value in times.items()
        if name not in names
    ]
    plain = stored["storing"] / stored["executemany_indexes_and_full_text"]
    return (
        "One page through the stages, beside tools that do part of it (`python -m benchmarks stages`,"
        f" {one['pages']} drawn pages, processor time):\n\n"
        + _table(("stage", "ms a page", "share"), stages)
        + "\n"
        + _table(("tool", "ms a page", "`process()` = 1"), tools)
        + f"\nStoring takes {plain:.1f} times what a bare `executemany` of the same rows with the same indexes and"
        f" full-text index takes, and writing WARC, with two SHA-256 digests, {stored['WARC'] / stored['gzip']:.1f}"
        " times what gzip alone takes (`python -m benchmarks store`).\n"
    )


def _report_ms(results: Results) -> float:
    return float(list(results["growth"]["pages"].values())[-1]["blocks_ms_per_page"])


def _largest(results: Results) -> dict[str, float]:
    return dict(list(results["growth"]["pages"].values())[-1])


def _core_time(seconds: float) -> str:
    if seconds < 3_600:
        return f"{seconds / 60:.0f} core-minutes"
    return f"{seconds / 3_600:,.1f} core-hours" if seconds < 36_000 else f"{seconds / 3_600:,.0f} core-hours"


def _size(count: float) -> str:
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}" if count < 10 * unit else f"{count / unit:.0f} {name}"
    return f"{count / 1e3:.0f} kB"


def _wall(seconds: float) -> str:
    if seconds < 7_200:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3_600:.1f} hours" if seconds < 172_800 else f"{seconds / 86_400:.0f} days"


def _millions(results: Results) -> str:
    report, grown = _report_ms(results), _largest(results)
    one = results["selection"]
    tested = one["us_per_page"]["Chinese, passed over"] / 1000
    opened = one["ms_to_read"]
    passed = tested + opened
    load = grown["load_ms_per_page"]
    sizes = {name: grown[f"{name}_bytes_per_page"] for name in ("archive", "parquet", "database")}
    powers = (6, 8, 9)
    rows = [
        (f"all are reports: {report:.1f} ms each", *(_core_time(10**at * report / 1e3) for at in powers)),
        (f"none is: {passed:.2f} ms each", *(_core_time(10**at * passed / 1e3) for at in powers)),
        (f"archive, {sizes['archive'] / 1e3:.1f} kB each", *(_size(10**at * sizes["archive"]) for at in powers)),
        (f"Parquet, {sizes['parquet'] / 1e3:.1f} kB a report", *(_size(10**at * sizes["parquet"]) for at in powers)),
        (f"SQLite, {sizes['database'] / 1e3:.0f} kB a report", _size(1e6 * sizes["database"]),
         f"{_size(1e8 * sizes['database'])}: use Parquet", "use Parquet"),
        (f"`load`, {load:.1f} ms a report, one writer", _wall(1e6 * load / 1e3),
         f"{_wall(1e8 * load / 1e3)}: use Parquet", "use Parquet"),
    ]  # fmt: skip
    needles, hay = 1e5 * report / 3.6e6, 1e8 * passed / 3.6e6
    network = 1e9 * sizes["archive"] * 8 / 1e9
    return (
        f"A page that is a report costs {report:.1f} ms of a core, one that the first test passes over"
        f" {passed:.2f} ms ({opened:.2f} ms to read it, {tested:.2f} ms to look for the words), and cutting"
        f" files into blocks {one['ms_to_cut']:.2f} ms.\n\n"
        + _table(("", "10^6", "10^8", "10^9"), rows)
        + f"\nSo 10^8 pages of an archive in which one in a thousand is a report take {hay:.1f} + {needles:.1f} core-hours:"
        f" {_wall(3600 * (hay + needles) / 64)} on 64 cores. For collections like Common Crawl give `--block-mb 2000`, so"
        " that each file is one block and is unpacked once only; the network is the limit then: 10^9 pages of"
        f" {sizes['archive'] / 1e3:.1f} kB at 1 Gbit/s are {_wall(network)}.\n\n"
        f"Memory is that of the workers, {grown['process_largest_mb']:.0f} MB each whatever the size of blocks, and for"
        " the mirrors of a group of years 1.5 kB for each report: at 10^6 reports of 20 years in four groups"
        f" {_size(1e6 / 4 * 1_500)}.\n"
    )


def _sites(results: Results) -> str:
    reports = GOVERNMENTS * (1 + DEPARTMENTS) + TOWNSHIPS
    every = reports * YEARS
    requests = every * REQUESTS_A_REPORT
    mean = requests / SITES
    report, database = _report_ms(results), _largest(results)["database_bytes_per_page"]
    counted = [
        ("government sites in operation", f"{SITES:,}", "CNNIC's yearly count, rounded"),
        ("governments of provinces, prefectures, counties", f"{GOVERNMENTS:,}", "31 + 333 + 2,843"),
        ("departments of each that report", str(DEPARTMENTS), "assumed"),
        ("townships", f"{TOWNSHIPS:,}", ""),
        ("reports a year", f"{reports:,}", f"{GOVERNMENTS:,} × (1 + {DEPARTMENTS}) + {TOWNSHIPS:,}"),
        ("reports of 2008 to 2024", f"{every / 1e6:.1f} million", f"{YEARS} years"),
        ("requests for a report, lists, attachments and robots.txt included", f"{REQUESTS_A_REPORT}",
         "the demonstration: 154 requests for 63 reports"),
        ("requests", f"{requests / 1e6:.1f} million", f"{every / 1e6:.1f} million × {REQUESTS_A_REPORT}"),
        ("requests to a host on average", f"{mean:.0f}", f"{requests / 1e6:.1f} million ÷ {SITES:,}"),
    ]  # fmt: skip
    planned = [
        ("average host at one request a second", f"{mean:.0f} s", _wall(mean)),
        (f"a portal with {LARGEST_PORTAL_REQUESTS:,} requests", f"{LARGEST_PORTAL_REQUESTS:,} s",
         _wall(LARGEST_PORTAL_REQUESTS)),
        ("all hosts, 200 at a time", f"{requests / 1e6:.1f} million ÷ 200 s",
         f"{_wall(requests / 200)}, then the portals"),
        ("all hosts one after the other", f"{requests / 1e6:.1f} million s", _wall(requests)),
        (f"bytes over the wire, {RESPONSE_BYTES // 1000} kB a response",
         f"{requests / 1e6:.1f} million × {RESPONSE_BYTES // 1000} kB", _size(requests * RESPONSE_BYTES)),
        ("processing", f"{every / 1e6:.1f} million × {report:.1f} ms", _core_time(every * report / 1e3)),
        ("database", f"{every / 1e6:.1f} million × {database / 1e3:.0f} kB", _size(every * database)),
        ("a year's visit: new reports, lists, conditional requests", f"{reports:,} × {REQUESTS_A_REPORT}",
         f"{reports * REQUESTS_A_REPORT:,.0f} requests"),
    ]  # fmt: skip
    return _table(("", "number", "from"), counted) + "\n" + _table(("what", "arithmetic", "result"), planned)


BLOCKS: dict[str, Callable[[Results], str]] = {
    "selection": _selection,
    "mirrors": _mirrors,
    "growth": _growth,
    "engines": _engines,
    "stages": _stages,
    "millions": _millions,
    "sites": _sites,
}


NEEDS = {
    "engines": ("scale",),
    "stages": ("stages", "store"),
    "millions": ("growth", "selection"),
    "sites": ("growth",),
}
"""The benchmarks that a block is made from, where they bear another name."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=Path, default=RESULTS / f"{__version__}.json")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; status 1 if the page is not up to date"
    )
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    made = filled(page, json.loads(options.results.read_text(encoding="utf-8")))
    if options.check:
        return int(made != page)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
