"""What is done to one block, on whatever machine: read, select, process, write its rows.

This is the one code path: every engine calls :func:`process_block` and :func:`index_block`, with arguments
and results that are plain data. A block is finished when its manifest lies in ``_blocks/``; what stands in
the tables before that is overwritten by whoever takes the block up again, with equal rows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.urls import canonical, split
from reportharvest.errors import ArchiveError
from reportharvest.model import Report
from reportharvest.pipeline import process
from reportharvest.processing.blocks import Block, Found, index_source, read_block
from reportharvest.processing.guarding import Guard, exclusive
from reportharvest.processing.mirrors import fingerprint
from reportharvest.processing.selecting import may_be_report
from reportharvest.processing.sources import Source
from reportharvest.processing.tables import Rows, arrow, moment
from reportharvest.processing.transfer import undo_chunks
from reportharvest.storing.rows import body_text, child_rows, json_text, report_row, storable, storable_row
from reportharvest.storing.schema import page_id
from reportharvest.workers import Kept

__all__ = ["BLOCKS", "WORKING", "Job", "index_block", "process_block", "write_json", "write_table"]

BLOCKS, WORKING = "_blocks", "_working"
# Of what a body inflates to; the same bound as a harvest's.
MAX_CONTENT_BYTES = 134_217_728
_REASON_CHARS = 300
# Readers unpack a group at a time, and reports are large: 250 instead of 2,000 in a group make files 5 %
# larger and let a reader of 10,000 reports do with 300 MB instead of 500.
_GROUP_ROWS = {"reports": 250}
_COMPRESSION = "zstd"  # a third smaller than snappy at a tenth of the time that processing takes


@dataclass(frozen=True, slots=True)
class Job:
    """What holds for all blocks of a run.

    Attributes:
        out: the output folder; every worker must be able to write there.
        block_bytes: how much of a file a block has at least, as the file is.
        all_pages: process every page, not only those that may be reports.
        record_seconds: how long one record may take.
    """

    out: Path
    block_bytes: int
    all_pages: bool
    record_seconds: float


def index_block(_job: Job, source: Source) -> tuple[tuple[Block, ...], str | None]:
    """Cut a file into blocks; where it cannot be read, say why instead."""
    try:
        return index_source(source, _job.block_bytes), None
    except ArchiveError as error:
        return (), error.message


def process_block(job: Job, block: Block) -> dict[str, Any]:
    """Process a block, write its rows and its manifest, and give the manifest.

    Returns:
        ``block``, ``rows`` by table, ``counts`` of records, ``seconds`` of processor time, ``error`` where
        the file could not be read.
    """
    _warm_up()
    with exclusive():
        began = time.process_time()
        rows = Rows()
        counts: dict[str, int] = {}
        error = None
        guard = Guard(job.out / WORKING, block.key, job.record_seconds)
        try:
            for found in read_block(block):
                outcome = _take(job, block, found, rows, guard)
                counts[outcome] = counts.get(outcome, 0) + 1
        except (OSError, ArchiveError) as caught:
            error = str(caught)
        manifest = {
            "block": asdict(block),
            "rows": rows.counts,
            "counts": counts,
            "seconds": round(time.process_time() - began, 3),
            "error": error,
        }
        if error is None:
            for table in rows.counts:
                write_table(job.out / table, f"part-{block.key}.parquet", rows.table(table))
            write_json(job.out / BLOCKS / f"{block.key}.json", manifest)
        guard.close()
        return manifest


@cache
def _warm_up() -> None:
    """Load what the first record of a process would load, so that its time limit is not spent on that."""
    page = (
        "<h1>2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>鏀垮簻淇℃伅</p><table><tr><td>1</table>"
    )
    process(page.encode("gbk"), url="http://www.example.org/", content_type="text/html")
    fingerprint(page)


def _take(job: Job, block: Block, found: Found, rows: Rows, guard: Guard) -> str:
    """Add the rows of one record, and give what became of it."""
    capture = found.capture
    if capture is None:
        rows.add("outcomes", _place(block, found, None), [{"outcome": "unreadable", "reason": found.problem}])
        return "unreadable"
    if capture.status != 200 or capture.purpose == "robots" or capture.rendered == "raw":
        return "no-page"  # of a raw one, what a browser or an office program made of it follows
    if found.offset in guard.given_up:
        why = guard.given_up[found.offset]
        return _failed(rows, _place(block, found, capture), capture, (why, _given_up(why, job)))
    if capture.truncated:
        return _failed(rows, _place(block, found, capture), capture, ("unreadable", capture.truncated))
    with guard.watching(found.offset), Kept() as kept:
        return _read(job, block, found, capture, rows)
    outcome = "memory" if isinstance(kept.error, MemoryError) else "failed"
    reason = f"{type(kept.error).__name__}: {kept.error}"
    return _failed(rows, _place(block, found, capture), capture, (outcome, reason))


def _read(job: Job, block: Block, found: Found, capture: Capture, rows: Rows) -> str:
    raw = undo_chunks(capture.body) if capture.header("Transfer-Encoding") else capture.body
    content = undo_content_encoding(raw, capture.header("Content-Encoding"), MAX_CONTENT_BYTES)
    if content.error is not None:
        return _failed(rows, _place(block, found, capture), capture, ("unreadable", content.error))
    content_type = capture.header("Content-Type")
    if not job.all_pages and not may_be_report(content.body, capture.url, content_type):
        return "passed-over"
    place = _place(block, found, capture)
    report = process(content.body, url=place["url"], content_type=content_type)
    held = Rows()  # a record that fails half way leaves no rows
    held.add("outcomes", place, [_outcome(place, capture, ("read", None), report)])
    if report.page_kind == "report":
        _add_report(held, place, report)
    rows.extend(held)
    return report.page_kind


def _add_report(rows: Rows, place: Mapping[str, Any], report: Report) -> None:
    text = body_text(report)
    whole = {"site": place["site"], "text": text, "record": json_text(report.to_dict())}
    rows.add("reports", place, [report_row(report) | whole])
    for table, several in child_rows(report).items():
        rows.add(table, place, [{"position": at} | one for at, one in enumerate(several)])
    issues = [storable_row({"position": at} | one.to_dict()) for at, one in enumerate(report.issues)]
    rows.add("issues", place, issues)
    digest, minhash, chars = fingerprint(text)
    signature = {
        "title": report.title,
        "publisher": report.metadata.publisher,
        "report_year": report.report_year,
        "published_at": report.metadata.published_at,
        "chars": chars,
        "text_sha256": digest,
        "minhash": minhash,
    }
    rows.add("signatures", place, [storable_row(signature)])


def _failed(rows: Rows, place: Mapping[str, Any], capture: Capture, why: tuple[str, str]) -> str:
    rows.add("outcomes", place, [_outcome(place, capture, why, None)])
    return why[0]


def _outcome(
    place: Mapping[str, Any], capture: Capture, why: tuple[str, str | None], report: Report | None
) -> dict[str, Any]:
    outcome, reason = why
    row = {
        "outcome": outcome,
        "reason": None if reason is None else reason[:_REASON_CHARS],
        "page_kind": None if report is None else report.page_kind,
        "title": None if report is None else report.title,
        "site": place["site"],
        "purpose": capture.purpose,
        "via": capture.via,
        "status": capture.status,
        "content_type": capture.header("Content-Type"),
        "size_bytes": len(capture.body),
    }
    return storable_row(row)


def _given_up(why: str, job: Job) -> str:
    if why == "timeout":
        return f"not read within {job.record_seconds:g} s"
    return "the processes that read it died"


def _place(block: Block, found: Found, capture: Capture | None) -> dict[str, Any]:
    """Give what stands in front of every row of a record."""
    url = storable(canonical(found.url) or found.url)
    if capture is None:
        return {
            "report_id": None, "url": url or None, "fetched_at": None, "warc_file": block.source,
            "warc_offset": found.offset, "sha256": None, "site": None,
        }  # fmt: skip
    parts = split(url)
    return {
        "report_id": page_id(url),
        "url": url,
        "fetched_at": moment(capture.fetched_at[:19].rstrip("Z") + "Z"),
        "warc_file": block.source,
        "warc_offset": found.offset,
        "sha256": capture.sha256,
        "site": capture.site or ("unknown" if parts is None else parts.host),
    }


def write_table(folder: Path, name: str, table: Any) -> None:
    """Write a table as one Parquet file, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{name}.{uuid4().hex[:8]}"
    arrow()
    import_module("pyarrow.parquet").write_table(
        table, fresh, compression=_COMPRESSION, row_group_size=_GROUP_ROWS.get(folder.name)
    )
    _settle(fresh, folder / name)


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{uuid4().hex[:8]}")
    fresh.write_text(json_text(content) + "\n", encoding="utf-8")
    _settle(fresh, file)


def _settle(fresh: Path, file: Path) -> None:
    """Give a file its name when the disk has it: what has a name survives a power cut."""
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(file)
