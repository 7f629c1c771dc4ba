"""What a program used, its children and their children with it: seconds, processor seconds, memory."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "process_command", "run_measured"]

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h


@dataclass(frozen=True)
class Usage:
    """Seconds of the day, seconds of processors, and the memory of the largest process in bytes."""

    seconds: float
    processor_seconds: float
    largest_bytes: int


def run_measured(words: Sequence[str]) -> Usage:
    """Run a program to its end, and count what all of its processes used (Linux).

    Raises:
        RuntimeError: it failed.
    """
    # processes that outlive the one that made them come to us, and are counted like the others
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    program = subprocess.Popen(list(words))
    spent, largest, status, ended = 0.0, 0, 1, began
    while True:
        try:
            number, code, used = os.wait3(0)
        except ChildProcessError:
            break
        spent += used.ru_utime + used.ru_stime
        largest = max(largest, used.ru_maxrss * 1024)
        if number == program.pid:
            status, ended = os.waitstatus_to_exitcode(code), time.monotonic()
    program.returncode = status
    if status != 0:
        raise RuntimeError(f"{' '.join(words)} ended with status {status}")
    return Usage(ended - began, spent, largest)


def process_command(files: Sequence[Path], out: Path, *options: str) -> list[str]:
    """Give the call of ``reportharvest process`` for files."""
    program = "from reportharvest.cli import main; main()"
    words = [sys.executable, "-c", program, "process", *map(str, files), "--out", str(out), "--quiet"]
    return [*words, *options]
