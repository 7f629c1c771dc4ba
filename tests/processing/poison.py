"""Pages that kill, hang or break the process that reads them; handed to workers as a function of a module."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import Any

from reportharvest.model import Report
from reportharvest.pipeline import process
from reportharvest.processing import work

ACTS = {
    b"poison: kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"poison: hang": lambda: time.sleep(600),
    # within C code that neither gives up the interpreter nor looks for signals soon
    b"poison: spin": lambda: re.match(r"(a+)+$", "a" * 40 + "b"),
    b"poison: memory": lambda: bytearray(8 << 30),
}


def poisoned(body: bytes, *, url: str, content_type: str | None = None) -> Report:
    for mark, act in ACTS.items():
        if mark in body:
            act()
    if b"poison: raise" in body:
        raise RuntimeError("of all things")
    return process(body, url=url, content_type=content_type)


def process_block(job: work.Job, block: work.Block) -> dict[str, Any]:
    work.process = poisoned  # in a process of its own
    return work.process_block(job, block)


def slow_block(job: work.Job, block: work.Block) -> dict[str, Any]:
    """Take long enough to be killed."""
    time.sleep(0.3)
    return work.process_block(job, block)
