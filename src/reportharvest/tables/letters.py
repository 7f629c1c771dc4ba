"""How often characters outside ASCII occur in languages other than Chinese; for telling encodings apart."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

__all__ = ["letters"]

DATA = Path(__file__).parent / "data" / "letters.json"


@cache
def letters() -> dict[str, dict[str, float]]:
    """Give log probabilities by language (ISO 639-1) and character; from 1 in 100,000 upwards.

    Source:
        The head of ``data/letters.json``.

    >>> letters()["ja"]["の"] > letters()["ja"]["堪"]
    True
    """
    tables = json.loads(DATA.read_text(encoding="utf-8"))
    del tables["about"]
    return {
        language: {one: -code / 100 for one, code in zip(table["characters"], table["codes"], strict=True)}
        for language, table in tables.items()
    }
