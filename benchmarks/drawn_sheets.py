"""Lays reports with their forms on sheets of paper, as word processors do; PDF and OFD are made of these.

A sheet knows texts and rules only, as those formats do: what is a cell, a paragraph or a table is for the
reader to find out. Forms are cut where the paper ends, also amid cells that span rows.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from tests.extracting.forms import Cell

__all__ = ["HAN", "LATIN", "RULINGS", "Manner", "Paper", "Word", "lay_out", "placed", "width_of"]

HAN, LATIN = "STSong-Light", "Helvetica"
RULINGS = ("lines", "boxes", "bars", "horizontal", "none")
"""How a table is ruled: lines from edge to edge, a box for each cell, thin filled bars as Word writes them,
horizontal rules only (三线表 with a rule below each row), nothing."""

MARGIN = 56.0
VALUE = re.compile(r"[-+\d,，.／/—无增减加少万元件项\s]*")
Table = list[list[Cell]]
Block = tuple[str, str | Table]
Placed = list[tuple[int, int, Cell]]
Lines = dict[tuple[int, int], list[str]]


@dataclass(frozen=True)
class Word:
    """A run of characters in one font: place of its left lower corner from the sheet's left upper one."""

    text: str
    x: float
    y: float
    size: float
    font: str


@dataclass
class Paper:
    """One sheet, in points."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Manner:
    """How a document is set."""

    ruling: str = "lines"
    landscape: bool = False
    size: float = 8.0
    digits: str = HAN
    centred: bool = True
    repeated: bool = False
    running: bool = True
    padding: float = 2.0

    @staticmethod
    def draw(rng: random.Random, ruling: str) -> Manner:
        """Draw a manner for a ruling."""
        return Manner(
            ruling, rng.random() < 0.3, rng.choice([7.0, 8.0, 9.0]), rng.choice([HAN, LATIN]),
            rng.random() < 0.6, rng.random() < 0.3, rng.random() < 0.7, rng.choice([1.5, 2.5, 4.0]),
        )  # fmt: skip


@cache
def _width(char: str, font: str) -> float:
    if HAN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(HAN))
    return float(pdfmetrics.stringWidth(char, font, 1000)) / 1000


def width_of(text: str, size: float, font: str) -> float:
    """Give the width of a text, in points."""
    return sum(_width(char, font) for char in text) * size


def _font(text: str, manner: Manner) -> str:
    return manner.digits if text.isascii() else HAN


def _narrow(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _broken(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines, at any character but amid a number, and at its own line feeds."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for char in part:
            if width_of(line + char, size, HAN) > width and line:
                cut = len(line)
                while cut and _narrow(char) and _narrow(line[cut - 1]):
                    cut -= 1
                cut = cut or len(line)
                lines.append(line[:cut])
                line = line[cut:]
            line += char
        lines.append(line)
    return [line for line in lines if line.strip()] or [""]


class _Setter:
    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.papers: list[Paper] = []
        self.y = 0.0
        self.turn()

    @property
    def paper(self) -> Paper:
        return self.papers[-1]

    def turn(self) -> None:
        width, height = (842.0, 595.0) if self.manner.landscape else (595.0, 842.0)
        self.papers.append(Paper(width, height))
        self.y = MARGIN + 14

    def text(self, text: str, kind: str) -> None:
        """Set a title or a paragraph with its first line indented by two characters."""
        size = 18.0 if kind == "title" else 12.0
        width = self.paper.width - 2 * MARGIN
        lines = _broken(text if kind == "title" else "\u3000\u3000" + text, width, size)
        for line in lines:
            if self.y + size * 1.6 > self.paper.height - MARGIN:
                self.turn()
            shown = line.lstrip("\u3000")
            x = MARGIN + (len(line) - len(shown)) * size
            if kind == "title":
                x = (self.paper.width - width_of(shown, size, HAN)) / 2
            self.y += size * 1.6
            self.paper.words.append(Word(shown, x, self.y, size, HAN))
        self.y += 4

    def table(self, rows: Table) -> None:
        """Set a table; where the paper ends, it goes on upon the next one."""
        cells = placed(rows)
        columns = max(column + cell.across for _, column, cell in cells)
        height = max(row + cell.down for row, _, cell in cells)
        edges = self._columns(cells, columns)
        pad = 2 * self.manner.padding
        lines = {
            (row, column): _broken(
                cell.text, edges[column + cell.across] - edges[column] - pad, self.manner.size
            )
            for row, column, cell in cells
        }
        heights = self._heights(cells, lines, height)
        header = 3 if height > 6 and columns == 10 else 1
        start = 0
        self.y += 6
        while start < height:
            room = self.paper.height - MARGIN - self.y
            first = 0 if not start or not self.manner.repeated else sum(heights[:header])
            end = start
            while end < height and first + sum(heights[start : end + 1]) <= room:
                end += 1
            if end == start or (start == 0 and end < min(height, header + 1)):
                if self.y <= MARGIN + 21:
                    end = start + 1
                else:
                    self.turn()
                    continue
            if start and self.manner.repeated:
                self._part(cells, lines, edges, heights, 0, header, 0)
            self._part(cells, lines, edges, heights, start, end, start)
            start = end
            if start < height:
                self.turn()
        self.y += 10

    def _columns(self, cells: Placed, columns: int) -> list[float]:
        """Give the edges of the columns: those of labels are wider than those of numbers."""
        weights = [1.0] * columns
        for _, column, cell in cells:
            if cell.across == 1:
                weights[column] = max(weights[column], min(len(cell.text), 12) / 2, 1.6)
        whole = self.paper.width - 2 * MARGIN
        edges = [MARGIN]
        for weight in weights:
            edges.append(edges[-1] + whole * weight / sum(weights))
        return edges

    def _heights(self, cells: Placed, lines: Lines, rows: int) -> list[float]:
        leading = self.manner.size * 1.25
        heights = [leading + 2 * self.manner.padding] * rows
        for row, column, cell in sorted(cells, key=lambda one: one[2].down):
            need = len(lines[row, column]) * leading + 2 * self.manner.padding
            lack = need - sum(heights[row : row + cell.down])
            if lack > 0:
                for at in range(row, row + cell.down):
                    heights[at] += lack / cell.down
        return heights

    def _part(  # noqa: PLR0917
        self, cells: Placed, lines: Lines, edges: list[float], heights: list[float],
        start: int, end: int, begin: int,
    ) -> None:  # fmt: skip
        """Set the rows ``start`` to ``end``; a cell that began before shows what lines are left of it."""
        size, pad = self.manner.size, self.manner.padding
        tops = [self.y]
        for height in heights[start:end]:
            tops.append(tops[-1] + height)
        counted = {row for row, _, cell in cells if VALUE.fullmatch(cell.text) and cell.text.strip()}
        for row, column, cell in cells:
            top, bottom = max(row, start), min(row + cell.down, end)
            if top >= bottom:
                continue
            label = row in counted and not VALUE.fullmatch(cell.text)
            x0, x1 = edges[column], edges[column + cell.across]
            y0, y1 = tops[top - start], tops[bottom - start]
            self._rule(x0, y0, x1, y1)
            own = lines[row, column]
            room = max(1, int((y1 - y0 - 2 * pad + 1) / (size * 1.25)))
            if row < begin:  # what did not fit on the sheet before
                before = sum(heights[row:begin]) - 2 * pad
                own = own[max(1, int((before + 1) / (size * 1.25))) :]
            elif row + cell.down > end:
                own = own[:room]
            y = y0 + ((y1 - y0) - len(own) * size * 1.25) / 2
            for line in own:
                y += size * 1.25
                self._words(
                    line, x0 + pad, x1 - pad, y - size * 0.3, centred=self.manner.centred or not label
                )
        self.y = tops[-1]

    def _words(self, line: str, left: float, right: float, y: float, *, centred: bool) -> None:
        font, size = _font(line, self.manner), self.manner.size
        x = left
        if centred:
            x = max(left, (left + right - width_of(line, size, font)) / 2)
        if line.strip():
            self.paper.words.append(Word(line, x, y, size, font))

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        ruling = self.manner.ruling
        if ruling == "lines":
            self.paper.rules += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        elif ruling == "boxes":
            self.paper.boxes.append((x0, y0, x1, y1))
        elif ruling == "horizontal":
            self.paper.rules += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
        elif ruling == "bars":  # each half a point thick; filled, not drawn
            w = 0.48
            self.paper.boxes += [
                (x0, y0, x1, y0 + w), (x0, y1, x1 + w, y1 + w), (x0, y0, x0 + w, y1), (x1, y0, x1 + w, y1)
            ]  # fmt: skip

    def finish(self) -> list[Paper]:
        """Number the sheets, and give them."""
        if self.manner.running:
            for number, paper in enumerate(self.papers, start=1):
                text = f"- {number} -"
                x = (paper.width - width_of(text, 9, HAN)) / 2
                paper.words.append(Word(text, x, paper.height - 30, 9, HAN))
        return self.papers


def placed(rows: Table) -> Placed:
    """Give each cell its row and column, and blank cells where a row is short."""
    taken: set[tuple[int, int]] = set()
    cells: Placed = []
    for at, line in enumerate(rows):
        column = 0
        for cell in line:
            while (at, column) in taken:
                column += 1
            down = min(cell.down, len(rows) - at)
            cells.append((at, column, Cell(cell.text, cell.across, down)))
            taken |= {(row, column + step) for row in range(at, at + down) for step in range(cell.across)}
            column += cell.across
    width = max(column for _, column in taken) + 1
    everywhere = {(row, column) for row in range(len(rows)) for column in range(width)}
    return cells + [(row, column, Cell("")) for row, column in sorted(everywhere - taken)]


def lay_out(blocks: list[Block], manner: Manner) -> list[Paper]:
    """Set a document: its blocks are ``title``, ``text`` and ``table``."""
    setter = _Setter(manner)
    for kind, content in blocks:
        if isinstance(content, str):
            setter.text(content, kind)
        else:
            setter.table(content)
    return setter.finish()
