"""The labels of a page and their values: which field, which text, how far to be trusted.

:mod:`reportharvest.extracting.choosing` chooses among them and what the page says elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reportharvest.extracting.blocks import Block, Document, compact
from reportharvest.extracting.dates import find_date
from reportharvest.extracting.pairs import (
    Pair,
    has_colon,
    names_below,
    pairs_in_cells,
    pairs_in_line,
    pairs_in_rows,
)
from reportharvest.tables.labels import field_of, label_rank

__all__ = [
    "BLOCK",
    "DATES",
    "LINE",
    "META",
    "Found",
    "LabelledValues",
    "clean",
    "read_labels",
    "without_title",
]

BLOCK, META, LINE = range(3)
"""How far a source is trusted, the metadata block most."""

DATES = frozenset(["published_at", "written_at"])
_NOTHING = re.compile(r"[\s\-—–－/／\\无暂.。_*：:]*\Z|暂无|无数据|null|none|undefined|nbsp", re.IGNORECASE)
_WIDGETS = re.compile(
    r"\s*[【\[（(]\s*(?:字体|字号|打印|关闭|收藏|返回|我要纠错|纠错|分享|大\s?中\s?小|下载|复制).*\Z"
    r"|\s+(?:打印(?:本页|此页)?|关闭(?:窗口)?|收藏|分享到?|纠错|字体|字号)(?:\s.*)?\Z",
    re.DOTALL,
)
_LINE_LABELS = frozenset({
    "来源", "稿源", "信息来源", "文章来源", "稿件来源", "发布时间", "发布日期", "时间",
    "日期", "发表时间", "更新时间", "信息时间", "发布于", "添加时间", "录入时间",
})  # fmt: skip
_GAPS = re.compile(r"[\s|｜]+")
_CELLS = frozenset(["dt", "th", "td", "li", "div", "span"])
_LIMITS = {
    "index_number": 80,
    "document_number": 80,
    "disclosure_method": 24,
    "publisher": 80,
    "topic": 120,
    "keywords": 300,
    "validity": 40,
    "title": 200,
}
_NEAR = 4
"""Blocks between two labels of one record: a value, an empty one, and a label without a value."""

_TODAY = re.compile(r"今天|今日|现在|当前|星期|农历|欢迎")


class Found(NamedTuple):
    """One value found: its trust (0 most), the label's rank and text, the block of the value.

    ``block`` is -1 where label and value stand in one block or row, and the value can be no other thing.
    """

    field: str
    value: str
    trust: int
    rank: int
    label: str
    block: int = -1
    raw: str = ""


@dataclass(slots=True)
class LabelledValues:
    """What the labels of a page say.

    Attributes:
        found: values with a label, in document order.
        seen: fields that have a label, if only one without a value.
        title: the value of a label such as 名称.
        consumed: blocks that are labels and values, and so no part of the article.
        undated: dates without a label in the lines before the article.
        empty: labels without a value, or with one that says that there is none.
    """

    found: list[Found] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    title: str | None = None
    consumed: set[int] = field(default_factory=set)
    undated: list[str] = field(default_factory=list)
    empty: list[Found] = field(default_factory=list)


def read_labels(document: Document, regions: Iterable[tuple[int, int]]) -> LabelledValues:
    """Read all labels with their values in some stretches of a page.

    Args:
        document: the page.
        regions: ranges of blocks outside the article's text, in order of trust.
    Returns:
        Values by field, not yet judged against one another.

    >>> page = Document([Block("发布时间：2020-01-03 来源：区财政局 浏览次数：9")])
    >>> [(one.field, one.value) for one in read_labels(page, [(0, 1)]).found]
    [('published_at', '2020-01-03'), ('publisher', '区财政局')]
    """
    values = LabelledValues()
    for start, end in regions:
        in_rows: set[int] = set()
        _read_rows(document, start, end, values, in_rows)
        index = start
        while index < end:
            if index not in in_rows and document.blocks[index].grid is None:
                index = _read_block(document.blocks, index, end, values)
            index += 1
    _trust_record(values)
    return values


def _trust_record(values: LabelledValues) -> None:
    """Trust a label of the line under the title like those of the record that it stands alone among."""
    record = [one.block for one in (*values.found, *values.empty) if one.trust == BLOCK and one.block >= 0]
    if record:
        for at, one in enumerate(values.found):
            if one.trust == LINE and one.block >= 0 and any(abs(one.block - b) <= _NEAR for b in record):
                values.found[at] = one._replace(trust=BLOCK)


def without_title(values: LabelledValues, title: str | None, shown: Iterable[int]) -> list[Found]:
    """Leave out values that are the title: what follows a label without a value may be the title itself.

    >>> found = [Found("keywords", "工作报告", 0, 0, "关键词", 4), Found("topic", "财政", 0, 0, "分类")]
    >>> values = LabelledValues(found)
    >>> [one.value for one in without_title(values, "工作报告", ())]
    ['财政']
    """
    name = compact(title or "")
    taken = frozenset(shown)
    return [
        one for one in values.found if one.block not in taken and (not name or compact(one.value) != name)
    ]


def _read_rows(document: Document, start: int, end: int, values: LabelledValues, in_rows: set[int]) -> None:
    by_table: dict[int, list[Any]] = {}
    for row in document.rows:
        if row.start >= start and row.end <= end and row.end > row.start:
            by_table.setdefault(row.table, []).append(row)
    for rows in by_table.values():
        cells = [row.cells for row in rows]
        for index, pair in pairs_in_rows(cells):
            stretch = range(rows[index].start, rows[index + names_below(cells, index)].end)
            if pair.field is None:
                continue
            in_rows.update(stretch)
            if len(pair.value) <= 400:
                values.consumed.update(stretch)
                _note(values, pair, BLOCK)


def _read_block(blocks: Sequence[Block], index: int, end: int, values: LabelledValues) -> int:
    """Read the labels of one block; give the index of the last block used."""
    block = blocks[index]
    text = block.text
    if not 2 <= len(text) <= 400 or "。" in text[:-1]:
        return index
    if _is_label_alone(block):
        following = blocks[index + 1] if index + 1 < end else None
        empty = following is None or following.grid is not None or _begins_with_label(following)
        known = Pair(text.strip(" ：:"), field_of(text), "" if empty or following is None else following.text)
        values.consumed.add(index)
        trust = (
            LINE if compact(known.label) in _LINE_LABELS and block.tag not in {"dt", "td", "th"} else BLOCK
        )
        taken = not empty and (known.field == "not_in_record" or _note(values, known, trust, index + 1))
        if taken and known.field != "not_in_record":
            values.consumed.add(index + 1)
            return index + 1
        return index
    if has_colon(text):
        text = _apart(block)
        pairs = pairs_in_line(text)
        if any(pair.field for pair in pairs) and _prefix(text, pairs) <= 60:
            values.consumed.add(index)
            _note_line(values, text, pairs)
            last = pairs[-1]
            if (
                not last.value
                and last.field
                and index + 1 < end
                and _continues(block, blocks[index + 1], last)
            ):
                values.consumed.add(index + 1)
                _note(values, last._replace(value=blocks[index + 1].text), BLOCK, index + 1)
                return index + 1
            return index
    elif ("】" in text or "]" in text) and (bracketed := pairs_in_line(text)) and bracketed[0].field:
        values.consumed.add(index)
        _note_line(values, text, bracketed)
        return index
    elif block.pieces and any(map(field_of, block.pieces)):
        for pair in pairs_in_cells(block.pieces):
            if pair.field:
                values.consumed.add(index)
                _note(values, pair, BLOCK)
        return index
    elif spaced := _spaced_pairs(text):
        values.consumed.add(index)
        for pair in spaced:
            _note(values, pair, BLOCK)
        return index
    _note_date(values, index, text)
    return index


def _is_label_alone(block: Block) -> bool:
    """Whether a block is a label, whose value stands in the next one."""
    text = block.text
    name = field_of(text)
    if name is None:
        return False
    if text[-1] in "：:】]" or block.tag in _CELLS:
        return True
    return block.tag == "p" and name != "not_in_record" and len(compact(text)) >= 3


def _spaced_pairs(text: str) -> list[Pair]:
    """Read labels and values that only spaces or bars separate; the first word must be a label, no short one.

    >>> [pair[1:] for pair in _spaced_pairs("公开日期 2019-01-08 10:20 公开方式 主动公开")]
    [('published_at', '2019-01-08 10:20'), ('disclosure_method', '主动公开')]
    """
    words = _GAPS.split(text, 40)
    if (
        len(words) < 2
        or len(words[0]) < 3
        or (first := field_of(words[0])) in {None, "title", "not_in_record"}
    ):
        return []
    pairs = [Pair(words[0], first, "")]
    for word in words[1:]:
        name = field_of(word) if len(word) >= 3 else None
        if name is not None:
            pairs.append(Pair(word, name, ""))
        else:
            pairs[-1] = pairs[-1]._replace(value=f"{pairs[-1].value} {word}".strip())
    return pairs


def _apart(block: Block) -> str:
    """Put a space before each inline element that begins with a label, as in 2020年1月25日稿源：财政局."""
    text = block.text
    at = 0
    for piece in block.pieces:
        start = text.find(piece, at)
        if start < 0:
            break
        at = start + len(piece)
        if start and not text[start - 1].isspace() and has_colon(piece):
            pairs = pairs_in_line(piece)
            if pairs and pairs[0].field and piece.startswith(pairs[0].label[:1]):
                text = f"{text[:start]} {text[start:]}"
                at += 1
    return text


def _begins_with_label(block: Block) -> bool:
    text = block.text
    if block.pieces and field_of(block.pieces[0]) is not None:
        return True
    return not text or field_of(text) is not None or (bool(pairs_in_line(text)) if len(text) < 400 else False)


def _continues(block: Block, following: Block, last: Pair) -> bool:
    """Whether the next block can be the value of a label that ends this one."""
    if (
        not following.text
        or following.level
        or (following.bold and not block.bold)
        or following.grid is not None
    ):
        return False
    return not _begins_with_label(following) and clean(last.field or "", following.text) is not None


def _prefix(text: str, pairs: Sequence[Pair]) -> int:
    return max(0, text.find(pairs[0].label[:1]))


def _note_line(values: LabelledValues, text: str, pairs: Sequence[Pair]) -> None:
    """Note the pairs of one line; one with counters, widgets or a source is the line under the title."""
    under_title = len(pairs) > 1 and any(
        pair.field == "not_in_record" or compact(pair.label) in _LINE_LABELS for pair in pairs
    )
    single = len(pairs) == 1 and compact(pairs[0].label) in _LINE_LABELS
    trust = LINE if under_title or single else BLOCK
    for pair in pairs:
        if pair.field:
            _note(values, pair, trust)
    if not any(pair.field in DATES for pair in pairs):
        date = find_date(text)
        if date is not None and date.iso:
            values.undated.append(date.iso)


def _note_date(values: LabelledValues, index: int, text: str) -> None:
    """Note a short line that is hardly more than a date."""
    if len(text) <= 40 and not _TODAY.search(text):
        date = find_date(text)
        if date is not None and date.iso and len(compact(text)) - (date.end - date.start) <= 8:
            values.undated.append(date.iso)
            values.consumed.add(index)


def _note(values: LabelledValues, pair: Pair, trust: int, block: int = -1) -> bool:
    """Note one value; False where it cannot be one of its field."""
    name = pair.field or ""
    if name == "not_in_record":
        return True
    values.seen.add(name)
    value = clean(name, pair.value)
    if value is None:
        values.empty.append(Found(name, "", trust, 0, pair.label, block, pair.value))
        return False
    if name == "title":
        values.title = values.title or value
        return True
    values.found.append(Found(name, value, trust, label_rank(pair.label), pair.label, block, pair.value))
    return True


def clean(name: str, value: str) -> str | None:
    """Trim a value; None where it says that there is none, or where it cannot be one of the field.

    >>> clean("publisher", "区财政局 打印"), clean("validity", "——")
    ('区财政局', None)
    """
    value = _WIDGETS.sub("", value).strip(" \t\u3000\xa0|｜;；")
    if name == "publisher" and (date := find_date(value)) is not None:
        value = value[: date.start].strip()
    if not value or (_NOTHING.match(value) and len(value) <= 12):
        return None
    if name not in DATES and len(value) > _LIMITS.get(name, 100):
        return None
    if name in {"index_number", "document_number"} and not re.search(
        r"[\d０-９A-Za-z〇一二三四五六七八九十]", value
    ):
        return None
    if name in {"publisher", "disclosure_method"} and "。" in value:
        return None
    return value
