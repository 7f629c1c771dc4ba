"""Numbers of headings: how they are printed, which rank they have, and where a run-in heading ends."""

from __future__ import annotations

import re
from typing import NamedTuple

from reportharvest.extracting.numerals import ordinal

__all__ = ["RANKS", "Mark", "read_mark", "split_heading", "split_runs"]

RANKS: dict[str, float] = {
    "编": 0, "部分": 1, "章": 2, "节": 3, "条": 4, "一、": 5, "（一）": 6, "1.": 7, "1.1": 7.2, "（1）": 8,
    "1）": 8.5, "①": 9, "第一": 19, "一是": 20,
}  # fmt: skip
"""Customary order of the manners of numbering, outermost first (GB/T 9704 has 一、（一）1.（1）)."""

_CN = "一二三四五六七八九十百零〇两廿"
_D = r"[\d０-９]"
_MARK = re.compile(
    rf"第\s?(?P<unit_number>[{_CN}]{{1,7}}|{_D}{{1,3}})\s?(?P<unit>[编篇章节条]|部分)"
    rf"(?![第规定的之至到和或与及所中内款项例文件,，。；])"
    rf"|第(?P<first>[一二三四五六七八九十]{{1,3}})[，,、：:](?!第)"
    rf"|(?P<shi>[一二三四五六七八九十]{{1,3}})是(?!否)"
    rf"|(?P<cn>[一二三四五六七八九十百]{{1,4}})\s?[、．.](?!\s?[、．.])"
    rf"(?!\s?[{_CN}]{{1,3}}(?:[、和及至到或]|[期级季类批次月日年轮线档楼层等]|产业|分之))"
    rf"|[（(]\s?(?P<bracket_cn>[一二三四五六七八九十百]{{1,4}})\s?[)）](?!\s?[、和至到或及，,]?\s?[（(])(?![款项目至到])[、．.，,]?"
    rf"|(?P<decimal>{_D}{{1,2}}(?:[.．]{_D}{{1,2}}){{1,3}})(?:[、.．]\s*|\s+|(?=[^\d０-９\s.．、%％万亿元个条件次人份℃度点倍:：-]))(?=[^\d０-９\s])"
    rf"|(?P<digit>{_D}{{1,2}})\s?(?P<stop>[、．.])(?:(?={_D}{{4}}\s?年)|(?!{_D}))(?!\s?[、．.])"
    rf"|(?P<list>{_D}{{1,2}})(?P<comma>、)(?={_D})(?!{_D}{{1,3}}(?:[、，,和及至到或~～—-]|[月日期级季类号批次年轮线楼层]|分之))"
    rf"|[（(]\s?(?P<bracket_digit>{_D}{{1,2}})\s?[)）](?!\s?[、和至到或及，,]?\s?[（(])(?![款项目号至到])[、．.，,]?"
    rf"|(?P<half_cn>[一二三四五六七八九十]{{1,3}})[)）](?![、，,])"
    rf"|(?P<half_bracket>{_D}{{1,2}})[)）](?![、，,])"
    rf"|(?P<symbol>[①-⒛㈠-㈩❶-❿])[、．.]?"
)
_FIRST = frozenset("第（(一二三四五六七八九十百０１２３４５６７８９0123456789") | {
    chr(code)
    for first, last in (("①", "⒛"), ("㈠", "㈩"), ("❶", "❿"))
    for code in range(ord(first), ord(last) + 1)
}
_SYMBOLS = (("①", "⑳", "①"), ("⑴", "⒇", "（1）"), ("⒈", "⒛", "1."), ("㈠", "㈩", "（一）"), ("❶", "❿", "①"))

_END = re.compile(r"[。！？](?![”’」』）)》])|[!?](?=\s|$)")
_GAP = re.compile(r"(?<=\S)([ \u3000]+)(?=\S)")
_COLON = re.compile(r"(?<![\d０-９])[：:]")
_QUANTITY = re.compile(
    r"\d\s?(?:余|多)?\s?(?:条|件|次|人|篇|份|个|万|亿|元|[%％]|期|场|批|部|家|名|起|宗|例)"
)
_SENTENCE_START = re.compile(
    r"(?:(?:截至|截止|自|从|在|至)?\s?(?:19|20)\d\d年[^，,]{0,12}[，,])|(?:根据|按照|依据|依照|为了|为进一步|为贯彻)[^。]{4,}[，,]"
    r"|(?:我|本)(?:局|市|区|县|委|办|厅|省|镇|乡|单位|机关|部门|街道)[^。]{0,30}[，,]"
)
_LEAD_VERB = re.compile(r"(?:如下|以下|下列|包括|其中|为|是|有|即|例如|如|指出|强调|要求|规定|表示|分别)\Z")
_TITLE_BRACKETS = re.compile(r"[【\[（(〔]\s?([^】\])）〕。，,]{1,30}?)\s?[】\])）〕]\s*")

_LOST_RUN = re.compile(
    r"\ufffd(?=[一二三四五六七八九十]{1,3}(?:、|是)|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、](?!\d))"
)
_CUSTOMARY_END = re.compile("(?:情况|概述|概况|问题|不足|措施|打算|事项)\\Z")

MAX_HEADING = 60
"""Characters of a heading; the longest first sentence that serves as one in the reports seen has 33."""


class Mark(NamedTuple):
    """A number at the start of a paragraph.

    Attributes:
        style: the manner of numbering, a key of :data:`RANKS`.
        number: the number as printed, without brackets, 、 and full stop.
        value: the number as a number.
        end: where the text after it begins.
        punctuation: what stands around the number, to tell ``1.`` from ``1、``.
    """

    style: str
    number: str
    value: int
    end: int
    punctuation: str = ""


def read_mark(text: str, start: int = 0) -> Mark | None:
    """Read the number of a heading at a place in a text; None where what stands there is no such number.

    Numbers that belong to a sentence are none: ``一、二期工程``, ``1.5万元``, ``（一）至（三）项``.

    >>> [read_mark(one).number for one in ("第一章　总则", "（二）公开", "１．制度", "①网站", "一是学习")]
    ['一', '二', '１', '①', '一是']
    >>> [read_mark(one) for one in ("一、二期工程", "1.5万元", "第一季度", "2018年")]
    [None, None, None, None]
    """
    if text[start : start + 1] not in _FIRST or start >= len(text):
        return None
    found = _MARK.match(text, start)
    if found is None:
        return None
    kind = found.lastgroup or ""
    end = found.end()
    while end < len(text) and text[end] in " \u3000":
        end += 1
    if kind == "unit":
        unit = found.group("unit")
        number = found.group("unit_number")
        return _mark("编" if unit == "篇" else unit, number, end)
    if kind == "symbol":
        return _symbol(found.group(kind), end)
    if kind in {"stop", "comma"}:
        return _mark(
            "1.", found.group("digit") or found.group("list"), end, "、" if found.group(kind) == "、" else "."
        )
    number = found.group(kind)
    if kind == "decimal":
        value = ordinal(re.split("[.．]", number)[-1])
        return None if value is None else Mark("1.1", number, value, end)
    if kind == "shi":
        return _mark("一是", number, end, shown=number + "是")
    if kind == "first":
        return _mark("第一", number, end, shown="第" + number)
    style = {
        "cn": "一、",
        "bracket_cn": "（一）",
        "bracket_digit": "（1）",
        "half_bracket": "1）",
        "half_cn": "（一）",
    }[kind]
    return _mark(style, number, end)


def _mark(style: str, number: str, end: int, punctuation: str = "", shown: str | None = None) -> Mark | None:
    value = ordinal(number)
    return Mark(style, shown or number, value, end, punctuation) if value else None


def _symbol(ch: str, end: int) -> Mark | None:
    for first, last, style in _SYMBOLS:
        if first <= ch <= last:
            value = ord(ch) - ord(first) + 1
            number = (
                ch if style == "①" else str(value) if style != "（一）" else "一二三四五六七八九十"[value - 1]
            )
            return Mark(style, number, value, end, "symbol")
    return None


def split_heading(rest: str, style: str, *, lead: int = 0, plain: bool = False) -> tuple[str, str]:
    """Split what follows a number into the heading and the text that runs on after it.

    Args:
        rest: the paragraph after its number.
        style: the manner of numbering.
        lead: how many characters of it, white space not counted, are bold where the rest is not.
        plain: the text is plain, so that one space may stand for a line break.
    Returns:
        Heading and text; the heading is empty where the item is one sentence, or an article without a title.

    >>> split_heading("不断加强组织领导，落实公开要求。信息公开工作牵涉多个科室。", "一是")
    ('不断加强组织领导，落实公开要求', '信息公开工作牵涉多个科室。')
    >>> split_heading("完善制度。", "1."), split_heading("总体情况", "一、")
    (('', '完善制度。'), ('总体情况', ''))
    >>> split_heading("其他需要报告的事项 无。", "一、", plain=True)
    ('其他需要报告的事项', '无。')
    """
    rest = rest.strip()
    if lead:
        by_type = _split_at_lead(rest, lead)
        if by_type is not None:
            return by_type
    if style == "条":
        return _split_article(rest)
    end = _END.search(rest)
    stop = end.start() if end else len(rest)
    gap = _heading_gap(rest, stop, plain=plain, ended=end is not None)
    if gap is not None:
        return gap
    colon = _COLON.search(rest, 0, stop)
    if colon is not None and _is_enclosed(rest, colon.start()):  # 主动公开情况（单位：件）
        colon = None
    if colon is not None and _short_name(rest[: colon.start()]):
        return rest[: colon.start()].strip(), rest[colon.end() :].strip()
    if end is None:
        if rest[-1:] in {"：", ":"} and _short_name(rest[:-1]):
            return rest[:-1], ""
        if rest[-1:] == "\ufffd" and re.search("[，,]", rest):  # the full stop is lost
            return "", rest
        return (rest, "") if len(rest) <= MAX_HEADING and rest[-1:] not in "；;，,：:" else ("", rest)
    after = rest[end.end() :].strip()
    if after and end.group() in "。！" and _is_heading_sentence(rest[:stop]):
        return rest[:stop].strip(), after
    return "", rest


def _is_enclosed(text: str, at: int) -> bool:
    """Whether a place is within brackets that close later in the text."""
    opened = max(text.rfind("（", 0, at), text.rfind("(", 0, at))
    closed = max(text.rfind("）", 0, at), text.rfind(")", 0, at))
    return opened > closed and ("）" in text[at:] or ")" in text[at:])


def _split_at_lead(rest: str, lead: int) -> tuple[str, str] | None:
    """Split where the bold type ends, if what is bold can be a heading."""
    places = [index for index, ch in enumerate(rest) if not ch.isspace()]
    if len(places) <= lead:
        return None
    index = places[lead]
    bold, after = rest[:index].strip(), rest[index:].strip()
    if after[:1] in {"。", "：", ":"}:
        bold, after = bold + after[0], after[1:].strip()
    heading = bold.rstrip("。：:．. ")
    if (
        not 2 <= len(heading) <= MAX_HEADING
        or _END.search(heading)
        or not after
        or after[0] in "，,、；;)）》”"
    ):
        return None
    return (
        (heading, after)
        if len(heading) < len(bold) or rest[index - 1].isspace() or len(heading) > 3
        else None
    )


def _split_article(rest: str) -> tuple[str, str]:
    bracketed = _TITLE_BRACKETS.match(rest)
    if bracketed is not None:
        return bracketed.group(1), rest[bracketed.end() :]
    gap = _GAP.search(rest)
    if gap is not None and _short_name(rest[: gap.start()]) and _END.search(rest, gap.end()):
        return rest[: gap.start()], rest[gap.end() :]
    titled = len(rest) <= 30 and not _END.search(rest) and rest[-1:] not in "；;，,：:"
    return (rest, "") if titled else ("", rest)


def _heading_gap(rest: str, stop: int, *, plain: bool, ended: bool) -> tuple[str, str] | None:
    """Split at the white space that ends a heading, if it comes before the first sentence ends."""
    for gap in _GAP.finditer(rest, 0, min(stop + 1, MAX_HEADING + 1)):
        before, after = rest[: gap.start()], rest[gap.end() :]
        if len(before) < 2 or before[-1] in "，,、（(《“：:；;-—" or after[0] in "，,、。）)》”：:；;-—":
            continue
        if gap.start() >= 2 and before[-2].isspace():
            continue
        # 12345 in 优化 12345 热线 is set off by spaces on both sides; a figure that begins the text is not.
        latin = re.match(r"[A-Za-z0-9.%+-]+(\s?年|\s|[A-Za-z])?", after)
        if (before[-1].isascii() and before[-1].isalnum()) or (
            latin and (latin.group(1) or "年").strip() != "年"
        ):
            continue
        if latin and not plain and not latin.group(1):
            continue
        named = plain and len(after) > 6 and _CUSTOMARY_END.search(before)
        if (ended and (plain or len(before) <= 30)) or named or (plain and after in {"无", "略", "没有"}):
            return (before, after) if not _QUANTITY.search(before) else None
    return None


def _short_name(text: str) -> bool:
    """Whether what stands before a colon or a space is a name, and no clause that leads up to a list."""
    text = text.strip()
    return 2 <= len(text) <= 20 and not re.search(r"[，,；;。、\d]", text) and not _LEAD_VERB.search(text)


def _is_heading_sentence(sentence: str) -> bool:
    if len(sentence) > MAX_HEADING or "；" in sentence or ";" in sentence or _SENTENCE_START.match(sentence):
        return False
    return len(sentence) <= 20 or not _QUANTITY.search(sentence)


_RUN_START = re.compile(r"(?<=\S)[ \u3000]+(?=[第（(一二三四五六七八九十０-９\d①-⒛㈠-㈩])")
_ENDERS = "。！？；：:;!?…”）)\ufffd"


def split_runs(text: str, *, plain: bool) -> list[str]:
    """Split a paragraph where white space before a number stands for the line break that was lost.

    In plain text one space after the end of a sentence is enough, and before the number that comes next in
    its manner. In HTML, where spaces mean little, only 一、 and （一） that continue count.

    >>> split_runs("一、总体情况 无。 二、主动公开情况 三、其他事项 按1. 5倍计", plain=True)
    ['一、总体情况 无。', '二、主动公开情况', '三、其他事项 按1. 5倍计']
    """
    if plain and "\ufffd" in text:
        text = _LOST_RUN.sub("\ufffd ", text)  # full stop and spaces are lost together
    if " " not in text and "\u3000" not in text:
        return [text]
    seen: dict[str, int] = {}
    first = read_mark(text)
    if first is not None:
        seen[first.style] = first.value
    parts = []
    kept = 0
    for gap in _RUN_START.finditer(text):
        mark = read_mark(text, gap.end())
        if mark is None or gap.start() <= kept:
            continue
        if first is not None and kept == 0 and gap.start() < first.end:
            continue
        ended = text[gap.start() - 1] in _ENDERS
        follows = mark.value == seen.get(mark.style, 0) + 1
        strong = mark.style in {"一、", "（一）", "章", "条"}
        if plain:
            opens = (
                ended if mark.style in {"一是", "第一"} else follows and (ended or strong or mark.value > 1)
            )
            opens = opens or (ended and mark.style in {"一、", "章", "节", "条", "部分", "编"})
        else:
            opens = ended and follows and strong and mark.value > 1
        if opens:
            parts.append(text[kept : gap.start()].strip())
            kept = gap.end()
            seen[mark.style] = mark.value
            if mark.style == "一、":
                seen = {"一、": mark.value}
            elif mark.style == "（一）":
                seen = {style: value for style, value in seen.items() if RANKS[style] <= RANKS["（一）"]}
    parts.append(text[kept:].strip())
    return [part for part in parts if part]
