"""A report as rows of tables, and rows of tables as a report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, cast

from reportharvest.issues import Issue
from reportharvest.model import (
    Attachment,
    Check,
    Evidence,
    Figure,
    Metadata,
    RepairSummary,
    Report,
    Section,
    Statistic,
    Table,
    flat_dict,
)
from reportharvest.storing.identity_rows import identity_from_row

__all__ = [
    "CHILD_COLUMNS",
    "body_text",
    "child_rows",
    "child_values",
    "json_text",
    "report_from_rows",
    "report_row",
    "storable",
    "storable_row",
]

_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_INTEGER = 2**63
_Row = Mapping[str, Any]

_RECORDS: dict[str, Any] = {
    "statistics": Statistic,
    "figures": Figure,
    "checks": Check,
    "attachments": Attachment,
    "repairs": RepairSummary,
    "evidence": Evidence,
}
CHILD_COLUMNS: dict[str, tuple[str, ...]] = {
    "sections": ("parent", "path", "level", "number", "heading", "text"),
    "tables": ("section", "caption", "header_rows", "row_count", "column_count", "rows"),
    **{table: tuple(record.__dataclass_fields__) for table, record in _RECORDS.items()},
}
"""The columns of each table below ``reports``, without ``report_id`` and ``position``."""
_GET: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    table: attrgetter(*CHILD_COLUMNS[table]) for table in _RECORDS
}


def storable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 database can hold, by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def json_text(value: object) -> str:
    """Write JSON that people can read: Han characters as they are."""
    return storable(json.dumps(value, ensure_ascii=False))


def report_row(report: Report) -> dict[str, Any]:
    """Give the columns of ``reports`` that come from the record itself."""
    encoding = report.encoding or {}
    row = {
        "title": report.title,
        "report_year": report.report_year,
        **flat_dict(report.metadata),
        "breadcrumb": json_text(report.breadcrumb),
        "encoding": encoding.get("name"),
        "encoding_source": encoding.get("source"),
        "encoding_confidence": encoding.get("confidence"),
        "lost": report.lost,
    }
    return storable_row(row)


def child_rows(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each table below ``reports``, in order, without ``report_id`` and ``position``."""
    return {
        table: [storable_row(dict(zip(CHILD_COLUMNS[table], row, strict=True))) for row in rows]
        for table, rows in child_values(report).items()
    }


def child_values(report: Report) -> dict[str, list[tuple[Any, ...]]]:
    """Give the same as :func:`child_rows` by their values alone, in the order of :data:`CHILD_COLUMNS`.

    Texts are as the record has them: they may hold lone surrogates.
    """
    return {
        "sections": list(_section_rows(report.sections)),
        "tables": [_table_row(table) for table in report.tables],
        "statistics": [
            (form, row, column, _number(value), *rest)
            for form, row, column, value, *rest in map(_GET["statistics"], report.statistics)
        ],
        "figures": [
            (key, _number(value), *rest) for key, value, *rest in map(_GET["figures"], report.figures)
        ],
        "checks": [(rule, int(passed), *rest) for rule, passed, *rest in map(_GET["checks"], report.checks)],
        "attachments": list(map(_GET["attachments"], report.attachments)),
        "repairs": list(map(_GET["repairs"], report.repairs)),
        "evidence": [
            (*several, int(chosen), reason)
            for *several, chosen, reason in map(_GET["evidence"], report.evidence)
        ],
    }


def body_text(report: Report) -> str:
    r"""Give the whole body as plain text: headings, paragraphs, then the tables.

    >>> section, table = Section("一", 1, "总体情况", "无。"), Table("一", None, (("件", "3"),))
    >>> body_text(Report(sections=(section,), tables=(table,)))
    '一 总体情况\n无。\n件\t3'
    """
    lines: list[str] = []
    for top in report.sections:
        for section in top.walk():
            heading = " ".join(part for part in (section.number, section.heading) if part)
            lines += [part for part in (heading, section.text) if part]
    for table in report.tables:
        lines += [table.caption] if table.caption else []
        lines += ["\t".join(row) for row in table.rows]
    return storable("\n".join(lines))


def report_from_rows(
    row: _Row, children: Mapping[str, Sequence[_Row]], issues: Sequence[_Row], identity: _Row
) -> Report:
    """Build the record again from its rows; the inverse of what the writer stores."""
    encoding = None
    if row["encoding"] is not None:
        encoding = {
            "name": row["encoding"],
            "source": row["encoding_source"],
            "confidence": row["encoding_confidence"],
        }
    return Report(
        url=row["url"],
        title=row["title"],
        report_year=row["report_year"],
        metadata=Metadata(**{name: row[name] for name in Metadata.__dataclass_fields__}),
        breadcrumb=tuple(json.loads(row["breadcrumb"])),
        sections=_section_tree(children["sections"]),
        tables=tuple(_table(one) for one in children["tables"]),
        statistics=tuple(Statistic(**one) for one in children["statistics"]),
        figures=tuple(Figure(**one) for one in children["figures"]),
        checks=tuple(Check(**{**one, "passed": bool(one["passed"])}) for one in children["checks"]),
        attachments=tuple(
            Attachment(one["url"], one["title"], one["media_type"]) for one in children["attachments"]
        ),
        repairs=tuple(RepairSummary(**one) for one in children["repairs"]),
        page_kind="report",
        encoding=cast("Mapping[str, str | float] | None", encoding),
        lost=row["lost"],
        issues=tuple(Issue(**one) for one in issues),
        **identity_from_row(identity),
        evidence=tuple(Evidence(**{**one, "chosen": bool(one["chosen"])}) for one in children["evidence"]),
    )


def storable_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Make every text of a row storable."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _number(value: int | float | None) -> int | float | None:
    """A whole number beyond SQLite's 64 bits is kept as the nearest floating-point number."""
    if isinstance(value, int) and not -_MAX_INTEGER <= value < _MAX_INTEGER:
        return float(str(value))
    return value


def _section_rows(sections: Sequence[Section]) -> Iterator[tuple[Any, ...]]:
    """Number the sections in document order; a stack instead of recursion, for trees of any depth."""
    position = 0
    waiting: list[tuple[Section, int | None, str]] = [
        (section, None, str(at)) for at, section in reversed(list(enumerate(sections, 1)))
    ]
    while waiting:
        section, parent, path = waiting.pop()
        yield (parent, path, section.level, section.number, section.heading, section.text)
        waiting += [
            (child, position, f"{path}.{at}") for at, child in reversed(list(enumerate(section.children, 1)))
        ]
        position += 1


def _section_tree(rows: Sequence[_Row]) -> tuple[Section, ...]:
    children: dict[int | None, list[Section]] = {}
    for position, row in reversed(list(enumerate(rows))):
        below = tuple(reversed(children.pop(position, [])))
        section = Section(row["number"], row["level"], row["heading"], row["text"], below)
        children.setdefault(row["parent"], []).append(section)
    return tuple(reversed(children.get(None, [])))


def _table_row(table: Table) -> tuple[Any, ...]:
    columns = max(map(len, table.rows), default=0)
    rows = json_text(table.rows)
    return (table.section, table.caption, table.header_rows, len(table.rows), columns, rows)


def _table(row: _Row) -> Table:
    rows = tuple(tuple(cells) for cells in json.loads(row["rows"]))
    return Table(row["section"], row["caption"], rows, row["header_rows"])
