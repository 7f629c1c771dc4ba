"""What a few characters round a missing one cannot say: numbers count upwards, brackets close.

A model of two or three characters leaves 六 and 八, “ and ”, ： and ； in doubt. The line they stand in and
the lines before and after it often do not.
"""

from __future__ import annotations

from reportharvest.repairing.later import later

__all__ = ["NUMERALS", "Before", "hinted", "hints", "without_inline_tags"]

NUMERALS = frozenset("一二三四五六七八九十百零〇")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_OPENING = dict(zip("“‘《（〔【〈「", "”’》）〕】〉」", strict=True))
_CLOSING = {close: opening for opening, close in _OPENING.items()}
_HINTED = NUMERALS | frozenset(_OPENING) | frozenset(_CLOSING) | frozenset("：，、；。〔年月日—")
_WIDE = {"(": "（", ")": "）"}
_NUMBER = "[一二三四五六七八九十百零〇]{1,7}"
# Numbers of articles and items stand where a line, a cell or a sentence begins.
_ITEM = later(rf"(?:^|[\n>；。;　 \t])([（(第]?)({_NUMBER})([）)、．条章节编是])")
_ITEM_BEFORE = later(r"(?:^|[\n>；。;　 \t])([（(第]?)([一二三四五六七八九十百零〇]{0,6})$")
_LED_IN = later(r"([：:；;])(?:\s|&nbsp;|<[^<>]{0,200}>){1,20}[（(第]?[一二三四五六七八九十百零〇]{0,6}$")
_ITEM_AFTER = later(r"([一二三四五六七八九十百零〇]{0,6})([）)、．条章节编是])")
_LIST = later(r"(?:\s|&nbsp;|<[^<>]{0,200}>){1,20}[（(]?(?:([一1①])|[二三四五六七八九十2-9②-⑩])[）)、．.]")
_NUMBER_LOST = later(r"\s{1,9}[（(]\ufffd[）)]")
_BLOCK_END = later(r"(?:</(?:span|font|strong|b|o:p)>){0,4}(?:\n|</(?:p|td|th|div|li|h[1-6])\b)")
_TAGS = r"(?:</?(?:span|font|o:p|i|u|em)\b[^<>]{0,200}>){1,6}"
# Word writes the digits of a sentence in tags of their own.
_INLINE = later(rf"{_TAGS}(?=\d)|(?<=\d){_TAGS}")
# The number of a document; 2018�3�1 is a date.
_DOCUMENT = later(r"(?:19|20)\d\d[〕?\ufffd](?:第?\d{1,4}[号?\ufffd](?!\d)|[号?\ufffd])")
_BLOCK = later(r"\n|</?(?:td|th|tr|p|div|li|br|h[1-6]|title|table)\b")
_YEAR = later(r"(?<!\d)(?:19|20)\d\d$")
_MONTH = later(r"(?:19|20)\d\d[年\ufffd](?:0?[1-9]|1[0-2])$")
_YEAR_AHEAD = later(r"(?:19|20)\d\d[年\ufffd]")
_YEAR_BEFORE = later(r"(?:19|20)\d\d")
_DAY = later(r"(?<!\d)(?:0?[1-9]|1[0-2])月[0-3]?\d$")
_COUNTED = later("[0-9%][\u4e00-\u9fff]{0,3}$")  # one of several figures: 11页、6200字
_HEADING = later(rf"(?:^|[\n>\"'])[ \u3000]*{_NUMBER}$")
_MORE_THAN_TWELVE = later(r"(?:1[3-9]|[2-9]\d|\d{3})$")
_SPELT_DAY = later("年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}$")
_MONTH_AHEAD = later(r"(?:0?[1-9]|1[0-2])[月\ufffd]")
_DAY_AHEAD = later(r"[0-3]?\d[日\ufffd]")
_RECENT = 200
_LEAD = 60
_TAIL = 12
# Log odds of a hint: that nothing contradicts but an unbalanced text, and the same where more is lost there;
# that only an odd text contradicts; that a list or a line may. A model of laws takes ： before a year for 9.4
# nats likelier than （, so that CERTAIN has to be more.
CERTAIN = 14.0
FIRM = 10.0
SURE = 6.0
LIKELY = 3.5


def without_inline_tags(text: str) -> str:
    """Leave out the tags that part digits from the rest of a sentence.

    >>> without_inline_tags('截至<span lang="EN-US">2018</span>年</p>')
    '截至2018年</p>'
    """
    return _INLINE.sub("", text) if "<" in text else text


class Before:
    """What stands before a place, as far as it matters for what may come next; worked out when asked for."""

    def __init__(self) -> None:
        self.tail = "\n\n"
        self._recent = "\n\n"
        self._open_tag = False
        self._quote = ""
        self._numbers: dict[tuple[str, str], int] = {}
        self._pending: list[str] = []

    def add(self, piece: str) -> None:
        """Go on past a piece of text."""
        self._pending.append(piece)
        self.tail = (self.tail + piece[-_TAIL:])[-_TAIL:]

    @property
    def recent(self) -> str:
        """The last of the text, without the tags that part digits from it."""
        self._catch_up()
        return self._recent

    @property
    def numbers(self) -> dict[tuple[str, str], int]:
        """The last number of an item in each style: what stands before it, what behind."""
        self._catch_up()
        return self._numbers

    @property
    def open_tag(self) -> bool:
        """Whether a tag has begun and not ended."""
        self._catch_up()
        return self._open_tag

    @property
    def quote(self) -> str:
        """The quote that has begun in the open tag, or nothing."""
        self._catch_up()
        return self._quote

    def _catch_up(self) -> None:
        if not self._pending:
            return
        piece = "".join(self._pending)
        self._pending = []
        if self._open_tag or "<" in piece:
            self._follow_tags(piece)
        seam = self._recent[-9:]
        self._recent = without_inline_tags(self._recent + piece[-2 * _RECENT :])[-_RECENT:]
        # The seam is read again, for a number that began before it.
        for found in _ITEM.finditer(seam + piece):
            if found.end() > len(seam):
                self._numbers[_style(found[1], found[3])] = _value(found[2])

    def _follow_tags(self, piece: str) -> None:
        rest = piece
        if (cut := piece.rfind("<")) >= 0:
            rest = piece[cut:]
            self._open_tag, self._quote = rest[1:2].isalpha(), ""
        for char in rest:
            if not self._open_tag:
                break
            if char in "\"'":
                self._quote = "" if self._quote == char else (self._quote or char)
            elif char == ">" and not self._quote:
                self._open_tag = False


def _style(before: str, behind: str) -> tuple[str, str]:
    """What stands round a number; a list whose brackets are now wide and now narrow is one list."""
    return _WIDE.get(before, before), _WIDE.get(behind, behind)


def _value(number: str) -> int:
    """Read a Chinese number below 1000; what is not well formed gives some number, never an error.

    >>> _value("二十三"), _value("十"), _value("一百零五")
    (23, 10, 105)
    """
    total = last = 0
    for char in number:
        if char == "十":
            total, last = total + (last or 1) * 10, 0
        elif char == "百":
            total, last = total + (last or 1) * 100, 0
        else:
            last = _DIGITS[char]
    return total + last


def hinted(candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of some candidates that the wider surroundings may say something about.

    >>> hinted(("六", "八", "公")), hinted(("政", "攻"))
    (('六', '八'), ())
    """
    return tuple(one for one in candidates if one in _HINTED)


def hints(candidates: tuple[str, ...], before: Before, following: str) -> dict[str, float]:
    """Give log-odds in favour of candidates, from the wider surroundings; mostly none.

    Args:
        candidates: what may have stood there.
        before: what stands before.
        following: some hundred characters of what stands behind; U+FFFD where that is not known either.
    """
    found: dict[str, float] = {}
    if any(one in NUMERALS for one in candidates):
        found |= _numbers(candidates, before, following)
    found |= _brackets(candidates, before, following)
    if "：" in candidates and max(found.values(), default=0.0) < SURE and (ahead := _LIST.match(following)):
        found |= {"：": SURE} if ahead[1] else {"；": LIKELY, "：": -LIKELY}
    if "：" in candidates and "：" not in found and _NUMBER_LOST.match(following):
        found["："] = -LIKELY  # most items of a list are not its first
    if _BLOCK_END.match(following) and ("，" in candidates or "、" in candidates):
        open_bracket = any(found.get(one, 0.0) >= SURE for one in _CLOSING)
        found |= dict.fromkeys("，、；：。", -SURE) if open_bracket else {"，": -LIKELY, "、": -LIKELY}
    if "、" in candidates and _HEADING.search(before.recent[-12:]):
        found["、"] = SURE
    elif "、" in candidates and _YEAR_AHEAD.match(following) and not _YEAR_BEFORE.search(before.recent[-12:]):
        found["、"] = -LIKELY  # years stand in a row behind a year, sentences begin with one anywhere
    if "、" in candidates and following[:1].isdigit() and _COUNTED.search(before.recent[-_TAIL:]):
        found["、"] = LIKELY
    if "〔" in candidates and _DOCUMENT.match(following):
        found["〔"] = CERTAIN
    found |= _dates(candidates, before.recent, following)
    return found


def _numbers(candidates: tuple[str, ...], before: Before, following: str) -> dict[str, float]:
    start = _ITEM_BEFORE.search(before.recent[-9:])
    end = _ITEM_AFTER.match(following)
    if not start or not end:
        return {}
    style = _style(start[1], end[2])
    led_in = _LED_IN.search(before.recent[-_LEAD:])
    is_first = led_in is not None and led_in[1] in "：:"
    last = 0 if is_first else before.numbers.get(style, 0)
    ahead = 0
    for item in _ITEM.finditer(following):
        if _style(item[1], item[3]) == style:
            ahead = _value(item[2])
            break
    found = {}
    for one in candidates:
        if one not in NUMERALS:
            continue
        value = _value(start[2] + one + end[1])
        if value == 1 and led_in and not is_first:
            found[one] = -SURE  # behind a semicolon no list begins
        elif value == last + 1 and (value == ahead - 1 or ((last or is_first) and ahead in (0, 1))):
            found[one] = SURE
        elif value in (last + 1, ahead - 1):
            found[one] = LIKELY
        elif value != 1:
            found[one] = -LIKELY
    return found


def _brackets(candidates: tuple[str, ...], before: Before, following: str) -> dict[str, float]:
    if _OPENING.keys().isdisjoint(candidates) and _CLOSING.keys().isdisjoint(candidates):
        return {}
    line = _BLOCK.split(before.recent)[-1]
    rest = _BLOCK.split(following, maxsplit=1)[0]
    found = {}
    for one in candidates:
        if one in _OPENING:
            close = _OPENING[one]
            opened, closed = rest.find(one), rest.find(close)
            waiting = closed >= 0 and (opened < 0 or closed < opened)
            is_open = line.count(one) > line.count(close)
            sure = FIRM if "\ufffd" in rest[:closed] else CERTAIN
            found[one] = sure if waiting and not is_open else -LIKELY
        elif one in _CLOSING:
            opening = _CLOSING[one]
            opened, closed = rest.find(opening), rest.find(one)
            waiting = closed >= 0 and (opened < 0 or closed < opened)
            is_open = line.count(opening) > line.count(one)
            found[one] = SURE if is_open and not waiting else -LIKELY
    return found


def _dates(candidates: tuple[str, ...], recent: str, following: str) -> dict[str, float]:
    if not recent[-1:].isdigit():
        return {"日": SURE} if "日" in candidates and _SPELT_DAY.search(recent[-_TAIL:]) else {}
    if "—" in candidates and following[:1].isdigit():
        return {"—": SURE}
    if "年" in candidates and _YEAR.search(recent):
        return {"年": SURE if _MONTH_AHEAD.match(following) else LIKELY}
    if "月" in candidates and _DAY_AHEAD.match(following):
        return {"月": SURE if _MONTH.search(recent) else LIKELY}
    if "月" in candidates and _MONTH.search(recent):
        return {"月": LIKELY}
    if "月" in candidates and _MORE_THAN_TWELVE.search(recent):
        return {"月": -SURE}
    if "日" in candidates and _DAY.search(recent):
        return {"日": SURE}
    return {}
