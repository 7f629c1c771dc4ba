"""Texts of table cells: from mark-up to text, from text to label and number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

__all__ = ["cell_text", "has_number", "is_blank", "join_pieces", "read_number"]

_DROPPED = re.compile(
    r"<!--.*?-->|<(script|style|noscript|template|textarea|select|iframe|svg|math|xmp|noembed|noframes|plaintext)(?=[\s>]).*?</\1>",
    re.DOTALL,
)
_REST = r"(?=[\s>])[^>\"]*(?:\"[^\"]*\"[^>\"]*)*>"
_BREAK = re.compile(
    r"</?(?:br|p|div|td|th|tr|table|caption|li|ul|ol|dl|dt|dd|h[1-6]|section|article|center|hr|blockquote|pre)"
    + _REST
)
_TAG = re.compile(r"</?[a-zA-Z][^>\"]*(?:\"[^\"]*\"[^>\"]*)*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_HAN = "\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d"
_ENDS_HAN = re.compile(f"[{_HAN}]$")
_STARTS_HAN = re.compile(f"[{_HAN}]")


def cell_text(markup: str) -> str:
    """Give the text of a cell from its serialised inner HTML.

    Inline tags join without a space. Lines and paragraphs join without one between Han characters, so that
    a label broken over lines stays one word, and with one elsewhere. White space is collapsed.

    Args:
        markup: inner HTML as a standard parser serialises it (attributes in double quotes, tags closed).
    Returns:
        The text, trimmed.

    >>> cell_text('<p>本年增<br>/<b>减</b></p>')
    '本年增 /减'
    >>> cell_text('<p>属于</p><p>国家秘密</p>')
    '属于国家秘密'
    """
    if "<" not in markup:
        return " ".join((unescape(markup) if "&" in markup else markup).split())
    # Cells of a form repeat: a hundred of them hold the same mark-up around 0.
    return _short_text(markup) if len(markup) <= 600 else _text(markup)


@lru_cache(maxsize=4096)
def _short_text(markup: str) -> str:
    return _text(markup)


def _text(markup: str) -> str:
    if "<!--" in markup or "</" in markup:
        markup = _DROPPED.sub("", markup)
    pieces = _BREAK.sub("\0", markup).split("\0")
    return join_pieces([unescape(_TAG.sub("", piece)) for piece in pieces])


def join_pieces(pieces: Sequence[str]) -> str:
    """Join lines of one cell: with nothing between Han characters, with a space elsewhere.

    >>> join_pieces(["本机关不掌握", "相关政府信息", "3", "件"])
    '本机关不掌握相关政府信息 3 件'
    """
    parts: list[str] = []
    for piece in pieces:
        text = " ".join(piece.split())
        if not text:
            continue
        if parts and not (_ENDS_HAN.search(parts[-1]) and _STARTS_HAN.match(text)):
            parts.append(" ")
        parts.append(text)
    return "".join(parts)


_BLANK = re.compile(r"[-‐‑‒–—―⸺⸻−_/∕⁄\\|.·*…、〇]*|[-–—(（]?无[-–—)）]?|N/?A|null|None|nil", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_blank(text: str) -> bool:
    """Tell whether a cell has no value: empty, or only a dash, a slash or 无 (⸺ and ∕ are from PDF).

    >>> [is_blank(one) for one in ("", "／", "——", "无", "0", "//")]
    [True, True, True, True, False, True]
    """
    return not text or (len(text) <= 12 and _BLANK.fullmatch(_squeeze(text)) is not None)


@lru_cache(maxsize=4096)
def has_number(text: str) -> bool:
    """Tell whether a cell holds a number and little else, as a value cell of a form does.

    >>> [has_number(one) for one in ("1,234", "增3", "12.5万元", "1.属于国家秘密", "第20条")]
    [True, True, True, False, False]
    """
    return read_number(text, signed=True) is not None


def _squeeze(text: str) -> str:
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:100])).split())


_UNIT = "[万亿千百]?(?:元|余元|件|项|条|份|个|宗|例|起|人次|人|次|家|批|部|页|笔|类|件次|项次)?(?:人民币)?"
_VALUE = re.compile(
    r"(?:约|共|计|合计|为|人民币|[¥￥$])?"
    r"(?P<sign>[+\-−–—－↑↓]|增加了?|减少了?|新增|增长|下降|增|减)?[:(]?"
    r"(?:了|至)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"[()]?{_UNIT}[()]?(?:\((?:{_UNIT}|单位:?{_UNIT})\))?"
)
_LOST_END = re.compile("(?<=[0-9])\ufffd+\\Z")
"""What is lost behind digits is no digit: those are single bytes, and only multi-byte characters are damaged;
a digit is swallowed by what stands before it, never behind another digit."""
_MINUS = frozenset("-−–—－↓") | {"减少", "减少了", "减", "下降"}


def read_number(text: str, *, signed: bool = False) -> int | float | None:
    """Read the number of a value cell; None where it holds none, or something else besides.

    Digits are read after NFKC, thousands separators and white space removed. A unit is allowed and does not
    scale. With ``signed``, 增 and 减 and their like give the sign; without it only a minus does.

    >>> read_number("１，２３４"), read_number("12.50万元"), read_number("/")
    (1234, 12.5, None)
    >>> read_number("减少2项", signed=True)
    -2
    """
    return _number(text, signed) if 0 < len(text) <= _LONGEST else None


_LONGEST = 40
"""The longest value cell: a number with separators, spaces and a unit has some twenty characters."""


@lru_cache(maxsize=8192)
def _number(text: str, signed: bool) -> int | float | None:
    plain = _squeeze(text).replace("，", ",").replace("'", "")
    found = _VALUE.fullmatch(_LOST_END.sub("", plain))
    if found is None:
        return None
    digits = found["number"].replace(",", "")
    if len(digits) > 18:
        return None
    value = float(digits) if "." in digits else int(digits)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    minus = found["sign"] in _MINUS and (signed or found["sign"] in "-−－")
    return -value if minus else value
