"""Which of a page's links are followed: reports and their lists, not the whole site.

Links are judged by what they say: the words for an annual report, in simplified and traditional, in the
link, its title or its row. A link that says nothing of the kind is followed where it is a row of the same
list as links that do, or stands in a column of reports whose rows bear nothing but the names of agencies;
what such a page is, is decided when it has been read. Lists below lists are bounded in depth, all of a site
in number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reportharvest.crawling.frontier import Purpose, Request
from reportharvest.crawling.listing import Link, Listing
from reportharvest.crawling.pagers import is_same_list
from reportharvest.crawling.sites import SiteDescription

__all__ = ["follow_list", "is_report_text"]

_PUBLIC = r"(?:信息|資訊|政[务務]|政府信息)[公][开開]"
_REPORT_WORD = r"(?:[报報]告|年[报報]|[总總][结結])"
_REPORT = re.compile(
    rf"{_PUBLIC}.{{0,20}}{_REPORT_WORD}|{_REPORT_WORD}.{{0,12}}{_PUBLIC}"
    rf"|(?:年度|工作).{{0,6}}{_REPORT_WORD}|年[报報]|[0-9〇○零一二三四五六七八九]{{4}}年.{{0,30}}{_REPORT_WORD}"
)
# columns that hold reports, or hold the column that does
_COLUMN = re.compile(rf"{_REPORT_WORD}|法定主[动動][公][开開]")
_PORTAL = re.compile(rf"(?:政府)?{_PUBLIC}(?:[专專][栏欄]|目[录錄]|平[台臺]|指南)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2}")
# what stands in a row beside its year and says nothing: "2019年 查看详情"
_FILLING = re.compile(r"查看|详情|详细|更多|点击|下载|阅读|全文|年度|年|\W")
_COLUMN_FILE = re.compile(r"(?:(?:index|default|list|main|home|node|column|col)[\w-]*\.\w+)?", re.IGNORECASE)
_COLUMN_PATH = re.compile(r"/(?:col|column|node|channel|list|lists)[/_-]?\w*/?$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip)$", re.IGNORECASE)
_PAGE_FILE = re.compile(r"\.(?:s?html?|jhtml|xhtml|jspx?|php|aspx?|do|action|txt)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\w+://[^/]+/.*\d")
_ROW_PLACE = re.compile(r"(?:^|>)(?:li|tr|td|dd|dt|p)(?:>|$)")
MAX_COLUMN_NAME_CHARS = 30  # a longer text is a headline
_OTHER_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|ico|svg|webp|css|js|json|swf|flv|mp[34]|avi|exe|apk|rar|7z|xml|rss)$",
    re.IGNORECASE,
)


def is_report_text(text: str) -> bool:
    """Tell whether a text names an annual report.

    >>> is_report_text("区财政局2018年度政府信息公开工作报告"), is_report_text("关于召开工作会议的通知")
    (True, False)
    """
    return _REPORT.search(text) is not None


def follow_list(
    listing: Listing,
    site: SiteDescription,
    url: str,
    depth: int,
    *,
    asked_as_list: bool = True,
) -> list[Request]:
    """Choose what to ask for next, from a list, an entry page or a sitemap; the most promising first.

    Args:
        listing: what the page leads to.
        site: scope, patterns and bounds.
        url: the page's canonical URL.
        depth: lists followed from an entry page to here.
        asked_as_list: the page was asked for as a list; one that only turned out to be a list may as well
            be a report that was misjudged, whose title says nothing about the links beside it.
    Returns:
        Requests in scope; those that the queue has had are among them.
    """
    is_column = asked_as_list and is_report_text(listing.title)
    allowed = [
        (link, f"{link.text} {link.context}".strip())
        for link in listing.links
        if site.scope.allows(link.url) and not _matches(site.exclude, link.url)
    ]
    telling = [link for link, text in allowed if _REPORT.search(text) and not _looks_like_column(link.url)]
    years = [link for link, text in allowed if _is_year(text) and not _looks_like_column(link.url)]
    rows = frozenset[str]()
    if len(telling) > (0 if is_column else 1):
        rows |= {link.place for link in telling}
    if is_column or (depth == 0 and len(years) > 1):
        rows |= {link.place for link in years}
    page = _Page(url, listing.sitemap, is_column and not rows, is_column, rows, depth == 0)
    ranked: list[tuple[int, Request]] = []
    for link, text in allowed:
        choice = _judge(link, text, page)
        if choice is None and _matches(site.include, link.url):
            choice = (1, "report")
        if choice is not None and (choice[1] != "list" or depth < site.max_depth):
            ranked.append((choice[0], Request(link.url, choice[1], url, depth + 1)))
    ranked.sort(key=lambda one: one[0])
    return [request for _, request in ranked] + _pager(listing, site, url, depth)


def _pager(listing: Listing, site: SiteDescription, url: str, depth: int) -> list[Request]:
    purpose: Purpose = "sitemap" if listing.sitemap else "list"
    return [
        Request(one.url, purpose, url, depth, one.method, one.body)
        for one in listing.pager
        if site.scope.allows(one.url) and not _matches(site.exclude, one.url)
    ]


@dataclass(frozen=True, slots=True)
class _Page:
    """What a link is judged by, beside itself: the page that it stands on."""

    url: str
    is_sitemap: bool
    is_mute_column: bool  # a column of reports whose rows do not say so
    is_column: bool
    rows: frozenset[str]  # places of links that name reports
    is_entry: bool


def _judge(link: Link, text: str, page: _Page) -> tuple[int, Purpose] | None:
    path = link.url.partition("?")[0]
    if _OTHER_FILE.search(path):
        return None
    column_like = _looks_like_column(link.url)
    if page.is_sitemap:
        return None if column_like else (2, "report")
    if _REPORT.search(text) and not (column_like and not _YEAR.search(text)):
        return (0 if _YEAR.search(text) else 1, "report")
    if column_like and page.is_column and _is_year(text):
        return (2, "list")
    if column_like:
        if is_same_list(link.url, page.url) or _folder(link.url) == _folder(page.url):
            return None  # the list itself, under its other name
        if _COLUMN.search(text) and len(text) <= MAX_COLUMN_NAME_CHARS:
            return (2, "list")
        leads_on = page.is_entry and not page.rows and not page.is_mute_column
        return (3, "list") if leads_on and _PORTAL.fullmatch(link.text) else None
    in_list = link.place in page.rows or (page.is_mute_column and _ROW_PLACE.search(link.place) is not None)
    if in_list and (_PAGE_FILE.search(path) or _DOCUMENT.search(path) or _NUMBERED.search(link.url)):
        return (3, "report")
    return (3, "report") if link.framed else None


def _is_year(text: str) -> bool:
    """Tell a text that is a year and nothing else, once or more: a link's and its row's."""
    return len(text) <= 60 and re.fullmatch(r"(?:(?:19|20)[0-9]{2})+", _FILLING.sub("", text)) is not None


def _folder(url: str) -> str:
    """A column's URL without the name of its first page."""
    return re.sub(r"/(?:index|default)\.\w{2,6}$", "/", url, flags=re.IGNORECASE)


def _looks_like_column(url: str) -> bool:
    path, _, query = url.partition("?")
    if re.search(r"(?:^|&)\w*id=\d", query):
        return False
    name = path.rpartition("/")[2]
    return bool(_COLUMN_FILE.fullmatch(name) or _COLUMN_PATH.search(path))


def _matches(patterns: Iterable[str], url: str) -> bool:
    return any(re.search(pattern, url) for pattern in patterns)
