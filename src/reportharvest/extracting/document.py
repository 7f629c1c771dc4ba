"""A page to blocks, whatever it is written in; and the path of columns that stands above it."""

from __future__ import annotations

import re

from reportharvest.extracting.blocks import Block, Document, Element, Link, Row, compact
from reportharvest.extracting.markup import parse_html
from reportharvest.extracting.pairs import with_colons
from reportharvest.extracting.plaintext import looks_like_html, parse_text

__all__ = ["Block", "Document", "Element", "Link", "Row", "breadcrumb", "parse"]

_POSITION = re.compile(
    r"\W*(?:您|你|我)?(?:们)?(?:现在|当前|目前)?(?:所?在)?(?:的)?(?:当前|所在)?(?:位置|栏目|导航)(?:是|在|为)?\s*[】\]]?\s*(?:[:：]|(?=[>＞»›\s])|\Z)"
)
_SEPARATOR = re.compile(
    r"(?<=\s)\ufffd{1,3}(?=\s)\s*|\s*(?:[-–—]*[>＞»›→|｜\\/＼／]+|&gt;|(?<=\s)[-–—]+(?=\s)|::+|》(?!.*《))\s*"
)
_CRUMB_NAME = re.compile(
    r"crumb|position|location|weizhi|dqwz|(?:^|[\s_-])(?:wz|path|local|place)(?:$|[\s_-])", re.IGNORECASE
)
_HOME = re.compile(r"(?:网站|本站|门户)?首\s?页|主页|网站主页|home\Z", re.IGNORECASE)
_NOT_COLUMN = frozenset(
    ["正文", "内容", "详情", "文章内容", "信息内容", "浏览文章", "内容页", "详细内容", "详细信息", "查看详情"]
)
_MAX_ITEMS = 12
_LOST_POSITION = re.compile("(?<=位置)\ufffd{1,2}")
_LOST_INDENT = re.compile("\ufffd{2,4}\\s*(?=[^\ufffd])")
_PARAGRAPH = 8
_INDENTS = 3
"""So many paragraphs, and a quarter of all, begin alike where an indent was lost; two may by chance."""


def parse(page: str, url: str | None = None) -> Document:
    """Read a page into blocks: HTML, or plain or pipe-delimited text.

    Args:
        page: the page as text.
        url: its address; an ending ``.txt`` makes a page that merely quotes a tag plain text.
    Returns:
        The document.

    >>> [block.text for block in parse("<div>一、总体<span>情况</span><br>　　无。</div>").blocks]
    ['一、总体情况', '无。']
    """
    plain = not looks_like_html(page) or (url and url.lower().endswith(".txt") and "</" not in page)
    document = parse_text(page) if plain else parse_html(page)
    if "\ufffd" in page:
        _drop_lost_indents(document.blocks)
        _restore_colons(document)
    return document


def _restore_colons(document: Document) -> None:
    """Put colons back where they were lost behind labels and behind 当前位置."""
    for block in document.blocks:
        if "\ufffd" in block.text and len(block.text) <= 400:
            block.text = _LOST_POSITION.sub("：", with_colons(block.text))
            block.pieces = tuple(map(with_colons, block.pieces))
    for row in document.rows:
        row.cells[:] = map(with_colons, row.cells)


def _drop_lost_indents(blocks: list[Block]) -> None:
    """Take off what was lost before paragraphs, where so many begin with it that it was their indent.

    Two ideographic spaces stand there on half of all pages; a site that lost them leaves no bytes to repair.
    """
    prose = [block for block in blocks if len(block.text) >= _PARAGRAPH]
    indented = [(block, found) for block in prose if (found := _LOST_INDENT.match(block.text))]
    if len(indented) >= _INDENTS and 4 * len(indented) >= len(prose):
        for block, found in indented:
            block.text = block.text[found.end() :]
            block.lead = max(0, block.lead - found.end())


def breadcrumb(document: Document, before: int) -> tuple[tuple[str, ...], frozenset[int]]:
    """Read the path of columns (当前位置：首页 > 政务公开).

    Args:
        document: the page.
        before: the first block of the article's text.
    Returns:
        The columns, outermost first, and the blocks they stand in.

    >>> breadcrumb(parse("当前位置 : 首页 | 政务公开 > 正文"), 3)[0]
    ('首页', '政务公开')
    """
    blocks = document.blocks
    limit = min(before, len(blocks))
    for index in range(limit):
        text = blocks[index].text
        if len(text) > 200 or blocks[index].grid is not None:
            continue
        label = _POSITION.match(text)
        if label is None:
            continue
        run = _run(document, index, limit)
        parts = [text[label.end() :], *(blocks[one].text for one in run[1:])]
        path = _columns(document, run, parts)
        if path:
            return path, frozenset(run)
    for element in document.elements:
        if (
            element.end <= limit
            and 0 < element.end - element.start <= 30
            and _CRUMB_NAME.search(element.name)
        ):
            span = range(element.start, element.end)
            path = _columns(document, list(span), [blocks[one].text for one in span])
            if len(path) > 1 and _HOME.match(path[0]):
                return path, frozenset(span)
    for index in range(limit):
        text = blocks[index].text
        if (
            len(text) <= 120
            and _HOME.match(text)
            and len(_SEPARATOR.split(text)) > 1
            and blocks[index].grid is None
        ):
            path = _columns(document, [index], [text])
            if len(path) > 1 and not document.plain:
                return path, frozenset([index])
    return (), frozenset()


def _run(document: Document, index: int, limit: int) -> list[int]:
    """Give the blocks of a path: the labelled one, and those beside it in its element or row."""
    blocks = document.blocks
    end = index + 1
    for element in document.elements:
        if element.start <= index < element.end <= min(limit, index + 20) and element.end > end:
            size = sum(len(block.text) for block in blocks[element.start : element.end])
            if size <= 120 and element.start >= index - 1:
                end = element.end
                break
    for row in document.rows:
        if row.start <= index < row.end <= limit and sum(map(len, row.cells)) <= 160:
            end = max(end, row.end)
            break
    if end == index + 1 and _POSITION.fullmatch(blocks[index].text):
        while (
            end < limit and len(blocks[end].text) <= 30 and (2 * blocks[end].linked >= len(blocks[end].text))
        ):
            end += 1
    return list(range(index, end))


def _columns(document: Document, run: list[int], parts: list[str]) -> tuple[str, ...]:
    """Split a path at its separators, or where there are none at its links."""
    items = [item.strip(" \u3000\xa0>＞:：") for part in parts for item in _SEPARATOR.split(part)]
    items = [item for item in items if item]
    links = [
        link.text.strip() for link in document.links if link.text.strip() and run[0] <= link.block <= run[-1]
    ]
    pieces = [piece for one in run for piece in document.blocks[one].pieces if not _POSITION.fullmatch(piece)]
    for apart in (links, pieces):
        if len(items) == 1 and len(apart) > 1 and compact("".join(apart)) == compact(items[0]):
            items = apart
    if len(items) == 1 and " " in items[0] and _HOME.match(items[0]) and len(items[0].split()) > 1:
        items = items[0].split()
    if items and items[-1] in _NOT_COLUMN:
        items.pop()
    if any(len(item) > 60 for item in items):
        return ()
    return tuple(items[:_MAX_ITEMS])
