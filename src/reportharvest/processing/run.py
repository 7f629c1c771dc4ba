"""From archives to Parquet: finds the files, hands out blocks, takes deaths and stops in its stride.

The output folder says at any time what is true of it: ``manifest.json`` what it is made from and how it went,
``_blocks/`` which blocks are finished, ``_SUCCESS`` that all are. Tables hold whole files only.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportharvest import __version__
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.processing.blocks import Block
from reportharvest.processing.cluster import DaskEngine
from reportharvest.processing.engines import Done, Engine, LocalEngine
from reportharvest.processing.merging import write_mirrors
from reportharvest.processing.mirrors import sketching
from reportharvest.processing.sources import Source, find_sources
from reportharvest.processing.tables import TABLES, Rows, arrow
from reportharvest.processing.work import (
    BLOCKS,
    WORKING,
    Job,
    index_block,
    process_block,
    write_json,
    write_table,
)

__all__ = ["ProcessOptions", "ProcessState", "ProcessSummary", "process_archives"]

FORMAT = 1
SUCCESS = "_SUCCESS"
# Each record that kills costs two deaths; a block with so many is no accident of pages.
MAX_DEATHS_OF_BLOCK = 20
_WAIT_SECONDS = 1.0
_AGAIN = "`--resume` goes on with it"


@dataclass(frozen=True, slots=True)
class ProcessOptions:
    """What is processed, by what, and where the rows go.

    Attributes:
        sources: WARC files, folders, patterns, URLs.
        out: the output folder.
        engine: ``local`` or ``dask``.
        workers: processes; with a scheduler, its own count.
        scheduler: address of a Dask scheduler that is there.
        resume: go on with what is in ``out``.
        all_pages: process every page, not only those that may be reports.
        block_bytes: how much of a file is a block.
        record_seconds: how long one record may take.
        worker_bytes: how much memory each worker may have.
    """

    sources: tuple[str, ...]
    out: Path
    engine: str = "local"
    workers: int = 1
    scheduler: str | None = None
    resume: bool = False
    all_pages: bool = False
    block_bytes: int = 16_777_216
    record_seconds: float = 120.0
    worker_bytes: int = 2_147_483_648


@dataclass(slots=True)
class ProcessState:
    """How far it is.

    Attributes:
        files, files_indexed: WARC files, and those whose blocks are known.
        blocks, blocks_done: blocks known, and finished; those of an earlier call count.
        counts: records by what became of them.
        rows: rows by table.
        deaths: processes that died.
        problems: what could not be processed at all: file or block, and why.
        worker_seconds: processor time of the finished blocks.
    """

    files: int = 0
    files_indexed: int = 0
    blocks: int = 0
    blocks_done: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    worker_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ProcessSummary:
    """How a run ended: ``complete``, or ``incomplete`` where files or blocks could not be processed."""

    outcome: str
    state: ProcessState
    mirrors: int
    seconds: float
    resumed_blocks: int


def process_archives(
    options: ProcessOptions, progress: Callable[[ProcessState], None] = lambda _state: None
) -> ProcessSummary:
    """Process archives into Parquet tables.

    The rows are the same whatever the engine and the number of workers, and after any number of stops. In a
    program of your own, call it under ``if __name__ == "__main__":``, because workers are started afresh.

    Raises:
        UsageError: a source is not there, the output folder is in use, or an extra is missing.
        WorkFailedError: another run is writing to this folder, or no file could be read.
    """
    arrow()
    sketching()
    sources = find_sources(options.sources)
    began = time.monotonic()
    job = Job(options.out.absolute(), options.block_bytes, options.all_pages, options.record_seconds)
    _check_folder(options)
    job.out.mkdir(parents=True, exist_ok=True)
    with _locked(job.out):
        manifest = _begin(options, job, sources)
        state = ProcessState(files=len(sources))
        engine = _engine(options)
        try:
            resumed = _Driver(engine, job, state, progress).run(sources)
        finally:
            engine.close()
        mirrors = write_mirrors(job.out)
        outcome = "incomplete" if state.problems else "complete"
        seconds = time.monotonic() - began
        write_json(job.out / "manifest.json", manifest | _ended(state, outcome, mirrors))
        shutil.rmtree(job.out / WORKING, ignore_errors=True)
        if outcome == "complete":
            (job.out / SUCCESS).touch()
    if state.files and len(state.problems) == state.files and not state.blocks_done:
        name, why = next(iter(state.problems.items()))
        raise WorkFailedError(f"no file could be read; {why if name in why else f'{name}: {why}'}")
    return ProcessSummary(outcome, state, mirrors, seconds, resumed)


class _Driver:
    """Keeps an engine busy, and no busier than it can be."""

    def __init__(
        self, engine: Engine, job: Job, state: ProcessState, progress: Callable[[ProcessState], None]
    ) -> None:
        self._engine = engine
        self._job = job
        self._state = state
        self._progress = progress
        self._under_way: dict[int, Source | Block] = {}
        self._blocks: deque[Block] = deque()
        self._deaths: Counter[Source | Block] = Counter()
        self._resumed = 0

    def run(self, sources: Sequence[Source]) -> int:
        """Process all blocks of all files, and give how many were finished before."""
        waiting = deque(sources)
        while waiting or self._blocks or self._under_way:
            # Blocks come before files, so that no more is known than is soon worked on.
            while len(self._under_way) < self._engine.capacity() and (self._blocks or waiting):
                self._submit(self._blocks.popleft() if self._blocks else waiting.popleft())
            for done in self._engine.wait(_WAIT_SECONDS):
                self._settle(done)
            self._progress(self._state)
        return self._resumed

    def _submit(self, item: Source | Block) -> None:
        call = index_block if isinstance(item, Source) else process_block
        self._under_way[self._engine.submit(call, self._job, item)] = item

    def _settle(self, done: Done) -> None:
        item = self._under_way.pop(done.ticket)
        name = item.name if isinstance(item, Source) else item.key
        if done.died:
            self._deaths[item] += 1
            self._state.deaths += 1
            if self._deaths[item] <= MAX_DEATHS_OF_BLOCK:
                self._submit(item)
                return
        if done.error is not None:
            self._state.problems[name] = done.error
        elif isinstance(item, Source):
            blocks, error = done.result
            if error is not None:
                self._state.problems[name] = error
            self._state.files_indexed += 1
            self._plan(blocks)
        else:
            self._finish(name, done.result)

    def _plan(self, blocks: Sequence[Block]) -> None:
        self._state.blocks += len(blocks)
        for block in blocks:
            file = self._job.out / BLOCKS / f"{block.key}.json"
            if file.exists():
                self._resumed += 1
                self._finish(block.key, json.loads(file.read_text(encoding="utf-8")))
            else:
                self._blocks.append(block)

    def _finish(self, name: str, manifest: dict[str, Any]) -> None:
        if manifest["error"] is not None:
            self._state.problems[name] = manifest["error"]
            return
        self._state.blocks_done += 1
        self._state.counts.update(manifest["counts"])
        self._state.rows.update(manifest["rows"])
        self._state.worker_seconds += manifest["seconds"]


def _engine(options: ProcessOptions) -> Engine:
    if options.engine == "dask":
        return DaskEngine(options.workers, options.worker_bytes, options.scheduler)
    return LocalEngine(options.workers, options.worker_bytes)


def _check_folder(options: ProcessOptions) -> None:
    """Refuse a folder that holds something else, or an earlier run that is not to be resumed."""
    out = options.out
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: this is a file", hint="name a folder with --out; nothing was done")
    if not out.exists() or not any(one.name != ".lock" for one in out.iterdir()):
        return
    if not (out / "manifest.json").exists():
        raise UsageError(
            f"{out}: this folder has files that `process` did not write",
            hint="name an empty folder, or a new one, with --out; nothing was done",
        )
    if not options.resume:
        raise UsageError(
            f"{out}: holds the rows of an earlier call",
            hint=f"{_AGAIN}; or name an empty folder with --out; nothing was done",
        )


def _begin(options: ProcessOptions, job: Job, sources: Sequence[Source]) -> dict[str, Any]:
    """Write down what the folder is made from, and the empty tables that show their columns."""
    file = job.out / "manifest.json"
    settings = {"block_bytes": job.block_bytes, "all_pages": job.all_pages}
    sizes = {one.name: one.size_bytes for one in sources}
    if file.exists():
        known = json.loads(file.read_text(encoding="utf-8"))
        _check_same(options.out, known, settings, sizes)
        sizes = known["sources"] | sizes
        for fresh in (one for table in (*TABLES, BLOCKS) for one in (job.out / table).glob(".*")):
            fresh.unlink(missing_ok=True)  # what a killed worker was writing
    (job.out / SUCCESS).unlink(missing_ok=True)
    manifest = {
        "format": FORMAT,
        "program": f"reportharvest {__version__}",
        "settings": settings,
        "sources": sizes,
        "outcome": "unfinished",
    }
    write_json(file, manifest)
    for table in TABLES:
        if not (job.out / table / "part-empty.parquet").exists():
            write_table(job.out / table, "part-empty.parquet", Rows().table(table))
    return manifest


def _check_same(
    out: Path, known: dict[str, Any], settings: dict[str, Any], sizes: dict[str, int | None]
) -> None:
    """Refuse to mix rows of different settings, programs or files in one folder."""
    for what, before, now in (
        ("settings", known["settings"], settings),
        ("program", known["program"], f"reportharvest {__version__}"),
        ("layout", known["format"], FORMAT),
    ):
        if before != now:
            raise UsageError(
                f"{out}: was begun with another {what}: {before}, now {now}",
                hint="resume it with the same, or name an empty folder with --out; nothing was done",
            )
    changed = [name for name, size in sizes.items() if known["sources"].get(name, size) != size]
    if changed:
        raise UsageError(
            f"{changed[0]}: has another size than when {out} was begun",
            hint="name an empty folder with --out; nothing was done",
        )


def _ended(state: ProcessState, outcome: str, mirrors: int) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "blocks": state.blocks_done,
        "records": dict(sorted(state.counts.items())),
        "rows": dict(sorted(state.rows.items())) | {"mirrors": mirrors},
        "worker_seconds": round(state.worker_seconds, 3),
        "problems": state.problems,
    }


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Hold the lock that lets one run at a time write to a folder."""
    with (out / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkFailedError(
                f"{out}: another `process` is writing to this folder",
                hint="wait until it has ended, or name another folder with --out",
            ) from error
        yield
