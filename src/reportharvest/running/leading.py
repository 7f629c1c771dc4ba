"""Where a response leads to: the requests that follow from it, and lists that are not to be followed further.

A list ends with a reason where it would not end by itself: a pager whose pages bring nothing new, pages of
nothing but new links with no report behind them, an answer that is not as the description says. The reasons
are kept with the queue and become issues of the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import cast

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.following import follow_list, is_report_text
from reportharvest.crawling.frontier import Frontier, Purpose, QueuedRequest, Request
from reportharvest.crawling.json_lists import read_rows
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical
from reportharvest.reading.response import Reading, report_links

__all__ = ["Leads", "first_requests"]

# Lists repeat a page at their end (Hanweb's proxy gives the last rows again, index_N.html the first page);
# none of those seen did so three times.
MAX_BARREN_PAGES = 3
# Pages asked for as reports that were none, in a row. Mixed columns of the recorded sites reach 60.
MAX_FRUITLESS_STRAYS = 300  # beyond it, pages that only turned out to be lists are not followed
MAX_FRUITLESS = 2_000  # beyond it, lists are not followed to their next page
# Links of lists that are remembered to tell what is new; beyond it (16 MB) nothing is told to be old.
MAX_SEEN = 200_000


@dataclass
class _SiteState:
    seen: set[int] = field(default_factory=set)
    sitemaps: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    strays: list[str] = field(default_factory=list)
    fruitless: int = 0


def first_requests(site: SiteDescription) -> list[Request]:
    """Give the requests that a harvest of a site begins with: its entry pages and list interfaces."""
    requests = [Request(url, "entry") for url in site.entry]
    for api in site.list_apis:
        url, body = api.request(api.first_page)
        requests.append(Request(url, "list", None, 0, api.method, body))
    return requests


class Leads:
    """Chooses what is asked for next.

    Args:
        frontier: the queue of the run; keeps why lists ended.
    """

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._states: dict[str, _SiteState] = {}

    def note(self, capture: Capture, *, is_report: bool) -> None:
        """Count what a page that was asked for as a report turned out to be."""
        state = self._state(capture.site)
        if is_report:
            state.fruitless = 0
            state.strays.clear()
        elif capture.purpose == "report" and capture.via not in state.sitemaps and capture.part_of is None:
            state.fruitless += 1

    def requests(
        self, capture: Capture, reading: Reading, queued: QueuedRequest, site: SiteDescription
    ) -> list[Request]:
        """Give the requests that a page leads to, in scope, the most promising first."""
        if reading.data is not None:
            return self._from_api(capture, reading.data, queued, site)
        parts = _part_requests(capture, reading, queued.depth, site)
        if capture.part_of is not None:
            return parts
        listing, report = reading.listing, reading.report
        if listing is not None:
            self._note_once(capture, listing.notes)
        is_list = capture.purpose in {"entry", "list", "sitemap"} or (
            report is not None and report.page_kind == "list" and queued.depth <= site.max_depth
        )
        requests = parts + _sent_on(capture, reading, queued.depth, site)
        if listing is not None and is_list and capture.purpose != "attachment":
            if listing.sitemap:
                self._state(site.name).sitemaps.add(capture.url)
            asked = capture.purpose != "report"
            found = follow_list(listing, site, capture.url, queued.depth, asked_as_list=asked)
            pager = {(one.url, one.method, one.body) for one in listing.pager}
            requests += self._bounded(capture, found, pager, queued, site)
        elif listing is not None and capture.purpose == "report" and queued.depth <= site.max_depth:
            # a report may be shown in a frame of a page that has nothing else
            requests += [
                Request(link.url, "report", capture.url, queued.depth + 1)
                for link in listing.links
                if link.framed and site.scope.allows(link.url)
            ]
        return requests + _attached(capture, reading, queued.depth, site, is_list=is_list)

    def _note_once(self, capture: Capture, notes: Iterable[tuple[str, str]]) -> None:
        """Record what pages of a site have in common at the first of them."""
        noted = self._state(capture.site).noted
        for reason, found in notes:
            if reason not in noted:
                noted.add(reason)
                self._frontier.end_list(capture.site, capture.url, reason, found)

    def _bounded(
        self,
        capture: Capture,
        found: list[Request],
        pager: set[tuple[str, str, str]],
        queued: QueuedRequest,
        site: SiteDescription,
    ) -> list[Request]:
        """Leave out what a list leads to where it has long led to nothing."""
        state = self._state(site.name)
        rows = [one for one in found if (one.url, one.method, one.body) not in pager]
        turns = [one for one in found if (one.url, one.method, one.body) in pager]
        if capture.purpose == "report":
            if state.fruitless >= MAX_FRUITLESS_STRAYS:
                self._give_up(capture, state)
                return []
            state.strays.append(capture.url)
        new = self._new(state, rows)
        barren = 0 if new or not turns else queued.barren + 1
        ahead = [one for one in turns if not self._frontier.knows(one)]
        if not ahead or capture.purpose == "sitemap":
            return found
        if barren >= MAX_BARREN_PAGES:
            seen = f"{barren} pages in a row led to nothing new, and there would be another"
            self._frontier.end_list(site.name, capture.url, "pager-without-end", seen)
            return rows
        if state.fruitless >= MAX_FRUITLESS:
            seen = f"{state.fruitless} pages in a row were asked for as reports, and none was one"
            self._frontier.end_list(site.name, capture.url, "nothing-but-new-links", seen)
            return rows
        return rows + [replace(one, barren=barren) for one in turns]

    def _give_up(self, capture: Capture, state: _SiteState) -> None:
        """Leave what pages that only turned out to be lists have led to, and led to no report."""
        left = self._frontier.abandon(capture.site, state.strays)
        state.strays.clear()
        seen = f"{state.fruitless} pages in a row were asked for as reports, and none was one"
        self._note_once(capture, [("nothing-but-new-links", f"{seen}; {left} others were left")])

    def _new(self, state: _SiteState, rows: Iterable[Request]) -> bool:
        keys = {hash((one.url, one.method, one.body)) for one in rows}
        new = not keys <= state.seen
        if len(state.seen) >= MAX_SEEN:
            return True
        state.seen |= keys
        return new

    def _from_api(
        self, capture: Capture, text: str, queued: QueuedRequest, site: SiteDescription
    ) -> list[Request]:
        """Follow the rows of a list interface, and ask for its next page."""
        known = [
            (api, page)
            for api in site.list_apis
            if (page := api.page_of(capture.method, capture.url, capture.request_body)) is not None
        ]
        if not known:
            self._frontier.end_list(
                site.name, capture.url, "json-undescribed", "JSON, but no [[list_api]] describes it"
            )
            return []
        api, page = known[0]
        rows = read_rows(api, text, page)
        if rows.problem is not None:
            self._frontier.end_list(site.name, capture.url, "list-api-unreadable", rows.problem)
        base = site.entry[0] if site.entry else capture.url  # ./1.html is meant from the page with the list
        requests = [
            Request(target, "report", capture.url, queued.depth + 1)
            for link, _, _ in rows.rows
            if (target := canonical(link, base if link.startswith("./") else capture.url)) is not None
            and site.scope.allows(target)
        ]
        if rows.rows and not requests:
            seen = f"{len(rows.rows)} rows, but no link in scope, such as {rows.rows[0][0]}"
            self._frontier.end_list(site.name, capture.url, "list-api-unreadable", seen)
        if rows.following is None:
            return requests
        barren = 0 if self._new(self._state(site.name), requests) else queued.barren + 1
        if barren >= MAX_BARREN_PAGES:
            seen = f"{barren} pages in a row led to nothing new, and there would be another"
            self._frontier.end_list(site.name, capture.url, "pager-without-end", seen)
            return requests
        url, body = api.request(rows.following)
        following = Request(url, "list", capture.url, queued.depth, api.method, body, barren=barren)
        return [*requests, following]

    def _state(self, site: str) -> _SiteState:
        return self._states.setdefault(site, _SiteState())


def _part_requests(capture: Capture, reading: Reading, depth: int, site: SiteDescription) -> list[Request]:
    first = capture.part_of or capture.url
    return [
        Request(
            one.url,
            "attachment" if one.kind == "file" else "report",
            capture.url,
            depth + 1,
            part_of=first,
            part=one.number,
        )
        for one in reading.parts
        if site.scope.allows(one.url)
    ]


def _sent_on(capture: Capture, reading: Reading, depth: int, site: SiteDescription) -> list[Request]:
    """Where the page sends a browser at once."""
    target = reading.listing.goes_to if reading.listing is not None else None
    if target is None or depth > site.max_depth or not site.scope.allows(target):
        return []
    return [Request(target, cast("Purpose", capture.purpose), capture.url, depth + 1)]


def _attached(
    capture: Capture, reading: Reading, depth: int, site: SiteDescription, *, is_list: bool
) -> list[Request]:
    """The files of a report, and those of another page that are named like one."""
    report = reading.report
    is_report = report is not None and report.page_kind == "report"
    if report is None or capture.purpose == "attachment" or (is_list and not is_report):
        return []
    wanted = {canonical(one.url, capture.url): one.title for one in report.attachments}
    return [
        Request(url, "attachment", capture.url, depth + 1)
        for url in report_links(report, capture.url)
        if site.scope.allows(url) and (is_report or is_report_text(wanted.get(url) or ""))
    ]
