"""A pool of processes in which nothing that one call does harms another one.

The pools of the standard library hang when a process is killed, or give up every call that is under way;
they cannot end a call that never ends. Here a call that kills its process, or takes too long, costs itself:
the process is replaced, and the others go on.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from multiprocessing.process import BaseProcess
from types import ModuleType, TracebackType
from typing import Any, Self

__all__ = ["Call", "Done", "Kept", "ProcessPool"]

Call = Callable[..., Any]
_END_SECONDS = 5.0
_START_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Done:
    """A call that has ended.

    Attributes:
        ticket: what ``submit`` gave for it.
        result: what it returned.
        error: why it did not return, or None.
        died: the process that it ran in ended before it; worth another try.
        late: it took longer than it may; not worth another try.
    """

    ticket: int
    result: Any = None
    error: str | None = None
    died: bool = False
    late: bool = False


class Kept:
    """A context that keeps an error instead of passing it on.

    >>> with Kept() as kept:
    ...     raise ZeroDivisionError("of all things")
    >>> kept.error
    ZeroDivisionError('of all things')
    """

    def __init__(self) -> None:
        self.error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
            return True
        return False


class ProcessPool:
    """Processes of this machine that run calls; functions and arguments travel as pickles.

    Calls may be submitted in one thread while another one waits. Processes leave signals to the program
    that started them, and end when it does, however it ends.

    Args:
        processes: how many.
        preload: modules that are imported once, for all processes together.
        memory_bytes: how much memory each may have; 0: no limit.
        limit_seconds: how long a call may take; None: for ever.
        warm_up: called once in each process; what it loads does not count as time of a call.
    """

    def __init__(
        self,
        processes: int,
        preload: Sequence[str] = (),
        *,
        memory_bytes: int = 0,
        limit_seconds: float | None = None,
        warm_up: Callable[[], object] | None = None,
    ) -> None:
        self._memory_bytes = memory_bytes
        self._limit_seconds = limit_seconds
        self._warm_up = warm_up
        # Processes are forked from one that has nothing but these modules and no threads of ours. Started
        # afresh, each of them and each replacement would cost two seconds of imports.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._waiting: deque[tuple[int, Call, tuple[Any, ...]]] = deque()
        self._tickets = 0
        self._lock = threading.Lock()
        self._workers = [self._start() for _ in range(processes)]
        atexit.register(self.close)

    def capacity(self) -> int:
        """Give twice the number of processes: each has its next call at hand."""
        return 2 * len(self._workers)

    def submit(self, call: Call, *arguments: Any) -> int:
        """Have a call run, and give its ticket."""
        with self._lock:
            self._tickets += 1
            ticket = self._tickets
            self._waiting.append((ticket, call, arguments))
            self._feed()
        return ticket

    def wait(self, timeout_seconds: float) -> list[Done]:
        """Wait until a call has ended, and give all that have; empty when the time is over first."""
        pipes: dict[Any, int] = {one.pipe: at for at, one in enumerate(self._workers)}
        ready = wait(list(pipes), timeout_seconds)
        with self._lock:
            done = [one for pipe in ready for one in self._received(pipes[pipe])]
            self._feed()
            self._end_late()
        return done

    def close(self) -> None:
        """Kill the processes; what they had under way is lost."""
        atexit.unregister(self.close)
        with self._lock:
            workers, self._workers = self._workers, []
            self._waiting.clear()
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.end()

    def process_ids(self) -> list[int]:
        """Give the numbers of the processes."""
        return [one.process.pid for one in self._workers if one.process.pid is not None]

    def pipes(self) -> list[Connection[Any, Any]]:
        """Give what the processes send through, for an event loop to listen to; ``wait`` receives it."""
        return [one.pipe for one in self._workers]

    def _received(self, at: int) -> list[Done]:
        """Take what a process sent; one that has died is replaced."""
        if at >= len(self._workers):
            return []  # closed meanwhile
        worker = self._workers[at]
        ticket = worker.ticket
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            code = worker.end()
            self._workers[at] = self._start()
            if ticket is None:
                return []
            if worker.late:
                return [Done(ticket, error=f"not done within {self._limit_seconds:g} s", late=True)]
            return [Done(ticket, error=f"its process ended (exit status {code})", died=True)]
        if message is None:
            worker.is_ready = True
            worker.since = time.monotonic()
            return []
        worker.ticket = worker.since = None
        return [] if ticket is None else [Done(ticket, *message)]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._memory_bytes, self._warm_up), daemon=True
        )
        with _START_LOCK, _hidden_main():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _feed(self) -> None:
        for worker in self._workers:
            if worker.ticket is None and self._waiting:
                ticket, call, arguments = self._waiting.popleft()
                worker.ticket = ticket
                worker.since = time.monotonic() if worker.is_ready else None
                with suppress(OSError):  # it has just died; wait() finds that out
                    worker.pipe.send((call, arguments))

    def _end_late(self) -> None:
        if self._limit_seconds is None:
            return
        now = time.monotonic()
        for worker in self._workers:
            begun = worker.since
            if begun is not None and not worker.late and now - begun > self._limit_seconds:
                worker.late = True
                worker.process.kill()


@contextmanager
def _hidden_main() -> Iterator[None]:
    """Hide the program's main module from processes that start.

    They would import it first, and a script that does not ask for ``__name__ == "__main__"`` would begin anew
    in each of them. Nothing that runs here is defined there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@dataclass(slots=True)
class _Worker:
    process: ForkServerProcess
    pipe: Connection[Any, Any]
    is_ready: bool = False
    ticket: int | None = None
    since: float | None = None
    late: bool = False

    def end(self) -> int | None:
        """Take leave of a process that has ended or been killed, and give its exit status."""
        self.process.join(_END_SECONDS)
        code = self.process.exitcode
        self.pipe.close()
        return code


def _serve(pipe: Connection[Any, Any], memory_bytes: int, warm_up: Callable[[], object] | None) -> None:
    """Run calls until the pipe ends; an empty message says that what the first one needs is loaded."""
    for one in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C and the end of a service are the program's business
        signal.signal(one, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=[parent], daemon=True).start()
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    if warm_up is not None:
        with Kept():
            warm_up()
    with suppress(EOFError, OSError):  # the program has ended
        _run_calls(pipe)


def _run_calls(pipe: Connection[Any, Any]) -> None:
    is_ready = False
    while True:
        call, arguments = pipe.recv()
        if not is_ready:
            pipe.send(None)
            is_ready = True
        result = None
        with Kept() as kept:
            result = call(*arguments)
        error = None if kept.error is None else f"{type(kept.error).__name__}: {kept.error}"
        pipe.send((result, error))


def _exit_after(parent: BaseProcess) -> None:
    """End when the program is killed, which no pipe would tell while a call is under way."""
    parent.join()
    os._exit(0)
