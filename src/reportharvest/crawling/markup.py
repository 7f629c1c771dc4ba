"""Scripts and visible text of a page, in one pass: also of a page that opens what it never closes."""

from __future__ import annotations

import re

__all__ = ["script_texts", "visible_text"]

_OPENING = re.compile(r"<(?:(script|style|noscript|template)\b[^<>]{0,2000}>|!--)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")
_SPACE = re.compile(r"(?:\s|&nbsp;|&#160;)+")


def visible_text(page: str) -> str:
    """Give what a reader sees of a page, white space collapsed; scripts, styles and comments left out.

    >>> visible_text("<style>p{}</style><p>年报 <!-- x --><b>2019</b></p><script>var a = '</p>';</script>")
    '年报 2019'
    """
    kept = "".join(text for kind, text in _pieces(page) if not kind)
    return _SPACE.sub(" ", _TAG.sub(" ", kept)).strip()


def script_texts(page: str) -> list[str]:
    """Give the texts of a page's scripts; the last one may lack its end.

    >>> script_texts("<script>a()</script><p>x</p><SCRIPT type='text/javascript'>b()")
    ['a()', 'b()']
    """
    return [text for kind, text in _pieces(page) if kind == "script"]


def _pieces(page: str) -> list[tuple[str, str]]:
    """Stretches of a page with the element that hides them, or an empty text for what is shown."""
    lower = page.lower()
    found: list[tuple[str, str]] = []
    position = 0
    while (match := _OPENING.search(page, position)) is not None:
        found.append(("", page[position : match.start()] + " "))
        name = (match[1] or "").lower()
        end = lower.find(f"</{name}" if name else "-->", match.end())
        stop = len(page) if end < 0 else end
        found.append((name or "comment", page[match.end() : stop]))
        position = stop if end < 0 else stop + (0 if name else 3)
    found.append(("", page[position:]))
    return found
