"""Undo the machine conversion of a simplified text to traditional characters.

Some mainland sites serve pages that a converter made. The way back is nearly one to one: what a traditional
character may have been stands in a table, and where it may have been several the character model decides
by the words around (著力 was 着力, 著名 was 著名). The number of characters stays the same.

A text that was written in traditional characters stays as it is: conversion takes proof, either readings that
came with it (:mod:`reportharvest.repairing.annotations`) or a page that shows where it is from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from urllib.parse import urlsplit

from reportharvest.model import RepairedText, RepairStep
from reportharvest.repairing.fix import Fix, apply_fixes
from reportharvest.repairing.later import later
from reportharvest.repairing.markup import beyond_ascii, prose_spans
from reportharvest.tables.language import model
from reportharvest.tables.variants import origins

__all__ = ["count_sides", "find_conversions", "restore_machine_traditional", "to_simplified"]

KIND = "traditional-conversion"

# Over 2.8 million characters of news and law, converted with s2t, s2tw and s2hk and back, fewer than one
# character with a single origin in 100,000 came back wrong.
CERTAIN = 0.999
PAGE_CONFIDENCE = 0.97  # that a page which shows mainland terms was not written in traditional characters

# The second origin of these is known from a few words only, which converters write so: it takes one of the
# first characters before it, or one of the second behind it. Without that every tenth 画 of a set of 60,000
# reviews came back as 划. The neighbours stand here as they read after conversion.
_SECOND_BESIDE = {
    "畫": ("计规企筹策谋", ""),  # 計畫 was 计划
    "像": ("想", ""),
    "座": ("", "标"),
    "待": ("", "着"),
    "俱": ("家", ""),
    "覆": ("回答反复函批申电奉禀敬重往", "信函核议查命审电"),
    "鍊": ("项拉手上金银锁铁脚", "条坠形"),
    "澹": ("惨", ""),
    "枝": ("枪", ""),
    "着": ("显卓昭遗名巨土拙", "名称"),  # some sites' tables have no 著 at all
}
_RESERVE = 1.0  # nats that the words around must give for it beyond the first: 設計畫面 has 计 before it too
# Words in which a character stays, though the words around them may mislead the model.
_KEPT_WORDS = later(
    "[显卓昭专遗原名巨土拙]著|著[录称者]|乾[隆坤卦元清安嘉县陵宁道封贞符]|[慰狼蕴酝枕]藉|瞭望|文徵"
)
# A text that has 賬 comes from a converter that tells 账 from 帐. One that has 着 may have it from a part
# that was not converted, so that it speaks for 著, but only so many nats.
_TOLD_APART = ("帳", "賬", "帐")
_SPEAKS_FOR, _SPEAKS_NATS = ("著", "着"), 4.0
# MediaWiki's converter makes “ ” into 「 」, and no other touches them. The inner ones go along.
_QUOTES = str.maketrans("「」『』", "“”‘’")
_OUTER_QUOTES = later("[「」]")
_ALL_QUOTES = later("[「」『』]")


@dataclass(frozen=True, slots=True)
class _Clues:
    """What the whole text says about single characters: what they were, and what speaks for their staying."""

    settled: Mapping[str, str]
    stays: Mapping[str, float]


# Evidence on a page, written as it reads after conversion. Labels that only mainland sites print weigh 3,
# titles and phrases of the reports 2, words of mainland administration 1; words that only Taiwan, Hong Kong
# or Macao use take 3 away.
_LABELS = later(r"索引号|信息索引|公开方式\s*[:：]|发布(?:机构|单位)\s*[:：]")
_PHRASES = later(
    r"(?:信息公开(?:工作)?(?:年度)?报告|主动公开)\s*(?:[|<\n]|$)"  # as a title or value, not in a sentence
    r"|[我本](?:局|区|县|镇|乡|市|省|委|办|厅|院|街道|机关|单位).{0,24}信息公开"
)
_WORDS = later(
    r"信息公开|主动公开|依申请公开|不予公开|信息化|国务院|行政复议|科室|党组|党委|街道办|人大代表|政协|办公室|"
    r"办公厅|贯彻落实|规范性文件|生成日期|公开目录|微信公众号|人民政府|中共|习近平"
)
# News of Hong Kong and Taiwan about the mainland has the other words too, but does not speak of these.
_OWN_WORDS = later(r"信息公开|主动公开|依申请公开|不予公开|公开目录|生成日期")
_ELSEWHERE = later(
    r"资讯|网路|立法院|行政院|监察院|县市政府|县政府资|乡公所|区公所|民国[一二三四五六七八九十百\d]|立法会|特区政府|港府|诉愿|本报讯|"
    r"内地|大陆|两岸|澳门特别|香港特别|公开资料守则|简体|陆方|中时|联合报|中央社|港币|台币|报[导道]|记者.{2,4}[报╱/／]"
)
_EVIDENCE_ENOUGH, _WORDS_ENOUGH, _OWN_ENOUGH = 4, 6, 2  # with a label or phrase, and without one
_BLOCK, _MOSTLY = 80, 20  # characters that are looked at together; times as many traditional characters
_CLAUSE_END = later("[，。；：！？、\\s<>]")
_KANA = later("[\u3041-\u3096\u30a1-\u30fa]")
_FOREIGN_HOSTS = (".tw", ".hk", ".mo")


def to_simplified(character: str) -> str:
    """Give the likeliest simplified form of one character, the words around left out of account.

    >>> to_simplified("發"), to_simplified("政")
    ('发', '政')
    """
    return origins().get(character, character)[0]


def find_conversions(text: str, proven: bool = False) -> list[Fix]:
    """Find the runs of characters that a converter made traditional.

    Args:
        text: a text, with or without mark-up.
        proven: whether it is known that a machine converted the text; otherwise nothing is found.
    Returns:
        One fix for each run of characters that change, as long as what it replaces.

    >>> [(fix.start, fix.after) for fix in find_conversions("著力建立著名程序", proven=True)]
    [(0, '着')]
    >>> find_conversions("主動公開")
    []
    """
    if not proven:
        return []
    pattern, ambiguous, table = _tables()
    plain = text.translate(table)
    converted = list(plain)
    clues = _Clues(
        {_TOLD_APART[0]: _TOLD_APART[2]} if _TOLD_APART[1] in text else {},
        {_SPEAKS_FOR[0]: _SPEAKS_NATS} if _SPEAKS_FOR[1] in text else {},
    )
    quotes = _converted_quotes(text)
    stays_as_it_is = _lone_characters(text)
    fixes: list[Fix] = []
    for start, end in prose_spans(text):
        if quotes is not None:
            fixes += (
                Fix(KIND, mark.start(), mark.end(), mark[0].translate(_QUOTES), PAGE_CONFIDENCE)
                for mark in quotes.finditer(text, start, end)
            )
        for run in pattern.finditer(text, start, end):
            if stays_as_it_is(run.start()):
                continue  # 康乾 in simplified prose was written so
            if ambiguous.isdisjoint(run[0]):
                fixes.append(Fix(KIND, run.start(), run.end(), plain[run.start() : run.end()], CERTAIN))
            else:
                fixes += _choose(text, run.start(), run.end(), converted, clues)
    return fixes if quotes is None else sorted(fixes, key=lambda fix: fix.start)


def _lone_characters(text: str) -> Callable[[int], bool]:
    """Say whether a traditional character at a place is the only one in its clause, all else simplified."""

    @cache
    def is_simplified(block: int) -> bool:
        traditional, simplified = count_sides(text[max(block - 1, 0) * _BLOCK : (block + 2) * _BLOCK])
        return simplified > traditional

    def stands_alone(place: int) -> bool:
        # One traditional character in a simplified clause, without a reading of its own, was written so.
        if not is_simplified(place // _BLOCK) or text[place + 1 : place + 2] in {"(", "（"}:
            return False
        before = _CLAUSE_END.split(text[max(place - _BLOCK, 0) : place])[-1]
        after = _CLAUSE_END.split(text[place : place + _BLOCK], maxsplit=1)[0]
        traditional, simplified = count_sides(before + after)
        return traditional <= 1 <= simplified

    traditional, simplified = count_sides(text)
    return (lambda _: False) if traditional > _MOSTLY * simplified else stands_alone


def _converted_quotes(text: str) -> re.Pattern[str] | None:
    """The quotation marks that the converter made; None where it made none."""
    if "“" in text or "”" in text:
        return None
    return _OUTER_QUOTES if "‘" in text else _ALL_QUOTES


def _choose(
    text: str,
    start: int,
    end: int,
    converted: list[str],
    clues: _Clues,
) -> Iterator[Fix]:
    """Decide on the characters of a run that have several origins, and give the runs that change."""
    sureness = CERTAIN
    for place in range(start, end):
        if text[place] in clues.settled:
            converted[place] = clues.settled[text[place]]
        elif len(origins()[text[place]]) > 1:
            sureness = min(sureness, _decide(text[place], place, converted, clues.stays))
        if converted[place] == text[place]:
            if start < place:
                yield Fix(KIND, start, place, "".join(converted[start:place]), sureness)
            start, sureness = place + 1, CERTAIN
    if start < end:
        yield Fix(KIND, start, end, "".join(converted[start:end]), sureness)


def _decide(character: str, place: int, converted: list[str], stays: Mapping[str, float]) -> float:
    """Put the likeliest origin of a character into the converted text; give how sure it is."""
    before = "".join(converted[max(place - 2, 0) : place]).rjust(2, "\n")
    after = "".join(converted[place + 1 : place + 3])
    candidates = origins()[character]
    if character in candidates and _KEPT_WORDS.search(before[-1] + character + after[:1]):
        converted[place] = character
        return CERTAIN
    beside = _SECOND_BESIDE.get(character)
    if beside is not None and before[-1] not in beside[0] and not (after[:1] and after[0] in beside[1]):
        return CERTAIN
    language = model()
    scores = []
    for rank, candidate in enumerate(candidates):
        around = before + candidate + after
        total = sum(language.trigram(*around[first : first + 3]) for first in range(len(around) - 2))
        total -= rank * _RESERVE if beside is not None else 0.0
        scores.append(total + (stays.get(character, 0.0) if candidate == character else 0.0))
    best = max(scores)
    converted[place] = candidates[scores.index(best)]
    return min(CERTAIN, 1 / sum(exp(score - best) for score in scores))


@cache
def _tables() -> tuple[re.Pattern[str], frozenset[str], dict[int, str]]:
    table = origins()
    ambiguous = frozenset(key for key, value in table.items() if len(value) > 1)
    return (
        re.compile("[" + "".join(map(re.escape, table)) + "]+"),
        ambiguous,
        {ord(key): value[0] for key, value in table.items()},
    )


@cache
def _sides() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for a character of traditional text only, and of simplified text only."""
    single = {key: value for key, value in origins().items() if len(value) == 1}
    # 后 干 里 and the like stand in traditional text too. Big5 has what traditional text is written with.
    simplified = {value for value in single.values() if not _in_big5(value)}
    traditional = {key for key in single if not _in_gb2312(key)}
    return tuple(re.compile("[" + "".join(sorted(side)) + "]") for side in (traditional, simplified))  # type: ignore[return-value]


def _in_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def count_sides(text: str) -> tuple[int, int]:
    """Count characters of traditional text only, and of simplified text only.

    >>> count_sides("區財政局公开")
    (2, 1)
    """
    traditional, simplified = _sides()
    return len(traditional.findall(text)), len(simplified.findall(text))


def _is_traditional(text: str) -> bool:
    traditional, simplified = count_sides(text)
    # Machine conversion leaves no simplified character but those of a template around the text. Sites of the
    # mainland have Japanese pages too; a の here and there is fashion.
    return traditional >= 3 and traditional >= 4 * simplified and 2 * len(_KANA.findall(text)) < traditional


def restore_machine_traditional(text: str, *, url: str | None) -> RepairedText:
    """Convert a mainland page in machine-made traditional characters back; leave every other page as it is.

    Args:
        text: the page, decoded and repaired, with or without mark-up.
        url: where it was fetched. A host under gov.cn is enough; one in Taiwan, Hong Kong or
            Macao rules it out.
    Returns:
        The page with steps of kind ``traditional-conversion``, or the very text.

    >>> restore_machine_traditional("區財政局主動公開", url="http://www.yunqiao.example.gov.cn/1.html").text
    '区财政局主动公开'
    >>> restore_machine_traditional("政府資訊公開法規定，機關應主動公開", url=None).text
    '政府資訊公開法規定，機關應主動公開'
    """
    traditional, _ = _sides()
    if traditional.search(beyond_ascii(text)) is None:
        return RepairedText(text)
    prose = "".join(text[start:end] for start, end in prose_spans(text))
    host = _host(url)
    if host.endswith(_FOREIGN_HOSTS) or not _is_traditional(prose):
        return RepairedText(text)
    if not f".{host}".endswith(".gov.cn") and not _shows_mainland(prose):
        return RepairedText(text)
    fixes = find_conversions(text, proven=True)
    steps = tuple(
        RepairStep(
            KIND,
            fix.start,
            fix.end,
            min(fix.confidence, PAGE_CONFIDENCE),
            text[fix.start : fix.end],
            fix.after,
        )
        for fix in fixes
    )
    return RepairedText(apply_fixes(text, fixes), steps)


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _shows_mainland(prose: str) -> bool:
    simplified = prose.translate(_tables()[2])
    labels, phrases, words, elsewhere = (
        len(set(pattern.findall(simplified))) for pattern in (_LABELS, _PHRASES, _WORDS, _ELSEWHERE)
    )
    score = 3 * labels + 2 * phrases + words - 3 * elsewhere
    if labels or phrases:
        return score >= _EVIDENCE_ENOUGH
    return score >= _WORDS_ENOUGH and len(set(_OWN_WORDS.findall(simplified))) >= _OWN_ENOUGH
