"""How a reader of GBK lost bytes: judged from the whole text, for one text has one reader.

Readers differ in three things: whether their table has the user-defined pairs, and 0x80 = €; whether a lead
byte takes an ASCII character with it; whether it takes the second byte of an undefined pair with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import exp, log

from reportharvest.repairing.bytemaps import (
    CONTINUATION,
    LEAD_3,
    gbk_pairs,
    pair_class,
    undefined_pairs,
)
from reportharvest.repairing.later import later
from reportharvest.repairing.stretch import INDENT, LOST_MARKS
from reportharvest.tables.language import model

__all__ = ["Manner", "judge_manner"]

# So many characters are INDENT: 0.7 % in the recorded pages, 4 % in laws whose paragraphs all begin with it.
# With 0.005 line ends were made up in 8 of 60 pieces of law, from 0.02 to 0.08 in none.
INDENTS = 0.02
RARE = -9.5  # characters that one of 13,000 in prose is
FOLLOWED = 0.05  # Han characters in prose that ASCII follows
# Before 年, E5 B9 B4: a year, or one without its first digit.
_YEAR = later("(?:(19|20)[0-9]{2}|9[0-9]{2}|0[0-2][0-9])骞")
# No number begins so, and no sign: 1,206; 3.4; 5%; 300. Some texts have half-width commas, codes zeros.
_NUMBER_REST = later(r"\.[0-9]|%|00(?![0-9]{0,2}[-号:])|(,[0-9]{3}(?![0-9])|0[0-9]{1,3}(?![0-9:年月日-]))")
_LINE_ENDS = later(r"(?<=[^\n?\ufffd])\n+")


@dataclass(frozen=True, slots=True)
class Manner:
    """How the reader lost bytes, as log odds.

    Attributes:
        swallows: a lead byte and the ASCII character after it became one mark.
        pairs: both bytes of an undefined pair became one mark; otherwise the first of them alone did.
        windows: hardly any pair is undefined.
    """

    swallows: float
    pairs: float
    windows: bool = False


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Give marks inside damage; what user-defined pairs or 0x80 = € make there; what 0x80 = € makes."""
    begin = f"[{pair_class(LEAD_3, CONTINUATION)}]"
    middle = f"[{pair_class(CONTINUATION, LEAD_3)}]"
    mark = f"[{re.escape(LOST_MARKS)}]"
    return (
        re.compile(f"{begin}({middle})?{mark}(?=(.?))", re.DOTALL),
        re.compile(f"{begin}(?:{middle})?[€\ue000-\ue765]"),
        re.compile(f"{begin}(?:{middle})?€"),
    )


def judge_manner(text: str) -> Manner:
    """Judge from all marks of a text how its reader lost bytes; one text has one reader.

    After a lead byte alone was lost, what comes next cannot have been a trail byte: a letter or a Han
    character behind a mark says that something between was swallowed, unless the table has holes.
    """
    marks, windows_only, euros = _marks()
    swallows = -2.0  # readers that lose the lead byte alone (Python, browsers) are the commoner ones
    pairs = -0.5
    holes = 0
    spaced = _spaced(text)
    leads = strange = unpaired = alone = 0.0
    for found in marks.finditer(text):
        after = found[2]
        lead, trail = gbk_pairs().get(after, (0, 0))
        if found[1]:  # two bytes are missing: only tables with holes lose here
            holes += 1
            pairs += -4.0 if lead in CONTINUATION or after in LOST_MARKS else 4.0
        elif lead in CONTINUATION and trail in CONTINUATION:
            holes += 1
            pairs += 4.0
        elif after and after in LOST_MARKS:
            # The lead byte of a character went with the byte before it, its other two are the second mark.
            holes += 1
            pairs += 2.0
        elif "@" <= after <= "~":
            swallows += 6.0
        elif after == "/":
            swallows += 4.0
        elif after == "<":
            swallows -= 1.5
        elif lead in LEAD_3:
            # Some tables for Windows refuse A2E3, A2E4 and A8EF.
            weight = 4.0 if 0xE4 < lead < 0xEA else 0.5
            leads += weight
            if not _ends_in_80(found[0][0]):
                unpaired += 4.0
                strange += weight
            alone += log(1 + FOLLOWED / _refused_share(found[0][0], lead))
        elif after == "\n":
            # Where paragraphs are set apart by an empty line, the first of two line ends was swallowed.
            whole = text.startswith("\n\n", found.end())
            swallows += -1.5 if whole else 1.5 * spaced
        elif after.isdigit() and (year := _YEAR.match(text, found.end())):
            swallows += -3.0 if year[1] else 5.0
        elif rest := _NUMBER_REST.match(text, found.start(2)):
            swallows += 2.0 if rest[1] else 4.0
        elif after and after < "@":
            swallows -= 0.8 if after.isdigit() else 1.5
    windows = windows_only.search(text) is not None
    if windows:
        # Python's gb18030 has the user-defined pairs, but takes 0x80 alone.
        swallows += leads if euros.search(text) else strange
    elif holes and pairs > 0:
        # Where undefined pairs are taken whole, a lead byte behind a mark had something else before it, or
        # 0x80, which Java takes alone. Readers that take pairs whole but spare ASCII are the rarer ones.
        swallows += 4.0 + unpaired
    else:
        # Readers that take undefined pairs byte by byte, but ASCII with the byte before it, are rare.
        swallows += alone - (12.0 if holes else 0.0)
    return Manner(swallows, pairs, windows)


def _ends_in_80(char: str) -> bool:
    """Whether the two bytes behind a character and a third, 0x80, are a character that is in use."""
    whole = (bytes(gbk_pairs()[char]) + b"\x80").decode("utf-8", errors="ignore")
    return whole == INDENT or (bool(whole) and model().unigram(whole) > RARE)


@cache
def _refused_share(char: str, lead: int) -> float:
    """Of the characters that begin so, give the part whose last byte makes no pair with a lead byte."""
    refused = undefined_pairs()
    prose = model()
    shares = [0.001, 0.001]
    for last in CONTINUATION:
        whole = (bytes(gbk_pairs()[char]) + bytes((last,))).decode("utf-8", errors="ignore")
        if whole:
            often = INDENTS if whole == INDENT else exp(prose.unigram(whole))
            shares[(last, lead) in refused] += often
    return shares[1] / sum(shares)


def _spaced(text: str) -> float:
    """Say whether empty lines follow sound line ends: 1 if so, -0.5 if not, -0.2 for no line ends."""
    ends = _LINE_ENDS.findall(text)
    if not ends:
        return -0.2
    return 1.0 if sum(len(one) > 1 for one in ends) * 2 > len(ends) else -0.5
