"""Cells of sheets without ruled lines: characters to texts, and texts to cells of one line or several."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from reportharvest.extracting.cells import has_number, is_blank, join_pieces
from reportharvest.extracting.file_layout import Char
from reportharvest.tables.forms import fold_label, forms, is_form_label

__all__ = [
    "LEADING",
    "WIDEST",
    "Cell",
    "is_fragment",
    "is_number_of_label",
    "join_cells",
    "join_numbers",
    "split_lines",
]

_GAP, LEADING, WIDEST = 0.35, 1.4, 2.4
"""In sizes of type: between the texts of two cells; from line to line of one cell (office programs set 1.0 to
1.3, and the padding of a cell adds to that between two); from line to line at a line spacing of 1.5, of fonts
as high as Noto Sans CJK, whose single lines are 1.45 apart."""

_UNIT = re.compile("[件项条个次份人宗起篇场]|万?元")
_FRAGMENT = re.compile(r"[+\-－]?[\d,，.．]*[\d,，]")
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]")
_FEW = 40
"""So many values back the one above is looked for: those of two or three rows."""


@dataclass(slots=True)
class Cell:
    """Texts of one cell, of one line or several; lengths in points."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    texts: list[str]
    chars: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return join_pieces(self.texts)

    @property
    def middle(self) -> float:
        """Half way between its top and its bottom."""
        return (self.top + self.bottom) / 2

    @property
    def is_value(self) -> bool:
        """Whether it holds a number, a part of one, or a mark that there is none."""
        text = "".join(self.texts)
        return is_blank(text) or is_fragment(text)


def is_fragment(text: str) -> bool:
    """Tell whether a text is a number or a part of one.

    >>> is_fragment("1,55"), is_fragment("3件"), is_fragment("1.")
    (True, True, False)
    """
    return has_number(text) or _FRAGMENT.fullmatch(text) is not None


def is_number_of_label(text: str) -> bool:
    """Tell whether of a label nothing but its number is printed.

    >>> is_number_of_label("1."), is_number_of_label("1.属于国家秘密")
    (True, False)
    """
    return _NUMBERED.fullmatch(text) is not None


def split_lines(chars: Sequence[Char]) -> list[list[Cell]]:
    """Group characters into lines, and each into texts with a gap between them.

    >>> chars = [{"text": one, "x0": x, "x1": x + 8, "top": 0, "bottom": 8, "size": 8}
    ...          for one, x in (("规", 0), ("章", 8), ("3", 40))]
    >>> [[cell.text for cell in line] for line in split_lines(chars)]
    [['规章', '3']]
    """
    order = sorted(range(len(chars)), key=lambda at: (_middle(chars[at]), chars[at]["x0"]))
    rows: list[list[int]] = []
    for at in order:
        if rows and abs(_middle(chars[at]) - _middle(chars[rows[-1][0]])) <= 0.4 * chars[at]["size"]:
            rows[-1].append(at)
        else:
            rows.append([at])
    lines = []
    for row in rows:
        pieces: list[Cell] = []
        for at in sorted(row, key=lambda at: chars[at]["x0"]):
            char = chars[at]
            if pieces and char["x0"] - pieces[-1].x1 <= _GAP * char["size"]:
                piece = pieces[-1]
                piece.texts[0] += char["text"]
                piece.x1 = max(piece.x1, char["x1"])
                piece.top, piece.bottom = min(piece.top, char["top"]), max(piece.bottom, char["bottom"])
            else:
                piece = _of_char(char)
                pieces.append(piece)
            piece.chars.append(at)
        lines.append(pieces)
    return lines


def _of_char(char: Char) -> Cell:
    return Cell(char["x0"], char["x1"], char["top"], char["bottom"], char["size"], [char["text"]])


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def join_cells(lines: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Join the lines of each cell: those close below one another, unless each is a label by itself.

    Where lines are set far apart, or rows as close as the lines of one, only labels of the forms are joined.

    >>> lines = [[Cell(0, 40, 0, 8, 8, ["属于国"])], [Cell(0, 24, 10, 18, 8, ["家秘密"])]]
    >>> [cell.text for cell in join_cells(lines)]
    ['属于国家秘密']
    """
    cells: list[Cell] = []
    open_cells: list[Cell] = []
    apart: dict[int, list[Cell]] = {}
    for line in lines:
        for piece in line:
            above = None if piece.is_value else _above(piece, open_cells)
            if above is not None and above.is_value and not _UNIT.fullmatch(piece.text):
                above = None
            if above is None:
                cells.append(piece)
                open_cells.append(piece)
                continue
            if piece.top - above.bottom + above.size > LEADING * piece.size:
                apart.setdefault(id(above), [replace(above, texts=[*above.texts], chars=[*above.chars])])
            if id(above) in apart:
                apart[id(above)].append(replace(piece, texts=[*piece.texts], chars=[*piece.chars]))
            above.texts += piece.texts
            above.chars += piece.chars
            above.x0, above.x1 = min(above.x0, piece.x0), max(above.x1, piece.x1)
            above.bottom = piece.bottom
        open_cells = [one for one in open_cells if line[0].top - one.bottom < WIDEST * line[0].size]
    whole: list[Cell] = []
    for cell in cells:  # what began as a label and became none is left in its lines
        whole += [cell] if id(cell) not in apart or is_form_label(cell.text) else apart[id(cell)]
    return sorted(whole, key=lambda cell: cell.top) if apart else whole


def join_numbers(cells: Sequence[Cell]) -> list[Cell]:
    """Join numbers that were broken over two lines: another cell of their row stands between the lines."""
    middles = sorted(cell.middle for cell in cells)
    kept: list[Cell] = []
    values: list[Cell] = []
    for cell in cells:
        above = next((one for one in reversed(values) if cell.x0 < one.x1 and one.x0 < cell.x1), None)
        if cell.is_value and above is not None and len(above.texts) == 1 and _is_broken(above, cell, middles):
            above.texts = ["".join(above.texts + cell.texts)]
            above.chars += cell.chars
            above.x0, above.x1 = min(above.x0, cell.x0), max(above.x1, cell.x1)
            above.bottom = cell.bottom
            continue
        kept.append(cell)
        if cell.is_value:
            values = [*values[-_FEW:], cell]
    return kept


def _is_broken(above: Cell, cell: Cell, middles: Sequence[float]) -> bool:
    if is_blank(above.text) or is_blank(cell.text) or cell.top - above.top > LEADING * cell.size:
        return False
    middle = (above.top + cell.bottom) / 2
    at = bisect_left(middles, middle - 0.15 * cell.size)
    return at < len(middles) and middles[at] <= middle + 0.15 * cell.size


def _above(piece: Cell, cells: Sequence[Cell]) -> Cell | None:
    for cell in reversed(cells):
        beside = piece.x0 >= cell.x1 or piece.x1 <= cell.x0
        far = (piece.top - cell.bottom + cell.size) / piece.size
        if beside or not 0 < far <= WIDEST:
            continue
        if _NUMBERED.match(piece.text) and not fold_label(cell.text):
            continue  # of the label above nothing but its number is printed
        joined = cell.text + piece.text
        if is_form_label(cell.text) and (is_form_label(piece.text) or far > LEADING):
            if is_form_label(joined) or (not _begins_label(piece.text) and _begins_label(joined)):
                return cell
        elif far <= LEADING or _begins_label(joined):
            return cell
    return None


@lru_cache(maxsize=1)
def _labels() -> list[str]:
    """Give the labels and groups of all forms, folded and in order."""
    texts: set[str] = set()
    for form in forms().values():
        texts.update(form.groups, *(one.texts for one in form.rows + form.columns))
    return sorted(texts)


@lru_cache(maxsize=4096)
def _begins_label(text: str) -> bool:
    """Tell whether labels begin with a text, but for its number."""
    folded = fold_label(text)
    at = bisect_left(_labels(), folded)
    return bool(folded) and at < len(_labels()) and _labels()[at].startswith(folded)
