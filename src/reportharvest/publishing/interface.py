"""The two languages of the site: which one a reader is shown, and every text in both."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

__all__ = ["COOKIE", "LANGUAGES", "Language", "Texts", "chosen_language", "texts"]

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
COOKIE = "reportharvest_language"

_PREFERENCE = re.compile(r"([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]{1,40})?(?:;\s*q=([01](?:\.\d{0,3})?))?")


class Texts:
    """The texts of one language; called with a key and the values of its gaps.

    >>> Texts("en")("reports.count", count="63")
    '63 reports'
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Give a text.

        Raises:
            KeyError: there is no such text.
        """
        text = texts()[key][self.language]
        return text.format(**values) if values else text

    def known(self, key: str, fallback: str) -> str:
        """Give a text where there is one for a key made from data, else what stands in the data."""
        return texts()[key][self.language] if key in texts() else fallback


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Give every text by key, each in both languages."""
    text = files("reportharvest.publishing").joinpath("texts.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def chosen_language(asked: str | None, cookie: str | None, accepted: str) -> Language:
    """Choose the language: what the address asks for, what was chosen before, what the browser prefers.

    Chinese where nothing of this says anything: the reports are Chinese.

    >>> chosen_language(None, None, "en-GB,en;q=0.9,zh;q=0.5"), chosen_language("zh", "en", "en")
    ('en', 'zh')
    """
    for one in (asked, cookie):
        if one in LANGUAGES:
            return "en" if one == "en" else "zh"
    preferences: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted[:500].split(",")):
        found = _PREFERENCE.fullmatch(part.strip())
        if found and found[1].lower() in LANGUAGES:
            preferences.append((-float(found[2] or 1), place, cast("Language", found[1].lower())))
    return min(preferences)[2] if preferences else "zh"
