"""Site descriptions: one TOML file per site, read strictly.

A description is data, checked before anything is fetched: a name that is not known, a value of the
wrong type or out of its range is refused with the file, the place, what was found and what is
allowed. All settings stand in :data:`SITE_SETTINGS`, once.
"""

from __future__ import annotations

import re
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from reportharvest.crawling.hours import Hours
from reportharvest.crawling.json_lists import ListApi, read_list_api
from reportharvest.crawling.scope import Scope, is_private_host
from reportharvest.crawling.site_settings import AGAIN, SITE_SETTINGS, SiteSetting, checked_value
from reportharvest.crawling.urls import canonical
from reportharvest.errors import DescriptionError

__all__ = [
    "SITE_SETTINGS",
    "Budget",
    "Expectations",
    "Refresh",
    "SiteDescription",
    "SiteSetting",
    "read_sites",
]

_WRITE_ONE = (
    "nothing was fetched; write a description as docs/sites.md shows, or name its file or folder with --sites"
)
# A name becomes a folder name of recordings and a header value, so it holds nothing that either minds.
_NAME = re.compile(r"[^\W_](?:[\w.-]{0,62}[\w])?")


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a run may ask for; None: as much as there is."""

    pages: int | None = None
    bytes: int | None = None
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """How often known pages are asked for again, as :mod:`reportharvest.running.revisiting` works it out."""

    min_days: float = 7.0
    max_days: float = 180.0
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a complete harvest of a site has; what is None is not expected.

    Attributes:
        min_reports: number of reports, at least.
        max_reports: number of reports, at most.
        latest_year: the year that the newest report covers, at least; ``last``: the last year whose report
            the law wants published by now.
        years: years that must each have a report.
        index_number: share of the reports that have an index number, at least.
    """

    min_reports: int | None = None
    max_reports: int | None = None
    latest_year: int | Literal["last"] | None = None
    years: tuple[int, ...] = ()
    index_number: float | None = None


@dataclass(frozen=True, slots=True)
class SiteDescription:
    """A site as its description says; the fields are the names of :data:`SITE_SETTINGS`."""

    name: str
    publisher: str
    entry: tuple[str, ...]
    scope: Scope
    allow_private: bool = False
    render: bool = False
    delay_seconds: float = 1.0
    concurrency: int = 2
    timeout_seconds: float = 30.0
    max_body_bytes: int = 52_428_800
    attempts: int = 4
    verify_tls: bool | str = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_depth: int = 3
    max_list_pages: int = 500
    max_pages: int = 100_000
    hours: Hours = field(default_factory=Hours)
    budget: Budget = field(default_factory=Budget)
    refresh: Refresh = field(default_factory=Refresh)
    expect: Expectations = field(default_factory=Expectations)
    list_apis: tuple[ListApi, ...] = ()
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
                f'{file}: name = "{site.name}" is also the name of {seen[site.name]}', hint=AGAIN
            )
        seen[site.name] = file
    return sites


def _read(file: Path, simulated: bool) -> SiteDescription:
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DescriptionError(f"{file}: cannot be read as TOML: {error}", hint=AGAIN) from error
    list_apis = _list_apis(file, content.pop("list_api", []))
    values = _values(file, content)
    values["list_apis"] = list_apis
    site = _site(file, values)
    _check_addresses(file, site, simulated)
    return site


def _list_apis(file: Path, content: Any) -> tuple[ListApi, ...]:
    if not isinstance(content, list):
        raise DescriptionError(f"{file}: list_api must be an array of tables, [[list_api]]", hint=AGAIN)
    found = []
    for number, one in enumerate(content, start=1):
        try:
            found.append(read_list_api(one))
        except ValueError as error:
            raise DescriptionError(f"{file}: [[list_api]] {number}: {error}", hint=AGAIN) from error
    return tuple(found)


def _values(file: Path, content: Mapping[str, Any]) -> dict[str, Any]:
    tables = {one.table for one in SITE_SETTINGS if one.table}
    top = {one.name for one in SITE_SETTINGS if not one.table} | {"list_api"}
    values: dict[str, Any] = {}
    for name in content:
        if name not in tables | top:
            raise DescriptionError.unknown_name(f"{file}", name, tables | top)
    for table in sorted(tables):
        inside = content.get(table, {})
        if not isinstance(inside, dict):
            raise DescriptionError(f"{file}: {table} must be a table, [{table}]", hint=AGAIN)
        allowed = {one.name for one in SITE_SETTINGS if one.table == table}
        for name in inside:
            if name not in allowed:
                raise DescriptionError.unknown_name(f"{file}: [{table}]", name, allowed)
    for setting in SITE_SETTINGS:
        inside = content.get(setting.table, {}) if setting.table else content
        values[setting.field or setting.name] = _value(file, setting, inside)
    return values


def _value(file: Path, setting: SiteSetting, inside: Mapping[str, Any]) -> Any:
    place = f"{file}: [{setting.table}] {setting.name}" if setting.table else f"{file}: {setting.name}"
    if setting.name not in inside:
        if setting.default is None and not setting.table:
            raise DescriptionError(f"{place} is missing: {setting.help}", hint=AGAIN)
        return setting.default
    return checked_value(place, inside[setting.name], setting)


def _site(file: Path, values: dict[str, Any]) -> SiteDescription:
    if not _NAME.fullmatch(values["name"]):
        raise DescriptionError(
            f'{file}: name = "{values["name"]}" must be letters, digits, "-", "." and "_", at most 64',
            hint=AGAIN,
        )
    for list_name in ("entry", "scope"):
        if not values[list_name] and not (list_name == "entry" and values["list_apis"]):
            raise DescriptionError(f"{file}: {list_name} must not be empty", hint=AGAIN)
    for table_name in ("include", "exclude"):
        for pattern in values[table_name]:
            try:
                re.compile(pattern)
            except re.error as error:
                raise DescriptionError(
                    f'{file}: [follow] {table_name}: "{pattern}": {error}', hint=AGAIN
                ) from error
    try:
        scope = Scope.of(values.pop("scope"))
    except ValueError as error:
        raise DescriptionError(f"{file}: scope: {error}", hint=AGAIN) from error
    entry = []
    for text in values.pop("entry"):
        url = canonical(text)
        if url is None:
            raise DescriptionError(f'{file}: entry: "{text}" is not an http or https URL', hint=AGAIN)
        if not scope.allows(url):
            raise DescriptionError(
                f"{file}: entry: {url} is outside of the scope of this description", hint=AGAIN
            )
        entry.append(url)
    for number, api in enumerate(values["list_apis"], start=1):
        url, _ = api.request(api.first_page)
        if not scope.allows(url):
            raise DescriptionError(
                f"{file}: [[list_api]] {number}: {url} is outside of the scope of this description",
                hint=AGAIN,
            )
    try:
        hours = Hours.of(values.pop("hours"), values.pop("time_zone"))
    except ValueError as error:
        raise DescriptionError(f"{file}: [fetch] hours: {error}", hint=AGAIN) from error
    values["verify_tls"] = _authorities(file, values["verify_tls"])
    reports = values.pop("reports") or {}
    expected = {name: values.pop(name) for name in ("latest_year", "years", "index_number")}
    budget = {name: values.pop(f"budget_{name}") for name in ("pages", "bytes", "hours")}
    refresh = {name: values.pop(f"refresh_{name}") for name in ("min_days", "max_days", "at_least")}
    if refresh["min_days"] > refresh["max_days"]:
        raise DescriptionError(f"{file}: [refresh] min_days is greater than max_days", hint=AGAIN)
    return SiteDescription(
        **values,
        entry=tuple(dict.fromkeys(entry)),
        scope=scope,
        hours=hours,
        budget=Budget(**budget),
        refresh=Refresh(**refresh),
        expect=Expectations(reports.get("min"), reports.get("max"), **expected),
        file=file,
    )


def _authorities(file: Path, verify: bool | str) -> bool | str:
    """Find the file with the authorities of a site, beside its description, and see that it can be used."""
    if isinstance(verify, bool):
        return verify
    path = str(file.parent / Path(verify).expanduser())
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise DescriptionError(
            f'{file}: [fetch] verify_tls = "{verify}": no certificates can be read from {path}: {error}',
            hint=AGAIN,
        ) from error
    return path


def _check_addresses(file: Path, site: SiteDescription, simulated: bool) -> None:
    if simulated:
        return
    private = [host for host, _, _ in site.scope.entries if is_private_host(host)]
    if private and not site.allow_private:
        raise DescriptionError(
            f"{file}: {private[0]} is a loopback or private address; "
            "these are refused unless allow_private = true",
            hint=AGAIN,
        )
    if site.delay_seconds == 0 and len(private) < len(site.scope.entries):
        raise DescriptionError(
            f"{file}: [fetch] delay_seconds = 0 is allowed for loopback only; "
            "other hosts are not to be burdened",
            hint=AGAIN,
        )
