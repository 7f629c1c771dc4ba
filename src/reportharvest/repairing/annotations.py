"""Remove readings that were inserted in parentheses after Han characters: 發(fā)布單(dān)位.

The accident comes with machine conversion to traditional characters. People write readings on purpose too, in
dictionaries, in lessons, after a rare character in a place name. So what a text holds is weighed as a whole:
an accident puts the first reading a table has after characters that everybody knows, inside words, in text
that is traditional throughout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from math import exp

from reportharvest.repairing.fix import Fix
from reportharvest.repairing.later import later
from reportharvest.repairing.markup import prose_spans
from reportharvest.repairing.traditional import count_sides, to_simplified
from reportharvest.tables.language import model
from reportharvest.tables.readings import plain, readings, spelled
from reportharvest.tables.variants import origins

__all__ = ["find_readings"]

KIND = "pinyin-annotation"

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = "[a-zɑɡāáǎăàēéěĕèêīíǐĭìōóǒŏòūúǔŭùüǖǘǚǜḿńňǹ\u0300-\u0304\u0308\u030c1-5:]"
_SYLLABLE = rf" ?((?:{_LETTER}|&(?:[a-z]{{2,6}}|#[0-9]{{2,4}});){{1,9}}) ?[)）]"
# One literal at the head of each, so that the search runs at the speed of finding a character.
_ANNOTATIONS = (
    later(rf"\((?<=[{_HAN}]\(){_SYLLABLE}"),
    later(rf"（(?<=[{_HAN}]（){_SYLLABLE}"),
)
_HAN_CHARACTER = later(f"[{_HAN}]")
_IN_TEXT = later(f"[{_HAN}0-9)）]")  # a parenthesis ends the reading of the character before

# Evidence in nats, set on pages made by converter and pypinyin in random subsets (accidents), against
# glossed poems, dictionary entries and place names.
_TRADITIONAL_FORM = 2.0
_TRADITIONAL_AROUND, _SIMPLIFIED_AROUND = 1.5, -2.0
_EVERYDAY, _COMMON, _LESS_COMMON, _RARE = 2.0, 1.0, -1.0, -3.0
_FIRST_READING, _OTHER_READING = 0.5, -4.0
_IN_WORD, _ALONE = 0.5, -1.0
_WIDE_PARENTHESES = -0.5
_ENOUGH = 3.0
# log P of a character: 337, 1,066 and 1,864 characters lie above these.
_EVERYDAY_ABOVE, _COMMON_ABOVE, _RARE_BELOW = -7.2, -8.8, -10.0
_AROUND_CHARS = 80  # blocks of so many: the one of the reading and those before and behind
# A short text with a reading after nearly every character is a lesson. Of stretches of 30 to 100 characters
# 99 % of reports and laws score above, and 80 % of news; poems for learners -6.8 to -8.9.
_LESSON_SHARE, _LESSON_CHARS, _SHORT_CHARS, _LESSON_SCORE = 0.7, 24, 100, -6.6
# A converter writes the first reading, and where it looks at the words another one for every twentieth
# character. People gloss what is read otherwise than one would think.
_OTHERS_SHARE = 0.34
_GLOSSED_SHARE = 0.5  # the same with rare characters
# What a converter that looks at the words makes of these is no reading that anybody would gloss.
_SANDHI = frozenset({("一", "yí"), ("一", "yì"), ("不", "bú")})
_PROSE_WEIGHT = 2.0  # nats of evidence for each that a short text scores below a lesson
_TONELESS_ENOUGH, _ENOUGH_TONELESS = 3, 6.0  # so many of them, and so much evidence
# So many readings without exception, few of them of rare characters, say so much more each: of 30 simplified
# texts with readings in full-width parentheses all come back.
_MANY, _SYSTEMATIC = 20, 1.5
_SIMPLIFIED_ENOUGH = 6  # readings in a simplified text, which must also be repeated without exception


@dataclass(frozen=True, slots=True)
class _Annotation:
    """A reading of the character before it: where its parentheses stand and what speaks for an accident.

    ``toned`` says that it is spelled as in a table with tones, ``toneless`` as in one without. A neutral tone
    has no mark: 的(de) stands so in both. 當(dang) is rather toneless, but goes with readings of either sort.
    """

    character: str
    start: int
    end: int
    toned: bool
    toneless: bool
    neutral: bool
    first: bool
    rare: bool
    in_word: bool
    traditional: bool
    evidence: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a character and its reading say, wherever they stand: ``form`` is a traditional character."""

    toned: bool
    toneless: bool
    neutral: bool
    first: bool
    rare: bool
    form: bool
    evidence: float


def find_readings(text: str) -> list[Fix]:
    """Find readings in parentheses after Han characters, where the text shows that a machine put them there.

    Args:
        text: a text, with or without mark-up.
    Returns:
        One fix for each reading, parentheses included; what stands in parentheses and is no reading of the
        character before it is never among them.

    >>> [text_fix.start for text_fix in find_readings("區(qū)財政局發(fā)布附件(pdf)")]
    [1, 9]
    >>> find_readings("香港筲（shāo）箕湾"), find_readings("乾（qián）隆年间")
    ([], [])
    """
    if all(pattern.search(text) is None for pattern in _ANNOTATIONS):
        return []
    found = sorted(_annotations(text), key=lambda one: one.start)
    toned = [one for one in found if one.toned]
    toneless = [one for one in found if one.toneless]
    sure = _accident(text, toned, _ENOUGH) if any(not one.toneless for one in toned) else 0.0
    sure_toneless = 0.0
    if len(toneless) >= _TONELESS_ENOUGH:
        sure_toneless = _accident(text, toneless, _ENOUGH_TONELESS)
    return [
        Fix(KIND, one.start, one.end, "", sureness)
        for one in found
        if (sureness := max(sure * (one.toned or one.neutral), sure_toneless * one.toneless))
    ]


def _annotations(text: str) -> Iterator[_Annotation]:
    """Yield every reading of the character before it, accident or not."""
    known: dict[tuple[str, str], _Reading | None] = {}  # a page annotates the same characters again and again
    places: dict[int, tuple[int, int]] = {}
    for pattern in _ANNOTATIONS:
        for match in pattern.finditer(text):
            start, end = match.span()
            key = text[start - 1], match[1]
            if key not in known:
                known[key] = _read(*key)
            reading = known[key]
            if reading is not None:
                place = start // _AROUND_CHARS
                if place not in places:
                    first = max(place - 1, 0) * _AROUND_CHARS
                    places[place] = count_sides(text[first : (place + 2) * _AROUND_CHARS])
                yield _weigh(text, start, end, reading, places[place])


def _read(character: str, written: str) -> _Reading | None:
    """Compare what stands in parentheses with the readings of the character; None where it is none."""
    table = readings()
    reading = spelled(unescape(written))
    toneless = reading == plain(reading) and table.is_toneless_reading(character, reading)
    first = table.is_first_reading(character, reading) or (character, reading) in _SANDHI
    toned = table.is_reading(character, reading)
    if not toned and not toneless:
        return None
    neutral = toned and toneless and not first
    form = count_sides(character)[0] > 0
    evidence = _TRADITIONAL_FORM if form else 0.0
    rare = False
    if len(origins().get(character, character)) == 1:  # 乾 is as common as 干 only where it was 干
        commonness = _commonness(model().unigram(to_simplified(character)))
        evidence += commonness
        rare = commonness == _RARE
    evidence += _FIRST_READING if first or toneless else _OTHER_READING
    if toneless and len(reading) == 1:
        evidence = 0.0  # (a) and (e) number things as well
    return _Reading(toned and not neutral, toneless, neutral, first or toneless, rare, form, evidence)


def _commonness(probability: float) -> float:
    if probability > _COMMON_ABOVE:
        return _EVERYDAY if probability > _EVERYDAY_ABOVE else _COMMON
    return _LESS_COMMON if probability > _RARE_BELOW else _RARE


def _weigh(text: str, start: int, end: int, reading: _Reading, around: tuple[int, int]) -> _Annotation:
    """Add what the place says to what the reading says."""
    traditional, simplified = around
    throughout = traditional > 0 and traditional >= 4 * simplified
    evidence = reading.evidence
    if throughout:
        evidence += _TRADITIONAL_AROUND
    elif simplified > traditional:
        evidence += _SIMPLIFIED_AROUND
    sides = (_IN_TEXT.match(text, end) is not None) + (
        start > 1 and _IN_TEXT.match(text, start - 2) is not None
    )
    evidence += (_ALONE, 0.0, _IN_WORD)[sides]
    evidence += _WIDE_PARENTHESES if text[start] == "（" else 0.0
    return _Annotation(
        text[start - 1],
        start,
        end,
        reading.toned,
        reading.toneless,
        reading.neutral,
        reading.first,
        reading.rare,
        sides > 0,
        reading.form or throughout,
        evidence,
    )


def _accident(text: str, found: Sequence[_Annotation], enough: float) -> float:
    """Give how sure it is that a machine inserted these readings; 0.0 where somebody meant them."""
    total = sum(one.evidence for one in found)
    few_rare = 4 * sum(one.rare for one in found) < len(found)
    if len(found) >= _MANY and few_rare and _without_exception(text, found):
        total += _SYSTEMATIC * len(found)
    if total < enough or 2 * sum(one.in_word for one in found) < len(found):
        return 0.0
    kinds = {one.character: one for one in found}.values()
    others = sum(not one.first for one in kinds)
    rare = sum(one.first and one.rare for one in kinds)
    if others > _OTHERS_SHARE * len(kinds) or (others and others + rare > _GLOSSED_SHARE * len(kinds)):
        return 0.0
    characters = len(_HAN_CHARACTER.findall(text))
    if len(found) > 2 and characters < _SHORT_CHARS:
        unlike = min(0.0, _prose_score(text, found) - _LESSON_SCORE)
        if len(found) > _LESSON_SHARE * characters and (unlike or characters < _LESSON_CHARS):
            return 0.0
        total += _PROSE_WEIGHT * unlike
        if total < enough:
            return 0.0
    in_traditional = sum(one.traditional for one in found)
    if 2 * in_traditional < len(found) and not _without_exception(text, found):
        return 0.0
    return min(0.999, 1.0 - 0.5 * exp(-total / 2.0))


def _prose_score(text: str, found: Sequence[_Annotation]) -> float:
    """How much a text reads like prose of our days, without its readings and simplified."""
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    bare = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    prose = "".join(bare[start:end] for start, end in prose_spans(bare))
    return model().score("".join(map(to_simplified, prose)))


def _without_exception(text: str, found: Sequence[_Annotation]) -> bool:
    """Whether whatever is annotated is so wherever it stands: nobody would do that by hand."""
    annotated = Counter(one.character for one in found)
    repeated = [character for character, count in annotated.items() if count > 1]
    occurrences = sum(text.count(character) for character in annotated)
    return len(found) >= _SIMPLIFIED_ENOUGH and len(repeated) >= 3 and occurrences * 0.8 <= len(found)
