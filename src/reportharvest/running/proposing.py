"""A proposed site description: TOML with what was found, and comments for the person who checks it."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from pathlib import Path

from reportharvest.crawling.families import family_of, pager_manner
from reportharvest.crawling.scope import is_private_host
from reportharvest.crawling.sites import read_sites
from reportharvest.crawling.urls import split
from reportharvest.running.found import Discovery, FoundColumn
from reportharvest.running.visiting import registered

__all__ = ["proposal", "site_name"]

MAX_SAMPLES = 5
_COMMON = frozenset(
    {"www", "gov", "edu", "org", "com", "net", "cn", "xxgk", "zwgk", "zfxxgk", "web", "new", "m"}
)
# the agency in a report's title: 示例区财政局2019年…, 示例区财政局关于2019年度…
_NAMED_FIRST = re.compile(r"\W*([^\W\d]{3,24}?)(?:关于|關於)?\s*(?:(?:19|20)\d{2}|二[〇○零])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def site_name(url: str) -> str:
    """Give a site's short name, from its host.

    >>> site_name("http://czj.yunqiao.gov.cn:8080/"), site_name("http://127.0.0.1:8000/")
    ('czj-yunqiao', '127.0.0.1-8000')
    """
    parts = split(url)
    if parts is None:
        return "site"
    if re.fullmatch(r"[\d.]+|\[.*\]", parts.host):
        return re.sub(r"[^\w.-]+", "-", parts.authority).strip("-.") or "site"
    labels = [one for one in parts.host.split(".") if one not in _COMMON]
    return re.sub(r"[^\w-]+", "-", "-".join(labels))[:64].strip("-_") or "site"


def proposal(found: Discovery, *, name: str, day: str, delay_seconds: float = 1.0) -> str:
    """Write the description of a site.

    Args:
        found: what was found; has at least one column.
        name: the site's short name.
        day: today, YYYY-MM-DD.
        delay_seconds: between two requests.
    Returns:
        TOML that :func:`reportharvest.crawling.sites.read_sites` accepts.
    Raises:
        ValueError: there is no column.
    """
    if not found.columns:
        raise ValueError("no column of reports was found, so there is nothing to describe")
    family, shown = family_of(found.pages + [f"{one.url}\n{one.page}" for one in found.columns])
    rows = {row.url for one in found.columns for row in one.rows}
    lines = [
        f"# Proposed by `reportharvest discover {_comment(found.start)}` on {day}, {found.asked} requests.",
        "# Check the columns and the sample rows, correct what is wrong, then run `reportharvest harvest`.",
        f"# Content management: {_comment(f'{family} ({shown})') if family else 'not recognised'}.",
        "",
        f"name = {_string(name)}",
        f"publisher = {_string(_publisher(found))}",
        *_entries(found.columns),
        f"scope = {_scope(found, rows)}",
    ]
    if any(is_private_host(one) for one in _hosts(found, rows)):
        lines.append("allow_private = true")
    if any(one.needs_render for one in found.columns):
        lines.append(
            "render = true  # the list exists only after scripts; needs reportharvest[render] and Chromium"
        )
    if delay_seconds != 1.0:
        lines += ["", "[fetch]", f"delay_seconds = {delay_seconds:g}"]
    if rows:
        lines += [
            "",
            "# [expect]",
            f"# reports = {{min = {len(rows)}}}   # on the first pages; fewer mark a harvest",
        ]
    for one in found.columns:
        lines += _api(one)
    text = "\n".join(lines) + "\n"
    _check(text)
    return text


def _entries(columns: list[FoundColumn]) -> list[str]:
    plain = [one for one in columns if one.api is None]
    lines = ["entry = ["] if plain else ["entry = []  # the lists come from the interfaces below"]
    for one in columns:
        following = [(each.method, each.url) for each in (one.listing.pager if one.listing else ())]
        is_unread = one.listing is not None and one.listing.unread_pager
        manner = pager_manner(one.page, one.url, following, is_unread=is_unread)
        if one.api is not None or one.needs_render:
            manner = "as JSON" if one.api is not None else "not known before its scripts have run"
        lines += [
            f"    # {_comment(one.name or 'a column')}: {_comment(one.reason)}",
            f"    # further pages: {_comment(manner)}" + (f"; {len(following)} known" if following else ""),
        ]
        lines += [
            f"    #   {row.date or '          '}  {_comment(row.title)}  {row.url}"
            for row in one.rows[:MAX_SAMPLES]
        ]
        if len(one.rows) > MAX_SAMPLES:
            lines.append(f"    #   … and {len(one.rows) - MAX_SAMPLES} more rows")
        if one.api is None:
            lines.append(f"    {_string(one.url)},")
    return [*lines, "]"] if plain else lines


def _api(column: FoundColumn) -> list[str]:
    api = column.api
    if api is None:
        return []
    lines = ["", f"[[list_api]]  # {_comment(column.name)}", f"url = {_string(api.url)}"]
    if api.method != "GET":
        lines += [f"method = {_string(api.method)}", f"body = {_string(api.body)}"]
    lines += [f"rows = {_string(api.path)}", f"link = {_string(api.link)}", f"title = {_string(api.title)}"]
    if api.date:
        lines.append(f"date = {_string(api.date)}")
    if api.first_page != 1:
        lines.append(f"first_page = {api.first_page}")
    return lines


def _publisher(found: Discovery) -> str:
    known = Counter(one for one in found.publishers if 2 <= len(one) <= 40)
    if known:
        return known.most_common(1)[0][0]
    titles = [row.title for one in found.columns for row in one.rows]
    named = Counter(match[1] for title in titles if (match := _NAMED_FIRST.match(title)))
    if named and 2 * named.most_common(1)[0][1] > len(titles):
        return named.most_common(1)[0][0]
    host = split(found.start)
    return found.site_title or (host.host if host else "?")


def _hosts(found: Discovery, rows: set[str]) -> list[str]:
    urls = (
        [one.url for one in found.columns] + [one.api.url for one in found.columns if one.api] + sorted(rows)
    )
    parts = [split(re.sub(r"[{}]", "", url)) for url in urls]
    own = _own(found)
    hosts = [one for one in parts if one is not None and registered(one.host) == own]
    return list(dict.fromkeys(one.host for one in hosts))


def _scope(found: Discovery, rows: set[str]) -> str:
    urls = (
        [one.url for one in found.columns] + [one.api.url for one in found.columns if one.api] + sorted(rows)
    )
    own = _own(found)
    parts = [split(re.sub(r"[{}]", "", url)) for url in urls]
    inside = [one for one in parts if one is not None and registered(one.host) == own]
    authorities = dict.fromkeys(f"{one.authority}/" for one in inside)
    return "[" + ", ".join(_string(one) for one in authorities) + "]"


def _own(found: Discovery) -> str:
    parts = split(found.start)
    return "" if parts is None else registered(parts.host)


def _string(text: str) -> str:
    """A TOML basic string; its escapes are those of JSON."""
    return json.dumps(_CONTROL.sub(" ", text), ensure_ascii=False).replace("\x7f", " ")


def _comment(text: str) -> str:
    return _CONTROL.sub(" ", text)[:200]


def _check(text: str) -> None:
    """Read the description as a harvest would, so that a wrong one is never written."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proposed.toml"
        file.write_text(text, encoding="utf-8")
        read_sites(file, simulated=True)
