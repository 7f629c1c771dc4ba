"""The pace of each host, kept in the database while it is slower than normal, for the next run, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from reportharvest.crawling.pacing import HostGate, HostPace
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import split

__all__ = ["Hosts", "host_of"]

# A day later a host in trouble is another host; if it is not, its first answers say so.
REMEMBERED = timedelta(days=1)
# A delay is written down when it has moved this much; the row is for people, and a new start.
_NOTED = 0.2


def host_of(url: str) -> str:
    """Give a URL's host, with a port that is not its scheme's own; http and https are one host.

    >>> host_of("https://www.example.gov.cn/a"), host_of("http://127.0.0.1:8000/")
    ('www.example.gov.cn', '127.0.0.1:8000')
    """
    parts = split(url)
    if parts is None:
        return url
    return parts.host if parts.port is None else f"{parts.host}:{parts.port}"


class Hosts:
    """The gates of the hosts of a run.

    Args:
        db: the database.
        now: the clock.
        adapts: False for recordings, which nothing burdens.
    """

    def __init__(self, db: Database, now: Callable[[], datetime], *, adapts: bool = True) -> None:
        self._db = db
        self._now = now
        self._adapts = adapts
        self._gates: dict[str, HostGate] = {}
        self._noted: dict[str, HostPace] = {}

    def gate(self, site: SiteDescription, url: str) -> HostGate:
        """Give the gate of a URL's host; one that was slowed within the last day begins slowly."""
        host = host_of(url)
        if host not in self._gates:
            gate = self._gates[host] = HostGate(site.delay_seconds, site.concurrency)
            row = self._db.execute(
                "SELECT normal_seconds, delay_seconds, reason, updated_at FROM hosts WHERE host = ?", [host]
            ).fetchone()
            if row is not None and self._adapts:
                self._noted[host] = HostPace(row[0], row[1], reason=row[2])
                if self._now() - datetime.fromisoformat(row[3]) < REMEMBERED:
                    gate.remember(row[1], row[2])
        gate = self._gates[host]
        gate.slow_down(site.delay_seconds)
        return gate

    def answered(
        self, site: SiteDescription, url: str, seconds: float, status: int | None, error: str | None
    ) -> None:
        """Let a host's gate learn from one request, as :meth:`HostGate.answered` says."""
        if self._adapts:
            self.gate(site, url).answered(seconds, status, error)

    def note(self, site: SiteDescription, url: str) -> None:
        """Write down how a host is asked, if that has changed noticeably."""
        if not self._adapts:
            return
        host = host_of(url)
        pace, noted = self.gate(site, url).pace(), self._noted.get(host)
        if not pace.is_slowed:
            if noted is not None:
                with self._db.atomic():
                    self._db.execute("DELETE FROM hosts WHERE host = ?", [host])
                del self._noted[host]
            return
        if (
            noted is not None
            and abs(pace.delay_seconds - noted.delay_seconds) <= _NOTED * noted.delay_seconds
        ):
            return
        self._noted[host] = pace
        now = self._now()
        until = now + timedelta(seconds=pace.paused_seconds) if pace.paused_seconds > 0 else None
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO hosts (host, site, normal_seconds, delay_seconds, paused_until, reason, since,"
                " updated_at) VALUES (:host, :site, :normal, :delay, :until, :reason, :now, :now)"
                " ON CONFLICT (host) DO UPDATE SET site = :site, normal_seconds = :normal,"
                " delay_seconds = :delay, paused_until = :until, reason = :reason, updated_at = :now",
                {
                    "host": host, "site": site.name, "normal": round(pace.normal_seconds, 3),
                    "delay": round(pace.delay_seconds, 3), "until": _stamp(until) if until else None,
                    "reason": pace.reason, "now": _stamp(now),
                },
            )  # fmt: skip


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
