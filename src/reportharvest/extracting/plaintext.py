"""Plain and pipe-delimited text to blocks: a line is a paragraph, a line with ``|`` a row of cells."""

from __future__ import annotations

import re

from reportharvest.extracting.blocks import Block, Document, Row
from reportharvest.extracting.numbering import read_mark
from reportharvest.extracting.pairs import is_label_table
from reportharvest.extracting.text_tables import join_records, read_text_tables, unquoted
from reportharvest.issues import Issue

__all__ = ["MAX_CHARS", "looks_like_html", "parse_text"]

MAX_CHARS = 20_000_000
"""Characters of a text that are read."""

_GAP = re.compile("[ \xa0\u3000]{2,}")
_TAG = re.compile(
    r"<(?:!doctype|html|head|body|meta|title|div|p|br|table|tr|td|span|h[1-6]|font|ul|ol|li|a|b|strong|center|img|script|"
    r"style|section|article|dl|form|pre|i|u|em|o:p|main|nav|footer|header)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)


def looks_like_html(page: str) -> bool:
    """Tell HTML from plain text: HTML has a tag that one of our pages could have.

    >>> looks_like_html("<p>报告</p>"), looks_like_html("索引号: | 1 |"), looks_like_html("若 a<b 则")
    (True, False, False)
    """
    return _TAG.search(page) is not None


def parse_text(page: str) -> Document:
    r"""Read plain or pipe-delimited text into blocks.

    Args:
        page: the text; what lies beyond :data:`MAX_CHARS` is left out.
    Returns:
        The document; rows with several filled cells are kept as rows, or as tables where they are data.

    >>> document = parse_text("文号: | 公开日期: | 2020-01-03 |\n工作报告 | |||\n一、总体情况")
    >>> document.rows[0].cells, [block.text for block in document.blocks][-2:]
    (['文号:', '公开日期:', '2020-01-03'], ['工作报告', '一、总体情况'])
    """
    document = Document(plain=True)
    if len(page) > MAX_CHARS:
        document.issues.append(Issue("content-too-large", "page", f"{len(page)} characters"))
        page = page[:MAX_CHARS]
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    records = join_records(lines) if "," in page else None
    if records is not None:
        lines = [unquoted(line) for line in records]
    tables = {start: (end, grid) for start, end, grid in read_text_tables(lines)}
    index = 0
    while index < len(lines):
        if index in tables:
            end, grid = tables[index]
            if not is_label_table(grid.rows):
                document.blocks.append(Block("", "table", grid=grid))
                index = max(end, index + 1)
                continue
        _line(document, lines[index])
        index += 1
    return document


def _title_apart(text: str) -> tuple[str, ...]:
    """Part a title from the first heading that follows it on its line behind a run of spaces.

    >>> _title_apart("云桥市财政局2018年度报告　　一、总体情况　　良好。")
    ('云桥市财政局2018年度报告', '一、总体情况　　良好。')
    """
    gap = _GAP.search(text, 6, 100)
    if gap is None or read_mark(text, gap.end()) is None or read_mark(text) is not None:
        return (text,)
    title = text[: gap.start()]
    return (text,) if title[-1] in "。；，：:;,、" or "。" in title else (title, text[gap.end() :])


def _line(document: Document, line: str) -> None:
    start = len(document.blocks)
    if "|" not in line and "｜" not in line and "\t" not in line:
        text = line.strip(" \t\xa0\u3000\ufeff")
        if text:
            parts = _title_apart(text)
            document.blocks.extend(Block(part.replace("\xa0", " "), "p") for part in parts)
        return
    cells = [cell.strip(" \xa0\u3000\ufeff") for cell in re.split(r"[|｜\t]", line[:2_000_000])]
    document.blocks.extend(Block(cell, "td") for cell in cells if cell)
    filled = len(document.blocks) - start
    if filled:
        while cells and not cells[-1]:
            cells.pop()
        if filled > 1 or len(cells) == 1:
            document.rows.append(Row(cells, start, len(document.blocks), 0))
