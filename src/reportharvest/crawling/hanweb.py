"""Hanweb's lists: records in a data island, continued by requests to a ``dataproxy.jsp``.

The first page carries its rows as ``<script type="text/xml"><datastore>…<record><![CDATA[…]]></record>``;
what follows is asked for with ``startrecord``, ``endrecord``, ``perpage`` and the column ids of the page,
by POST or GET as the page says, and is answered in the same form. Read as text, with searches that go
forward only: no XML parser, so no entities and no bombs.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from reportharvest.crawling.pagers import MAX_SCRIPTED_PAGES, PagerRequest
from reportharvest.crawling.urls import canonical

__all__ = ["Datastore", "continuations", "datastores"]

MAX_RECORDS = 10_000
# The names that the proxy knows a column by, as its own script sends them.
_COLUMN_PARAMETERS = (
    "col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype"
)  # fmt: skip
_PROXY = re.compile(r"['\"]([^'\"<>\s]{0,500}dataproxy\.jsp[^'\"<>\s]{0,2000})['\"]", re.IGNORECASE)
_CDATA = re.compile(r"^\s*<!\[CDATA\[(.*?)(?:\]\]>\s*)?$", re.DOTALL)
_METHOD = re.compile(r"(?:type|method)['\"]?\s*[:=]\s*['\"]?(get|post)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Datastore:
    """One data island: its records as HTML, what it says of its size, where it says that it goes on."""

    records: tuple[str, ...]
    total: int | None
    next_group: str | None


def datastores(page: str) -> tuple[Datastore, ...]:
    """Read all data islands of a page, or of an answer of the proxy.

    >>> text = "<datastore><totalrecord>9</totalrecord><record><![CDATA[<a href='1'>x</a>]]></record>"
    >>> datastores(text)
    (Datastore(records=("<a href='1'>x</a>",), total=9, next_group=None),)
    """
    stores = []
    for island in _between(page, "<datastore", "</datastore>"):
        records = tuple(
            _plain(record.partition(">")[2]) for record in _between(island, "<record>", "</record>")
        )
        groups = [_plain(group.partition(">")[2]) for group in _between(island, "<nextgroup", "</nextgroup>")]
        proxies = [match[1] for group in groups if (match := _PROXY.search(group))]
        total = re.search(r"<totalrecord>\s*(\d{1,7})\s*<", island, re.IGNORECASE)
        stores.append(
            Datastore(
                records, int(total[1]) if total else None, html.unescape(proxies[0]) if proxies else None
            )
        )
    return tuple(stores)


def continuations(
    page: str, stores: tuple[Datastore, ...], base: str, url: str, request_body: str
) -> tuple[PagerRequest, ...]:
    """Give the requests that continue the lists in a page's data islands.

    Args:
        page: the page's text.
        stores: its data islands.
        base: what its links are resolved against.
        url: its canonical URL.
        request_body: the form that was sent for it.
    """
    if not stores:
        return ()
    if "dataproxy.jsp" in url.lower():
        return _after_answer(stores[0], url, request_body)
    found: list[PagerRequest] = []
    chunks = page.split("<datastore")
    for index, store in enumerate(stores):
        # the settings of an island stand in the script behind it, those of the page before the first one
        behind = chunks[index + 1].partition("</datastore>")[2] if index + 1 < len(chunks) else ""
        found += _continued(store, behind, chunks[0], base)
    return tuple(dict.fromkeys(found))


def _continued(store: Datastore, behind: str, before: str, base: str) -> list[PagerRequest]:
    settings = behind if "dataproxy.jsp" in behind else before + behind
    total = store.total if store.total is not None else _number(settings, "totalrecord", "recordcount")
    per_page = _number(settings, "perpage", "pagesize") or len(store.records) or 15
    written = store.next_group or next((match[1] for match in _PROXY.finditer(settings)), None)
    target = canonical(html.unescape(written), base) if written is not None else None
    if target is None:
        return []
    address, _, query = target.partition("?")
    columns = {name: _setting(settings, name) for name in _COLUMN_PARAMETERS}
    form = {name: value for name, value in columns.items() if value is not None}
    form |= dict(parse_qsl(query, keep_blank_values=True))
    method = _METHOD.search(settings)
    is_get = (method[1].lower() == "get") if method else store.next_group is not None
    if total is None:
        return [PagerRequest(target)] if store.next_group is not None else []
    ranges = _ranges(len(store.records), total, per_page)
    if not is_get:
        return [_post(address, form, one) for one in ranges]
    targets = [canonical(f"{address}?{urlencode(form | one)}") for one in ranges]
    return [PagerRequest(one) for one in targets if one is not None]


def _ranges(have: int, total: int, per_page: int) -> list[dict[str, str]]:
    """The records behind those at hand, in groups as large as the first."""
    group = max(have, per_page, 1)
    starts = range(have + 1, min(total, MAX_RECORDS) + 1, group)[:MAX_SCRIPTED_PAGES]
    return [
        {
            "startrecord": str(start),
            "endrecord": str(min(start + group - 1, total)),
            "perpage": str(per_page),
        }
        for start in starts
    ]


def _post(address: str, form: dict[str, str], asked: dict[str, str]) -> PagerRequest:
    """The range goes into the URL and the column into the form, as the proxy's own script sends them."""
    return PagerRequest(f"{address}?{urlencode(asked)}", "POST", urlencode(form))


def _after_answer(store: Datastore, url: str, request_body: str) -> tuple[PagerRequest, ...]:
    """An answer that names a further group, and is not the end, goes on there."""
    if store.next_group is None or not store.records or request_body:
        return ()
    target = canonical(store.next_group, url)
    asked = dict(parse_qsl(url.partition("?")[2]))
    if target is None or "startrecord" in asked:  # ranges are all asked for by the first page
        return ()
    return (PagerRequest(target),)


def _number(text: str, *names: str) -> int | None:
    for name in names:
        match = re.search(rf"{name}['\"]?\s*[:=]\s*['\"]?(\d{{1,7}})", text, re.IGNORECASE)
        if match:
            return int(match[1])
    return None


def _setting(text: str, name: str) -> str | None:
    match = re.search(rf"(?<![\w]){name}['\"]?\s*[:=]\s*(?:'([^'\n]*)'|\"([^\"\n]*)\"|([\w/.-]+))", text)
    return None if match is None else next(group for group in match.groups() if group is not None)


def _between(text: str, start: str, end: str) -> list[str]:
    """All stretches from ``start`` to ``end``, both in any case; the last may lack its end."""
    lower = text.lower()
    found: list[str] = []
    position = lower.find(start)
    while position >= 0 and len(found) < MAX_RECORDS:
        stop = lower.find(end, position)
        if stop < 0:
            found.append(text[position:])
            break
        found.append(text[position:stop])
        position = lower.find(start, stop)
    return found


def _plain(text: str) -> str:
    match = _CDATA.match(text)
    return match[1] if match else html.unescape(text)
