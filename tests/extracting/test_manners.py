"""Pages in the manners of many content management systems; the records were written from the contract.

Each page stands in ``manners`` beside a JSON file: ``expected`` is a part of the record, ``outline`` the
whole tree as rows of level, number, heading and text, ``values`` the figures of the statutory forms that are
not 0, ``cells`` how many figures there are, ``failed`` the checks that fail, ``repairs`` kinds that must be
among those made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import reportharvest as rh

MANNERS = Path(__file__).parent / "manners"
PAGES = sorted(page for page in MANNERS.iterdir() if page.suffix != ".json")


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Give a line for each place where ``found`` does not hold what ``expected`` holds."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            yield from differences(value, found.get(key), f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(one, other, f"{where}[{index}]")
    elif expected != found:
        yield f"{where}: {found!r}, expected {expected!r}"


def rows(sections: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for one in sections:
        yield [one["level"], one["number"], one["heading"], one["text"]]
        yield from rows(one["children"])


def figures(record: Mapping[str, Any]) -> dict[str, float]:
    return {
        f"{one['form']}.{one['row']}.{one['column']}": one["value"]
        for one in record["statistics"]
        if one["value"] is not None
    }


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in PAGES])
def test_page_gives_the_record_written_for_it(page: Path) -> None:
    case = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    record = rh.process(page.read_bytes(), url=case["url"], content_type=case["content_type"]).to_dict()
    found = list(differences(case["expected"], record))
    if "outline" in case:
        found.extend(differences(case["outline"], list(rows(record["sections"])), "outline"))
    if "values" in case:
        values = {key: value for key, value in figures(record).items() if value != 0}
        found.extend(differences(case["values"], values, "values"))
        found.extend(
            f"values.{key}: {values[key]!r}" for key in sorted(values.keys() - case["values"].keys())
        )
    if "cells" in case:
        found.extend(differences(case["cells"], len(figures(record)), "cells"))
    if "failed" in case:
        failed = [
            f"{one['rule']} {one.get('column') or one.get('row')}"
            for one in record["checks"]
            if not one["passed"]
        ]
        found.extend(differences(case["failed"], failed, "failed"))
    if "repairs" in case:
        kinds = {one["kind"] for one in record["repairs"]}
        found.extend(f"repairs: no {kind}" for kind in case["repairs"] if kind not in kinds)
    assert not found, "\n".join(found)


def test_every_expectation_has_its_page() -> None:
    assert {page.stem for page in PAGES} == {one.stem for one in MANNERS.glob("*.json")}
