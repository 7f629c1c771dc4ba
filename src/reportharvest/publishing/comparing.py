"""A page as it was found beside what was restored, line by line, every restored stretch marked.

The page is HTML on both sides. Marks are put into it at the ends of each restored stretch, the mark-up is
taken away, and what is left is lines of text with marks in them. Lines of both sides that are equal but for
what stands between marks belong together.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reportharvest.model import RepairStep
from reportharvest.pipeline import Processed

__all__ = ["Comparison", "Line", "Mark", "Piece", "Stretch", "compare", "stretches"]

MAX_LINES = 6_000
"""Of one side; a report has 200. What comes after is left out, and said to be."""

_MAX_UNEQUAL = 400
"""Lines that do not pair up are matched by difflib, whose time grows with the square of their number."""

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
"""Private-use characters that stand for the ends of a stretch while mark-up is taken away."""

_OWN = re.compile("[\ue0f0\ue0f1]")
_DROPPED = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|fieldset|figure|footer|form"
    r"|h[1-6]|head|header|hr|html|li|main|nav|ol|option|p|pre|section|select|table|tbody|tfoot|thead|title"
    r"|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</?(?:td|th)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_BEGUN_TAG = re.compile(r"<[^<>]*\Z")
_MARK = re.compile(f"{_OPEN}(\\d+);|{_CLOSE}")
_SHOWN_CHARS = 2_000
"""Of one line; a page whose text is one line is cut there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a restored stretch; several kinds where damage was nested, the outermost first."""

    number: int
    kinds: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the found text and what it became."""

    start: int
    end: int
    after: str
    steps: tuple[RepairStep, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line; ``mark`` is None where nothing was restored."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Lines that belong together: as found, as restored. Equal where nothing was restored in them."""

    found: tuple[Piece, ...]
    restored: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was restored in it."""
        return any(one.mark for one in (*self.found, *self.restored)) or self.found != self.restored


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides of a page.

    Attributes:
        marks: every restored stretch; those in mark-up are not seen in a line.
        unseen: how many of them stand where no reader sees them (attributes, scripts).
        cut: lines were left out.
    """

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    unseen: int
    cut: bool


def compare(processed: Processed) -> Comparison:
    """Put what was found beside what was restored."""
    pairs = stretches(processed)
    marks = tuple(
        Mark(
            number,
            tuple(dict.fromkeys(step.kind for step in one.steps)),
            min(step.confidence for step in one.steps),
        )
        for number, one in enumerate(pairs, 1)
    )
    befores = [(one.start, one.end, processed.found[one.start : one.end]) for one in pairs]
    left = _lines(_marked(processed.found, befores))
    right = _lines(_marked(processed.found, [(one.start, one.end, one.after) for one in pairs]))
    cut = max(len(left), len(right)) > MAX_LINES
    paired = list(_paired(left[:MAX_LINES], right[:MAX_LINES]))
    seen = {int(number) for one in (*left, *right) for number in re.findall(f"{_OPEN}(\\d+);", one)}
    lines = tuple(Line(_pieces(found, marks), _pieces(restored, marks)) for found, restored in paired)
    return Comparison(lines, marks, len(marks) - len(seen & set(range(1, len(marks) + 1))), cut)


def stretches(processed: Processed) -> tuple[Stretch, ...]:
    """Give what was restored as stretches of the found text that do not overlap, in order.

    Repair and conversion work one after the other; a stretch that both touched is one.
    """
    first = _segments(processed.found, processed.repair_steps, processed.repaired)
    second = _segments(processed.repaired, processed.conversion_steps, processed.text)
    if not second:
        return tuple(Stretch(a, b, processed.repaired[c:d], steps) for a, b, c, d, steps in first)
    # Carry the second steps back into the found text, then take together what overlaps there.
    spans = [(a, b, steps) for a, b, _, _, steps in first]
    for a, b, _, _, steps in second:
        spans.append((_back(a, first, end=False), _back(b, first, end=True), steps))
    found = []
    for start, end, steps in _merged(spans):
        middle = _forth(start, first, end=False), _forth(end, first, end=True)
        after = processed.text[_forth(middle[0], second, end=False) : _forth(middle[1], second, end=True)]
        found.append(Stretch(start, end, after, steps))
    return tuple(found)


_Segment = tuple[int, int, int, int, tuple[RepairStep, ...]]


def _segments(text: str, steps: Sequence[RepairStep], final: str) -> list[_Segment]:
    """Give start and end of each changed stretch before and after.

    What stands between stretches is the same on both sides, so it is walked over; a stretch of one step is as
    long as that step says, and where several steps share one, the text that follows it says where it ends.
    """
    spans = _merged([(one.start, one.end, (one,)) for one in steps if one.end > one.start or one.after])
    found: list[_Segment] = []
    last = place = 0
    for at, (start, end, own) in enumerate(spans):
        place += start - last
        following = text[end : spans[at + 1][0]] if at + 1 < len(spans) else text[end:]
        whole = [one.after for one in own if one.start == start and one.end == end]
        fitting = [one for one in reversed(whole) if final.startswith(one + following[:64], place)]
        if fitting:
            length = len(fitting[0])
        else:
            where = final.find(following[:64], place) if following else len(final)
            length = max(0, where - place) if where >= 0 else end - start
        found.append((start, end, place, place + length, own))
        place += length
        last = end
    return found


def _merged(
    spans: Iterable[tuple[int, int, tuple[RepairStep, ...]]],
) -> list[tuple[int, int, tuple[RepairStep, ...]]]:
    merged: list[tuple[int, int, tuple[RepairStep, ...]]] = []
    for start, end, steps in sorted(spans, key=lambda one: (one[0], -one[1])):
        if merged and start < merged[-1][1]:
            before = merged[-1]
            merged[-1] = (before[0], max(before[1], end), (*before[2], *steps))
        else:
            merged.append((start, end, steps))
    return merged


def _forth(offset: int, segments: Sequence[_Segment], *, end: bool) -> int:
    """Carry an offset over to the other side; inside of a stretch, to its end or its start."""
    # The last stretch that begins before the offset, or at it for a start.
    at = (bisect_left if end else bisect_right)(segments, offset, key=lambda one: one[0]) - 1
    if at < 0:
        return offset
    a, b, c, d, _ = segments[at]
    if offset < b or (offset == b and not end and a == b):
        return d if end else c
    return d + offset - b


def _back(offset: int, segments: Sequence[_Segment], *, end: bool) -> int:
    return _forth(offset, [(c, d, a, b, steps) for a, b, c, d, steps in segments], end=end)


def _marked(text: str, parts: Sequence[tuple[int, int, str]]) -> str:
    """Put marks around stretches, with other text in them."""
    out: list[str] = []
    last = 0
    for number, (start, end, content) in enumerate(parts, 1):
        inner = _OWN.sub("", content)
        # Where damage reached into a tag, what begins the tag goes out of the mark: it is known as one then.
        begun = _BEGUN_TAG.search(inner)
        cut = begun.start() if begun else len(inner)
        out += [_OWN.sub("", text[last:start]), f"{_OPEN}{number};", inner[:cut], _CLOSE, inner[cut:]]
        last = end
    out.append(_OWN.sub("", text[last:]))
    return "".join(out)


def _lines(marked: str) -> list[str]:
    """Take the mark-up away; what is left are the lines that a reader sees."""
    text = _DROPPED.sub("\n", marked)
    text = _CELL.sub("\t", _BREAK.sub("\n", text))
    text = html.unescape(_TAG.sub("", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _carried([line for line in lines if _MARK.sub("", line).strip()])


def _carried(lines: Sequence[str]) -> list[str]:
    """Close a mark at the end of each line that it goes beyond, and open it again on the next."""
    found = []
    open_number: str | None = None
    for line in lines:
        begin = "" if open_number is None else f"{_OPEN}{open_number};"
        for one in _MARK.finditer(line):
            open_number = one[1]
        found.append(begin + line + ("" if open_number is None else _CLOSE))
    return found


def _skeleton(line: str) -> str:
    """Give what is the same on both sides: the text outside of marks, and which marks there are."""
    parts = re.split(f"{_OPEN}(\\d+);[^{_CLOSE}]*{_CLOSE}", line)
    return "\0".join(parts)


def _paired(left: Sequence[str], right: Sequence[str]) -> Iterable[tuple[list[str], list[str]]]:
    one, two = [_skeleton(line) for line in left], [_skeleton(line) for line in right]
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        yield [left[start]], [right[start]]
        start += 1
    tail = 0
    while tail < min(len(one), len(two)) - start and one[-1 - tail] == two[-1 - tail]:
        tail += 1
    middle = (start, len(one) - tail), (start, len(two) - tail)
    if max(middle[0][1], middle[1][1]) - start > _MAX_UNEQUAL:
        yield from (
            ([a], [b]) for a, b in zip(left[start : middle[0][1]], right[start : middle[1][1]], strict=False)
        )
    else:
        matcher = SequenceMatcher(None, one[start : middle[0][1]], two[start : middle[1][1]], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal" or b - a == d - c:
                yield from (
                    ([x], [y])
                    for x, y in zip(left[start + a : start + b], right[start + c : start + d], strict=True)
                )
            else:
                yield list(left[start + a : start + b]), list(right[start + c : start + d])
    for at in range(tail, 0, -1):
        yield [left[-at]], [right[-at]]


def _pieces(lines: Sequence[str], marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Split marked lines into pieces; a mark that lost its end ends with the line."""
    pieces: list[Piece] = []
    for at, line in enumerate(lines):
        if at:
            pieces.append(Piece("\n"))
        mark: Mark | None = None
        last = 0
        for found in _MARK.finditer(line[:_SHOWN_CHARS]):
            if found.start() > last:
                pieces.append(Piece(line[last : found.start()], mark))
            number = int(found[1]) if found[1] else 0
            mark = marks[number - 1] if 0 < number <= len(marks) else None
            last = found.end()
        rest = line[last:_SHOWN_CHARS] + ("…" if len(line) > _SHOWN_CHARS else "")
        if rest:
            pieces.append(Piece(_MARK.sub("", rest), mark))
    return tuple(pieces)
