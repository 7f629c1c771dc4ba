from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.processing import poison
from tests.processing.archives import rows_of
from tests.processing.conftest import BLOCK_BYTES

from reportharvest.errors import WorkFailedError
from reportharvest.processing import run
from reportharvest.processing.cluster import DaskEngine
from reportharvest.processing.run import ProcessOptions, ProcessState, process_archives


def test_a_cluster_whose_worker_is_killed_gives_the_rows_of_the_local_engine(
    archive: Path, tmp_path: Path, expected: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "process_block", poison.slow_block)
    engines: list[DaskEngine] = []
    monkeypatch.setattr(run, "DaskEngine", lambda *given: engines.append(DaskEngine(*given)) or engines[0])
    before: list[int] = []

    def kill(state: ProcessState) -> None:
        if state.blocks_done >= 1 and not before:
            before.extend(engines[0].worker_processes())
            os.kill(before[0], signal.SIGKILL)

    options = ProcessOptions(
        (str(archive),), tmp_path / "o", engine="dask", workers=2, block_bytes=BLOCK_BYTES
    )
    summary = process_archives(options, kill)
    assert len(before) == 2
    assert summary.outcome == "complete"
    assert rows_of(tmp_path / "o") == expected


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportharvest.processing.cluster._CONNECT_SECONDS", 0.5)
    with pytest.raises(WorkFailedError, match="scheduler does not answer"):
        DaskEngine(1, scheduler="tcp://127.0.0.1:9")


def test_nothing_of_dask_is_loaded_without_it() -> None:
    code = (
        "import sys, reportharvest.cli.process, reportharvest.processing.run;"
        " print({'dask', 'distributed', 'fsspec', 'datasketch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
