"""Every name that a site description may use, and how the values are checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportharvest.crawling.hours import CHINA_TIME
from reportharvest.errors import DescriptionError

__all__ = ["AGAIN", "SITE_SETTINGS", "SiteSetting", "checked_value"]

AGAIN = "nothing was fetched; correct the file and run the command again"


@dataclass(frozen=True, slots=True)
class SiteSetting:
    """One name of a site description: where it stands, its type, its range, what it means.

    ``field`` is its name inside of the program, where that is another one.
    """

    table: str
    name: str
    kind: str
    default: Any
    help: str
    low: float | None = None
    high: float | None = None
    field: str = ""


SITE_SETTINGS: tuple[SiteSetting, ...] = (
    SiteSetting("", "name", "string", None, "short name, unique among the descriptions"),
    SiteSetting("", "publisher", "string", None, "the agency whose reports these are"),
    SiteSetting("", "entry", "strings", None, "URLs of the pages to start from: lists, sitemaps or reports"),
    SiteSetting("", "scope", "strings", None, "host[:port][/path prefix] of everything that may be fetched"),
    SiteSetting("", "allow_private", "boolean", False, "allow loopback and private addresses"),
    SiteSetting(
        "",
        "render",
        "boolean",
        False,
        "read lists after their scripts have run, in an installed Chromium (extra render)",
    ),
    SiteSetting(
        "fetch",
        "delay_seconds",
        "number",
        1.0,
        "between the starts of two requests to one host; 0 for loopback",
        0,
        3600,
    ),
    SiteSetting("fetch", "concurrency", "integer", 2, "requests under way per host", 1, 256),
    SiteSetting(
        "fetch",
        "timeout_seconds",
        "number",
        30.0,
        "to connect, and between two parts of an answer",
        0.1,
        3600,
    ),
    SiteSetting(
        "fetch", "max_body_bytes", "integer", 52_428_800, "a larger body is cut off and not read", 1, 2**31
    ),
    SiteSetting(
        "fetch", "attempts", "integer", 4, "how often a page is tried before it counts as failed", 1, 20
    ),
    SiteSetting(
        "fetch",
        "verify_tls",
        "verify",
        True,
        "check certificates; false for this site only; or a PEM file with the authorities of this site",
    ),
    SiteSetting(
        "follow",
        "include",
        "strings",
        (),
        "regular expressions; a matching link is followed wherever it stands",
    ),
    SiteSetting("follow", "exclude", "strings", (), "regular expressions; a matching link is never followed"),
    SiteSetting(
        "follow", "max_depth", "integer", 3, "lists below lists, counted from the entry pages", 0, 50
    ),
    SiteSetting(
        "follow", "max_list_pages", "integer", 500, "list pages per run; ends a pager without end", 1, 100_000
    ),
    SiteSetting(
        "follow", "max_pages", "integer", 100_000, "all pages per run; ends a site without end", 1, 10_000_000
    ),
    SiteSetting(
        "fetch",
        "hours",
        "strings",
        (),
        'hours at which the hosts may be asked, such as ["22:00-06:00"]; empty: at all hours',
    ),
    SiteSetting("fetch", "time_zone", "string", CHINA_TIME, "the zone of hours"),
    SiteSetting(
        "budget",
        "max_pages",
        "integer",
        None,
        "requests per run; the next run goes on",
        1,
        10_000_000,
        "budget_pages",
    ),
    SiteSetting(
        "budget", "max_bytes", "integer", None, "bytes of bodies per run; likewise", 1, 2**50, "budget_bytes"
    ),
    SiteSetting(
        "budget", "max_hours", "number", None, "hours per run; likewise", 0.001, 8760, "budget_hours"
    ),
    SiteSetting(
        "refresh",
        "min_days",
        "number",
        7.0,
        "a known report is not asked for again before",
        0,
        3650,
        "refresh_min_days",
    ),
    SiteSetting(
        "refresh",
        "max_days",
        "number",
        180.0,
        "a known report is asked for again after, even if it never changed",
        0,
        3650,
        "refresh_max_days",
    ),
    SiteSetting(
        "refresh",
        "at_least",
        "integer",
        1,
        "so many known reports are asked for in every run, those that are nearest to their time",
        0,
        1_000_000,
        "refresh_at_least",
    ),
    SiteSetting(
        "expect",
        "reports",
        "range",
        None,
        "how many reports a complete harvest has: {min = 10, max = 99}",
        0,
        10_000_000,
    ),
    SiteSetting(
        "expect",
        "latest_year",
        "year",
        None,
        'year that the newest report covers, at least; "last": the year before, from April on',
        1990,
        2999,
    ),
    SiteSetting(
        "expect",
        "years",
        "years",
        None,
        "years that must each have a report: [2019, 2021], or {min = 2015, max = 2023}",
        1990,
        2999,
    ),
    SiteSetting(
        "expect",
        "index_number",
        "number",
        None,
        "share of the reports that have an index number, at least: 0.9",
        0,
        1,
    ),
)
"""Every name that a description may use. ``table`` is the TOML table, empty for the top level."""


def checked_value(place: str, found: Any, setting: SiteSetting) -> Any:
    """Check a value as TOML gives it, and bring it into the form that a description holds.

    Raises:
        DescriptionError: it is of the wrong kind or out of its range.
    """
    if setting.kind == "range":
        return _range(place, found, setting)
    if setting.kind == "years":
        return _years(place, found, setting)
    if setting.kind == "year" and found == "last":
        return found
    checker, expected = _KINDS[setting.kind]
    if not checker(found):
        raise DescriptionError(f"{place} must be {expected}, not {found!r}", hint=AGAIN)
    if setting.kind in {"number", "integer", "year"}:
        _check_range(place, found, setting)
    return tuple(found) if setting.kind == "strings" else found


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "string": (lambda one: isinstance(one, str) and bool(one.strip()), "a string that is not empty"),
    "strings": (
        lambda one: isinstance(one, list) and all(isinstance(each, str) and each for each in one),
        "a list of strings",
    ),
    "boolean": (lambda one: isinstance(one, bool), "true or false"),
    "integer": (_is_whole, "a whole number"),
    "number": (lambda one: _is_whole(one) or isinstance(one, float), "a number"),
    "year": (_is_whole, 'a year, or "last"'),
    "verify": (
        lambda one: isinstance(one, bool) or (isinstance(one, str) and bool(one.strip())),
        "true, false or the path of a PEM file",
    ),
}


def _check_range(place: str, value: float, setting: SiteSetting) -> None:
    low, high = setting.low, setting.high
    if low is None or high is None or not low <= value <= high:  # also refuses nan
        raise DescriptionError(f"{place} must be between {low} and {high}, not {value!r}", hint=AGAIN)


def _range(place: str, found: Any, setting: SiteSetting) -> dict[str, int]:
    if not isinstance(found, dict):
        raise DescriptionError(f"{place} must be a table such as {{min = 10}}, not {found!r}", hint=AGAIN)
    for name, value in found.items():
        if name not in {"min", "max"}:
            raise DescriptionError.unknown_name(place, name, {"min", "max"})
        if not _is_whole(value):
            raise DescriptionError(f"{place}.{name} must be a whole number, not {value!r}", hint=AGAIN)
        _check_range(f"{place}.{name}", value, setting)
    if "min" in found and "max" in found and found["min"] > found["max"]:
        raise DescriptionError(f"{place}: min is greater than max", hint=AGAIN)
    return dict(found)


def _years(place: str, found: Any, setting: SiteSetting) -> tuple[int, ...]:
    if isinstance(found, dict):
        bounds = _range(place, found, setting)
        if bounds.keys() != {"min", "max"}:
            raise DescriptionError(f"{place} needs both min and max", hint=AGAIN)
        return tuple(range(bounds["min"], bounds["max"] + 1))
    if not isinstance(found, list) or not all(map(_is_whole, found)):
        raise DescriptionError(
            f"{place} must be a list of years, or a table such as {{min = 2015, max = 2023}}, not {found!r}",
            hint=AGAIN,
        )
    for year in found:
        _check_range(place, year, setting)
    return tuple(sorted(set(found)))
