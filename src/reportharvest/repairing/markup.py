"""Where prose stands in a text that may hold mark-up: what a repair of characters may touch.

Names of tags and classes, addresses, scripts and styles are not prose; text between tags and in the
attributes that a reader gets to see is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["prose_spans"]

# Elements whose content is no prose; code is shown to the reader as it is and must stay so.
_TAG = re.compile(r"<(script|style|code|svg|samp|kbd)\b[^<>]*>|<!--|<[a-z/!?][^<>]*>", re.IGNORECASE)
_SHOWN = re.compile(
    r"""\s(?:title|alt|content|summary|placeholder|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_ADDRESS = re.compile(r"\s*(?:[a-z]+:)?//|[^\s]*=", re.IGNORECASE)


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
