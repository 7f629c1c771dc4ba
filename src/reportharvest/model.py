"""The records that the stages hand to one another: frozen, comparable, JSON-serialisable.

Keys and shapes follow the contract that other programs rely on; ``to_dict`` gives it,
``from_dict`` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, Literal, TypeVar

from reportharvest.identities import Agency, DocumentNumber, Evidence, IndexNumber, Region
from reportharvest.issues import Issue

__all__ = [
    "Agency",
    "Attachment",
    "Check",
    "DecodedText",
    "DocumentNumber",
    "Evidence",
    "Figure",
    "IndexNumber",
    "Metadata",
    "PageKind",
    "Region",
    "RepairStep",
    "RepairSummary",
    "RepairedText",
    "Report",
    "Section",
    "Statistic",
    "Table",
    "flat_dict",
]

PageKind = Literal["report", "list", "other"]
_R = TypeVar("_R")


def flat_dict(record: Any) -> dict[str, Any]:
    """Give the fields of a record that holds no other records.

    ``dataclasses.asdict`` would also copy what the fields hold: with it, 40 reports of the demonstration took
    eleven times as long.

    >>> flat_dict(Attachment("http://www.example.org/a.pdf", "附件", "application/pdf"))["title"]
    '附件'
    """
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Bytes read as Unicode.

    Attributes:
        text: the text, byte-order mark removed.
        encoding: WHATWG name of the encoding, lower case (``utf-8``, ``gb18030``, ``big5``).
        source: how it was chosen.
        confidence: probability in 0..1 that the encoding is the right one.
        lost: bytes or byte sequences that are no character there, each one U+FFFD in the text.
    """

    text: str
    encoding: str
    source: Literal["bom", "utf-8", "header", "meta", "detected"]
    confidence: float
    lost: int = 0


@dataclass(frozen=True, slots=True)
class RepairStep:
    """One stretch of the input that was restored.

    Attributes:
        kind: what was wrong; the contract lists the kinds.
        start: offset of the first character in the text given to ``repair``.
        end: offset after the last one.
        confidence: probability in 0..1 that the result is what was once written.
        before: the stretch as it was.
        after: the stretch as restored by this step.
    """

    kind: str
    start: int
    end: int
    confidence: float
    before: str = ""
    after: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the step as JSON-serialisable data."""
        return flat_dict(self)


@dataclass(frozen=True, slots=True)
class RepairedText:
    """Text after repair.

    Attributes:
        text: the repaired text; the very input where nothing was wrong.
        steps: what was done, in order of application, outermost damage first.
        lost: characters that could not be recovered, each one U+FFFD in ``text``.
    """

    text: str
    steps: tuple[RepairStep, ...] = ()
    lost: int = 0


@dataclass(frozen=True, slots=True)
class RepairSummary:
    """All steps of one kind on one page: how many, and the lowest confidence among them."""

    kind: str
    count: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Metadata:
    """The nine fields of a page's metadata, as printed; None where the page has none.

    Dates are ISO 8601: ``YYYY-MM-DD``, or with a time ``YYYY-MM-DDTHH:MM:SS+08:00`` (China's time zone).
    """

    index_number: str | None = None
    document_number: str | None = None
    disclosure_method: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    written_at: str | None = None
    topic: str | None = None
    keywords: str | None = None
    validity: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report.

    Attributes:
        number: as printed without brackets, 、 and full stop; None for text before the first number.
        level: depth in the tree, from 1.
        heading: the heading's text; empty where the item has none.
        text: the body of this section alone, paragraphs joined by a line feed.
        children: the sections below it, in document order.
    """

    number: str | None
    level: int
    heading: str
    text: str
    children: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Yield this section and all below it, in document order; a tree of any depth is walked."""
        waiting = [self]
        while waiting:
            section = waiting.pop()
            yield section
            waiting.extend(reversed(section.children))


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a rectangle: a cell that spans rows or columns stands in each of them.

    Attributes:
        section: number of the section it stands in, or None.
        caption: its caption, or None.
        rows: rows of cell texts, all of one length.
        header_rows: how many rows at the top name the columns.
    """

    section: str | None
    caption: str | None
    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Statistic:
    """One cell of a statutory form.

    Attributes:
        form: a key of ``forms`` in the table of forms.
        row: a row key of the form.
        column: a column key of the form.
        value: the number, or None where the cell has none.
        raw: the cell's text, white space trimmed.
        evidence: the sentence that a figure in prose was read from; None for a table cell.
        confidence: probability in 0..1 that the value belongs to this row and column.
    """

    form: str
    row: str
    column: str
    value: int | float | None
    raw: str
    evidence: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report without statutory forms: from its appendix of statistics, or from prose.

    Attributes:
        key: a key of the table of figures (``disclosed``, ``received``, ``granted``…).
        value: the number, or None where it cannot be read.
        unit: the unit of the appendix (条, 件, 次, 万元…).
        raw: the number with its unit, or the words that say there was none, as printed.
        evidence: the sentence, or the cells of the row.
        section: number of the section it stands in, or None.
        confidence: probability in 0..1 that it is the report's figure for its year.
    """

    key: str
    value: int | float | None
    unit: str
    raw: str
    evidence: str
    section: str | None = None
    confidence: float = 1.0

    def with_confidence(self, confidence: float) -> Figure:
        """Give the same figure, otherwise sure."""
        return replace(self, confidence=confidence)


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one sum or balance of a statutory form holds; exactly one of row and column is set."""

    rule: str
    passed: bool
    detail: str
    column: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the report links to: absolute URL, link text, media type (RFC 6838)."""

    url: str
    title: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Report:
    """The record of one page.

    Attributes:
        url: where the page was fetched, or None.
        title: the report's title, or None.
        report_year: the year that the report covers, or None.
        metadata: the nine fields.
        breadcrumb: the path of columns above the page, outermost first.
        sections: the outline, as a tree.
        tables: all tables of the body.
        statistics: cells of the statutory forms.
        figures: figures of a report that has no statutory forms.
        checks: sums and balances of those forms.
        attachments: files that the report links to.
        repairs: what was restored, summed by kind.
        page_kind: whether the page is a report, a list of links, or something else.
        encoding: how the bytes were decoded: ``name``, ``source``, ``confidence``; None for text input.
        lost: characters marked U+FFFD, by decoding and repair together.
        issues: what was noticed about the page.
        index_number_parts: the parts of the index number, where it follows a known scheme.
        document_number_parts: the parts of the document number.
        region: the administrative division that the page belongs to.
        agency: who issued the report, under the name that joins its years.
        evidence: where each value came from, and what was rejected, by field.
    """

    url: str | None = None
    title: str | None = None
    report_year: int | None = None
    metadata: Metadata = field(default_factory=Metadata)
    breadcrumb: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    repairs: tuple[RepairSummary, ...] = ()
    page_kind: PageKind = "other"
    encoding: Mapping[str, str | float] | None = None
    lost: int = 0
    issues: tuple[Issue, ...] = ()
    index_number_parts: IndexNumber | None = None
    document_number_parts: DocumentNumber | None = None
    region: Region | None = None
    agency: Agency | None = None
    evidence: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the record as JSON-serialisable data, in the keys of the contract.

        >>> Report(title="工作报告").to_dict()["metadata"]["publisher"] is None
        True
        """
        return {
            "url": self.url,
            "title": self.title,
            "report_year": self.report_year,
            "metadata": flat_dict(self.metadata),
            "breadcrumb": list(self.breadcrumb),
            "sections": _section_dicts(self.sections),
            "tables": [
                flat_dict(table) | {"rows": [list(row) for row in table.rows]} for table in self.tables
            ],
            "statistics": [flat_dict(statistic) for statistic in self.statistics],
            "figures": [flat_dict(figure) for figure in self.figures],
            "checks": [_check_dict(check) for check in self.checks],
            "attachments": [flat_dict(attachment) for attachment in self.attachments],
            "repairs": [flat_dict(repair) for repair in self.repairs],
            "page_kind": self.page_kind,
            "encoding": None if self.encoding is None else dict(self.encoding),
            "lost": self.lost,
            "issues": [issue.to_dict() for issue in self.issues],
            **{name: _optional_dict(getattr(self, name)) for name in _PARTS},
            "evidence": [flat_dict(one) for one in self.evidence],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Report:
        """Read a record back from what :meth:`to_dict` gave; keys that are not ours are left out.

        >>> report = Report(title="报告", sections=(Section("一", 1, "总体情况", "无。"),))
        >>> Report.from_dict(report.to_dict()) == report
        True
        """
        values = _known(cls, record)
        readers: dict[str, Any] = {
            "metadata": lambda one: Metadata(**_known(Metadata, one)),
            "breadcrumb": tuple,
            "sections": _sections,
            "tables": lambda many: tuple(_table(one) for one in many),
            "statistics": lambda many: _records(Statistic, many),
            "figures": lambda many: _records(Figure, many),
            "checks": lambda many: _records(Check, many),
            "attachments": lambda many: _records(Attachment, many),
            "repairs": lambda many: _records(RepairSummary, many),
            "issues": lambda many: _records(Issue, many),
            "evidence": lambda many: _records(Evidence, many),
        }
        for name, kind in _PARTS.items():
            readers[name] = partial(_optional, kind)
        return cls(**{name: readers.get(name, lambda one: one)(value) for name, value in values.items()})


_PARTS: dict[str, type] = {
    "index_number_parts": IndexNumber,
    "document_number_parts": DocumentNumber,
    "region": Region,
    "agency": Agency,
}


def _optional_dict(record: object) -> dict[str, Any] | None:
    return None if record is None else flat_dict(record)


def _optional(kind: type, record: Mapping[str, Any] | None) -> Any:
    return None if record is None else kind(**_known(kind, record))


def _section_dicts(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """Give an outline as data; a stack instead of recursion, for trees of any depth."""
    outline: list[dict[str, Any]] = []
    waiting = [(sections, outline)]
    while waiting:
        siblings, records = waiting.pop()
        for section in siblings:
            record = flat_dict(section) | {"children": []}
            records.append(record)
            waiting.append((section.children, record["children"]))
    return outline


def _sections(records: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """Read an outline back: list all records, parents before children, then build from the last one on."""
    order = [(record, -1) for record in records]
    for place, (record, _) in enumerate(order):  # grows while it is read
        order += [(child, place) for child in record["children"]]
    children: dict[int, list[Section]] = {}
    for place in reversed(range(len(order))):
        record, parent = order[place]
        below = tuple(reversed(children.pop(place, [])))
        section = Section(record["number"], record["level"], record["heading"], record["text"], below)
        children.setdefault(parent, []).append(section)
    return tuple(reversed(children.get(-1, [])))


def _known(kind: type, record: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the keys that are no fields of a kind of record."""
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in record.items() if name in names}


def _records(kind: type[_R], records: Sequence[Mapping[str, Any]]) -> tuple[_R, ...]:
    return tuple(kind(**_known(kind, record)) for record in records)


def _table(record: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in record["rows"])
    return Table(record["section"], record["caption"], rows, record.get("header_rows", 0))


def _check_dict(check: Check) -> dict[str, Any]:
    record: dict[str, Any] = {"rule": check.rule, "passed": check.passed, "detail": check.detail}
    if check.column is not None:
        record["column"] = check.column
    if check.row is not None:
        record["row"] = check.row
    return record
