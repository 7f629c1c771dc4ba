"""Where in a decoded page the text stands that a value was read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from reportharvest.model import Evidence, RepairStep

__all__ = ["locate"]

_NEAR = 600
"""Characters after a label within which its value stands, mark-up included."""
_LEAD = 12
"""Characters of a value that are looked for; behind them it may be broken by mark-up."""
_GAP = r"(?:\s|&\w{1,8};|<[^<>]{0,80}>){0,6}"


def locate(
    evidence: Sequence[Evidence],
    page: str,
    repaired: str = "",
    text: str = "",
    steps: Sequence[RepairStep] = (),
) -> tuple[int | None, ...]:
    """Find each piece of evidence in the page.

    Searched for by text, after the label where there is one: extracting works on a tree that knows no places,
    and finding all of it costs as much as a third of reading a page, so it is done where somebody asks.

    Args:
        evidence: what was found.
        page: the decoded page, before repair.
        repaired: the page after repair; empty where that is the page itself.
        text: the page that was read: ``repaired``, or the same converted character by character.
        steps: the repair steps, with offsets into ``page``.
    Returns:
        For each the offset of its first character in ``page``; for what was restored the offset of the
        damaged stretch. None where character references or mark-up within the text make it another one.

    >>> found = Evidence("publisher", "区财政局", "metadata block", "来源", "区财政局")
    >>> locate([found], "<h1>区财政局年报</h1><p>来源：<b>区财政局</b></p>")
    (24,)
    """
    if text == page or len(text) != len(repaired):
        return tuple(_place(one, page) for one in evidence)
    stretches = _stretches(page, repaired, steps)
    if stretches is None:
        return tuple(_place(one, page) for one in evidence)
    places = (_place(one, text) for one in evidence)
    return tuple(None if place is None else _before_repair(place, stretches) for place in places)


class _Stretch(NamedTuple):
    """A damaged stretch: where it begins and ends in the page, and where in the restored text."""

    start: int
    end: int
    restored_start: int
    restored_end: int


def _stretches(page: str, repaired: str, steps: Sequence[RepairStep]) -> list[_Stretch] | None:
    """Line the repaired text up with the page; None where the steps do not add up to it."""
    last = {(step.start, step.end): step.after for step in steps}
    found: list[_Stretch] = []
    pieces: list[str] = []
    at = length = 0
    for start, end in sorted(last, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue  # a step within the stretch of another
        pieces += [page[at:start], last[start, end]]
        length += start - at
        found.append(_Stretch(start, end, length, length + len(last[start, end])))
        length, at = found[-1].restored_end, end
    pieces.append(page[at:])
    return found if "".join(pieces) == repaired else None


def _before_repair(place: int, stretches: Sequence[_Stretch]) -> int:
    """Give the place in the page of a place in the restored text; the stretch's, where it was restored."""
    index = bisect_right(stretches, place, key=lambda one: one.restored_start) - 1
    if index < 0:
        return place
    one = stretches[index]
    return one.start if place < one.restored_end else one.end + place - one.restored_end


def _place(one: Evidence, page: str) -> int | None:
    raw = one.raw.removesuffix("…").strip()
    if one.place == "path" or not raw:
        return None
    lead = raw if len(raw) <= _LEAD else raw[:_LEAD]
    label = one.place.removeprefix("meta[name=").removesuffix("]")
    labelled = False
    for found in re.finditer(_GAP.join(map(re.escape, label)), page, re.IGNORECASE) if label else ():
        labelled = True
        place = page.find(lead, found.end(), found.end() + _NEAR)
        if place >= 0:
            return place
    place = page.find(raw) if not labelled or one.place.isascii() else -1
    return place if place >= 0 else None
