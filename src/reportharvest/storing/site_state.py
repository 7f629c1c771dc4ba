"""How each site stands: what a database knows of it beside its reports. Reads only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

__all__ = ["HostState", "LastRun", "SiteRow", "last_run", "site_rows"]


@dataclass(frozen=True, slots=True)
class HostState:
    """A host that is asked more slowly than its description says; the columns of the table ``hosts``."""

    host: str
    normal_seconds: float
    delay_seconds: float
    paused_until: str | None
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What a database knows of one site.

    Attributes:
        reports: how many reports it holds of the site.
        last_success: when a page of the site last came, or was found unchanged; None where none ever did.
        last_run: number of the latest run that asked the site for anything; None: none did.
        new: reports first stored by that run.
        changed: reports that it found changed.
        failed: pages that it could not get, by reason; not those that are missing or must not be asked for.
        missing: pages that it found not to be there any more (404, 410).
        refused: pages that it did not ask for.
        refusals: the same by reason.
        missing_reports: reports whose page is not there any more; they are kept.
        short: the expectations that the latest finished run with the site missed, in words.
        pending: requests that wait for the next run.
        postponed: why they wait, or empty.
        slowed: hosts that are asked more slowly than normal.
    """

    site: str
    reports: int
    last_success: str | None
    last_run: int | None
    new: int
    changed: int
    failed: dict[str, int]
    missing: int
    refused: int
    refusals: dict[str, int]
    missing_reports: int
    short: tuple[str, ...]
    pending: int
    postponed: str
    slowed: tuple[HostState, ...]


def site_rows(db: Database, sites: Sequence[str] | None = None) -> list[SiteRow]:
    """Give one row per site.

    Args:
        db: the database.
        sites: names; None for every site that was ever fetched or stored, by name.
    """
    if sites is None:
        found = db.execute(
            "SELECT site FROM fetches UNION SELECT site FROM reports"
            " UNION SELECT value FROM runs, json_each(runs.sites) ORDER BY site"
        ).fetchall()
        sites = [site for (site,) in found]
    return [_site_row(db, site) for site in sites]


def _site_row(db: Database, site: str) -> SiteRow:
    reports, missing_reports, last_success, last_run, pending = _one(
        db,
        "SELECT (SELECT COUNT(*) FROM reports WHERE site = :site),"
        " (SELECT COUNT(*) FROM v_missing_reports WHERE site = :site),"
        " (SELECT MAX(fetched_at) FROM fetches WHERE site = :site AND purpose <> 'robots'"
        " AND outcome IN ('stored', 'not-modified')),"
        " (SELECT MAX(run_id) FROM fetches WHERE site = :site),"
        " (SELECT COUNT(*) FROM queue WHERE site = :site AND state = 'pending' AND purpose <> 'robots')",
        {"site": site},
    )
    new, changed = _one(
        db,
        "SELECT COUNT(*) FILTER (WHERE NOT changed), COUNT(*) FILTER (WHERE changed) FROM ("
        "SELECT EXISTS (SELECT 1 FROM report_versions WHERE report_id = reports.id) AS changed"
        " FROM fetches JOIN reports ON reports.fetch_id = fetches.id"
        " WHERE fetches.run_id = :run AND reports.site = :site)",
        {"site": site, "run": last_run},
    )
    failed, refusals, missing = _failures(db, site, last_run)
    issues = _issues_of_last_run(db, site)
    slowed = db.execute(
        "SELECT host, normal_seconds, delay_seconds, paused_until, reason, since FROM hosts"
        " WHERE site = ? ORDER BY host",
        [site],
    ).fetchall()
    return SiteRow(
        site=site,
        reports=reports,
        last_success=last_success,
        last_run=last_run,
        new=new,
        changed=changed,
        failed=failed,
        missing=missing,
        refused=sum(refusals.values()),
        refusals=refusals,
        missing_reports=missing_reports,
        short=tuple(found for name, found in issues if name == "expectation-missed"),
        pending=pending,
        postponed=next((found for name, found in issues if name == "run-postponed" and pending), ""),
        slowed=tuple(HostState(*row) for row in slowed),
    )


def _failures(db: Database, site: str, run: int | None) -> tuple[dict[str, int], dict[str, int], int]:
    """Count what went wrong in a run: failures by reason, refusals by reason, missing pages."""
    # Only the last try of a page counts, and a host without a robots.txt has no failure.
    outcomes = db.execute(
        "SELECT outcome, COALESCE(error, 'HTTP status ' || status), COUNT(*) AS count FROM fetches"
        " WHERE id IN (SELECT MAX(id) FROM fetches WHERE run_id = :run AND site = :site"
        " AND purpose <> 'robots' GROUP BY method, url, request_body)"
        " AND outcome NOT IN ('stored', 'not-modified', 'redirected', 'read', 'retried')"
        " GROUP BY 1, 2 ORDER BY count DESC, 2",
        {"site": site, "run": run},
    ).fetchall()
    failed: dict[str, int] = {}
    refusals: dict[str, int] = {}
    missing = 0
    for outcome, reason, count in outcomes:
        if outcome == "missing":
            missing += count
        else:
            by_reason = refusals if outcome == "refused" else failed
            by_reason[str(reason)] = by_reason.get(str(reason), 0) + count
    return failed, refusals, missing


def _issues_of_last_run(db: Database, site: str) -> list[tuple[str, str]]:
    """Name and text of what the latest finished harvest noticed about a site as a whole."""
    row = db.execute(
        "SELECT issues FROM runs WHERE command = 'harvest' AND finished_at IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM json_each(runs.sites) WHERE value = ?) ORDER BY id DESC LIMIT 1",
        [site],
    ).fetchone()
    issues: list[dict[str, Any]] = json.loads(row[0]) if row is not None else []
    return [(one["name"], one["found"]) for one in issues if one["place"] == site]


def _one(db: Database, sql: str, values: dict[str, Any]) -> tuple[Any, ...]:
    row: tuple[Any, ...] = db.execute(sql, values).fetchone()
    return row


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest harvest that ended, and whether another one is under way or was stopped.

    Attributes:
        run_id: its number.
        started_at: when it began (ISO 8601, UTC).
        finished_at: when it ended.
        outcome: complete, incomplete or failed.
        counts: what it did, by ``stage/what``.
        unfinished: a later one has begun and has not ended.
    """

    run_id: int
    started_at: str
    finished_at: str
    outcome: str
    counts: dict[str, int]
    unfinished: bool


def last_run(db: Database) -> LastRun | None:
    """Give the latest harvest that ended; None where there is none."""
    row = db.execute(
        "SELECT id, started_at, finished_at, outcome, counts,"
        " EXISTS (SELECT 1 FROM runs AS later WHERE later.id > runs.id AND later.finished_at IS NULL)"
        " FROM runs WHERE command = 'harvest' AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    run_id, started_at, finished_at, outcome, counts, unfinished = row
    return LastRun(run_id, started_at, finished_at, outcome, json.loads(counts), bool(unfinished))
