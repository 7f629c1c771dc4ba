"""Full-text search over Chinese with the tokenizers that every SQLite has.

``unicode61`` takes a run of Han characters for one word. So the index is given the overlapping pairs of
each run (信息公开 → ``信息 息公 公开 开``; the last character stands alone, so that prefixes find it), and a
query is turned into the same pairs. A word of two characters is then one token, which any client can
type as it is. docs/search.md has the measurements behind this choice.
"""

from __future__ import annotations

import re
from operator import add

__all__ = ["index_text", "match_expression", "search_terms"]

_HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_PIECE = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_TERM = re.compile(r'"([^"]*)"?|“([^”]*)”?|(\S+)')
_MAX_TERMS = 32
"""More words than anybody types; SQLite's expression parser is recursive and limited to a depth of 256."""

_MAX_TERM_CHARS = 200
"""Longer than any title; bounds the work of one phrase."""


def index_text(text: str) -> str:
    """Give the text that the full-text index is fed: pairs for runs of Han, all else as it is.

    >>> index_text("信息公开,2019年 annual report")
    ' 信息 息公 公开 开 ,2019 年  annual report'
    """
    return _HAN_RUN.sub(_spread, text)


def search_terms(query: str) -> list[str]:
    """Split what a user typed into the words and quoted phrases that must all occur.

    >>> search_terms('政府 "annual report" 公开')
    ['政府', 'annual report', '公开']
    """
    terms = ["".join(group for group in found if group).strip() for found in _TERM.findall(query)]
    return [term[:_MAX_TERM_CHARS] for term in terms if _PIECE.search(term[:_MAX_TERM_CHARS])][:_MAX_TERMS]


def match_expression(query: str) -> str | None:
    """Turn what a user typed into an expression for ``reports_fts MATCH ?``.

    Words separated by white space must all occur; a word of any length, or a phrase in quotation marks, is
    found where its characters stand together; a single Han character is found wherever it occurs, and a
    Latin word ending in ``*`` as a prefix. Nothing in the query is taken for FTS5 syntax.

    Returns:
        The expression, or None where the query holds no letter, digit or Han character.

    >>> match_expression("信息公开 年报")
    '"信息 息公 公开" AND "年报"'
    >>> match_expression("报 OR annu*")
    '"报" * AND "OR" AND "annu" *'
    >>> match_expression("!?") is None
    True
    """
    phrases = [_phrase(term) for term in search_terms(query)]
    return " AND ".join(phrases) or None


def _spread(found: re.Match[str]) -> str:
    run = found[0]
    # without the work of cutting out each pair: this is a third of what a report costs before it is written
    return f" {' '.join(map(add, run, run[1:]))} {run[-1]} " if len(run) > 1 else f" {run} "


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run))]


def _phrase(term: str) -> str:
    pieces = _PIECE.findall(term)
    tokens: list[str] = []
    for piece in pieces[:-1]:
        tokens += _pairs(piece) if _HAN_RUN.match(piece) else [piece]
    last = pieces[-1]
    prefix = term.endswith("*")
    if _HAN_RUN.match(last):
        prefix = len(last) == 1
        tokens += [last] if prefix else _pairs(last)[:-1]
    else:
        tokens.append(last)
    return '"' + " ".join(tokens) + '"' + (" *" if prefix else "")
