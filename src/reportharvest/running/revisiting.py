"""Which known pages a run asks for again: those whose time has come, as each page's own history gives it.

How often a page changes is estimated from what was seen: with X changes in T days of watching, the time
from one change to the next is (T + b) / (X + 1), the mean of a Poisson process with a gamma prior. Unlike the
estimators that count visits (Cho and Garcia-Molina, "Estimating frequency of change", 2003), it needs no even
spacing of the visits, which an adapting schedule does not have; their correction for changes that fall
between two visits is left out, because a report hardly ever changes twice in a week. The prior b is a tenth
of the page's age when it was first seen, as HTTP caches guess (RFC 9111 §4.2.2), and at least ``min_days``: a
report of last month is looked at every week, then every two, every four; one of 2012 every half year.

What is found at the beginning of a list is not delayed by any of this: entry pages and the columns below them
are asked for in every run, and an address that was never asked for is new. The further pages of a list are
left alone for up to four weeks while the pages before them lead to nothing new. So a weekly run knows at once
of a new report at the top of its list, and within five weeks of one anywhere else; of a change of a known
report, within the report's own interval, at most ``max_days``, and a week.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import cast

from sqlite_utils import Database

from reportharvest.archiving.warc import is_at_hand
from reportharvest.crawling.frontier import Purpose, Request
from reportharvest.crawling.sites import Refresh, SiteDescription

__all__ = ["Revisits", "interval_days"]

LIST_DAYS = 28.0
# Each page has its own part of the interval, always the same, so that pages that were first seen together are
# not all asked for again in the same week; below 1, so that a page due after a week is due in a weekly run.
EARLIEST, LATEST = 0.70, 0.95
_LISTS = frozenset({"entry", "list", "sitemap"})
# Everything else is asked for again in the next run, whatever its history.
_SETTLED = frozenset({"stored", "not-modified", "redirected", "missing", "rendered"})

_KNOWN = """
SELECT last.method, last.url, last.request_body, last.purpose, last.via, last.outcome, last.fetched_at,
  pages.kind,
  COALESCE(pages.first_seen_at, (SELECT MIN(one.fetched_at) FROM fetches AS one WHERE one.url = last.url)),
  CASE WHEN reports.id IS NULL THEN COALESCE(pages.changed_at <> pages.first_seen_at, 0)
    ELSE (SELECT COUNT(*) FROM report_versions WHERE report_id = reports.id AND cause = 'page') END,
  COALESCE(reports.published_at, reports.report_year || '-12-31'), last.last_modified,
  read.warc_file, read.warc_offset
FROM fetches AS last
LEFT JOIN pages ON pages.url = last.url
LEFT JOIN reports ON reports.id = pages.id
LEFT JOIN fetches AS read ON read.id = pages.fetch_id
WHERE last.id IN (
  SELECT MAX(id) FROM fetches WHERE site = ? AND purpose <> 'robots' GROUP BY url, method, request_body
)
ORDER BY last.id
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """A page as the database knows it."""

    method: str
    url: str
    body: str
    purpose: str
    via: str | None
    outcome: str
    checked_at: str
    kind: str | None
    first_seen_at: str
    changes: int
    dated: str | None
    last_modified: str | None
    warc_file: str | None
    warc_offset: int | None

    @property
    def is_list(self) -> bool:
        return self.purpose in _LISTS or self.kind == "list"

    def request(self) -> Request:
        """Give the request that asks for it again, one link below an entry page."""
        return Request(self.url, cast("Purpose", self.purpose), self.via, 1, self.method, self.body)


def interval_days(watched_days: float, age_days: float, changes: int, refresh: Refresh) -> float:
    """Days after which a page is worth asking for again.

    Args:
        watched_days: from when it was first fetched to when it was last.
        age_days: how old it was when it was first fetched.
        changes: how often it was seen changed.
        refresh: the bounds.

    >>> [round(interval_days(watched, 0, 0, Refresh())) for watched in (0, 7, 21, 49, 1000)]
    [7, 14, 28, 56, 180]
    >>> interval_days(0, 3650, 0, Refresh()), interval_days(70, 0, 10, Refresh())
    (180.0, 7.0)
    """
    prior = max(refresh.min_days, age_days / 10)
    return min(max((watched_days + prior) / (changes + 1), refresh.min_days), refresh.max_days)


class Revisits:
    """Chooses among known pages and among links to them.

    Args:
        db: the database.
        archive: where the bytes of known pages should be; a page without them is asked for again.
        run_id: the run at hand.
        ask_all: ask for every known page.
        now: the clock.
    """

    def __init__(
        self,
        db: Database,
        archive: Path,
        run_id: int,
        *,
        ask_all: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._db = db
        self._archive = archive
        self._run_id = run_id
        self._ask_all = ask_all
        self._now = now

    def due(self, site: SiteDescription) -> Iterator[Request]:
        """Give the known pages of a site that this run should ask for, whether anything links to them or not.

        Parts of reports and their attachments are asked for together with the report.
        """
        now = self._now()
        nearest: list[tuple[float, int, Request]] = []
        count, with_gaps = 0, set[str]()
        for number, known in enumerate(self._known(site)):
            if known.purpose == "attachment":
                if known.outcome not in _SETTLED and known.via:
                    with_gaps.add(known.via)
                continue
            if known.purpose == "entry":
                continue
            if known.is_list:
                if self._ask_all or self._part_of_interval(known, LIST_DAYS, now) >= 1:
                    yield known.request()
                continue
            progress = self._progress(known, site.refresh, now)
            if progress >= 1:
                count += 1
                yield known.request()
            elif site.refresh.at_least > 0:
                heapq.heappush(nearest, (progress, -number, known.request()))
                if len(nearest) > site.refresh.at_least:
                    heapq.heappop(nearest)
        yield from (Request(url, "report", None, 1) for url in sorted(with_gaps) if site.scope.allows(url))
        for _, _, request in sorted(nearest, reverse=True)[: max(0, site.refresh.at_least - count)]:
            yield request

    def wanted(self, depth: int, requests: Iterable[Request]) -> list[Request]:
        """Leave out what a page links to and this run need not ask for, because it is known and not due.

        Args:
            depth: of the page that links.
            requests: what it leads to.
        """
        found = list(requests)
        if self._ask_all:
            return found
        kept = [
            one
            for one in found
            if one.purpose in _LISTS or one.purpose == "attachment" or one.part or not self._is_known(one)
        ]
        has_news = any(one.purpose == "report" for one in kept)
        if has_news:
            return kept
        return [
            one
            for one in kept
            if one.purpose not in {"list", "sitemap"} or one.depth > depth or not self._is_known(one)
        ]

    def _is_known(self, one: Request) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM fetches WHERE url = ? AND method = ? AND request_body = ? AND run_id <> ?"
            " AND outcome <> 'retried' LIMIT 1",
            [one.url, one.method, one.body, self._run_id],
        ).fetchone()
        return row is not None

    def _known(self, site: SiteDescription) -> Iterator[_Known]:
        parts = {
            url
            for (url,) in self._db.execute(
                "SELECT report_parts.url FROM report_parts JOIN reports ON reports.id = report_id"
                " WHERE reports.site = ? AND report_parts.url <> reports.url",
                [site.name],
            ).fetchall()
        }
        # a cursor of its own: the caller puts rows into the queue while this one is read
        rows = self._db.conn.cursor().execute(_KNOWN, [site.name])
        for row in rows:
            known = _Known(*row)
            excluded = any(re.search(pattern, known.url) for pattern in site.exclude)
            if known.url not in parts and site.scope.allows(known.url) and not excluded:
                yield known

    def _progress(self, known: _Known, refresh: Refresh, now: datetime) -> float:
        """How much of a page's interval has passed; 1 and more: it is due."""
        gone = known.kind is not None and not is_at_hand(self._archive, known.warc_file, known.warc_offset)
        if self._ask_all or known.outcome not in _SETTLED or gone:
            return 1.0
        first, checked = _moment(known.first_seen_at), _moment(known.checked_at)
        watched = max((checked - first) / timedelta(days=1), 0.0)
        days = interval_days(watched, _age_days(known, first), known.changes, refresh)
        return self._part_of_interval(known, days, now)

    @staticmethod
    def _part_of_interval(known: _Known, days: float, now: datetime) -> float:
        passed = (now - _moment(known.checked_at)) / timedelta(days=1)
        if passed < -1 or days <= 0:  # the clock was wrong then, or is now
            return 1.0
        share = int.from_bytes(sha256(known.url.encode("utf-8", "replace")).digest()[:2], "big") / 65_536
        return passed / (days * (EARLIEST + (LATEST - EARLIEST) * share))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _age_days(known: _Known, first: datetime) -> float:
    """How old a page was when it was first fetched: by its date or by Last-Modified, whichever is later."""
    dates = []
    for text, read in ((known.dated, _moment), (known.last_modified, parsedate_to_datetime)):
        if text is not None:
            try:
                moment = read(text)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            dates.append(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
    return max((first - max(dates)) / timedelta(days=1), 0.0) if dates else 0.0
