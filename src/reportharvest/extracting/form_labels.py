"""Matching printed labels to the rows and columns of a statutory form."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple

from reportharvest.tables.forms import Form, Label, fold_label, forms

__all__ = ["LONGEST_LABEL", "Found", "LabelMatcher", "matcher", "number_of"]


class Found(NamedTuple):
    """One cell of a form as found: keys, text, and how sure its place is."""

    row: str
    column: str
    raw: str
    confidence: float = 1.0


_UNIT_END = re.compile(r"(?:单位)?(?:万元|元|件|项|条|份|个|宗|起|次)$")
_LOOSE_NUMBER = re.compile(r"^(?:其中|[一二三四五六七八九十]{1,2}|\d{1,2})")

_NEAR = 0.72
"""Share of common character pairs from which on a label counts as misprinted.

A label of ten characters with one changed keeps 0.78, one of five with one left out 0.86."""

_MARGIN = 0.12
"""By how much the nearest label must be nearer than the second nearest."""


LONGEST_LABEL = 120
"""Characters of the longest label, however it is spaced and explained; nothing longer is looked up."""

_REMEMBERED = 4096
"""Texts that a cache keeps: a form has some 400 cells, and offices write its 80 labels in a few ways each."""

_LOST = "\ufffd"
_GAP = "囗"


class LabelMatcher:
    """Finds the row or column of one form that a text names."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.spellings = {"rows": _spellings(form.rows), "columns": _spellings(form.columns)}
        self._near_rows = _Neighbours(form.rows)
        self._near_columns = _Neighbours(form.columns)
        self.by_number = {one.number: one.key for one in form.rows if one.number}
        self.numbers = {one.key: one.number for one in form.rows if one.number}
        self.shared = set(self.spellings["rows"]) & set(self.spellings["columns"])
        # Every cell of a form is asked a dozen times, and most hold one of few texts: the cache answers in C.
        cached = lru_cache(maxsize=_REMEMBERED)
        self.row = cached(partial(_look_up, self.spellings["rows"], groups=_groups(form.rows)))
        """Give the key of the row that a text names exactly, however numbered, spaced and quoted."""
        self.column = cached(partial(_look_up, self.spellings["columns"], groups=_groups(form.columns)))
        """Give the key of the column that a text names exactly."""
        self.is_shared = cached(self._is_shared)
        """Tell whether a text names a row as well as a column (总计, 其他)."""
        self.is_row = cached(self._is_row)
        """Tell whether a text names a row and no column."""

    def _is_shared(self, text: str) -> bool:
        if _LOST in text:
            return self.row(text) is not None and self.column(text) is not None
        return fold_label(text) in self.shared

    def _is_row(self, text: str) -> bool:
        return self.row(text) is not None and not self._is_shared(text)

    def is_group(self, text: str) -> bool:
        """Tell whether a text names a group of rows or columns."""
        folded = fold_label(text)
        return folded in self.form.groups or _LOOSE_NUMBER.sub("", folded) in self.form.groups

    def near_row(self, text: str) -> str | None:
        """Give the key of the row whose label a text resembles, where one stands out."""
        return self._near_rows.nearest(text)

    def near_column(self, text: str) -> str | None:
        """Give the key of the column whose label a text resembles, where one stands out."""
        return self._near_columns.nearest(text)


@cache
def matcher(form: str) -> LabelMatcher:
    """Give the matcher of a form.

    >>> matcher("requests").row("3、危及＂三安全一稳定＂")
    'denied_three_securities'
    >>> matcher("requests").near_row("4.保护第三方的合法权益")
    'denied_third_party'
    """
    return LabelMatcher(forms()[form])


def _spellings(labels: Sequence[Label]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in labels:
        for text in one.texts:
            found[text] = one.key
            found.setdefault(_UNIT_END.sub("", text) or text, one.key)
    return found


def _groups(labels: Sequence[Label]) -> tuple[str, ...]:
    return tuple(sorted({one.group for one in labels if one.group}))


def _look_up(spellings: dict[str, str], text: str, *, groups: Sequence[str] = ()) -> str | None:
    if not 1 < len(text) <= LONGEST_LABEL or text.isdigit():
        return None
    folded = fold_label(text)
    for variant in (folded, _UNIT_END.sub("", folded), _LOOSE_NUMBER.sub("", folded)):
        if variant in spellings:
            return spellings[variant]
    for group in groups:  # （三）不予公开1.属于国家秘密: the group stands in the cell of its row
        if folded.startswith(group) and len(folded) > len(group):
            return _look_up(spellings, _LOOSE_NUMBER.sub("", folded[len(group) :]), groups=groups)
    return _with_gaps(spellings, text) if _LOST in text else None


def _with_gaps(spellings: dict[str, str], text: str) -> str | None:
    """Give the one label that a text with lost characters can be: each stands for one character or two."""
    known = fold_label(text.replace(_LOST, _GAP)).split(_GAP)
    if len("".join(known)) < len(known) - 1:
        return None
    pattern = re.compile(".{1,2}".join(map(re.escape, known)))
    keys = {key for label, key in spellings.items() if pattern.fullmatch(label)}
    return keys.pop() if len(keys) == 1 else None


class _Neighbours:
    """Labels by their pairs of characters."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._texts = [(one.key, len(_pairs(text))) for one in labels for text in one.texts]
        self._having: dict[str, list[int]] = {}
        for at, text in enumerate(text for one in labels for text in one.texts):
            for pair in _pairs(text):
                self._having.setdefault(pair, []).append(at)

    def nearest(self, text: str) -> str | None:
        """Give the key of the label that shares most; a long part of a label may stand for the whole."""
        if not 3 <= len(text) <= 80:
            return None
        pairs = _pairs(fold_label(text))
        common = Counter(at for pair in pairs for at in self._having.get(pair, ()))
        scores: dict[str, float] = {}
        for at, count in common.items():
            key, size = self._texts[at]
            score = 2 * count / (len(pairs) + size)
            if count >= 5:
                score = max(score, 0.95 * count / len(pairs))
            scores[key] = max(score, scores.get(key, 0.0))
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < _NEAR or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN):
            return None
        return ranked[0][0]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


_HAN_DIGITS = "一二三四五六七八九十"
_LEVELS = (
    re.compile(f"([{_HAN_DIGITS}])[、.,:]"),
    re.compile(rf"\(([{_HAN_DIGITS}])\)"),
    re.compile(r"\(?(\d{1,2})(?:[、.,:)](?!\d)|$)"),
)


@lru_cache(maxsize=_REMEMBERED)
def number_of(text: str) -> tuple[int, str] | None:
    """Give level (1 for 一、, 2 for （一）, 3 for 1.) and numeral of the number a label begins with.

    >>> number_of("（三）不予公开"), number_of("2．"), number_of("其他")
    ((2, '三'), (3, '2'), None)
    """
    plain = "".join(unicodedata.normalize("NFKC", text[:20]).split())
    for level, pattern in enumerate(_LEVELS, start=1):
        if found := pattern.match(plain):
            return level, found[1]
    return None
