"""Ruled tables that page breaks cut: parts that belong together, and the row that a break went through.

Half of a number is a wrong number. So a row that goes on overleaf is put together where labels of a statutory
form prove that it does, and where they leave it open its numbers are marked with ``⋯`` and read as none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape

from reportharvest.extracting.cells import has_number, is_blank, join_pieces
from reportharvest.extracting.file_markup import FileCell
from reportharvest.tables.forms import fold_label, forms, is_form_label

__all__ = ["OPEN", "Ruled", "append_part", "forms_of_text", "goes_on", "row_of_next_form"]

OPEN = "⋯"
"""Stands where the text of a cell may go on, or may have begun, on another page."""

_FEWEST_LABELS = 2
"""Labels of a form that make a table one; the least of them has a header and a row."""

_PIECE = re.compile(r"[+\-－−]?[\d,，.．'’]+[万亿]?|[+\-－−,，.．]")
_AROUND = re.compile("增加?|减少?|新增|[件项条个次份人宗起篇场]|万?元")
"""A number may be broken from its sign and from its unit."""

_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]")
_LONGEST = 80
"""Characters of a label."""


@dataclass(slots=True)
class Ruled:
    """One ruled table: the edges of its columns, its cells row by row, and the edge each begins at."""

    edges: tuple[float, ...]
    rows: list[list[FileCell]]
    lefts: list[list[int]]
    top: float
    sheet: int


def goes_on(first: Ruled, second: Ruled) -> bool:
    """Tell whether a table at the top of a page goes on from the one at the end of the page before.

    Its outer edges are the same; of the inner ones, a part may lack those that merged cells hide there. And
    what it begins with belongs to the form that the other ends with.
    """
    one, other = sorted([first.edges, second.edges], key=len)
    same = abs(one[0] - other[0]) < 6 and abs(one[-1] - other[-1]) < 6
    if second.sheet <= first.sheet or not same or any(_nearest(other, edge) is None for edge in one):
        return False
    before, after = _form(reversed(first.rows)), _form(second.rows[_repeated(first, second) :])
    return not before or not after or before == after


def append_part(first: Ruled, second: Ruled) -> None:
    """Join two parts of one table on the edges of the finer one; a header that is repeated counts once."""
    edges = max(first.edges, second.edges, key=len)
    for part in (first, second):
        for row, places in zip(part.rows, part.lefts, strict=True):
            for at, (cell, left) in enumerate(zip(row, places, strict=True)):
                start = _nearest(edges, part.edges[left]) or 0
                end = _nearest(edges, part.edges[left + cell.across]) or start + cell.across
                row[at], places[at] = replace(cell, across=max(1, end - start)), start
        part.edges = edges
    repeated = _repeated(first, second)
    rows, lefts = second.rows[repeated:], second.lefts[repeated:]
    if rows and first.rows and _is_of_form(first.rows):
        _close_row(first, rows, lefts)
    first.rows.extend(rows)
    first.lefts.extend(lefts)
    first.sheet = second.sheet


def _nearest(edges: Sequence[float], value: float) -> int | None:
    return next((at for at, edge in enumerate(edges) if abs(edge - value) < 6), None)


def _repeated(first: Ruled, second: Ruled) -> int:
    """Count the rows that a part repeats from the first one: a header, where there is more than values."""
    count = 0
    for row, other in zip(first.rows, second.rows, strict=False):
        texts = [unescape(cell.markup) for cell in row]
        if row != other or all(map(_is_value, texts)):
            break
        count += 1
    return count


def _is_of_form(rows: Sequence[Sequence[FileCell]]) -> bool:
    labels: set[str] = set()
    for row in rows:
        labels.update(cell.markup for cell in row if _is_label(unescape(cell.markup)))
        if len(labels) >= _FEWEST_LABELS:
            return True
    return False


def _is_label(text: str) -> bool:
    return 1 < len(text) <= _LONGEST and is_form_label(text)


@lru_cache(maxsize=1024)
def forms_of_text(text: str) -> frozenset[str]:
    """Give the forms that a text is a label of, but for what is no text of one line or two.

    >>> sorted(forms_of_text("结果维持")), sorted(forms_of_text("总计"))
    (['review_litigation'], ['requests', 'review_litigation'])
    """
    if not 1 < len(text) <= _LONGEST:
        return frozenset()
    folded = fold_label(text)
    return frozenset(
        key
        for key, form in forms().items()
        if folded in form.groups or any(folded in one.texts for one in form.rows + form.columns)
    )


def _form(rows: Iterable[Sequence[FileCell]]) -> str:
    """Give the form of the first row whose labels are of one form only, or nothing."""
    for row in rows:
        named = [forms_of_text(unescape(cell.markup)) for cell in row]
        counts = Counter(key for keys in named if len(keys) == 1 for key in keys)
        if counts:
            return counts.most_common(1)[0][0]
    return ""


def row_of_next_form(table: Ruled) -> int:
    """Give the first row with labels of another form than the rows before; 0 where there is none."""
    before = ""
    for at, row in enumerate(table.rows):
        form = _form([row])
        if before and form and form != before:
            return at
        before = form or before
    return 0


# ------------------------------------------------------------------------------------- the row at the break


@dataclass(slots=True)
class _Pair:
    """Two cells that stand below one another at a page break: where the upper one is, and both texts."""

    row: int
    at: int
    below: int
    upper: str
    lower: str
    own: bool


def _close_row(first: Ruled, rows: list[list[FileCell]], lefts: list[list[int]]) -> None:
    """Join the first row overleaf to the last one where it goes on from it, and cells that span the break."""
    pairs = _pairs(first, rows[0], lefts[0])
    last = len(first.rows) - 1
    whole = len(pairs) == len(rows[0])
    whole = whole and {pair.at for pair in pairs if pair.row == last} == set(range(len(first.rows[last])))
    own = [pair for pair in pairs if pair.own]
    verdict = _verdict(own) if whole and own else "apart"
    for pair in own if verdict != "apart" else ():
        _put(first, pair, _joined_texts(pair, verdict), 0)
    shared = [
        pair
        for pair in pairs
        if not pair.own and (verdict == "joined" or _is_one_cell(pair, rows[0][pair.below].down))
    ]
    for pair in shared:
        _put(
            first,
            pair,
            join_pieces([pair.upper, pair.lower]),
            rows[0][pair.below].down - (verdict != "apart"),
        )
    gone = {pair.below for pair in shared + (own if verdict != "apart" else [])}
    left = [
        (start, cell)
        for at, (start, cell) in enumerate(zip(lefts[0], rows[0], strict=True))
        if at not in gone
    ]
    if verdict == "apart":
        rows[0], lefts[0] = [cell for _, cell in left], [start for start, _ in left]
        return
    del rows[0], lefts[0]
    for start, cell in left if rows else ():  # what spans rows below goes on there
        place = sum(one < start for one in lefts[0])
        rows[0].insert(place, replace(cell, down=cell.down - 1))
        lefts[0].insert(place, start)


def _put(first: Ruled, pair: _Pair, text: str, more: int) -> None:
    old = first.rows[pair.row][pair.at]
    first.rows[pair.row][pair.at] = replace(old, markup=escape(text, quote=False), down=old.down + more)


def _pairs(first: Ruled, row: Sequence[FileCell], lefts: Sequence[int]) -> list[_Pair]:
    """Pair the cells of a row with those above it that reach down to the page break."""
    places: dict[tuple[int, int], tuple[int, int]] = {}
    last = len(first.rows) - 1
    for number, (cells, starts) in enumerate(zip(first.rows, first.lefts, strict=True)):
        for at, (cell, left) in enumerate(zip(cells, starts, strict=True)):
            if number + cell.down > last:
                places[left, cell.across] = number, at
    pairs = []
    for below, (cell, left) in enumerate(zip(row, lefts, strict=True)):
        if (left, cell.across) in places:
            number, at = places[left, cell.across]
            upper = first.rows[number][at]
            own = number == last and upper.down == cell.down == 1
            pairs.append(_Pair(number, at, below, unescape(upper.markup), unescape(cell.markup), own))
    return pairs


def _is_one_cell(pair: _Pair, down: int) -> bool:
    """Tell whether a cell of several rows goes on overleaf: there it is empty, or ends its label."""
    return (not pair.lower and down > 1) or _ends_label(pair)


def _ends_label(pair: _Pair) -> bool:
    if not pair.upper or not fold_label(pair.lower) or not _is_label(pair.upper + pair.lower):
        return False
    numbered = _NUMBERED.match(pair.lower) is not None
    if not fold_label(pair.upper):
        return not numbered  # of some labels nothing but the number is printed
    return not (_is_label(pair.upper) and (numbered or _is_label(pair.lower)))


def _is_value(text: str) -> bool:
    """Tell whether a text is a number, a piece of one, or a mark that there is none."""
    plain = "".join(text.split())
    if has_number(text) or is_blank(plain) or _AROUND.fullmatch(plain):
        return True
    return _PIECE.fullmatch(plain) is not None and not _NUMBERED.fullmatch(plain)


def _counts(text: str) -> bool:
    return bool(text) and _is_value(text) and any(char.isdigit() for char in text)


def _verdict(pairs: Sequence[_Pair]) -> str:
    """Tell whether a row and the one overleaf are one: ``joined``, ``apart``, or open.

    Where it is open, values of the row above may be sure (``upper``), or of that below (``lower``).
    """
    if not any(pair.lower for pair in pairs):
        return "joined"
    kinds = [[bool(text) and not _is_value(text) for text in (pair.upper, pair.lower)] for pair in pairs]
    if any(
        pair.upper and pair.lower and one != other for pair, (one, other) in zip(pairs, kinds, strict=True)
    ):
        return "apart"
    above = [pair.upper for pair, (is_label, _) in zip(pairs, kinds, strict=True) if is_label]
    below = [pair.lower for pair, (_, is_label) in zip(pairs, kinds, strict=True) if is_label]
    counts_above = any(_counts(pair.upper) for pair in pairs)
    leaf = next((pair for pair, kind in zip(pairs[::-1], kinds[::-1], strict=True) if any(kind)), pairs[0])
    ends = any(map(_ends_label, pairs)) and (not leaf.lower or _ends_label(leaf))
    if ends or (not below and (above or counts_above)):
        # each line of a form has its own label, but for the only line of one
        return "joined" if all(map(_is_broken, pairs)) else "upper"
    if not below or not (counts_above or any(_counts(pair.lower) for pair in pairs)):
        return "apart"
    if not above:
        return "lower" if counts_above else "apart"
    if any(_is_label(text) or _NUMBERED.match(text) for text in below):
        return "apart"
    return "apart" if all(map(_is_label, above)) and not any(text[0] in "（(" for text in below) else "upper"


def _is_broken(pair: _Pair) -> bool:
    """Tell whether two texts can be pieces of one: of a number no piece is longer than the line before."""
    upper, lower = pair.upper, pair.lower
    if not upper or not lower or not _is_value(upper):
        return True
    if is_blank(upper) or upper[:2] in {"0", "０"} or not has_number(upper + lower):
        return False
    return len(upper) >= max(map(len, lower.split())) or _AROUND.fullmatch(upper) is not None


def _joined_texts(pair: _Pair, verdict: str) -> str:
    upper, lower = pair.upper, pair.lower
    if any(text and not _is_value(text) for text in (upper, lower)):
        return join_pieces([upper, lower])
    sure = verdict == "joined" or not (_counts(upper) or _counts(lower))
    if sure or not (upper if verdict == "lower" else lower):
        return upper + lower
    return upper + OPEN + lower
