"""How often characters outside ASCII occur in languages other than Chinese; for telling encodings apart."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["letters", "pairs"]

DATA = Path(__file__).parent / "data" / "letters.json"


@cache
def letters() -> dict[str, dict[str, float]]:
    """Give log probabilities by language (ISO 639-1) and character; from 1 in 100,000 upwards.

    Source:
        The head of ``data/letters.json``.

    >>> letters()["ja"]["の"] > letters()["ja"]["堪"]
    True
    """
    return {
        language: {one: -code / 100 for one, code in zip(table["characters"], table["codes"], strict=True)}
        for language, table in _tables().items()
        if "," not in language
    }


@cache
def pairs(language: str) -> dict[str, float]:
    """Give log probabilities of a character after another, of the pairs that are frequent.

    Args:
        language: Korean (``ko``), one that is written in Latin letters, or Bulgarian, Greek, Hebrew, Russian
            and Ukrainian; for any other there are none. In lower case; a space stands for whatever
            is no letter.

    >>> pairs("ko")["으로"] > letters()["ko"]["로"], pairs("es")["ño"] > pairs("es")["na"], pairs("th")
    (True, True, {})
    """
    table = _tables().get(f"{language}, pairs")
    if table is None:
        return {}
    texts, codes = table["characters"], table["codes"]
    return {texts[2 * place : 2 * place + 2]: -code / 100 for place, code in enumerate(codes)}


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    del tables["about"]
    return tables
