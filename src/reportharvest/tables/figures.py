"""The figures of reports before the statutory forms: appendix and phrases, from ``data/figures.json``.

A new spelling of a label, or a new phrase, is one entry there; nothing here knows a figure by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from reportharvest.tables.forms import fold_label

__all__ = ["FigureKind", "figure_kinds", "figures_by_label", "needed_word"]

_UNITS = {
    "条": "(?:余|多)?(?:条|件|份|篇|个|项)?(?:次)?",
    "件": "(?:余|多)?(?:件|条|宗|份|起|个|例|项|人次|次)?",
    "次": "(?:余|多)?(?:次|场|期|个|件|起)",
    "篇": "(?:余|多)?(?:篇|条|件|份|个|次)",
    "个": "(?:余|多)?(?:个|处|家)",
    "人": "(?:余|多)?(?:人|名)",
    "人次": "(?:余|多)?(?:人次|余人|人|名)",
    "万元": "(?:余|多)?(?:万元|元)",
}
_LEAD = (
    '[”’"」』]?的?(?:总数|总量|总计|数量|数)?(?:为|是|有|达到|达|共计|共有|共|合计|总计|累计|计|约|近|超过|逾|：|:)*'
    '[“"]?'
)
_ARABIC = "[0-9０-９][0-9０-９,，]{0,14}(?:[.．][0-9０-９]{1,4})?"
_HAN = "[一二三四五六七八九十百千两零]{1,9}"
_INNERMOST = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_UNNEEDED = re.compile(r".(?:[*?]|\{[^}]*\})\??|[^\u4e00-\u9fff]")
"""What ends a word: a sign that may be left out or repeated, or anything but a Han character."""


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One figure of the appendix.

    Attributes:
        key: its key in the record.
        label: as the appendix prints it.
        unit: as the appendix prints it.
        group: the folded label of the row above it, for labels that stand under several.
        phrases: patterns of prose with a group ``number``, each after a word that it needs.
        denials: patterns of prose that say there was none, each after a word that it needs.
    """

    key: str
    label: str
    unit: str
    group: str | None
    phrases: tuple[tuple[str, re.Pattern[str]], ...]
    denials: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def figure_kinds() -> tuple[FigureKind, ...]:
    """Give the figures in the order of the appendix.

    >>> [one.key for one in figure_kinds()][:3]
    ['disclosed', 'disclosed_normative', 'issued_normative']
    """
    return tuple(
        FigureKind(
            one["key"],
            one["label"],
            one["unit"],
            fold_label(one["group"]) if "group" in one else None,
            tuple(
                (needed_word(text.removesuffix("N")), re.compile(_with_number(text, one["unit"])))
                for text in one["prose"]
            ),
            tuple((needed_word(text), re.compile(text)) for text in one["none"]),
        )
        for one in _data()
    )


def needed_word(pattern: str) -> str:
    """Give the longest word that every match of a pattern has; "" where no word is needed.

    Asked first, it brings the figures of a report's prose down to a quarter of the time.

    >>> needed_word("(?:举办|组织)(?:各类)?培训(?:班)?会?"), needed_word("其[他它]费用?")
    ('培训', '其')
    >>> needed_word("收到|接到")
    ''
    """
    while (flat := _INNERMOST.sub("\0", pattern)) != pattern:
        pattern = flat
    if "|" in pattern:
        return ""
    return max(_UNNEEDED.split(pattern), key=len)


def _with_number(phrase: str, unit: str) -> str:
    scale = "" if unit == "万元" else "[万亿]?"
    return f"{phrase.removesuffix('N')}{_LEAD}(?P<number>{_ARABIC}{scale}|{_HAN}){_UNITS[unit]}"


@cache
def figures_by_label() -> Mapping[str, tuple[tuple[str | None, str], ...]]:
    """Give, for each folded label, the groups that it may stand under and its key there.

    >>> figures_by_label()["被依法纠错数"]
    (('行政复议数量', 'reviews_corrected'), ('行政诉讼数量', 'litigation_corrected'))
    """
    found: dict[str, tuple[tuple[str | None, str], ...]] = {}
    for one in _data():
        group = fold_label(one["group"]) if "group" in one else None
        for text in (one["label"], *one.get("same_as", ())):
            folded = fold_label(text)
            found[folded] = (*found.get(folded, ()), (group, one["key"]))
    return found


@cache
def _data() -> list[dict[str, Any]]:
    text = files("reportharvest.tables").joinpath("data/figures.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["figures"]
    return found
