"""Joining what blocks found out by themselves: the mirrors among all reports of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from reportharvest.processing.mirrors import Candidate, link
from reportharvest.processing.tables import arrow, schema_of
from reportharvest.processing.work import write_table

__all__ = ["write_mirrors"]

_WANTED = (
    "report_id", "url", "title", "publisher", "report_year", "published_at", "text_sha256", "minhash",
    "chars",
)  # fmt: skip


def write_mirrors(out: Path) -> int:
    """Find mirrors among the reports of all blocks, write the table, and give how many there are.

    Of a page that was captured several times the latest capture counts. Signatures of all reports, 1 kB each,
    and the texts of one year's are in memory together.
    """
    data = import_module("pyarrow.dataset")
    signatures = data.dataset(out / "signatures", format="parquet", schema=schema_of("signatures"))
    latest: dict[int, dict[str, Any]] = {}
    for batch in signatures.to_batches(columns=[*_WANTED, "fetched_at", "warc_file", "warc_offset"]):
        for row in batch.to_pylist():
            known = latest.get(row["report_id"])
            if known is None or _moment(known) < _moment(row):
                latest[row["report_id"]] = row
    places = {(row["warc_file"], row["warc_offset"]) for row in latest.values()}
    reports = data.dataset(out / "reports", format="parquet", schema=schema_of("reports"))

    def texts(year: int | None, _numbers: Sequence[int]) -> Mapping[int, str]:
        of_year = data.field("report_year").is_null() if year is None else data.field("report_year") == year
        found = {}
        columns = ["report_id", "warc_file", "warc_offset", "text"]
        for batch in reports.to_batches(columns=columns, filter=of_year):
            for row in batch.to_pylist():
                if (row["warc_file"], row["warc_offset"]) in places:
                    found[row["report_id"]] = row["text"]
        return found

    candidates = [Candidate(**{name: row[name] for name in _WANTED}) for row in latest.values()]
    mirrors = [asdict(one) for one in link(candidates, texts)]
    table = arrow().Table.from_pylist(mirrors, schema=schema_of("mirrors"))
    write_table(out / "mirrors", "part-all.parquet", table)
    return len(mirrors)


def _moment(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return (str(row["fetched_at"] or ""), row["warc_file"], row["warc_offset"])
