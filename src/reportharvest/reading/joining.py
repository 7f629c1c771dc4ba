"""Reports of several pages or files: which of the parts at hand are read together.

The rules alone; a harvest and a replay apply them to what their database knows, the processing of archives to
what it met in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from reportharvest.crawling.parts import Part

__all__ = ["PartAtHand", "missing_part", "parts_around", "parts_kept", "same_article"]


class PartAtHand(Protocol):
    """A part of a report that was read, whoever keeps it."""

    @property
    def number(self) -> int:
        """Which part it is, from 2; the page itself may stand before them as 1."""
        ...

    @property
    def url(self) -> str:
        """Its canonical URL."""
        ...


_P = TypeVar("_P", bound=PartAtHand)


def parts_kept(expected: Sequence[Part], known: Mapping[int, _P]) -> list[_P]:
    """Give the parts at hand that belong to a page that has just been read.

    Args:
        expected: the parts that the page leads to.
        known: the parts at hand, by number.
    """
    kept = []
    for part in expected:
        at_hand = known.get(part.number)
        if at_hand is None or at_hand.url != part.url:
            break
        kept.append(at_hand)
    if len(kept) == len(expected):  # a page says only which one is next
        kept += [one for number, one in sorted(known.items()) if number > len(kept) + 1]
    return kept


def missing_part(expected: Sequence[Part], kept: Sequence[object]) -> str:
    """Say which part of a page is not at hand; empty when all are."""
    return "" if len(kept) >= len(expected) else f"part {len(kept) + 2}: {expected[len(kept)].url}"


def parts_around(
    number: int, following: Sequence[Part], known: Sequence[_P], *, is_page: bool
) -> tuple[list[_P], list[_P], str]:
    """Give the parts at hand before and behind one that has just been read, and what is missing in words.

    Args:
        number: which part was read.
        following: the parts that it leads to.
        known: the parts at hand, in order.
        is_page: it is a page, which says whether another one follows; a file never knows.
    """
    before = [one for one in known if 1 < one.number < number]
    after = [one for one in known if one.number > number]
    if not is_page:
        return before, after, ""
    wanted = following[0].url if following else None
    if after and after[0].url == wanted:
        return before, after, ""
    return before, [], f"part {number + 1}: {wanted}" if wanted else ""


def same_article(title: str | None, own_title: str | None, *, is_report: bool) -> bool:
    """Tell whether a page continues an article: it bears its title, or none that is a report's of its own.

    >>> same_article("区财政局2019年度报告", "区财政局2019年度报告（第2页）", is_report=True)
    True
    >>> same_article("区财政局2019年度报告", "区财政局2018年度报告", is_report=True)
    False
    """
    one, two = (
        re.sub(r"\W|第?[0-9一二三四五六七八九十]{1,3}页", "", text or "") for text in (title, own_title)
    )
    return not one or not two or one in two or two in one or not is_report
