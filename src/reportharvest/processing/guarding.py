"""What keeps one bad record from costing more than itself: a note of what is under way, and a time limit.

A page can kill the process that reads it (a crash in a library, more memory than there is) or never end. The
note lies in the output folder, so that whoever takes up the block next, on any machine, knows at which record
the last one died. A record is given up when it ran out of its time, or when two processes died of it: one
death may be the machine's.
"""

from __future__ import annotations

import faulthandler
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["GivenUp", "Guard", "exclusive"]

MAX_DEATHS = 2
# The clock is set anew for a record when it has been going for so long, at most: each setting starts a thread
# and ends another one, which takes longer than a small page.
_SLACK_SECONDS = 1.0
_NOTE_BYTES = 64
_IN_USE = threading.Lock()


@contextmanager
def exclusive() -> Iterator[None]:
    """Let one block at a time run in a process: the time limit ends the process, and its note says why."""
    with _IN_USE:
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


GivenUp = dict[int, str]
"""Offsets of records that are not tried again, each with the reason: ``killed`` or ``timeout``."""


class Guard:
    """Watches over the records of one block.

    Args:
        folder: where notes lie.
        key: the block's name.
        limit_seconds: how long one record may take, and up to a second more.
        waits: what lies between records may take longer than that, as with an archive behind an address.

    Attributes:
        given_up: records that are not to be tried again, by offset, and why.
    """

    def __init__(self, folder: Path, key: str, limit_seconds: float, *, waits: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._note = folder / f"{key}.note"
        self._deaths = folder / f"{key}.json"
        self._trace = folder / f"{key}.trace"
        self._limit = limit_seconds
        self._waits = waits
        self._ends = 0.0  # when the clock runs out; 0 while it stands
        self.given_up: GivenUp = {}
        self._counted: dict[int, int] = {}
        self._take_up()
        self._file = os.open(self._note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        self._trace_file = self._trace.open("w")

    @contextmanager
    def watching(self, offset: int) -> Iterator[None]:
        """Note that a record is under way, and end the process when it takes too long."""
        os.pwrite(self._file, str(offset).encode().ljust(_NOTE_BYTES), 0)
        began = time.monotonic()
        if self._ends - began < self._limit:
            # a thread of its own that needs no lock of the interpreter: C code that hangs is ended, too
            faulthandler.dump_traceback_later(self._limit + _SLACK_SECONDS, exit=True, file=self._trace_file)
            self._ends = began + self._limit + _SLACK_SECONDS
        try:
            yield
        finally:
            os.pwrite(self._file, b" " * _NOTE_BYTES, 0)
            if self._waits or time.monotonic() - began > self._limit / 2:
                self._stop()

    def close(self) -> None:
        """Take the notes away: the block is finished."""
        self._stop()
        os.close(self._file)
        self._trace_file.close()
        for file in (self._note, self._deaths, self._trace):
            file.unlink(missing_ok=True)

    def _stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()
        self._ends = 0.0

    def _take_up(self) -> None:
        """Read what an earlier process left when it died."""
        if self._deaths.exists():
            known = json.loads(self._deaths.read_text(encoding="utf-8"))
            self.given_up = {int(offset): why for offset, why in known["given_up"].items()}
            self._counted = {int(offset): count for offset, count in known["deaths"].items()}
        note = self._note.read_bytes().strip() if self._note.exists() else b""
        if not note.isdigit():
            return
        offset = int(note)
        timed_out = self._trace.exists() and self._trace.stat().st_size > 0
        self._counted[offset] = self._counted.get(offset, 0) + 1
        if timed_out:
            self.given_up[offset] = "timeout"
        elif self._counted[offset] >= MAX_DEATHS:
            self.given_up[offset] = "killed"
        content = {"given_up": self.given_up, "deaths": self._counted}
        fresh = self._deaths.with_suffix(".new")
        fresh.write_text(json.dumps(content), encoding="utf-8")
        fresh.replace(self._deaths)
        self._note.unlink()
