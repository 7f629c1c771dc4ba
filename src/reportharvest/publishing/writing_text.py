"""Rows as CSV and as JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from reportharvest.storing.exporting import Resource, Row

__all__ = ["harmless", "write_csv", "write_jsonl"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NEEDS_QUOTES = re.compile(r'[",\r\n]|^\s|\s$|^$')
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Such a text begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return, or with the full-width
    form of a sign, which some languages' spreadsheets read as the sign. A plain number is left alone.

    >>> harmless("=1+1"), harmless("-5"), harmless("－政府"), harmless("政府")
    ("'=1+1", '-5', "'－政府", '政府')
    """
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def write_csv(
    stream: BinaryIO,
    resource: Resource,
    batches: Iterable[list[Row]],
    *,
    bom: bool = False,
    excel_safe: bool = False,
) -> int:
    r"""Write rows as CSV (RFC 4180): UTF-8, a header, commas, line feeds.

    A NULL is nothing between two commas, an empty text is ``""``.

    Args:
        stream: where to.
        resource: what the rows are of.
        batches: the rows.
        bom: begin with a byte-order mark; without it Excel takes UTF-8 for the local encoding.
        excel_safe: see :func:`harmless`.
    Returns:
        The number of rows.

    >>> from io import BytesIO
    >>> from reportharvest.storing.exporting import Column
    >>> resource = Resource("t", "", (Column("a", "string"), Column("b", "integer")), "")
    >>> stream = BytesIO()
    >>> write_csv(stream, resource, [[("政府", 1), ("", None), (None, 3)]])
    3
    >>> stream.getvalue().decode()
    'a,b\n政府,1\n"",\n,3\n'
    """
    if bom:
        stream.write(BYTE_ORDER_MARK)
    stream.write(_line([one.name for one in resource.columns]).encode("utf-8"))
    count = 0
    for rows in batches:
        if excel_safe:
            lines = [_line([harmless(one) if one.__class__ is str else one for one in row]) for row in rows]
        else:
            lines = [_line(row) for row in rows]
        stream.write("".join(lines).encode("utf-8"))
        count += len(rows)
    return count


def write_jsonl(stream: BinaryIO, resource: Resource, batches: Iterable[list[Row]]) -> int:
    r"""Write rows as JSON, one object a line; columns that hold JSON are values, not texts.

    Returns:
        The number of rows.

    >>> from io import BytesIO
    >>> from reportharvest.storing.exporting import Column
    >>> resource = Resource("t", "", (Column("a", "string"), Column("path", "json")), "")
    >>> stream = BytesIO()
    >>> write_jsonl(stream, resource, [[("政府", '["首页"]')]])
    1
    >>> stream.getvalue().decode()
    '{"a": "政府", "path": ["首页"]}\n'
    """
    names = [one.name for one in resource.columns]
    nested = [at for at, one in enumerate(resource.columns) if one.type == "json"]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    count = 0
    for rows in batches:
        lines = []
        for row in rows:
            values: Row | list[Any] = row
            if nested:
                values = list(row)
                for at in nested:
                    if values[at] is not None:
                        values[at] = json.loads(values[at])
            lines.append(encode(dict(zip(names, values, strict=True))) + "\n")
        stream.write("".join(lines).encode("utf-8"))
        count += len(rows)
    return count


def _line(row: Iterable[Any]) -> str:
    cells = []
    for value in row:
        if value is None:
            cells.append("")
        elif value.__class__ is str:
            cells.append('"' + value.replace('"', '""') + '"' if _NEEDS_QUOTES.search(value) else value)
        else:
            cells.append(repr(value))
    return ",".join(cells) + "\n"
