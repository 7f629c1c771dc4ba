"""Site descriptions: one TOML file per site, read strictly.

A description is data, checked before anything is fetched: a name that is not known, a value of the
wrong type or out of its range is refused with the file, the place, what was found and what is
allowed. All settings stand in :data:`SITE_SETTINGS`, once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportharvest.crawling.scope import Scope, is_private_host
from reportharvest.crawling.urls import canonical
from reportharvest.errors import DescriptionError

__all__ = ["SITE_SETTINGS", "SiteDescription", "SiteSetting", "read_sites"]

_AGAIN = "nothing was fetched; correct the file and run the command again"
_WRITE_ONE = (
    "nothing was fetched; write a description as docs/sites.md shows, or name its file or folder with --sites"
)
# A name becomes a folder name of recordings and a header value, so it holds nothing that either minds.
_NAME = re.compile(r"[^\W_](?:[\w.-]{0,62}[\w])?")


@dataclass(frozen=True, slots=True)
class SiteSetting:
    """One name of a site description: where it stands, its type, its range, what it means."""

    table: str
    name: str
    kind: str
    default: Any
    help: str
    low: float | None = None
    high: float | None = None


SITE_SETTINGS: tuple[SiteSetting, ...] = (
    SiteSetting("", "name", "string", None, "short name, unique among the descriptions"),
    SiteSetting("", "publisher", "string", None, "the agency whose reports these are"),
    SiteSetting("", "entry", "strings", None, "URLs of the pages to start from: lists, sitemaps or reports"),
    SiteSetting("", "scope", "strings", None, "host[:port][/path prefix] of everything that may be fetched"),
    SiteSetting("", "allow_private", "boolean", False, "allow loopback and private addresses"),
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
    SiteSetting("fetch", "verify_tls", "boolean", True, "check certificates; false for this site only"),
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
        "expect",
        "reports",
        "range",
        None,
        "how many reports a complete harvest has: {min = 10, max = 99}",
        0,
        10_000_000,
    ),
)
"""Every name that a description may use. ``table`` is the TOML table, empty for the top level."""


@dataclass(frozen=True, slots=True)
class SiteDescription:
    """A site as its description says; the fields are the names of :data:`SITE_SETTINGS`."""

    name: str
    publisher: str
    entry: tuple[str, ...]
    scope: Scope
    allow_private: bool = False
    delay_seconds: float = 1.0
    concurrency: int = 2
    timeout_seconds: float = 30.0
    max_body_bytes: int = 52_428_800
    attempts: int = 4
    verify_tls: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_depth: int = 3
    max_list_pages: int = 500
    max_pages: int = 100_000
    min_reports: int | None = None
    max_reports: int | None = None
    file: Path | None = field(default=None, compare=False)


def read_sites(source: Path, *, simulated: bool = False) -> tuple[SiteDescription, ...]:
    """Read one description, or all ``*.toml`` of a folder.

    Args:
        source: a file or a folder.
        simulated: requests go to recordings or through a proxy, so that no host is burdened or reached:
            a delay of 0 and private names are allowed.
    Returns:
        The descriptions, ordered by file name; at least one.
    Raises:
        DescriptionError: there is none, or one is wrong; the message says what to do.
    """
    if source.is_dir():
        files = sorted(source.glob("*.toml"))
    elif source.exists():
        files = [source]
    else:
        raise DescriptionError(f"{source}: there is no such file or folder", hint=_WRITE_ONE)
    if not files:
        raise DescriptionError(f"{source}: no site description (*.toml) in this folder", hint=_WRITE_ONE)
    sites = tuple(_read(file, simulated) for file in files)
    seen: dict[str, Path] = {}
    for site, file in zip(sites, files, strict=True):
        if site.name in seen:
            raise DescriptionError(
                f'{file}: name = "{site.name}" is also the name of {seen[site.name]}', hint=_AGAIN
            )
        seen[site.name] = file
    return sites


def _read(file: Path, simulated: bool) -> SiteDescription:
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DescriptionError(f"{file}: cannot be read as TOML: {error}", hint=_AGAIN) from error
    values = _values(file, content)
    site = _site(file, values)
    _check_addresses(file, site, simulated)
    return site


def _values(file: Path, content: Mapping[str, Any]) -> dict[str, Any]:
    tables = {one.table for one in SITE_SETTINGS if one.table}
    top = {one.name for one in SITE_SETTINGS if not one.table}
    values: dict[str, Any] = {}
    for name in content:
        if name not in tables | top:
            raise DescriptionError.unknown_name(f"{file}", name, tables | top)
    for table in sorted(tables):
        inside = content.get(table, {})
        if not isinstance(inside, dict):
            raise DescriptionError(f"{file}: {table} must be a table, [{table}]", hint=_AGAIN)
        allowed = {one.name for one in SITE_SETTINGS if one.table == table}
        for name in inside:
            if name not in allowed:
                raise DescriptionError.unknown_name(f"{file}: [{table}]", name, allowed)
    for setting in SITE_SETTINGS:
        inside = content.get(setting.table, {}) if setting.table else content
        values[setting.name] = _value(file, setting, inside)
    return values


def _value(file: Path, setting: SiteSetting, inside: Mapping[str, Any]) -> Any:
    place = f"{file}: [{setting.table}] {setting.name}" if setting.table else f"{file}: {setting.name}"
    if setting.name not in inside:
        if setting.default is None and not setting.table:
            raise DescriptionError(f"{place} is missing: {setting.help}", hint=_AGAIN)
        return setting.default
    found = inside[setting.name]
    if setting.kind == "range":
        return _range(place, found, setting)
    checker, expected = _KINDS[setting.kind]
    if not checker(found):
        raise DescriptionError(f"{place} must be {expected}, not {found!r}", hint=_AGAIN)
    if setting.kind in {"number", "integer"}:
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
}


def _check_range(place: str, value: float, setting: SiteSetting) -> None:
    low, high = setting.low, setting.high
    if low is None or high is None or not low <= value <= high:  # also refuses nan
        raise DescriptionError(f"{place} must be between {low} and {high}, not {value!r}", hint=_AGAIN)


def _range(place: str, found: Any, setting: SiteSetting) -> dict[str, int]:
    if not isinstance(found, dict):
        raise DescriptionError(f"{place} must be a table such as {{min = 10}}, not {found!r}", hint=_AGAIN)
    for name, value in found.items():
        if name not in {"min", "max"}:
            raise DescriptionError.unknown_name(place, name, {"min", "max"})
        if not _is_whole(value):
            raise DescriptionError(f"{place}.{name} must be a whole number, not {value!r}", hint=_AGAIN)
        _check_range(f"{place}.{name}", value, setting)
    if "min" in found and "max" in found and found["min"] > found["max"]:
        raise DescriptionError(f"{place}: min is greater than max", hint=_AGAIN)
    return dict(found)


def _site(file: Path, values: dict[str, Any]) -> SiteDescription:
    if not _NAME.fullmatch(values["name"]):
        raise DescriptionError(
            f'{file}: name = "{values["name"]}" must be letters, digits, "-", "." and "_", at most 64',
            hint=_AGAIN,
        )
    for list_name in ("entry", "scope"):
        if not values[list_name]:
            raise DescriptionError(f"{file}: {list_name} must not be empty", hint=_AGAIN)
    for table_name in ("include", "exclude"):
        for pattern in values[table_name]:
            try:
                re.compile(pattern)
            except re.error as error:
                raise DescriptionError(
                    f'{file}: [follow] {table_name}: "{pattern}": {error}', hint=_AGAIN
                ) from error
    try:
        scope = Scope.of(values.pop("scope"))
    except ValueError as error:
        raise DescriptionError(f"{file}: scope: {error}", hint=_AGAIN) from error
    entry = []
    for text in values.pop("entry"):
        url = canonical(text)
        if url is None:
            raise DescriptionError(f'{file}: entry: "{text}" is not an http or https URL', hint=_AGAIN)
        if not scope.allows(url):
            raise DescriptionError(
                f"{file}: entry: {url} is outside of the scope of this description", hint=_AGAIN
            )
        entry.append(url)
    reports = values.pop("reports") or {}
    return SiteDescription(
        **values,
        entry=tuple(dict.fromkeys(entry)),
        scope=scope,
        min_reports=reports.get("min"),
        max_reports=reports.get("max"),
        file=file,
    )


def _check_addresses(file: Path, site: SiteDescription, simulated: bool) -> None:
    if simulated:
        return
    private = [host for host, _, _ in site.scope.entries if is_private_host(host)]
    if private and not site.allow_private:
        raise DescriptionError(
            f"{file}: {private[0]} is a loopback or private address; "
            "these are refused unless allow_private = true",
            hint=_AGAIN,
        )
    if site.delay_seconds == 0 and len(private) < len(site.scope.entries):
        raise DescriptionError(
            f"{file}: [fetch] delay_seconds = 0 is allowed for loopback only; "
            "other hosts are not to be burdened",
            hint=_AGAIN,
        )
