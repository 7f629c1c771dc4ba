"""How each site stands: what is stored, what the last run brought, what failed and why, what is overdue."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reportharvest.settings import default
from reportharvest.storing.schema import open_database
from reportharvest.storing.site_state import HostState, site_rows

__all__ = ["SiteStatus", "status"]


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site.

    Attributes:
        site: name of its description.
        reports: how many reports are stored.
        last_success: when a page last came, or was found unchanged (ISO 8601, UTC); None: never.
        new: reports that the last run stored for the first time.
        changed: reports that the last run found changed.
        failed: pages that the last run could not get; not those that are missing or must not be asked for.
        reasons: the same by reason.
        missing: pages that the last run found not to be there any more (404, 410).
        refused: pages that it did not ask for.
        refusals: the same by reason.
        missing_reports: reports whose page is not there any more; they are kept.
        short: the expectations that the last run missed: which one, and by how much.
        pending: requests that wait for the next run, because the budget was spent or the hours were over.
        postponed: why they wait, or empty.
        slowed: hosts that are asked more slowly than normal, because they did not bear more.
        overdue: the last success is longer ago than allowed, or there was none.
        days_since_success: whole days; None: never.
    """

    site: str
    reports: int
    last_success: str | None
    new: int
    changed: int
    failed: int
    reasons: dict[str, int]
    missing: int
    refused: int
    refusals: dict[str, int]
    missing_reports: int
    short: tuple[str, ...]
    pending: int
    postponed: str
    slowed: tuple[HostState, ...]
    overdue: bool
    days_since_success: int | None

    def to_dict(self) -> dict[str, Any]:
        """Give the row as JSON-serialisable data."""
        return asdict(self)


def status(db: Path, *, overdue_days: int | None = None, now: datetime | None = None) -> list[SiteStatus]:
    """Read the state of every site from a database; a harvest that is under way is not disturbed.

    Args:
        db: the database.
        overdue_days: days without success after which a site is overdue; None: the setting's default.
        now: the present; None: the clock.
    Raises:
        DatabaseError: there is no such database, or it is not one of ours.
    """
    days = default("overdue_days") if overdue_days is None else overdue_days
    present = now or datetime.now(UTC)
    limit = present - timedelta(days=days)
    database = open_database(db, read_only=True)
    try:
        rows = site_rows(database)
    finally:
        database.close()
    found = []
    for row in rows:
        success = None if row.last_success is None else datetime.fromisoformat(row.last_success)
        found.append(
            SiteStatus(
                site=row.site,
                reports=row.reports,
                last_success=row.last_success,
                new=row.new,
                changed=row.changed,
                failed=sum(row.failed.values()),
                reasons=row.failed,
                missing=row.missing,
                refused=row.refused,
                refusals=row.refusals,
                missing_reports=row.missing_reports,
                short=row.short,
                pending=row.pending,
                postponed=row.postponed,
                slowed=row.slowed,
                overdue=success is None or success < limit,
                days_since_success=None if success is None else (present - success).days,
            )
        )
    return found
