"""How each site stands: what is stored, what the last run brought, what failed and why, what is overdue."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reportharvest.settings import default
from reportharvest.storing import reader
from reportharvest.storing.schema import open_database

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
        failed: pages that the last run could not get.
        reasons: the same by reason.
        overdue: the last success is longer ago than allowed, or there was none.
    """

    site: str
    reports: int
    last_success: str | None
    new: int
    changed: int
    failed: int
    reasons: dict[str, int]
    overdue: bool

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
    limit = (now or datetime.now(UTC)) - timedelta(days=days)
    database = open_database(db, read_only=True)
    try:
        rows = reader.site_rows(database)
    finally:
        database.close()
    return [
        SiteStatus(
            row.site,
            row.reports,
            row.last_success,
            row.new,
            row.changed,
            sum(row.failed.values()),
            row.failed,
            row.last_success is None or datetime.fromisoformat(row.last_success) < limit,
        )
        for row in rows
    ]
