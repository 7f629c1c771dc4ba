"""Progress on stderr: bars where it is a terminal, one line an interval where it is not."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from reportharvest.cli.messages import Messages, counted, write_json_line
from reportharvest.running.progress import ProgressEvent
from reportharvest.settings import Settings

__all__ = ["LineProgress", "showing"]


_WIDTH_FOR_BARS = 80
"""Below, a bar of some twenty columns with its numbers would be cut off; the numbers alone are shown."""


@dataclass(slots=True)
class _Site:
    done: int = 0
    queued: int = 0
    reports: int = 0
    failed: int = 0
    finished: bool = False


class LineProgress:
    """Count, and tell the state of all sites when an interval has passed.

    Args:
        messages: where it is told.
        interval_seconds: between two lines.
        clock: seconds that only grow.
    """

    def __init__(
        self, messages: Messages, interval_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._messages = messages
        self._interval = interval_seconds
        self._clock = clock
        self._told = clock()
        self._sites: dict[str, _Site] = {}

    def __call__(self, event: ProgressEvent) -> None:
        """Take notice of a step."""
        _count(self._sites, event)
        if self._clock() - self._told >= self._interval:
            self._told = self._clock()
            self._tell()

    def _tell(self) -> None:
        sites = self._sites.values()
        done, queued = sum(one.done for one in sites), sum(one.queued for one in sites)
        reports, failed = sum(one.reports for one in sites), sum(one.failed for one in sites)
        under_way = sum(not one.finished for one in sites)
        self._messages.tell(
            f"{done} of {counted(queued, 'request')} done, {counted(reports, 'report')} new or changed,"
            f" {failed} failed, {counted(under_way, 'site')} under way",
            done=done,
            queued=queued,
            reports=reports,
            failed=failed,
            sites_under_way=under_way,
        )


class _BarProgress:
    """One bar per site; where they are more than the terminal has lines, those that are finished go."""

    def __init__(self, bars: Progress, lines: int) -> None:
        self.bars = bars
        self._lines = lines
        self._tasks: dict[str, TaskID] = {}
        self._sites: dict[str, _Site] = {}

    def __call__(self, event: ProgressEvent) -> None:
        """Take notice of a step."""
        state = _count(self._sites, event)
        if state is None:
            return
        if event.site not in self._tasks:
            self._tasks[event.site] = self.bars.add_task(event.site, total=None, reports=0, failed="")
        self.bars.update(
            self._tasks[event.site],
            completed=state.done,
            total=state.queued or None,
            reports=state.reports,
            failed=f"{state.failed} failed" if state.failed else "",
            visible=not (state.finished and len(self._tasks) > self._lines),
        )


def _count(sites: dict[str, _Site], event: ProgressEvent) -> _Site | None:
    if not event.site:
        return None
    state = sites.setdefault(event.site, _Site())
    if event.kind == "page":
        state.done, state.queued, state.reports = event.done, event.queued, event.reports
        state.failed += event.outcome in {"failed", "unreadable", "blocked"}
    state.finished = state.finished or event.kind == "site-finished"
    return state


@contextmanager
def showing(settings: Settings, messages: Messages) -> Iterator[Callable[[ProgressEvent], None]]:
    """Show progress, and what the library modules log, while the context lasts."""
    with _logging(messages):
        if messages.quiet:
            yield lambda _event: None
        elif settings.log_format == "json" or not sys.stderr.isatty():
            yield LineProgress(messages, settings.progress_interval_seconds)
        else:
            console = Console(stderr=True)
            columns = [
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[reports]} reports {task.fields[failed]}"),
                TimeElapsedColumn(),
            ]
            if console.width < _WIDTH_FOR_BARS:
                columns = [columns[0], columns[2], columns[3]]
            with Progress(*columns, console=console) as bars:
                yield _BarProgress(bars, lines=console.height - 1)


class _Handler(logging.Handler):
    """Pass what library modules log on to the user."""

    def __init__(self, messages: Messages) -> None:
        super().__init__(logging.WARNING if messages.log_format == "text" else logging.INFO)
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        if self._messages.log_format == "json":
            write_json_line(record.levelname.lower(), message=record.getMessage(), logger=record.name)
        else:
            self._messages.tell(f"{record.levelname.lower()}: {record.getMessage()}")


@contextmanager
def _logging(messages: Messages) -> Iterator[None]:
    logger = logging.getLogger("reportharvest")
    before = logger.level
    handler = logging.NullHandler() if messages.quiet else _Handler(messages)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
