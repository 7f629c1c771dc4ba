"""Session marks in links, under names that say so only together with what they hold.

``jsessionid`` and its like are dropped wherever they stand (:mod:`reportharvest.crawling.urls`). A ``sid``
may as well choose the page; but a random value that all links of a page share chooses none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["may_be_mark", "session_pairs", "without_pairs"]

_NAME = re.compile(
    r"s|sid|sess|session|token|ticket|_?t|ts|time(?:stamp)?|_|ra?nd(?:om)?|nonce|r", re.IGNORECASE
)
# a digest, a UUID, a moment in milliseconds, what Math.random() gives, or a long word with digits in it
_VALUE = re.compile(r"[0-9a-fA-F-]{16,128}|[0-9]{12,16}|0\.[0-9]{8,20}|(?=.*[0-9])[A-Za-z0-9_-]{20,128}")
MIN_LINKS = 3


def may_be_mark(name: str, value: str) -> bool:
    """Tell whether a parameter looks like the mark of a visit."""
    return _NAME.fullmatch(name) is not None and _VALUE.fullmatch(value) is not None


def session_pairs(urls: Iterable[str]) -> frozenset[str]:
    """Give the ``name=value`` pairs of a page's links that belong to the visit and not to the page.

    >>> mark = "sid=0123456789abcdef"
    >>> session_pairs(f"http://a.example/{number}.html?{mark}" for number in range(3)) == {mark}
    True
    """
    values: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    for url in set(urls):
        for pair in url.partition("?")[2].split("&"):
            name, _, value = pair.partition("=")
            if _NAME.fullmatch(name):
                values.setdefault(name, set()).add(value)
                counts[name] = counts.get(name, 0) + 1
    return frozenset(
        f"{name}={value}"
        for name, found in values.items()
        if counts[name] >= MIN_LINKS and len(found) == 1 and _VALUE.fullmatch(value := next(iter(found)))
    )


def without_pairs(url: str, pairs: frozenset[str]) -> str:
    """Take pairs out of a URL's query.

    >>> without_pairs("http://a.example/?page=2&sid=1", frozenset({"sid=1"}))
    'http://a.example/?page=2'
    """
    address, mark, query = url.partition("?")
    if not pairs or not mark:
        return url
    kept = "&".join(pair for pair in query.split("&") if pair not in pairs)
    return f"{address}?{kept}" if kept else address
