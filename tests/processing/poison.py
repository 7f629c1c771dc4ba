"""Pages that kill, hang or break the process that reads them; handed to workers as a function of a module."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import Any

from reportharvest.archiving.capture import Capture
from reportharvest.processing import records, work
from reportharvest.reading.response import Reading, read_response

ACTS = {
    b"poison: kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"poison: hang": lambda: time.sleep(600),
    # within C code that neither gives up the interpreter nor looks for signals soon
    b"poison: spin": lambda: re.match(r"(a+)+$", "a" * 40 + "b"),
    b"poison: memory": lambda: bytearray(8 << 30),
}


def poisoned(capture: Capture, **given: Any) -> Reading:
    for mark, act in ACTS.items():
        if mark in capture.body:
            act()
    if b"poison: raise" in capture.body:
        raise RuntimeError("of all things")
    return read_response(capture, **given)


def process_block(job: work.Job, block: work.Block) -> dict[str, Any]:
    records.read_response = poisoned  # in a process of its own
    return work.process_block(job, block)


def slow_block(job: work.Job, block: work.Block) -> dict[str, Any]:
    """Take long enough to be killed."""
    time.sleep(0.3)
    return work.process_block(job, block)
