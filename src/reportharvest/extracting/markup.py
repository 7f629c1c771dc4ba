"""HTML to blocks, in one walk over the parsed tree and without recursion.

The walk keeps what later decisions need (bold, centred, link text, table rows, container names) and
drops what is no text for a reader: scripts, styles, form controls, hidden elements.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, islice
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reportharvest.extracting.attachments import media_type_of, quoted_file
from reportharvest.extracting.blocks import Block, Document, Element, Link, Row, cell_text, paragraphs
from reportharvest.extracting.dates import find_date
from reportharvest.extracting.elements import (
    BLOCK,
    CONTAINER,
    LEAF,
    RESTYLING,
    SHOWING,
    SKIPPED,
    State,
    holds_article,
    restyle,
)
from reportharvest.extracting.head import HEAD_PARTS, Head
from reportharvest.extracting.lists import MAX_LISTS, ItemNumbers, item_numbers
from reportharvest.extracting.nesting import MAX_DEPTH, bound_attributes, bound_nesting
from reportharvest.extracting.numbering import read_mark
from reportharvest.extracting.pairs import is_label_table
from reportharvest.extracting.styles import name_hint
from reportharvest.extracting.tables import is_data_table, read_table
from reportharvest.issues import Issue
from reportharvest.tables.forms import is_form_label
from reportharvest.tables.labels import field_of

__all__ = ["MAX_BLOCKS", "MAX_CHARS", "parse_html"]

MAX_CHARS = 20_000_000
"""Characters of a page that are read. The largest report seen among government sites has under a million."""

MAX_BLOCKS = 100_000
"""Paragraphs and cells of a page that are read. The largest report seen has 4,000; these take 3 s."""

MAX_TAGS = 1_000_000
"""Tags of a page that are parsed; the tree takes 200 bytes for each."""

_INDENT = frozenset(" \t\u3000\xa0")
_NOTE = re.compile(r"\s*[（(\[【].{6,30}[)）\]】]\s*")
_MAX_OUTER = 3
"""Tables around a form; the limit keeps tables within tables from being searched once for each of them."""
_FORM_WORDS = ("信息内容", "商业企业", "结果维持")
_LABEL_ENDS = frozenset(":：】]")


_Frame: TypeAlias = tuple[LexborNode, str, State, int, int]
"""An open element: node, tag, the type outside, its place among the elements (or -1), blocks before it."""


class _Table:
    """A table under way: where its blocks begin, and its rows as block ranges of their cells."""

    def __init__(self, node: LexborNode, start: int, rows_before: int) -> None:
        self.node = node
        self.start = start
        self.rows_before = rows_before
        self.rows: list[list[tuple[int, int]]] = []
        self.nested = 0


def parse_html(page: str) -> Document:
    """Read an HTML page into blocks.

    Args:
        page: the page as text; what lies beyond :data:`MAX_CHARS` is left out.
    Returns:
        The document, with an issue for each bound that was reached.

    >>> document = parse_html("<title>报告</title><p><b>一、总体</b><b>情况</b><p>无。<span hidden>x</span>")
    >>> [(block.text, block.bold) for block in document.blocks]
    [('一、总体情况', True), ('无。', False)]
    """
    issues = []
    if len(page) > MAX_CHARS:
        issues.append(Issue("content-too-large", "page", f"{len(page)} characters"))
        page = page[:MAX_CHARS]
    if len(page) > MAX_TAGS and (tags := page.count("<")) > MAX_TAGS:
        issues.append(Issue("content-too-large", "page", f"{tags} tags"))
        page = page[: next(islice(re.finditer("<", page), MAX_TAGS, None)).start()]
    page, bare = bound_attributes(page)
    if bare:
        issues.append(Issue("content-too-large", "page", f"attributes of {bare} tags"))
    page, cut = bound_nesting(page)
    if cut:
        issues.append(Issue("nesting-too-deep", "page", f"{cut} tags below {MAX_DEPTH} levels"))
    walker = _Walker()
    root = LexborHTMLParser(page).root
    if root is not None:
        walker.walk(root)
    walker.document.issues.extend(issues)
    return walker.document


class _Walker:
    """The state of one walk."""

    def __init__(self) -> None:
        self.document = Document()
        self.blocks = self.document.blocks
        self.elements = self.document.elements
        self.tables: list[_Table] = []
        self.head = Head(self.document)
        self.buffer: list[str] = []
        self.chars = self.bold_chars = self.link_chars = self.lead = 0
        self.broken = False
        self.state = State(bold=False, align="", level=0)
        self.link: tuple[str, str, list[str]] | None = None
        self.lists: list[ItemNumbers | None] = []
        self.item = ""
        self.pending: list[tuple[str, str, str]] = []

    def walk(self, root: LexborNode) -> None:
        """Visit every node once, depth first, with a stack of our own."""
        stack: list[_Frame] = []
        blocks = self.blocks
        node: LexborNode | None = root
        while node is not None:
            if len(blocks) > MAX_BLOCKS:
                self.document.issues.append(
                    Issue("content-too-large", "page", f"more than {MAX_BLOCKS} blocks")
                )
                break
            tag = node.tag
            child = None
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag is not None and tag[0] != "-":
                frame = self._open(node, tag)
                if frame is not None:
                    child = node.first_child
                    if child is None:
                        self._close(frame)
                    else:
                        stack.append(frame)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and stack:
                frame = stack.pop()
                self._close(frame)
                following = frame[0].next
            node = following
        while stack:
            self._close(stack.pop())
        self._flush("body")

    def _lines(self, text: str) -> None:
        """Read preformatted text: a line is a paragraph, but one without the others' indent goes on."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        indented = any(line[:1] in _INDENT and line.strip() for line in lines)
        before = "".join(self.buffer[-1:])
        for index, line in enumerate(lines):
            text_before = bool(before.strip()) and bool(line.strip())
            goes_on = indented and text_before and line[0] not in _INDENT and read_mark(line) is None
            if index and not goes_on:
                self._flush("br")
                self.broken = True
            if line:
                spaced = goes_on and index and (before[-1] + line[0]).isascii()
                self._text(f" {line}" if spaced else line)
            before = line.rstrip()

    def _text(self, text: str) -> None:
        if self.state.pre and "\n" in text:
            self._lines(text)
            return
        if text.isspace():
            if self.buffer:
                self.buffer.append(text)
                if self.link is not None:
                    self.link[2].append(" ")
            elif "\xa0" in text or "\u3000" in text:
                self.buffer.append(text)
            return
        if self.item:
            text = f"{self.item}{text.lstrip()}" if read_mark(text.lstrip()) is None else text
            self.item = ""
        self.buffer.append(text)
        length = len(text)
        self.chars += length
        if self.state.bold:
            if self.bold_chars == self.chars - length:
                self.lead += len("".join(text.split()))
            self.bold_chars += length
        if self.link is not None:
            self.link_chars += length
            self.link[2].append(text)

    def _open(self, node: LexborNode, tag: str) -> _Frame | None:
        """Enter an element; None where nothing in it is text."""
        if tag in SKIPPED and not (tag == "textarea" and holds_article(node)):
            self.head.read_skipped(node, tag)
            if tag in SHOWING:
                self._shown_file(node.attributes)
            return None
        if tag == "br":
            self._flush("br")
            self.broken = True
            return None
        if tag == "head":
            self.head.read(node)
            return None
        if tag in HEAD_PARTS:
            self.head.read_part(node, tag)
            return None
        attributes = node.attributes
        if attributes and self.head.hides(attributes):
            return None
        if tag == "img":
            label = attributes.get("alt") or ""
            if label and field_of(label) is not None:  # a label that is drawn
                self._text(label if label.rstrip()[-1:] in _LABEL_ENDS else label + "：")
            elif (mark := read_mark(label)) is not None and mark.end == len(label):  # a drawn number
                self._text(label)
            return None
        if self.buffer and tag in BLOCK:
            self._flush("")
        if tag == "table" and len(self.tables) < _MAX_OUTER and self._form(node):
            return None
        state = self.state
        if tag in RESTYLING or "style" in attributes or "align" in attributes:
            self.state = restyle(state, tag, attributes)
        element = self._element(tag, attributes)
        if tag == "a":
            href = attributes.get("href")
            if "onclick" in attributes and (not href or href[:1] == "#" or href[:11] == "javascript:"):
                href = quoted_file(attributes["onclick"] or "") or href
            if href and self.link is None:
                self.link = (href.strip(), attributes.get("title") or "", [])
        elif tag == "table":
            self.tables.append(_Table(node, len(self.blocks), len(self.document.rows)))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in {"ol", "ul"}:
            shown = tag == "ol" and len(self.lists) < MAX_LISTS
            self.lists.append(item_numbers(node, attributes) if shown else None)
        elif tag == "li" and self.lists and (numbers := self.lists[-1]) is not None:
            self.item = numbers.next(attributes.get("value"))
        return node, tag, state, element, len(self.blocks)

    def _shown_file(self, attributes: dict[str, str | None]) -> None:
        """Note a file that the page shows in a frame."""
        address = (attributes.get("src") or attributes.get("data") or "").strip()
        if media_type_of(address) is not None and not self.head.hides(attributes):
            self._flush("")
            title = attributes.get("title") or ""
            self.document.links.append(Link(address, "", title, len(self.blocks), shown=True))

    def _element(self, tag: str, attributes: dict[str, str | None]) -> int:
        """Note an element that may hold the article, or that says it does not; -1 for all others."""
        hint = -1 if tag in {"nav", "footer", "aside"} else 0
        name = ""
        if "class" in attributes or "id" in attributes:
            name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip()
            if name:
                hint = name_hint(name) or hint
        if tag not in CONTAINER and not (hint and tag != "a"):
            return -1
        self.elements.append(Element(name or tag, len(self.blocks), len(self.blocks), hint))
        return len(self.elements) - 1

    def _close(self, frame: _Frame) -> None:
        _, tag, state, element, before = frame
        if tag in BLOCK:
            if self.buffer:
                self._flush(tag)
            else:
                self.broken = False
            if tag in LEAF and len(self.blocks) == before and self._after_label():
                self.blocks.append(Block("", tag))
            if tag == "table" and self.tables:
                self._close_table(self.tables.pop())
            elif tag in {"ol", "ul"}:
                self.lists.pop()
            elif tag == "li":
                self.item = ""
            elif tag in {"td", "th"} and self.tables and self.tables[-1].rows:
                self.tables[-1].rows[-1].append((before, len(self.blocks)))
        elif tag == "a" and self.link is not None:
            href, title, text = self.link
            self.link = None
            self.pending.append((href, " ".join("".join(text).split()), title))
            if not self.buffer:
                self._links(len(self.blocks))
        if element >= 0:
            self.elements[element].end = len(self.blocks) + bool(self.buffer)
        self.state = state

    def _after_label(self) -> bool:
        """Whether an empty element may be the empty value of the label before it."""
        return bool(self.blocks) and 0 < len(self.blocks[-1].text) <= 16

    def _flush(self, tag: str) -> None:
        """Make the text gathered so far a block."""
        buffer = self.buffer
        if not buffer:
            self.broken = self.broken and tag in {"br", ""}
            return
        self.buffer = []
        chars, bold, linked, lead = self.chars, self.bold_chars, self.link_chars, self.lead
        self.chars = self.bold_chars = self.link_chars = self.lead = 0
        if chars:
            state = self.state
            pieces = (
                tuple(filter(None, map(str.strip, buffer))) if 1 < len(buffer) < 80 and chars < 400 else ()
            )
            texts = paragraphs("".join(buffer))
            if state.level and len(buffer) > 1 and _NOTE.fullmatch(buffer[-1]) and find_date(buffer[-1]):
                # <h2>title<small>(2019-01-03)</small></h2>: the date of publication is no part of the title.
                texts = [*paragraphs("".join(buffer[:-1])), buffer[-1].strip()]
            for text in texts:
                self.blocks.append(
                    Block(
                        text,
                        tag or "p",
                        bold=bold >= 0.9 * chars,
                        centred=state.align == "center",
                        right=state.align == "right",
                        level=state.level,
                        linked=min(linked, len(text)),
                        pieces=pieces,
                        lead=lead if bold < 0.9 * chars else 0,
                        broken=self.broken,
                    )
                )
                lead = 0
        self.broken = False
        if self.pending:
            self._links(max(0, len(self.blocks) - 1))

    def _links(self, block: int) -> None:
        self.document.links.extend(Link(href, text, title, block) for href, text, title in self.pending)
        self.pending.clear()

    def _form(self, node: LexborNode) -> bool:
        """Keep a table that is a statutory form without a walk through its hundreds of cells."""
        text = node.text()
        if not any(word in text for word in _FORM_WORDS) or len(node.css("table")) > 1:
            return False
        grid = read_table(node)
        labels = set(filter(is_form_label, set(chain.from_iterable(grid.rows))))
        if len(labels) < 4 or not is_data_table(node, grid):
            return False
        if self.tables:
            self.tables[-1].nested = max(self.tables[-1].nested, 1)
        for link in node.css("a[href]"):
            href, title = (link.attributes.get(name) or "" for name in ("href", "title"))
            self.pending.append((href.strip(), " ".join(link.text().split()), title))
        self._links(len(self.blocks))
        self._keep_table(
            _Table(node, len(self.blocks), len(self.document.rows)), Block("", "table", grid=grid)
        )
        return True

    def _close_table(self, table: _Table) -> None:
        """Keep a data table as one block; note the rows of any other."""
        if self.tables:
            self.tables[-1].nested = max(self.tables[-1].nested, table.nested + 1)
        rows = [
            Row(
                [cell_text(self.blocks[a:z]) for a, z in cells],
                cells[0][0],
                cells[-1][1],
                id(table),
            )
            for cells in table.rows
            if cells and cells[-1][1] - cells[0][0] < 200
        ]
        if table.nested < 2 and table.rows and not is_label_table([row.cells for row in rows]):
            several = any(len(cells) > 1 for cells in table.rows)
            if several and not any(len(block.text) > 2000 for block in self.blocks[table.start :]):
                grid = read_table(table.node)
                if is_data_table(table.node, grid):
                    self._keep_table(table, Block("", "table", grid=grid))
                    return
        self.document.rows.extend(rows)

    def _keep_table(self, table: _Table, block: Block) -> None:
        del self.blocks[table.start :]
        del self.document.rows[table.rows_before :]
        while self.elements and self.elements[-1].start > table.start:
            self.elements.pop()
        self.blocks.append(block)
        if block.grid is not None and not block.grid.complete:
            self.document.issues.append(
                Issue("table-too-large", f"block {table.start}", f"{len(block.grid.rows)} rows")
            )
        links = self.document.links
        for index in range(len(links) - 1, -1, -1):
            if links[index].block <= table.start:
                break
            links[index] = replace(links[index], block=table.start)
