"""Where each value of a record came from, as lines to read: chosen values and what was rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportharvest.model import Evidence, Report, flat_dict

__all__ = ["evidence_dicts", "evidence_lines"]

_SHOWN_CHARS = 40


def evidence_dicts(report: Report, offsets: Sequence[int | None]) -> list[dict[str, Any]]:
    """Give the evidence as data, each piece with its offset in the decoded page."""
    return [flat_dict(one) | {"offset": offset} for one, offset in zip(report.evidence, offsets, strict=True)]


def evidence_lines(report: Report, offsets: Sequence[int | None]) -> list[str]:
    """Write a field a line, below it what was found for it: ``+`` chosen, ``-`` rejected, and why.

    >>> found = Evidence("publisher", "区财政局", "metadata block", "发布机构", "区财政局")
    >>> evidence_lines(Report(evidence=(found,)), [57])
    ['publisher: 区财政局', '  + metadata block, 发布机构, character 57']
    """
    lines: list[str] = []
    pieces = list(zip(report.evidence, offsets, strict=True))
    for name in dict.fromkeys(one.field for one in report.evidence):
        mine = [(one, offset) for one, offset in pieces if one.field == name]
        value = next((one.value for one, _ in mine if one.chosen), None)
        lines.append(f"{name}: {_short(value) if value else '-'}")
        lines += [_line(one, offset, value) for one, offset in mine]
    if report.agency is not None:
        lines.append(f"agency: {report.agency.name}, from {report.agency.source}")
    if report.region is not None:
        names = (report.region.province, report.region.city, report.region.county)
        lines.append(
            f"region: {report.region.code} {' '.join(filter(None, names))}, from {report.region.source}"
        )
    return lines


def _line(one: Evidence, offset: int | None, value: str | None) -> str:
    place = "" if offset is None else f"character {offset}"
    parts = ", ".join(part for part in (one.source, one.place, place) if part)
    raw = f" “{_short(one.raw)}”" if one.raw and one.raw != value else ""
    reason = f": {one.reason}" if one.reason else ""
    return f"  {'+' if one.chosen else '-'} {parts}{raw}{reason}"


def _short(text: str) -> str:
    line = "".join(ch if ch.isprintable() else " " for ch in text)
    return line if len(line) <= _SHOWN_CHARS else line[: _SHOWN_CHARS - 1] + "…"
