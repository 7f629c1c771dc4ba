"""Where prose stands in a text that may hold mark-up: what a repair of characters may touch.

Names of tags and classes, addresses, scripts and styles are not prose; text between tags and in the
attributes that a reader gets to see is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportharvest.repairing.later import later

__all__ = ["beyond_ascii", "may_match_prose", "prose_spans"]

# Elements whose content is no prose; code is shown to the reader as it is and must stay so.
_TAG = later(r"<(script|style|code|svg|samp|kbd)\b[^<>]*>|<!--|<[a-z/!?][^<>]*>", re.IGNORECASE)
_SHOWN = later(
    r"""\s(?:title|alt|content|summary|placeholder|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_FEW = 8
"""A tag has no more attributes for readers; in one that does, they are not gone through for each match."""

_ADDRESS = later(r"\s*(?:[a-z]+:)?//|[^\s]*=", re.IGNORECASE)


_PLAIN = bytes([*range(0x09, 0x0E), *range(0x20, 0x7F)])


def beyond_ascii(text: str) -> str:
    """Give the characters outside ASCII, and its control characters: of a page a tenth, searched in a tenth.

    >>> beyond_ascii('<p class="a">主动公开 3 条</p>')
    '主动公开条'
    """
    encoded = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return encoded.decode("utf-8", "surrogatepass")


def prose_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of prose, in order; one over all of it where there is no mark-up.

    >>> page = '<p class="發布" title="發布">發布<script>"發布"</script></p>'
    >>> [page[start:end] for start, end in prose_spans(page)]
    ['發布', '發布']
    """
    if "<" not in text:
        yield 0, len(text)
        return
    lower = ""
    position = 0
    while tag := _TAG.search(text, position):
        if tag.start() > position:
            yield position, tag.start()
        position = tag.end()
        if tag[1]:
            # Lower-casing İ makes a text longer; such a text is searched as it is.
            lower = lower or text.lower()
            stop = (lower if len(lower) == len(text) else text).find(f"</{tag[1].lower()}", position)
            position = len(text) if stop < 0 else stop
        elif tag[0] == "<!--":
            stop = text.find("-->", position)
            position = len(text) if stop < 0 else stop + 3
        else:
            yield from _shown(text, tag.start(), position)
    if position < len(text):
        yield position, len(text)


def _shown(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the attribute values of one tag that a reader gets to see."""
    for match in _SHOWN.finditer(text, start, end):
        group = 1 if match[1] is not None else 2
        if match.start(group) < match.end(group) and not _ADDRESS.match(match[group]):
            yield match.start(group), match.end(group)


def may_match_prose(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether a pattern may match in prose, from the last ``<`` before each of its matches alone.

    Most pages have escapes in addresses and style sheets and nowhere else; this finds out without reading
    all their tags. False is certain; after True the stretches of prose have to be looked through.

    >>> escapes = re.compile("%[0-9A-F]{2}")
    >>> may_match_prose(escapes, '<style>a{url(%3C)}</style><a href="?q=%20">x</a>')
    False
    >>> may_match_prose(escapes, "%3C")
    True
    """
    position, opening = 0, -1
    closing = -2  # not looked for yet: most patterns match nowhere
    tag: re.Match[str] | None = None
    shown: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if closing == -2:
            closing = text.find("-->")
        nearest = text.rfind("<", position, start)
        position = start
        if nearest >= 0:
            opening = nearest
            tag = _TAG.match(text, opening)
            shown = list(_shown(text, opening, tag.end())) if tag else []
            if 0 <= closing < opening:
                closing = text.find("-->", opening)
        if tag is None:
            return True
        if tag[0] == "<!--" or tag.end() <= start:
            # inside a comment or a script; a comment that ends may also have held the tag
            if not (tag[1] or tag[0] == "<!--") or 0 <= closing < end:
                return True
        elif end > tag.end() or len(shown) > _FEW or any(a < end and z > start for a, z in shown):
            return True
    return False
