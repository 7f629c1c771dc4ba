"""Figures of reports that have no statutory forms: from the appendix of statistics, and from prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from reportharvest.extracting.cells import has_number, is_blank, read_number
from reportharvest.extracting.numerals import ordinal
from reportharvest.model import Figure, Section, Table
from reportharvest.tables.figures import FigureKind, figure_kinds, figures_by_label
from reportharvest.tables.forms import fold_label

__all__ = ["figures_of"]

_SENTENCE = re.compile(r"[^。；;！？\n]*[。；;！？\n]?")
_CLAUSES = re.compile(r"[，,]")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!以来|起)")
_SINCE = re.compile(
    r"自?20\d\d年[^，。]{0,20}(?:以来|起|至今)|自[^，。]{0,20}(?:实施|施行|开通|成立)以来|历年|多年来"
)
_SEVERAL_YEARS = re.compile(r"20\d\d年?[至到—–-]+20\d\d年")
_ROUGH = re.compile(r"近|约|超过|逾|余|多(?=条|件|次|人|份|篇)|[万亿]$")
_COUNTED = re.compile(r"[0-9０-９]|[一二三四五六七八九十百两零](?:余|多)?[件条宗次份人个篇期场名起]")
_NOT_YET = re.compile(r"计划|力争|目标|确保|要求|下一步|不少于|(?:去|上|前)(?:一)?年|同期")
_UNIT_CELL = re.compile(r"(?:单位)?[:：]?(?:条|件|次|篇|个|人|人次|万元|元|场|份|条（件）)")
_EXPLAINED = re.compile(r"[（(](?:不同|不包括|同一|其中|注|指|含|单位)[^（）()]*[)）]")

_LABELS_OF_APPENDIX = 4
"""So many of its labels make a table the appendix; a table of another kind shares one or two."""

_SURE = 0.97
"""Of an appendix row: what stands beside a label is its value, unless the table lost cells."""

_PHRASE, _DENIED, _APPROXIMATE, _CONTRADICTED, _OTHER_TIME = 0.95, 0.9, 0.8, 0.6, 0.3
"""Of prose. All sentences of tests/extracting/test_figures.py are read right; the lower values say that the
number is rounded, that the report gives another one elsewhere, or that it counts other years."""

_LONGEST_SENTENCE = 400
"""Characters of a sentence that are searched; figures stand in short ones."""

_MAX_SENTENCES = 4_000
"""Of a report; the longest reports have some 600."""


def figures_of(tables: Sequence[Table], sections: Sequence[Section], year: int | None) -> tuple[Figure, ...]:
    """Read the figures of a report that has no statutory forms.

    Reports up to 2018 give their figures in an appendix of statistics, in prose, or both. A figure of the
    appendix wins over prose. What a sentence says of other years, or of all years since some day, is given
    with a low confidence; where a report contradicts itself, both figures are given with one.

    Args:
        tables: all tables of the report.
        sections: its outline.
        year: the year that it covers, to tell its figures from those of other years.
    Returns:
        The figures in the order of the appendix, each with the sentence or row that it was read from.
    Source:
        政府信息公开情况统计表, asked for with reports for 2014 to 2018.

    >>> section = Section("一", 1, "总体情况", "主动公开政府信息1,203条，未收到政府信息公开申请。")
    >>> [(one.key, one.value, one.raw, one.confidence) for one in figures_of([], [section], 2018)]
    [('disclosed', 1203, '1,203条', 0.95), ('received', 0, '未收到政府信息公开申请', 0.9)]
    """
    printed = [figure for table in tables for figure in _of_appendix(table)]
    known = {figure.key for figure in printed}
    told = [figure for figure in _of_prose(sections, year) if figure.key not in known]
    order = {kind.key: at for at, kind in enumerate(figure_kinds())}
    return tuple(sorted(_reconciled(printed) + _reconciled(told), key=lambda figure: order[figure.key]))


def _of_appendix(table: Table) -> list[Figure]:
    labels = figures_by_label()
    found: list[Figure] = []
    seen: set[str] = set()
    group: str | None = None
    kinds = {kind.key: kind for kind in figure_kinds()}
    for row in table.rows:
        for at, text in enumerate(row):
            folded = _folded(text)
            if not folded or (at and row[at - 1] == text):
                continue
            seen.update([folded] if folded in labels else ())
            for above, key in labels.get(folded, ()):
                if above is None:
                    group = folded
                elif above != group:
                    continue
                value = _value_beside(row, at)
                if value is not None:
                    evidence = " ".join(dict.fromkeys(filter(None, row)))
                    number = read_number(value)
                    found.append(Figure(key, number, kinds[key].unit, value, evidence, table.section, _SURE))
    return found if len(seen) >= _LABELS_OF_APPENDIX else []


def _folded(text: str) -> str:
    """Fold a label of the appendix, which explains some labels in brackets and begins others with 其中."""
    if not 2 < len(text) <= 100:
        return ""
    return fold_label(_EXPLAINED.sub("", text)).removeprefix("其中")


def _value_beside(row: Sequence[str], at: int) -> str | None:
    """Give the value to the right of a label, behind its unit; None where words follow or nothing does."""
    for text in row[at + 1 :]:
        if has_number(text):
            return text
        if text != row[at] and not is_blank(text) and not _UNIT_CELL.fullmatch(text):
            return None
    return None


class _Phrase(NamedTuple):
    """One way to say a figure, or that there was none, with the word that it needs."""

    word: str
    pattern: re.Pattern[str]
    kind: FigureKind


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(word, pattern, kind)
        for kind in figure_kinds()
        for word, pattern in (*kind.phrases, *kind.denials)
    )


def _with_word(phrases: Sequence[_Phrase], text: str) -> list[_Phrase]:
    """Leave the phrases whose word a text has; most of them no report has, and a sentence hardly any."""
    return [one for one in phrases if one[0] in text]


def _of_prose(sections: Sequence[Section], year: int | None) -> Iterator[Figure]:
    parts = [section for top in sections for section in top.walk()]
    texts = [f"{part.heading}\n{part.text}" for part in parts]
    phrases = _with_word(_phrases(), "\n".join(texts))
    count = 0
    for section, text in zip(parts, texts, strict=True):
        near = _with_word(phrases, text)
        denials = [one for one in near if not one.pattern.groups]
        for sentence in _SENTENCE.findall(text):
            count += 1
            if count > _MAX_SENTENCES:
                return
            if len(sentence) > 4 and near:
                possible = near if _COUNTED.search(sentence) else denials
                if here := _with_word(possible, sentence):
                    yield from _of_sentence(sentence.strip()[:_LONGEST_SENTENCE], section.number, year, here)


def _of_sentence(
    sentence: str, section: str | None, year: int | None, phrases: Sequence[_Phrase]
) -> Iterator[Figure]:
    taken: list[tuple[int, int]] = []
    told: FigureKind | None = None
    for _, pattern, kind in phrases:
        counts = pattern.groups > 0
        match = pattern.search(sentence) if kind is not told else None
        if match is None:
            continue
        start, end = match.span()
        if counts and any(start < other_end and end > other for other, other_end in taken):
            continue
        taken.append((start, end))
        number = match["number"] if counts else None
        value = 0 if number is None else _number_of(number)
        if value is None:
            continue
        raw = sentence[match.start("number") : end] if number is not None else match[0]
        confidence = _confidence(sentence, match, year, denied=number is None)
        if kind.unit == "万元" and raw.endswith("元") and not raw.endswith("万元"):
            value = value / 10_000
        told = kind
        yield Figure(kind.key, value, kind.unit, raw, sentence, section, confidence)


def _number_of(text: str) -> int | float | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    scale = {"万": 10_000, "亿": 100_000_000}.get(plain[-1:], 1)
    digits = plain.rstrip("万亿") if scale > 1 else plain
    if digits[:1].isdigit():
        value = float(digits) * scale
        return int(value) if value.is_integer() else value
    return ordinal(text)


def _confidence(sentence: str, match: re.Match[str], year: int | None, *, denied: bool) -> float:
    """Say how sure it is that a number is the report's own figure for its year."""
    before = sentence[: match.start()]
    years = {int(one) for one in _YEAR.findall(before)}
    clause = _CLAUSES.split(before)[-1]
    since = _SINCE.search(before)
    if since and not (year is not None and str(year) in since[0]):
        return _OTHER_TIME
    if (
        _SEVERAL_YEARS.search(before)
        or _NOT_YET.search(clause)
        or (years and year is not None and year not in years)
    ):
        return _OTHER_TIME
    if denied:
        return _DENIED
    return _APPROXIMATE if _ROUGH.search(match[0]) else _PHRASE


def _reconciled(figures: Sequence[Figure]) -> list[Figure]:
    """Keep each figure once; those that contradict one another all stay, less sure."""
    best: dict[tuple[str, int | float | None], Figure] = {}
    for one in figures:
        kept = best.get((one.key, one.value))
        if kept is None or one.confidence > kept.confidence:
            best[one.key, one.value] = one
    sure: dict[str, set[int | float | None]] = {}
    for one in best.values():
        if one.confidence > _OTHER_TIME:
            sure.setdefault(one.key, set()).add(one.value)
    return [
        one if len(sure.get(one.key, ())) < 2 else one.with_confidence(min(one.confidence, _CONTRADICTED))
        for one in best.values()
    ]
