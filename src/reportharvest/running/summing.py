"""How a run ended: counted from its rows, held against what its sites are expected to have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from reportharvest.crawling.frontier import Frontier
from reportharvest.crawling.sites import SiteDescription
from reportharvest.issues import Issue
from reportharvest.running.expectations import shortfalls
from reportharvest.running.progress import RunSummary, SiteSummary
from reportharvest.storing.site_state import site_rows

__all__ = ["counts_of", "summarise"]


def summarise(
    db: Database,
    run_id: int,
    sites: Sequence[SiteDescription],
    lost: Sequence[Issue],
    *,
    resumed: bool,
    stopped: bool,
    waiting: Mapping[str, str],
    now: datetime,
) -> RunSummary:
    """Sum a run up.

    Args:
        db: the database.
        run_id: the run.
        sites: what it was to visit.
        lost: what was noticed when it began.
        resumed: it went on where an earlier call was stopped.
        stopped: it was asked to stop before it was done.
        waiting: sites that are not done, as their budget is spent or their hours are over, with the reason.
        now: the present.
    """
    counts = counts_of(db, run_id)
    rows = {row.site: row for row in site_rows(db, [site.name for site in sites])}
    done = [site for site in sites if not stopped and site.name not in waiting]
    short = [issue for site in done for issue in shortfalls(db, site, now.date())]
    missed = [*short, *_limits(db, run_id, sites)]
    postponed = [
        Issue("run-postponed", name, f"{reason}; {_pending(db, run_id, name)} requests wait for the next run")
        for name, reason in sorted(waiting.items())
    ]
    issues = [*missed, *postponed, *lost, *_strays(db, run_id, sites), *_ends(db, run_id)]
    answered = counts.get("fetch/stored", 0) + counts.get("fetch/not-modified", 0)
    outcome: Literal["complete", "incomplete", "failed", "interrupted"] = "complete"
    if stopped:
        outcome = "interrupted"
    elif answered == 0 and not waiting:
        outcome = "failed"
    elif missed or waiting or any(counts.get(f"fetch/{one}") for one in ("failed", "unreadable", "blocked")):
        outcome = "incomplete"
    summaries = []
    for site in sites:
        row = rows[site.name]
        summaries.append(
            SiteSummary(
                site.name, row.reports, site.expect.min_reports, site.expect.max_reports,
                new=row.new, changed=row.changed, failed=sum(row.failed.values()), missing=row.missing,
                refused=row.refused, last_success=row.last_success,
                short=tuple(one.found for one in short if one.place == site.name),
                waiting=waiting.get(site.name, ""),
            )
        )  # fmt: skip
    return RunSummary(run_id, outcome, resumed, counts, tuple(issues), tuple(summaries))


def _pending(db: Database, run_id: int, site: str) -> int:
    [count] = db.execute(
        "SELECT COUNT(*) FROM queue WHERE run_id = ? AND site = ? AND state = 'pending'"
        " AND purpose <> 'robots'",
        [run_id, site],
    ).fetchone()
    return int(count)


def counts_of(db: Database, run_id: int | None = None) -> dict[str, int]:
    """Count what a run, or all runs, did: from the rows, so that a stop in between does not matter."""
    mine = "" if run_id is None else f"WHERE fetches.run_id = {run_id:d}"
    counts = dict(
        db.execute(
            f"SELECT 'fetch/' || outcome, COUNT(*) FROM fetches {mine} GROUP BY outcome ORDER BY outcome"  # noqa: S608
        ).fetchall()
    )
    for table in ("pages", "reports"):
        new, changed = db.execute(
            f"SELECT COUNT(*) FILTER (WHERE one.first_seen_at = one.changed_at),"  # noqa: S608
            f" COUNT(*) FILTER (WHERE one.first_seen_at <> one.changed_at)"
            f" FROM {table} AS one JOIN fetches ON fetches.id = one.fetch_id {mine}"
        ).fetchone()
        counts |= {f"{table}/new": new, f"{table}/changed": changed}
    [counts["reports/total"]] = db.execute("SELECT COUNT(*) FROM reports").fetchone()
    return counts


def _ends(db: Database, run_id: int) -> Iterator[Issue]:
    """Lists that were not followed to their end, and pages that something stood before."""
    for url, reason, found in Frontier(db.conn, run_id).list_ends():
        yield Issue("list-ended", url, f"{reason}: {found}")
    blocked = db.execute(
        "SELECT url, error FROM fetches WHERE run_id = ? AND outcome = 'blocked' ORDER BY url LIMIT 100",
        [run_id],
    )
    for url, evidence in blocked.fetchall():
        yield Issue("fetch-blocked", url, evidence or "")


def _limits(db: Database, run_id: int, sites: Sequence[SiteDescription]) -> Iterator[Issue]:
    """Bounds that were reached."""
    frontier = Frontier(db.conn, run_id)
    for site in sites:
        for bound, count in (
            ("max_list_pages", frontier.count(site.name, "list")),
            ("max_pages", frontier.count(site.name)),
        ):
            if count >= getattr(site, bound):
                yield Issue("fetch-refused", site.name, f"{bound} = {getattr(site, bound)} was reached")


def _strays(db: Database, run_id: int, sites: Sequence[SiteDescription]) -> Iterator[Issue]:
    """Redirects out of scope, which were not followed."""
    for site in sites:
        redirects = db.execute(
            "SELECT url, location FROM fetches WHERE run_id = ? AND site = ? AND outcome = 'redirected'"
            " AND purpose <> 'robots' ORDER BY url LIMIT 10000",
            [run_id, site.name],
        ).fetchall()
        for url, location in redirects:
            if location is not None and not site.scope.allows(location):
                yield Issue("fetch-refused", url, f"redirects out of scope: {location}")
