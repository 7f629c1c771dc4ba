"""Guessing the JSON interface behind a list that a page's scripts draw, for a person to check."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from reportharvest.crawling.columns import names_report
from reportharvest.crawling.json_lists import unwrapped_json
from reportharvest.crawling.markup import script_texts
from reportharvest.crawling.urls import canonical

__all__ = ["GuessedApi", "api_requests", "rows_of_api"]

MAX_REQUESTS = 4
_CALL = re.compile(
    r"(?:\burl\s*:\s*|\$\.(?P<verb>get|post|getJSON)\(\s*|\bfetch\(\s*|axios\.(?P<other>get|post)\(\s*|\.open\(\s*['\"](?P<xhr>GET|POST)['\"]\s*,\s*)"
    r"['\"`](?P<url>[^'\"`\s<>]{2,400})['\"`]",
    re.IGNORECASE,
)
_DATA = re.compile(r"(?:\bdata\s*:\s*|\bparams\s*:\s*|,\s*)\{([^{}]{0,1500})\}")
_PAIR = re.compile(
    r"['\"]?([\w$]{1,60})['\"]?\s*:\s*(?:'([^'\n]{0,200})'|\"([^\"\n]{0,200})\"|(-?\d{1,12})|([A-Za-z_$][\w$]*))"
)
_METHOD = re.compile(r"\b(?:type|method)\s*:\s*['\"](get|post)['\"]", re.IGNORECASE)
_FILE = re.compile(r"['\"`]([^'\"`\s<>]{1,300}\.json(?:\?[^'\"`\s<>]{0,200})?)['\"`]")
_NO_LIST = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|html?|shtml)(?:\?|$)|login|stat|count|visit|click|hits|weather|captcha",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:cur(?:r|rent)?|now|to)?_?page_?(?:no|num|number|index|id)?|pn|p", re.IGNORECASE)
_LINK_NAME = re.compile(r"url|link|href|path|address", re.IGNORECASE)
_DATE_NAME = re.compile(r"date|time|day", re.IGNORECASE)
_PAGE_FILE = re.compile(r"(.*?[_/-])(\d{1,3})(\.json)$")


@dataclass(frozen=True, slots=True)
class GuessedApi:
    """A list interface as it would stand in a description; ``rows`` hold title, date and link."""

    url: str
    method: str
    body: str
    path: str
    link: str
    title: str
    date: str
    first_page: int
    rows: tuple[tuple[str, str, str], ...]


def api_requests(page: str, url: str) -> list[tuple[str, str, str]]:
    """Give the requests of a page's scripts that may fetch its list: method, canonical URL, body.

    >>> api_requests("<script>$.ajax({url: '/api/list', data: {columnId: 7, page: 1}})</script>", "http://a.example/")
    [('GET', 'http://a.example/api/list?columnId=7&page=1', '')]
    """
    scripts = "\n".join(script_texts(page))
    values = {
        match[1]: match[2] if match[2] is not None else match[3]
        for match in re.finditer(
            r"\b([A-Za-z_$][\w$]{0,60})\s*[=:]\s*(?:['\"]([^'\"\n]{0,200})['\"]|(\d{1,12}))", scripts
        )
    }
    found: dict[tuple[str, str, str], None] = {}
    for match in _CALL.finditer(scripts):
        if _NO_LIST.search(match["url"]):
            continue
        around = scripts[match.end() : match.end() + 2000]
        around = around[: _end(around)]
        method = (match["verb"] or match["other"] or match["xhr"] or "").upper().replace("GETJSON", "GET")
        said = _METHOD.search(around) or _METHOD.search(scripts[max(0, match.start() - 200) : match.start()])
        method = method or (said[1].upper() if said else "GET")
        data = _DATA.search(around)
        form = _form(data[1], values) if data else {}
        target = canonical(match["url"], url)
        if target is None:
            continue
        if method == "POST":
            is_json = re.search(r"JSON\.stringify|application/json", around) is not None
            found[method, target, json.dumps(form) if is_json else urlencode(form)] = None
        else:
            query = urlencode(form)
            asked = canonical(f"{target}{'&' if '?' in target else '?'}{query}") if query else target
            found["GET", asked or target, ""] = None
    for match in _FILE.finditer(scripts):
        target = canonical(match[1], url)
        if target is not None:
            found.setdefault(("GET", target, ""))
    return list(found)[:MAX_REQUESTS]


def _end(text: str) -> int:
    """Where the call's brackets close."""
    depth = 1
    for sign in re.finditer(r"[(){}]", text):
        depth += 1 if sign[0] in "({" else -1
        if depth < 0:
            return sign.start()
    return len(text)


def _form(text: str, values: dict[str, str]) -> dict[str, str]:
    form = {}
    for name, one, two, number, variable in _PAIR.findall(text):
        value = one or two or number or values.get(variable, "")
        if not value and _PAGE.fullmatch(name):
            value = "1"
        form[name] = value
    return form


def rows_of_api(text: str, method: str, url: str, body: str, page_url: str) -> GuessedApi | None:
    """Find the rows that name reports in a JSON answer; None where there are none.

    Args:
        text: the answer.
        method: how it was asked for.
        url: where.
        body: with what.
        page_url: the page whose scripts asked; links may be relative to it.
    """
    answer = unwrapped_json(text)
    best: tuple[int, str, list[Any]] = (0, "", [])
    waiting: list[tuple[str, Any]] = [("", answer)]
    for _ in range(2_000):
        if not waiting:
            break
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{path}.{name}" if path else str(name), one) for name, one in value.items()]
        elif isinstance(value, list):
            named = sum(isinstance(one, dict) and _title_of(one) is not None for one in value)
            if named > best[0]:
                best = (named, path or ".", value)
            waiting += [
                (f"{path}[{at}]", one) for at, one in enumerate(value[:20]) if isinstance(one, (dict, list))
            ]
    if best[0] == 0 or 2 * best[0] < len(best[2]):
        return None
    rows = [one for one in best[2] if isinstance(one, dict)]
    telling = next(one for one in rows if _title_of(one) is not None)
    title = _title_of(telling) or ""
    link = next((name for name, value in telling.items() if _is_link(name, value)), None)
    if link is None:
        return None
    date = next((name for name, value in telling.items() if _DATE_NAME.search(name) and value), "")
    samples = []
    for one in rows:
        target = canonical(str(one.get(link) or ""), page_url)
        if target is not None and names_report(str(one.get(title) or "")):
            samples.append((str(one[title]), str(one.get(date) or "")[:10], target))
    template_url, template_body, first = _templates(url, body)
    return GuessedApi(template_url, method, template_body, best[1], link, title, date, first, tuple(samples))


def _title_of(row: dict[str, Any]) -> str | None:
    return next((name for name, value in row.items() if isinstance(value, str) and names_report(value)), None)


def _is_link(name: str, value: object) -> bool:
    if not isinstance(value, str) or not value or " " in value.strip():
        return False
    looks = value.startswith(("http://", "https://", "/", "./")) or re.search(
        r"\.(?:s?html?|pdf|docx?)$", value
    )
    return bool(looks) and (_LINK_NAME.search(name) is not None or "/" in value)


def _templates(url: str, body: str) -> tuple[str, str, int]:
    """Put {page} where the number of the page stands."""
    for at, text in enumerate((url, body)):
        match = re.search(
            rf"(?<![\w])[\"']?({_PAGE.pattern})[\"']?(=|:\s*[\"']?)(\d{{1,4}})(?!\d)", text, re.IGNORECASE
        )
        if match:
            made = text[: match.start(3)] + "{page}" + text[match.end(3) :]
            return (made, body, int(match[3])) if at == 0 else (url, made, int(match[3]))
    if match := _PAGE_FILE.fullmatch(url):
        return f"{match[1]}{{page}}{match[3]}", body, int(match[2])
    return url, body, 1
