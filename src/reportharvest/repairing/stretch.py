"""A stretch of damaged text, read again: sound characters, and slots where bytes are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

__all__ = ["INDENT", "LOST_MARKS", "Slot", "Stretch", "fields"]

LOST_MARKS = "?\ufffd"
# E3 80 80 in UTF-8. Two of these begin a paragraph, of which the model of prose knows nothing.
INDENT = "\u3000"
# ASCII that stands within a field, as in the date 2013年4月3日: no end of a line, a cell or an attribute.
BETWEEN = 40
PARTS = frozenset('<>\n"')


@dataclass(slots=True)
class Slot:
    """A character with missing bytes.

    Attributes:
        start: offset in the damaged text of the first character that carries bytes of it.
        end: offset after the last one.
        candidates: what it may have been; a digit stands among them as ``0``.
        swallowed: it is an ASCII character that went with a lost byte, or nothing (the candidate ``""``).
        odds: log odds that something was swallowed, from the whole text.
        unless: nothing was swallowed only where the slot before is one of these; None: anything.
        missing: how many of its bytes are; 0 where tables differ in what they are.
        after: what it was restored to, once that is settled; U+FFFD where it cannot be known.
        likely: the likeliest candidate, printed or not.
        confidence: how often such a candidate is right.
        nothing: the share of the case that nothing was swallowed.
        perhaps_nothing: it may well be that nothing was swallowed.
    """

    start: int
    end: int
    candidates: tuple[str, ...]
    swallowed: bool = False
    odds: float = 0.0
    unless: frozenset[str] | None = None
    missing: int = 1
    after: str = "\ufffd"
    likely: str = "\ufffd"
    nothing: float = 1.0
    perhaps_nothing: bool = False
    confidence: float = 0.0


@dataclass(slots=True)
class Stretch:
    """A run of damaged text: its place, its content, how many of its characters are sound."""

    start: int
    end: int
    items: list[str | Slot] = field(default_factory=list)
    known: int = 0

    @property
    def sound(self) -> str:
        """The sound characters, without the slots."""
        return "".join(item for item in self.items if isinstance(item, str))

    @property
    def restored(self) -> str:
        """The whole content, slots as they were settled."""
        return "".join(item if isinstance(item, str) else item.after for item in self.items)


def fields(text: str, stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    """Yield the stretches of a text, in order, together with those that only a little ASCII parts them from.

    >>> [len(one) for one in fields("é2013é。é", [Stretch(0, 1), Stretch(5, 6), Stretch(7, 8)])]
    [2, 1]
    """
    field: list[Stretch] = []
    for one in stretches:
        if field:
            between = text[field[-1].end : one.start]
            if len(between) > BETWEEN or not between.isascii() or not PARTS.isdisjoint(between):
                yield field
                field = []
        field.append(one)
    if field:
        yield field
