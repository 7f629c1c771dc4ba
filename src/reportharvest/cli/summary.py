"""What a harvest or replay found, and what to do next, in a few lines."""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reportharvest.cli.messages import Messages, counted
from reportharvest.errors import WorkFailedError
from reportharvest.issues import ISSUES
from reportharvest.running.progress import RunSummary
from reportharvest.settings import default
from reportharvest.storing import reader
from reportharvest.storing.schema import open_database

__all__ = ["exit_status", "summary_dict", "tell_summary"]

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
        for line in [*_found(command, run, totals), *_wrong(run), *_next(command, run, db, totals)]:
            messages.tell(line)
    if run.outcome == "failed":
        raise WorkFailedError(
            f"{command}: no page could be fetched or read",
            hint=f"`reportharvest status{_db_option(db)}` shows why; what was in the database is still there",
        )


def exit_status(run: RunSummary) -> int:
    """Give 1 where a run was stopped or a site has not what is expected of it, else 0.

    A few pages that failed are the web's daily business: they are told, counted and tried next time. A run
    that ends because its budget is spent or the hours of a site are over has done what it was asked.
    """
    missed = any(issue.name == "expectation-missed" for issue in run.issues)
    return int(run.outcome in {"failed", "interrupted"} or missed)


def summary_dict(run: RunSummary) -> dict[str, Any]:
    """Give what a run did as JSON-serialisable data."""
    return {
        "run": run.run_id,
        "outcome": run.outcome,
        "exit_status": exit_status(run),
        "resumed": run.resumed,
        "counts": run.counts,
        "issues": [issue.to_dict() for issue in run.issues],
        "sites": [asdict(site) for site in run.sites],
    }


def _found(command: str, run: RunSummary, totals: reader.Totals) -> list[str]:
    counts = run.counts
    fetched = sum(count for name, count in counts.items() if name.startswith("fetch/"))
    resumed = ", going on from where it was stopped" if run.resumed else ""
    places = f"{counted(totals.publishers, 'publisher')} on {counted(totals.sites, 'site')}"
    years = "no year known" if totals.first_year is None else f"{totals.first_year} to {totals.last_year}"
    new, changed = counts.get("reports/new", 0), counts.get("reports/changed", 0)
    same = counts.get("fetch/not-modified", 0)
    came = f"{counted(fetched, 'request')}, {counted(new, 'report')} new, {changed} changed"
    repaired, lost = counted(totals.repaired, "report"), counted(totals.lost, "character")
    numbers, wrong = counted(totals.statistics, "number"), counted(totals.checks_failed, "sum")
    return [
        f"{command} {run.outcome}{resumed}: {came}",
        f"  {counted(same, 'page')} not modified since the last time",
        f"in the database: {counted(totals.reports, 'report')} of {places}, {years}",
        f"  {repaired} with damage restored, {lost} lost for good",
        f"  {numbers} of statutory forms, {wrong} that do not add up",
    ]


def _wrong(run: RunSummary) -> list[str]:
    lines = []
    for outcome, words in (
        ("failed", "not fetched"),
        ("unreadable", "fetched, but not readable"),
        ("missing", "not there any more (404, 410)"),
        ("blocked", "not read: a captcha, a challenge or a login stands before"),
        ("refused", "not asked for (robots.txt, scope, private address)"),
    ):
        count = run.counts.get(f"fetch/{outcome}", 0)
        lines += [f"  {counted(count, 'page')} {words}"] if count else []
    issues = [
        f"  {issue.place}: {issue.found or ISSUES[issue.name]} ({issue.name})"
        for issue in run.issues
        # A run that was stopped has not had the time to meet what is expected.
        if run.outcome != "interrupted" or issue.name != "expectation-missed"
    ]
    more = len(issues) - _ISSUES_SHOWN
    return lines + issues[:_ISSUES_SHOWN] + ([f"  and {more} more, see runs.issues"] if more > 0 else [])


def _next(command: str, run: RunSummary, db: Path, totals: reader.Totals) -> list[str]:
    if run.outcome == "interrupted":
        return ["next:", f"  the same {command} again; it goes on from where this one was stopped"]
    if not totals.reports:
        hint = "no page that came is a report: open the entry pages in a browser, and compare them with the"
        return ["next:", f"  {hint}", "  settings entry, scope and follow of the site's description"]
    option = _db_option(db)
    query = "SELECT report_year, publisher, title FROM reports ORDER BY 1, 2"
    return [
        "next:",
        f"  {_program()} search 公开{option}",
        f"  {_program()} status{option}",
        f'  sqlite3 {shlex.quote(str(db))} "{query}"',
    ]


def _program() -> str:
    """Give the command as it was called, so that it can be copied where it is on no path."""
    called = sys.argv[0]
    if Path(called).name != "reportharvest" or shutil.which("reportharvest") == called:
        return "reportharvest"
    return shlex.quote(called)


def _db_option(db: Path) -> str:
    return "" if db == default("db") else f" --db {shlex.quote(str(db))}"
