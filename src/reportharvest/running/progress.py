"""What a run tells while it works. Whoever shows it decides how; the run only calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from reportharvest.issues import Issue

__all__ = ["Progress", "ProgressEvent", "RunSummary", "SiteSummary", "silent"]


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One step of a run.

    Attributes:
        kind: what happened; ``page`` is one request settled.
        site: name of the site, empty for the run as a whole.
        url: the URL, or what else the step is about.
        outcome: what became of it, as in ``fetches.outcome``; for ``page`` also ``new`` and ``changed``.
        done: requests of the site that are settled.
        queued: requests of the site that are known so far, settled or not.
        reports: reports of the site that this run stored, new or changed.
    """

    kind: Literal["run-started", "site-started", "page", "site-finished", "run-finished"]
    site: str = ""
    url: str = ""
    outcome: str = ""
    done: int = 0
    queued: int = 0
    reports: int = 0


class Progress(Protocol):
    """Called with each step; must not raise and should return quickly."""

    def __call__(self, event: ProgressEvent, /) -> None:
        """Take notice of a step."""


def silent(_event: ProgressEvent) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """One site at the end of a run.

    Attributes:
        name: name of its description.
        reports: how many are in the database.
        expected_min: how many it is expected to have, at least.
        expected_max: and at most.
        new: reports that the run stored for the first time.
        changed: reports that it found changed.
        failed: pages that it could not get.
        missing: pages that are not there any more.
        refused: pages that it did not ask for: robots.txt, scope, private address.
        last_success: when a page last came or was found unchanged (ISO 8601, UTC); None: never.
        short: the expectations that it missed, in words.
        waiting: why it is not done and goes on in the next run, or empty.
    """

    name: str
    reports: int
    expected_min: int | None = None
    expected_max: int | None = None
    new: int = 0
    changed: int = 0
    failed: int = 0
    missing: int = 0
    refused: int = 0
    last_success: str | None = None
    short: tuple[str, ...] = ()
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended.

    Attributes:
        run_id: its number.
        outcome: as in ``runs.outcome``; ``interrupted`` when it was asked to stop and can go on.
        resumed: it went on where an earlier call was stopped.
        counts: counters by ``stage/what``.
        issues: what was noticed about the run as a whole.
        asked_to_stop: a signal came while it was under way, also where it could end all the same.
        sites: per site.
    """

    run_id: int
    outcome: Literal["complete", "incomplete", "failed", "interrupted"]
    resumed: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    sites: tuple[SiteSummary, ...] = ()
    asked_to_stop: bool = False
