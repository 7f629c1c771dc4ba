"""A gate that learns from the answers of its host."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.pacing import LONGEST_DELAY_SECONDS, HostGate

ANSWERS = st.tuples(st.floats(0, 600), st.sampled_from([200, 304, 404, 429, 500, 502, 503, 504, 521, None]))


def gate(delay: float = 1.0) -> HostGate:
    return HostGate(delay, 2, clock=lambda: 0.0)


@pytest.mark.parametrize("status", [429, 502, 503, 504, None])
def test_trouble_doubles_the_delay(status: int | None) -> None:
    one = gate()
    delays = []
    for _ in range(3):
        one.answered(0.2, status, "connect timeout")
        delays.append(one.delay_seconds)
    assert delays == [2, 4, 8]
    assert one.pace().is_slowed
    assert one.pace().reason in {f"HTTP status {status}", "connect timeout"}


@pytest.mark.parametrize("status", [200, 304, 301, 404, 403, 500])
def test_what_is_the_pages_own_affair_changes_nothing(status: int) -> None:
    one = gate()
    for _ in range(20):
        one.answered(0.2, status)
    assert (one.delay_seconds, one.pace().is_slowed, one.pace().reason) == (1, False, "")


def test_good_answers_bring_the_normal_pace_back_by_degrees() -> None:
    one = gate()
    for _ in range(3):
        one.answered(0.2, 503)
    delays = []
    while one.pace().is_slowed:
        one.answered(0.2, 200)
        delays.append(one.delay_seconds)
    assert all(later < earlier for earlier, later in pairwise(delays))
    assert 20 <= len(delays) <= 60
    for _ in range(60):
        one.answered(0.2, 200)
    assert one.delay_seconds == 1


def test_a_host_that_takes_ever_longer_is_asked_more_slowly() -> None:
    one = gate()
    for _ in range(30):
        one.answered(0.5, 200)
    assert not one.pace().is_slowed
    for _ in range(10):
        one.answered(6.0, 200)
    assert one.delay_seconds > 2
    assert one.pace().reason.startswith("answers take ")
    for _ in range(80):
        one.answered(0.5, 200)
    assert not one.pace().is_slowed


def test_a_host_that_was_always_slow_is_not_slowed() -> None:
    one = gate()
    for _ in range(50):
        one.answered(8.0, 200)
    assert one.delay_seconds == 1


@given(st.floats(0, 300), st.lists(ANSWERS, max_size=60))
def test_the_delay_stays_between_normal_and_the_longest(delay: float, answers: list) -> None:
    one = gate(delay)
    for seconds, status in answers:
        one.answered(seconds, status)
        assert delay <= one.delay_seconds <= max(LONGEST_DELAY_SECONDS, delay) + 1e-9


def test_an_earlier_run_is_remembered_and_a_description_is_a_floor() -> None:
    one = gate()
    one.remember(8.0, "HTTP status 503")
    assert (one.delay_seconds, one.pace().reason) == (8, "HTTP status 503")
    one.slow_down(10.0)
    assert one.normal_seconds == 10
    other = gate(5.0)
    other.remember(2.0, "x")
    assert other.delay_seconds == 5


def test_a_pause_is_shown() -> None:
    one = gate()
    one.pause(600)
    assert one.pace().paused_seconds == 599
    assert one.pace().is_slowed
