"""Earlier states of a report that become known later, as when captures of years are loaded in any order."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

from sqlite_utils import Database

from reportharvest.model import Report
from reportharvest.storing import reader
from reportharvest.storing.rows import json_text, storable
from reportharvest.storing.schema import page_id

__all__ = ["is_later_known", "store_earlier"]


@dataclass(frozen=True, slots=True)
class _State:
    """What a page said from a moment on."""

    seen_at: str
    fetch_id: int
    digest: str
    record: str


def is_later_known(db: Database, url: str, fetched_at: str) -> bool:
    """Tell whether the database holds a report whose page was read later than a moment, too."""
    row = db.execute(
        "SELECT 1 FROM reports WHERE id = ? AND EXISTS (SELECT 1 FROM fetches WHERE url = ?"
        " AND outcome = 'stored' AND fetched_at > ?)",
        [page_id(storable(url)), storable(url), fetched_at],
    ).fetchone()
    return row is not None


def store_earlier(db: Database, url: str, fetch_id: int, fetched_at: str, report: Report) -> bool:
    """Put a state of a report into its history, at its place; what the page says last stays.

    A state that says the same as the one before it is not stored; one that says the same as the one behind
    it only makes that one older. Where the page was read again later and said what it had said before, it
    says so from then on.

    Args:
        db: the database; the caller holds the transaction.
        url: canonical URL of a report that is there.
        fetch_id: the response that the state was made from.
        fetched_at: when that was fetched (ISO 8601, UTC).
        report: the state.
    Returns:
        True where the history became longer.
    """
    number = page_id(storable(url))
    states = _states(db, number)
    digest = sha256(json.dumps(report.to_dict(), sort_keys=True).encode()).hexdigest()
    mine = _State(fetched_at, fetch_id, digest, json_text(report.to_dict()))
    place = sum(state.seen_at <= fetched_at for state in states)
    before = states[place - 1] if place else None
    behind = states[place] if place < len(states) else None
    for table in ("reports", "pages"):
        db.execute(
            f"UPDATE {table} SET first_seen_at = min(first_seen_at, ?) WHERE id = ?",  # noqa: S608 (our names)
            [fetched_at, number],
        )
    if before is not None and before.digest == digest:
        return False
    again = None if before is None else _read_again(db, url, fetched_at, behind)
    if before is not None and again is not None:
        new = [*states[:place], mine, replace(before, seen_at=again[0], fetch_id=again[1]), *states[place:]]
    elif behind is not None and behind.digest == digest:
        new = [*states[:place], replace(behind, seen_at=fetched_at), *states[place + 1 :]]
    else:
        new = [*states[:place], mine, *states[place:]]
    _write(db, number, new)
    return len(new) > len(states)


def _states(db: Database, number: int) -> list[_State]:
    """Give all states of a report, the oldest first, the present one last."""
    versions = db.execute(
        "SELECT seen_at, fetch_id, record_sha256, record FROM report_versions WHERE report_id = ?"
        " ORDER BY version",
        [number],
    ).fetchall()
    changed_at, fetch_id, digest = db.execute(
        "SELECT changed_at, fetch_id, record_sha256 FROM reports WHERE id = ?", [number]
    ).fetchone()
    present = reader.report(db, number)
    record = "{}" if present is None else json_text(present.to_dict())
    return [*(_State(*row) for row in versions), _State(changed_at, fetch_id, digest, record)]


def _read_again(db: Database, url: str, after: str, behind: _State | None) -> tuple[str, int] | None:
    """Find when a page was read next, before it said something else."""
    row = db.execute(
        "SELECT fetched_at, id FROM fetches WHERE url = ? AND outcome = 'stored' AND fetched_at > ?"
        " AND fetched_at < ? ORDER BY fetched_at, id LIMIT 1",
        [storable(url), after, "9" if behind is None else behind.seen_at],
    ).fetchone()
    return None if row is None else (row[0], row[1])


def _write(db: Database, number: int, states: list[_State]) -> None:
    """Write a history anew; the present state keeps its rows, and only becomes older or younger."""
    db.execute("DELETE FROM report_versions WHERE report_id = ?", [number])
    for version, (state, following) in enumerate(pairwise(states), 1):
        db.execute(
            "INSERT INTO report_versions (report_id, version, fetch_id, seen_at, replaced_at, cause,"
            " record_sha256, record)"
            " SELECT ?, ?, mine.id, ?, ?,"
            " CASE WHEN mine.sha256 IS other.sha256 THEN 'program' ELSE 'page' END, ?, ?"
            " FROM fetches AS mine, fetches AS other WHERE mine.id = ? AND other.id = ?",
            [
                number,
                version,
                state.seen_at,
                following.seen_at,
                state.digest,
                state.record,
                state.fetch_id,
                following.fetch_id,
            ],
        )
    for table in ("reports", "pages"):
        db.execute(
            f"UPDATE {table} SET changed_at = ?, fetch_id = ? WHERE id = ?",  # noqa: S608 (our own names)
            [states[-1].seen_at, states[-1].fetch_id, number],
        )
