"""The rules of a host's robots.txt from the archive, and until when they may be used."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from reportharvest.archiving.capture import Capture, Place
from reportharvest.archiving.warc import read_capture
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.robots import MAX_ROBOTS_AGE_SECONDS, MAX_ROBOTS_BYTES, RobotsPolicy
from reportharvest.errors import ArchiveError

__all__ = ["HostRules", "archived_rules"]


@dataclass(frozen=True, slots=True)
class HostRules:
    """The rules of a host, and until when they may be used (seconds of the clock that only grows)."""

    policy: RobotsPolicy
    until: float

    @classmethod
    def unknown(cls) -> HostRules:
        """Give what holds for a host whose robots.txt could not be asked for."""
        return cls(RobotsPolicy.read(None, b""), time.monotonic() + MAX_ROBOTS_AGE_SECONDS)


def archived_rules(
    db: Database, folder: Path, url: str, *, run_id: int, full: bool, now: datetime
) -> HostRules | None:
    """Give the rules from the archive, of this run or an earlier one; None when there is nothing of use.

    That a host could not be asked counts for the run in which it was so; the next one asks again.

    Args:
        db: the database.
        folder: where the archive is.
        url: the address of the robots.txt.
        run_id: the run that asks.
        full: answers of earlier runs do not count.
        now: the present.
    """
    row = db.execute(
        "SELECT warc_file, warc_offset, fetched_at, run_id FROM fetches WHERE purpose = 'robots'"
        " AND warc_file IS NOT NULL AND (url = ? OR via = ?) ORDER BY id DESC LIMIT 1",
        [url, url],
    ).fetchone()
    if row is None or (full and row[3] != run_id):
        return None
    age = (now - datetime.fromisoformat(row[2])).total_seconds()
    if not -MAX_ROBOTS_AGE_SECONDS < age < MAX_ROBOTS_AGE_SECONDS:
        return None
    try:
        capture = read_capture(folder, Place(row[0], row[1]))
    except ArchiveError:
        return None
    policy = _policy_of(capture)
    if not policy.is_known and row[3] != run_id:
        return None
    return HostRules(policy, time.monotonic() + MAX_ROBOTS_AGE_SECONDS - max(age, 0.0))


def _policy_of(capture: Capture) -> RobotsPolicy:
    content = undo_content_encoding(capture.body, capture.header("Content-Encoding"), 4 * MAX_ROBOTS_BYTES)
    if capture.error is not None and capture.truncated != "length":
        return RobotsPolicy.read(None, b"")
    return RobotsPolicy.read(capture.status, content.body)
