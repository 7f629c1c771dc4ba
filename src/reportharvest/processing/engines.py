"""What blocks are worked on by: one interface, and the process pool of one machine behind it."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from reportharvest.processing.guarding import Kept

__all__ = ["Call", "Done", "Engine", "LocalEngine"]

Call = Callable[..., Any]
_END_SECONDS = 5.0
_PRELOADED = ("reportharvest.processing.work", "pyarrow.parquet", "datasketch")


@dataclass(frozen=True, slots=True)
class Done:
    """A call that has ended.

    Attributes:
        ticket: what :meth:`Engine.submit` gave for it.
        result: what it returned.
        error: why it did not return, or None.
        died: the process that it ran in ended before it; worth another try.
    """

    ticket: int
    result: Any = None
    error: str | None = None
    died: bool = False


class Engine(Protocol):
    """Runs calls elsewhere. Functions and arguments travel as pickles: plain functions, plain data."""

    def capacity(self) -> int:
        """Give how many calls are worth having under way or waiting: so many, and memory stays bounded."""
        ...

    def submit(self, call: Call, *arguments: Any) -> int:
        """Have a call run, and give its ticket."""
        ...

    def wait(self, timeout_seconds: float) -> list[Done]:
        """Wait until a call has ended, and give all that have; empty when the time is over first."""
        ...

    def close(self) -> None:
        """End the workers; what is under way is given up."""
        ...


class LocalEngine:
    """Processes of this machine.

    A worker that dies, whatever it died of, costs the call that it was busy with; it is replaced. (The pools
    of the standard library hang then, or give up every call.) Workers end when this process does.

    Args:
        workers: how many processes.
        memory_bytes: how much memory each may have; a page that needs more is given up. 0: no limit.
    """

    def __init__(self, workers: int, memory_bytes: int = 0) -> None:
        self._memory_bytes = memory_bytes
        # Workers are forked from a process that has nothing but these modules and no threads of ours. Started
        # afresh, each worker and each replacement of one would cost two seconds of imports.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(_PRELOADED))
        self._waiting: deque[tuple[int, Call, tuple[Any, ...]]] = deque()
        self._tickets = 0
        self._workers = [self._start() for _ in range(workers)]

    def capacity(self) -> int:
        """Give twice the number of workers: each has its next call at hand."""
        return 2 * len(self._workers)

    def submit(self, call: Call, *arguments: Any) -> int:
        """Have a call run, and give its ticket."""
        self._tickets += 1
        self._waiting.append((self._tickets, call, arguments))
        self._feed()
        return self._tickets

    def wait(self, timeout_seconds: float) -> list[Done]:
        """Wait until a call has ended, and give all that have."""
        pipes: dict[Any, int] = {one.pipe: at for at, one in enumerate(self._workers)}
        done = []
        for ready in wait(list(pipes), timeout_seconds):
            worker = self._workers[pipes[ready]]
            ticket = worker.ticket
            try:
                result, error = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join(_END_SECONDS)
                code = worker.process.exitcode
                worker.end()
                self._workers[pipes[ready]] = self._start()
                if ticket is not None:
                    done.append(Done(ticket, error=f"its process ended (exit status {code})", died=True))
            else:
                worker.ticket = None
                if ticket is not None:
                    done.append(Done(ticket, result, error))
        self._feed()
        return done

    def close(self) -> None:
        """Kill the workers: what they had under way is written whole or not at all."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join(_END_SECONDS)
            worker.end()

    def process_ids(self) -> list[int]:
        """Give the numbers of the processes that are working."""
        return [one.process.pid for one in self._workers if one.process.pid is not None]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._memory_bytes), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _feed(self) -> None:
        for worker in self._workers:
            if worker.ticket is None and self._waiting:
                ticket, call, arguments = self._waiting.popleft()
                worker.ticket = ticket
                with suppress(OSError):  # it has just died; wait() finds that out
                    worker.pipe.send((call, arguments))


@dataclass(slots=True)
class _Worker:
    process: ForkServerProcess
    pipe: Connection[Any, Any]
    ticket: int | None = None

    def end(self) -> None:
        self.pipe.close()
        self.process.close() if not self.process.is_alive() else self.process.kill()


def _serve(pipe: Connection[Any, Any], memory_bytes: int) -> None:
    """Work in a process of its own until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's business
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=[parent], daemon=True).start()
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    while True:
        try:
            call, arguments = pipe.recv()
        except EOFError:
            return
        result = None
        with Kept() as kept:
            result = call(*arguments)
        error = None if kept.error is None else f"{type(kept.error).__name__}: {kept.error}"
        pipe.send((result, error))


def _exit_after(parent: BaseProcess) -> None:
    """End when the driver is killed, which no pipe would tell while a block is under way."""
    parent.join()
    os._exit(0)
