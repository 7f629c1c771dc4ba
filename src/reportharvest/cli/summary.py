"""What a harvest or replay found, and what to do next, in a few lines."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import Path

from reportharvest.cli.messages import Messages
from reportharvest.errors import WorkFailedError
from reportharvest.issues import ISSUES
from reportharvest.running.progress import RunSummary
from reportharvest.settings import default
from reportharvest.storing import reader
from reportharvest.storing.schema import open_database

__all__ = ["exit_status", "tell_summary"]

_ISSUES_SHOWN = 10
"""More than that scrolls the summary away; all of them are in ``runs.issues``."""


def tell_summary(command: str, run: RunSummary, db: Path, messages: Messages) -> None:
    """Tell what a run did, what the database holds now, what went wrong, and what to do next.

    Raises:
        WorkFailedError: the run gave nothing at all.
    """
    database = open_database(db, read_only=True)
    try:
        totals = reader.totals(database)
    finally:
        database.close()
    if messages.log_format == "json":
        messages.tell(
            f"{command} {run.outcome}",
            outcome=run.outcome,
            run=run.run_id,
            counts=run.counts,
            totals=asdict(totals),
            issues=[issue.to_dict() for issue in run.issues],
        )
    else:
        for line in [*_found(command, run, totals), *_wrong(run), *_next(db, totals)]:
            messages.tell(line)
    if run.outcome == "failed":
        raise WorkFailedError(
            f"{command}: no page could be fetched or read",
            hint=f"`reportharvest status{_db_option(db)}` shows why; what was in the database is still there",
        )


def exit_status(run: RunSummary) -> int:
    """Give 1 where a run was stopped or a site gave fewer or more reports than expected, else 0.

    A few pages that failed are the web's daily business: they are told, counted and tried next time.
    """
    missed = any(issue.name == "expectation-missed" for issue in run.issues)
    return int(run.outcome in {"failed", "interrupted"} or missed)


def _found(command: str, run: RunSummary, totals: reader.Totals) -> list[str]:
    counts = run.counts
    fetched = sum(count for name, count in counts.items() if name.startswith("fetch/"))
    resumed = ", going on from where it was stopped" if run.resumed else ""
    years = "no year known" if totals.first_year is None else f"{totals.first_year} to {totals.last_year}"
    new, changed = counts.get("reports/new", 0), counts.get("reports/changed", 0)
    same = counts.get("fetch/not-modified", 0)
    places = f"{totals.publishers} publishers on {totals.sites} sites"
    return [
        f"{command} {run.outcome}{resumed}: {fetched} requests, {new} reports new, {changed} changed",
        f"  {same} pages not modified since the last time",
        f"in the database: {totals.reports} reports of {places}, {years}",
        f"  {totals.repaired} reports with damage restored, {totals.lost} characters lost for good",
        f"  {totals.statistics} numbers of statutory forms, {totals.checks_failed} sums that do not hold",
    ]


def _wrong(run: RunSummary) -> list[str]:
    lines = []
    for outcome, words in (
        ("failed", "not fetched"),
        ("unreadable", "fetched, but not readable"),
        ("missing", "not there any more (404, 410)"),
        ("refused", "not asked for (robots.txt, scope, private address)"),
    ):
        count = run.counts.get(f"fetch/{outcome}", 0)
        lines += [f"  {count} page{'s' * (count != 1)} {words}"] if count else []
    issues = [f"  {issue.place}: {issue.found or ISSUES[issue.name]} ({issue.name})" for issue in run.issues]
    more = len(issues) - _ISSUES_SHOWN
    return lines + issues[:_ISSUES_SHOWN] + ([f"  and {more} more, see runs.issues"] if more > 0 else [])


def _next(db: Path, totals: reader.Totals) -> list[str]:
    if not totals.reports:
        return []
    option = _db_option(db)
    query = "SELECT report_year, publisher, title FROM reports ORDER BY 1, 2"
    return [
        "next:",
        f"  reportharvest search 公开{option}",
        f"  reportharvest status{option}",
        f'  sqlite3 {shlex.quote(str(db))} "{query}"',
    ]


def _db_option(db: Path) -> str:
    return "" if db == default("db") else f" --db {shlex.quote(str(db))}"
