"""RSS and Atom: rows with titles and dates, and where the feed goes on.

Read as text, with searches that go forward only: no XML parser, so no entities and no bombs, and a feed
that is not well-formed (an unescaped ``&`` in a title is the rule) is read all the same.
"""

from __future__ import annotations

import html
import re
from itertools import zip_longest

from reportharvest.crawling.listing import Link, Listing
from reportharvest.crawling.pagers import PagerRequest
from reportharvest.crawling.urls import canonical

__all__ = ["is_feed", "read_feed"]

MAX_ITEMS = 10_000
MAX_ITEM_CHARS = 100_000
_ROOT = re.compile(r"\s*(?:<\?xml[^<>]{0,200}>|<!--.{0,2000}?-->|<!DOCTYPE[^<>]{0,500}>|<\?[^<>]{0,500}>|\s)*"
                   r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_ITEM = re.compile(r"<(item|entry)\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s*=\s*(?:\"([^\"<>]{0,4000})\"|'([^'<>]{0,4000})')")
_LINK = re.compile(r"<(?:atom:)?link\b([^<>]{0,8000}?)(/?)>([^<]{0,4000})", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,500}>")


def is_feed(page: str) -> bool:
    """Tell whether a text is an RSS or Atom feed.

    >>> is_feed('<?xml version="1.0"?><rss version="2.0">'), is_feed("<html><rss>")
    (True, False)
    """
    return _ROOT.match(page[:5000].lstrip("\ufeff")) is not None


def read_feed(page: str, url: str) -> Listing:
    """Read a feed (RSS 0.9 to 2.0, Atom): its items are links, a further page of it continues it (RFC 5005).

    Args:
        page: its text.
        url: its canonical URL.

    >>> text = "<rss><item><title>2019年年报</title><link>/1.html</link></item></rss>"
    >>> read_feed(text, "http://a.example/rss.xml").links
    (Link(url='http://a.example/1.html', text='2019年年报', context='', framed=False, place='li'),)
    """
    starts = list(_ITEM.finditer(page))[:MAX_ITEMS]
    head = page[: starts[0].start()] if starts else page
    links: dict[str, Link] = {}
    for match, after in zip_longest(starts, starts[1:]):
        stop = min(match.end() + MAX_ITEM_CHARS, len(page) if after is None else after.start())
        link = _item(page[match.end() : stop].split(f"</{match[1]}", 1)[0], url)
        if link is not None:
            links.setdefault(link.url, link)
    following = [
        target
        for attributes, text in _links(head)
        if attributes.get("rel", "").lower() == "next"
        and (target := canonical(attributes.get("href") or text, url)) is not None
    ]
    pager = tuple(PagerRequest(one) for one in dict.fromkeys(following) if one != url)
    return Listing(_element(head, "title"), tuple(links.values()), pager)


def _item(text: str, url: str) -> Link | None:
    title = _element(text, "title")
    date = next(
        (found for name in ("pubDate", "dc:date", "published", "updated") if (found := _element(text, name))),
        "",
    )
    candidates = [
        attributes.get("href") or written
        for attributes, written in _links(text)
        if attributes.get("rel", "alternate").lower() == "alternate"
    ]
    guid = _element(text, "guid")
    if not candidates and guid.startswith(("http:", "https:")):
        candidates = [guid]
    for written in candidates:
        target = canonical(html.unescape(written.strip()), url)
        if target is not None:
            return Link(target, title, f"{title} {date}".strip() if date else "", place="li")
    return None


def _links(text: str) -> list[tuple[dict[str, str], str]]:
    found = []
    for match in _LINK.finditer(_CDATA.sub(lambda one: html.escape(one[1]), text[:MAX_ITEM_CHARS])):
        attributes = {
            name.lower(): html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(match[1])
        }
        found.append((attributes, html.unescape(match[3].strip()) if not match[2] else ""))
    return found


def _element(text: str, name: str) -> str:
    start = re.search(rf"<{name}\b[^<>]{{0,500}}>", text, re.IGNORECASE)
    if start is None:
        return ""
    inside = text[start.end() : start.end() + 4000]
    stop = re.search(rf"</{name}\s*>", inside, re.IGNORECASE)
    inside = _CDATA.sub(lambda one: one[1], inside[: stop.start()] if stop else inside)
    return " ".join(_TAG.sub("", html.unescape(inside)).split())[:300]
