"""Queries that find simplified and traditional text alike.

Reports are stored as they were written, so a query is widened instead: each word is looked for as it was
typed, in simplified, and in every traditional spelling that its characters may have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice, product

from reportharvest.storing.fulltext import match_expression, search_terms
from reportharvest.tables.variants import origins

__all__ = ["spellings", "wide_expression", "wide_terms"]

_MAX_SPELLINGS = 12
"""Of one word; more cost time, and the ones left out are the unlikely ones."""


def spellings(word: str) -> list[str]:
    """Give the ways in which a word may be written, as typed first; scripts are not mixed within a word.

    >>> spellings("公开"), spellings("公開"), spellings("复议")
    (['公开', '公開'], ['公開', '公开'], ['复议', '复議', '復議', '複議', '覆議'])
    """
    simple = _written(word, _simplified)
    traditional = [one for way in simple[:2] for one in _written(way, _traditional)]
    return list(dict.fromkeys([word, *simple, *traditional]))[:_MAX_SPELLINGS]


def wide_terms(query: str) -> list[str]:
    """Give every spelling of every word of a query, for marking hits."""
    return [one for term in search_terms(query) for one in spellings(term)]


def wide_expression(query: str) -> str | None:
    """Turn what a user typed into an FTS5 expression that finds both scripts; None where nothing is asked.

    >>> wide_expression("公開 年")
    '("公開" OR "公开") AND "年" *'
    """
    parts = []
    for term in search_terms(query):
        quoted = f'"{term}"' if " " in term else term
        ways = [one for one in (match_expression(_spelt(quoted, way)) for way in spellings(term)) if one]
        if ways:
            parts.append(ways[0] if len(ways) == 1 else f"({' OR '.join(dict.fromkeys(ways))})")
    return " AND ".join(parts) or None


def _spelt(quoted: str, way: str) -> str:
    return f'"{way}"' if quoted.startswith('"') else way


def _written(word: str, alternatives: Callable[[str], Sequence[str]]) -> list[str]:
    return ["".join(one) for one in islice(product(*map(alternatives, word)), _MAX_SPELLINGS)]


def _simplified(character: str) -> Sequence[str]:
    return origins().get(character, character)


@cache
def _traditional(character: str) -> Sequence[str]:
    """Give the traditional forms; a character that traditional text has, too (同, 后, 台), stays one of them.

    Big5 holds what is written in traditional, and little else.
    """
    found = _descendants().get(character, [])
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return found or [character]
    return [character, *found]


@cache
def _descendants() -> dict[str, list[str]]:
    """Give for each simplified character the traditional ones that a machine may make of it.

    Those whose likeliest origin it is come first.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for traditional, simple in origins().items():
        for place, one in enumerate(simple):
            if one != traditional:
                found.setdefault(one, []).append((place, traditional))
    return {one: [character for _, character in sorted(many)] for one, many in found.items()}
