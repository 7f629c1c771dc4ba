"""Reading responses away from the event loop: in a thread, and in processes where there is much to read."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from reportharvest.archiving.capture import Capture
from reportharvest.model import Report
from reportharvest.reading.response import Reading, read_whole
from reportharvest.running.handing import read_page
from reportharvest.workers import Done, ProcessPool

__all__ = ["Workers"]

_R = TypeVar("_R")
_log = logging.getLogger(__name__)
# A page takes 10 to 300 ms; one that takes this long is in a loop, and is given up with a word.
LONGEST_READING_SECONDS = 120.0
LONGEST_OCR_SECONDS = 900.0  # 40 pages of a scan at 6 s each, on a machine that has other things to do
# Processes take two seconds of a core to start, in the background. They are worth it where answers come
# faster than a thread reads them; a host that is asked once a second never needs them.
START_AFTER_SECONDS = 1.0
START_WAITING = 3
MIN_AHEAD = 4
_PRELOADED = ("reportharvest.running.handing",)
_LATE_SECONDS = 1.0  # how often is looked for calls that take too long


class Workers:
    """Reads responses, several at once.

    Reading begins in a thread of this process, which starts at once but shares its processor with the
    fetching. When that has been busy for a second and answers wait, processes are started beside it and take
    over. What is read is the same either way. What they send is received by the event loop itself: a thread
    that did would have to wait for it, up to 5 ms for each page.

    Args:
        processes: how many processes at most; None: one per core; 0: read in the thread only.
        ocr: read scanned PDF files by optical character recognition.
    """

    def __init__(self, processes: int | None = None, *, ocr: bool = False) -> None:
        self._ocr = ocr
        self._longest_seconds = LONGEST_OCR_SECONDS if ocr else LONGEST_READING_SECONDS
        cores = os.cpu_count() or 1
        self._processes = processes if processes is not None else cores if cores > 1 else 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._spent = 0.0
        self._starting = False
        self._closed = threading.Event()
        self._pool: ProcessPool | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listened: dict[int, Connection[Any, Any]] = {}
        self._looking: asyncio.TimerHandle | None = None
        self._queued = 0
        self._futures: dict[int, asyncio.Future[Done]] = {}

    @property
    def ahead(self) -> int:
        """How many answers of a site may wait for their turn: each may be as large as max_body_bytes."""
        return MIN_AHEAD if self._pool is None else max(MIN_AHEAD, 2 * self._processes)

    @property
    def processes(self) -> int:
        """How many processes are reading now; 0 where a thread does."""
        return 0 if self._pool is None else self._processes

    async def read(self, capture: Capture, publisher: str | None = None) -> Reading:
        """Read one response, as :func:`read_page`; one on which that fails comes back with the error."""
        result, error = await self._run(capture.url, partial(read_page, ocr=self._ocr), capture, publisher)
        return Reading(error=error) if result is None else result

    async def read_whole(self, captures: Sequence[Capture], missing: str) -> Report | None:
        """Read a report of several parts, as :func:`read_whole` does; None where that fails."""
        reader = partial(read_whole, ocr=self._ocr)
        result, _ = await self._run(captures[0].url, reader, tuple(captures), missing)
        return result

    async def _run(self, url: str, function: Callable[..., _R], *given: object) -> tuple[_R | None, str]:
        """Do something away from the event loop: its result, or None and why there is none."""
        if self._pool is None:
            return await self._in_thread(url, function, *given)
        done = await self._in_process(self._pool, function, *given)
        if done.died:  # of the page, or of the machine: a second death decides
            done = await self._in_process(self._pool, function, *given)
        if done.error is None:
            return done.result, ""
        if done.late:
            return None, f"not read within {self._longest_seconds:g} s"
        if done.died:
            return None, "the process that read it died"
        _log.error("reading %s failed; please report this: %s", url, done.error)
        return None, f"reading failed: {done.error}"[:500]

    async def _in_thread(
        self, url: str, function: Callable[..., _R], *given: object
    ) -> tuple[_R | None, str]:
        loop = asyncio.get_running_loop()
        self._queued += 1
        future = loop.run_in_executor(self._thread, _timed, function, given)
        done, _ = await asyncio.wait([future], timeout=self._longest_seconds)
        self._queued -= 1
        if not done:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
            return None, f"not read within {self._longest_seconds:g} s"
        error = future.exception()
        if error is not None:
            _log.error("reading %s failed; please report this", url, exc_info=error)
            return None, f"reading failed: {type(error).__name__}: {error}"[:500]
        result, seconds = future.result()
        self._spent += seconds
        is_behind = self._spent > START_AFTER_SECONDS and self._queued >= START_WAITING
        if self._processes and not self._starting and is_behind:
            self._starting = True
            # a thread that nobody waits for, in case the harvest ends before the processes have begun
            threading.Thread(target=self._start, args=[loop], daemon=True).start()
        return result, ""

    async def _in_process(self, pool: ProcessPool, function: Callable[..., Any], *given: object) -> Done:
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._futures[pool.submit(function, *given)] = future
        return await future

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the processes, and hand over to them."""
        pool = ProcessPool(self._processes, _PRELOADED, limit_seconds=self._longest_seconds, warm_up=_warm_up)
        if not self._closed.is_set():
            with suppress(RuntimeError):  # the loop has just ended
                loop.call_soon_threadsafe(self._take_over, pool, loop)
                return
        pool.close()

    def _take_over(self, pool: ProcessPool, loop: asyncio.AbstractEventLoop) -> None:
        if self._closed.is_set():
            pool.close()
            return
        self._pool, self._loop = pool, loop
        self._look()

    def _look(self) -> None:
        """Look for calls that have taken too long, now and then."""
        assert self._loop is not None
        self._receive()
        self._looking = self._loop.call_later(_LATE_SECONDS, self._look)

    def _receive(self) -> None:
        """Take what the processes have sent; one that was replaced is listened to instead of the old one."""
        assert self._pool is not None
        assert self._loop is not None
        for done in self._pool.wait(0.0):
            self._settle(done)
        self._listen(self._pool.pipes())

    def _listen(self, pipes: Sequence[Connection[Any, Any]]) -> None:
        """Have the event loop call :meth:`_receive` when one of these pipes has something, and no other."""
        assert self._loop is not None
        wanted = {pipe.fileno(): pipe for pipe in pipes}
        for number, pipe in self._listened.items():
            if wanted.get(number) is not pipe:  # its number may be that of a new pipe already
                self._loop.remove_reader(number)
        for number, pipe in wanted.items():
            if self._listened.get(number) is not pipe:
                self._loop.add_reader(number, self._receive)
        self._listened = wanted

    def _settle(self, done: Done) -> None:
        future = self._futures.pop(done.ticket)
        if not future.done():
            future.set_result(done)

    def close(self) -> None:
        """End the thread and the processes; what they are reading is given up."""
        self._closed.set()
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._looking is not None:
            self._looking.cancel()
        if self._pool is not None:
            self._listen([])
            self._pool.close()


def _warm_up() -> None:
    """Read a page that has some of everything, so that what reading needs is loaded."""
    page = (
        "<h1>2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>鏀垮簻淇℃伅</p><a href=1.html>报告</a>"
    )
    read_page(Capture("http://www.example.org/", "", 200, body=page.encode("gb18030")))


def _timed(function: Callable[..., _R], given: Sequence[object]) -> tuple[_R, float]:
    began = time.monotonic()
    result = function(*given)
    return result, time.monotonic() - began
