"""Repair a text: rules in order, outermost damage first, again and again until nothing is left to do.

The text that a rule sees is the work of the rules before it. A map of offsets leads from there back to the
text that :func:`repair` was given, so that every step can say where in it the damage stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reportharvest.model import RepairedText, RepairStep
from reportharvest.repairing.annotations import find_readings
from reportharvest.repairing.compatibility import find_compatibility
from reportharvest.repairing.escapes import find_escapes
from reportharvest.repairing.fix import Fix, apply_fixes
from reportharvest.repairing.misread import find_misread
from reportharvest.repairing.rules import FAMILIES
from reportharvest.repairing.traditional import find_conversions

__all__ = ["repair"]

# Eight accidents on top of one another are more than was ever seen; what takes longer is none.
MAX_PASSES = 16


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the current text and the stretch of the input that it came from."""

    start: int
    end: int
    input_start: int
    input_end: int
    replaced: bool

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where in the input a part of the piece came from; of a replaced piece, its whole stretch."""
        if self.replaced:
            return self.input_start, self.input_end
        return self.input_start + start - self.start, self.input_start + end - self.start


def repair(text: str, *, rules: Collection[str] | None = None, without: Collection[str] = ()) -> RepairedText:
    """Restore damaged text; leave everything else as it is.

    Undone are: text read with the wrong codec, also twice and with bytes lost on the way; literal escapes;
    inserted readings, with the conversion to traditional characters that comes with them; compatibility
    characters that nobody types.

    Args:
        text: any text, sound or damaged, whole or in places.
        rules: names of the compatibility rules to apply (``COMPATIBILITY_RULES`` lists them); None applies
            those that are on by default.
        without: kinds of damage to leave as they are (``FAMILIES`` lists them).
    Returns:
        The restored text, the steps in the order in which they were taken, and how many characters could not
        be restored. Where nothing was wrong the text is the very object that was given.
    Raises:
        TypeError: ``text`` is no string.
        ValueError: there is no rule of that name.

    >>> repaired = repair("标题：鏀垮簻淇℃伅")
    >>> repaired.text, [(step.kind, step.start, step.end) for step in repaired.steps]
    ('标题：政府信息', [('utf8-as-gbk', 3, 9)])
    >>> repair("２０１８年", rules=["full-width"]).text
    '2018年'
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    if unknown := set(without) - FAMILIES.keys():
        raise ValueError(f"no kind of damage is called {min(unknown)!r}; there are {', '.join(FAMILIES)}")
    current = text
    pieces = [_Piece(0, len(text), 0, len(text), False)]
    steps: list[RepairStep] = []

    def conversions(text: str) -> list[Fix]:
        # Readings prove a conversion by machine; without them a traditional text is one.
        return find_conversions(text, proven=any(step.kind == "pinyin-annotation" for step in steps))

    def compatibility(text: str) -> list[Fix]:
        return find_compatibility(text, rules)

    found = (find_escapes, find_misread, find_readings, conversions)
    order = [find for name, find in zip(FAMILIES, found, strict=True) if name not in without]
    order.append(compatibility)
    place = passes = 0
    while place < len(order) and passes < MAX_PASSES:
        fixes = order[place](current)
        if not fixes:
            place += 1
            continue
        steps += _steps(current, fixes, pieces)
        pieces = _advance(pieces, fixes)
        current = apply_fixes(current, fixes)
        # What lies bare now may be damage of an outer kind: back to the first rule.
        place = 0
        passes += 1
    lost = sum(current.count("\ufffd", piece.start, piece.end) for piece in pieces if piece.replaced)
    return RepairedText(current if steps else text, tuple(steps), lost)


def _steps(text: str, fixes: Sequence[Fix], pieces: Sequence[_Piece]) -> Iterator[RepairStep]:
    """Report fixes as steps, places in the input; each followed by its parts."""
    place = 0
    for fix in fixes:
        while pieces[place].end <= fix.start and place + 1 < len(pieces):
            place += 1
        for one in (fix, *fix.parts):
            first = place
            while pieces[first].end <= one.start and first + 1 < len(pieces):
                first += 1
            last = first
            while pieces[last].end < one.end and last + 1 < len(pieces):
                last += 1
            start, _ = pieces[first].origin(one.start, one.start)
            _, end = pieces[last].origin(one.end, one.end)
            yield RepairStep(one.kind, start, end, one.confidence, text[one.start : one.end], one.after)


def _advance(pieces: Sequence[_Piece], fixes: Sequence[Fix]) -> list[_Piece]:
    """Carry the map of offsets on past the fixes of one rule."""
    result: list[_Piece] = []
    shift = 0
    place = 0

    def keep(start: int, end: int) -> None:
        """Keep the current text between two offsets, both not before what was kept last."""
        nonlocal place
        while start < end:
            while pieces[place].end <= start:
                place += 1
            piece = pieces[place]
            stop = min(end, piece.end)
            origin = piece.origin(start, stop)
            result.append(_Piece(start + shift, stop + shift, *origin, piece.replaced))
            start = stop

    position = 0
    for fix in fixes:
        keep(position, fix.start)
        first = place
        while pieces[first].end <= fix.start and first + 1 < len(pieces):
            first += 1
        last = first
        while pieces[last].end < fix.end and last + 1 < len(pieces):
            last += 1
        start, _ = pieces[first].origin(fix.start, fix.start)
        _, end = pieces[last].origin(fix.end, fix.end)
        if fix.after:
            result.append(_Piece(fix.start + shift, fix.start + shift + len(fix.after), start, end, True))
        shift += len(fix.after) - (fix.end - fix.start)
        place = last
        position = fix.end
    keep(position, pieces[-1].end if pieces else 0)
    return result or [_Piece(0, 0, 0, 0, False)]
