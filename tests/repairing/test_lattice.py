"""The ways through open places are weighed as the sum over all of them says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.repairing.damage import LAW, lose

from reportharvest.repairing import repair
from reportharvest.repairing.columns import Column
from reportharvest.repairing.lattice import weigh
from reportharvest.repairing.lost_bytes import settle
from reportharvest.repairing.stretch import Slot
from reportharvest.repairing.text_score import TextScore


def column(candidates: str) -> Column:
    return Column([(one, 1.0, one, one) for one in candidates])


def test_shares_are_the_sums_over_all_ways():
    score = TextScore(LAW)
    columns = [column("政攻"), column("府俯")]
    [shares, _] = weigh("各级", columns, "应当", score)
    ways = {}
    for one in "政攻":
        for other in "府俯":
            text = f"各级{one}{other}应当"
            weight = 1.0
            for place in range(2, len(text)):
                weight *= score[text[place - 2 : place + 1]]
            ways[one, other] = weight
    whole = sum(ways.values())
    expected = sum(weight for (one, _), weight in ways.items() if one == "政") / whole
    assert shares["政"] == pytest.approx(expected, abs=1e-3)


def test_a_long_row_of_losses_is_marked_and_not_guessed():
    row = [Slot(place, place + 1, ("政", "攻", "收")) for place in range(30)]
    settle(["第一条 ", *row, "。"])
    assert {slot.after for slot in row} == {"\ufffd"}


def test_the_first_digit_of_a_year_comes_back_and_others_are_gaps():
    sound = "<p>政府信息公开工作报告。</p><p>自二〇〇八年起施行，2018年公开。</p><p>主动公开信息242条。</p>"
    repaired = repair(lose(sound, "swallow")).text
    assert len(repaired) == len(sound)
    assert all(one in (other, "\ufffd") for one, other in zip(repaired, sound, strict=True))


def test_the_same_text_gives_the_same_confidences_in_every_process():
    script = (
        "from reportharvest.repairing import repair\n"
        "from tests.repairing.damage import NEWS, lose, misread\n"
        "for text in (lose(NEWS, 'pairs'), misread(NEWS, 'gbk-as-big5')):\n"
        "    print(repair(text))\n"
    )
    root = Path(__file__).parents[2]
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    assert len(found) == 1
