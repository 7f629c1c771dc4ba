"""Headings, paragraphs and tables written as simple clean HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["FileCell", "heading", "page", "paragraph", "table"]


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell of a file's table: mark-up inside, and how far it spans."""

    markup: str
    across: int = 1
    down: int = 1


def paragraph(text: str) -> str:
    """Write a paragraph; line feeds become ``<br>``.

    >>> paragraph("1 < 2")
    '<p>1 &lt; 2</p>'
    """
    return f"<p>{escape(text, quote=False).replace(chr(10), '<br>')}</p>"


def heading(text: str, level: int = 1) -> str:
    """Write a heading of level 1 to 6.

    >>> heading("报告")
    '<h1>报告</h1>'
    """
    level = min(max(level, 1), 6)
    return f"<h{level}>{escape(text, quote=False)}</h{level}>"


def table(rows: Iterable[Sequence[FileCell]]) -> str:
    """Write a table with its spans.

    >>> table([[FileCell("规章", down=2), FileCell("3")], [FileCell("5")]])
    '<table border="1"><tr><td rowspan="2">规章</td><td>3</td></tr><tr><td>5</td></tr></table>'
    """
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            spans = f' colspan="{cell.across}"' if cell.across > 1 else ""
            spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
            cells.append(f"<td{spans}>{cell.markup}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1">{"".join(lines)}</table>'


def page(parts: Iterable[str]) -> str:
    """Write the page around its parts."""
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html><body><div class="article">\n{body}\n</div></body></html>\n'
