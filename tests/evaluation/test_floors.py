"""No kind of damage comes out worse than it once did; families.py says how floors change."""

from __future__ import annotations

import json

import pytest
from tests.evaluation.families import FLOORS, families, fingerprint, score

FLOOR = json.loads(FLOORS.read_text(encoding="utf-8"))


def test_every_family_has_a_floor() -> None:
    assert set(FLOOR) == set(families())


@pytest.mark.parametrize("name", FLOOR)
def test_a_score_is_not_below_its_floor(name: str) -> None:
    cases = families()[name]
    assert fingerprint(cases) == FLOOR[name]["fingerprint"], (
        "the cases changed: set the floor anew with --lower"
    )
    wrong = [case for case in cases if not case.is_right()]
    assert len(cases) - len(wrong) >= FLOOR[name]["right"], wrong[:3]


def test_a_crash_or_a_wrong_character_counts_as_a_miss() -> None:
    [case, *_] = families()["repair latin-1"]
    assert score((case,)) == 1
    assert not type(case)(case.given, case.right + "。").is_right()
