"""The statutory forms of the annual report: rows, columns, labels and sum rules, from ``data/forms.json``.

A new spelling of a label is one entry under ``aliases`` there; nothing here knows a label by itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["Block", "Form", "Label", "Rule", "fold_label", "forms", "is_form_label", "rules"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_LEADING_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[、,.:]|[(\[【〔]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)\]】〕][、,.:]?"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、,.:])"
)


@lru_cache(maxsize=4096)
def fold_label(text: str) -> str:
    """Fold a label for comparison: NFKC, without white space, punctuation and its leading number.

    >>> fold_label("3.危及“三安全 一稳定”"), fold_label("本年收费金额（单位：万元）")
    ('危及三安全一稳定', '本年收费金额单位万元')
    """
    text = "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:400])).split())
    while found := _LEADING_NUMBER.match(text):
        text = text[found.end() :]
    return "".join(ch for ch in text if unicodedata.category(ch)[0] not in "PSZC")


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column of a form.

    Attributes:
        key: its key in the record.
        texts: folded spellings, the usual one first.
        layouts: the layouts that have it.
        number: the numbers above and of it as printed (``三（三）1``), where it has any.
        group: the folded label of the group it stands in, where it has one.
        signed: whether 增 and 减 give its cells a sign.
    """

    key: str
    texts: tuple[str, ...]
    layouts: frozenset[str]
    number: str | None = None
    group: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a form that share columns, in one layout."""

    layout: str
    article: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form.

    Attributes:
        key: its key in the record.
        rows: its rows, in order, of all layouts.
        columns: its columns, in order, of all layouts.
        blocks: which cells each layout has.
        groups: folded labels that stand above rows or columns and are none themselves.
    """

    key: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    blocks: tuple[Block, ...]
    groups: frozenset[str]

    def has_cell(self, row: str, column: str) -> bool:
        """Tell whether some layout has the cell.

        >>> forms()["active_disclosure"].has_cell("administrative_fees", "decisions")
        False
        """
        return any(row in block.rows and column in block.columns for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Rule:
    """A sum that a form keeps: along each of ``keys``, the cells ``left`` add up to the cells ``right``."""

    name: str
    form: str
    per: str
    keys: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


@cache
def _data() -> Mapping[str, Any]:
    text = files("reportharvest.tables").joinpath("data/forms.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


@cache
def forms() -> Mapping[str, Form]:
    """Give the forms by key, in the order of the report.

    >>> list(forms())
    ['active_disclosure', 'requests', 'review_litigation']
    """
    return {key: _form(key, facts) for key, facts in _data()["forms"].items()}


@cache
def rules() -> tuple[Rule, ...]:
    """Give the sum rules, in the order of the forms.

    >>> [rule.name for rule in rules()]
    ['requests.balance', 'requests.processed_total', 'requests.applicant_total', 'review_litigation.total']
    """
    return tuple(
        Rule(
            one["rule"],
            one["form"],
            one["per"],
            tuple(one["columns" if one["per"] == "column" else "rows"]),
            tuple(one["left"]),
            tuple(one["right"]),
        )
        for one in _data()["rules"]
    )


@cache
def _labels() -> frozenset[str]:
    known = {text for form in forms().values() for one in form.rows + form.columns for text in one.texts}
    return frozenset(known | {text for form in forms().values() for text in form.groups})


def is_form_label(text: str) -> bool:
    """Tell whether a text is a label of one of the forms, however it is numbered and spaced.

    >>> is_form_label("1. 属于 国家秘密"), is_form_label("联系电话")
    (True, False)
    """
    return len(text) <= 80 and fold_label(text) in _labels()


def _form(key: str, facts: Mapping[str, Any]) -> Form:
    layouts = tuple(_data()["layouts"])
    rows = tuple(_label(one, layouts) for one in facts["rows"])
    columns = tuple(_label(one, layouts) for one in facts["columns"])
    if "blocks" in facts:
        blocks = tuple(
            Block(layout, fold_label(one["article"]), tuple(one["rows"]), tuple(one["columns"]))
            for layout, many in facts["blocks"].items()
            for one in many
        )
        groups = {block.article for block in blocks}
    else:
        blocks = tuple(
            Block(
                layout,
                fold_label(facts["label"]),
                tuple(row.key for row in rows if layout in row.layouts),
                tuple(column.key for column in columns if layout in column.layouts),
            )
            for layout in layouts
        )
        groups = {one.group for one in rows + columns if one.group}
    groups |= {fold_label(text) for name in ("row_groups", "column_groups") for text in facts.get(name, ())}
    return Form(key, rows, columns, blocks, frozenset(groups))


def _label(facts: Mapping[str, Any], layouts: tuple[str, ...]) -> Label:
    printed = facts["label"]
    texts = [printed] if isinstance(printed, str) else list(printed.values())
    texts += facts.get("aliases", ())
    return Label(
        facts["key"],
        tuple(dict.fromkeys(map(fold_label, texts))),
        frozenset(facts.get("layouts", layouts)),
        facts.get("number"),
        fold_label(facts["group"]) if "group" in facts else None,
        facts.get("signed", False),
    )
