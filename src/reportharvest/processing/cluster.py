"""Dask distributed behind the interface of engines: a cluster on this machine, or one that is there."""

from __future__ import annotations

import multiprocessing
from importlib import import_module
from multiprocessing.forkserver import ensure_running
from queue import Empty, SimpleQueue
from typing import Any

from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.processing.engines import PRELOADED, Call, Done

__all__ = ["DaskEngine"]

_CONNECT_SECONDS = 30
# The scheduler gives a call up after so many workers died with it (3 unless told); it is submitted again
# then, because the notes of a block bring it past the record that kills.
_ALLOWED_FAILURES = 10
# For workers of this machine: they are forked from one process that has loaded everything, instead of loading
# it each; and nobody looks at samples of what they do, taken every 10 ms.
_SETTINGS = {
    "distributed.scheduler.allowed-failures": _ALLOWED_FAILURES,
    "distributed.worker.multiprocessing-method": "forkserver",
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.system-monitor.gil.enabled": False,
}


class DaskEngine:
    """A Dask cluster. Nothing of Dask is imported before one is made.

    Workers should have one thread each (``dask worker --nthreads 1``), a nanny, reportharvest of the same
    version, and the output folder at the same path.

    Args:
        workers: processes to start on this machine, where there is no scheduler.
        memory_bytes: how much memory each of them may have.
        scheduler: address of a scheduler that is there, such as ``tcp://10.0.0.1:8786``.
    Raises:
        UsageError: Dask is not installed.
        WorkFailedError: the scheduler does not answer.
    """

    def __init__(self, workers: int, memory_bytes: int = 0, scheduler: str | None = None) -> None:
        try:
            if scheduler is None:
                import_module("dask.config").set(_SETTINGS)
                _start_fork_server()
            self._distributed: Any = import_module("distributed")
        except ImportError as missing:
            raise UsageError(
                f"--engine dask needs a package that is not installed: {missing.name}",
                hint="pip install 'reportharvest[scale]'; nothing was done",
            ) from missing
        self._cluster: Any = None
        if scheduler is None:
            self._cluster = self._distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, memory_limit=memory_bytes or None,
                dashboard_address=None, silence_logs=40,
            )  # fmt: skip
        try:
            address = scheduler if self._cluster is None else self._cluster
            self._client: Any = self._distributed.Client(
                address, timeout=_CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise WorkFailedError(
                f"{scheduler}: the scheduler does not answer: {error}",
                hint="start one with `dask scheduler`, workers with `dask worker ADDRESS --nthreads 1`",
            ) from error
        self._tickets = 0
        self._futures: dict[int, Any] = {}
        self._ended: SimpleQueue[int] = SimpleQueue()

    def capacity(self) -> int:
        """Give twice the number of threads that the cluster has now, so that it may grow while it works."""
        return 2 * max(1, sum(int(one) for one in self._client.nthreads().values()))

    def submit(self, call: Call, *arguments: Any) -> int:
        """Have a call run, and give its ticket."""
        self._tickets += 1
        ticket = self._tickets
        future = self._client.submit(call, *arguments, pure=False)
        self._futures[ticket] = future
        future.add_done_callback(lambda _future: self._ended.put(ticket))
        return ticket

    def wait(self, timeout_seconds: float) -> list[Done]:
        """Wait until a call has ended, and give all that have."""
        tickets = []
        try:
            tickets.append(self._ended.get(timeout=timeout_seconds))
            while True:
                tickets.append(self._ended.get_nowait())
        except Empty:
            return [self._done(ticket) for ticket in tickets]

    def close(self) -> None:
        """Leave the cluster; one that was made here ends."""
        self._client.cancel(list(self._futures.values()))
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def worker_processes(self) -> list[int]:
        """Give the process numbers of the workers."""
        return [int(one) for one in self._client.run(import_module("os").getpid).values()]

    def _done(self, ticket: int) -> Done:
        future = self._futures.pop(ticket)
        if future.status == "finished":
            return Done(ticket, future.result())
        if future.status == "cancelled":
            return Done(ticket, error="cancelled, as when a scheduler restarts", died=True)
        error = future.exception()
        died = isinstance(error, self._distributed.KilledWorker)
        return Done(ticket, error=f"{type(error).__name__}: {error}", died=died)


def _start_fork_server() -> None:
    """Have the process that workers are forked from load what they need, while the scheduler starts.

    Dask would have it load pandas, too, where that is installed.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(["distributed.nanny", *PRELOADED])
    ensure_running()
