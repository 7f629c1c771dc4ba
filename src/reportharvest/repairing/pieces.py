"""Repair the fields of a CSV file, or the text of a page, and nothing else of it.

Every piece is repaired by itself, so that no repair reaches over a delimiter or a tag, but all pieces
together are the evidence: on a page that shows what happened to it, a damaged word of two characters goes
along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from reportharvest.model import RepairedText, RepairStep
from reportharvest.repairing.engine import repair
from reportharvest.repairing.markup import prose_spans

__all__ = ["Field", "Options", "csv_fields", "repair_csv", "repair_html"]

# Between pieces while they are repaired together: no rule takes it away, and no text has it.
_SEPARATOR = "\n\u2029\n"
_CELL_CHARS = 1 << 20  # a quotation mark that is not closed so far is none

Options = dict[str, Collection[str]]
"""Keyword arguments of :func:`reportharvest.repairing.repair`: ``rules`` and ``without``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a CSV text.

    Attributes:
        row: number of its record, from 0.
        column: number of the field in its record, from 0.
        start: offset of its first character, within quotation marks if it has them.
        end: offset after its last.
        quoted: whether it stands in quotation marks.
    """

    row: int
    column: int
    start: int
    end: int
    quoted: bool


def repair_html(text: str, **options: Collection[str]) -> RepairedText:
    """Repair what a reader of a page sees: its text, and the attributes that are shown.

    Tags, comments, scripts, styles and code stay character for character.

    Args:
        text: the page.
        options: ``rules`` and ``without`` as :func:`reportharvest.repairing.repair` has them.
    Returns:
        As repair() does; offsets are those of the page.

    >>> repair_html('<p title="淇℃伅">鏀垮簻淇℃伅</p><script>"鏀垮簻淇℃伅"</script>').text
    '<p title="信息">政府信息</p><script>"鏀垮簻淇℃伅"</script>'
    """

    def put(place: int, after: str) -> str:
        quote = text[spans[place][0] - 1 : spans[place][0]]
        if quote in {'"', "'"} and text[spans[place][1] : spans[place][1] + 1] == quote:
            return after.replace(quote, "&quot;" if quote == '"' else "&#39;")
        return after

    spans = list(prose_spans(text))
    return _repair_spans(text, spans, [text[start:end] for start, end in spans], put, options)


def repair_csv(
    text: str,
    *,
    delimiter: str = ",",
    columns: Collection[int] | None = None,
    show: Callable[[str], str] | None = None,
    **options: Collection[str],
) -> RepairedText:
    r"""Repair the fields of a CSV text; delimiters, quotation marks and line ends stay.

    A field that needs quotation marks once it is repaired gets them; no other changes its quoting.

    Args:
        text: whole records.
        delimiter: one character.
        columns: numbers of the columns to repair, from 0; None means all.
        show: applied to each field once it is repaired, such as ``widen_punctuation``.
        options: ``rules`` and ``without`` as :func:`reportharvest.repairing.repair` has them.
    Returns:
        As repair() does; offsets are those of the text.
    Raises:
        ValueError: the delimiter is not one character, or a quotation mark or a line end.

    >>> repair_csv('1,"鏀垮簻淇℃伅 ""a"" "\r\n2,sound\r\n').text
    '1,"政府信息 ""a"" "\r\n2,sound\r\n'
    """
    fields = [one for one in csv_fields(text, delimiter) if columns is None or one.column in columns]
    special = {delimiter, '"', "\n", "\r"}

    def put(place: int, after: str) -> str:
        if fields[place].quoted:
            return after.replace('"', '""')
        return '"' + after.replace('"', '""') + '"' if special & set(after) else after

    spans = [(one.start, one.end) for one in fields]
    values = [
        value.replace('""', '"') if one.quoted else value
        for one, value in ((one, text[one.start : one.end]) for one in fields)
    ]
    return _repair_spans(text, spans, values, put, options, show=show)


def csv_fields(text: str, delimiter: str) -> Iterator[Field]:
    r"""Find the fields of a CSV text (RFC 4180), whatever is wrong with it.

    Raises:
        ValueError: the delimiter is not one character, or a quotation mark or a line end.

    >>> [(one.row, one.column, one.start, one.end) for one in csv_fields('a,"b\n"\nc', ",")]
    [(0, 0, 0, 1), (0, 1, 3, 5), (1, 0, 7, 8)]
    """
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(f"a delimiter is one character and no quotation mark, not {delimiter!r}")
    place = row = column = 0
    while place < len(text):
        closing = _closing(text, place) if text[place] == '"' else -1
        if closing > 0:
            yield Field(row, column, place + 1, closing, True)
            end = _field_end(text, closing + 1, delimiter)
        else:
            end = _field_end(text, place, delimiter)
            yield Field(row, column, place, end, False)
        if text[end : end + 1] == delimiter:
            place, column = end + 1, column + 1
            if place == len(text):
                yield Field(row, column, place, place, False)
        else:
            place = end + (2 if text.startswith("\r\n", end) else 1)
            row, column = row + 1, 0


def _closing(text: str, opening: int) -> int:
    """Place of the quotation mark that closes a field, or -1."""
    place = text.find('"', opening + 1, opening + _CELL_CHARS)
    while place >= 0 and text.startswith('"', place + 1):
        place = text.find('"', place + 2, opening + _CELL_CHARS)
    return place


def _field_end(text: str, place: int, delimiter: str) -> int:
    found = [at for sign in (delimiter, "\n", "\r") if (at := text.find(sign, place, place + 256)) >= 0]
    if found:
        return min(found)
    if place + 256 >= len(text):
        return len(text)
    return min(
        (at for sign in (delimiter, "\n", "\r") if (at := text.find(sign, place + 256)) >= 0),
        default=len(text),
    )


def _repair_spans(
    text: str,
    spans: Sequence[tuple[int, int]],
    values: Sequence[str],
    put: Callable[[int, str], str],
    options: Options,
    *,
    show: Callable[[str], str] | None = None,
) -> RepairedText:
    """Repair some stretches of a text.

    Args:
        text: the text.
        spans: where they are, in order.
        values: what stands there, without its escapes.
        put: gives what to write for the stretch of a number once its value is known.
        options: keyword arguments of repair().
        show: applied to each value once it is repaired.
    """
    joined = _SEPARATOR.join(values)
    whole = repair(joined, **options) if _SEPARATOR not in "".join(values) else None
    if whole is not None and not whole.steps and show is None:
        return RepairedText(text)
    after = whole.text.split(_SEPARATOR) if whole is not None else []
    if whole is None or len(after) != len(values):
        # damage reached over the separator, or the text has one of its own
        each = [repair(value, **options) for value in values]
        after = [one.text for one in each]
        steps = [
            _placed(step, 0, spans[place], values[place])
            for place, one in enumerate(each)
            for step in one.steps
        ]
        lost = sum(one.lost for one in each)
    else:
        steps, lost = list(_moved(whole.steps, spans, values)), whole.lost
    if show is not None:
        after = [show(one) for one in after]
    pieces: list[str] = []
    position = 0
    for place, ((start, end), value, new) in enumerate(zip(spans, values, after, strict=True)):
        if new != value:
            pieces += (text[position:start], put(place, new))
            position = end
    return RepairedText("".join([*pieces, text[position:]]), tuple(steps), lost)


def _moved(
    steps: Sequence[RepairStep], spans: Sequence[tuple[int, int]], values: Sequence[str]
) -> Iterator[RepairStep]:
    """Give steps with their places in the whole text instead of those among the joined values."""
    begins = [0]
    for value in values:
        begins.append(begins[-1] + len(value) + len(_SEPARATOR))
    place = 0
    for step in steps:
        if step.start < begins[place]:
            place = 0
        while step.start >= begins[place + 1] and place + 2 < len(begins):
            place += 1
        yield _placed(step, begins[place], spans[place], values[place])


def _placed(step: RepairStep, begin: int, span: tuple[int, int], value: str) -> RepairStep:
    """Give a step with its place in the whole text; in a CSV field, each quotation mark there is two."""
    start, end = step.start - begin, min(step.end - begin, len(value))
    if span[1] - span[0] != len(value):
        start, end = (place + value.count('"', 0, place) for place in (start, end))
    return replace(step, start=span[0] + start, end=span[0] + end)
