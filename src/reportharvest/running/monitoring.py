"""The state of a database as Prometheus reads it: text for a file that its node exporter collects."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from reportharvest.running.status import SiteStatus, status
from reportharvest.storing.schema import open_database
from reportharvest.storing.site_state import LastRun, last_run

__all__ = ["prometheus_text", "write_prometheus"]

_Sample = tuple[dict[str, str], float]
_PREFIX = "reportharvest_"


def write_prometheus(
    db: Path, file: Path, *, overdue_days: int | None = None, now: datetime | None = None
) -> None:
    """Write the state of a database to a file, at once: who reads it sees the old text or the new one.

    Args:
        db: the database.
        file: usually ``*.prom`` in the folder that the node exporter's textfile collector reads.
        overdue_days: as for :func:`reportharvest.running.status.status`.
        now: the present; None: the clock.
    """
    sites = status(db, overdue_days=overdue_days, now=now)
    database = open_database(db, read_only=True)
    try:
        run = last_run(database)
    finally:
        database.close()
    text = prometheus_text(sites, run, now or datetime.now(UTC))
    # the collector reads *.prom only, and never this one
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".new")
    fresh = Path(name)
    try:
        with open(number, "w", encoding="utf-8") as stream:  # noqa: PTH123  a number, not a path
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.chmod(0o644)  # the collector is another user
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def prometheus_text(sites: Sequence[SiteStatus], run: LastRun | None, now: datetime) -> str:
    """Give the text, in Prometheus' exposition format 0.0.4.

    Args:
        sites: the state of each site.
        run: the latest harvest that ended, or None.
        now: when the state was read.
    """
    lines: list[str] = []
    for name, help_text, samples in (*_of_sites(sites), *_of_run(run), *_of_hosts(sites)):
        if samples:
            lines += [f"# HELP {_PREFIX}{name} {help_text}", f"# TYPE {_PREFIX}{name} gauge"]
            lines += [f"{_PREFIX}{name}{_labels(labels)} {value:.15g}" for labels, value in samples]
    lines += [
        f"# HELP {_PREFIX}state_timestamp_seconds When this state was read.",
        f"# TYPE {_PREFIX}state_timestamp_seconds gauge",
        f"{_PREFIX}state_timestamp_seconds {now.timestamp():.15g}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _of_sites(sites: Sequence[SiteStatus]) -> Iterator[tuple[str, str, list[_Sample]]]:
    succeeded = [site for site in sites if site.last_success is not None]
    yield (
        "site_last_success_timestamp_seconds",
        "When a page of the site last came or was found unchanged.",
        [({"site": one.site}, _seconds(one.last_success or "")) for one in succeeded],
    )
    for name, help_text in (
        ("reports", "Reports stored."),
        ("new", "Reports that the last run stored for the first time."),
        ("changed", "Reports that the last run found changed."),
        ("failed", "Pages that the last run could not get."),
        ("missing", "Pages that the last run found not to be there any more."),
        ("refused", "Pages that the last run did not ask for."),
        ("missing_reports", "Reports whose page is not there any more."),
        ("pending", "Requests that wait for the next run."),
        ("overdue", "Whether the last success is longer ago than allowed."),
    ):
        yield (
            f"site_{name}",
            help_text,
            [({"site": one.site}, float(getattr(one, name))) for one in sites],
        )
    yield (
        "site_expectations_missed",
        "Expectations of the description that the last run missed.",
        [({"site": one.site}, float(len(one.short))) for one in sites],
    )


def _of_run(run: LastRun | None) -> Iterator[tuple[str, str, list[_Sample]]]:
    if run is None:
        return
    yield "run_start_timestamp_seconds", "When the last run began.", [({}, _seconds(run.started_at))]
    yield "run_end_timestamp_seconds", "When the last run ended.", [({}, _seconds(run.finished_at))]
    yield (
        "run_outcome",
        "How the last run ended; 1 for the outcome that it had.",
        [({"outcome": one}, float(one == run.outcome)) for one in ("complete", "failed", "incomplete")],
    )
    yield "run_unfinished", "Whether a later run is under way or was stopped.", [({}, float(run.unfinished))]
    yield (
        "run_count",
        "What the last run did.",
        [
            (dict(zip(("stage", "what"), name.split("/", 1), strict=True)), float(count))
            for name, count in sorted(run.counts.items())
            if "/" in name
        ],
    )


def _of_hosts(sites: Iterable[SiteStatus]) -> Iterator[tuple[str, str, list[_Sample]]]:
    yield (
        "host_delay_seconds",
        "Delay between two requests to a host that is asked more slowly than normal.",
        [
            ({"host": host.host, "site": site.site}, host.delay_seconds)
            for site in sites
            for host in site.slowed
        ],
    )


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
