"""Options of a harvest that a timer carries along: what it may ask for, and where its state is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from reportharvest.running.budget import Budget

__all__ = ["budget_of", "budget_options", "budget_words", "prometheus_option"]

_F = TypeVar("_F", bound=Callable[..., Any])


def budget_options(function: _F) -> _F:
    """Add ``--max-pages``, ``--max-bytes`` and ``--max-hours``."""
    pages = click.option(
        "--max-pages",
        type=click.IntRange(1),
        metavar="N",
        help="end the run after so many requests; the next one goes on",
    )
    size = click.option(
        "--max-bytes",
        type=click.IntRange(1),
        metavar="N",
        help="end the run after so many bytes; the next one goes on",
    )
    hours = click.option(
        "--max-hours",
        type=click.FloatRange(0, min_open=True),
        metavar="HOURS",
        help="end the run after so many hours; the next one goes on",
    )
    return pages(size(hours(function)))


def budget_of(given: dict[str, Any]) -> Budget:
    """Take the budget out of the values of a call."""
    return Budget(given.pop("max_pages"), given.pop("max_bytes"), given.pop("max_hours"))


def budget_words(budget: Budget) -> list[str]:
    """Give the options that say a budget."""
    named = {"--max-pages": budget.pages, "--max-bytes": budget.bytes, "--max-hours": budget.hours}
    return [word for name, value in named.items() if value is not None for word in (name, f"{value:.15g}")]


def prometheus_option(function: _F) -> _F:
    """Add ``--prometheus``."""
    return click.option(
        "--prometheus",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="write the state of all sites for Prometheus' textfile collector when the run has ended",
    )(function)
