"""What is done to one block, on whatever machine: read, select, process, write its rows.

This is the one code path: every engine calls :func:`process_block` and :func:`index_block`, with arguments
and results that are plain data. A block is finished when its manifest lies in ``_blocks/``; what stands in
the tables before that is overwritten by whoever takes the block up again, with equal rows.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from functools import cache
from typing import Any

from reportharvest.archiving.capture import Capture
from reportharvest.errors import ArchiveError
from reportharvest.processing.blocks import Block, Found, index_source, read_block
from reportharvest.processing.files import BLOCKS, WORKING, TableFiles, write_json
from reportharvest.processing.guarding import Guard, exclusive
from reportharvest.processing.joins import Piece, piece_of, without_parts
from reportharvest.processing.mirrors import fingerprint
from reportharvest.processing.records import (
    Job,
    add_failure,
    add_page,
    add_unread,
    opened,
    place_of,
    read,
    reason_of,
)
from reportharvest.processing.selecting import may_be_report
from reportharvest.processing.sources import Source
from reportharvest.processing.tables import TABLES, Rows
from reportharvest.reading.response import is_readable, read_response
from reportharvest.workers import Kept

__all__ = ["Job", "index_block", "process_block", "warm_up"]


def index_block(job: Job, source: Source) -> tuple[tuple[Block, ...], str | None]:
    """Cut a file into blocks; where it cannot be read, say why instead."""
    try:
        return index_source(source, job.block_bytes), None
    except ArchiveError as error:
        return (), error.message


def process_block(job: Job, block: Block) -> dict[str, Any]:
    """Process a block, write its rows and its manifest, and give the manifest.

    Returns:
        ``block``, ``rows`` by table, ``counts`` of records, ``pieces`` of reports that have several,
        ``seconds`` of processor time, ``error`` where the file could not be read.
    """
    warm_up()
    with exclusive():
        began = time.process_time()
        files = TableFiles(job.out, block.key)
        counts: dict[str, int] = {}
        pieces: list[Piece] = []
        error = None
        remote = "://" in block.source
        guard = Guard(job.out / WORKING, block.key, job.record_seconds, waits=remote)
        try:
            for found in read_block(block):
                rows = Rows()
                outcome = _take(job, block, found, rows, guard)
                if isinstance(outcome, Piece):
                    pieces.append(outcome)
                    continue
                counts[outcome] = counts.get(outcome, 0) + 1
                files.add(rows)
        except (OSError, ArchiveError) as caught:
            error = str(caught)
            files.abandon()
        else:
            files.finish()
        manifest = {
            "block": asdict(block),
            "rows": files.counts,
            "counts": counts,
            "pieces": [asdict(one) for one in pieces],
            "seconds": round(time.process_time() - began, 3),
            "error": error,
        }
        if error is None:
            write_json(job.out / BLOCKS / f"{block.key}.json", manifest)
        guard.close()
        return manifest


@cache
def warm_up() -> None:
    """Load what the first record of a process would load, so that its time limit is not spent on that."""
    page = (
        "<h1>2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>鏀垮簻淇℃伅</p><table><tr><td>1</table>"
    )
    may_be_report(page.encode("utf-16"))
    html = ((b"Content-Type", b"text/html"),)
    read_response(Capture("http://www.example.org/", "", 200, headers=html, body=page.encode("gbk")))
    fingerprint(page)
    for table in TABLES:
        Rows().table(table)


def _take(job: Job, block: Block, found: Found, rows: Rows, guard: Guard) -> str | Piece:
    """Add the rows of one record, and give what became of it, or that it is one of several."""
    capture = found.capture
    if capture is None:
        return add_unread(rows, block.source, found.offset, found.url, found.problem)
    if not is_readable(capture) and not capture.truncated:
        return "no-page"  # of a raw one, what a browser or an office program made of it follows
    place = place_of(block.source, found.offset, capture)
    if found.offset in guard.given_up:
        why = guard.given_up[found.offset]
        return add_failure(rows, place, capture, (why, _given_up(why, job)))
    if capture.truncated:
        return add_failure(rows, place, capture, ("unreadable", capture.truncated))
    with guard.watching(found.offset), Kept() as kept:
        return _read(job, block, found.offset, capture, rows)
    return add_failure(rows, place, capture, reason_of(kept.error))


def _read(job: Job, block: Block, offset: int, capture: Capture, rows: Rows) -> str | Piece:
    plain = opened(capture)
    place = place_of(block.source, offset, capture)
    if plain.error is not None:
        return add_failure(rows, place, capture, ("unreadable", plain.error))
    reading = read(job, plain.capture, dict(block.publishers))
    if reading is None:
        return "passed-over"
    piece = None if block.packed_whole else piece_of(block.source, offset, capture, reading, block.publishers)
    if piece is not None:
        return piece
    return add_page(rows, place, capture, without_parts(reading, place["url"]))


def _given_up(why: str, job: Job) -> str:
    if why == "timeout":
        return f"not read within {job.record_seconds:g} s"
    return "the processes that read it died"
