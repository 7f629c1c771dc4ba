"""The queue of an unfinished run, on disk: what is still to be asked for, and what was asked already.

The table ``queue`` belongs to the database's schema; this module reads and writes it on the connection
that it is given, inside the caller's transaction, so that a page's rows, the links found on it and its
own place in the queue change together or not at all. Nothing of the queue is kept in memory but two
counters per site, so that a million URLs cost disk and not memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reportharvest.crawling.urls import canonical, origin_of

__all__ = ["Frontier", "Purpose", "QueuedRequest", "Request", "canonical"]

Purpose = Literal["robots", "entry", "list", "report", "attachment", "sitemap"]

_COLUMNS = (
    "queue.position, queue.site, queue.method, queue.url, queue.body, queue.purpose, queue.via, queue.depth,"
    " queue.attempts, queue.not_before, note.part_of, COALESCE(note.part, 0), COALESCE(note.barren, 0)"
)
_SOURCE = (
    "queue LEFT JOIN queue_notes AS note ON note.run_id = queue.run_id AND note.method = queue.method"
    " AND note.url = queue.url AND note.body = queue.body"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request that a page or a description leads to; ``url`` is canonical.

    Attributes:
        url, purpose, via, depth, method, body: as in the table ``queue``.
        part_of: the page whose report this is a part of, or None.
        part: which part of it, from 2; 0 for none.
        barren: how many pages of its list before it led to nothing new, in a row.
    """

    url: str
    purpose: Purpose
    via: str | None = None
    depth: int = 0
    method: str = "GET"
    body: str = ""
    part_of: str | None = None
    part: int = 0
    barren: int = 0


@dataclass(frozen=True, slots=True)
class QueuedRequest:
    """A request with its place in the queue; ``not_before`` is in seconds since 1970, or None."""

    position: int
    site: str
    method: str
    url: str
    body: str
    purpose: Purpose
    via: str | None
    depth: int
    attempts: int
    not_before: float | None
    part_of: str | None = None
    part: int = 0
    barren: int = 0


class Frontier:
    """The queue of one run.

    Args:
        connection: the database; ``queue`` exists in it.
        run_id: the run.
    """

    def __init__(self, connection: sqlite3.Connection, run_id: int) -> None:
        self._db = connection
        self._run_id = run_id
        self._recount()

    def _recount(self) -> None:
        self._counts: dict[tuple[str, str], int] = {
            (site, purpose): count
            for site, purpose, count in self._db.execute(
                "SELECT site, purpose, COUNT(*) FROM queue WHERE run_id = ? GROUP BY site, purpose",
                [self._run_id],
            )
        }

    def inherit(self) -> set[str]:
        """Take over what earlier runs have left; give the sites that it belongs to."""
        rows = self._db.execute("SELECT DISTINCT site FROM queue WHERE run_id <> ?", [self._run_id])
        sites = {site for (site,) in rows.fetchall()}
        if sites:
            for table in ("queue", "queue_notes", "list_ends"):
                self._db.execute(f"UPDATE {table} SET run_id = ?", [self._run_id])  # noqa: S608 (our own names)
            self._recount()
        return sites

    def add(self, site: str, requests: Iterable[Request]) -> int:
        """Put requests at the end, in their order; one that was ever in this run's queue is left out.

        The robots.txt of a host that is new to the run is put before its first request.

        Returns:
            How many were new, robots.txt not counted.
        """
        new = 0
        for request in requests:
            if request.purpose != "robots":
                self._insert(site, Request(origin_of(request.url) + "/robots.txt", "robots"))
                new += self._insert(site, request)
            else:
                self._insert(site, request)
        return new

    def _insert(self, site: str, one: Request) -> int:
        added = self._db.execute(
            "INSERT OR IGNORE INTO queue (run_id, site, method, url, body, purpose, via, depth)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [self._run_id, site, one.method, one.url, one.body, one.purpose, one.via, one.depth],
        ).rowcount
        if added:
            if one.part or one.barren:
                self._db.execute(
                    "INSERT OR REPLACE INTO queue_notes (run_id, method, url, body, part_of, part, barren)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [self._run_id, one.method, one.url, one.body, one.part_of, one.part, one.barren],
                )
            key = (site, one.purpose)
            self._counts[key] = self._counts.get(key, 0) + 1
        return added

    def count(self, site: str, purpose: Purpose | None = None) -> int:
        """How many requests a site has had in this run's queue, done or not; of one purpose, or of all."""
        return sum(
            count
            for (its_site, its_purpose), count in self._counts.items()
            if its_site == site and purpose in {None, its_purpose}
        )

    def pending(self, site: str, after: int, limit: int) -> list[QueuedRequest]:
        """Give the next requests of a site that are not done, in order, behind a position."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE queue.run_id = ? AND queue.state = 'pending'"  # noqa: S608
            " AND queue.position > ? AND queue.site = ? ORDER BY queue.position LIMIT ?",
            [self._run_id, after, site, limit],
        )
        return [QueuedRequest(*row) for row in rows]

    def next_due(self, site: str) -> float | None:
        """When the next request of a site that is not done may be asked for; None when there is none."""
        row = self._db.execute(
            "SELECT MIN(COALESCE(not_before, 0)) FROM queue"
            " WHERE run_id = ? AND state = 'pending' AND site = ?",
            [self._run_id, site],
        ).fetchone()
        return None if row is None or row[0] is None else float(row[0])

    def find(self, method: str, url: str, body: str) -> tuple[QueuedRequest, bool] | None:
        """Look a request up; the flag tells whether it is done."""
        row = self._db.execute(
            f"SELECT {_COLUMNS}, queue.state FROM {_SOURCE}"  # noqa: S608
            " WHERE queue.run_id = ? AND queue.method = ? AND queue.url = ? AND queue.body = ?",
            [self._run_id, method, url, body],
        ).fetchone()
        return None if row is None else (QueuedRequest(*row[:-1]), row[-1] == "done")

    def sites(self) -> set[str]:
        """Names of the sites that have something pending."""
        rows = self._db.execute(
            "SELECT DISTINCT site FROM queue WHERE run_id = ? AND state = 'pending'", [self._run_id]
        )
        return {site for (site,) in rows}

    def done(self, position: int) -> None:
        """Mark a request as done; call it in the transaction that stores the page."""
        self._db.execute("UPDATE queue SET state = 'done' WHERE position = ?", [position])

    def reopen(self, method: str, url: str, body: str, *, at_its_place: bool) -> None:
        """Have a request that is done asked for once more.

        Args:
            method: its method.
            url: its canonical URL.
            body: its form, or an empty string.
            at_its_place: where it was, before a crawl begins: a host's robots.txt must stay before what
                waits for it; else behind all others, where a crawl under way comes by.
        """
        position = "position" if at_its_place else "(SELECT MAX(position) + 1 FROM queue)"
        self._db.execute(
            f"UPDATE queue SET state = 'pending', position = {position}"  # noqa: S608 (our own names)
            " WHERE run_id = ? AND method = ? AND url = ? AND body = ? AND state = 'done'",
            [self._run_id, method, url, body],
        )

    def retry(self, position: int, not_before: float) -> None:
        """Put a request behind all others, not to be asked for before a time (seconds since 1970).

        Behind all others, because requests are settled in the order of the queue: one that waits must
        not hold up the rest of its site.
        """
        self._db.execute(
            "UPDATE queue SET attempts = attempts + 1, not_before = ?,"
            " position = (SELECT MAX(position) + 1 FROM queue) WHERE position = ?",
            [not_before, position],
        )

    def clear(self) -> None:
        """Delete the queue of the run, when it is finished."""
        for table in ("queue", "queue_notes", "list_ends"):
            self._db.execute(f"DELETE FROM {table} WHERE run_id = ?", [self._run_id])  # noqa: S608 (our own names)

    def knows(self, one: Request) -> bool:
        """Tell whether a request is in the queue, done or not."""
        row = self._db.execute(
            "SELECT 1 FROM queue WHERE run_id = ? AND method = ? AND url = ? AND body = ?",
            [self._run_id, one.method, one.url, one.body],
        ).fetchone()
        return row is not None

    def abandon(self, site: str, vias: Iterable[str]) -> int:
        """Mark as done what is still to be asked for and was found on certain pages; give how many."""
        return sum(
            self._db.execute(
                "UPDATE queue SET state = 'done' WHERE run_id = ? AND site = ? AND state = 'pending'"
                " AND via = ? AND purpose IN ('report', 'list')",
                [self._run_id, site, via],
            ).rowcount
            for via in vias
        )

    def end_list(self, site: str, url: str, reason: str, found: str) -> None:
        """Record that a list is not followed further, and why; once a page and reason."""
        self._db.execute(
            "INSERT OR IGNORE INTO list_ends (run_id, site, url, reason, found) VALUES (?, ?, ?, ?, ?)",
            [self._run_id, site, url, reason, found[:200]],
        )

    def list_ends(self, limit: int = 200) -> list[tuple[str, str, str]]:
        """Give URL, reason and what was seen of the lists that were not followed to their end."""
        rows = self._db.execute(
            "SELECT url, reason, found FROM list_ends WHERE run_id = ? ORDER BY site, reason, url LIMIT ?",
            [self._run_id, limit],
        )
        return [(url, reason, found) for url, reason, found in rows]
