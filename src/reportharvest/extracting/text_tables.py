"""Tables in plain text: runs of lines with a delimiter (``|``, tabs, commas, wide gaps)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from reportharvest.extracting.cells import has_number, is_blank, join_pieces
from reportharvest.extracting.tables import MAX_CELLS, MAX_COLUMNS, WIDE_SPAN, Grid, guess_header_rows
from reportharvest.tables.forms import is_form_label

__all__ = ["join_records", "read_text_tables", "unquoted"]

_RULE_LINE = re.compile(r"[\s|+:=\-─—┌┐└┘├┤┬┴┼│┃━]+")
_DRAWN = re.compile("[-=─—━]{2}")
_BAR = re.compile("[|｜│┃︱]")
_GAP = re.compile(r"[ \u3000]{2,}")


def read_text_tables(lines: Sequence[str]) -> list[tuple[int, int, Grid]]:
    """Find the tables in plain text: runs of two or more lines with a delimiter.

    The delimiter is a bar (with or without one at the ends), a tab, a gap of two or more spaces, or a comma
    or one space in lines of labels and values of a statutory form. A run is a table where it has numbers or
    labels of a form. Lines of rules (``---+---``) are left out. Where gaps stand below one another, they say
    which cells are empty.

    Args:
        lines: the lines of the text, without line ends.
    Returns:
        First line, line after the last one, and the table, in the order of the text.

    >>> [(start, end, grid)] = read_text_tables(["规章 | 3 | 5 |", "规范性文件 | 1 | 2"])
    >>> grid.rows
    (('规章', '3', '5'), ('规范性文件', '1', '2'))
    """
    found: list[tuple[int, int, Grid]] = []
    start = 0
    while start < len(lines):
        splitter, end = _run(lines, start)
        rows = _aligned_parts(lines[start:end]) if splitter == "gap" else None
        rows = rows or [row for row in (_split(line, splitter) for line in lines[start:end]) if row]
        if len(rows) > 1 and _worth_a_table(rows):
            found.append((start, end, _text_grid(_without_ends(rows))))
        start = max(end, start + 1)
    return found


_AHEAD = 6
"""So many lines that are but a label, or a rule, may follow one another in a table; the forms have three."""


def _run(lines: Sequence[str], start: int) -> tuple[str, int]:
    """Give the delimiter of the lines that begin at one, and the line after them.

    Rules between lines belong to them, and lines that are but a label with its line below.
    """
    first = start
    while first < min(start + _AHEAD, len(lines) - 1) and _is_rule_or_label(lines[first]):
        first += 1
    splitter = _splitter(lines[first])
    end = first if splitter else start
    while splitter and end < len(lines):
        ahead = end
        while ahead < min(end + _AHEAD, len(lines) - 1) and _is_rule_or_label(lines[ahead]):
            ahead += 1
        if _splitter(lines[ahead]) != splitter or (splitter == "bar" and _is_paragraph(lines[ahead])):
            break
        end = ahead + 1
    while splitter and end < len(lines) and _is_rule(lines[end]):
        end += 1
    return splitter, end


def _is_rule(line: str) -> bool:
    return len(line) > 2 and _RULE_LINE.fullmatch(line) is not None and _DRAWN.search(line) is not None


def _is_rule_or_label(line: str) -> bool:
    """Tell whether a line without a delimiter may stand in a table: a rule, or a label and nothing else."""
    return not _splitter(line) and (_is_rule(line) or (len(line) <= 40 and is_form_label(line)))


def _is_paragraph(line: str) -> bool:
    """Whether a line is a paragraph with a bar at its end, which cuts a run of lines with bars."""
    cells = [cell for cell in _BAR.split(line, MAX_COLUMNS) if cell.strip()]
    return len(cells) == 1 and (len(cells[0]) > 60 or "。" in cells[0]) and not is_form_label(cells[0])


def _splitter(line: str) -> str:
    if _BAR.search(line):
        return "bar"
    if "\t" in line.strip():
        return "tab"
    if "," in line and _is_comma_line(line):
        return "comma"
    if _GAP.search(line.strip()):
        return "gap"
    return "space" if _is_line_of_values(line) else ""


def _is_line_of_values(line: str) -> bool:
    """Tell whether words between single spaces are labels and values of a form, and hardly anything else."""
    words = line.split(" ", 40)
    if not 2 <= len(words) <= 40 or len(line) > 400:
        return False
    useful = sum(is_blank(word) or has_number(word) or is_form_label(word) for word in words)
    return useful >= 2 and useful * 5 >= len(words) * 4


_FIELD = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:,|$)|([^,]*)(?:,|$)')
_GAP_BEFORE_NUMBER = re.compile(r"\d\s+\d|\S\s{2,}\d")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_LONGEST_RECORD = 4_000
"""Characters of a line of values between commas; the widest form transposed has some 600."""
_LONGEST_FIELD = 80


def _fields(line: str) -> list[str]:
    """Split a line at its commas, but for those within quotes (RFC 4180)."""
    if '"' not in line:
        return line.split(",")
    found, at = [], 0
    while at < len(line):
        match = _FIELD.match(line, at)
        if match is None:  # pragma: no cover (the second alternative matches anything)
            break
        found.append(match[1].replace('""', '"') if match[1] is not None else match[2])
        at = match.end()
    return [*found, ""] if line.endswith(",") else found


def _is_comma_line(line: str) -> bool:
    """Tell whether what stands between commas are labels and values of a form, at least in half."""
    if len(line) > _LONGEST_RECORD or "," not in _THOUSANDS.sub("", line):
        return False
    fields = _fields(line)[:MAX_COLUMNS]
    filled = [text for text in map(str.strip, fields) if text]
    if any(len(text) > _LONGEST_FIELD or _GAP_BEFORE_NUMBER.search(text) for text in filled):
        return False
    useful = sum(is_blank(text) or has_number(text) or is_form_label(text) for text in filled)
    return len(fields) > 1 and useful * 2 >= len(filled)


def join_records(lines: Sequence[str]) -> list[str] | None:
    """Join the lines of a text in comma-separated values whose quoted cells hold line ends.

    Args:
        lines: the lines of a text.
    Returns:
        One line for each record; None where the text is no such values.

    >>> join_records(["规章,1,2", "行政许可,3,4", '"本年", "a', 'b"', "行政处罚,5,6"])[2]
    '"本年", "a b"'
    >>> join_records(["2018年,我局公开信息12条。", "共收到申请3件,已答复。"]) is None
    True
    """
    if sum("," in line and _is_comma_line(line) for line in lines) < _FEWEST_RECORDS:
        return None
    joined: list[str] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if lines[at].count('"') % 2:
            quotes = 1
            while end < len(lines) and quotes % 2 and end - at < _MOST_LINES_OF_A_RECORD:
                quotes += lines[end].count('"')
                end += 1
            end = at + 1 if quotes % 2 else end
        joined.append(join_pieces(lines[at:end]) if end > at + 1 else lines[at])
        at = end
    return joined


_FEWEST_RECORDS = 3
_MOST_LINES_OF_A_RECORD = 30
_PADDED = re.compile(r'"((?:[^"]|"")*)",*|([^",]*?),{2,}')


def unquoted(line: str) -> str:
    """Give a line of text among comma-separated values without its quotes and the commas behind it.

    >>> unquoted('"一、总体情况",,,'), unquoted("2018年,公开信息12条。")
    ('一、总体情况', '2018年,公开信息12条。')
    """
    found = _PADDED.fullmatch(line)
    return line if found is None else (found[1] or found[2] or "").replace('""', '"')


def _aligned_parts(lines: Sequence[str]) -> list[list[str]] | None:
    """Split lines at the columns that are empty in all of them, or in all between two lines of one cell."""
    whole = _aligned(lines)
    if whole is not None:
        return whole
    rows: list[list[str]] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _splitter(lines[at]):
            continue
        part = _aligned(lines[start:at])
        rows += part or [row for row in (_split(line, "gap") for line in lines[start:at]) if row]
        start = at
    return rows


def _aligned(lines: Sequence[str]) -> list[list[str]] | None:
    """Split lines at the columns that are empty in all of them; None where cells do not stand so.

    Only so is a blank cell seen: in a line by itself it is nothing but a wider gap.
    """
    spans = [_spans(line) for line in lines]
    borders = _rivers([(start, end) for line in spans for start, end, _ in line])
    if not max(map(len, spans), default=0) <= len(borders) <= MAX_COLUMNS:
        return None
    rows = []
    for line in spans:
        row = [""] * len(borders)
        at = 0
        for start, _, text in line:
            while at + 1 < len(borders) and borders[at + 1] <= start:
                at += 1
            if row[at]:
                return None
            row[at] = text
        if not _RULE_LINE.fullmatch("".join(row) or " "):
            rows.append(row)
    return rows


def _spans(line: str) -> list[tuple[int, int, str]]:
    """Give first place, place after the last, and text of each cell of a line, in columns of a terminal."""
    found, at, place = [], 0, 0
    for gap in [*_GAP.finditer(line.rstrip()), None]:
        end = len(line.rstrip()) if gap is None else gap.start()
        text = line[at:end]
        start = place + sum(map(_columns, text[: len(text) - len(text.lstrip())]))
        place += sum(map(_columns, text))
        if text.strip():
            found.append((start, place, " ".join(text.split())))
        if gap is not None:
            place += sum(map(_columns, gap[0]))
            at = gap.end()
    return found


def _columns(char: str) -> int:
    return 1 if char < "\u0300" else 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def _rivers(spans: list[tuple[int, int]]) -> list[int]:
    """Give where the columns begin that spans make which overlap."""
    borders, reached = [], -1
    for start, end in sorted(spans):
        if start > reached:
            borders.append(start)
        reached = max(reached, end)
    return borders


def _split(line: str, splitter: str) -> list[str]:
    if _RULE_LINE.fullmatch(line):
        return []
    if splitter == "bar":
        cells = _BAR.split(line, MAX_COLUMNS)
    elif splitter == "tab":
        cells = line.split("\t", MAX_COLUMNS)
    elif splitter == "comma":
        cells = _fields(line)[:MAX_COLUMNS]
    else:
        cells = (_GAP.split if splitter == "gap" else str.split)(line.strip())[:MAX_COLUMNS]
    return [" ".join(cell.split()) for cell in cells]


def _without_ends(rows: list[list[str]]) -> list[list[str]]:
    """Leave out what stands before the first and behind the last delimiter, if nothing ever does."""
    several = [row for row in rows if len(row) > 1]
    if several and not any(row[0] for row in several):
        rows = [row[1:] if len(row) > 1 else row for row in rows]
        several = [row for row in rows if len(row) > 1]
    if several and not any(row[-1] for row in several):
        return [row[:-1] if len(row) > 1 else row for row in rows]
    longest = max(map(len, rows))
    if longest > 1 and not any(row[-1] for row in rows if len(row) == longest):
        rows = [row[:-1] if len(row) == longest else row for row in rows]
    return rows


def _worth_a_table(rows: list[list[str]]) -> bool:
    texts = [text for row in rows for text in row if text]
    useful = sum(has_number(text) or is_form_label(text) for text in texts)
    if sum(len(row) > 1 for row in rows) < 2:
        return False
    return (useful >= 3 and useful * 3 >= len(texts)) or _has_column_of_numbers(rows)


def _has_column_of_numbers(rows: list[list[str]]) -> bool:
    """Whether all lines have the same three or more cells, and the last of each below the first a number."""
    lines = [row for row in ([text for text in row if text] for row in rows) if row]
    if len(lines) < 3 or len({len(line) for line in lines}) != 1 or len(lines[0]) < 3:
        return False
    return not any(map(has_number, lines[0])) and all(has_number(line[-1]) for line in lines[1:])


def _text_grid(rows: list[list[str]]) -> Grid:
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(
        (len(row) - next((i for i, t in enumerate(reversed(row)) if t), len(row)) for row in rows), default=0
    )
    # a line of values keeps its blank last cells; hundreds of empty cells behind a title are layout
    width = max(width, *(len(row) for row in rows if len(row) <= WIDE_SPAN and any(map(has_number, row))), 0)
    height = MAX_CELLS // max(width, 1)
    filled = tuple(tuple((row + [""] * width)[:width]) for row in rows[:height])
    return Grid(filled, guess_header_rows(filled), None, len(rows) <= height)
