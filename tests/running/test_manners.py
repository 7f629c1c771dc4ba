"""Lists in the manners of real sites, one site each, harvested together: every report, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay

from .conftest import report_html

PER_PAGE, PAGES = 3, 4
COLUMN = "政府信息公开年报"
Answer = str | bytes | tuple[int, dict[str, str]] | None
Site = Callable[[str, dict[str, str], "httpx.Request"], Answer]
YEARS = range(2008, 2008 + PER_PAGE * PAGES)


def row(year: int, href: str = "/art/{}.html") -> str:
    title = f"示例区财政局{year}年政府信息公开工作年度报告"
    return f"<li><a href='{href.format(year)}'>{title}</a></li>"


def rows(page: int) -> str:
    return "".join(row(year) for year in YEARS[(page - 1) * PER_PAGE : page * PER_PAGE])


def html(inner: str, title: str = COLUMN) -> str:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<div class=top><a href='/'>首页</a><a href='/hd/'>互动交流</a></div>{inner}</body></html>"
    )


def paged(address: str, more: str, first: str | None = None) -> Site:
    """A list whose pages have addresses: ``address`` with ``{p}``, ``{p0}`` from 0; the first may differ."""

    def answer(path: str, _form: dict[str, str], _request: httpx.Request) -> Answer:
        for page in range(1, PAGES + 1):
            own = first if page == 1 and first is not None else address.format(p=page, p0=page - 1)
            if path == own:
                following = min(page + 1, PAGES)
                return html(f"<ul>{rows(page)}</ul>" + more % {
                    "p": page, "p0": page - 1, "n": PAGES, "next": following,
                    "next_url": address.format(p=following, p0=following - 1),
                })  # fmt: skip
        return None

    return answer


def form(method: str, script: str, links: str, field: str = "pageNo") -> Site:
    """A list whose pages are asked for with a form; without the form's hidden field there is nothing."""

    def answer(path: str, sent: dict[str, str], request: httpx.Request) -> Answer:
        if path.partition("?")[0] != "/nb/index.html":
            return None
        if field in sent and (sent.get("column") != "7" or request.method.lower() != method):
            return html("参数错误", "错误")
        page = int(sent.get(field, "1"))
        fields = f"<input type=hidden name=column value=7><input type=hidden name={field} id=no value={page}>"
        inner = f"<form name=f id=f method={method} action='/nb/index.html'>{fields}</form>"
        return html(f"<ul>{rows(page)}</ul>{inner}<script>{script}</script>{links % min(page + 1, PAGES)}")

    return answer


def plain(inner: str, title: str = COLUMN) -> Site:
    return lambda path, _form, _request: html(inner, title) if path == "/nb/index.html" else None


def pages(**known: Answer) -> Site:
    """Pages by path, with ``__`` for a slash."""
    table = {"/" + path.replace("__", "/"): answer for path, answer in known.items()}
    return lambda path, _form, _request: table.get(path)


def cookie(path: str, _form: dict[str, str], request: httpx.Request) -> Answer:
    if path == "/check":
        return 302, {"Location": "/nb/index.html", "Set-Cookie": "seen=1; Path=/"}
    if path != "/nb/index.html":
        return None
    return html(rows(1)) if "seen=1" in request.headers.get("cookie", "") else (302, {"Location": "/check"})


def session(path: str, sent: dict[str, str], _request: httpx.Request) -> Answer:
    """A mark in every link that is another one in every answer."""
    session.answers += 1  # type: ignore[attr-defined]
    mark = f"sid={session.answers:032x}"  # type: ignore[attr-defined]
    if path.startswith("/art/") and "sid=" in path:
        return None
    page = int(sent.get("page", "1"))
    links = "".join(f"<a href='/nb/index.html?page={one}&{mark}'>{one}</a>" for one in range(1, PAGES + 1))
    return html(rows(page).replace(".html'", f".html?{mark}'") + links) if path.startswith("/nb/") else None


session.answers = 0  # type: ignore[attr-defined]

GO = "function go(n) { document.getElementById('no').value = n; document.f.submit(); }"
LINKS = "".join(f"<a href='javascript:go({page})'>{page}</a>" for page in range(1, PAGES + 1))
NUMBERS = "".join(f"<option value={page}>{page}</option>" for page in range(1, PAGES + 1))
FIRST = set(YEARS[:PER_PAGE])
ALL = set(YEARS)
YEAR_PLACES = "".join(f"<div class=i><a href='/art/{year}.html'>{year}年</a></div>" for year in YEARS)

SITES: dict[str, tuple[Site, set[int]]] = {
    "next-link": (paged("/nb/index.html?p={p}", "<a href='%(next_url)s'>下一页</a>", "/nb/index.html"), ALL),
    "file-name": (paged("/nb/index_{p}.html", "<a href='%(next_url)s'>下页&gt;</a>", "/nb/index.html"), ALL),
    "script": (
        paged("/nb/index_{p0}.html", '<script>createPageHTML(%(n)d, %(p0)d, "index", "html")</script>',
              "/nb/index.html"), ALL),
    "script-from-one": (
        paged("/nb/index_{p}.html", "<script>createPageHTML('b',%(n)d,%(p)d,'index','html',9)</script>",
              "/nb/index.html"), ALL),
    "script-object": (
        paged("/nb/index_{p0}.html",
              "<script>new Pager({size: %(n)d, current: %(p0)d, prefix: 'index', suffix: `html`})</script>",
              "/nb/index.html"), ALL),
    "script-onload": (
        paged("/nb/index_{p0}.html", "<div onload=\"showPage(%(n)d,%(p0)d,'index','html')\"></div>",
              "/nb/index.html"), ALL),
    "function-address": (
        paged("/nb/index_{p}.html",
              "<script>function go(n) { window.location.href = 'index_' + n + '.html'; }</script>"
              "<a href='javascript:void(0)' onclick='go(%(next)d)'>下一页</a>", "/nb/index.html"), ALL),
    "function-minus-one": (
        paged("/nb/index_{p0}.html",
              "<script>var go = function(n) { if (n == 1) location = 'index.html';"
              " else location = 'index_' + (n - 1) + '.html'; }</script>"
              "<span onclick='go(%(next)d)'>下一页</span>", "/nb/index.html"), ALL),
    "form-get": (form("get", GO, "<a href='javascript:go(%d)'>下一页</a>"), ALL),
    "form-post": (form("post", GO, "<a href='javascript:;' onclick=\"return go('%d')\">下一页</a>"), ALL),
    "form-post-numbers": (form("post", GO, LINKS + "<!--%d-->"), ALL),
    "form-elsewhere": (form("post", "", "<a href='javascript:turn(%d);'>下一页</a>"), ALL),
    "form-jquery": (
        form("get", "function go(n) { $('#no').val(n); $('#f').submit(); }",
             "<button onclick='go(%d)'>下一页</button>"), ALL),
    "select-function": (
        form("post", GO, f"<select onchange='go(this.value)'>{NUMBERS}</select><!--%d-->"), ALL),
    "select-addresses": (
        paged("/nb/index_{p}.html", "<select onchange='location.href=this.value'>"
              + "".join(f"<option value=index_{page}.html>{page}</option>" for page in range(2, PAGES + 1))
              + "</select>", "/nb/index.html"), ALL),
    "years-only": (plain(YEAR_PLACES), ALL),
    "years-on-entry": (plain(YEAR_PLACES, "示例区财政局"), ALL),
    "year-beside": (
        plain("".join(f"<div>{one}年<a href='/art/{one}.html'>查看详情</a></div>" for one in YEARS)), ALL),
    "titles-in-attributes": (
        plain("".join(f"<a href='/art/{year}.html' title='{year}年政府信息公开工作年度报告'>年度报告</a>"
                      for year in YEARS)), ALL),
    "table": (
        plain("<TABLE>" + "".join(
            f"<TR><TD>{year}年政府信息公开工作年度报告<TD><A HREF=/art/{year}.html>查看</A>" for year in YEARS
        ) + "</TABLE>"), ALL),
    "columns-by-year": (
        pages(**{
            "nb__index.html": html("<a href='2008/'>2008年</a><a href='2009/'>2009年</a>"),
            "nb__2008__": html(rows(1), "2008年"), "nb__2009__": html(rows(2), "2009年"),
        }), set(YEARS[: 2 * PER_PAGE])),
    "sent-on": (
        pages(**{
            "nb__index.html": "<meta http-equiv=Refresh content='0;URL=../zfxxgk/'>",
            "zfxxgk__": "<script>window.location.href = '/zfxxgk/nb.html';</script>",
            "zfxxgk__nb.html": html(rows(1)),
        }), FIRST),
    "cookie": (cookie, FIRST),
    "session": (session, ALL),
}  # fmt: skip


class Web(httpx.AsyncBaseTransport):
    """All sites of the table, by host."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        site, _ = SITES[request.url.host.partition(".")[0]]
        path = request.url.raw_path.decode()
        sent = dict(parse_qsl(path.partition("?")[2]) + parse_qsl((await request.aread()).decode()))
        answer = site(path, sent, request)
        if answer is None and path.startswith("/art/") and "?" not in path:
            answer = report_html(int(path.removeprefix("/art/").removesuffix(".html")))
        if answer is None:
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        if isinstance(answer, tuple):
            return httpx.Response(answer[0], headers=answer[1], stream=httpx.ByteStream(b""))
        content = answer.encode() if isinstance(answer, str) else answer
        return httpx.Response(200, stream=httpx.ByteStream(content), headers={"Content-Type": "text/html"})


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> HarvestOptions:
    folder = tmp_path_factory.mktemp("manners")
    (folder / "sites").mkdir()
    for name in SITES:
        (folder / "sites" / f"{name}.toml").write_text(
            f'name = "{name}"\npublisher = "示例区"\nscope = ["{name}.example.gov.cn"]\n'
            f'entry = ["http://{name}.example.gov.cn/nb/index.html"]\n[fetch]\ndelay_seconds = 0\n'
        )
    options = HarvestOptions(folder / "sites", folder / "r.db", folder / "warc", transport=Web())
    harvest(options)
    return options


@pytest.mark.parametrize("name", SITES)
def test_every_report_of_a_list_is_found_once(harvested: HarvestOptions, name: str) -> None:
    connection = sqlite3.connect(harvested.db)
    found = connection.execute(
        "SELECT report_year, COUNT(*) FROM reports WHERE site = ? GROUP BY 1", [name]
    ).fetchall()
    connection.close()
    assert dict(found) == dict.fromkeys(SITES[name][1], 1)


def test_nothing_changes_when_it_is_harvested_again_or_replayed(
    harvested: HarvestOptions, rows_of, tmp_path: Path
) -> None:
    before = rows_of(harvested.db, tables_without=("runs", "fetches"))
    harvest(harvested)
    assert rows_of(harvested.db, tables_without=("runs", "fetches")) == before
    replay([harvested.archive], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db") == rows_of(harvested.db)
