"""Exploring a site for the columns that hold its annual reports, as politely as a harvest.

From the page that a person names, links and menus are followed whose names promise such a column, the most
promising first, until a bound of pages is reached. What a page is, its rows say; and rows are believed when
one of them has been read and is a report. No list of known sites is used anywhere.
"""

from __future__ import annotations

import asyncio
import heapq
import re
from collections.abc import Callable, Sequence

import httpx

from reportharvest.crawling.client import Clients
from reportharvest.crawling.columns import Column, column_name_strength, judge_rows, plain_name
from reportharvest.crawling.following import follow_list
from reportharvest.crawling.listing import Link, Listing
from reportharvest.crawling.menus import menu_files, menu_links
from reportharvest.crawling.scope import Scope, is_private_host
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical, split
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.model import Report
from reportharvest.running.found import Discovery, FoundColumn, Look, SampleRow
from reportharvest.running.guessing import api_requests, rows_of_api
from reportharvest.running.identity import require_contact
from reportharvest.running.visiting import Visit, Visitor

__all__ = ["discover"]

MAX_MENU_FILES = 8  # scripts that may draw a menu, a site
MAX_DEPTH = 5
NAMED = 75  # a name of at least this promises a column of reports, see columns.py
LEAST_PROMISING = 10  # pages whose names promise less are not looked at
LEAST_UNNAMED = 3  # reports on a page whose name says nothing, to count as their column
SAMPLES = 2  # rows that are read, a column
_FILLING = re.compile(r"(?:查看)?(?:更多|详情|全部)|more|>>|»|点击进入|进入", re.IGNORECASE)
# scripts that may draw a list, and what a column says that has nothing to show
_DRAWING = re.compile(
    r"<script[^<>]+src\s*=|\bfetch\(|\bajax|axios|XMLHttpRequest|new Vue|v-for", re.IGNORECASE
)
_EMPTY = re.compile(r"暂无(?:相关)?(?:信息|数据|内容|记录)|没有(?:相关)?(?:信息|数据|内容|记录)|栏目建设中")
_DATE = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}")


def discover(
    url: str,
    *,
    user_agent: str,
    max_pages: int = 60,
    delay_seconds: float = 1.0,
    allow_private: bool = False,
    verify_tls: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    tell: Callable[[Look], None] = lambda _look: None,
) -> Discovery:
    """Explore a site.

    Args:
        url: a page of it, best its first one.
        user_agent: how the program names itself; must hold a contact beyond loopback.
        max_pages: requests at most, robots.txt not counted.
        delay_seconds: between two requests; robots.txt may ask for more.
        allow_private: allow loopback and private addresses; one that ``url`` itself names is allowed.
        verify_tls: check certificates.
        transport: answers instead of the network.
        tell: called with each page that was looked at.
    Raises:
        UsageError: the URL is none, or no contact is set.
        WorkFailedError: the first page cannot be fetched.
    """
    target = canonical(url if "://" in url else f"http://{url}")
    parts = None if target is None else split(target)
    if target is None or parts is None:
        raise UsageError(f'"{url}" is not an http or https URL')
    site = SiteDescription(
        "discover",
        parts.host,
        (target,),
        Scope.of([parts.authority]),
        allow_private or is_private_host(parts.host),  # a person who names an address means it
        delay_seconds=delay_seconds,
        verify_tls=verify_tls,
    )
    if transport is None:
        require_contact([site], user_agent)
    clients = Clients(user_agent, transport=transport)
    return asyncio.run(_discover(target, Visitor(clients, site, user_agent, max_pages), clients, tell))


async def _discover(
    start: str, visitor: Visitor, clients: Clients, tell: Callable[[Look], None]
) -> Discovery:
    try:
        return await _Explorer(visitor, start, tell).run()
    finally:
        await clients.aclose()


class _Explorer:
    def __init__(self, visitor: Visitor, start: str, tell: Callable[[Look], None]) -> None:
        self._visitor = visitor
        self._tell = tell
        self._queue: list[tuple[float, int, str, str, int]] = []
        self._known: dict[str, float] = {}
        self._visited: set[str] = set()
        self._order = 0
        self._menu_files = 0
        self._named: list[tuple[FoundColumn, Column]] = []
        self._unnamed: list[tuple[FoundColumn, Column]] = []
        self.found = Discovery(start)

    async def run(self) -> Discovery:
        self._push(self.found.start, "", 200.0, 0)
        while self._queue and self._visitor.left > 0:
            score, _, url, name, depth = heapq.heappop(self._queue)
            if url in self._visited or -score < self._known.get(url, 0.0):
                continue
            self._visited.add(url)
            visit = await self._visitor.get(url)
            if isinstance(visit, str):
                self._look(url, name, visit)
                if not self.found.looks[1:] and depth == 0:
                    raise WorkFailedError(
                        f"{url}: {visit}", hint="nothing was written; open the page in a browser"
                    )
                continue
            self._visited.add(visit.url)
            await self._examine(visit, name, depth)
        await self._choose()
        self.found.asked = self._visitor.asked
        return self.found

    def _look(self, url: str, name: str, found: str) -> None:
        look = Look(url, name, found)
        self.found.looks.append(look)
        self._tell(look)

    def _push(self, url: str, name: str, score: float, depth: int) -> None:
        if score < LEAST_PROMISING or depth > MAX_DEPTH or url in self._visited:
            return
        if not self._visitor.is_inside(url) or self._known.get(url, 0.0) >= score:
            return
        self._known[url] = score
        self._order += 1
        heapq.heappush(self._queue, (-score, self._order, url, name, depth))

    async def _examine(self, visit: Visit, name: str, depth: int) -> None:
        if len(self.found.pages) < 12:
            self.found.pages.append(f"{visit.url}\n{visit.text}")
        listing = visit.reading.listing
        report = visit.reading.report
        if not self.found.site_title and depth == 0:
            self.found.site_title = _site_title(visit.text)
        if listing is None:
            is_report = report is not None and report.page_kind == "report"
            self._leads(menu_links(visit.text, visit.url), depth)
            self._look(visit.url, name, "a report itself" if is_report else "no page with links")
            return
        if listing.goes_to is not None:
            self._push(listing.goes_to, name, max(column_name_strength(name), 60.0), depth)
        self._follow(visit, listing, name, depth)
        self._look(visit.url, name, self._judge(visit, listing, name))

    def _follow(self, visit: Visit, listing: Listing, name: str, depth: int) -> None:
        """Queue what a page leads to, by the names of its links, menus and frames."""
        self._leads(listing.links, depth)
        self._leads(menu_links(visit.text, visit.url), depth)
        own = column_name_strength(name) if depth else 60
        for link in listing.links:
            if link.framed:
                self._push(link.url, name or "frame", max(own - 5.0, 25.0), depth + 1)
        if self._menu_files < MAX_MENU_FILES and own >= 30:
            for file in menu_files(visit.text, visit.url):
                if self._menu_files < MAX_MENU_FILES and file not in self._known:
                    self._menu_files += 1
                    self._push(file, "menu", max(30.0, own - 10.0), depth + 1)

    def _leads(self, links: Sequence[Link], depth: int) -> None:
        for link in links:
            name = plain_name(link.text)
            if (not name or _FILLING.fullmatch(name)) and link.context:
                name = plain_name(link.context)
            strength = column_name_strength(name)
            if strength:
                self._push(link.url, name, strength - 3.0 * depth, depth + 1)

    def _judge(self, visit: Visit, listing: Listing, name: str) -> str:
        """Tell what a page is; keep it where it may be a column."""
        report = visit.reading.report
        own = _own_name(listing)
        strength = max(column_name_strength(name), column_name_strength(own))
        is_named = strength >= NAMED
        column = judge_rows(listing, is_named=is_named)
        if report is not None and report.page_kind == "report" and len(column.reports) < LEAST_UNNAMED:
            return "a report itself"
        rows = tuple(_row(link, visit.text) for link in column.reports)
        label = plain_name(name) if column_name_strength(name) >= column_name_strength(own) else own
        seen = f"{len(rows)} of {len(rows) + column.others} rows of its list name such reports"
        kept = FoundColumn(visit.url, label or own or name, seen, rows, visit.text, listing)
        if is_named:
            if rows and column.purity < 0.5 and (column.named < LEAST_UNNAMED or column.purity < 0.25):
                return f"named like a column, but {seen}"
            self._named.append((kept, column))
            return f"may be a column: {seen}" if rows else "named like a column; no rows of reports on it"
        if column.named >= LEAST_UNNAMED and column.purity >= 0.6 and column.named >= 0.3 * column.rows:
            self._unnamed.append((kept, column))
            return f"may be a column without its name: {seen}"
        return f"{column.rows} rows, {column.named} of them such reports" if column.named else "leads on"

    # ------------------------------------------------------------------ choosing

    async def _choose(self) -> None:
        """Take the columns whose rows are reports, each report in one of them."""
        self._visitor.left = max(self._visitor.left, 20)  # what was found is to be read, too
        covered: set[str] = set()
        reachable: set[str] = set()
        self._named.sort(key=lambda one: (-len(one[0].rows), one[0].url.count("/")))
        for kept, column in self._named + self._unnamed:
            if kept in [one for one, _ in self._unnamed] and self.found.columns:
                break  # a named column holds them all
            urls = {one.url for one in kept.rows}
            if kept.url in reachable or (urls and urls <= covered):
                self._look(kept.url, kept.name, "left out: its rows are those of a column already found")
                continue
            if any(_folder(one.url) == _folder(kept.url) for one in self.found.columns):
                continue
            if await self._verify(kept, column):
                self.found.columns.append(kept)
                covered |= {one.url for one in kept.rows}
                reachable |= self._lists_below(kept)

    def _lists_below(self, kept: FoundColumn) -> set[str]:
        if kept.listing is None:
            return set()
        followed = follow_list(kept.listing, _open_site(kept.url, self._visitor.site), kept.url, 0)
        return {one.url for one in followed if one.purpose == "list"}

    async def _verify(self, kept: FoundColumn, column: Column) -> bool:
        """Read some rows; a column is one when they are reports."""
        if not kept.rows:
            return await self._verify_mute(kept)
        chosen = list(dict.fromkeys([kept.rows[0].url, kept.rows[-1].url]))[:SAMPLES]
        reports, read = 0, 0
        for url in chosen:
            visit = await self._visitor.get(url, "report")
            if isinstance(visit, str):
                self._look(url, "sample row", visit)
                continue
            read += 1
            reports += self._is_report(visit.reading.report, url)
            if not column.named and await self._is_list_of_lists(kept, visit):
                return True
        kept.verified = reports
        if reports:
            kept.reason += f"; {reports} of {read} that were read are reports"
            return True
        if column.named and not read:
            kept.reason += "; none could be read"
            return True
        self._look(kept.url, kept.name, f"left out: {read} of its rows were read, and none is a report")
        return False

    async def _is_list_of_lists(self, kept: FoundColumn, visit: Visit) -> bool:
        """Tell whether a row leads to a list of reports: a column with a list for each year."""
        if visit.reading.listing is None:
            return False
        below = judge_rows(visit.reading.listing, is_named=True)
        if not below.named or below.purity < 0.5:
            return False
        sample = await self._visitor.get(below.reports[0].url, "report")
        if isinstance(sample, str) or not self._is_report(sample.reading.report, sample.url):
            return False
        kept.rows = tuple(_row(link, visit.text) for link in below.reports)
        kept.reason = f"{len(kept.rows)} rows name such reports in a list below it, {visit.url}"
        kept.verified = 1
        return True

    async def _verify_mute(self, kept: FoundColumn) -> bool:
        """Judge a column whose rows do not say what they are, or that has none without its scripts."""
        assert kept.listing is not None
        site = _open_site(kept.url, self._visitor.site)
        followed = follow_list(kept.listing, site, kept.url, 0)
        for one in [one for one in followed if one.purpose == "list" and one.body == ""][:1]:
            visit = await self._visitor.get(one.url)
            if not isinstance(visit, str) and await self._is_list_of_lists(kept, visit):
                return True
        reports = [one for one in followed if one.purpose == "report"]
        texts = {link.url: link for link in kept.listing.links}
        for one in reports[:SAMPLES]:
            visit = await self._visitor.get(one.url, "report")
            if not isinstance(visit, str) and self._is_report(visit.reading.report, one.url):
                kept.rows = tuple(_row(texts[each.url], kept.page) for each in reports if each.url in texts)
                kept.verified += 1
        if kept.verified:
            kept.reason = f"its rows bear other names; {kept.verified} that were read are reports"
            return True
        return await self._verify_scripted(kept)

    async def _verify_scripted(self, kept: FoundColumn) -> bool:
        """Look for the interface behind a list that the page does not have, else propose to render it."""
        for method, url, body in api_requests(kept.page, kept.url):
            visit = await self._visitor.get(url, "list", method, body)
            if isinstance(visit, str) or visit.reading.data is None:
                self._look(url, "interface of a list", visit if isinstance(visit, str) else "no JSON")
                continue
            api = rows_of_api(visit.reading.data, method, url, body, kept.url)
            if api is None:
                self._look(url, "interface of a list", "JSON without rows that name such reports")
                continue
            kept.api = api
            kept.rows = tuple(SampleRow(title, date, link) for title, date, link in api.rows)
            kept.reason = f"its list comes from {url} as JSON, {len(api.rows)} rows name such reports"
            self._look(url, "interface of a list", f"{len(api.rows)} rows name such reports")
            return True
        has_scripts = _DRAWING.search(kept.page) is not None and _EMPTY.search(kept.page) is None
        few_links = kept.listing is not None and _content_links(kept.listing) < LEAST_UNNAMED
        if has_scripts and few_links and column_name_strength(kept.name) == 100:
            kept.needs_render = True
            kept.reason = "named like a column; its list exists only after its scripts have run"
            return True
        self._look(kept.url, kept.name, "left out: named like a column, but it has no rows of reports")
        return False

    def _is_report(self, report: Report | None, url: str) -> bool:
        found = report is not None and report.page_kind == "report"
        title = "" if report is None else report.title or ""
        self._look(url, "sample row", f"a report: {title}" if found else f"no report: {title}")
        if found and report is not None and report.metadata.publisher:
            self.found.publishers.append(report.metadata.publisher)
        return found


def _row(link: Link, page: str) -> SampleRow:
    title = link.text if len(link.text) >= 6 or not link.context else link.context
    date = _DATE.search(f"{link.context} {link.text}")
    if date is None and (at := page.rfind(link.text)) >= 0 and link.text:
        date = _DATE.search(re.sub(r"<[^<>]*>", " ", page[at + len(link.text) : at + len(link.text) + 150]))
    return SampleRow(title, date[0] if date else "", link.url)


def _own_name(listing: Listing) -> str:
    """A page's own name: the best of its heading, the last step of the way to it, and its title."""
    pieces = [piece for part in listing.title.split(" ") for piece in re.split(r"[-_|—–>»·]", part)]
    names = [plain_name(one) for one in pieces]
    return max((one for one in names if one), key=column_name_strength, default="")


def _content_links(listing: Listing) -> int:
    """Links that stand in a list and have something to say."""
    return sum(len(one.text) >= 10 and re.search(r"(?:19|20)\d{2}", f"{one.text}{one.context}") is not None
               for one in listing.links)  # fmt: skip


def _site_title(page: str) -> str:
    match = re.search(r"<title[^<>]*>([^<]{0,200})", page, re.IGNORECASE)
    text = " ".join(match[1].split()) if match else ""
    return re.sub(
        r"(?:门户)?网站?(?:首页)?$|首页$|欢迎访问|欢迎您?来?到?|官方|官网", "", re.split(r"[-_|—–]", text)[0]
    ).strip()


def _open_site(url: str, site: SiteDescription) -> SiteDescription:
    """The description under which a column would be followed: its host, whole."""
    parts = split(url)
    assert parts is not None
    return SiteDescription("discover", "", (url,), Scope.of([parts.authority]), site.allow_private)


def _folder(url: str) -> str:
    return re.sub(r"/(?:index|default|list)\.\w{2,6}$", "/", url, flags=re.IGNORECASE)
