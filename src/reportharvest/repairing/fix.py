"""What one repair rule finds: a stretch of text, what it once was, and how sure that is.

Every rule is a function ``find_…(text) -> list[Fix]``; the engine applies what it finds. A rule knows
nothing of the other rules, nor of the text before they worked on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Fix", "apply_fixes"]


@dataclass(frozen=True, slots=True)
class Fix:
    """One stretch that a rule would restore.

    The fixes of one rule are sorted and do not overlap. A fix with ``start == end`` would insert text;
    one with an empty ``after`` removes the stretch.

    Attributes:
        kind: what was wrong; the kinds of :class:`reportharvest.model.RepairStep`.
        start: offset of the first character, in the text given to the rule.
        end: offset after the last one.
        after: what stands there once it is restored.
        confidence: probability in 0..1 that ``after`` is what was once written.
        lost: characters of ``after`` that could not be known, each one U+FFFD.
        parts: finer fixes inside this one, for the record only: the engine replaces the whole stretch by
            ``after`` and reports each part as a step of its own (offsets as above).
    """

    kind: str
    start: int
    end: int
    after: str
    confidence: float
    lost: int = 0
    parts: tuple[Fix, ...] = ()


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    """Put the fixes of one rule into the text they were found in.

    Args:
        text: the text that the rule was given.
        fixes: its fixes, sorted and without overlaps.
    Returns:
        The text with every stretch replaced.

    >>> apply_fixes("信(xin)息", [Fix("pinyin-annotation", 1, 6, "", 1.0)])
    '信息'
    """
    pieces: list[str] = []
    position = 0
    for fix in fixes:
        pieces += (text[position : fix.start], fix.after)
        position = fix.end
    pieces.append(text[position:])
    return "".join(pieces)
