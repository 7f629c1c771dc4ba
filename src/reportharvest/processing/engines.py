"""What blocks are worked on by: one interface, and the processes of one machine behind it."""

from __future__ import annotations

from typing import Any, Protocol

from reportharvest.workers import Call, Done, ProcessPool

__all__ = ["PRELOADED", "Call", "Done", "Engine", "LocalEngine"]

PRELOADED = ("reportharvest.processing.ready",)
"""What is imported once for all workers of a machine."""


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


class LocalEngine(ProcessPool):
    """Processes of this machine.

    Args:
        workers: how many processes.
        memory_bytes: how much memory each may have; a page that needs more is given up. 0: no limit.
    """

    def __init__(self, workers: int, memory_bytes: int = 0) -> None:
        super().__init__(workers, PRELOADED, memory_bytes=memory_bytes)
