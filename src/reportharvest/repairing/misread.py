"""Text whose bytes were read with the wrong codec: find it, read it again.

One rule for all codecs. It undoes one reading at a time, the outermost; the engine calls it again for
what was misread twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from reportharvest.repairing import double_byte, pairs_as_single, utf8_as_gbk, utf8_as_single
from reportharvest.repairing.double_byte import find_double_byte
from reportharvest.repairing.fix import Fix
from reportharvest.repairing.later import later
from reportharvest.repairing.lost_bytes import settle
from reportharvest.repairing.manners import judge_manner
from reportharvest.repairing.pairs_as_single import find_pairs_as_single
from reportharvest.repairing.plausibility import MARGIN, gain
from reportharvest.repairing.stretch import Slot, Stretch, fields
from reportharvest.repairing.utf8_as_gbk import find_lone, find_stretches
from reportharvest.repairing.utf8_as_single import find_utf8_as_single
from reportharvest.tables.language import model

__all__ = ["find_misread"]

MOSTLY = 0.8  # part of all that is not ASCII that, read as damage, makes the whole text damage
RARELY = 8  # one character in so many may look like other damage than it is
STRONG = 6  # sound characters in one stretch that prove it; chance does not give so many in a row

ENOUGH = 400  # characters that tell whether what was restored is damage again
LOST = "\ufffd"
FEW = 3  # accented letters that are no × or · within prose
# On a page with so many sound characters in damage, what is e**4 times as common once it is read again is
# damage too.
PROOF = 40
PARTS = 2  # of a date, more of which than these are no accident
RARER = 4.0
_LETTERS = later("[\x80-\u02ff]")


def find_misread(text: str) -> list[Fix]:
    """Find the stretches of a text whose bytes were read with the wrong codec.

    >>> [(fix.kind, fix.after) for fix in find_misread("标题：鏀垮簻淇℃伅")]
    [('utf8-as-gbk', '政府信息')]
    """
    if text.isascii() or not _gate(singles=True, doubles=True).search(text):
        return []
    single = _gate(singles=True, doubles=False).search(text) is not None
    for find in FINDERS if single else FINDERS[SINGLES:]:
        found = find(text)
        if found is not None:
            return _fixes(text, *found)
    return []


@cache
def _gate(*, singles: bool, doubles: bool) -> re.Pattern[str]:
    """Make the one expression that sound text is searched with, for codecs of single bytes, of two, or both.

    It begins with one class of characters, which the regular expressions of Python skip to at the speed of a
    scan; which kind of damage the character may begin is asked only then.
    """
    begins = [*utf8_as_single.triggers(), *pairs_as_single.triggers()] if singles else []
    if doubles:
        begins += [*utf8_as_gbk.triggers(), *double_byte.triggers()]
    first = "".join(one for one, _ in begins)
    return re.compile(f"[{first}](?:" + "|".join(f"(?<=[{one}]){rest}" for one, rest in begins) + ")")


def _find_utf8_as_gbk(text: str) -> tuple[str, list[Stretch]] | None:
    stretches = _without_letters(list(find_stretches(text, judge_manner)))
    if not stretches:
        return None
    accepted = _accept(text, stretches)
    if not accepted:
        return None
    # Pairs of the Far East that were read as other ones hold some such sequences, too.
    covered = sum(stretch.end - stretch.start for stretch in accepted)
    if covered * RARELY < len(text) - text.count(" "):
        other = find_double_byte(text)
        if other is not None and sum(stretch.known for stretch in other[1]) > covered:
            return other
    return "utf8-as-gbk", accepted


FINDERS: tuple[Callable[[str], tuple[str, list[Stretch]] | None], ...] = (
    # Chinese in pairs of bytes holds sequences that are UTF-8 by chance; the other way round it is no prose.
    find_pairs_as_single,
    find_utf8_as_single,
    _find_utf8_as_gbk,
    find_double_byte,
)
SINGLES = 2  # of these, what single bytes were read as


def _fixes(text: str, kind: str, stretches: list[Stretch]) -> list[Fix]:
    """Settle the slots of all stretches together, then make the fixes."""
    if any(isinstance(item, Slot) for stretch in stretches for item in stretch.items):
        items: list[str | Slot] = []
        position = 0
        again = kind == "utf8-as-gbk" and _is_damage_again(stretches)
        for stretch in stretches:
            items.append(text[position : stretch.start])
            # What lost bytes in damage within damage is settled once that is Chinese.
            items += [stretch.restored] if again else stretch.items
            position = stretch.end
        items.append(text[position : position + 400])
        settle(items)
    return [_fix(kind, stretch) for stretch in stretches]


def _without_letters(stretches: list[Stretch]) -> list[Stretch]:
    """Leave out the stretches that give accented letters, but for Chinese that was misread before."""
    letters = {stretch.start for stretch in stretches if _is_letters(stretch.sound)}
    if not letters:
        return stretches
    inner = "\n".join(stretch.sound for stretch in stretches if stretch.start in letters)
    if any(find(inner) is not None for find in (find_pairs_as_single, find_utf8_as_single)):
        return stretches
    return [stretch for stretch in stretches if stretch.start not in letters]


def _is_damage_again(stretches: list[Stretch]) -> bool:
    """Whether what some stretches give was misread before."""
    inner = "\n".join(stretch.sound for stretch in stretches)[:ENOUGH]
    if _is_letters(inner):
        return True
    if LOST in inner:
        return False  # its own marks stand for other bytes than those to be made
    found = find_stretches(inner, judge_manner)
    known = covered = 0
    for stretch in found:
        known += stretch.known
        covered += stretch.end - stretch.start
    return known >= STRONG and 2 * covered > sum(char > "\x7f" for char in inner)


def _is_letters(sound: str) -> bool:
    """Whether most of some characters are letters and signs of European alphabets, and several are."""
    letters = len(_LETTERS.findall(sound))
    return letters >= FEW and 2 * letters > len(sound) - len(sound.encode("ascii", errors="ignore"))


def _accept(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Keep the stretches that are damage, by their own strength or by that of the text around them."""
    strong = sum(stretch.end - stretch.start for stretch in stretches if stretch.known >= STRONG)
    covered = sum(stretch.end - stretch.start for stretch in stretches)
    known = sum(stretch.known for stretch in stretches)
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    if strong * 2 > foreign or (known >= STRONG and covered > MOSTLY * foreign):
        if covered > MOSTLY * foreign:
            letters = _is_letters("".join(stretch.sound for stretch in stretches))
            lone = find_lone(text, stretches, letters=letters)
            return sorted([*stretches, *lone], key=lambda stretch: stretch.start)
        return stretches
    proven = sum(stretch.known for stretch in stretches if stretch.known >= STRONG) >= PROOF
    # What a little ASCII parts from damage is damage, too: a field of a page is damaged as a whole.
    return [
        stretch
        for field in fields(text, stretches)
        if _is_date(text, field)
        or any(_is_damage(text[stretch.start : stretch.end], stretch, proven=proven) for stretch in field)
        for stretch in field
    ]


def _is_date(text: str, field: list[Stretch]) -> bool:
    """Whether single rare characters, parted by digits or marks, would be common ones: 2013年4月3日."""
    between = (text[one.end : other.start] for one, other in pairwise(field))
    slots = [item for stretch in field for item in stretch.items if isinstance(item, Slot) and item.missing]
    return (
        max(len(field), len(slots)) > PARTS
        and all(part.isdigit() or not part for part in between)
        and all(_is_rarer(text[stretch.start : stretch.end], stretch) for stretch in field)
    )


def _is_damage(observed: str, stretch: Stretch, *, proven: bool) -> bool:
    return (
        stretch.known >= STRONG
        or _stands_alone(observed, stretch)
        or (proven and _is_rarer(observed, stretch))
    )


def _stands_alone(observed: str, stretch: Stretch) -> bool:
    return stretch.known > 1 and gain(observed, stretch.sound) > MARGIN


def _is_rarer(observed: str, stretch: Stretch) -> bool:
    """Whether what is there is far rarer than what it would be once it is read again."""
    frequency = model().unigram
    restored = [item if isinstance(item, str) else item.candidates[0] for item in stretch.items]
    there = sum(frequency(char) for char in observed if char > "\x7f" and char != "\ufffd")
    return sum(map(frequency, "".join(restored))) - there > RARER


def _fix(kind: str, stretch: Stretch) -> Fix:
    parts = tuple(
        Fix("lost-bytes", item.start, item.end, item.after, item.confidence, int(item.after == "\ufffd"))
        for item in stretch.items
        if isinstance(item, Slot) and item.after and (item.missing or item.after == "\ufffd")
    )
    lost = sum(part.lost for part in parts)
    return Fix(kind, stretch.start, stretch.end, stretch.restored, 1.0, lost, parts)
