"""Pagers: links that continue a list, and scripts that write such links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from reportharvest.crawling.sessions import may_be_mark
from reportharvest.crawling.urls import canonical, split

__all__ = ["PagerRequest", "is_calendar", "is_forward", "is_same_list", "pager_word", "scripted_pages"]

# Ends a script that claims a million pages; 500 pages of 15 rows are 30 years of daily notices.
MAX_SCRIPTED_PAGES = 500


@dataclass(frozen=True, slots=True)
class PagerRequest:
    """A request that continues a list; ``body`` is a form, empty for GET."""

    url: str
    method: str = "GET"
    body: str = ""


_NEXT_WORDS = re.compile(
    r"(?:[<《«‹]*\s*(?:上一?[页頁]|前一?[页頁])|(?:下一?[页頁]|后一?[页頁]|後一?[页頁]|尾[页頁]|末[页頁]|最后一?[页頁])\s*[>》»›]*"
    r"|next(?: page)?|previous(?: page)?|last(?: page)?|[>»›]{1,2})",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?=.)(?:下一?[页頁]|后一?[页頁]|後一?[页頁])?\s*[>》»›]{0,2}|next(?: page)?", re.IGNORECASE
)
_NUMBER = re.compile(r"[\[(]?\s*(?:第\s*)?[0-9]{1,4}\s*[页頁]?\s*[\])]?")
_CALENDAR = re.compile(r"(?:date|day|month|calendar|rili)\w*[=/_-]", re.IGNORECASE)
_FURTHER = re.compile(r"[_-][0-9]{1,3}(?=\.\w{2,6}$)")  # list_12.html goes on at list_12_2.html
_DAY = re.compile(
    r"[?&/](?:\w{1,12}[_-])?(?:date|day|month|calendar|rili|riqi|ym|ymd)\w{0,8}[=/_-]?(\d[\d/-]{0,9})",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:[_-]?[0-9]{1,4})(?=\.\w{2,6}$)|(?<=/)(?:p|page)?[0-9]{1,4}/?$")


def pager_word(text: str, rel: str = "") -> Literal["next", "number"] | None:
    """Tell whether a link's text is that of a pager.

    >>> pager_word("下一页 >"), pager_word("[3]"), pager_word("下一篇"), pager_word("", "next")
    ('next', 'number', None, 'next')
    """
    if "next" in rel.lower().split() or "prev" in rel.lower().split():
        return "next"
    if len(text) > 12:
        return None
    if _NEXT_WORDS.fullmatch(text):
        return "next"
    return "number" if _NUMBER.fullmatch(text) else None


def is_forward(text: str) -> bool:
    """Tell whether a pager's link leads to the page after this one.

    >>> is_forward("下一页"), is_forward("尾页")
    (True, False)
    """
    return _FORWARD.fullmatch(text) is not None


def is_same_list(url: str, other: str) -> bool:
    """Tell whether two URLs differ in nothing but a page number: in the file name, or in one parameter.

    >>> is_same_list("http://a.example/col/index_2.html", "http://a.example/col/")
    True
    >>> is_same_list("http://a.example/list?id=3&page=2", "http://a.example/list?id=3")
    True
    >>> is_same_list("http://a.example/cal?date=20240102", "http://a.example/cal")
    False
    """
    one, two = split(url), split(other)
    if (
        one is None
        or two is None
        or url == other
        or (one.scheme, one.authority) != (two.scheme, two.authority)
    ):
        return False
    if _CALENDAR.search(url):
        return False
    is_behind = two.path in {_FURTHER.sub("", one.path), one.path} or one.path == _FURTHER.sub("", two.path)
    if not is_behind and _stem(one.path) != _stem(two.path):
        return False
    first, second = _pairs(one.query), _pairs(two.query)
    differing = {name for name, _ in first ^ second}
    return len(differing) <= 1 and all(value.isdigit() for _, value in first ^ second)


def is_calendar(url: str, other: str) -> bool:
    """Tell whether a link leads to another day or month, of which there are always more.

    >>> is_calendar("http://a.example/cal?month=2024-02", "http://a.example/cal?month=2024-01")
    True
    >>> is_calendar("http://a.example/list?year=2019&page=2", "http://a.example/list?year=2019")
    False
    """
    day = _DAY.search(url)
    if day is None:
        return False
    own = _DAY.search(other)
    return own is None or own[1] != day[1]


def _stem(path: str) -> str:
    stem = _PAGE_NUMBER.sub("", path)
    return re.sub(r"(?<=/)(?:index|default|list|main)?(?:\.\w{2,6})?$", "", stem)


def _pairs(query: str | None) -> set[tuple[str, str]]:
    found = set()
    for pair in (query or "").split("&"):
        name, _, value = pair.partition("=")
        if name and not may_be_mark(name, value):
            found.add((name, value))
    return found


_CALL = re.compile(r"\b([A-Za-z_$][\w$.]{2,60})\s*\(([^()]{3,300})\)")
_KEY = re.compile(r"^[{\s]*['\"]?[A-Za-z_$][\w$]*['\"]?\s*:\s*")
_VARIABLE = re.compile(r"\b([A-Za-z_$][\w$]{0,60})\s*=\s*(?:parseInt\(\s*)?['\"]?([0-9]{1,6})['\"]?")
_QUOTES = "'\"`"
_USUAL_NAMES = frozenset({"index", "default", "list"})
_PAGE_EXTENSIONS = frozenset({"html", "htm", "shtml", "shtm", "jhtml", "xhtml", "jsp", "php", "asp", "aspx"})


def scripted_pages(scripts: str, url: str) -> tuple[PagerRequest, ...]:
    r"""Read calls such as ``createPageHTML(total, current, name, ext)`` and give the pages they write.

    Any name, order and quoting is understood, as long as the call has a number of pages, a file name and
    an extension. The first page is ``name.ext``, the others ``name_1.ext`` … ``name_<total - 1>.ext``;
    where the call on the first page says that it is page 1, not page 0, they are ``name_2.ext`` ….

    Args:
        scripts: the text of the page's scripts.
        url: the page's canonical URL.

    >>> call = "createPageHTML('pager', 'shtml', \"list\", 1, countPage)"
    >>> [one.url for one in scripted_pages("var countPage = 3;" + call, "http://a.example/c/list.shtml")]
    ['http://a.example/c/list_2.shtml', 'http://a.example/c/list_3.shtml']
    """
    variables: dict[str, str] = {}
    found: list[PagerRequest] = []
    for name, value in _VARIABLE.findall(scripts):
        variables.setdefault(name, value)
    parts = split(url)
    file_name = parts.path.rpartition("/")[2] if parts is not None else ""
    stem = re.sub(r"(?:_\d{1,5})?\.\w+$", "", file_name)
    for match in _CALL.finditer(scripts):
        call = _call(match[1], match[2], variables, stem)
        if call is not None:
            total, current, name, extension = call
            found += _pages(total, current, f"{name}_{{}}.{extension}", url, file_name)
    return tuple(dict.fromkeys(found))[:MAX_SCRIPTED_PAGES]


def _call(
    function: str, arguments: str, variables: dict[str, str], stem: str
) -> tuple[int, int, str, str] | None:
    """Total, current, name and extension of a call that writes a pager; None for any other call."""
    numbers: list[int] = []
    strings: list[str] = []
    for argument in arguments.split(","):
        text = _KEY.sub("", argument).strip("{} \t\r\n")  # also the fields of an object
        if len(text) >= 2 and text[0] in _QUOTES and text[-1] == text[0]:
            value = text[1:-1].strip()
        else:
            value = variables.get(text, text)
        if value.isascii() and value.isdigit() and len(value) <= 6:
            numbers.append(int(value))
        elif text and text[0] in _QUOTES:
            strings.append(value)
    extensions = [one for one in strings if one.lower().lstrip(".") in _PAGE_EXTENSIONS]
    names = [
        one for one in strings if one not in extensions and re.fullmatch(r"[\w./~-]{1,200}", one, re.ASCII)
    ]
    if len(numbers) < 2 or not extensions or not names or "page" not in function.lower():
        return None
    total, current = max(numbers[:2]), min(numbers[:2])
    # one of the strings may be the element to write to; the file's name is that of the page at hand,
    # or a usual one, or stands beside its extension
    position = strings.index(extensions[0])
    beside = [
        one for one in (strings[max(position - 1, 0) : position] + strings[position + 1 :]) if one in names
    ]
    own = [one for one in names if one == stem or one.rpartition("/")[2] in _USUAL_NAMES]
    return total, current, (own or beside or names)[0], extensions[0].lstrip(".")


def _pages(total: int, current: int, pattern: str, url: str, file_name: str) -> list[PagerRequest]:
    numbered = re.search(r"_\d{1,5}\.\w+$", file_name)
    from_one = numbered is None and current == 1
    last = min(total, MAX_SCRIPTED_PAGES)
    targets = [pattern.format(number) for number in (range(2, last + 1) if from_one else range(1, last))]
    if numbered is not None:  # the first page was not where we began
        targets.insert(0, pattern.replace("_{}", ""))
    pages = [canonical(target, url) for target in targets]
    return [PagerRequest(page) for page in pages if page is not None and page != url]
