"""The report's title, where it stands on the page, and the year that the report covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportharvest.extracting.blocks import Block, Document, compact
from reportharvest.extracting.numbering import read_mark
from reportharvest.extracting.numerals import spelled_year
from reportharvest.extracting.pairs import pairs_in_line

__all__ = ["Title", "YearFound", "find_title", "is_report_title", "report_year", "without_site"]

_REPORT = re.compile("[报報]告|年[报報]|工作[总總][结結]|情[况況][总總][结結]")
_SITE_SEPARATOR = re.compile(
    r"\s*[_|｜]+\s*|\s+[-–—]+\s+|(?<=[^\d\s])[-–—]+(?=[^\d\s])|(?<=[\u4e00-\u9fff])[-–—]+|[-–—]+(?=[\u4e00-\u9fff])"
)
_SITE = re.compile(
    r"(?:政府|门户|信息|公开|官方)?网站?\Z|人民政府\Z|政务网\Z|信息网\Z|门户\Z|公开平台\Z|信息公开(?:专栏|栏目)?\Z"
)
_YEAR_DIGITS = r"(?:(?:19|20|１９|２０)[\d０-９]{2}|[二一][〇零○ＯOo九][〇零○ＯOo一二三四五六七八九]{2})"
_YEAR = re.compile(rf"(?<![\d０-９])({_YEAR_DIGITS})(?![\d０-９])\s?(年度|年)?")
_PERIOD = re.compile(
    rf"(?<![\d０-９])({_YEAR_DIGITS})\s?[年.．/-]\s?[1１一]\s?[月.．/-]\s?[1１一]\s?日?\s?(?:起|开始)?\s?[，,]?\s?(?:至|到|截至|截止|—+|－|-|–|~|～)+\s?"
    rf"(?:({_YEAR_DIGITS}|同|当|本)\s?[年.．/-]\s?)?(?:12|１２|十二)\s?[月.．/-]\s?(?:31|３１|三十一)"
)
_LAST_DAY = ("31", "３１", "三十一")
_IN_BODY = re.compile(
    rf"({_YEAR_DIGITS})\s?年度?(?:[^，。；\s]{{0,24}}?)(?:信息公开|政务公开)?[^，。；\s]{{0,8}}?(?:年度报告|年报|工作报告|工作情况)"
)
_REST_OF_DATE = re.compile(
    r"\s?(?:年\s?[\d０-９]{1,2}\s?月|[.．/-]\s?[\d０-９]{1,2}\s?[.．/-])\s?[\d０-９]{1,2}(?![\d０-９])"
)
_BODY_YEAR = re.compile(
    rf"(?<![\d０-９])({_YEAR_DIGITS})\s?年(?!\s?[\d一二三四五六七八九十]{{1,2}}\s?月\s?[\d一二三四五六七八九十]{{1,3}}\s?日)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title, the blocks that it stands in, and where it was found."""

    text: str | None
    blocks: tuple[int, ...] = ()
    source: str = ""


class YearFound(NamedTuple):
    """The year that a report covers.

    Attributes:
        year: the year, or None.
        source: ``title``, ``period`` or ``body``; empty where there is none.
        raw: the text that it was read from.
        stated: the year of the period that the body states, where it states one.
    """

    year: int | None
    source: str
    raw: str = ""
    stated: int | None = None


def is_report_title(text: str) -> bool:
    """Tell whether a text is worded like the title of a report.

    >>> is_report_title("区财政局2018年度政府信息公开工作报告"), is_report_title("区财政局")
    (True, False)
    """
    return _REPORT.search(compact(text)) is not None


def without_site(text: str, site: str = "") -> str:
    """Take the name of the site and of the column off a page's ``<title>``.

    >>> without_site("区财政局2018年度报告_上虞区人民政府"), without_site("云桥市政府网站 - 2018年年报")
    ('区财政局2018年度报告', '2018年年报')
    """
    parts = [part.strip() for part in _SITE_SEPARATOR.split(text) if part and part.strip()]
    if len(parts) < 2:
        return text.strip()
    reports = [part for part in parts if is_report_title(part)]
    dated = [part for part in reports if _YEAR.search(part)]
    if dated or reports:
        return (dated or reports)[0]
    others = [part for part in parts if part != site and not _SITE.search(part)]
    return others[0] if others else parts[0]


def find_title(
    document: Document, named: str | None, before: int, taken: frozenset[int] = frozenset()
) -> Title:
    """Find the title: where the page shows it, checked against what the head and the metadata block call it.

    Args:
        document: the page.
        named: the value of a label such as 名称 or 标题, or None.
        before: the first block of the article that is surely none of its title.
        taken: blocks that are known to be something else, such as the path of columns.
    Returns:
        The title; its text is None where nothing serves as one.

    >>> blocks = [Block("云桥市财政局", level=1), Block("2018年度报告", level=1)]
    >>> find_title(Document(blocks, head_title="云桥市财政局2018年度报告"), None, 2).text
    '云桥市财政局2018年度报告'
    """
    meta = document.metas.get("articletitle")
    site = document.metas.get("sitename", "")
    head = without_site(document.head_title, site) if document.head_title else None
    references = [one for one in (meta, named, head) if one and len(compact(one)) >= 4]
    blocks = document.blocks
    limit = min(before + 6, len(blocks))
    for reference in references:
        if reference is head and not is_report_title(head):
            continue
        shown, again = _shown_as(blocks, reference, limit)
        if shown:
            return Title(_joined(blocks, shown), shown + again, "shown and named")
    runs = [run for run in _set_off_runs(blocks, limit) if is_report_title(_joined(blocks, run))]
    runs = [run for run in runs if taken.isdisjoint(run)]
    for run in sorted(runs, key=lambda one: (min(blocks[index].level or 9 for index in one), one)):
        text = _joined(blocks, run)
        _, again = _shown_as(blocks, text, limit)
        return Title(text, run + again, "shown")
    if head and len(compact(head)) >= 8 and not is_report_title(head) and not (meta or named):
        shown, again = _shown_as(blocks, head, limit)
        if shown:
            return Title(_joined(blocks, shown), shown + again, "shown and named")
    if references and (meta or named):
        return Title(" ".join(references[0].split()), (), "meta" if meta else "label")
    for index in range(limit):
        if index not in taken and _reads_as_title(blocks[index]):
            return Title(blocks[index].text, (index,), "line")
    if head and is_report_title(head):
        above = None if _YEAR.search(head) else _above_the_line(blocks, limit, taken)
        if above is not None:
            return Title(blocks[above].text, (above,), "above the line")
        return Title(head, (), "title element")
    first = next(
        (run for run in _set_off_runs(blocks, limit) if any(blocks[index].level == 1 for index in run)), None
    )
    if first:
        return Title(_joined(blocks, first), first, "h1")
    return Title(head or None, (), "title element" if head else "")


def _above_the_line(blocks: Sequence[Block], limit: int, taken: frozenset[int]) -> int | None:
    """Find the line above 发布时间：… 来源：…; where the head only names the column, that is the title."""
    for index in range(1, limit):
        if any(pair.field for pair in pairs_in_line(blocks[index].text)):
            block = blocks[index - 1]
            usable = index - 1 not in taken and not block.boiler and 2 * block.linked <= len(block.text)
            usable = usable and block.grid is None and 6 <= len(block.text) <= 80
            return index - 1 if usable and not _ends_sentence(block.text) else None
    return None


def _reads_as_title(block: Block) -> bool:
    text = block.text
    if block.boiler or not 6 <= len(text) <= 80 or 2 * block.linked > len(text):
        return False
    if any(pair.field for pair in pairs_in_line(text)):
        return False
    about = is_report_title(text) and ("年" in text or "公开" in text)
    return about and not _ends_sentence(text) and read_mark(text) is None


def _ends_sentence(text: str) -> bool:
    return text[-1] in "。；，：:;,、" or "。" in text


def _joined(blocks: Sequence[Block], run: Sequence[int]) -> str:
    """Join the lines of a title; a space stays only between two words in Latin letters."""
    joined = ""
    for index in run:
        text = blocks[index].text
        latin = joined[-1:].isascii() and joined[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha()
        joined += " " + text if latin else text
    return joined


def _shown_as(blocks: Sequence[Block], reference: str, limit: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Find up to four blocks in a row that together show a title, those set off by their type before others.

    The second run is where the title is repeated above the article.
    """
    wanted = compact(reference)
    found: list[tuple[int, tuple[int, ...]]] = []
    for first in range(limit):
        text = ""
        run: list[int] = []
        for index in range(first, min(first + 8, limit)):
            block = blocks[index]
            if not block.text:
                continue
            if block.grid is not None or len(run) == 4:
                break
            text += compact(block.text)
            run.append(index)
            if not wanted.startswith(text):
                break
            if text == wanted:
                linked = any(
                    2 * blocks[one].linked > len(blocks[one].text) or blocks[one].boiler for one in run
                )
                set_off = any(blocks[one].level or blocks[one].centred or blocks[one].bold for one in run)
                found.append((2 * linked + (not set_off), tuple(run)))
                break
    if not found:
        return (), ()
    best = min(found)[1]
    return best, next((run for linked, run in found if run[0] > best[-1] and linked < 2), ())


def _set_off_runs(blocks: Sequence[Block], limit: int) -> list[tuple[int, ...]]:
    """Give runs of lines that are set off alike, as the lines of a title are."""
    runs: list[tuple[int, ...]] = []
    run: list[int] = []
    look: tuple[int, bool, bool] = (0, False, False)
    for index in range(limit):
        block = blocks[index]
        if not block.text:
            continue
        this = (block.level, block.centred, block.bold and not block.centred)
        usable = any(this) and block.grid is None and not block.boiler and len(block.text) <= 80
        usable = (
            usable
            and read_mark(block.text) is None
            and not _ends_sentence(block.text)
            and ":" not in block.text
        )
        usable = usable and "：" not in block.text
        if run and (not usable or this != look or is_report_title(blocks[run[-1]].text) or len(run) == 4):
            runs.append(tuple(run))
            run = []
        if usable:
            run.append(index)
            look = this
    if run:
        runs.append(tuple(run))
    return runs


def report_year(title: str | None, texts: Sequence[str]) -> YearFound:
    """Find the year that the report covers: in its title, in the period it states, in its first sentences.

    Args:
        title: the report's title.
        texts: the article's paragraphs.
    Returns:
        The year, and where it was found. The date of publication is never used.

    >>> report_year("区财政局二〇一八年度报告", [])[:3]
    (2018, 'title', '二〇一八年度')
    >>> report_year("年报", ["期限为2018年1月1日至12月31日。"])[:2]
    (2018, 'period')
    """
    head = "\n".join(texts[:40])[:20_000]
    period = _PERIOD.search(head) if any(last in head for last in _LAST_DAY) else None
    stated = spelled_year(period.group(1)) if period is not None else None
    if title:
        years = [
            (found, spelled_year(found.group(1)))
            for found in _YEAR.finditer(title)
            if not _REST_OF_DATE.match(title, found.end(1))
        ]
        for unit in ("年度", "年", ""):
            for found, year in years:
                if (found.group(2) or "") == unit and year is not None:
                    return YearFound(year, "title", found.group(), stated)
        named = _PERIOD.search(title)
        if named is not None:
            return YearFound(spelled_year(named.group(1)), "title", named.group(), stated)
    if period is not None:
        return YearFound(stated, "period", period.group(), stated)
    sentence = _IN_BODY.search(head)
    if sentence is not None:
        return YearFound(spelled_year(sentence.group(1)), "body", sentence.group())
    counts: dict[int, int] = {}
    for found in _BODY_YEAR.finditer(head[:6000]):
        year = spelled_year(found.group(1))
        if year is not None:
            counts[year] = counts.get(year, 0) + 1
    if not counts:
        return YearFound(None, "")
    best = max(counts, key=lambda year: (counts[year], -year))
    common = counts[best] >= 2 and 2 * counts[best] > sum(counts.values())
    return YearFound(best if common else next(iter(counts)), "body", f"{best}年" if common else "")
