"""Replay: a whole archive to a database, without network, with the same code as a harvest.

The database is made anew beside the one that is there and takes its place when all went well; so a
replay that is stopped changes nothing, and readers see the old rows until the new ones are complete.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from sqlite_utils import Database

from reportharvest.archiving.capture import Capture, Place, RunEnd, RunInfo
from reportharvest.archiving.warc import read_capture, records, warc_files
from reportharvest.crawling.urls import canonical, split
from reportharvest.errors import ArchiveError, DatabaseError
from reportharvest.issues import Issue
from reportharvest.running.handing import canonical_or_itself
from reportharvest.running.joining import Joiner
from reportharvest.running.progress import Progress, ProgressEvent, RunSummary, silent
from reportharvest.running.recovering import locked
from reportharvest.running.settling import Settler, is_readable
from reportharvest.running.summing import counts_of
from reportharvest.running.working import Workers
from reportharvest.storing.batching import Batch
from reportharvest.storing.records import RunOutcome
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

__all__ = ["replay"]

PAGES_AT_ONCE = 100


def replay(
    sources: Sequence[Path], db: Path, progress: Progress = silent, *, processes: int = 0, ocr: bool = False
) -> RunSummary:
    """Process archived responses again, in the order in which they came.

    Of files that this program wrote, everything comes out as the harvests left it: numbers of runs and
    fetches, places in the archive, history. Files of other programs are read too; their responses count
    as reports of a site named by its host.

    Args:
        sources: WARC files, and folders of them.
        db: the database that the rows go to. One that is there is replaced, unless it holds fetches from
            files that are not among the sources.
        progress: called with each response.
        processes: processes that read pages; 0 reads in a thread.
        ocr: read scanned PDF files by optical character recognition, as a harvest with that setting did.
    Returns:
        What the archive gave; ``run_id`` is that of its last run.
    Raises:
        ArchiveError: a source is not there or is damaged.
        DatabaseError: the database is not one of ours, or would lose rows.
        WorkFailedError: a harvest is under way with this database.
    """
    files = warc_files(sources)
    names = [file.name for file in files]
    if len(set(names)) < len(names):
        raise ArchiveError("two of the files have the same name; a row could not say which one it came from")
    db.parent.mkdir(parents=True, exist_ok=True)
    with locked(db):
        _check_replaceable(db, set(names))
        fresh = db.with_name(db.name + ".replaying")
        _remove(fresh)
        database = open_database(fresh)
        try:
            summary = asyncio.run(_replay(files, database, progress, Workers(processes, ocr=ocr)))
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            database.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{db}{suffix}").unlink(missing_ok=True)
        fresh.replace(db)
        _remove(fresh)
    return summary


async def _replay(files: Sequence[Path], db: Database, progress: Progress, workers: Workers) -> RunSummary:
    writer = Writer(db, canonical=canonical_or_itself)
    publishers: dict[str, str] = {}
    batch = Batch(db, PAGES_AT_ONCE)
    settler = Settler(db, writer, None, {}, publishers=publishers, batch=batch)
    runs = _Runs(db, writer)
    folders = {file.name: file.parent for file in files}
    joiner = Joiner(db, workers, lambda name, offset: read_capture(folders[name], Place(name, offset)))
    count = reports = 0
    try:
        for file in files:
            info: RunInfo | None = None
            for offset, record in records(file):
                if isinstance(record, RunInfo):
                    info = record
                    publishers.update(info.publishers)
                    runs.number(info)
                elif isinstance(record, RunEnd):
                    runs.finish(info, record)
                else:
                    capture = _ours(record) if info is None else record
                    run_id = runs.number(info or RunInfo(0, "replay", capture.fetched_at, (), file.name))
                    capture = replace(capture, run_id=run_id)
                    publisher = publishers.get(capture.site)
                    reading = await workers.read(capture, publisher) if is_readable(capture) else None
                    reading = await joiner.complete(capture, reading)
                    settled = settler.settle(capture, Place(file.name, offset), reading)
                    count += 1
                    reports += settled.is_report and settled.stored in {"new", "changed"}
                    outcome = settled.stored or settled.outcome
                    progress(ProgressEvent("page", file.name, capture.url, outcome, count, count, reports))
    finally:
        workers.close()
    batch.commit()
    counts = counts_of(db)
    return RunSummary(runs.last, "complete" if count else "failed", counts=counts)


class _Runs:
    """The runs of an archive, under the numbers that they had."""

    def __init__(self, db: Database, writer: Writer) -> None:
        self._db = db
        self._writer = writer
        self._numbers: dict[tuple[int, str, str], int] = {}
        self.last = 0

    def number(self, info: RunInfo) -> int:
        """Give a run's number; begin it when its first file is read."""
        key = (info.run_id, info.started_at if info.run_id else "", info.source)
        if key not in self._numbers:
            with self._db.atomic():
                number = self._writer.start_run(info.command, info.started_at, info.sites)
                taken = self._db.execute("SELECT 1 FROM runs WHERE id = ?", [info.run_id]).fetchone()
                if info.run_id and not taken:
                    self._db.execute("UPDATE runs SET id = ? WHERE id = ?", [info.run_id, number])
                    number = info.run_id
            self._numbers[key] = number
        self.last = self._numbers[key]
        return self.last

    def finish(self, info: RunInfo | None, end: RunEnd) -> None:
        """End a run as it ended then."""
        if info is not None:
            issues = [Issue(**one) for one in end.issues]
            outcome = cast("RunOutcome", end.outcome)
            self._writer.finish_run(self.number(info), end.finished_at, outcome, end.counts, issues)


def _ours(capture: Capture) -> Capture:
    """A response from another program's file, named by what we can tell."""
    url = canonical(capture.url) or capture.url
    parts = split(url)
    site = parts.host if parts is not None else "unknown"
    return replace(capture, url=url, site=site, fetched_at=capture.fetched_at[:19].rstrip("Z") + "Z")


def _check_replaceable(db: Path, names: set[str]) -> None:
    if not db.exists() or db.stat().st_size == 0:
        return
    database = open_database(db)
    try:
        rows = database.execute(
            "SELECT DISTINCT warc_file FROM fetches WHERE warc_file IS NOT NULL ORDER BY warc_file"
        ).fetchall()
    finally:
        database.close()
    lost = [file for (file,) in rows if file not in names]
    if lost:
        raise DatabaseError(
            f"{db}: holds rows from {len(lost)} archive files that are not to be replayed, such as {lost[0]}",
            hint="nothing was changed; replay the whole archive, or give another --db",
        )


def _remove(db: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{db}{suffix}").unlink(missing_ok=True)
