"""What a page consists of once its mark-up is gone: paragraphs, tables, rows of cells, links.

HTML and plain text are both read into a :class:`Document`; everything after that works on its blocks
and no longer on mark-up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportharvest.extracting.tables import Grid
from reportharvest.issues import Issue

__all__ = ["Block", "Document", "Element", "Link", "Row", "cell_text", "compact", "paragraphs"]


@dataclass(slots=True)
class Block:
    """One paragraph, or one data table.

    Attributes:
        text: the paragraph's text, white space collapsed; empty for a table and for an empty cell.
        tag: the element that it was the text of.
        bold: all of it is bold.
        centred: it is centred.
        right: it is aligned to the right.
        level: 1 to 6 inside ``<h1>`` to ``<h6>``, else 0.
        linked: how many of its characters are link text.
        pieces: the texts of its inline elements, where it is short enough to be a line of labels.
        lead: characters that it begins with in bold type, without white space, if the rest is not bold.
        grid: the table, where the block is one.
        boiler: navigation, footer, list of related pages: named so by its mark-up.
        broken: it began after a line break, not with an element of its own.
    """

    text: str
    tag: str = "p"
    bold: bool = False
    centred: bool = False
    right: bool = False
    level: int = 0
    linked: int = 0
    pieces: tuple[str, ...] = ()
    lead: int = 0
    grid: Grid | None = None
    boiler: bool = False
    broken: bool = False


@dataclass(slots=True)
class Row:
    """One row of a table that is no data table: cell texts, empty ones too, and the blocks they stand in."""

    cells: list[str]
    start: int
    end: int
    table: int


@dataclass(slots=True)
class Element:
    """A container of blocks; ``hint`` is 1 if its name promises the article, -1 if the contrary."""

    name: str
    start: int
    end: int
    hint: int = 0


@dataclass(slots=True)
class Link:
    """One link: its target as written, its text, its ``title`` attribute, and the block it stands in.

    ``shown`` is a file that a frame of the page shows, which no reader need follow.
    """

    href: str
    text: str
    title: str = ""
    block: int = -1
    shown: bool = False


@dataclass(slots=True)
class Document:
    """A page as blocks, with what its head says.

    Attributes:
        blocks: paragraphs and data tables, in document order.
        rows: rows of layout and metadata tables.
        elements: containers, in document order.
        links: links with a target.
        metas: ``<meta>`` contents by lower-case name, empty ones left out.
        head_title: text of ``<title>``.
        base: target of ``<base>``, against which its links are resolved.
        json_ld: texts of the JSON-LD scripts.
        plain: the page is plain text, where runs of spaces stand for line breaks.
        issues: bounds that were reached.
    """

    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    head_title: str = ""
    base: str = ""
    json_ld: list[str] = field(default_factory=list)
    plain: bool = False
    issues: list[Issue] = field(default_factory=list)


_UNSEEN = re.compile("[\u200b\ufeff]+")
_RUN = re.compile(r"[ \t\r\n\f\v\xa0\u2002\u2003\u2009\u3000]+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\xad]")
_WIDE = "[\u2e80-\u303f\u3041-\u9fff\uf900-\ufaff\uff01-\uff60，。、；：？！“”‘’（）—…]"
_SEGMENT_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_WIDE_PAIR = re.compile(rf"{_WIDE}{_WIDE}")
_SPLIT_BEFORE = "。！？；!?;…"
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:[、．]|是|要)|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十百]{1,5}(?:[章条节]|[，,])|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[（(]\d{1,2}[)）]|[①-⑳]"
)


def compact(text: str) -> str:
    """Give a text without white space, for comparing.

    >>> compact(" 索 引　号 ")
    '索引号'
    """
    text = "".join(text.split())
    return text if text.isprintable() else _UNSEEN.sub("", text)


def cell_text(blocks: Sequence[Block]) -> str:
    """Join the paragraphs of one cell; a line break within a name or a number is no space.

    >>> cell_text([Block("云林"), Block("〔2019〕3号", broken=True)])
    '云林〔2019〕3号'
    """
    joined = ""
    for block in blocks:
        if block.text:
            close = block.broken and _WIDE_PAIR.fullmatch(joined[-1:] + block.text[0])
            joined += block.text if close or not joined else " " + block.text
    return joined


def paragraphs(text: str) -> list[str]:
    r"""Clean the text of one block: collapse white space, split where wide spaces indent a new line.

    A line break in the source between two wide characters is no space. A run of at least two spaces with a
    no-break or an ideographic one among them begins a paragraph after the end of a sentence, or before a
    number; anywhere else it becomes one space.

    >>> paragraphs("\u3000\u3000总体情况良好。\u3000\u3000一是加强学习。")
    ['总体情况良好。', '一是加强学习。']
    """
    if "\n" in text or "\r" in text:
        text = _SEGMENT_BREAK.sub("", text)
    text = text.strip()
    if not text:
        return []
    if "  " not in text and text.isprintable():
        return [text]  # of white space only the space itself counts as printable
    if not text.isprintable() or "\u3000" in text:
        text = _INVISIBLE.sub("", text).strip()
    parts: list[str] = []
    kept = 0
    pieces: list[str] = []
    for run in _RUN.finditer(text):
        spaces = run.group()
        if spaces in {" ", "\u3000"}:
            continue
        start, end = run.span()
        pieces.append(text[kept:start])
        kept = end
        wide = len(spaces) > 1 and ("\xa0" in spaces or "\u3000" in spaces)
        if wide and (text[start - 1] in _SPLIT_BEFORE or _NUMBERED.match(text, end)):
            parts.append("".join(pieces))
            pieces = []
        else:
            pieces.append(" ")
    pieces.append(text[kept:])
    parts.append("".join(pieces))
    return [part for part in parts if part]
