"""Reading responses away from the event loop, in a thread or in processes of their own."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from reportharvest.archiving.capture import Capture
from reportharvest.model import Report
from reportharvest.running.reading import Reading, read_response, read_whole

__all__ = ["Workers"]

_R = TypeVar("_R")
_log = logging.getLogger(__name__)
# A page takes 10 to 300 ms; one that takes this long is in a loop, and is given up with a word.
LONGEST_READING_SECONDS = 120.0


class Workers:
    """Reads responses, several at once.

    Args:
        processes: how many processes; 0 reads in one thread of this process, which starts at once but
            shares its processor with the fetching.
    """

    def __init__(self, processes: int = 0) -> None:
        self._processes = processes
        self._executor = self._start()

    def _start(self) -> Executor:
        if self._processes == 0:
            return ThreadPoolExecutor(1, thread_name_prefix="reading")
        context = multiprocessing.get_context("spawn")  # forking a process with threads may hang it
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=_end_with_parent)

    async def read(self, capture: Capture) -> Reading:
        """Read one response; a page on which reading fails comes back with the error, never raises."""
        result, error = await self._run(capture.url, read_response, capture)
        return Reading(error=error) if result is None else result

    async def read_whole(self, captures: Sequence[Capture], missing: str) -> Report | None:
        """Read a report of several parts, as :func:`read_whole` does; None where that fails."""
        result, _ = await self._run(captures[0].url, read_whole, tuple(captures), missing)
        return result

    async def _run(self, url: str, function: Callable[..., _R], *given: object) -> tuple[_R | None, str]:
        """Do something away from the event loop: its result, or None and why there is none."""
        future = asyncio.get_running_loop().run_in_executor(self._executor, function, *given)
        done, _ = await asyncio.wait([future], timeout=LONGEST_READING_SECONDS)
        if not done:
            self._restart()
            return None, f"not read within {LONGEST_READING_SECONDS:g} s"
        error = future.exception()
        if error is None:
            return future.result(), ""
        if isinstance(error, BrokenProcessPool):
            self._restart()
            return None, "the process that read it died"
        _log.error("reading %s failed; please report this", url, exc_info=error)
        return None, f"reading failed: {type(error).__name__}: {error}"[:500]

    def _restart(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._start()

    def close(self) -> None:
        """Let the threads or processes end."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """Make a worker end when the harvest is killed, which its queue would never tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=[parent], daemon=True).start()


def _exit_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(0)
