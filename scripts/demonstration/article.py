"""The body of a report, written twice at once: as blocks that a template prints, and as the true outline.

Whoever writes an article says what each paragraph is; nothing is ever read back from mark-up, so that the
truth does not depend on any reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Article", "Block", "Cell", "Grid", "Link"]


@dataclass(frozen=True)
class Link:
    """A file offered by the page: address as written in the mark-up, absolute address, text, media type."""

    href: str
    url: str
    title: str
    media_type: str


@dataclass(frozen=True)
class Cell:
    """A table cell: its text and how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Grid:
    """A table as it is printed."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 1

    def rectangle(self) -> list[list[str]]:
        """Give the table with every spanning cell repeated in each place it covers."""
        taken: dict[tuple[int, int], str] = {}
        for at, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (at, column) in taken:
                    column += 1
                for down in range(cell.rows):
                    for across in range(cell.columns):
                        taken[at + down, column + across] = cell.text
                column += cell.columns
        height = max(at for at, _ in taken) + 1
        width = max(column for _, column in taken) + 1
        return [[taken.get((at, column), "") for column in range(width)] for at in range(height)]


@dataclass(frozen=True)
class Block:
    """One printed block.

    Attributes:
        kind: ``heading``, ``text``, ``run-in`` (heading and body in one paragraph), ``table``, ``signature``
            or ``attachment``.
        text: what is printed, numbers included; for ``run-in`` the part before the body.
        rest: the body of a run-in.
        level: depth of a heading.
        numbered: whether a heading has a number; one without must at least be bold.
        grid: the table.
        link: the file of an attachment line.
    """

    kind: str
    text: str = ""
    rest: str = ""
    level: int = 0
    numbered: bool = True
    grid: Grid | None = None
    link: Link | None = None


@dataclass
class _Node:
    number: str | None
    level: int
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "level": self.level,
            "heading": self.heading,
            "text": "\n".join(self.paragraphs),
            "children": [child.record() for child in self.children],
        }


class Article:
    """Takes a report's paragraphs in order and keeps both what is printed and what is true.

    Args:
        style: applied to every text before it is printed or recorded (some agencies type half-width marks).

    >>> article = Article()
    >>> article.heading(1, "一", "一、", "总体情况")
    >>> article.run_in(2, "一是", "一是", "加强领导", "成立小组。")
    >>> article.blocks[1].text, article.sections()[0]["children"][0]["text"]
    ('一是加强领导。', '成立小组。')
    """

    def __init__(self, style: Callable[[str], str] = str) -> None:
        self.blocks: list[Block] = []
        self.tables: list[dict[str, Any]] = []
        self._style = style
        self._top: list[_Node] = []
        self._path: list[_Node] = []

    def heading(self, level: int, number: str | None, mark: str, text: str) -> None:
        """Print a heading on a line of its own."""
        self._open(level, number, self._style(text))
        text = self._style(mark + text)
        self.blocks.append(Block("heading", text, level=level, numbered=number is not None))

    def run_in(self, level: int, number: str, mark: str, heading: str, text: str) -> None:
        """Print a heading and its body as one paragraph."""
        self._open(level, number, self._style(heading)).paragraphs.append(self._style(text))
        self.blocks.append(Block("run-in", self._style(f"{mark}{heading}。"), self._style(text), level=level))

    def item(self, level: int, number: str, mark: str, text: str) -> None:
        """Print a numbered item of one sentence, which has no heading."""
        self._open(level, number, "").paragraphs.append(self._style(text))
        self.blocks.append(Block("text", self._style(mark + text)))

    def paragraph(self, text: str, *, kind: str = "text", link: Link | None = None) -> None:
        """Print a paragraph of the section that is open, or of the preamble."""
        text = self._style(text)
        if not self._path:
            self._open(1, None, "")
        self._path[-1].paragraphs.append(text)
        self.blocks.append(Block(kind, text, link=link))

    def table(self, grid: Grid) -> None:
        """Print a table in the section that is open."""
        number = self._path[-1].number if self._path else None
        self.tables.append({"section": number, "caption": None, "rows": grid.rectangle()})
        self.blocks.append(Block("table", grid=grid))

    def sections(self) -> list[dict[str, Any]]:
        """Give the outline in the shape of the contract."""
        return [node.record() for node in self._top]

    def _open(self, level: int, number: str | None, heading: str) -> _Node:
        node = _Node(number, level, heading)
        del self._path[level - 1 :]
        (self._path[-1].children if self._path else self._top).append(node)
        self._path.append(node)
        return node
