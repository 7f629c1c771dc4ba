"""Text whose bytes were read with the wrong codec: find it, read it again.

One rule for all codecs. It undoes one reading at a time, the outermost; the engine calls it again for
what was misread twice.
"""

from __future__ import annotations

from reportharvest.repairing.fix import Fix
from reportharvest.repairing.lost_bytes import settle
from reportharvest.repairing.plausibility import MARGIN, gain
from reportharvest.repairing.utf8_as_gbk import Slot, Stretch, find_stretches, judge_manner

__all__ = ["find_misread"]

STRONG = 6  # sound characters in one stretch; in 12 million characters of clean law text none has 3


def find_misread(text: str) -> list[Fix]:
    """Find the stretches of a text whose bytes were read with the wrong codec.

    >>> [(fix.kind, fix.after) for fix in find_misread("标题：鏀垮簻淇℃伅鍏紑鎸囧崡")]
    [('utf8-as-gbk', '政府信息公开指南')]
    """
    if text.isascii():
        return []
    return _find_utf8_as_gbk(text)


def _find_utf8_as_gbk(text: str) -> list[Fix]:
    stretches = list(find_stretches(text, judge_manner(text)))
    if not stretches:
        return []
    accepted = _accept(text, stretches)
    if not accepted:
        return []
    items: list[str | Slot] = []
    position = 0
    lossy = False
    for stretch in accepted:
        items.append(text[position : stretch.start])
        items += stretch.items
        lossy = lossy or any(isinstance(item, Slot) for item in stretch.items)
        position = stretch.end
    items.append(text[position : position + 400])
    if lossy:
        settle(items)
    return [_fix(stretch) for stretch in accepted]


def _accept(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Keep the stretches that are damage, by their own strength or by that of the text around them."""
    strong = [stretch for stretch in stretches if stretch.known >= STRONG]
    covered = sum(stretch.end - stretch.start for stretch in strong)
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    if covered * 2 > foreign:
        return stretches
    return [
        stretch
        for stretch in stretches
        if stretch.known >= STRONG or _stands_alone(text[stretch.start : stretch.end], stretch)
    ]


def _stands_alone(observed: str, stretch: Stretch) -> bool:
    sound = "".join(item for item in stretch.items if isinstance(item, str))
    return len(sound) > 1 and gain(observed, sound) > MARGIN


def _fix(stretch: Stretch) -> Fix:
    pieces = [item if isinstance(item, str) else item.after for item in stretch.items]
    slots = [item for item in stretch.items if isinstance(item, Slot)]
    parts = tuple(
        Fix("lost-bytes", slot.start, slot.end, slot.after, slot.confidence, int(slot.after == "\ufffd"))
        for slot in slots
    )
    confidence = min((slot.confidence for slot in slots), default=1.0)
    return Fix(
        "utf8-as-gbk",
        stretch.start,
        stretch.end,
        "".join(pieces),
        1.0 if not slots else max(confidence, 0.0),
        sum(part.lost for part in parts),
        parts,
    )
