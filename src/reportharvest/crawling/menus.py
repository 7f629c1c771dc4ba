"""Names and addresses in menus that scripts draw: objects, arguments of calls, JSON, attributes of elements.

``{"name": "公开年报", "url": "/col/col7/"}``, ``d.add(7, 2, '年报', '/nb/')``, ``<li data-url="/nb/">``:
whatever draws them, a name and an address stand within the same brackets. No script is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from reportharvest.crawling.listing import Link
from reportharvest.crawling.markup import script_texts
from reportharvest.crawling.urls import canonical

__all__ = ["menu_files", "menu_links"]

MAX_TEXT_CHARS = 2_000_000
MAX_LINKS = 2_000
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.){1,500})\"|'((?:[^'\\\n]|\\.){1,500})'")
_ADDRESS = re.compile(
    r"(?:https?:)?//\S{4,400}|\.{0,2}/[\w./%?=&;~-]{0,400}|[\w./-]{1,200}\.(?:s?html?|jhtml|jspx?|aspx?|php|do)(?:[?#]\S{0,200})?"
    r"|[\w-]{1,60}/(?:[\w-]{1,60}/){0,6}",
    re.ASCII,
)
_NAME = re.compile(r"[^\x00-\x7f].{0,30}|.{0,10}[^\x00-\x7f].{0,30}")
_MENU_FILE = re.compile(
    r"[^\s'\"<>]{0,300}(?:menu|nav|tree|catalog|lanmu|column|channel|left|xxgk|zwgk|gkml|list|data)[^\s'\"<>]{0,100}\.(?:js|json|htm|html|xml)(?:\?[^\s'\"<>]{0,200})?",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_ATTRIBUTES = ("data-url", "data-href", "data-link", "data-src", "onclick", "url", "_href", "value")


def menu_links(text: str, url: str) -> list[Link]:
    """Read names with addresses out of a script, a JSON file or a page.

    Args:
        text: the text.
        url: what addresses are resolved against.

    >>> [one.text for one in menu_links("d.add(7, 2, '年报', '/nb/');", "http://a.example/")]
    ['年报']
    """
    text = text[:MAX_TEXT_CHARS]
    found: dict[tuple[str, str], Link] = {}
    sources = script_texts(text) if "<" in text[:5000] and "</" in text else [text]
    for source in sources:
        for name, address in _pairs(source):
            target = canonical(address, url)
            if target is not None and len(found) < MAX_LINKS:
                found.setdefault((target, name), Link(target, name, place="script"))
    if "<" in text:
        for name, address in _attributes(text):
            target = canonical(address, url)
            if target is not None and len(found) < MAX_LINKS:
                found.setdefault((target, name), Link(target, name, place="script"))
    return list(found.values())


def menu_files(page: str, url: str) -> list[str]:
    """Give the scripts and data files of a page whose names promise a menu or a list; canonical URLs."""
    tree = LexborHTMLParser(page[:MAX_TEXT_CHARS])
    written = [node.attributes.get("src") or "" for node in tree.css("script[src]")]
    written = [one for one in written if _MENU_FILE.fullmatch(one.strip())]
    for script in script_texts(page):
        written += [
            value
            for match in _STRING.finditer(script)
            if (value := (match[1] or match[2]).replace("\\/", "/"))
            and _MENU_FILE.fullmatch(value)
            and re.search(r"\.(?:js|json|xml|html?)(?:\?|$)", value)
        ]
    targets = [canonical(one.strip(), url) for one in written]
    return [one for one in dict.fromkeys(targets) if one is not None and "jquery" not in one.lower()]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Strings that are a name, with the nearest address inside of the same innermost brackets."""
    strings = list(_STRING.finditer(text))
    groups: dict[int, list[str]] = {}
    order: list[int] = []
    stack = [0]
    position, opened = 0, 0
    for match in strings:
        for sign in re.finditer(r"[{}()]", text[position : match.start()]):
            if sign[0] in "{(":
                opened += 1
                stack.append(opened)
            elif len(stack) > 1:
                stack.pop()
        position = match.end()
        group = stack[-1]
        if group not in groups:
            groups[group] = []
            order.append(group)
        groups[group].append(_unescaped(match[1] if match[1] is not None else match[2]))
    for group in order[:MAX_LINKS]:
        values = groups[group]
        if len(values) > 60:
            continue
        for index, value in enumerate(values):
            if not _NAME.fullmatch(value):
                continue
            near = sorted((abs(at - index), at < index, at) for at in range(len(values)) if at != index)
            address = next((values[at] for _, _, at in near if _is_address(values[at])), None)
            if address is not None:
                yield value.strip(), address


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text.strip()) is not None and not re.search(
        r"\.(?:js|css|png|jpe?g|gif|ico|svg)$", text, re.IGNORECASE
    )


def _unescaped(text: str) -> str:
    text = _ESCAPE.sub(lambda one: chr(int(one[1] or one[2], 16)), text)
    return text.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """Elements that are no links, with an address in an attribute."""
    tree = LexborHTMLParser(text)
    for node in tree.css("li, span, div, td, dd, option, button, p, i, em, h3, h4"):
        attributes = node.attributes
        for name in _ATTRIBUTES:
            value = (attributes.get(name) or "").strip()
            if not value:
                continue
            said = " ".join((attributes.get("title") or node.text()[:60]).split())
            if not said or len(said) > 40:
                continue
            if name == "onclick":
                quoted = [one[1] or one[2] for one in _STRING.finditer(value)]
                value = next((one for one in quoted if _is_address(one)), "")
            if value and _is_address(value):
                yield said, value
