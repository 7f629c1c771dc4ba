"""Windows of the day in which a host may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.hours import Hours


def china(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour - 8, minutes=minute)


@pytest.mark.parametrize(
    ("windows", "moment", "seconds"),
    [
        ([], china(12), 0),
        (["22:00-06:00"], china(22), 0),
        (["22:00-06:00"], china(0), 0),
        (["22:00-06:00"], china(5, 59), 0),
        (["22:00-06:00"], china(6), 16 * 3600),
        (["22:00-06:00"], china(21, 59), 60),
        (["08:00-09:00", "12:30-13:30"], china(9), 3.5 * 3600),
        (["08:00-09:00", "12:30-13:30"], china(14), 18 * 3600),
        (["00:00-24:00"], china(14), 0),
        (["9:00 - 17:00"], china(9), 0),
    ],
)
def test_a_window_opens_after(windows: list[str], moment: datetime, seconds: float) -> None:
    hours = Hours.of(windows)
    assert hours.seconds_until_open(moment) == seconds
    assert hours.is_open(moment) is (seconds == 0)


def test_a_zone_has_its_own_hours_also_when_clocks_change() -> None:
    hours = Hours.of(["03:00-04:00"], "Europe/Berlin")
    assert hours.is_open(datetime(2026, 1, 10, 2, tzinfo=UTC))
    assert hours.is_open(datetime(2026, 7, 10, 1, tzinfo=UTC))
    # in the night of 29 March 2026 there is no 02:00: at 00:30 it is two hours and a half to 03:00, less one
    assert hours.seconds_until_open(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == 1.5 * 3600


@pytest.mark.parametrize("text", ["22-06", "25:00-06:00", "06:00-06:00", "22:60-23:00", "", "24:30-02:00"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"HH:MM|stretch"):
        Hours.of([text])


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Mars"):
        Hours.of([], "Mars/Olympus")


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(1_577_836_800, 1_893_456_000))
def test_when_a_window_opens_it_is_open(start: int, end: int, at: int) -> None:
    if start == end:
        return
    hours = Hours.of([f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"])
    moment = datetime.fromtimestamp(at, UTC)
    wait = hours.seconds_until_open(moment)
    assert 0 <= wait <= 86_400
    assert hours.is_open(moment + timedelta(seconds=wait))
