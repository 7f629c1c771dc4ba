"""The Frictionless description of exported files: ``datapackage.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from reportharvest.storing.exporting import Column, Resource

__all__ = ["PackagedFile", "describe_package"]

_MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "duckdb": "application/vnd.duckdb.file",
}


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A table in a file: what it is of, where it stands, and how many rows it has."""

    resource: Resource
    file: Path
    rows: int


def describe_package(files: Sequence[PackagedFile], format_: str) -> str:
    """Write down what is in exported files: columns with types, units and meanings, sizes and digests.

    The same rows give the same description: it has no time of its own.

    Args:
        files: the tables, in order; their files are complete.
        format_: ``csv``, ``jsonl``, ``parquet``, ``xlsx`` or ``duckdb``.
    Returns:
        JSON, as ``datapackage.json`` holds it.
    Source:
        Data Package, Data Resource and Table Schema, https://specs.frictionlessdata.io (version 1).

    >>> json.loads(describe_package([], "csv"))["profile"]
    'tabular-data-package'
    """
    names = {one.resource.name for one in files}
    package = {
        "profile": "tabular-data-package" if format_ == "csv" else "data-package",
        "name": "reportharvest-export",
        "title": "Annual reports on government information disclosure (政府信息公开工作年度报告)",
        "description": (
            "Reports, their outlines, tables and statutory forms, as read from the sites of their agencies."
            " Every row leads to the page that it was read from. What the columns mean stands in the schema"
            " of each resource; what the keys of the forms mean, in v_form_labels."
        ),
        "resources": [_resource(one, format_, names) for one in files],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(one: PackagedFile, format_: str, names: set[str]) -> dict[str, Any]:
    with one.file.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    described: dict[str, Any] = {
        "name": one.resource.name,
        "path": one.file.name,
        "profile": "tabular-data-resource" if format_ == "csv" else "data-resource",
        "description": one.resource.description,
        "format": format_,
        "mediatype": _MEDIA_TYPES[format_],
        "bytes": one.file.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": one.rows,
    }
    if format_ in {"csv", "jsonl"}:
        described["encoding"] = "utf-8"
    if format_ == "csv":
        described["dialect"] = {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True}
    return described | {"schema": _schema(one.resource, format_, names)}


def _schema(resource: Resource, format_: str, names: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(one, format_) for one in resource.columns],
        "missingValues": [""],
    }
    if resource.key:
        schema["primaryKey"] = list(resource.key)
    keys = [
        {"fields": column.name, "reference": {"resource": table, "fields": other}}
        for column in resource.columns
        for table, _, other in [(column.references or "").partition(".")]
        if table in names and table != resource.name
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(column: Column, format_: str) -> dict[str, Any]:
    kind: str = column.type
    if kind == "json":
        kind = "array" if "(JSON array" in column.description else "object"
    elif column.long and format_ == "xlsx":
        kind = "string"
    field: dict[str, Any] = {"name": column.name, "type": kind}
    if column.description:
        field["description"] = column.description
    if column.unit:
        field["unit"] = column.unit
    if column.required and kind != "string":
        # A text that must be there may be empty, and a CSV reader takes an empty text for none.
        field["constraints"] = {"required": True}
    return field
