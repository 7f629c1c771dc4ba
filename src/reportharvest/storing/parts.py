"""Write reports that consist of several pages or files. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Sequence

from reportharvest.model import Report
from reportharvest.storing.records import PartPlace, StoreOutcome
from reportharvest.storing.rows import storable
from reportharvest.storing.schema import page_id
from reportharvest.storing.writer import Writer

__all__ = ["begin_parts", "miss_part", "store_part"]


def begin_parts(writer: Writer, url: str, expected: Sequence[tuple[int, str]]) -> None:
    """Note a stored report's first page as its first part, and forget parts that it has no more.

    Args:
        writer: writes to the database.
        url: canonical URL of the report.
        expected: number and canonical URL of the parts that the page leads to; none for a whole report.
    """
    number = page_id(storable(url))
    known = dict(
        writer.db.execute(
            "SELECT part, url FROM report_parts WHERE report_id = ? AND part > 1", [number]
        ).fetchall()
    )
    wrong = [part for part, other in expected if part in known and known[part] != storable(other)]
    keeps = min(wrong, default=10**6) if expected else 1
    writer.db.execute("DELETE FROM report_parts WHERE report_id = ? AND part >= ?", [number, keeps])
    if expected:
        writer.db.execute(
            "INSERT OR REPLACE INTO report_parts (report_id, part, kind, url, fetch_id)"
            " SELECT id, 1, 'page', url, fetch_id FROM reports WHERE id = ?",
            [number],
        )


def store_part(writer: Writer, place: PartPlace, url: str, fetch_id: int, whole: Report) -> StoreOutcome:
    """Store a report anew with a part that has come, and the part's place in it.

    That a report grows by a part that was missing is no change of the report, and leaves no version behind.

    Args:
        writer: writes to the database.
        place: which part of which report it is.
        url: canonical URL of the part.
        fetch_id: the response that the part was read from.
        whole: the report, read from all parts that are at hand.
    """
    db, number = writer.db, page_id(storable(place.report_url))
    site, first_fetch = db.execute("SELECT site, fetch_id FROM reports WHERE id = ?", [number]).fetchone()
    known = db.execute(
        "SELECT sha256 FROM report_parts JOIN fetches ON fetches.id = fetch_id"
        " WHERE report_id = ? AND part = ? AND outcome = 'stored'",
        [number, place.number],
    ).fetchone()
    fetched_at, digest = db.execute(
        "SELECT fetched_at, sha256 FROM fetches WHERE id = ?", [fetch_id]
    ).fetchone()
    outcome = writer.store_page(place.report_url, site, first_fetch, whole, "report")
    if outcome == "changed":
        version = "report_id = ? AND version = (SELECT MAX(version) FROM report_versions WHERE report_id = ?)"
        if known is None:
            db.execute(f"DELETE FROM report_versions WHERE {version}", [number, number])  # noqa: S608 (our own)
        else:
            db.execute(
                f"UPDATE report_versions SET cause = ?, replaced_at = ? WHERE {version}",  # noqa: S608 (our own)
                ["program" if known[0] == digest else "page", fetched_at, number, number],
            )
            for table in ("reports", "pages"):
                db.execute(f"UPDATE {table} SET changed_at = ? WHERE id = ?", [fetched_at, number])  # noqa: S608
    if place.is_last:
        db.execute("DELETE FROM report_parts WHERE report_id = ? AND part > ?", [number, place.number])
    if known is None or known[0] != digest:
        db.execute(
            "INSERT OR REPLACE INTO report_parts (report_id, part, kind, url, fetch_id)"
            " VALUES (?, ?, ?, ?, ?)",
            [number, place.number, place.kind, storable(url), fetch_id],
        )
    begin = "INSERT OR IGNORE INTO report_parts (report_id, part, kind, url, fetch_id)"
    db.execute(f"{begin} SELECT id, 1, 'page', url, fetch_id FROM reports WHERE id = ?", [number])  # noqa: S608
    return outcome


def miss_part(writer: Writer, place: PartPlace, url: str, fetch_id: int) -> None:
    """Note that a part was asked for and could not be read; one that was read before stays.

    Args:
        writer: writes to the database.
        place: which part of which report it is.
        url: canonical URL of the part.
        fetch_id: the request that failed.
    """
    writer.db.execute(
        "INSERT OR IGNORE INTO report_parts (report_id, part, kind, url, fetch_id)"
        " SELECT id, ?, ?, ?, ? FROM reports WHERE id = ?",
        [place.number, place.kind, storable(url), fetch_id, page_id(storable(place.report_url))],
    )
