"""OFD (GB/T 33190, the national format of fixed-layout documents) to headings, paragraphs and tables.

A ZIP of XML: characters with their places and paths with theirs, so that what is laid out of them is laid out
as of a PDF. Places are in millimetres, y downwards.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from lxml import etree
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from reportharvest.extracting.file_layout import Char, Sheet, compose, group_lines, lay_table
from reportharvest.extracting.file_unruled import Zone, find_zones, lay_zones
from reportharvest.extracting.files import OFD, FilePage, unreadable
from reportharvest.issues import Issue

__all__ = ["read"]

_MAX_PAGES = 300
"""As many as of a PDF."""

_MAX_PAGE_BYTES, _MAX_DRAWING_BYTES = 8 * 2**20, 80 * 2**20
"""XML of one page, and of all. A page whose characters are an object each has some 500 kB."""

_MAX_EDGES, _MAX_CELLS = 5_000, 5_000
_MAX_CROSSINGS = 2_000_000
"""Level times upright lines, before they are merged. A form whose 400 cells are a box each has 640,000."""

_MAX_CHARS = 3_000_000

_TOO_MUCH_TEXT = f"more than {_MAX_CHARS} characters"

_POINTS = 72 / 25.4
_NEAR = 3.0
"""Points within which two lines are one: borders are drawn twice, or as thin boxes."""

Element = Any
Matrix = tuple[float, float, float, float, float, float]
Edge = dict[str, Any]
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_OPERATION = re.compile(r"([SMLQBAC])([^SMLQBAC]*)")
_NARROW = re.compile(r"[\x00-\u024f]")


def read(body: bytes) -> FilePage:
    """Read an OFD. Pages that are only pictures, and documents that are encrypted, are issues."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            reader = _Reader(container)
            if any(name.rpartition("/")[2].lower().startswith("encryption") for name in reader.names):
                return unreadable(OFD, "encrypted")
            sheets = list(reader.sheets())
            for form in lay_zones(reader.zones):
                reader.by_number[form.sheet].tables.append(form)
    except (etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError) as error:
        return unreadable(OFD, f"{type(error).__name__}: {error}")
    html = compose(sheets)
    if html is None and not reader.issues:
        pictures = any(sheet.pictures for sheet in sheets)
        reader.issues.append(
            Issue("document-unreadable", OFD, "pages are pictures" if pictures else "no text")
        )
    return FilePage(html, tuple(reader.issues))


class _Reader:
    def __init__(self, container: zipfile.ZipFile) -> None:
        self.container = container
        self.names = {name.lower().lstrip("/"): name for name in container.namelist()}
        self.issues: list[Issue] = []
        self.zones: list[Zone] = []
        self.by_number: dict[int, Sheet] = {}
        self.left_bytes = _MAX_DRAWING_BYTES
        self.left_chars = _MAX_CHARS

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets of all documents in it, in order."""
        number = 0
        root = self._parse("OFD.xml")
        for found in root.iterfind("{*}DocBody/{*}DocRoot"):
            place = (found.text or "").strip().lstrip("/")
            document = self._parse(place)
            common = document.find("{*}CommonData")
            box = _numbers(_text(common, "{*}PageArea/{*}PhysicalBox")) if common is not None else []
            templates = {
                one.get("ID", ""): one.get("BaseLoc", "") for one in document.iterfind(".//{*}TemplatePage")
            }
            for page in document.iterfind("{*}Pages/{*}Page"):
                number += 1
                if number > _MAX_PAGES or self.left_bytes <= 0 or self.left_chars <= 0:
                    self.issues.append(Issue("document-unreadable", f"ofd page {number}", "beyond the limit"))
                    return
                sheet = self._sheet(place, page.get("BaseLoc", ""), templates, box, number)
                if sheet is not None:
                    yield sheet
                if self.left_chars <= 0:
                    self.issues.append(Issue("document-unreadable", f"ofd page {number}", _TOO_MUCH_TEXT))

    def _sheet(
        self, place: str, name: str, templates: dict[str, str], box: list[float], number: int
    ) -> Sheet | None:
        try:
            root = self._parse(_beside(place, name))
            used = [templates.get(one.get("TemplateID", ""), "") for one in root.iterfind("{*}Template")]
            roots = [root, *(self._parse(_beside(place, one)) for one in dict.fromkeys(used) if one)]
        except (etree.LxmlError, KeyError, ValueError) as error:
            self.issues.append(Issue("document-unreadable", f"ofd page {number}", str(error)))
            return None
        own = _numbers(_text(root, "{*}Area/{*}PhysicalBox"))
        size = own if len(own) == 4 else box if len(box) == 4 else [0, 0, 210, 297]
        sheet = Sheet(size[2] * _POINTS, size[3] * _POINTS)
        chars = [char for one in roots for char in self._characters(one)]
        chars = list({(one["text"], round(one["x0"]), round(one["top"])): one for one in chars}.values())
        sheet.pictures = sum(1 for one in roots for _ in one.iter("{*}ImageObject"))
        edges = list(islice(chain.from_iterable(map(_edges, roots)), _MAX_EDGES + 1))
        if _is_beyond(edges):
            self.issues.append(Issue("table-too-large", f"ofd page {number}", f"{len(edges)} lines or more"))
            edges = []
        for boxes in _ruled_boxes(edges):
            ruled, inside = lay_table(boxes, chars, number)
            if any(cell.markup for row in ruled.rows for cell in row):
                sheet.tables.append(ruled)
                chars = [char for at, char in enumerate(chars) if at not in inside]
        before = self.zones[-1] if self.zones and self.zones[-1].number == number - 1 else None
        zones = find_zones(chars, number, sheet.height, before)
        taken = set[int]().union(*(zone.chars for zone in zones))
        sheet.lines = group_lines([char for at, char in enumerate(chars) if at not in taken], number)
        self.zones += zones
        self.by_number[number] = sheet
        return sheet

    def _parse(self, name: str) -> Element:
        kept = self.names.get(name.lower().lstrip("/"))
        if kept is None:
            raise KeyError(name)
        with self.container.open(kept) as member:
            data = member.read(_MAX_PAGE_BYTES + 1)
        self.left_bytes -= len(data)
        if len(data) > _MAX_PAGE_BYTES:
            raise ValueError(f"more than {_MAX_PAGE_BYTES} bytes")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
        root = etree.fromstring(data, parser)
        if root is None:
            raise ValueError(f"{name}: no XML")
        return root

    def _characters(self, root: Element) -> Iterator[Char]:
        for node in root.iter("{*}TextObject"):
            matrix = _matrix(node)
            size = next(iter(_numbers(node.get("Size", ""))), 0.0)
            x = y = 0.0
            for code in node.iterfind("{*}TextCode"):
                text = code.text or ""
                self.left_chars -= len(text)
                if self.left_chars <= 0:
                    return
                x = next(iter(_numbers(code.get("X", ""))), x)
                y = next(iter(_numbers(code.get("Y", ""))), y)
                yield from _placed(text, x, y, size, matrix, code)


def _placed(  # noqa: PLR0917 (a place, and what it is a place in)
    text: str, x: float, y: float, size: float, matrix: Matrix, code: Element
) -> Iterator[Char]:
    """Give each character of a text its place; what no distance is given for follows by its own width."""
    across, down = _deltas(code.get("DeltaX", ""), len(text)), _deltas(code.get("DeltaY", ""), len(text))
    for at, char in enumerate(text):
        width = size * (0.5 if _NARROW.match(char) else 1.0)
        if char.strip():
            x0, top = _moved(matrix, x, y - 0.88 * size)
            x1, bottom = _moved(matrix, x + width, y + 0.12 * size)
            x0, x1 = min(x0, x1), max(x0, x1)
            top, bottom = min(top, bottom), max(top, bottom)
            yield {"text": char, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "size": bottom - top}
        x += across[at] if at < len(across) else 0.0 if at < len(down) else width
        y += down[at] if at < len(down) else 0.0


def _deltas(text: str, count: int) -> list[float]:
    """Read the distances between characters; ``g 5 3.2`` stands for five times 3.2.

    >>> _deltas("g 3 3.5 4", 10)
    [3.5, 3.5, 3.5, 4.0]
    """
    found: list[float] = []
    words = iter(text.split()[: 3 * count + 3])
    for word in words:
        if word == "g":
            times, value = next(words, ""), _numbers(next(words, ""))
            if times.isascii() and times.isdigit() and value:
                found += value[:1] * min(int(times[:6]), count - len(found))
        else:
            found += _numbers(word)[:1]
        if len(found) >= count:
            break
    return found


def _edges(root: Element) -> Iterator[Edge]:
    """Give the level and upright lines of the paths of a page."""
    for node in root.iter("{*}PathObject"):
        matrix = _matrix(node)
        data = _text(node, "{*}AbbreviatedData")
        begin = last = (0.0, 0.0)
        for operation in _OPERATION.finditer(data[:200_000]):
            values = _numbers(operation[2])
            kind = operation[1]
            if kind == "C":
                target = begin
            elif len(values) < 2:
                continue
            else:
                target = (values[-2], values[-1])
            if kind in "LC":
                edge = _edge(_moved(matrix, *last), _moved(matrix, *target))
                if edge is not None:
                    yield edge
            elif kind in "MS":
                begin = target
            last = target


def _is_beyond(edges: Sequence[Edge]) -> bool:
    """Tell whether the lines are too many, or cross too often, for a search of cells."""
    level = sum(edge["orientation"] == "h" for edge in edges)
    return len(edges) > _MAX_EDGES or level * (len(edges) - level) > _MAX_CROSSINGS


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Edge | None:
    (x0, x1), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    level = bottom - top < 1
    if level == (x1 - x0 < 1):
        return None  # a dot, or aslant
    return {
        "x0": x0, "x1": x1 if level else x0, "top": top, "bottom": top if level else bottom,
        "width": x1 - x0, "height": bottom - top, "orientation": "h" if level else "v",
    }  # fmt: skip


def _ruled_boxes(edges: Sequence[Edge]) -> list[list[tuple[float, float, float, float]]]:
    """Find the cells of each table that lines close in."""
    if not edges:
        return []
    merged = merge_edges(list(edges), _NEAR, _NEAR, _NEAR, _NEAR)
    cells = intersections_to_cells(edges_to_intersections(merged, _NEAR, _NEAR))
    return [] if len(cells) > _MAX_CELLS else [table for table in cells_to_tables(cells) if len(table) >= 4]


def _matrix(node: Element) -> Matrix:
    """Give how an object's places become those of the page, in points."""
    origin = [*_numbers(node.get("Boundary", "")), 0.0, 0.0][:2]
    given = _numbers(node.get("CTM", ""))
    a, b, c, d, e, f = given[:6] if len(given) >= 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return a, b, c, d, e + origin[0], f + origin[1]


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * _POINTS, (b * x + d * y + f) * _POINTS


def _numbers(text: str) -> list[float]:
    return [min(max(float(one), -1e6), 1e6) for one in _NUMBER.findall(text[:100_000])]


def _text(node: Element, path: str) -> str:
    found = node.find(path)
    return "" if found is None else found.text or ""


def _beside(place: str, name: str) -> str:
    """Resolve the place of a part against that of the one that names it."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(place), name)).lstrip("/")
