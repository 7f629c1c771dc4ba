"""Mark-up without measure, cut to a depth and to attributes that the parser can take."""

from __future__ import annotations

import re

__all__ = ["MAX_DEPTH", "bound_attributes", "bound_nesting"]

MAX_DEPTH = 400
"""Nested blocks that are kept; the parser's time grows with the square of the depth (9 s at 100,000)."""

_MANY_TAGS = 8_000
"""Below this many ``<`` the square of the depth costs under 0.1 s, and the depth need not be counted."""

_MANY_CHARS = 100_000
"""Of a page below which attributes need no bound: the square of their number takes at most 4 s there."""

_MAX_ATTRIBUTES = 200
_LONG_TAG = re.compile(r"<([a-zA-Z][^\s<>/]{0,20})([^<>]{2000,})")

_DEPTH_TAG = re.compile(
    r"<(/?)(?:div|ul|ol|dl|table|section|article|center|blockquote|form|fieldset|header|footer|main|nav|aside|details|"
    r"address|pre|figure|h[1-6]|dir|menu|listing|summary|hgroup|search)(?=[\s/>])[^>]*>?",
    re.IGNORECASE,
)


def bound_nesting(page: str) -> tuple[str, int]:
    """Leave out the tags of blocks nested deeper than the limit, before the parser sees them.

    Args:
        page: the page.
    Returns:
        The page, a line break in place of each tag left out, and how many those are.

    >>> bound_nesting("<div>" * 9000 + "x")[1]
    8600
    """
    if page.count("<") <= _MANY_TAGS:
        return page, 0
    kept = []
    depth = excess = cut = position = 0
    for tag in _DEPTH_TAG.finditer(page):
        if not tag.group(1):
            if depth < MAX_DEPTH:
                depth += 1
                continue
            excess += 1
        elif excess:
            excess -= 1
        else:
            depth = max(0, depth - 1)
            continue
        kept.append(page[position : tag.start()])
        kept.append("<br>")
        position = tag.end()
        cut += 1
    kept.append(page[position:])
    return "".join(kept), cut


def bound_attributes(page: str) -> tuple[str, int]:
    """Leave out the attributes of tags that have hundreds, which take the parser the square of their number.

    Args:
        page: the page.
    Returns:
        The page, and how many tags lost their attributes.

    >>> page = "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">无。"
    >>> bound_attributes(page)
    ('<p>无。', 1)
    """
    if len(page) <= _MANY_CHARS:
        return page, 0
    cut = 0

    def bare(tag: re.Match[str]) -> str:
        nonlocal cut
        inside = tag.group(2)
        if inside.count("=") <= _MAX_ATTRIBUTES and len(inside.split()) <= 5 * _MAX_ATTRIBUTES:
            return tag.group()
        cut += 1
        return f"<{tag.group(1)}"

    bounded = _LONG_TAG.sub(bare, page)
    return bounded, cut
