r"""Resolve escapes that were left as literal text: ``&#25919;``, ``&amp;#25919;``, ``\u653f``, ``%u653f``.

Text is escaped for HTML, JavaScript, Python or an address, and then printed without being unescaped. In
source code, JSON, patterns, addresses and mark-up the same signs are right, so that an escape counts as an
accident only where it stands for Chinese and the text around it is prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html.entities import html5
from urllib.parse import unquote_to_bytes

from reportharvest.repairing.bytemaps import LATIN_BYTES
from reportharvest.repairing.fix import Fix
from reportharvest.repairing.later import later
from reportharvest.repairing.markup import may_match_prose, prose_spans
from reportharvest.repairing.misread import find_misread
from reportharvest.tables.language import model

__all__ = ["find_escapes"]

KIND = "escape"

_HAN = "\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_CHARACTER = later(f"[{_HAN}]")
# What touches an escape when it stands in Chinese prose: Han, and the punctuation that goes with it.
_CHINESE = later(f"[{_HAN}\u2014\u2018-\u201d\u2026\u3000-\u303f\uff00-\uff65]")

# Repetitions are bounded: ten million backslashes must not be read again from each of them. Every pattern
# begins with a literal sign, which is ten times as fast to look for as a group.
# Without its semicolon a number ends where no Han has more digits: &#24687375 was 息375.
_SIX = r"1(?:2[7-9]|3[1-9]|[4-8][0-9]|9(?!9[6-9])[0-9])[0-9]{3}"  # emoji and rare Han; 12290 is 。, 20013 中
_SHORT = rf"(?:{_SIX}|[0-9]{{2,5}})(?![0-9a-zA-Z;])"
_CUT_OFF = rf"(?:{_SIX}|[1-6][0-9]{{4}})(?=[0-9])"
_HEXADECIMAL = r"[xX][0-9a-fA-F]{2,6}(?:;|(?![0-9a-zA-Z;]))"
_REFERENCE = rf"&(?:amp;){{0,4}}#(?:[0-9]{{2,7}};|{_SHORT}|{_CUT_OFF}|{_HEXADECIMAL})"
_NUMERIC = later(rf"{_REFERENCE}(?:{_REFERENCE})*")
_ONE_NUMERIC = later(rf"&((?:amp;)*)#(?:([0-9]{{2,7}});|({_SHORT}|{_CUT_OFF})|[xX]([0-9a-fA-F]+);?)")
_ENTITY = r"&amp;(?:amp;){0,4}[A-Za-z]{2,8};[ \u3000]{0,4}"
_NAMED = later(rf"{_ENTITY}(?:{_ENTITY})*")
_ONE_NAMED = later(r"&amp;(?:amp;)*([A-Za-z]{2,8});")
_UNIT_REST = r"\\{0,3}(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|U[0-9a-fA-F]{8})"
_UNIT = rf"\\{_UNIT_REST}"
_BACKSLASH = later(
    rf"\\(?:\\{{0,3}}[nrt](?:\\{{1,4}}[nrt]){{0,3}}\\)?{_UNIT_REST}"
    rf"(?:{_UNIT}|\\{{1,4}}x[0-9a-fA-F]{{2}}|\\{{1,4}}[nrt](?![a-z])|\\{{1,4}}[\"'/])*"
)
_ONE_BACKSLASH = later(
    r"\\+(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|[Ux]([0-9a-fA-F]{8}|[0-9a-fA-F]{2})|([nrt\"'/]))"
)
_SURROGATE = later("[\ud800-\udfff]")
_DATE_PART = 10
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
# Of 2014\\u5e747\\u670829\\u65e5 each escape stands between numbers.
_NUMBER_AFTER = later(r"[0-9]{1,4}(?:\\{1,4}|%)u[0-9a-fA-F]{4}")
_NUMBER_BEFORE = later(r"(?:\\|%)u[0-9a-fA-F]{4}[0-9]{1,4}$")
_BARE = later(r"u(?<![A-Za-z\\%+]u)[0-9a-fA-F]{4}(?:[0-9.()]{0,8}u[0-9a-fA-F]{4}){2,}")
_ONE_BARE = later(r"u([0-9a-fA-F]{4})")
_PERCENT_U = later(r"%u[0-9a-fA-F]{4}(?:[%A-Za-z0-9@*_+./-]*%u[0-9a-fA-F]{4})*(?:%[0-9a-fA-F]{2})*")
_ONE_PERCENT_U = later(r"%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_PERCENT = later(r"%[0-9a-fA-F]{2}(?:[A-Za-z0-9_.~!*'()-]*%[0-9a-fA-F]{2})*")
_PERCENT_TWICE = later(r"%(?:25){1,3}[0-9a-fA-F]{2}(?:[A-Za-z0-9_.~!*'()-]*%(?:25){1,3}[0-9a-fA-F]{2})*")
_ESCAPED_PERCENT = later(r"%(?:25){1,3}(?=[0-9a-fA-F]{2})")
_BYTE = r"\\\\{0,3}x[0-9a-fA-F]{2}"
_HEX = later(rf"{_BYTE}(?:{_BYTE})+(?:(?:[ -\[\]-~]|\\{{1,4}}n){{0,40}}(?:{_BYTE}){{3,}})*")
_OCTAL = later(r"\\[0-3][0-7]{2}(?:\\[0-3][0-7]{2})+(?:[ -\[\]-~]{0,40}(?:\\[0-3][0-7]{2}){3,})*")
_ONE_OCTAL = later(r"\\([0-3][0-7]{2})")
_ONE_HEX = later(r"\\+(?:x([0-9a-fA-F]{2})|n)")

# An address, a query or a path: there escapes are right.
_ADDRESS = later(r"[=?&/\\:@]|www\.")
_SURE_ADDRESS = later(r"[=?&\\@]|www\.|//|^/[0-9A-Za-z_]")  # where a text shows the accident
_SENTENCE = later(
    "%(?:25)?EF%(?:25)?BC%(?:25)?8C|%(?:25)?E3%(?:25)?80%(?:25)?82|%uFF0C|%u3002", re.IGNORECASE
)
_ENTITIES = later(r"&(?:amp;){0,4}#?\w{2,8};", re.ASCII)
# A line of source code, JSON, a pattern or a settings file; only ASCII counts as a word here.
_CODE = later(
    r"""["'`]\s*[:,;)\]}]|[=(\[{,:]\s*["'`]|^\s*(?:#|//|\*|/\*|[\w.-]+\s*[=:]\s*(?:["'\\]|$))"""
    r"|[A-Za-z_]\w*\(|\[\^|=>|==|:=|`|\\[dwsb\[(]|\\begin|\\end",
    re.ASCII,
)
_STATEMENT_END = later(r"[{};]\s*$")
_DRIVE = later(r"(?<![A-Za-z])[A-Za-z]:\\")
_QUOTES = frozenset("\"'`")
_CODE_BEFORE, _CODE_AFTER = _QUOTES | frozenset("[-"), frozenset("]")
_RANGE = later(r"-[\\%&]")
_PATTERN_SIDES = frozenset({("[", "-"), ("-", "]"), ("[", "]")})
_SCRIPTS_BEFORE = later(r"^.*</(?:script|style)>", re.IGNORECASE)
_SCRIPTS_AFTER = later(r"<(?:script|style)\b.*$", re.IGNORECASE)
# Mark-up is no code; a tag may be cut off.
_TAGS = later(r"<[^<>]*>|^[^<>]*>|<[^<>]*$|&(?:amp;){0,4}#?\w{2,8};|^[A-Za-z]{1,8};", re.ASCII)
_LINE_CHARS = 200  # how far a line is looked at on either side for signs of code

# Chance that a run of escapes for sound Chinese in prose was meant to be read, not printed.
_SURE, _LESS_SURE = 0.995, 0.95
# GB 18030 makes some Han of nearly all bytes: report prose scores above -6, random pairs below -11.
_PROSE_SCORE = -8.0
_MISREAD = 6  # characters, two of Chinese, that show a wrong codec beneath the escapes

Reader = Callable[[str, re.Match[str], bool], Iterator[Fix]]


def find_escapes(text: str) -> list[Fix]:
    r"""Find literal escapes of Chinese text.

    Args:
        text: a text, with or without mark-up.
    Returns:
        One fix for each run of escapes. ``&lt; &gt; &amp; &quot;`` are never resolved, because that would
        change mark-up; doubly escaped ones lose one level.

    >>> [fix.after for fix in find_escapes(r"&#25919;&#24220; &amp;#20449;息 \u516c\u5f00")]
    ['政府', '信', '公开']
    >>> find_escapes(r'{"title": "\u653f\u5e9c"}'), find_escapes("http://example.org/?q=%E6%94%BF%E5%BA%9C")
    ([], [])
    """
    active = [
        (pattern, read) for sign, pattern, read in _READERS if sign in text and may_match_prose(pattern, text)
    ]
    if not active:
        return []
    spans = list(prose_spans(text))
    found: list[Fix] = []
    for pattern, read in active:
        # Where a text shows the accident, what else is escaped so (quotation marks, dashes) is part of it.
        for shown in (False, True):
            fixes = [
                fix
                for start, end in spans
                for match in pattern.finditer(text, start, end)
                for fix in read(text, match, shown)
            ]
            if not fixes:
                break
        found += fixes
    found.sort(key=lambda fix: (fix.start, -fix.end))
    kept: list[Fix] = []
    for fix in found:
        if not kept or fix.start >= kept[-1].end:
            kept.append(fix)
    return kept


def _character(code: int) -> str:
    """The character of a code, a surrogate as it is; an impossible code gives a control character."""
    return chr(code) if code <= 0x10FFFF else "\0"


def _joined(text: str) -> str:
    """Join surrogate pairs; a half that is alone becomes a control character, which no prose has."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _SURROGATE.sub("\0", joined)


def _is_prose(text: str) -> bool:
    """Whether a resolved text has but characters of running text."""
    return all(one.isprintable() or one in "\n\r\t\u3000\u00a0\u2002\u2003" for one in text)


def _is_misread(text: str, shown: bool) -> bool:
    """Whether what was escaped had been read with the wrong codec before, of which controls are a part."""
    if text.isascii():
        return False
    if shown:
        # 2018&#229;&#185;&#180; is one character, on a page where others show what happened.
        with suppress(UnicodeError):
            return len(text.translate(LATIN_BYTES).encode("latin-1").decode("utf-8")) < len(text)
    return len(text) >= _MISREAD and bool(find_misread(text))


def _count_han(text: str) -> int:
    return len(_HAN_CHARACTER.findall(text))


def _touches_chinese(text: str, start: int, end: int) -> bool:
    sides = (text[max(start - 1, 0) : start], text[end : end + 1])
    return any(_CHINESE.match(side) for side in sides)


def _in_code(text: str, match: re.Match[str], shown: bool) -> bool:
    """Whether the line looks like source code once its escapes are taken away."""
    start, end = match.span()
    low, high = _limits(text, match)
    before = text[max(start - _LINE_CHARS, low) : start].rpartition("\n")[2]
    after = text[end : min(end + _LINE_CHARS, high)].partition("\n")[0]
    before, after = _SCRIPTS_BEFORE.sub("", before), _SCRIPTS_AFTER.sub("", after)
    sides = before[-1:], after[:1]
    if shown:
        # [发布时间：…] and ２０１８-０１ on a page that shows the accident are no pattern.
        pattern = sides in _PATTERN_SIDES or sides[0] in _QUOTES
    else:
        pattern = sides[0] in _CODE_BEFORE or sides[1] in _CODE_AFTER or _RANGE.match(after) is not None
    if pattern:
        return True
    if _DRIVE.search(before + "\\"):
        return True
    before, after = (_TAGS.sub("", match.re.sub("", one)) for one in (before, after))
    line = before + after
    return _CODE.search(line) is not None or (not shown and _STATEMENT_END.search(line) is not None)


def _limits(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the surroundings of a match end: the value of an attribute stands by itself."""
    begin, end = match.pos, match.endpos
    quote = text[begin - 1 : begin] if begin else ""
    inside = quote in _QUOTES and text[end : end + 1] == quote and text[begin - 2 : begin - 1] in {"=", " "}
    return (begin, end) if inside else (0, len(text))


def _in_address(text: str, match: re.Match[str], shown: bool) -> bool:
    """Whether the word that a stretch stands in is an address, a query or a path."""
    start, end = match.span()
    before, after = text[max(start - _LINE_CHARS, 0) : start], text[end : end + _LINE_CHARS]
    before = re.split(r"[\s\"'<>(（，。；：、“]", _ENTITIES.sub(" ", before))[-1]
    after = re.split(r"[\s\"'<>)），。；、”]", _ENTITIES.sub(" ", after), maxsplit=1)[0]
    # 元/吨 has a stroke as a path has, but no path has commas.
    signs = _SURE_ADDRESS if shown or _SENTENCE.search(before + match[0] + after) else _ADDRESS
    return any(signs.search(_HAN_CHARACTER.sub(" ", match.re.sub(" ", one))) for one in (before, after))


def _numeric(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    """``&#25919;``, ``&#x653f;``, and the same after one or more ``amp;``."""
    codes = [
        (_character(int(one[4], 16) if one[4] else int(one[2] or one[3])), one)
        for one in _ONE_NUMERIC.finditer(match[0])
    ]
    whole = _joined("".join(character for character, _ in codes))
    han = _count_han(whole)
    if han == 1 and not shown and not _touches_chinese(text, *match.span()) and _in_code(text, match, shown):
        return
    prose = _is_prose(whole) and (shown or han > 0)
    if (prose and not any(one.isascii() for one in whole)) or _is_misread(whole, shown):
        yield Fix(KIND, match.start(), match.end(), whole, _SURE)
        return
    chinese = shown or _touches_chinese(text, *match.span())
    for character, one in codes:
        start, end = match.start() + one.start(), match.start() + one.end()
        if character.isascii():
            if chinese and one[1]:
                yield Fix(KIND, start, end, one[0].replace("amp;", ""), _LESS_SURE)
        elif shown and "\ue000" <= character < "\uf900":
            yield Fix(KIND, start, end, character, _SURE)  # of a text that was misread before it was escaped
        elif _is_prose(character) and (shown or _count_han(character) or (chinese and one[1])):
            yield Fix(KIND, start, end, character, _SURE)


def _named(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    """``&amp;nbsp;`` beside Chinese: escaped twice. What mark-up is written with keeps its last level."""
    if not shown and not _touches_chinese(text, match.start(), match.end()):
        return
    for one in _ONE_NAMED.finditer(match[0]):
        character = html5.get(one[1] + ";", "")
        if len(character) == 1:
            after = f"&{one[1]};" if character.isascii() else character
            yield Fix(KIND, match.start() + one.start(), match.start() + one.end(), after, _LESS_SURE)


def _backslash(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    r"""``\u653f``, ``\u{653f}``, ``\U0000653f``, with the line breaks and quotation marks between them."""
    after = _ONE_BACKSLASH.sub(
        lambda one: (
            _CONTROLS.get(one[4], one[4]) if one[4] else _character(int(one[1] or one[2] or one[3], 16))
        ),
        match[0],
    )
    yield from _spelled_out(text, match, shown, after)


def _spelled_out(text: str, match: re.Match[str], shown: bool, raw: str) -> Iterator[Fix]:
    """A run of escapes of one character each: as a whole, and only in prose."""
    after = _joined(raw)
    han = _count_han(after)
    alone = han > 0 and len(match[0]) == len(text)
    beside = (han > 0 or _CHINESE.search(after) is not None) and _touches_chinese(text, *match.span())
    in_date = han == 1 and (
        _NUMBER_AFTER.match(text, match.end()) or _NUMBER_BEFORE.search(text[: match.start()][-_DATE_PART:])
    )
    accident = han > 1 or beside or alone or in_date or (shown and not after.isascii())
    good = (accident and _is_prose(after)) or _is_misread(after, shown)
    if good and not _in_code(text, match, shown):
        yield Fix(KIND, match.start(), match.end(), after, _SURE if han > 1 or shown else _LESS_SURE)


def _bare(text: str, match: re.Match[str], _shown: bool) -> Iterator[Fix]:
    """``u653fu5e9cu4fe1``: the backslashes were stripped on the way; numbers may stand between."""
    if text[match.end() : match.end() + 1].isascii() and text[match.end() : match.end() + 1].isalpha():
        return
    after = _joined(_ONE_BARE.sub(lambda one: _character(int(one[1], 16)), match[0]))
    if _is_prose(after) and _count_han(after) > 2 and model().score(after) > _PROSE_SCORE:
        yield Fix(KIND, match.start(), match.end(), after, _LESS_SURE)


def _percent_u(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    """``%u653f%u5e9c``, as JavaScript's escape() writes it, with what else it wrote in between."""
    if not _in_address(text, match, shown):
        after = _ONE_PERCENT_U.sub(lambda one: _character(int(one[1] or one[2], 16)), match[0])
        yield from _spelled_out(text, match, shown, after)


def _percent(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    """``%E6%94%BF``: bytes of UTF-8, or of GB 18030, as addresses are written, outside of an address."""
    if not _in_address(text, match, shown):
        yield from _bytes(text, match, shown, unquote_to_bytes(match[0]))


def _percent_twice(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    """``%25E6%2594%25BF``: the same, escaped again with the address that it was part of."""
    if not _in_address(text, match, shown):
        yield from _bytes(text, match, shown, unquote_to_bytes(_ESCAPED_PERCENT.sub("%", match[0])))


def _hex(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    r"""``\xe6\x94\xbf``: bytes as Python and C write them."""
    if not _in_code(text, match, shown):
        raw = _ONE_HEX.sub(lambda one: chr(int(one[1], 16)) if one[1] else "\n", match[0])
        yield from _bytes(text, match, shown, raw.encode("latin-1"))


def _octal(text: str, match: re.Match[str], shown: bool) -> Iterator[Fix]:
    r"""``\346\224\277``: bytes as shells, Git and C write them."""
    if not _in_code(text, match, shown):
        raw = _ONE_OCTAL.sub(lambda one: chr(int(one[1], 8)), match[0])
        yield from _bytes(text, match, shown, raw.encode("latin-1"))


def _bytes(text: str, match: re.Match[str], shown: bool, raw: bytes) -> Iterator[Fix]:
    """Bytes that are Chinese in UTF-8, or prose in GB 18030."""
    start, end = match.span()
    within = all(_CHINESE.match(side) for side in (text[max(start - 1, 0) : start], text[end : end + 1]))
    for encoding, sureness in (("utf-8", _SURE), ("gb18030", _LESS_SURE)):
        try:
            after = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and (_count_han(after) < 3 or model().score(after) < _PROSE_SCORE):
            continue
        enough = _count_han(after) > (0 if within else 1) or (shown and not after.isascii())
        if enough and _is_prose(after):
            yield Fix(KIND, start, end, after, sureness)
            return


# For each kind of escape: what a text without one lacks, the pattern of a run, and what reads it.
_READERS: tuple[tuple[str, re.Pattern[str], Reader], ...] = (
    ("#", _NUMERIC, _numeric),
    ("&amp;", _NAMED, _named),
    ("\\", _BACKSLASH, _backslash),
    ("u", _BARE, _bare),
    ("%u", _PERCENT_U, _percent_u),
    ("%", _PERCENT, _percent),
    ("%25", _PERCENT_TWICE, _percent_twice),
    ("\\x", _HEX, _hex),
    ("\\", _OCTAL, _octal),
)
