"""The numbers that a browser prints before the items of an ordered list; the text does not hold them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from reportharvest.extracting.numerals import in_chinese
from reportharvest.extracting.styles import name_hint

__all__ = ["MAX_LISTS", "ItemNumbers", "item_numbers"]

MAX_LISTS = 4
"""Lists within lists that are looked into; without a limit each would be searched again by all around it."""

_MANNERS = {
    "decimal": "{}.",
    "1": "{}.",
    "decimal-leading-zero": "{}.",
    "cjk-decimal": "{}、",
    "cjk-ideographic": "{}、",
    "simp-chinese-informal": "{}、",
    "trad-chinese-informal": "{}、",
    "japanese-informal": "{}、",
}
"""How the counter styles of CSS look that number headings (CSS Counter Styles 3); others number notes."""

_EDITOR_MANNERS = {
    "cn": "{}、",
    "cn1": "（{}）",
    "cn2": "（{}）",
    "num": "{}.",
    "num1": "{}）",
    "num2": "（{}）",
}
"""The list styles that UEditor writes as classes (custom_cn, custom_num1); pictures stand for the numbers."""

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_EDITOR_CLASS = re.compile(r"custom_(cn[12]?|num[12]?)\b")
_PLAIN_CLASS = re.compile(r"(?:\s*(?:list-paddingleft-\d|custom_\w+|Mso\w+))*\s*\Z")
_OUTSIDE = frozenset(["nav", "header", "footer", "aside"])
_DIGITS = frozenset(["decimal", "1", "decimal-leading-zero", "num", "num1", "num2"])
_AROUND = 6
"""Elements around a list that are asked whether they are navigation."""


class ItemNumbers:
    """Counts the items of one ordered list."""

    def __init__(self, manner: str, *, digits: bool, start: int) -> None:
        self.manner = manner
        self.digits = digits
        self.value = start - 1

    def next(self, value: str | None) -> str:
        """Give what stands before the next item; ``value`` is its attribute of that name."""
        self.value = int(value) if value and value.isdecimal() and len(value) < 4 else self.value + 1
        return self.manner.format(self.value if self.digits else in_chinese(self.value))


def item_numbers(node: LexborNode, attributes: dict[str, str | None]) -> ItemNumbers | None:
    """Tell how a list of type ``ol`` numbers its items; None where it shows no numbers or is no text.

    Sites write menus and paths as ordered lists too, and hide the numbers in a style sheet that is not at
    hand: a list with a class of its own, in an element of navigation, or of links is none of the article's.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> page = "<ol style='list-style-type:cjk-ideographic'><li>总体情况</ol>"
    >>> node = LexborHTMLParser(page).css_first("ol")
    >>> numbers = item_numbers(node, node.attributes)
    >>> numbers.next(None), numbers.next(None)
    ('一、', '二、')
    """
    names = attributes.get("class") or ""
    styled = _STYLE.search(attributes.get("style") or "")
    edited = _EDITOR_CLASS.search(names)
    kind = edited[1] if edited else styled[1].lower() if styled else attributes.get("type") or "decimal"
    manner = _EDITOR_MANNERS.get(kind) or _MANNERS.get(kind)
    if manner is None or not (styled or edited or _PLAIN_CLASS.match(names)):
        return None
    around = node.parent
    for _ in range(_AROUND):
        if around is None or around.tag == "body":
            break
        if around.tag in _OUTSIDE or name_hint(around.attributes.get("class") or "") < 0:
            return None
        around = around.parent
    if 2 * len(node.css("a[href]")) > len(node.css("li")):
        return None
    start = attributes.get("start") or ""
    first = int(start) if start.isdecimal() and len(start) < 4 else 1
    return ItemNumbers(manner, digits=kind in _DIGITS, start=first)
