"""Labels of metadata and the meta tags of the national guideline, from ``data/labels.json``.

A new spelling of a label is one entry there; nothing else knows a label by itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["FIELDS", "field_of", "label_fields", "label_rank", "labels_of", "meta_fields"]

FIELDS = (
    "index_number",
    "document_number",
    "disclosure_method",
    "publisher",
    "published_at",
    "written_at",
    "topic",
    "keywords",
    "validity",
)
"""The nine fields of the record; the table also knows ``title`` and ``not_in_record``."""

_DROPPED = re.compile(r"[\s:∶︰\[\]()【】〔〕「」<>《》|\u200b\ufeff\ufffd*·]+")
_MAX_LABEL = 36
_ENOUGH = 2
"""Characters of a label that must be left, where others are lost."""


@cache
def _table() -> Mapping[str, Any]:
    text = files("reportharvest.tables").joinpath("data/labels.json").read_text(encoding="utf-8")
    table: Mapping[str, Any] = json.loads(text)
    return table


@cache
def label_fields() -> Mapping[str, str]:
    """Give the field of every label, the label in lower case, without white space and colon."""
    return {_plain(label): field for field, labels in _table()["labels"].items() for label in labels}


def _plain(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=4096)
def field_of(text: str) -> str | None:
    """Give the field that a label names, ``title`` or ``not_in_record``; None where the text is no label.

    A lost character stands for what all labels have there that agree with the others.

    >>> field_of("索 引 号："), field_of("【发布机构】"), field_of("浏览次数"), field_of("总体情况")
    ('index_number', 'publisher', 'not_in_record', None)
    >>> field_of("索引\ufffd"), field_of("发布\ufffd构\ufffd"), field_of("\ufffd号")
    ('index_number', 'publisher', None)
    """
    if len(text) > _MAX_LABEL:
        return None
    found = label_fields().get(_plain(text))
    return found or (_field_with_gaps(text) if "\ufffd" in text else None)


def _field_with_gaps(text: str) -> str | None:
    known = [_plain(part) for part in text.split("\ufffd")]
    if sum(map(len, known)) < _ENOUGH:
        return None
    pattern = re.compile(".{0,2}".join(map(re.escape, known)))
    fields = {field for label, field in label_fields().items() if pattern.fullmatch(label)}
    return fields.pop() if len(fields) == 1 else None


@cache
def _ranks() -> dict[str, int]:
    ranks: dict[str, int] = {}
    for field, labels in _table()["labels"].items():
        first = _table()["order"].get(field, [])
        for label in first + [label for label in labels if label not in first]:
            ranks[_plain(label)] = len(ranks)
    return ranks


def labels_of(field: str) -> tuple[str, ...]:
    """Give the labels of a field as the table spells them, the one that wins first.

    >>> labels_of("topic")[0], labels_of("no such field")
    ('主题分类', ())
    """
    return tuple(sorted(_table()["labels"].get(field, ()), key=label_rank))


@lru_cache(maxsize=1024)
def label_rank(text: str) -> int:
    """Give a label's place among the labels of its field: the lowest one wins.

    >>> label_rank("发布机构") < label_rank("信息来源：") < label_rank("来源")
    True
    """
    return _ranks().get(_plain(text), len(_ranks()))


@cache
def meta_fields() -> Mapping[str, str]:
    """Give the fields by lower-case name of the ``<meta>`` tag that holds them, the guideline's tags first.

    >>> meta_fields()["pubdate"]
    'published_at'
    """
    tags = _table()["meta_tags"]["article"] | _table()["meta_tags"]["others"]
    return {name.lower(): field for name, field in tags.items() if field}
