from __future__ import annotations

import json

import pytest
from benchmarks.instructions import STAGES, count_instructions, missing
from benchmarks.measuring import RESULTS

from reportharvest import __version__

GROWTH = 1.10


def test_no_stage_takes_a_tenth_more_instructions_than_the_results_of_this_release_say() -> None:
    reason = missing()
    if reason is not None:
        pytest.skip(reason)
    file = RESULTS / f"{__version__}.json"
    known = json.loads(file.read_text(encoding="utf-8"))["instructions"]["counts"]
    counts = count_instructions()
    grown = {
        stage: f"{counts[stage] / known[stage] - 1:+.0%}"
        for stage in STAGES
        if counts[stage] > GROWTH * known[stage]
    }
    assert grown == {}, (
        "slower than the results of this release; if that is its price, say so in CHANGELOG.md and run"
        f" `python -m benchmarks instructions --record {file.relative_to(RESULTS.parents[1])}`"
    )
