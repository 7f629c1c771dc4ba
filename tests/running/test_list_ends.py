# ruff: noqa: E501  rows of a table are read across
"""Lists of all manners beside pages, and lists that would not end by themselves: what is recorded of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from reportharvest.running import leading
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay

from .conftest import report_html
from .test_parts import asked_for

HOST = "http://www.example.gov.cn"
YEARS = range(2008, 2020)
TITLE = "示例区财政局{}年政府信息公开工作年度报告"
SITE = """
name = "example"
publisher = "示例区财政局"
entry = [{entry}]
scope = ["www.example.gov.cn"]
[fetch]
delay_seconds = 0
[follow]
max_list_pages = 60
"""
Answer = str | bytes | dict | list | None
Answers = Callable[[str, dict[str, str]], Answer]


class Web(httpx.AsyncBaseTransport):
    """Answers with a function of path and parameters; reports at /art/YEAR.html."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked.append(path)
        body = (await request.aread()).decode()
        sent = dict(parse_qsl(path.partition("?")[2]) + parse_qsl(body))
        if body.startswith("{"):
            sent |= {name: str(value) for name, value in json.loads(body).items()}
        found = self._answers(path.partition("?")[0], sent)
        year = path.partition("?")[0].removeprefix("/art/").removesuffix(".html")
        if found is None and year.isdigit():
            found = report_html(int(year))
        if found is None:
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        kind = "text/html" if isinstance(found, str) else "application/json"
        content = (
            found
            if isinstance(found, bytes)
            else found.encode()
            if isinstance(found, str)
            else json.dumps(found).encode()
        )
        return httpx.Response(200, stream=httpx.ByteStream(content), headers={"Content-Type": kind})


def options(folder: Path, answers: Answers, *more: str, entry: str = f'"{HOST}/nb/"') -> HarvestOptions:
    (folder / "site.toml").write_text(SITE.format(entry=entry) + "\n".join(more), encoding="utf-8")
    return HarvestOptions(folder / "site.toml", folder / "r.db", folder / "warc", transport=Web(answers))


def years(given: HarvestOptions) -> list[int]:
    return [year for (year,) in asked_for(given.db, "SELECT report_year FROM reports ORDER BY 1")]


def ends(given: HarvestOptions) -> list[str]:
    [(issues,)] = asked_for(given.db, "SELECT issues FROM runs ORDER BY id DESC LIMIT 1")
    return [one["found"] for one in json.loads(issues) if one["name"] == "list-ended"]


def page(inner: str, title: str = "政府信息公开年报") -> str:
    return f"<!doctype html><meta charset=utf-8><title>{title}</title>{inner}"


def rows(some: list[int] | range, mark: str = "") -> str:
    return "".join(f"<li><a href='/art/{year}.html{mark}'>{TITLE.format(year)}</a></li>" for year in some)


def records(number: int, size: int = 5) -> list[dict]:
    return [
        {"t": TITLE.format(year), "u": f"/art/{year}.html"}
        for year in YEARS[(number - 1) * size : number * size]
    ]


API = '[[list_api]]\nurl = "http://www.example.gov.cn/api?p={page}"\nrows = "data.list"\nlink = "u"\ntitle = "t"'


def interface(path: str, sent: dict[str, str]) -> Answer:
    return {"data": {"list": records(int(sent["p"])), "n": 12}} if path == "/api" else None


def posted(path: str, sent: dict[str, str]) -> Answer:
    return (
        {"rows": records(int(sent["start"]) // 5 + 1)} if path == "/api" and sent.get("col") == "7" else None
    )


def sitemaps(path: str, _sent: dict[str, str]) -> Answer:
    if path == "/sitemap.xml":
        return f"<sitemapindex><sitemap><loc>{HOST}/sitemap1.xml.gz</loc></sitemap></sitemapindex>"
    text = "".join(f"<url><loc>{HOST}/art/{year}.html</loc></url>" for year in YEARS)
    return gzip.compress(f"<urlset>{text}</urlset>".encode(), mtime=0) if path == "/sitemap1.xml.gz" else None


def feed(path: str, sent: dict[str, str]) -> Answer:
    if path != "/rss.xml":
        return None
    some = YEARS[:6] if sent.get("p") != "2" else YEARS[6:]
    items = "".join(
        f"<entry><title>{TITLE.format(one)}</title><link href='/art/{one}.html'/></entry>" for one in some
    )
    following = "<link rel='next' href='?p=2'/>" if sent.get("p") != "2" else ""
    return f"<?xml version='1.0'?><feed><title>年报</title>{following}{items}</feed>"


LISTS: dict[str, tuple[Answers, str, tuple[str, ...]]] = {
    "json": (interface, "", (API,)),
    "json-total": (interface, "", (API, 'total = "data.n"\npage_size = 5')),
    "json-posted": (
        posted,
        "",
        (
            '[[list_api]]\nurl = "http://www.example.gov.cn/api"\nmethod = "POST"',
            'body = "col=7&start={start}"\nrows = "rows"\nlink = "u"\npage_size = 5',
        ),
    ),
    "json-in-json": (
        posted,
        "",
        (
            '[[list_api]]\nurl = "http://www.example.gov.cn/api"\nmethod = "POST"',
            'body = \'{"col": 7, "start": {start}}\'\nrows = "rows"\nlink = "u"\npage_size = 5',
        ),
    ),
    "sitemap": (sitemaps, f'"{HOST}/sitemap.xml"', ()),
    "feed": (feed, f'"{HOST}/rss.xml"', ()),
}


@pytest.mark.parametrize("name", LISTS)
def test_every_report_of_a_list_is_found(
    name: str, tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]]
) -> None:
    answers, entry, more = LISTS[name]
    given = options(tmp_path, answers, *more, entry=entry)
    harvest(given)
    assert years(given) == list(YEARS)
    assert ends(given) == []
    replay([given.archive], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db", tables_without=("hosts",)) == rows_of(
        given.db, tables_without=("hosts",)
    )


def calendar(path: str, sent: dict[str, str]) -> Answer:
    if path == "/nb/":
        days = "".join(f"<td><a href='/cal?date=2024-01-{day:02}'>{day}</a></td>" for day in range(1, 31))
        return page(f"<ul>{rows(YEARS)}</ul><table>{days}</table><a href='/cal?month=2024-02'>»</a>")
    return page(f"<a href='/cal?month={sent}'>»</a>") if path == "/cal" else None


def same_page_forever(path: str, sent: dict[str, str]) -> Answer:
    number = int(sent.get("page", "1"))
    return (
        page(f"<ul>{rows(YEARS)}</ul><a href='/nb/?page={number + 1}'>下一页</a>") if path == "/nb/" else None
    )


def empty_forever(path: str, sent: dict[str, str]) -> Answer:
    number = int(sent.get("page", "1"))
    some = rows(YEARS) if number == 1 else ""
    return page(f"<ul>{some}</ul><a href='/nb/?page={number + 1}'>下一页</a>") if path == "/nb/" else None


def marked(path: str, sent: dict[str, str]) -> Answer:
    marked.count += 1  # type: ignore[attr-defined]
    if path.startswith("/art/") and "sid" in sent:
        return None
    return page(f"<ul>{rows(YEARS, f'?sid={marked.count:032x}')}</ul>") if path == "/nb/" else None  # type: ignore[attr-defined]


marked.count = 0  # type: ignore[attr-defined]


def new_links_forever(path: str, _sent: dict[str, str]) -> Answer:
    if path == "/nb/":
        return page(
            f"<ul>{rows(YEARS)}<li><a href='/trap/1.html'>2020年政府信息公开工作年度报告</a></li></ul>"
        )
    if not path.startswith("/trap/"):
        return None
    number = int(path.removeprefix("/trap/").removesuffix(".html"))
    links = "".join(
        f"<li><a href='/trap/{30 * number + at}.html'>{at}年政府信息公开年度报告一览</a></li>"
        for at in range(30)
    )
    return page(f"<ul>{links}</ul>", "一览")


def unlike_described(path: str, _sent: dict[str, str]) -> Answer:
    return (
        {"data": {"records": []}}
        if path == "/api"
        else page(f"<ul>{rows(YEARS)}</ul>")
        if path == "/nb/"
        else None
    )


def interface_forever(path: str, _sent: dict[str, str]) -> Answer:
    return {"data": {"list": records(1, 12)}} if path == "/api" else None


def undescribed(path: str, _sent: dict[str, str]) -> Answer:
    return {"rows": [], "x": 1} if path == "/nb/" else None


ENDS: dict[str, tuple[Answers, tuple[str, ...], str, str, int]] = {
    "calendar": (calendar, (), "calendar", f'"{HOST}/nb/"', 16),
    "the same page": (same_page_forever, (), "pager-without-end", f'"{HOST}/nb/"', 20),
    "empty pages": (empty_forever, (), "pager-without-end", f'"{HOST}/nb/"', 20),
    "session mark": (marked, (), "session-mark", f'"{HOST}/nb/"', 16),
    "new links": (new_links_forever, (), "nothing-but-new-links", f'"{HOST}/nb/"', 80),
    "unlike its description": (unlike_described, (API,), "list-api-unreadable", f'"{HOST}/nb/"', 16),
    "an interface": (interface_forever, (API,), "pager-without-end", "", 20),
    "undescribed": (undescribed, (), "json-undescribed", f'"{HOST}/nb/"', 3),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_list_that_would_not_end_ends_with_a_reason(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "MAX_FRUITLESS_STRAYS", 40)
    answers, more, reason, entry, bound = ENDS[name]
    given = options(tmp_path, answers, *more, entry=entry)
    harvest(given)
    assert years(given) == ([] if name == "undescribed" else list(YEARS))
    assert [one.partition(":")[0] for one in ends(given)][:1] == [reason]
    assert isinstance(given.transport, Web)
    assert len(given.transport.asked) <= bound
    assert asked_for(given.db, "SELECT COUNT(*) FROM list_ends") == [(0,)]
