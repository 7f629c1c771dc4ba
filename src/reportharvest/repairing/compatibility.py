"""Replace characters that nobody types, and remove those that nobody sees.

Fonts in PDF files name 民 as the radical ⺠, old converters keep the second code that a character had in
some other standard, editors leave zero-width spaces and control characters behind. A search for the word then
fails. Each cause is a rule of its own that can be switched on and off by name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from reportharvest.repairing.fix import Fix
from reportharvest.repairing.later import later
from reportharvest.repairing.markup import beyond_ascii
from reportharvest.repairing.traditional import count_sides

__all__ = ["COMPATIBILITY_RULES", "DEFAULT_COMPATIBILITY", "CompatibilityRule", "find_compatibility"]

KIND = "compatibility"
CONFIDENCE = 0.99

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CHINESE = later(f"[{_HAN}\u3001-\u3003\u3008-\u3011\uff01-\uff5e]")
# Scripts in which zero-width characters are spelling, direction or a place to break the line.
_OTHER_SCRIPT = later(
    "[\u0590-\u08ff\u0900-\u109f\u1100-\u11ff\u1780-\u18af\u3040-\u30fa\u30fc-\u30ff\u3130-\u318f\uac00-\ud7af]"
)
_NEAR_CHARS = 16

_KANGXI = later("[\u2f00-\u2fd5]+")
_SUPPLEMENT = later("[\u2e80-\u2ef3]+")
_RADICAL_BEFORE = later("(?:部首|偏旁)[:：是为為]?$")
_DIGITS_BEFORE = later("[0-9]+$")
_COUNTED = frozenset("⽇⽉⼈⼝⼾⽄⽚⽯⾥⽶⼨⼑⻚⼀⼆⼋⼗")
_IDEOGRAPHS = later("[\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_ZERO_WIDTH = later("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")
# ESC [ opens a colour code of a terminal; vertical tab and form feed are line breaks of Word.
# Some programs put a bell and the separators of ASCII to use.
_USED_CONTROLS = frozenset("\x07\x1c\x1d\x1e\x1f")
# One class and not a choice, whose repetition would take 120 bytes for each of a million NULs.
_CONTROL = later("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+(?:(?<!\x1b)|(?!\\[))")
_FULL_WIDTH = later("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_COMPOSED = later("[^\u0300-\u036f\u1100-\u11ff\u3099\u309a][\u0300-\u036f\u3099\u309a]+|[\u1100-\u11ff]+")
_PRIVATE_USE = later("[\ue5e5\uf000-\uf0ff]")
# Whatever a rule that is on by default looks for, as one class: a clean text costs one search.
_ANY_DEFAULT = later(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufaff\ufeff\U0002f800-\U0002fa1f]"
)
_JOINERS = frozenset("\u200c\u200d")

# Radicals of the supplement that are whole characters (Unicode, EquivalentUnifiedIdeograph); of the others,
# which are parts of characters, nobody can say that they were not meant.
_SUPPLEMENT_TABLE = str.maketrans(
    "⺁⺒⺓⺜⺝⺟⺠⺧⺩⺬⺮⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂巳幺日月母民牛王示竹臼虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
# Code points of Wingdings and Symbol, as Word writes them into HTML, and GBK's full-width blank.
_PRIVATE_USE_TABLE = str.maketrans(
    "\uf0b7\uf06c\uf06e\uf0a7\uf0d8\uf0fc\uf076\uf075\uf06f\uf071\uf0e0\ue5e5", "•●■▪➢✓❖◆□❑→\u3000"
)


@dataclass(frozen=True, slots=True)
class CompatibilityRule:
    """One cause, and what to do about it.

    Attributes:
        name: by which the rule is switched on and off.
        default: whether it is on when nothing is said.
        description: what it replaces, and what it leaves.
        find: gives its fixes in a text, in order.
    """

    name: str
    default: bool
    description: str
    find: Callable[[str], Iterator[Fix]]


def find_compatibility(text: str, rules: Collection[str] | None = None) -> list[Fix]:
    r"""Find characters that nobody types.

    Args:
        text: any text.
        rules: names out of :data:`COMPATIBILITY_RULES`; None means those that are on by default.
    Returns:
        The fixes of all these rules, one for each run of characters.
    Raises:
        ValueError: there is no rule of that name.

    >>> [(fix.start, fix.after) for fix in find_compatibility("政府⼯作,\u200b⺠生")]
    [(2, '工'), (5, ''), (6, '民')]
    >>> find_compatibility("２０１８年")
    []
    >>> [fix.after for fix in find_compatibility("２０１８年", ["full-width"])]
    ['2018']
    """
    names = DEFAULT_COMPATIBILITY if rules is None else frozenset(rules)
    if unknown := names - COMPATIBILITY_RULES.keys():
        allowed = ", ".join(COMPATIBILITY_RULES)
        raise ValueError(f"no compatibility rule is called {min(unknown)!r}; there are {allowed}")
    if text.isascii() or (names <= DEFAULT_COMPATIBILITY and _ANY_DEFAULT.search(beyond_ascii(text)) is None):
        return []
    fixes = sorted(
        (
            fix
            for name in COMPATIBILITY_RULES
            if name in names
            for fix in COMPATIBILITY_RULES[name].find(text)
        ),
        key=lambda fix: fix.start,
    )
    kept: list[Fix] = []
    for fix in fixes:
        if not kept or fix.start >= kept[-1].end:
            kept.append(fix)
    return kept


def _in_chinese(text: str, start: int, end: int) -> bool:
    """Whether Chinese stands close by, and no script that has its own use for invisible characters."""
    around = text[max(start - _NEAR_CHARS, 0) : start] + text[end : end + _NEAR_CHARS]
    return _CHINESE.search(around) is not None and _OTHER_SCRIPT.search(around) is None


def _radicals(text: str, pattern: re.Pattern[str], convert: Callable[[str], str]) -> Iterator[Fix]:
    """Radicals inside words; a list of radicals, or one that stands alone, is meant."""
    for match in pattern.finditer(text):
        start, end = match.span()
        after = convert(match[0])
        beside = any(_CHINESE.match(one) for one in (text[max(start - 1, 0) : start], text[end : end + 1]))
        in_order = any(ord(b) == ord(a) + 1 for a, b in zip(match[0], match[0][1:], strict=False))
        alone = end - start == 1 and (
            text[end : end + 1] in ("部", "旁", "字")
            or _RADICAL_BEFORE.search(text, max(start - 4, 0), start)
        )
        beside = beside or _counted(text, start)
        if after != match[0] and (beside or end - start > 1) and not in_order and not alone:
            yield Fix(KIND, start, end, after, CONFIDENCE)


def _counted(text: str, start: int) -> bool:
    """Whether a radical is what a number counts (1⽉1⽇), and not the one of that number in a list."""
    digits = _DIGITS_BEFORE.search(text, max(start - 6, 0), start)
    return digits is not None and text[start] in _COUNTED and int(digits[0]) != ord(text[start]) - 0x2EFF


def _kangxi(text: str) -> Iterator[Fix]:
    door = "戶"
    if "⼾" in text:
        # The radical has one code for the form of either script.
        traditional, simplified = count_sides(text)
        door = "戶" if traditional > simplified else "户"

    def convert(run: str) -> str:
        return unicodedata.normalize("NFKC", run).replace("戶", door)

    return _radicals(text, _KANGXI, convert)


def _supplement(text: str) -> Iterator[Fix]:
    return _radicals(text, _SUPPLEMENT, lambda run: run.translate(_SUPPLEMENT_TABLE))


def _ideographs(text: str) -> Iterator[Fix]:
    for match in _IDEOGRAPHS.finditer(text):
        after = unicodedata.normalize("NFC", match[0])
        around = text[max(match.start() - 200, 0) : match.end() + 200]
        # Korean codes tell readings apart, and Japanese names are spelled with them.
        if after != match[0] and _OTHER_SCRIPT.search(around) is None and _CHINESE.search(text) is not None:
            yield Fix(KIND, *match.span(), after, CONFIDENCE)


def _zero_width(text: str) -> Iterator[Fix]:
    for match in _ZERO_WIDTH.finditer(text):
        start, end = match.span()
        if not _in_chinese(text, start, end):
            continue
        before, after = text[max(start - 1, 0) : start], text[end : end + 1]
        if not _JOINERS.isdisjoint(match[0]) and not all(map(_is_plain, (before, after))):
            continue  # it may hold an emoji together
        if "\u00ad" in match[0] and before.isascii() and after.isascii() and before.isalpha():
            continue  # a hyphen to be, in a word of another language
        yield Fix(KIND, start, end, "", CONFIDENCE)


def _is_plain(side: str) -> bool:
    return side == "" or side.isascii() or _CHINESE.match(side) is not None


def _control(text: str) -> Iterator[Fix]:
    for match in _CONTROL.finditer(text):
        start, end = match.span()
        # C1 codes are what misread text is full of; only between Han can nothing be lost by taking them away.
        between = all(_CHINESE.match(one) for one in (text[max(start - 1, 0) : start], text[end : end + 1]))
        unused = match[0].isascii() and _USED_CONTROLS.isdisjoint(match[0])
        if between or (unused and _in_chinese(text, start, end)):
            yield Fix(KIND, start, end, "", CONFIDENCE)


def _full_width(text: str) -> Iterator[Fix]:
    for match in _FULL_WIDTH.finditer(text):
        yield Fix(KIND, *match.span(), unicodedata.normalize("NFKC", match[0]), CONFIDENCE)


def _private_use(text: str) -> Iterator[Fix]:
    for match in _PRIVATE_USE.finditer(text):
        after = match[0].translate(_PRIVATE_USE_TABLE)
        if after != match[0]:
            yield Fix(KIND, *match.span(), after, CONFIDENCE)


def _nfc(text: str) -> Iterator[Fix]:
    if unicodedata.is_normalized("NFC", text):
        return
    # A run is a character with the marks after it, or Hangul jamo; nothing is composed across runs.
    for match in _COMPOSED.finditer(text):
        after = unicodedata.normalize("NFC", match[0])
        if after != match[0]:
            yield Fix(KIND, *match.span(), after, CONFIDENCE)


COMPATIBILITY_RULES: dict[str, CompatibilityRule] = {
    rule.name: rule
    for rule in (
        CompatibilityRule(
            "kangxi-radicals", True, "⼯ (U+2F00–2FD5) becomes 工; lists of radicals stay", _kangxi
        ),
        CompatibilityRule(
            "radicals-supplement", True, "⺠ (U+2E80–2EF3) becomes 民; parts of characters stay", _supplement
        ),
        CompatibilityRule(
            "compatibility-ideographs",
            True,
            "the second code of a character (U+F900–FAFF) becomes the first; Korean and Japanese text stays",
            _ideographs,
        ),
        CompatibilityRule(
            "zero-width",
            True,
            "zero-width spaces, marks of direction, soft hyphens are removed from Chinese only",
            _zero_width,
        ),
        CompatibilityRule("control", True, "control characters in Chinese are removed", _control),
        CompatibilityRule("full-width", False, "full-width digits and letters become ASCII", _full_width),
        CompatibilityRule(
            "private-use", False, "bullets of Wingdings and Symbol become characters of Unicode", _private_use
        ),
        CompatibilityRule("nfc", False, "letters and their marks are composed (Unicode NFC)", _nfc),
    )
}
"""All rules, in the order in which they are told to the user."""

DEFAULT_COMPATIBILITY = frozenset(name for name, rule in COMPATIBILITY_RULES.items() if rule.default)
