"""Joining what blocks found out by themselves: the mirrors among all reports of a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from reportharvest.processing.files import row_groups, write_table
from reportharvest.processing.mirrors import Candidate, link
from reportharvest.processing.records import Job
from reportharvest.processing.tables import arrow, empty_table, schema_of

__all__ = ["link_years", "shared_years", "write_mirrors"]

_WANTED = (
    "report_id", "url", "title", "publisher", "report_year", "published_at", "text_sha256", "minhash",
    "chars",
)  # fmt: skip
_UNDATED = datetime.fromtimestamp(0, UTC)  # before every other capture
_PLACE = ["warc_file", "warc_offset"]


def shared_years(out: Path, groups: int) -> list[tuple[int | None, ...]]:
    """Sort the years of all reports into groups of about as many reports each."""
    counts: Counter[int | None] = Counter()
    for _, table in row_groups(out / "signatures", ["report_year"]):
        counts.update(table["report_year"].to_pylist())
    shared: list[tuple[int, list[int | None]]] = [(0, []) for _ in range(groups)]
    for year, count in sorted(counts.items(), key=lambda one: (-one[1], one[0] or 0)):
        least = min(range(groups), key=lambda at: shared[at][0])
        shared[least] = (shared[least][0] + count, [*shared[least][1], year])
    return [tuple(years) for _, years in shared if years]


def link_years(job: Job, years: tuple[int | None, ...]) -> list[dict[str, Any]]:
    """Find the mirrors among the reports of some years, as rows.

    Of a page that was captured several times the latest capture counts. Signatures of these years, 1 kB a
    report, and the texts of those of one year that are alike are in memory together.
    """
    latest = _latest_places(job.out)
    found: dict[tuple[str, int], Candidate] = {}
    for _, table in row_groups(job.out / "signatures", [*_WANTED, *_PLACE]):
        for row in _of_years(table, years).to_pylist():
            place = (row.pop("warc_file"), row.pop("warc_offset"))
            if place in latest:
                found[place] = Candidate(**row)
    places = {one.report_id: place for place, one in found.items()}

    def texts(year: int | None, numbers: Sequence[int]) -> Mapping[int, str]:
        wanted = {places[number]: number for number in numbers}
        kept: dict[int, str] = {}
        if not wanted:
            return kept
        for _, table in row_groups(job.out / "reports", [*_PLACE, "report_year", "text"]):
            for row in _of_years(table, (year,)).to_pylist():
                number = wanted.get((row["warc_file"], row["warc_offset"]))
                if number is not None:
                    kept[number] = row["text"]
        return kept

    return [asdict(one) for one in link(found.values(), texts)]


def write_mirrors(out: Path, mirrors: Sequence[Mapping[str, Any]]) -> None:
    """Write the table of mirrors, by URL."""
    rows = sorted(mirrors, key=lambda one: (one["url"], one["report_id"]))
    table = arrow().Table.from_pylist(rows, schema_of("mirrors")) if rows else empty_table("mirrors")
    write_table(out / "mirrors", "part-all.parquet", table)


def _of_years(table: Any, years: tuple[int | None, ...]) -> Any:
    compute = import_module("pyarrow.compute")
    known = compute.is_in(table["report_year"], value_set=arrow().array(years, arrow().int64()))
    return table.filter(known)


def _latest_places(out: Path) -> set[tuple[str, int]]:
    """Find the latest capture of each page that is a report, by file and offset."""
    pa = arrow()
    names = ["report_id", "fetched_at", *_PLACE]
    groups = [table for _, table in row_groups(out / "signatures", names)]
    if not groups:
        return set()
    every = pa.concat_tables(groups)
    dated = import_module("pyarrow.compute").fill_null(every["fetched_at"], _UNDATED)
    every = every.set_column(1, "fetched_at", dated).sort_by([(name, "ascending") for name in names])
    numbers = every["report_id"].to_numpy()
    last = pa.array([*(numbers[1:] != numbers[:-1]).tolist(), *([True] * (len(numbers) > 0))], pa.bool_())
    kept = every.filter(last)
    return set(zip(*(kept[name].to_pylist() for name in _PLACE), strict=True))
