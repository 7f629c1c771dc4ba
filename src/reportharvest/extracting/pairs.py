"""Labels and their values, as they stand in tables, lists and lines; what they mean is left to the caller."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from reportharvest.tables.labels import field_of, label_fields

__all__ = [
    "Pair",
    "has_colon",
    "is_label_table",
    "names_below",
    "pairs_in_cells",
    "pairs_in_line",
    "pairs_in_rows",
    "with_colons",
]


class Pair(NamedTuple):
    """A label as printed, its field (None where the label is not known), and the value beside it."""

    label: str
    field: str | None
    value: str


_COLON = re.compile("[:：]")
_STRANGE_COLONS = re.compile("[\ufe55\u2236\ufe30\ufe13\ua789]")  # small, ratio, two vertical ones, modifier
_LABEL_STOP = re.compile(r"[】\]]?\s?[:：]|[】\]]")
_TRIM = " \t\u3000\xa0|｜:："
_LONE_COLONS = frozenset([":", "：", "∶", "﹕"])
_UNKNOWN = re.compile(r"(?:^|[\s\u3000|｜；;])([\u4e00-\u9fff]{2,8})[\s\u3000】\]]*\Z")
_LABEL_END = re.compile(r"[:：]\s*\Z")
_LONGEST = 18
_LOST = re.compile("\ufffd{1,2}")
_LONGEST_CELL = 400


def has_colon(text: str) -> bool:
    """Tell whether a text has a colon of any kind that labels end with.

    >>> has_colon("来源∶财政局"), has_colon("来源 财政局")
    (True, False)
    """
    return ":" in text or "：" in text or _STRANGE_COLONS.search(text) is not None


def with_colons(text: str) -> str:
    """Put a colon back where one was lost behind a label.

    >>> with_colons("来源\ufffd市民政局 索 引 号\ufffd\ufffd1133/2019-1 主动公\ufffd")
    '来源：市民政局 索 引 号：1133/2019-1 主动公\ufffd'
    """
    parts = []
    kept = 0
    for lost in _LOST.finditer(text):
        if _known_label(text, kept, lost.start(), seen=False) is not None:
            parts += [text[kept : lost.start()], "："]
            kept = lost.end()
    return "".join((*parts, text[kept:]))


def pairs_in_line(text: str) -> tuple[Pair, ...]:
    """Read a line of labels with colons or in 【】; a value ends where the next label begins.

    >>> [pair[1:] for pair in pairs_in_line("发布时间：2020-01-03 13:38 来 源：区财政局浏览次数：12")]
    [('published_at', '2020-01-03 13:38'), ('publisher', '区财政局'), ('not_in_record', '12')]
    """
    return _remembered_pairs(text) if len(text) <= _LONGEST_CELL else _pairs(text)


def _pairs(text: str) -> tuple[Pair, ...]:
    text = _STRANGE_COLONS.sub(":", text)
    labels: list[tuple[int, int, str, str | None]] = []
    done = 0
    for stop in _LABEL_STOP.finditer(text):
        at = stop.end() - 1
        if (
            at == 0
            or text[at + 1 : at + 3] == "//"
            or (text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit())
        ):
            continue
        known = _known_label(text, done, at, seen=bool(labels))
        if text[at] in "】]" and (known is None or (text[at] == "]" and text[max(0, known[0] - 1)] != "[")):
            continue
        if known is not None:
            labels.append((known[0], at, known[1], known[2]))
            done = at + 1
            continue
        unknown = _UNKNOWN.search(text, done, at)
        if unknown is not None:
            labels.append((unknown.start(1), at, unknown.group(1), None))
            done = at + 1
    if not labels:
        return ()
    ends = [start for start, *_ in labels[1:]] + [len(text)]
    return tuple(
        Pair(label, field, _unbracketed(text[colon + 1 : end].strip(_TRIM)))
        for (_, colon, label, field), end in zip(labels, ends, strict=True)
    )


_remembered_pairs = lru_cache(maxsize=512)(_pairs)  # several stages ask for the pairs of a line


def _unbracketed(value: str) -> str:
    """Take off the brackets that enclose a value, or label and value: ``[来源：财政局] [关闭]``."""
    depth = 0
    for index, ch in enumerate(value):
        if ch in "[【":
            depth += 1
        elif ch in "]】":
            depth -= 1
            if depth < 0:
                return value[:index].strip(_TRIM)
    value = value.rstrip("[【" + _TRIM) if depth else value
    return value[1:-1].strip(_TRIM) if value[:1] in {"[", "【"} and value[-1:] in {"]", "】"} else value


def _known_label(text: str, first: int, colon: int, *, seen: bool) -> tuple[int, str, str] | None:
    """Find the longest known label that ends at a colon; give its start, the label and its field."""
    letters: list[str] = []
    places: list[int] = []
    at = colon - 1
    while at >= first and len(letters) < _LONGEST:
        ch = text[at]
        if not ch.isspace() and ch not in "】]）)\u200b":
            letters.append(ch)
            places.append(at)
        at -= 1
    fields = label_fields()
    for length in range(len(letters), 1, -1):
        label = "".join(reversed(letters[:length]))
        latin = label[0].isascii()
        field = fields.get(label.lower() if latin else label)
        if field is None:
            continue
        start = places[length - 1]
        before = text[start - 1] if start > first else ""
        if latin and before.isascii() and before.isalpha():
            continue
        if not "\u4e00" <= before <= "\u9fff" or (seen and length >= 3):
            return start, label, field
    return None


def pairs_in_cells(cells: Sequence[str]) -> Iterator[Pair]:
    """Read a row of cells: label and value beside each other, or both in one cell.

    A label that is followed by another label, by an empty cell or by nothing has the value ``""``.

    >>> [pair[1:] for pair in pairs_in_cells(["文号:", "公开日期:", "2020-01-03 13:38", ""])]
    [('document_number', ''), ('published_at', '2020-01-03 13:38')]
    """
    index = 0
    cells = [cell for cell in cells if cell not in _LONE_COLONS]
    count = len(cells)
    while index < count:
        cell = cells[index] if cells[index].isascii() else _STRANGE_COLONS.sub(":", cells[index])
        index += 1
        if not cell or len(cell) > _LONGEST_CELL:
            continue
        field = field_of(cell)
        if field is None and ":" not in cell and "：" not in cell:
            continue
        inline = (Pair(cell.strip(_TRIM), field, ""),) if field is not None else pairs_in_line(cell)
        if not inline:
            if _LABEL_END.search(cell) and len(cell) <= 16:
                inline = (Pair(cell.strip(_TRIM), None, ""),)
            else:
                continue
        yield from inline[:-1]
        last = inline[-1]
        if not last.value and index < count and not _is_label(cells[index]):
            # An empty cell stands before the value where nothing else could be that one's label.
            following = cells[index + 1] if index + 1 < count and not cells[index] else ""
            index += bool(following) and not _is_label(following)
            last = last._replace(value=cells[index].strip())
            index += 1
        yield last


def _is_label(cell: str) -> bool:
    """Whether a cell begins with a label, known or recognised by its colon."""
    if field_of(cell) is not None:
        return True
    if _LABEL_END.search(cell) and len(cell) <= 16:
        return True
    pairs = pairs_in_line(cell) if len(cell) <= _LONGEST_CELL and _COLON.search(cell) else ()
    return bool(pairs) and cell.lstrip("【[ ")[:1] == pairs[0].label[:1]


def pairs_in_rows(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, Pair]]:
    """Read the rows of one table, each pair with the index of its row; a row of labels names the cells below.

    >>> [pair[1:] for _, pair in pairs_in_rows([["索引号", "文号"], ["113304/2019-1", ""]])]
    [('index_number', '113304/2019-1'), ('document_number', '')]
    """
    index = 0
    while index < len(rows):
        row = rows[index]
        if names_below(rows, index):
            yield from (
                (index, Pair(label, field_of(label), value.strip()))
                for label, value in zip(row, rows[index + 1], strict=True)
            )
            index += 2
            continue
        yield from ((index, pair) for pair in pairs_in_cells(row))
        index += 1


def names_below(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Tell whether a row holds labels only, whose values stand in the row below.

    >>> names_below([["索引号", "文号"], ["113304/2019-1", ""]], 0)
    True
    """
    row = rows[index]
    below = rows[index + 1] if index + 1 < len(rows) else ()
    return (
        len(row) > 1 and len(below) == len(row) and all(map(field_of, row)) and not any(map(_is_label, below))
    )


def is_label_table(rows: Sequence[Sequence[str]]) -> bool:
    """Tell a table of metadata from other tables: half of its rows or more have a known label with a value.

    >>> is_label_table([["索引号：", "1133/2019-1", "文号：", ""], ["名称：", "年度报告"]])
    True
    >>> is_label_table([["序号", "名称", "文号"], ["1", "规章", "2号"], ["2", "规范性文件", "3号"]])
    False
    """
    filled = [row for row in rows if any(row)]
    if not filled or len(filled) > 40:
        return False
    labelled = {
        index
        for index, pair in pairs_in_rows(filled)
        if pair.field not in {None, "not_in_record"} and len(pair.value) <= 200
    }
    if len(filled) == 2 and labelled == {0} and len(filled[0]) == len(filled[1]) > 1:
        return True
    return 2 * len(labelled) >= len(filled)
