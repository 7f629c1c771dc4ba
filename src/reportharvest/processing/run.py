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
from reportharvest.processing.engines import Call, Done, Engine, LocalEngine
from reportharvest.processing.files import BLOCKS, WORKING, remove_unfinished, write_json, write_table
from reportharvest.processing.joins import AT_ONCE, JOINED, group_pieces, join_reports
from reportharvest.processing.merging import link_years, shared_years, write_mirrors
from reportharvest.processing.mirrors import check_sketching
from reportharvest.processing.sources import Source, find_sources
from reportharvest.processing.tables import TABLES, arrow, empty_table
from reportharvest.processing.work import Job, index_block, process_block

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
        ocr: read scanned PDF files by optical character recognition.
        converter: the office program that old Word files are given to, as ``find_converter`` finds it.
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
    ocr: bool = False
    converter: Path | None = None


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
    check_sketching()
    sources = find_sources(options.sources)
    began = time.monotonic()
    job = Job(
        options.out.absolute(), options.block_bytes, options.all_pages, options.record_seconds,
        options.ocr, options.converter,
    )  # fmt: skip
    _check_folder(options)
    job.out.mkdir(parents=True, exist_ok=True)
    with _locked(job.out):
        manifest = _begin(options, job, sources)
        state = ProcessState(files=len(sources))
        engine = _engine(options)
        try:
            driver = _Driver(engine, job, state, progress)
            resumed = driver.run(sources)
            driver.join()
            mirrors = driver.find_mirrors()
        finally:
            engine.close()
        outcome = "incomplete" if state.problems else "complete"
        seconds = time.monotonic() - began
        write_json(job.out / "manifest.json", manifest | _ended(state, outcome, mirrors))
        shutil.rmtree(job.out / WORKING, ignore_errors=True)
        remove_unfinished(job.out)
        if outcome == "complete":
            (job.out / SUCCESS).touch()
    if state.files and len(state.problems) == state.files and not state.blocks_done:
        name, why = next(iter(state.problems.items()))
        raise WorkFailedError(f"no file could be read; {why if name in why else f'{name}: {why}'}")
    return ProcessSummary(outcome, state, mirrors, seconds, resumed)


@dataclass(frozen=True, slots=True)
class _Task:
    """A call for a worker.

    Attributes:
        name: what it is about, for messages.
        call, given: the function, and its arguments behind the job.
        settle: takes the name and the result.
    """

    name: str
    call: Call
    given: tuple[Any, ...]
    settle: Callable[[str, Any], None]


class _Driver:
    """Keeps an engine busy, and no busier than it can be."""

    def __init__(
        self, engine: Engine, job: Job, state: ProcessState, progress: Callable[[ProcessState], None]
    ) -> None:
        self._engine = engine
        self._job = job
        self._state = state
        self._progress = progress
        self._under_way: dict[int, _Task] = {}
        self._tasks: deque[_Task] = deque()
        self._deaths: Counter[str] = Counter()
        self._pieces: list[dict[str, Any]] = []
        self._mirrors: list[dict[str, Any]] = []
        self._resumed = 0

    def run(self, sources: Sequence[Source]) -> int:
        """Process all blocks of all files, and give how many were finished before."""
        waiting = deque(_Task(one.name, index_block, (one,), self._plan) for one in sources)
        # Blocks come before files, so that no more is known than is soon worked on.
        self._work(waiting)
        return self._resumed

    def join(self) -> None:
        """Read together the reports whose parts lie in several records."""
        reports = group_pieces(self._pieces)
        self._work(
            deque(
                _Task(f"{JOINED}{at:05}", join_reports, (at, reports[at : at + AT_ONCE]), self._count)
                for at in range(0, len(reports), AT_ONCE)
            )
        )

    def find_mirrors(self) -> int:
        """Find the mirrors among all reports, write them, and give how many there are."""
        years = shared_years(self._job.out, self._engine.capacity())
        self._work(
            deque(_Task(f"mirrors of {some}", link_years, (some,), self._keep_mirrors) for some in years)
        )
        write_mirrors(self._job.out, self._mirrors)
        return len(self._mirrors)

    def _work(self, waiting: deque[_Task]) -> None:
        while waiting or self._tasks or self._under_way:
            while len(self._under_way) < self._engine.capacity() and (self._tasks or waiting):
                self._submit(self._tasks.popleft() if self._tasks else waiting.popleft())
            for done in self._engine.wait(_WAIT_SECONDS):
                self._settle(done)
            self._progress(self._state)

    def _submit(self, task: _Task) -> None:
        self._under_way[self._engine.submit(task.call, self._job, *task.given)] = task

    def _settle(self, done: Done) -> None:
        task = self._under_way.pop(done.ticket)
        if done.died:
            self._deaths[task.name] += 1
            self._state.deaths += 1
            if self._deaths[task.name] <= MAX_DEATHS_OF_BLOCK:
                self._submit(task)
                return
        if done.error is not None:
            self._state.problems[task.name] = done.error
        else:
            task.settle(task.name, done.result)

    def _plan(self, name: str, indexed: tuple[Sequence[Block], str | None]) -> None:
        blocks, error = indexed
        self._state.files_indexed += 1
        self._state.blocks += len(blocks)
        if error is not None:
            self._state.problems[name] = error
        for block in blocks:
            file = self._job.out / BLOCKS / f"{block.key}.json"
            if file.exists():
                self._resumed += 1
                self._finish(block.key, json.loads(file.read_text(encoding="utf-8")))
            else:
                self._tasks.append(_Task(block.key, process_block, (block,), self._finish))

    def _finish(self, name: str, manifest: dict[str, Any]) -> None:
        if manifest["error"] is not None:
            self._state.problems[name] = manifest["error"]
            return
        self._state.blocks_done += 1
        self._state.worker_seconds += manifest["seconds"]
        self._pieces += manifest["pieces"]
        self._count(name, manifest)

    def _keep_mirrors(self, _name: str, mirrors: list[dict[str, Any]]) -> None:
        self._mirrors += mirrors

    def _count(self, _name: str, manifest: dict[str, Any]) -> None:
        self._state.counts.update(manifest["counts"])
        self._state.rows.update(manifest["rows"])


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
    settings = {
        "block_bytes": job.block_bytes,
        "all_pages": job.all_pages,
        "ocr": job.ocr,
        "converter": job.converter is not None,
    }
    sizes = {one.name: one.size_bytes for one in sources}
    if file.exists():
        known = json.loads(file.read_text(encoding="utf-8"))
        _check_same(options.out, known, settings, sizes)
        sizes = known["sources"] | sizes
        remove_unfinished(job.out, BLOCKS)
        for table in TABLES:  # what is read together is read again when all blocks are done
            for joined in (job.out / table).glob(f"part-{JOINED}*.parquet"):
                joined.unlink()
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
            write_table(job.out / table, "part-empty.parquet", empty_table(table))
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
