"""Dates of every kind that government pages print, as ISO 8601 in China's time zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from reportharvest.extracting.numerals import ordinal, spelled_year

__all__ = ["CHINA", "FoundDate", "date_in_url", "find_date", "has_date"]

CHINA = timezone(timedelta(hours=8), "CST")
"""China's time zone; it has had no summer time since 1991."""

_YEAR = r"(?:[12１２][\d０-９]{3}|[一二][〇零○ＯOo一二三四五六七八九]{3})"
_NUMBER = r"(?:[\d０-９]{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_TIME = (
    r"(?:\s{0,8}[T日,，-]?\s{0,8}(?:[（(]?(?:星期|周)[一二三四五六日天][)）]?\s{0,8})?"
    r"(?:(?P<half>上午|下午|晚上|[AaPp][Mm])\s{0,4})?(?<![\d０-９])(?P<hour>[\d０-９]{1,2})\s?[:：时点]\s?(?P<minute>[\d０-９]{1,2})"
    r"(?:\s?[:：分]\s?(?P<second>[\d０-９]{1,2})(?:\.\d{1,9})?秒?)?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_DATE = re.compile(
    rf"(?<![\d０-９])(?P<year>{_YEAR})\s{{0,4}}(?:年|[-/.．－–—／])\s{{0,4}}(?P<month>{_NUMBER}|元)\s{{0,4}}"
    rf"(?:月|[-/.．－–—／])\s{{0,4}}(?P<day>{_NUMBER})(?![\d０-９])\s{{0,4}}[日号]?{_TIME}"
)
_PACKED = re.compile(
    r"(?<![\d０-９])(?P<year>[12１２][\d０-９]{3})(?P<month>[\d０-９]{2})(?P<day>[\d０-９]{2})"
    r"(?:(?P<hour>[\d０-９]{2})(?P<minute>[\d０-９]{2})(?P<second>[\d０-９]{2})?)?(?![\d０-９])"
)
_GLUED = re.compile(r"((?:19|20)\d\d[-/.]\d\d[-/.]\d\d)(?=\d\d:\d\d)")
_JAVA = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}):(\d{2}):(\d{2}) (?:CST|GMT\+08:00) (\d{4})"
)
_MONTHS = {
    name: index
    for index, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_IN_URL = (
    re.compile(r"/(?:art|content)/(\d{4})/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/(?:t|c|content_?)?((?:19|20)\d{2})(\d{2})(\d{2})[_/.]"),
    re.compile(r"/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})/"),
    re.compile(r"/((?:19|20)\d{2})-?(\d{2})/(\d{1,2})/"),
)
_SHORT = 200
_FIRST_YEAR, _LAST_YEAR = 1949, 2099


class FoundDate(NamedTuple):
    """A date found: ISO 8601, or None where no calendar has it; and where it stood in the text."""

    iso: str | None
    start: int
    end: int


def find_date(text: str) -> FoundDate | None:
    """Find the first date in a text, with its time of day where one follows.

    Args:
        text: any text.
    Returns:
        The date, ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM:SS+08:00``; its ``iso`` is None for an impossible one
        such as 31 June. None where nothing looks like a date.

    >>> [find_date(one).iso for one in ("2020年1月3日", "二〇一九年十二月三十一日", "２０２００１０３")]
    ['2020-01-03', '2019-12-31', '2020-01-03']
    >>> find_date("2020-01-03 13:38").iso, find_date("2019-02-30").iso, find_date("2018年度")
    ('2020-01-03T13:38:00+08:00', None, None)
    """
    return _remembered_date(text) if len(text) <= _SHORT else _date(text)


def _date(text: str) -> FoundDate | None:
    text = _GLUED.sub(r"\1 ", text)
    found = _DATE.search(text)
    packed = _PACKED.search(text)
    if packed is not None and (found is None or packed.start() < found.start()):
        found = packed
    if found is None:
        java = _JAVA.search(text)
        if java is None:
            return None
        name, *numbers = java.groups()
        day, *moment, year = map(int, numbers)
        return FoundDate(_iso(year, _MONTHS.get(name), day, (moment[0], moment[1], moment[2])), *java.span())
    year_, month, day_ = (found.group(name) for name in ("year", "month", "day"))
    clock = None
    if found.group("hour"):
        hour, minute, second = (int(found.group(name) or 0) for name in ("hour", "minute", "second"))
        half = found.group("half") if "half" in found.re.groupindex else None
        hour += 12 if half and half.lower() in {"下午", "晚上", "pm"} and hour < 12 else 0
        clock = (hour, minute, second)
    zone = found.group("zone") if "zone" in found.re.groupindex else None
    return FoundDate(
        _iso(spelled_year(year_), 1 if month == "元" else ordinal(month), ordinal(day_), clock, zone),
        *found.span(),
    )


_remembered_date = lru_cache(maxsize=512)(_date)  # a value is asked for its date by several stages


def has_date(text: str) -> bool:
    """Tell whether a text has a date.

    >>> has_date("发布于2020.01.03"), has_date("1.5万元")
    (True, False)
    """
    return _DATE.search(text) is not None or _PACKED.search(text) is not None


def date_in_url(url: str) -> str | None:
    """Read the date that content management systems put into a page's address.

    >>> date_in_url("http://www.example.gov.cn/art/2020/1/3/art_1229_58.html")
    '2020-01-03'
    >>> date_in_url("http://www.example.gov.cn/zwgk/202001/t20200103_123.html")
    '2020-01-03'
    """
    path = url.partition("?")[0]
    for pattern in _IN_URL:
        for found in pattern.finditer(path):
            year, month, day = map(int, found.groups())
            iso = _iso(year, month, day)
            if iso is not None:
                return iso
    return None


def _iso(
    year: int | None,
    month: int | None,
    day: int | None,
    clock: tuple[int, int, int] | None = None,
    zone: str | None = None,
) -> str | None:
    """Write a date in ISO 8601, without a time that no clock shows; None where no calendar has the day."""
    if year is None or month is None or day is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        midnight = datetime(year, month, day, tzinfo=CHINA)
    except ValueError:
        return None
    if clock is None or clock[0] > 23 or clock[1] > 59 or clock[2] > 59:
        return midnight.date().isoformat()
    moment = midnight.replace(hour=clock[0], minute=clock[1], second=clock[2])
    if zone == "Z":
        moment += timedelta(hours=8)
    elif zone:
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
        moment += timedelta(hours=8) - offset
    return moment.isoformat(timespec="seconds")
