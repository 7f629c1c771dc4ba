"""Elements of HTML: which begin a block, which are no text, and how they change the type inside them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from reportharvest.extracting.styles import keeps_lines, read_style

__all__ = [
    "BLOCK",
    "CONTAINER",
    "LEAF",
    "RESTYLING",
    "SHOWING",
    "SKIPPED",
    "State",
    "holds_article",
    "restyle",
]

SKIPPED = frozenset({
    "script", "style", "template", "noscript", "select", "option", "optgroup", "button", "textarea",
    "svg", "math", "iframe", "object", "embed", "input", "canvas", "map", "video", "audio", "xml",
    "datalist", "progress", "meter", "frame", "frameset", "noframes",
})  # fmt: skip
SHOWING = frozenset(["iframe", "embed", "object"])
BLOCK = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table",
    "thead", "tbody", "tfoot", "tr", "td", "th", "section", "article", "header", "footer", "nav",
    "aside", "main", "form", "fieldset", "legend", "center", "blockquote", "pre", "hr", "body",
    "address", "figure", "figcaption", "caption", "details", "summary", "menu", "dir", "hgroup",
    "ucapcontent", "ucaptitle", "textarea",
})  # fmt: skip
CONTAINER = frozenset({
    "div", "td", "article", "section", "main", "body", "form", "center", "header", "footer", "nav",
    "aside", "ul", "ol", "dl",
})  # fmt: skip
CONTAINER |= {"ucapcontent", "blockquote", "fieldset"}
LEAF = frozenset(["dd", "dt", "td", "th", "li", "div", "p"])
_BOLD = frozenset(["b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"])
RESTYLING = _BOLD | {"center", "pre", "textarea"}
_LEVELS = {f"h{level}": level for level in range(1, 7)}


class State(NamedTuple):
    """The type inside an element: bold, how it is aligned, level of the heading, line breaks kept."""

    bold: bool
    align: str
    level: int
    pre: bool = False


def holds_article(node: LexborNode) -> bool:
    """Whether a text field shows an article, as on old pages, and waits for no comment."""
    text = node.text() or ""
    return len(text) > 200 and text.count("。") > 2


def restyle(state: State, tag: str, attributes: dict[str, str | None]) -> State:
    """Give the state inside an element that may change it."""
    return _restyled(state, tag, attributes.get("align") or "", attributes.get("style") or "")


@lru_cache(maxsize=2048)
def _restyled(state: State, tag: str, align_attribute: str, style: str) -> State:
    bold, align, level, pre = state
    pre = pre or tag in {"pre", "textarea"}
    bold = bold or tag in _BOLD
    if tag == "center":
        align = "center"
    elif tag != "table":  # a table's is its own place, not that of its text
        align = align_attribute.lower() or align
    if style:
        _, heavy, aligned = read_style(style)
        bold = bold if heavy is None else heavy
        align = aligned or align
        kept = keeps_lines(style) if "white-space" in style else None
        pre = pre if kept is None else kept
    return State(bold, align, _LEVELS.get(tag, level), pre)
