"""What changed in a report between two states, field by field and line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from reportharvest.model import Report

__all__ = ["Change", "Differences", "differences"]

MAX_LINES = 3_000
"""Of one state; a report has 300. difflib's time grows with the square where nothing pairs up."""

_MAX_INLINE_CHARS = 1_500
"""Longer lines are shown whole, before and after, without marking the characters between."""

_CONTEXT = 1
_ATOMS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
_Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A line before and after; pieces are text and whether it changed. Empty: there was none.

    ``kind`` is ``same``, ``changed``, ``added``, ``removed`` or ``skipped`` (``count`` equal lines left out).
    """

    kind: str
    before: _Pieces = ()
    after: _Pieces = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Differences:
    """Changes of the fields (name, before, after), of the figures, and of the text."""

    fields: tuple[tuple[str, str | None, str | None], ...]
    figures: tuple[tuple[str, str, str, str, str], ...]
    lines: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that a reader sees differs."""
        return not self.fields and not self.figures and not any(one.kind != "skipped" for one in self.lines)


def differences(before: Report, after: Report) -> Differences:
    """Compare two states of a report.

    >>> one, two = Report(title="年报", report_year=2019), Report(title="年报", report_year=2020)
    >>> differences(one, two).fields
    (('report_year', '2019', '2020'),)
    """
    return Differences(
        tuple(_fields(before, after)),
        tuple(_figures(before, after)),
        tuple(_text_changes(_text_lines(before), _text_lines(after))),
    )


def _fields(before: Report, after: Report) -> Iterator[tuple[str, str | None, str | None]]:
    one, two = _named(before), _named(after)
    for name in one:
        if one[name] != two[name]:
            yield name, one[name], two[name]


def _named(report: Report) -> dict[str, str | None]:
    values: dict[str, Any] = {"title": report.title, "report_year": report.report_year}
    values |= {name: getattr(report.metadata, name) for name in report.metadata.__dataclass_fields__}
    values["attachments"] = "\n".join(f"{one.title} {one.url}" for one in report.attachments) or None
    return {name: None if value is None else str(value) for name, value in values.items()}


def _figures(before: Report, after: Report) -> Iterator[tuple[str, str, str, str, str]]:
    one, two = _cells(before), _cells(after)
    for key in dict.fromkeys([*one, *two]):
        if one.get(key) != two.get(key):
            yield (*key, one.get(key, ""), two.get(key, ""))


def _cells(report: Report) -> Mapping[tuple[str, str, str], str]:
    return {(one.form, one.row, one.column): one.raw for one in report.statistics}


def _text_lines(report: Report) -> list[str]:
    lines: list[str] = []
    for top in report.sections:
        for section in top.walk():
            heading = " ".join(part for part in (section.number, section.heading) if part)
            lines += [heading] if heading else []
            lines += [line for line in section.text.split("\n") if line.strip()]
    for table in report.tables:
        lines += [table.caption] if table.caption else []
        lines += [" | ".join(row) for row in table.rows]
    return lines[:MAX_LINES]


def _text_changes(one: Sequence[str], two: Sequence[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, one, two, autojunk=len(one) > MAX_LINES // 3)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        first = group[0]
        if first[1]:
            yield Change("skipped", count=first[1])
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (Change("same", ((line, False),), ((line, False),)) for line in one[a:b])
            else:
                yield from _replaced(one[a:b], two[c:d])


def _replaced(removed: Sequence[str], added: Sequence[str]) -> Iterator[Change]:
    for before, after in zip(removed, added, strict=False):
        yield Change("changed", *_inline(before, after))
    shared = min(len(removed), len(added))
    yield from (Change("removed", before=((line, True),)) for line in removed[shared:])
    yield from (Change("added", after=((line, True),)) for line in added[shared:])


def _inline(before: str, after: str) -> tuple[_Pieces, _Pieces]:
    """Mark what differs within two lines; a number counts as one."""
    if max(len(before), len(after)) > _MAX_INLINE_CHARS:
        return ((before, True),), ((after, True),)
    one, two = _ATOMS.findall(before), _ATOMS.findall(after)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if b > a:
            left.append(("".join(one[a:b]), tag != "equal"))
        if d > c:
            right.append(("".join(two[c:d]), tag != "equal"))
    return tuple(left), tuple(right)
