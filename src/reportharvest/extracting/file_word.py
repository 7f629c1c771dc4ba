"""DOCX to headings, paragraphs and tables, read from its XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from reportharvest.extracting.file_markup import FileCell, heading, page, paragraph, table
from reportharvest.extracting.files import MAX_INFLATED_BYTES, FilePage, unreadable
from reportharvest.issues import Issue

__all__ = ["read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAX_DEPTH = 20
"""Tables within tables; the XML parser itself stops at 256 levels, some 60 tables."""

_MAX_PARAGRAPHS = 100_000
"""In the text and in cells, as many as the blocks of a page; a long report has 2,000."""

_KIND = "docx"
_HAN_DIGITS = "〇一二三四五六七八九"

Element = Any
"""An lxml element; lxml has no types of its own."""


def read(body: bytes) -> FilePage:
    """Read the main text in order, with automatic numbering written out."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            names = set(container.namelist())
            document = _parse(container, "word/document.xml")
            numbering = _parse(container, "word/numbering.xml") if "word/numbering.xml" in names else None
            styles = _parse(container, "word/styles.xml") if "word/styles.xml" in names else None
    except (etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError) as error:
        return unreadable(_KIND, f"{type(error).__name__}: {error}")
    root = None if document is None else document.find(f"{_W}body")
    if root is None:
        return unreadable(_KIND, "no body")
    reader = _Reader(_Numbering(numbering), _Styles(styles))
    parts = list(reader.blocks(root, 0))
    if not parts:
        return unreadable(_KIND, "no text")
    beyond = f"more than {_MAX_PARAGRAPHS} paragraphs"
    return FilePage(page(parts), () if reader.left > 0 else (Issue("document-unreadable", _KIND, beyond),))


def _parse(container: zipfile.ZipFile, name: str) -> Element:
    with container.open(name) as member:
        data = member.read(MAX_INFLATED_BYTES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    return etree.fromstring(data, parser)


class _Reader:
    def __init__(self, numbering: _Numbering, styles: _Styles) -> None:
        self.numbering = numbering
        self.styles = styles
        self.begun = False
        self.left = _MAX_PARAGRAPHS

    def blocks(self, parent: Element, depth: int) -> Iterator[str]:
        """Yield the blocks of a body or a cell, in order."""
        for child in parent.iterchildren():
            if self.left <= 0:
                return
            if child.tag == f"{_W}p":
                self.left -= 1
                yield from self._paragraph(child, depth)
            elif child.tag == f"{_W}tbl" and depth < _MAX_DEPTH:
                self.begun = True
                yield table(self._rows(child, depth))
            elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}:
                yield from self.blocks(child, depth)

    def _paragraph(self, node: Element, depth: int) -> Iterator[str]:
        text = _text(node)
        style = self.styles.of(node)
        number = self.numbering.next(node, style)
        text = (number + text).strip()
        if not text:
            return
        level = style.get("level", 0)
        centred = node.find(f"{_W}pPr/{_W}jc[@{_W}val='center']") is not None
        if depth:
            yield paragraph(text)
        elif style.get("title") or (not self.begun and centred and not number and len(text) <= 60):
            yield heading(text.replace("\n", ""))
        elif level:
            self.begun = True
            yield heading(text.replace("\n", ""), min(level + 1, 6))
        else:
            self.begun = True
            yield paragraph(text)

    def _rows(self, node: Element, depth: int) -> list[list[FileCell]]:
        """Give the rows of a table; a vertical merge is counted down from the cell that begins it."""
        rows: list[list[FileCell]] = []
        open_at: dict[int, tuple[int, int]] = {}
        for line in node.iterfind(f".//{_W}tr"):
            if self.left <= 0:
                break
            if next(line.iterancestors(f"{_W}tbl")) is not node:
                continue
            cells: list[FileCell] = []
            column = _count(line.find(f"{_W}trPr/{_W}gridBefore"))
            cells.extend([FileCell("")] * column)
            for cell in line.iterfind(f"{_W}tc"):
                across = max(1, min(_count(cell.find(f"{_W}tcPr/{_W}gridSpan")) or 1, 1000))
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                if (
                    merge is not None
                    and merge.get(f"{_W}val", "continue") == "continue"
                    and column in open_at
                ):
                    row, at = open_at[column]
                    begun = rows[row][at]
                    rows[row][at] = FileCell(begun.markup, begun.across, len(rows) - row + 1)
                else:
                    open_at.pop(column, None)
                    if merge is not None:
                        open_at[column] = (len(rows), len(cells))
                    inner = "".join(self.blocks(cell, depth + 1))
                    cells.append(FileCell(inner, across))
                column += across
            rows.append(cells)
        return rows


def _count(node: Element) -> int:
    value = "" if node is None else node.get(f"{_W}val", "")
    return int(value) if re.fullmatch(r"\d{1,4}", value) else 0


def _text(node: Element) -> str:
    """Give the text of a paragraph without what was deleted, hidden, or given twice for old readers."""
    pieces: list[str] = []
    skip = {f"{_W}del", f"{_W}pPr", f"{_W}instrText", f"{_W}moveFrom", _FALLBACK}
    stack = [node]
    while stack:
        one = stack.pop()
        if one.tag == f"{_W}t":
            pieces.append(one.text or "")
        elif one.tag == f"{_W}tab":
            pieces.append(" ")
        elif one.tag in {f"{_W}br", f"{_W}cr"}:
            pieces.append("\n")
        elif one.tag == f"{_W}r" and one.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        elif one.tag not in skip:
            stack.extend(reversed(one))
    return "".join(pieces)


class _Styles:
    """Which paragraph styles are titles, headings, numbered."""

    def __init__(self, root: Element) -> None:
        self._known: dict[str, dict[str, Any]] = {}
        for style in () if root is None else root.iterfind(f"{_W}style"):
            name = style.find(f"{_W}name")
            title = (name.get(f"{_W}val", "") if name is not None else "").lower()
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            found = re.fullmatch(r"(?:heading|标题)\s*([1-9])", title)
            self._known[style.get(f"{_W}styleId", "")] = {
                "title": title in {"title", "标题"},
                "level": int(found[1]) if found else _count(outline) + 1 if outline is not None else 0,
                "number": style.find(f"{_W}pPr/{_W}numPr"),
            }

    def of(self, node: Element) -> dict[str, Any]:
        """Give the facts of a paragraph's style."""
        style = node.find(f"{_W}pPr/{_W}pStyle")
        return self._known.get(style.get(f"{_W}val", ""), {}) if style is not None else {}


class _Numbering:
    """Counts the automatic numbers of lists."""

    def __init__(self, root: Element) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        if root is None:
            return
        for one in root.iterfind(f"{_W}abstractNum"):
            levels = {}
            for level in one.iterfind(f"{_W}lvl"):
                values = {
                    name: found.get(f"{_W}val", "")
                    if (found := level.find(f"{_W}{name}")) is not None
                    else ""
                    for name in ("numFmt", "lvlText", "start")
                }
                start = int(values["start"]) if re.fullmatch(r"\d{1,6}", values["start"]) else 1
                depth = level.get(f"{_W}ilvl", "0")
                if depth.isascii() and depth.isdigit():
                    levels[int(depth)] = (values["numFmt"], values["lvlText"], start)
            self._levels[one.get(f"{_W}abstractNumId", "")] = levels
        for one in root.iterfind(f"{_W}num"):
            abstract = one.find(f"{_W}abstractNumId")
            if abstract is not None:
                self._abstract[one.get(f"{_W}numId", "")] = abstract.get(f"{_W}val", "")

    def next(self, node: Element, style: dict[str, Any]) -> str:
        """Give the printed number of a paragraph, or nothing."""
        facts = node.find(f"{_W}pPr/{_W}numPr")
        facts = style.get("number") if facts is None else facts
        if facts is None:
            return ""
        number, depth = facts.find(f"{_W}numId"), _count(facts.find(f"{_W}ilvl"))
        key = self._abstract.get(number.get(f"{_W}val", "") if number is not None else "", "")
        levels = self._levels.get(key, {})
        if depth not in levels:
            return ""
        self._counts[key, depth] = self._counts.get((key, depth), levels[depth][2] - 1) + 1
        for deeper in range(depth + 1, 10):
            self._counts.pop((key, deeper), None)
        if levels[depth][0] in {"bullet", "none"}:
            return ""

        def value(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            form, _, start = levels.get(level, ("decimal", "", 1))
            return _printed(self._counts.get((key, level), start), form)

        return re.sub(r"%([1-9])", value, levels[depth][1])


def _printed(number: int, form: str) -> str:
    """Print a number in the format of its list."""
    if form.startswith("decimalEnclosedCircle"):
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if "hinese" in form or "japanese" in form or form.startswith("ideograph"):
        return _han(number)
    if form in {"lowerLetter", "upperLetter"} and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    return str(number)


def _han(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, units = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _HAN_DIGITS[tens] + "十"
    return lead + (_HAN_DIGITS[units] if units else "")
