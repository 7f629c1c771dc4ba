"""Reports spread over several pages: which links on an article lead on in it, and not to another article.

``content.html`` goes on at ``content_2.html``, ``t2020_123.html`` at ``t2020_123_1.html``, ``?id=7`` at
``?id=7&page=2``; a link says so (下一页, 2, 3, 末页), or a script as lists have them (``createPageHTML``).
The next article, 下一篇, may have an address that differs by as little; so a part must have the very name of
the page with a small number behind it, and what is found is compared with the page's title once it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from reportharvest.crawling.listing import Listing
from reportharvest.crawling.urls import SplitURL, split

__all__ = ["Part", "further_pages", "may_have_further_pages"]

# The longest report seen in parts has 12 pages; 下一页 on a picture gallery may go on for hundreds.
MAX_PARTS = 50
_NUMBERED = re.compile(r"(.+?)([_-])(\d{1,2})(\.\w{2,6})$")
_FILE = re.compile(r"(.+?)(\.\w{2,6})$")
_PAGE_PARAMETER = re.compile(
    r"(?:cur(?:r|rent)?|now|to|go|article|content)?_?(?:page|p|pn|pg)_?(?:no|num|number|index|id)?",
    re.IGNORECASE,
)
_BEHIND_A_STEM = (b"_", b"-", b'"', b"'", b"`", b"\\")
_PAGE_IN_QUERY = re.compile(rb"[?&;](?:\w{0,12}_?)?(?:page|pn?|pg)_?\w{0,6}=\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report behind its first page: ``page`` or ``file``, canonical URL, number from 2."""

    kind: str
    url: str
    number: int


def may_have_further_pages(body: bytes, url: str) -> bool:
    """Tell whether it is worth looking: a script names the page, a link a part of it, or a page in a query.

    >>> may_have_further_pages(b'<a href="content_2.html">', "http://a.example/x/content.html")
    True
    >>> may_have_further_pages(b'<a href="content.html">', "http://a.example/x/content.html")
    False
    """
    parts = split(url)
    if parts is None:
        return False
    stem = _stem(parts.path.rpartition("/")[2]).encode()
    return (bool(stem) and _is_named(stem, body)) or _PAGE_IN_QUERY.search(body) is not None


def _is_named(stem: bytes, body: bytes) -> bool:
    """Whether a name stands in a body without its ending: before a part's number, or in a script's quotes."""
    place = body.find(stem)
    while place >= 0:
        end = place + len(stem)
        if body[end : end + 1] in _BEHIND_A_STEM and not body[place - 1 : place].isalnum():
            return True
        place = body.find(stem, end)
    return False


def further_pages(listing: Listing, url: str, number: int = 1) -> tuple[Part, ...]:
    """Give the pages that an article goes on at.

    Args:
        listing: what the article's page leads to.
        url: its canonical URL.
        number: which part of the report it is, from 1.
    Returns:
        The parts behind it, in order, with their numbers; none for an article that stands alone.

    >>> from reportharvest.crawling.pagers import PagerRequest
    >>> page = Listing("", (), (PagerRequest("http://a.example/t9_2.html"), PagerRequest("http://a.example/t8.html")))
    >>> further_pages(page, "http://a.example/t9.html")
    (Part(kind='page', url='http://a.example/t9_2.html', number=2),)
    """
    here = split(url)
    if here is None:
        return ()
    found: dict[int, str] = {}
    for one in listing.pager:
        there = split(one.url)
        if (
            one.method != "GET"
            or there is None
            or (there.scheme, there.authority) != (here.scheme, here.authority)
        ):
            continue
        marked = _number(here, there)
        if marked is not None:
            found.setdefault(marked, one.url)
    own = _own_number(here)
    if own is not None and own > 1 and number == 1:
        return ()  # no article begins with its second page
    after = sorted(mark for mark in found if own is None or mark > own)
    if any(two - one != 1 for one, two in pairwise(after)):
        after = after[:1]  # only the next page is certain: "1 2 … 9"
    if after and own is not None and after[0] != own + 1:
        return ()
    if after and own is None and after[0] > 2:
        return ()
    return tuple(
        Part("page", found[mark], number + at) for at, mark in enumerate(after[: MAX_PARTS - number], start=1)
    )


def _number(here: SplitURL, there: SplitURL) -> int | None:
    """The mark of a page of the same article, 1 or 2 and on; None for any other page."""
    if there.path == here.path:
        return _query_number(here, there)
    folder, name = here.path.rpartition("/")[::2]
    other_folder, other = there.path.rpartition("/")[::2]
    match = _NUMBERED.fullmatch(other)
    if folder != other_folder or match is None or (here.query or "") != (there.query or ""):
        return None
    own = _NUMBERED.fullmatch(name)
    is_behind_first = match[1] + match[4] == name
    is_in_series = own is not None and (match[1], match[2], match[4]) == (own[1], own[2], own[4])
    return int(match[3]) if is_behind_first or is_in_series else None


def _query_number(here: SplitURL, there: SplitURL) -> int | None:
    mine = dict(pair.partition("=")[::2] for pair in (here.query or "").split("&") if pair)
    other = dict(pair.partition("=")[::2] for pair in (there.query or "").split("&") if pair)
    differing = {name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name)}
    if len(differing) != 1:
        return None
    [name] = differing
    value = other.get(name, "")
    if not _PAGE_PARAMETER.fullmatch(name) or not value.isdigit() or len(value) > 2:
        return None
    return int(value)


def _own_number(here: SplitURL) -> int | None:
    match = _NUMBERED.fullmatch(here.path.rpartition("/")[2])
    if match is not None:
        return int(match[3])
    for pair in (here.query or "").split("&"):
        name, _, value = pair.partition("=")
        if _PAGE_PARAMETER.fullmatch(name) and value.isdigit() and len(value) <= 2:
            return int(value)
    return None


def _stem(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    if numbered is not None:
        return numbered[1]
    plain = _FILE.fullmatch(name)
    return plain[1] if plain is not None else ""
