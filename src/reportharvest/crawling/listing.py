"""List pages: from the text of a page to its links, and to the requests that continue the list.

Pagers come in manners that no link shows: a script that writes them (``createPageHTML``), records in
a data island that go on at a ``dataproxy.jsp`` (Hanweb), or a sitemap. What is found here is candidates
only; :mod:`reportharvest.crawling.following` chooses among them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reportharvest.crawling.hanweb import continuations, datastores
from reportharvest.crawling.pagers import (
    PagerRequest,
    is_calendar,
    is_forward,
    is_same_list,
    pager_word,
    scripted_pages,
)
from reportharvest.crawling.scripted import Scripts
from reportharvest.crawling.sessions import session_pairs, without_pairs
from reportharvest.crawling.urls import canonical, origin_of

__all__ = ["Link", "Listing", "read_listing", "read_sitemap"]

# A page with more is a trap or a site map for people; 10,000 is what a whole year of notices needs.
MAX_LINKS = 10_000
MAX_TEXT_CHARS = 300
TELLING_CHARS = 12  # a shorter link text ("查看", "2018年") needs the row that it stands in
ROW_LINKS = 4  # a row with more is the frame of a page
MIN_CALENDAR_LINKS = 2
# what the days of a calendar and its ways to other months say
_DAY_TEXT = re.compile(
    r"\d{1,2}日?|\d{4}[年.-]\d{1,2}月?|(?:[上下前后]一?个?)[月年周日天]\W*|\W{1,3}|prev\w*|next",
    re.IGNORECASE,
)
MAX_SITEMAP_LINKS = 50_000  # the limit of the protocol, sitemaps.org
# Real pages of such sites reach 40; parsing 100,000 nested elements takes 15 s, 1,000 take 2 ms.
MAX_DEPTH = 1_000
# elements that stay open until they are closed, so that they can be nested
_NESTING = re.compile(
    r"<(/?)(?:div|span|font|b|i|u|em|strong|center|section|article|ul|ol|dl|table|form|blockquote|h[1-6]|[\w-]+-[\w-]+)\b",
    re.IGNORECASE,
)
_NOT_LINKING = re.compile(
    r"</?(?!(?:a|area|base|iframe|frame|embed|object|option|script|title|meta)\b)[a-z][^<>]*>", re.IGNORECASE
)
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_LINK_TAGS = frozenset({"a", "area", *_FRAMES})
_LINKING = (
    "a, area, iframe, frame, embed, object, option,"
    " span[onclick], li[onclick], button[onclick], input[onclick]"
)
_ROW_TAGS = frozenset({"li", "tr", "dd", "dt", "p"})
_QUOTED_TARGET = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|open\s*\()\s*['\"]([^'\"]{1,2000})['\"]"
)
_REFRESH = re.compile(r"\s*[0-5](?:\.\d*)?\s*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
# where sites of this kind show the way to a page: "当前位置：首页 > 政府信息公开 > 年报"
_WAY = (
    "[class*=crumb], [class*=position], [class*=location], [class*=dqwz], [class*=weizhi], [id*=position], "
    "[id*=location]"
)
FEW_LINKS = 3
FEW_CHARS = 500
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?([^<\]]{1,4000})", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# a viewer in a frame shows the file that its query names: viewer.html?file=/files/2020.pdf
_VIEWED = re.compile(
    r"[?&](?:file|src|url|path|furl)=([^&#]{1,2000}\.(?:pdf|docx?|xlsx?|wps|ofd))(?=[&#]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page.

    Attributes:
        url: canonical target.
        text: its text, with its title where that says more.
        context: the text of the row it stands in, where the link's own says little; else empty.
        framed: the target is shown inside of this page (``iframe``).
        place: tags and classes around it; the rows of one list have the same.
    """

    url: str
    text: str
    context: str = ""
    framed: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page leads to.

    Attributes:
        title: the page's title, and the column's name where the page gives it.
        links: its links, without those of the pager, each target once, in document order.
        pager: the requests that continue this list.
        unread_pager: there is a pager, but where it leads could not be read.
        sitemap: it is a sitemap (urlset or sitemapindex).
        goes_to: where the page sends a browser at once (``<meta http-equiv=refresh>``, or a script on a
            page that has nothing else), or None.
        notes: what on it is not followed, and why: a reason's name and what was seen.
    """

    title: str
    links: tuple[Link, ...]
    pager: tuple[PagerRequest, ...] = ()
    unread_pager: bool = False
    sitemap: bool = False
    goes_to: str | None = None
    notes: tuple[tuple[str, str], ...] = ()


def read_listing(page: str, url: str, request_body: str = "", encoding: str = "utf-8") -> Listing:
    """Read the links and the pager of a page.

    Args:
        page: its decoded text: HTML, a sitemap, or the answer of a ``dataproxy.jsp``.
        url: its canonical URL; links are resolved against it and its ``<base>``.
        request_body: what was sent for it; continues the list where the page is an answer to that.
        encoding: that of the page; a browser sends queries in it.

    >>> script = '<script>createPageHTML(2, 0, "index", "html");</script>'
    >>> listing = read_listing('<li><a href="1.html">报告</a></li>' + script, "http://a.example/col/")
    >>> listing.links[0].url, listing.pager[0].url
    ('http://a.example/col/1.html', 'http://a.example/col/index_1.html')
    """
    if _is_sitemap(page):
        return read_sitemap(page, url)
    tree = LexborHTMLParser(_bounded_depth(page))
    base = _base(tree, url)
    script = "\n".join(_script_texts(tree))
    collector = _Collector(base, url, request_body, Scripts(tree, script, url, base), encoding)
    collector.collect(tree)
    stores = datastores(page)
    for store in stores:
        for record in store.records:
            collector.collect(LexborHTMLParser(_bounded_depth(record)))
    found = scripted_pages(script, url)
    found += continuations(page, stores, base, url, request_body) + collector.pager
    pager = tuple(one for one in dict.fromkeys(found) if one != PagerRequest(url, body=request_body))
    notes = collector.notes()
    marks = session_pairs([*collector.links, *(one.url for one in pager)])
    if marks:
        notes += (("session-mark", f"{min(marks)[:80]} in its links was taken out"),)
        pager = tuple(dict.fromkeys(replace(one, url=without_pairs(one.url, marks)) for one in pager))
    bare = (replace(link, url=without_pairs(link.url, marks)) for link in collector.links.values())
    links = tuple({link.url: link for link in bare if link.url != url}.values())
    goes_to = _refresh(tree, script, base, has_links=len(links) > FEW_LINKS)
    return Listing(
        _title(tree),
        links,
        pager,
        collector.unread_pager and not pager,
        goes_to=goes_to if goes_to != url else None,
        notes=notes,
    )


def read_sitemap(page: str, url: str) -> Listing:
    """Read a sitemap (sitemaps.org): pages are links, further sitemaps continue it.

    >>> text = "<urlset><url><loc>http://a.example/1.html?a=1&amp;b=2</loc></url></urlset>"
    >>> read_sitemap(text, "").links[0].url
    'http://a.example/1.html?a=1&b=2'
    """
    found = []
    for match in _LOC.finditer(page):
        target = canonical(html.unescape(match[1]), url or None)
        if target is not None:
            found.append(target)
        if len(found) >= MAX_SITEMAP_LINKS:
            break
    targets = list(dict.fromkeys(found))
    if "<sitemapindex" in page[:2000].lower():
        return Listing("", (), tuple(PagerRequest(one) for one in targets), sitemap=True)
    return Listing("", tuple(Link(one, "") for one in targets), sitemap=True)


def _bounded_depth(page: str) -> str:
    """Leave out the tags around links where they nest as on no page; the parser is quadratic in depth."""
    depth = deepest = 0
    for match in _NESTING.finditer(page):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return page if deepest <= MAX_DEPTH else _NOT_LINKING.sub(" ", page)


def _is_sitemap(page: str) -> bool:
    head = page[:2000].lower()
    return "<urlset" in head or "<sitemapindex" in head


class _Collector:
    """Gathers the links of one page, from the page itself and from the records in its data islands."""

    def __init__(self, base: str, url: str, request_body: str, scripts: Scripts, encoding: str) -> None:
        self._base = base
        self._url = url
        self._asked = frozenset(parse_qsl(request_body, keep_blank_values=True))
        self._scripts = scripts
        self._encoding = encoding
        self._rows: dict[int, str] = {}
        self.links: dict[str, Link] = {}
        self.pager: tuple[PagerRequest, ...] = ()
        self.unread_pager = False
        self._days: list[str] = []

    def notes(self) -> tuple[tuple[str, str], ...]:
        """What was left out, and why."""
        if len(self._days) < MIN_CALENDAR_LINKS:
            return ()
        return (("calendar", f"{len(self._days)} links to days or months, such as {self._days[0]}"),)

    def collect(self, tree: LexborHTMLParser) -> None:
        self._rows.clear()  # node addresses are of one tree
        for node in tree.css(_LINKING):
            if len(self.links) >= MAX_LINKS:
                return
            self._add(node)

    def _add(self, node: LexborNode) -> None:
        text = _text_of(node)
        word = pager_word(text, node.attributes.get("rel") or "")
        target = self._target(node)
        if target is None:
            self._add_scripted(node, word, text)
        elif node.tag not in _LINK_TAGS and word is None:
            return  # buttons of all kinds carry scripts; only those of a pager matter
        elif _DAY_TEXT.fullmatch(text) and is_calendar(target, self._url):
            self._days.append(target)
        elif self._continues(node, word, target):
            self.pager += (PagerRequest(target),)
        elif node.tag != "option" and target != self._url:
            self._keep(node, target, text)

    def _add_scripted(self, node: LexborNode, word: str | None, text: str) -> None:
        """Add where a script leads to: on in the list, or to a page."""
        request = self._scripted_request(node)
        if request is None:
            self.unread_pager |= word == "next" and _is_scripted(node)
        elif word is not None or node.tag == "option":
            if request.method == "GET" or self._goes_on(request, text):
                self.pager += (request,)
        elif request.method == "GET" and request.url != self._url and node.tag in _LINK_TAGS:
            self._keep(node, request.url, text)

    def _scripted_request(self, node: LexborNode) -> PagerRequest | None:
        attributes = node.attributes
        if node.tag == "option":
            select = node.parent
            value = (attributes.get("value") or node.text()).strip()
            is_number = value.isascii() and value.isdigit() and len(value) <= 5
            return self._scripts.option(select, value) if select is not None and is_number else None
        for code in (attributes.get("href"), attributes.get("onclick")):
            if code and "(" in code and (request := self._scripts.request(code)) is not None:
                return request
        return None

    def _goes_on(self, request: PagerRequest, text: str) -> bool:
        """Tell whether a form is to be sent: always, but where it carries its page's state only forward."""
        if not self._scripts.carries_state():
            return True
        mine = {name: value for name, value in self._asked if value.isdigit()}
        numbers = dict(parse_qsl(request.body))
        backward = any(
            numbers.get(name, "").isdigit() and int(numbers[name]) <= int(value)
            for name, value in mine.items()
            if "state" not in name.lower()
        )
        return is_forward(text) and not backward

    def _continues(self, node: LexborNode, word: str | None, target: str) -> bool:
        if word == "next":
            return origin_of(target) == origin_of(self._url)
        return (word == "number" or node.tag == "option") and is_same_list(target, self._url)

    def _keep(self, node: LexborNode, target: str, text: str) -> None:
        known = self.links.get(target)
        context = "" if len(text) >= TELLING_CHARS else self._row_text(node)
        if known is None:
            self.links[target] = Link(target, text, context, node.tag in _FRAMES, _place(node))
        elif len(text) > len(known.text):  # a picture and a title often lead to the same page
            self.links[target] = replace(known, text=text, context=context or known.context)

    def _target(self, node: LexborNode) -> str | None:
        attributes = node.attributes
        tag = node.tag or ""
        href = attributes.get("value" if tag == "option" else _FRAMES.get(tag, "href"))
        if href and tag in _FRAMES and (shown := _VIEWED.search(href)):
            href = unquote(shown[1])
        if node.tag == "option" and not (href and ("." in href or "/" in href)):
            return None
        if href and href.strip() and not href.strip().startswith(("#", "javascript:", "JavaScript:")):
            return canonical(href, self._base, self._encoding)
        for script in (href, attributes.get("onclick")):
            match = _QUOTED_TARGET.search(script[:4000]) if script else None
            if match:
                return canonical(match[1], self._base, self._encoding)
        return None

    def _row_text(self, node: LexborNode) -> str:
        """The text of the row that a link stands in; empty where the row is the frame of a page."""
        ancestor = node.parent
        for _ in range(4):
            if ancestor is None or ancestor.tag in {"body", "table", "ul", "html"}:
                return ""
            if ancestor.tag in _ROW_TAGS or ancestor.tag == "div":
                key = ancestor.mem_id
                if key not in self._rows:
                    few = len(ancestor.css("a")) <= ROW_LINKS
                    self._rows[key] = _squeezed(ancestor.text(separator=" "))[:MAX_TEXT_CHARS] if few else ""
                return self._rows[key]
            ancestor = ancestor.parent
        return ""


def _place(node: LexborNode) -> str:
    names = []
    ancestor = node.parent
    for _ in range(5):
        if ancestor is None or ancestor.tag in {"body", "html"}:
            break
        # rows alternate in class ("odd", "even", "last"), their frames do not
        is_row = ancestor.tag in _ROW_TAGS or ancestor.tag in {"td", "span"}
        names.append(
            (ancestor.tag or "") if is_row else f"{ancestor.tag}.{ancestor.attributes.get('class') or ''}"
        )
        ancestor = ancestor.parent
    return ">".join(reversed(names))


def _text_of(node: LexborNode) -> str:
    shown = (node.attributes.get("value") or "") if node.tag == "input" else node.text()
    text = _squeezed(shown[:2000])
    title = _squeezed((node.attributes.get("title") or "")[:2000])
    return (title if len(title) > len(text) else text)[:MAX_TEXT_CHARS]


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _is_scripted(node: LexborNode) -> bool:
    href = (node.attributes.get("href") or "").strip().lower()
    return href.startswith("javascript:") or bool(node.attributes.get("onclick"))


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (canonical(node.attributes.get("href") or "", url) if node is not None else None) or url


def _refresh(tree: LexborHTMLParser, script: str, base: str, *, has_links: bool) -> str | None:
    for node in tree.css("meta[http-equiv]")[:50]:
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh":
            match = _REFRESH.match((node.attributes.get("content") or "")[:4000])
            if match:
                return canonical(match[1], base)
    if has_links or tree.body is None or len(script) > FEW_CHARS:
        return None
    match = _QUOTED_TARGET.search(script)
    shown = sum(
        len(_squeezed(node.text(deep=False))) for node in tree.css("body, body *:not(script, style)")[:50]
    )
    return canonical(match[1], base) if match and shown < FEW_CHARS else None


def _title(tree: LexborHTMLParser) -> str:
    """The page's title, its headings as far as they are few, and the last step of the way to it."""
    parts = []
    below = [text for node in tree.css("h2, h3")[:9] if (text := _squeezed(node.text()[:200]))]
    if len(set(below)) <= 2:
        parts += [text for text in below if len(text) <= 30]
    for node in tree.css(_WAY)[:3]:
        steps = re.split(r"[>»›＞/]|&gt;", _squeezed(node.text()[:400]))
        parts += [step.strip() for step in steps[-1:] if len(steps) > 1 and len(step) <= 30]
    for node in tree.css("title, h1, meta")[:200]:
        if node.tag != "meta":
            parts.append(_squeezed(node.text()[:2000])[:MAX_TEXT_CHARS])
        elif (node.attributes.get("name") or "").lower() in {"columnname", "articletitle"}:
            parts.append((node.attributes.get("content") or "")[:MAX_TEXT_CHARS])
    return " ".join(dict.fromkeys(part for part in parts if part))


def _script_texts(tree: LexborHTMLParser) -> list[str]:
    texts = [node.text() for node in tree.css("script") if (node.attributes.get("type") or "") != "text/xml"]
    return texts + [node.attributes.get("onload") or "" for node in tree.css("[onload]")[:20]]
