"""The statutory forms as they are printed: labels and groups in their usual spelling, by layout."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["PrintedBlock", "PrintedForm", "PrintedLabel", "layouts", "printed_form"]


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A row or column as printed; ``group`` is the label above it, where it has one."""

    key: str
    label: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """Rows that share columns, under one head."""

    head: str
    rows: tuple[PrintedLabel, ...]
    columns: tuple[PrintedLabel, ...]

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The keys of its cells, row and column."""
        return frozenset((one.key, other.key) for one in self.rows for other in self.columns)


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """One form in one layout; ``groups`` are labels of groups of groups, in order."""

    key: str
    label: str
    blocks: tuple[PrintedBlock, ...]
    row_groups: tuple[str, ...]
    column_groups: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    text = files("reportharvest.tables").joinpath("data/forms.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def layouts() -> tuple[str, ...]:
    """Give the layouts that there were, the oldest first.

    >>> layouts()
    ('2019', '2021')
    """
    return tuple(_data()["layouts"])


@cache
def printed_form(form: str, layout: str) -> PrintedForm:
    """Give a form as a layout prints it.

    Raises:
        KeyError: there is no such form.

    >>> block = printed_form("active_disclosure", "2021").blocks[0]
    >>> block.head, [one.label for one in block.rows]
    ('第二十条第（一）项', ['规章', '行政规范性文件'])
    >>> printed_form("requests", "2021").blocks[0].columns[0].label
    '自然人'
    """
    facts = _data()["forms"][form]
    names = {one["key"]: _label(one, layout) for one in facts["rows"]}
    heads = {one["key"]: _label(one, layout) for one in facts["columns"]}
    if "blocks" in facts:
        blocks = tuple(
            PrintedBlock(
                one["article"],
                tuple(names[key] for key in one["rows"]),
                tuple(heads[key] for key in one["columns"]),
            )
            for one in facts["blocks"][layout]
        )
    else:
        blocks = (
            PrintedBlock(
                facts["label"],
                tuple(names[one["key"]] for one in facts["rows"] if layout in one.get("layouts", layouts())),
                tuple(
                    heads[one["key"]] for one in facts["columns"] if layout in one.get("layouts", layouts())
                ),
            ),
        )
    return PrintedForm(
        form,
        facts["label"],
        blocks,
        tuple(facts.get("row_groups", ())),
        tuple(facts.get("column_groups", ())),
    )


def _label(facts: dict[str, Any], layout: str) -> PrintedLabel:
    label = facts["label"]
    text = label if isinstance(label, str) else label.get(layout, next(iter(label.values())))
    return PrintedLabel(facts["key"], text, facts.get("group"))
