"""Do one named accident to a printed page: which part, which manner, and the repairs that undo it.

The parts of a page lie between the private marks of the templates: ``page`` is everything, ``body`` the
article, ``title`` the printed title. An accident that works on running text leaves tags alone, as a system
does that stores its articles paragraph by paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from . import damage
from .printing import BODY_END, BODY_START, TITLE_END, TITLE_START

__all__ = ["ACCIDENTS", "do_accident", "swallowed", "unmark"]

Accident = Callable[[str, Random], str]

_TEXT = re.compile(
    r"(<script.*?</script>|<style.*?</style>|<!--.*?-->|<[^>]*>|&[#a-z0-9]+;)", re.DOTALL | re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PARTS = {"body": (BODY_START, BODY_END), "title": (TITLE_START, TITLE_END)}


def _runs(change: Callable[[str], str]) -> Accident:
    """Work on each run of text between tags that has Han in it."""

    def accident(text: str, _rng: Random) -> str:
        parts = _TEXT.split(text)
        parts[::2] = [change(part) if _HAN.search(part) else part for part in parts[::2]]
        return "".join(parts)

    return accident


def _whole(change: Callable[[str], str]) -> Accident:
    return lambda text, _rng: change(text)


def _misread(real: str, read: str, times: int = 1) -> Callable[[str], str]:
    """Misread without loss; a run where that cannot be done stays as it is."""

    def change(text: str) -> str:
        result: str | None = text
        for _ in range(times):
            result = damage.mojibake(result, real, read) if result is not None else None
        return text if result is None else result

    return change


# Below this many Han characters a misread pair chain cannot be told from rare but sound text.
_TELLING = 20


def _misread_pairs(read: str) -> Callable[[str], str]:
    """Misread as pairs, clause by clause: the longer ones that lose nothing are damaged."""

    def change(text: str) -> str:
        pieces = re.split(r"(?<=[。；，：])", text)
        return "".join(
            _misread("utf-8", read)(piece) if len(_HAN.findall(piece)) >= 10 else piece for piece in pieces
        )

    return change


def _lossy_big5(text: str) -> str:
    if len(_HAN.findall(text)) < _TELLING:
        return text
    return text.encode().decode("big5", errors="replace")


def _gbk_big5(text: str) -> str:
    return text if len(_HAN.findall(text)) < _TELLING else _misread("gbk", "big5hkscs")(text)


def _big5_gbk(text: str) -> str:
    traditional = damage.machine_traditional(text, "s2t")
    if len(_HAN.findall(text)) < _TELLING:
        return traditional
    return _misread("big5", "gbk")(traditional)


def _big5_page(text: str, _rng: Random) -> str:
    return _runs(_big5_gbk)(text, _rng)


def _readings(config: str, share: float, brackets: str = "()") -> Accident:
    """Annotate every run of text with one set of characters for the whole page."""

    def accident(text: str, rng: Random) -> str:
        parts = _TEXT.split(text)
        han = [part if _HAN.search(part) else "" for part in parts[::2]]
        joined, _ = damage.readings("\x05".join(han), rng, share=share, config=config, brackets=brackets)
        changed = joined.split("\x05")
        parts[::2] = [new or old for new, old in zip(changed, parts[::2], strict=True)]
        return "".join(parts)

    return accident


def _traditional(config: str) -> Accident:
    return _runs(lambda text: damage.machine_traditional(text, config))


def _escapes(manner: str, share: float) -> Accident:
    def accident(text: str, rng: Random) -> str:
        return _runs(lambda run: damage.escapes(run, manner, rng, share=share))(text, rng)

    return accident


def _odd(text: str, rng: Random) -> str:
    return _runs(lambda run: damage.odd_forms(run, rng))(text, rng)


# name: what is done, the kinds of repair that undo it, outermost first
ACCIDENTS: dict[str, tuple[Accident, tuple[str, ...]]] = {
    "utf8-as-gbk": (_runs(_misread_pairs("gbk")), ("utf8-as-gbk",)),
    "utf8-as-gbk-python": (_runs(_misread_pairs("gbk-python")), ("utf8-as-gbk",)),
    "utf8-as-gbk-question": (
        _runs(lambda text: damage.lost_bytes(text, "question")),
        ("utf8-as-gbk", "lost-bytes"),
    ),
    # What is swallowed is often the "<" of the tag behind, as in articles stored with their mark-up.
    "utf8-as-gbk-swallow": (
        _whole(lambda text: damage.lost_bytes(text, "swallow")),
        ("utf8-as-gbk", "lost-bytes"),
    ),
    "utf8-as-gbk-replacement": (
        _runs(lambda text: damage.lost_bytes(text, "replacement")),
        ("utf8-as-gbk", "lost-bytes"),
    ),
    "utf8-as-latin1": (_runs(_misread("utf-8", "latin-1")), ("utf8-as-latin1",)),
    "utf8-as-cp1252": (_runs(_misread("utf-8", "cp1252")), ("utf8-as-latin1",)),
    "gbk-as-latin1": (_runs(_misread("gbk", "latin-1")), ("gbk-as-latin1",)),
    "gbk-as-cp1252": (_runs(_misread("gbk", "cp1252")), ("gbk-as-latin1",)),
    "utf8-as-latin1-twice": (_runs(_misread("utf-8", "latin-1", 2)), ("utf8-as-latin1",)),
    "gbk-as-latin1-then-utf8-as-latin1": (
        _runs(lambda text: _misread("utf-8", "latin-1")(_misread("gbk", "latin-1")(text))),
        ("utf8-as-latin1", "gbk-as-latin1"),
    ),
    "gbk-as-big5": (_runs(_gbk_big5), ("gbk-as-big5",)),
    "big5-as-gbk": (_big5_page, ("big5-as-gbk", "traditional-conversion")),
    "utf8-as-big5": (_runs(_lossy_big5), ("utf8-as-big5", "lost-bytes")),
    "readings-s2t": (_readings("s2t", 0.2), ("pinyin-annotation", "traditional-conversion")),
    "readings-s2tw": (_readings("s2tw", 0.35), ("pinyin-annotation", "traditional-conversion")),
    "readings-s2hk": (_readings("s2hk", 0.1, "（）"), ("pinyin-annotation", "traditional-conversion")),
    "traditional-s2t": (_traditional("s2t"), ("traditional-conversion",)),
    "traditional-s2tw": (_traditional("s2tw"), ("traditional-conversion",)),
    "escape-entity": (_escapes("double", 1.0), ("escape",)),
    "escape-unicode": (_escapes("unicode", 1.0), ("escape",)),
    "escape-percent": (_escapes("percent", 1.0), ("escape",)),
    "compatibility": (_odd, ("compatibility",)),
}


def do_accident(text: str, name: str, scope: str, rng: Random) -> str:
    """Damage one part of a marked page.

    Args:
        text: the page with its marks.
        name: a key of :data:`ACCIDENTS`.
        scope: ``page``, ``body`` or ``title``.
        rng: draws what the accident leaves open.
    """
    change = ACCIDENTS[name][0]
    if scope == "page":
        return change(text, rng)
    start, end = _PARTS[scope]
    before, _, rest = text.partition(start)
    inside, _, after = rest.partition(end)
    return before + start + change(inside, rng) + end + after


def swallowed(text: str) -> dict[str, str]:
    """Give the runs of a marked page's article that lose digits for good, and what can be known of them."""
    inside = text.partition(BODY_START)[2].partition(BODY_END)[0]
    runs = [part.strip("\u3000\u2003 \n") for part in _TEXT.split(inside)[::2]]
    return {run: gaps for run in runs if (gaps := damage.with_gaps(run)) != run}


def unmark(text: str) -> str:
    """Take the private marks out."""
    return re.sub("[\x01-\x04]", "", text)
