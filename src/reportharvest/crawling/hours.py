"""At which hours a host may be asked: windows of the day in the site's own time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["CHINA_TIME", "Hours"]

CHINA_TIME = "Asia/Shanghai"
_WINDOW = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-4]):([0-5][0-9])")
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Windows of the day, each from a minute (included) to a minute (excluded); none: at all hours.

    >>> hours = Hours.of(["22:00-06:00"])
    >>> [hours.is_open(datetime(2024, 3, 1, hour, tzinfo=UTC)) for hour in (15, 4)]
    [True, False]
    >>> hours.seconds_until_open(datetime(2024, 3, 1, 13, 30, tzinfo=UTC))
    1800.0
    """

    windows: tuple[tuple[int, int], ...] = ()
    zone: str = CHINA_TIME

    @classmethod
    def of(cls, texts: list[str] | tuple[str, ...], zone: str = CHINA_TIME) -> Hours:
        """Read windows as written, ``HH:MM-HH:MM``; one that ends before it begins goes over midnight.

        Raises:
            ValueError: a text is no window, or there is no such zone.
        """
        windows = []
        for text in texts:
            found = _WINDOW.fullmatch(text.strip())
            if found is None:
                raise ValueError(f'"{text}" is not of the form HH:MM-HH:MM, such as "22:00-06:00"')
            start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
            if start == end or end > _MINUTES_A_DAY:
                raise ValueError(f'"{text}" is no stretch of a day')
            windows.append((start, end))
        _zone(zone)
        return cls(tuple(windows), zone)

    def is_open(self, moment: datetime) -> bool:
        """Tell whether a host may be asked at a moment."""
        return self.seconds_until_open(moment) == 0

    def seconds_until_open(self, moment: datetime) -> float:
        """Seconds until a window opens; 0.0 inside of one."""
        if not self.windows:
            return 0.0
        local = moment.astimezone(_zone(self.zone))
        minute = local.hour * 60 + local.minute
        if any(
            start <= minute < end if start < end else minute >= start or minute < end
            for start, end in self.windows
        ):
            return 0.0
        return min(self._opening(local, start) for start, _ in self.windows)

    def _opening(self, local: datetime, start: int) -> float:
        at = time(start // 60, start % 60)
        for days in (0, 1, 2):
            # put together as local time, so that a change to summer time moves the opening along
            opening = datetime.combine(local.date() + timedelta(days=days), at, local.tzinfo)
            seconds = opening.astimezone(UTC) - local.astimezone(UTC)
            if seconds > timedelta(0):
                return seconds.total_seconds()
        raise AssertionError("one of three days has a later opening")

    def __str__(self) -> str:
        times = ", ".join(
            f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in self.windows
        )
        return f"{times} {self.zone}" if times else "all hours"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if name == CHINA_TIME:  # a machine without a time zone database; China has had one zone since 1992
            return timezone(timedelta(hours=8))
        raise ValueError(f'there is no time zone "{name}"; an example of one is "{CHINA_TIME}"') from error
