"""Paragraphs and tables of the article to a tree of sections.

A heading's level is its depth in the tree. Which manner of numbering stands below which is read from the
page itself: a manner that was open is continued; a new one goes below the last heading if it ranks lower,
or if the manner of that heading goes on after it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportharvest.extracting.blocks import Block
from reportharvest.extracting.dates import has_date
from reportharvest.extracting.numbering import RANKS, Mark, read_mark, split_heading, split_runs
from reportharvest.extracting.numerals import in_chinese, ordinal
from reportharvest.extracting.tables import Grid
from reportharvest.extracting.titles import is_report_title
from reportharvest.model import Section, Table

__all__ = ["MAX_LEVELS", "Outline", "build_outline"]

MAX_LEVELS = 12
"""Depth of the tree; there are twelve manners of numbering, so no real page needs more."""

_LOOKAHEAD = 400
"""Headings looked through for the continuation of a manner; the longest report seen has under 300."""

_NO_HEADING = re.compile(
    r".*表\Z|附\s?[件表图注]|表\s?[一二三四五六七八九十\d]|图\s?\d|注[：:]|单位[：:（(]|[（(].*[)）]\Z|.*[。；，：:;,、！？]\Z|.*[:：].*|\d+\Z|[-—=*_\s]+\Z"
)
_LOOSE = re.compile(r"([一二三四五六七八九十]{1,3})[，,]\s?")
_SPACED = re.compile(r"(\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff])")
# Radicals that fonts name numerals as; between narrow brackets repair has nothing Chinese to go by.
_RADICAL = re.compile("\\A[(（]?[一二三四五六七八九⼀⼆⼋⼗]*[⼀⼆⼋⼗]+(?=[)）、．.])")
_NUMERALS = str.maketrans("⼀⼆⼋⼗", "一二八十")
_LOST_NUMBER = re.compile("[（(]\ufffd{1,2}[)）]\\s?|\ufffd{1,2}、")
_FIRST_DECIMAL = re.compile(r"1[.．]1[ \u3000、.．]?(?=[\u4e00-\u9fff])")
_ATTACHED = re.compile(
    r"附\s?[：:]\s?\Z|附\s?[件表](?:\s?[\d一二三四五六七八九十]{0,2}\s?[：:．.]|\s?\d{0,2}\Z|列表)"
)
_SIGNER = re.compile(
    r".{2,40}(?:局|委|委员会|办|办公室|厅|政府|院|署|中心|处|站|队|会|社|公司|部|行|校|学|所|街道|镇|乡)(?:[（(].{1,20}[)）])?\Z"
)


@dataclass(slots=True)
class _Node:
    number: str | None
    heading: str
    style: str = ""
    rank: float = 0.0
    value: int = 0
    punctuation: str = ""
    look: tuple[int, bool, bool] = (0, False, False)
    texts: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """A paragraph, a heading or a table, in document order."""

    text: str
    mark: Mark | None = None
    heading: str = ""
    is_heading: bool = False
    grid: Grid | None = None
    look: tuple[int, bool, bool] = (0, False, False)
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections as a tree, and the tables with the number of the section that each stands in."""

    sections: tuple[Section, ...]
    tables: tuple[Table, ...]


def build_outline(blocks: Sequence[Block], *, plain: bool = False) -> Outline:
    """Make the tree of sections of an article.

    Args:
        blocks: its paragraphs and data tables, title and metadata left out.
        plain: they are from plain text, where runs of spaces stand for line breaks.
    Returns:
        The outline. No text is lost but the punctuation that ends a heading or encloses a number.

    >>> texts = ["前言。", "一、总体情况", "（一）制度。已建立。", "二、其他"]
    >>> outline = build_outline([Block(text) for text in texts])
    >>> [(one.level, one.number, one.heading, one.text) for top in outline.sections for one in top.walk()]
    [(1, None, '', '前言。'), (1, '一', '总体情况', ''), (2, '一', '制度', '已建立。'), (1, '二', '其他', '')]
    """
    items = _items(blocks, plain=plain)
    _mark_unnumbered(items)
    _name_bare_sentences(items)
    builder = _Builder([item for item in items if item.is_heading])
    for item in items:
        builder.add(item)
    return Outline(tuple(_section(node, 1) for node in builder.roots), tuple(builder.tables))


def _items(blocks: Sequence[Block], *, plain: bool) -> list[_Item]:
    items: list[_Item] = []
    attached = False
    last_decimal: dict[str, int] = {}
    chinese = spaced = bracketed = 0
    # 1 总体情况 is a heading only on a page that goes on with 1.1.
    decimal = any(block.text[:1] == "1" and _FIRST_DECIMAL.match(block.text) for block in blocks)
    last: Mark | None = None
    for block in blocks:
        if block.grid is not None:
            items.append(_Item("", grid=block.grid))
            continue
        whole = _RADICAL.sub(lambda found: found.group().translate(_NUMERALS), block.text, count=1)
        for position, text in enumerate(split_runs(whole, plain=plain)):
            look = (block.level, block.bold, block.centred)
            item = _Item(text, look=look)
            items.append(item)
            if text[0] == "附" and _ATTACHED.match(text):
                attached = True
                continue
            mark = (
                read_mark(text)
                or _loose_mark(text, chinese)
                or (_spaced_mark(text, spaced) if decimal else None)
                or (_lost_mark(text, chinese, bracketed, last) if "\ufffd" in text[:2] else None)
            )
            if mark is None and _names(text, items):
                items[-2].heading = text
                items.pop()
                continue
            if mark is None or (attached and _is_attachment_line(text, mark)):
                continue
            attached = False
            if mark.style == "1.1" and not _decimal_fits(mark, last_decimal):
                continue
            if mark.style == "一、":
                chinese, bracketed = mark.value, 0
            elif mark.style == "（一）":
                bracketed = mark.value
            elif mark.punctuation == " ":
                spaced = mark.value
            if mark.style in {"1.", "1.1"}:
                last_decimal[mark.number] = mark.value
            lead = max(0, block.lead - len("".join(text[: mark.end].split()))) if position == 0 else 0
            item.heading, item.text = split_heading(text[mark.end :], mark.style, lead=lead, plain=plain)
            item.mark, item.is_heading, last = mark, True, mark
    return items


def _names(text: str, items: Sequence[_Item]) -> bool:
    """Whether a line is the heading of a number that stands alone on the line before."""
    last = items[-2] if len(items) > 1 else None
    alone = last is not None and last.is_heading and not (last.heading or last.text)
    return alone and len(text) <= 40 and text[-1] not in "。；，：" and not has_date(text)


def _loose_mark(text: str, before: int) -> Mark | None:
    """Read ``三，`` as the number of a short line where 二、 came before."""
    found = _LOOSE.match(text) if before and len(text) <= 30 and text[-1] not in "。；，" else None
    value = ordinal(found.group(1)) if found else None
    return Mark("一、", found.group(1), value, found.end()) if found and value == before + 1 else None


def _lost_mark(text: str, chinese: int, bracketed: int, last: Mark | None) -> Mark | None:
    """Read a number whose character was lost as the one that follows those before it."""
    found = _LOST_NUMBER.match(text)
    if found is None:
        return None
    if text[0] != "\ufffd" and last is not None and last.style in {"1.", "（1）"}:
        value = last.value + 1 if last.style == "（1）" else 1
        return Mark("（1）", str(value), value, found.end())
    style, before = ("一、", chinese) if text[0] == "\ufffd" else ("（一）", bracketed)
    return Mark(style, in_chinese(before + 1), before + 1, found.end())


def _spaced_mark(text: str, before: int) -> Mark | None:
    """Read ``2 公开情况`` as the number of a short line where ``1 总体情况`` came before."""
    found = _SPACED.match(text) if len(text) <= 30 and text[-1] not in "。；，：" else None
    value = ordinal(found.group(1)) if found else None
    return Mark("1.", found.group(1), value, found.end(), " ") if found and value == before + 1 else None


def _is_attachment_line(text: str, mark: Mark) -> bool:
    """Whether a numbered line after 附件： names one more attachment."""
    return mark.style in {"1.", "（1）", "1）", "①"} and len(text) <= 80 and "。" not in text


def _decimal_fits(mark: Mark, seen: dict[str, int]) -> bool:
    """Whether ``1.2`` follows ``1.1``, or ``1.1`` stands under ``1``: else it is a figure, not a number."""
    above, _, _ = mark.number.replace("．", ".").rpartition(".")
    before = f"{above}.{mark.value - 1}"
    return (mark.value == 1 and above in seen) or before in seen


def _mark_unnumbered(items: list[_Item]) -> None:
    """Make short lines that are set off by their type alone headings, where text of their own follows."""
    count = len(items)
    last_body = count - 1
    while last_body >= 0 and items[last_body].grid is None and _is_tail(items[last_body].text):
        last_body -= 1
    body_looks = Counter(item.look for item in items if item.text[-1:] == "。" or len(item.text) > 40)
    headed = False
    for item in items[:last_body]:
        level, bold, centred = item.look
        headed = headed or item.is_heading
        if item.is_heading or item.grid is not None or not (level or bold or centred):
            continue
        text = item.text
        if not 2 <= len(text) <= 40 or _NO_HEADING.match(text) or has_date(text) or read_mark(text):
            continue
        # Above the first heading the agency's name and a second title are set off too.
        if not headed and (_SIGNER.match(text) or is_report_title(text)):
            continue
        # Whole pages are bold or centred: type sets nothing off there.
        if not level and 2 * body_looks[item.look] >= body_looks.total() > 0:
            continue
        item.heading, item.text, item.is_heading = text, "", True
        headed = True


def _is_tail(text: str) -> bool:
    return has_date(text) or (
        len(text) <= 40 and (_SIGNER.match(text) is not None or _ATTACHED.match(text) is not None)
    )


def _name_bare_sentences(items: list[_Item]) -> None:
    """Take a short numbered sentence for the heading of the paragraphs that follow it."""
    for item, following in pairwise(items):
        if (
            not item.is_heading
            or item.heading
            or item.mark is None
            or item.mark.style not in {"一、", "（一）", "1."}
        ):
            continue
        text = item.text
        if 2 < len(text) <= 20 and text[-1] == "。" and not re.search(r"[，,；;\d]", text[:-1]):
            long_enough = (
                following.grid is None and len(following.text) > len(text) and not _is_tail(following.text)
            )
            if not following.is_heading and long_enough and text != "无。":
                item.heading, item.text = text[:-1], ""


class _Builder:
    """The tree under way: ``stack`` holds the open nodes, outermost first."""

    def __init__(self, headings: list[_Item]) -> None:
        self.headings = headings
        self.position = 0
        self.roots: list[_Node] = []
        self.stack: list[_Node] = []
        self.tables: list[Table] = []
        # By manner of numbering, the one it was found below against the customary order.
        self.above: dict[str, str] = {}
        numbered = [item for item in headings if item.mark is not None]
        self.looks: dict[tuple[int, bool, bool], str] = {}
        for item in numbered:
            if item.mark is not None and any(item.look) and not item.text:
                self.looks.setdefault(item.look, item.mark.style)
        ranks = [RANKS[item.mark.style] for item in numbered if item.mark is not None]
        self.top_rank = min(ranks, default=5.0)
        # （1）, ① and 一是 list what a heading announces; none of them stands above one without a number.
        self.restarts = self.top_rank >= RANKS["（1）"] or self._restarts()

    def _restarts(self) -> bool:
        """Whether the outermost numbering begins anew under several unnumbered headings."""
        count = 0
        for one, following in pairwise(self.headings):
            mark = following.mark
            if (
                one.mark is None
                and mark is not None
                and mark.value == 1
                and RANKS[mark.style] == self.top_rank
            ):
                count += 1
        return count > 1

    def add(self, item: _Item) -> None:
        """Put the next item into the tree."""
        if item.is_heading:
            node = self._node(item)
            self._place(node)
            self.position += 1
            if item.text:
                node.texts.append(item.text)
            return
        if not self.stack:
            if not item.text and item.grid is None:
                return
            if item.text or item.grid is None:
                self._place(_Node(None, "", rank=-1.0))
        if item.grid is not None:
            number = next((node.number for node in reversed(self.stack) if node.number), None)
            self.tables.append(Table(number, item.grid.caption, item.grid.rows, item.grid.header_rows))
        elif item.text:
            self.stack[-1].texts.append(item.text)

    def _node(self, item: _Item) -> _Node:
        if item.mark is None:
            level, bold, centred = item.look
            style = self.looks.get(item.look)
            if style is not None and self._between_successors(style):
                style = None
            if style is not None:
                rank = RANKS[style]
            else:
                fine = (level or (7 if centred and bold else 8 if centred else 9)) / 100
                rank = self.top_rank - 0.5 + fine if self.restarts else self.top_rank + 0.4 + fine
            return _Node(None, item.heading, style or f"look{item.look}", rank, look=item.look)
        mark = item.mark
        return _Node(
            mark.number, item.heading, mark.style, RANKS[mark.style], mark.value, mark.punctuation, item.look
        )

    def _between_successors(self, style: str) -> bool:
        """Whether the numbers before and after this place follow one another, so that none is missing."""
        around = []
        for stretch in (
            self.headings[self.position :: -1],
            self.headings[self.position : self.position + _LOOKAHEAD],
        ):
            marks = (item.mark for item in stretch if item.mark is not None and item.mark.style == style)
            around.append(next((mark.value for mark in marks), None))
        before, after = around
        return before is not None and after == before + 1

    def _place(self, node: _Node) -> None:
        depth = self._depth(node)
        del self.stack[depth:]
        siblings = self.stack[-1].children if self.stack else self.roots
        siblings.append(node)
        parent = self.stack[-1] if self.stack else node
        if (
            node.number is not None
            and parent is not node
            and parent.number is not None
            and parent.rank >= node.rank
        ):
            self.above.setdefault(node.style, parent.style)
        self.stack.append(node)

    def _depth(self, node: _Node) -> int:
        """Find at which depth a new node goes: how many of the open nodes stay open."""
        stack = self.stack
        alike = [depth for depth in range(len(stack) - 1, -1, -1) if _same_manner(stack[depth], node)]
        if alike:
            # Where 1、 and 1. are both open, the one that is written alike goes on.
            depth = next((one for one in alike if stack[one].punctuation == node.punctuation), alike[0])
            nests = depth == len(stack) - 1 and self._nests_in_its_like(stack[depth], node, depth)
            return min(depth + nests, MAX_LEVELS - 1)
        above = self.above.get(node.style)
        for depth in range(len(stack), 0, -1):
            if above is not None and stack[depth - 1].style == above:
                return min(depth, MAX_LEVELS - 1)
        depth = len(stack)
        while depth and stack[depth - 1].rank >= node.rank:
            if self._resumes(depth - 1):
                break
            depth -= 1
        if depth == 1 and stack[0].rank < 0:
            return 0
        return min(depth, MAX_LEVELS - 1)

    def _nests_in_its_like(self, open_node: _Node, node: _Node, depth: int) -> bool:
        """Whether ``1.`` under ``1、`` is a level of its own: it begins anew, and the other goes on later."""
        differs = open_node.punctuation != node.punctuation
        return differs and node.value == 1 and open_node.value >= 1 and self._resumes(depth)

    def _resumes(self, depth: int) -> bool:
        """Whether the open node at a depth has a next sibling further on, before any node above it."""
        node = self.stack[depth]
        if node.number is None:
            return False
        above = {one.style for one in self.stack[:depth]}
        for item in self.headings[self.position + 1 : self.position + 1 + _LOOKAHEAD]:
            mark = item.mark
            if mark is None or mark.style in above:
                if mark is not None:
                    return False
                continue
            if mark.style == node.style and mark.punctuation == node.punctuation:
                return mark.value == node.value + 1
        return False


def _same_manner(one: _Node, other: _Node) -> bool:
    """Whether two nodes are numbered alike, or one is set off like the other's heading and has no number."""
    if one.style != other.style:
        return False
    return (one.number is None) == (other.number is None) or one.rank == other.rank


def _section(node: _Node, level: int) -> Section:
    children = tuple(_section(child, level + 1) for child in node.children)
    return Section(node.number, level, node.heading, "\n".join(node.texts), children)
