"""Labelled cases of every kind: what is restored, what stays, and what is known to come out wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportharvest.repairing import repair, restore_machine_traditional

CASES = Path(__file__).parents[2] / "fixtures" / "repairs"


def cases(group: str) -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        for case in record[group]:
            marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if group == "known_wrong" else []
            found.append(
                pytest.param(record["kind"], case, marks=marks, id=f"{record['kind']}: {case['name']}")
            )
    return found


def restored(case: dict[str, Any]) -> tuple[str, set[str]]:
    """A case with an address is a page, and goes the way that a page goes."""
    repaired = repair(case["text"])
    kinds = {step.kind for step in repaired.steps}
    if "url" not in case:
        return repaired.text, kinds
    page = restore_machine_traditional(repaired.text, url=case["url"])
    return page.text, kinds | {step.kind for step in page.steps}


@pytest.mark.parametrize(("kind", "case"), cases("fixed"))
def test_damaged_text_is_restored(kind, case):
    text, kinds = restored(case)
    assert text == case["repaired"]
    assert kind in kinds


@pytest.mark.parametrize(("kind", "case"), cases("untouched"))
def test_sound_text_stays(kind, case):
    assert restored(case) == (case["text"], set())


@pytest.mark.parametrize(("kind", "case"), cases("known_wrong"))
def test_known_wrong(kind, case):
    assert restored(case)[0] == case["repaired"]
