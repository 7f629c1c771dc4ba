"""What ``reportharvest repair`` does with a stream: decode, repair, hand on, block by block."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from reportharvest.decoding import decode
from reportharvest.errors import UsageError
from reportharvest.model import DecodedText, RepairedText, RepairStep
from reportharvest.repairing import repair, repair_csv, repair_html, widen_punctuation
from reportharvest.repairing.pieces import csv_fields
from reportharvest.repairing.rules import Chosen

__all__ = ["DOCUMENTS", "Restored", "Work", "restore", "sniff_delimiter"]

DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08")
"""How PDF, ZIP (DOCX, XLSX), OLE (DOC, XLS) and gzip begin."""
_DELIMITERS = ",\t;|"
_SNIFFED_CHARS, _SNIFFED_RECORDS = 65_536, 50
_LONGEST_RECORD_CHARS = 1 << 22  # a record that is not over by then is handed on as it is


@dataclass(frozen=True, slots=True)
class Work:
    """What to do.

    Attributes:
        kind: ``text``, ``csv`` or ``html``.
        chosen: the rules.
        content_type: what the encoding is said to be.
        widen: whether to widen punctuation.
        delimiter: of CSV; None is found from the text.
        columns: of CSV: numbers from 1 or names of the first record; empty for all.
    """

    kind: str
    chosen: Chosen
    content_type: str | None = None
    widen: bool = False
    delimiter: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """One block: its text as decoded, what became of it, and the mark that stood before it."""

    decoded: DecodedText
    repaired: RepairedText
    offset: int
    mark: bytes = b""

    @property
    def steps(self) -> list[RepairStep]:
        """The steps, with offsets into the whole input."""
        return [
            replace(step, start=step.start + self.offset, end=step.end + self.offset)
            for step in self.repaired.steps
        ]


def restore(blocks: Iterable[bytes], work: Work, name: str) -> Iterator[Restored]:
    """Restore a stream.

    Args:
        blocks: whole lines; of a page, all of it.
        work: what to do.
        name: of the input, for messages.
    Raises:
        UsageError: the input is a document, or has not the column that was asked for.
    """
    offset, content_type = 0, work.content_type
    pending, columns = "", None
    delimiter = work.delimiter
    for number, (block, is_last) in enumerate(_with_last(blocks)):
        if not number and block.startswith(DOCUMENTS):
            raise UsageError(
                f"{name}: this is a document or an archive, not text",
                allowed=["text in any encoding: pages, CSV, plain text"],
                hint="`reportharvest extract` reads PDF, DOCX and XLSX; nothing was written",
            )
        decoded = decode(block, content_type=content_type)
        if not number:
            # what the first eight megabytes are in, the rest is; sound UTF-8 is UTF-8 all the same
            content_type = f"text/plain; charset={decoded.encoding}"
        mark = codecs.BOM_UTF8 if not number and block.startswith(codecs.BOM_UTF8) else b""
        text = pending + decoded.text
        pending = ""
        if work.kind == "csv":
            if delimiter is None:
                delimiter = sniff_delimiter(text)
            if columns is None:
                columns = _columns(text, delimiter, work.columns)
            if not is_last:
                cut = _last_record(text, delimiter)
                text, pending = text[:cut], text[cut:]
        decoded = replace(decoded, text=text)
        yield Restored(decoded, _repair(text, work, delimiter or ",", columns or None), offset, mark)
        offset += len(text)


def _with_last(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    before: bytes | None = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    if before is not None:
        yield before, True


def _repair(text: str, work: Work, delimiter: str, columns: Collection[int] | None) -> RepairedText:
    chosen = work.chosen
    if work.kind == "csv":
        return repair_csv(
            text,
            delimiter=delimiter,
            columns=columns,
            show=widen_punctuation if work.widen else None,
            rules=chosen.rules,
            without=chosen.without,
        )
    call = repair_html if work.kind == "html" else repair
    repaired = call(text, rules=chosen.rules, without=chosen.without)
    return replace(repaired, text=widen_punctuation(repaired.text)) if work.widen else repaired


def sniff_delimiter(text: str) -> str:
    r"""Find what separates the fields of a CSV text: what gives most records as many fields, above one.

    >>> sniff_delimiter("年份;件数\n2018;1,5\n"), sniff_delimiter("年份\n2018\n")
    (';', ',')
    """
    best = (0.0, ",")
    for delimiter in _DELIMITERS:
        widths: Counter[int] = Counter()
        row, width = 0, 0
        for field in csv_fields(text[:_SNIFFED_CHARS], delimiter):
            if field.row != row:
                widths[width] += 1
                row, width = field.row, 0
            if row >= _SNIFFED_RECORDS:
                break
            width += 1
        widths[width] += len(text) <= _SNIFFED_CHARS or not widths  # the last record may be cut off
        common, count = widths.most_common(1)[0]
        share = count / widths.total()
        if common > 1 and share > best[0]:
            best = (share, delimiter)
    return best[1]


def _columns(text: str, delimiter: str, names: tuple[str, ...]) -> frozenset[int]:
    """Numbers, from 0, of the columns that were named; none for all."""
    if not names:
        return frozenset()
    header = []
    for field in csv_fields(text[:_SNIFFED_CHARS], delimiter):
        if field.row:
            break
        header.append(text[field.start : field.end].replace('""', '"').strip())
    restored = [repair(one).text for one in header]
    found = set()
    for name in names:
        if name in header or name in restored:
            found.add(header.index(name) if name in header else restored.index(name))
        elif name.isdecimal() and 0 < int(name) <= len(header):
            found.add(int(name) - 1)
        else:
            raise UsageError(
                f"--columns: there is no column {name!r}",
                allowed=[f"{number} ({one})" for number, one in enumerate(restored, 1)],
                hint="a column is named by its number or by its head; nothing was written",
            )
    return frozenset(found)


def _last_record(text: str, delimiter: str) -> int:
    """Where the last record begins, if the next block goes on with it; the end if it is over."""
    start = row = 0
    end = len(text)
    for field in csv_fields(text, delimiter):
        if field.row != row:
            row, start = field.row, field.start - field.quoted
        end = field.end + field.quoted
    over = text.endswith(("\n", "\r")) and end < len(text)
    return len(text) if over or len(text) - start > _LONGEST_RECORD_CHARS else start
