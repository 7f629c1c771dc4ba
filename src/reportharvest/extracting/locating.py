"""Where in a decoded page the text stands that a value was read from."""

from __future__ import annotations

from collections.abc import Sequence

from reportharvest.model import Evidence

__all__ = ["locate"]

_NEAR = 600
"""Characters after a label within which its value stands, mark-up included."""


def locate(evidence: Sequence[Evidence], page: str) -> tuple[int | None, ...]:
    """Find each piece of evidence in the page.

    Searched for by text, after the label where there is one: extracting works on a tree that knows no places,
    and finding all of it costs as much as a third of reading a page, so it is done where somebody asks.

    Args:
        evidence: what was found.
        page: the decoded page, before repair.
    Returns:
        For each the offset of its first character; None where repair, character references or mark-up
        within the text make it another one.

    >>> found = Evidence("publisher", "区财政局", "metadata block", "来源", "区财政局")
    >>> locate([found], "<h1>区财政局年报</h1><p>来源：<b>区财政局</b></p>")
    (24,)
    """
    return tuple(_place(one, page) for one in evidence)


def _place(one: Evidence, page: str) -> int | None:
    raw = one.raw.removesuffix("…").strip()
    if one.place == "path" or not raw:
        return None
    label = one.place.removeprefix("meta[name=").removesuffix("]") if one.place else ""
    lead = raw if len(raw) <= 12 else raw[:12]
    if label:
        at = page.find(label)
        while at >= 0:
            place = page.find(lead, at + len(label), at + len(label) + _NEAR)
            if place >= 0:
                return place
            at = page.find(label, at + len(label))
    place = page.find(raw)
    return place if place >= 0 else None
