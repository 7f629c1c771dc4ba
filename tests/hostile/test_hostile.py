"""Everything that the web does to a harvest, one line each, with what is recorded of it.

All sites of the table are harvested at once, by one harvest, from a server that breaks HTTP on purpose.
``docs/hostile.md`` shows the table.
"""

# ruff: noqa: E501  one line per behaviour

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
import zstandard
from tests.hostile.server import (
    CERTIFICATE,
    Play,
    Site,
    asked_for,
    bomb,
    drip,
    flood,
    head,
    html,
    links_to,
    playing,
    report,
    reset,
    says,
)

from reportharvest.archiving.warc import verify, warc_files
from reportharvest.crawling import client
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.progress import RunSummary
from reportharvest.running.replay import replay

ONE = "/1.html"
REPORT = report()
GBK_YEARS = "年报".encode("gbk")
secure = Site({"/": html(links_to(ONE)), ONE: html(REPORT)}, tls=True)


def redirect(target: str | bytes, status: str = "302 Found", *more: str) -> bytes:
    where = target if isinstance(target, bytes) else target.encode()
    return head(status, b"Location: " + where, "Content-Length: 0", *more)


async def wants_cookie(request: str, writer) -> None:
    """Set a cookie and send back, until the cookie comes."""
    with_it = "seen=1" in request
    writer.write(html(REPORT) if with_it else redirect(ONE, "302 Found", "Set-Cookie: seen=1; Path=/"))


async def wants_cookie_in_vain(_request: str, writer) -> None:
    writer.write(redirect(ONE, "302 Found", "Set-Cookie: seen=1; Path=/elsewhere"))


async def to_https(_request: str, writer) -> None:
    writer.write(redirect(f"https://127.0.0.1:{secure.port}{ONE}", "301 Moved"))


async def new_links(request: str, writer) -> None:
    """A page in which every link is new."""
    path = request.split(" ")[1].removesuffix(".html")
    writer.write(
        html(links_to(*(f"{path}{number}.html" for number in range(1, 9)), title="政府信息公开年报"))
    )


GBK_LIST = head("200 OK", "Content-Type: text/html; charset=gbk") + links_to("/年.html?q=年").replace(
    "utf-8", "gbk"
).encode("gbk")


def stormy(times: int) -> Play:
    """Fail so many times, then answer."""
    left = [times]

    async def play(_request: str, writer) -> None:
        left[0] -= 1
        writer.write(html(REPORT) if left[0] < 0 else html("", "Retry-After: 0", status="503 Busy"))

    return play


@dataclass(frozen=True)
class Line:
    """One behaviour: what the site plays, and what is recorded.

    ``outcome`` and ``error`` (a regular expression) are those of ``path``; ``asked`` are the paths that the
    server saw; ``toml`` goes into the site's description.
    """

    name: str
    pages: Mapping[str, Play | bytes]
    outcome: str
    error: str = ""
    path: str = ONE
    asked: tuple[str, ...] | None = None
    reports: int | None = None
    toml: str = ""
    scheme: str = "http"
    plain: bool = False
    deaf: bool = False
    rest: Play | None = None


def one(answer: Play | bytes) -> dict[str, Play | bytes]:
    return {ONE: answer}


# fmt: off
LINES = [
    # connections
    Line("connection refused", {}, "failed", "connect", path="/robots.txt", deaf=True),
    Line("closed without an answer", one(says()), "failed", "without an answer"),
    Line("reset before an answer", one(reset()), "failed", "read|reset"),
    Line("reset in mid-head", one(reset(b"HTTP/1.1 200 OK\r\nContent-Ty")), "failed", "read|reset"),
    Line("reset in mid-body", one(reset(head("200 OK", "Content-Length: 9999") + b"<h1>")), "failed", "read|protocol"),
    Line("never answers", one(says(then=9)), "failed", "read timeout"),
    Line("slow-loris head", one(drip(b"HTTP/1.1 200 OK\r\nX: ", b"x")), "failed", "not complete after|timeout"),
    Line("slow-loris body", one(drip(head("200 OK"), b" ")), "failed", "not complete after"),
    Line("endless body", one(flood(head("200 OK"), b"x" * 50_000)), "failed", "larger than 300000"),
    Line("endless chunks", one(flood(head("200 OK", "Transfer-Encoding: chunked"), b"4000\r\n" + b"x" * 0x4000 + b"\r\n")), "failed", "larger than 300000"),
    Line("busy at first, then there", one(stormy(1)), "stored", toml="attempts = 3", reports=1, asked=(ONE, ONE)),
    # TLS
    Line("TLS without a known authority", secure.pages, "failed", "certificate", path="/robots.txt", scheme="https"),
    Line("TLS with verify_tls = false", secure.pages, "stored", reports=1, toml="verify_tls = false", scheme="https"),
    Line("TLS with the site's own authority", secure.pages, "stored", reports=1, toml=f'verify_tls = "{CERTIFICATE}"', scheme="https"),
    Line("TLS spoken to a host without it", {}, "failed", "connect", path="/robots.txt", scheme="https", plain=True),
    # heads
    Line("no HTTP at all", one(says(b"hello\r\n\r\n")), "failed", "protocol"),
    Line("HTTP/0.9: a page without a head", one(says(REPORT.encode())), "failed", "protocol"),
    Line("HTTP/1.0", one(says(head("200 OK", version="HTTP/1.0") + REPORT.encode())), "stored", reports=1),
    Line("no reason phrase", one(html(REPORT).replace(b"200 OK", b"200")), "stored", reports=1),
    Line("a status that does not exist", one(html(REPORT, status="999 Odd")), "failed", "status 999"),
    Line("204 for a page", one(head("204 No Content")), "stored", reports=0),
    Line("206 that nobody asked for", one(html(REPORT, "Content-Range: bytes 0-9/99", status="206 Partial")), "failed", "status 206"),
    Line("status 500 for ever", one(html("", status="500 Error")), "failed", "status 500"),
    Line("header flood: one of 1 MB", one(says(head("200 OK", "X: " + "x" * 1_000_000) + b"x")), "failed", "protocol"),
    Line("header flood: 10,000", one(says(head("200 OK", *(f"X-{n}: 1" for n in range(10_000))) + b"x")), "failed", "protocol"),
    Line("header flood: endless", one(flood(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 500)), "failed", "protocol"),
    Line("200 headers", one(html(REPORT, *(f"X-{n}: 1" for n in range(200)))), "stored", reports=1),
    Line("GBK in a header", one(html(REPORT, b"X-Title: " + GBK_YEARS)), "stored", reports=1),
    Line("NUL in a header", one(html(REPORT, b"X-Title: a\0b")), "failed", "protocol"),
    Line("a header without a colon", one(html(REPORT, b"Nonsense")), "failed", "protocol"),
    Line("bare line feeds", one(html(REPORT).replace(b"\r\n", b"\n")), "stored", reports=1),
    # lengths
    Line("Content-Length too large", one(says(head("200 OK", "Content-Length: 99999") + REPORT.encode())), "failed", "protocol"),
    Line("Content-Length too small", one(says(head("200 OK", f"Content-Length: {len(REPORT.encode()) - 30}") + REPORT.encode())), "failed", "protocol", reports=0),
    Line("Content-Length is no number", one(says(head("200 OK", "Content-Length: many") + REPORT.encode())), "failed", "protocol"),
    Line("two Content-Lengths", one(says(head("200 OK", "Content-Length: 5", "Content-Length: 9") + b"123456789")), "failed", "protocol"),
    Line("chunks that are none", one(says(head("200 OK", "Transfer-Encoding: chunked") + b"zz\r\nabc")), "failed", "protocol"),
    Line("chunks that end early", one(says(head("200 OK", "Transfer-Encoding: chunked") + b"ff\r\nabc")), "failed", "protocol"),
    Line("empty page", one(html("")), "stored", reports=0),
    Line("a page larger than max_body_bytes", one(html("x" * 400_000)), "failed", "larger than 300000"),
    # content-encoding
    Line("gzip bomb", one(html(bomb(300_000_000)[:290_000], "Content-Encoding: gzip")), "unreadable", "inflates to more than"),
    Line("brotli bomb", one(html(brotli.compress(b"\0" * 50_000_000), "Content-Encoding: br")), "unreadable", "inflates to more than"),
    Line("zstd bomb", one(html(zstandard.compress(b"\0" * 50_000_000), "Content-Encoding: zstd")), "unreadable", "inflates to more than"),
    Line("gzip in gzip in gzip in gzip", one(html("x", "Content-Encoding: gzip, gzip, gzip, gzip")), "unreadable", "4 content-encodings"),
    Line("says gzip and is plain", one(html(REPORT, "Content-Encoding: gzip")), "stored", reports=1),
    Line("says br and is plain", one(html(REPORT, "Content-Encoding: br")), "stored", reports=1),
    Line("says an encoding that nobody knows", one(html(REPORT, "Content-Encoding: x-own")), "unreadable", "x-own is not understood"),
    Line("gzip that ends early", one(html(bomb(90_000)[:60], "Content-Encoding: gzip")), "stored", reports=0),
    # redirects
    Line("redirect to itself", one(redirect(ONE)), "failed", "leads back"),
    Line("redirect loop", {ONE: redirect("/2.html"), "/2.html": redirect(ONE)}, "failed", "leads back", path="/2.html"),
    Line("a cookie wanted, by a redirect to itself", one(wants_cookie), "stored", reports=1, asked=(ONE, ONE)),
    Line("a cookie wanted that cannot be kept", one(wants_cookie_in_vain), "failed", "leads back", asked=(ONE, ONE)),
    Line("a chain of 30 redirects", {f"/{n}.html": redirect(f"/{n + 1}.html") for n in range(1, 31)} | {"/": html(links_to(ONE))}, "failed", "more than 10 redirects", path="/11.html"),
    Line("redirect from http to https", {ONE: to_https, "/": html(links_to(ONE))}, "redirected", toml="verify_tls = false", asked=(ONE,), reports=1),
    Line("redirect to file:", one(redirect("file:///etc/passwd")), "failed", "no http or https URL"),
    Line("redirect to javascript:", one(redirect("javascript:alert(1)")), "failed", "no http or https URL"),
    Line("redirect without a target", one(head("302 Found", "Content-Length: 0")), "failed", "without a Location"),
    Line("redirect out of scope", one(redirect("http://127.0.0.2/x")), "redirected", "redirects out of scope", asked=(ONE,)),
    Line("redirect with GBK bytes", {"/": html(links_to(ONE)), ONE: redirect(b"/" + GBK_YEARS + b".html"), "/%C4%EA%B1%A8.html": html(REPORT)}, "stored", path="/%C4%EA%B1%A8.html"),
    Line("redirect with UTF-8 bytes", {"/": html(links_to(ONE)), ONE: redirect("/年报.html"), "/%E5%B9%B4%E6%8A%A5.html": html(REPORT)}, "stored", path="/%E5%B9%B4%E6%8A%A5.html"),
    # links
    Line("GBK bytes in a link", {"/": GBK_LIST, "/%E5%B9%B4.html?q=%C4%EA": html(REPORT)}, "stored", path="/%E5%B9%B4.html?q=%C4%EA"),
    Line("a link with spaces and Han characters", {"/": html(links_to(" /年 报/1.html\n")), "/%E5%B9%B4%20%E6%8A%A5/1.html": html(REPORT)}, "stored", path="/%E5%B9%B4%20%E6%8A%A5/1.html"),
    Line("a link with backslashes", {"/": html(links_to("\\a\\1.html")), "/a/1.html": html(REPORT)}, "stored", path="/a/1.html"),
    Line("//host/path of another host", {"/": html(links_to("//127.0.0.2/x.html", ONE)), ONE: html(REPORT)}, "stored", asked=(ONE,)),
    Line("fragments", {"/": html(links_to("1.html#a", "1.html#b", "#c")), ONE: html(REPORT)}, "stored", asked=(ONE,)),
    Line("javascript:, mailto: and data: links", {"/": html(links_to("javascript:void(0)", "mailto:a@b", "data:text/html,x", "file:///etc/passwd", ONE)), ONE: html(REPORT)}, "stored", asked=(ONE,)),
    Line("../ beyond the root", {"/": html(links_to("/../../1.html")), ONE: html(REPORT)}, "stored", asked=(ONE,)),
    Line("10,000 links on a page", {"/": html(links_to(ONE, *(f"javascript:{n}" for n in range(10_000)), *(f"#{n}" for n in range(10_000)))), ONE: html(REPORT)}, "stored", reports=1, toml="max_body_bytes = 9_000_000"),
    # pages
    Line("HTML nested 100,000 deep", one(html(REPORT + "<div>" * 100_000)), "stored", reports=1, toml="max_body_bytes = 9_000_000"),
    Line("NULs in a page", one(html(REPORT.replace("2019", "2019\0"))), "stored", reports=1),
    Line("a page that says it is not there", one(html("<title>页面不存在</title><p>抱歉，您访问的页面不存在或已被删除！</p><a href=/>返回首页</a>")), "missing", "页面不存在"),
    Line("a page that says 404", one(html("<title>404 Not Found</title><h1>404</h1>")), "missing", "404"),
    Line("a login page", one(html("<title>登录</title><form>用户登录<input name=u><input type=password></form>")), "blocked", "login"),
    Line("a captcha", one(html("<p>请输入验证码后继续访问</p>")), "blocked", "captcha"),
    Line("a soft block", one(html("<p>您的访问过于频繁，请稍后再试</p>")), "blocked", "soft block"),
    Line("pages in which every link is new", {"/": html(links_to("/1.html", "/2.html"))}, "stored", "max_pages = 30 was reached", rest=new_links, reports=0, toml="[follow]\nmax_pages = 30"),
    Line("robots.txt that cannot be had", {"/robots.txt": html("", status="500 Error"), ONE: html(REPORT)}, "refused", "robots.txt could not be fetched", path="/", asked=()),
    Line("robots.txt without end", {"/robots.txt": flood(head("200 OK"), b"# x\n" * 9000), ONE: html(REPORT)}, "stored", reports=1),
]
# fmt: on


DESCRIPTION = """
name = "line-{number:02}"
publisher = "示例区财政局"
entry = ["{scheme}://127.0.0.1:{port}/"]
scope = ["127.0.0.1:{port}/", "127.0.0.1:{secure}/"]
allow_private = true
[fetch]
delay_seconds = 0
concurrency = 4
{limit}
{toml}
"""


@dataclass
class Harvested:
    """What one harvest of all sites has left."""

    folder: Path
    summary: RunSummary
    sites: list[Site]

    def query(self, sql: str, *given: object) -> list[tuple]:
        connection = sqlite3.connect(self.folder / "r.db")
        found = connection.execute(sql, given).fetchall()
        connection.close()
        return found


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harvested]:
    folder = tmp_path_factory.mktemp("hostile")
    sites = [Site(one.pages, one.scheme == "https" and not one.plain, one.deaf, one.rest) for one in LINES]
    with playing([secure, *sites]):
        (folder / "sites").mkdir()
        for number, (line, site) in enumerate(zip(LINES, sites, strict=True)):
            usual = ["attempts = 1", "timeout_seconds = 1.5", "max_body_bytes = 300_000"]
            limit = "\n".join(one for one in usual if one.partition(" ")[0] not in line.toml)
            text = DESCRIPTION.format(
                number=number,
                scheme=line.scheme,
                port=site.port,
                secure=secure.port,
                limit=limit,
                toml=line.toml,
            )
            (folder / "sites" / f"{number:02}.toml").write_text(text, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(client, "TRICKLE_FACTOR", 2)  # what drips is given up after 3 s
            summary = harvest(HarvestOptions(folder / "sites", folder / "r.db", folder / "warc", processes=0))
        yield Harvested(folder, summary, sites)


@pytest.mark.parametrize("number", range(len(LINES)), ids=[one.name for one in LINES])
def test_what_a_server_does_is_recorded(number: int, harvested: Harvested) -> None:
    line, site = LINES[number], harvested.sites[number]
    url = f"{line.scheme}://127.0.0.1:{site.port}{line.path}"
    rows = harvested.query(
        "SELECT outcome, COALESCE(error, '') || ' status ' || COALESCE(status, '') FROM fetches"
        " WHERE url = ? ORDER BY id DESC", url
    )  # fmt: skip
    everything = harvested.query(
        "SELECT url, outcome, error FROM fetches WHERE site = ?", f"line-{number:02}"
    )
    assert rows, everything
    ended = [
        f"{one.name} {one.place} {one.found}" for one in harvested.summary.issues if url[:22] in one.place
    ]
    assert rows[0][0] == line.outcome, everything
    assert re.search(line.error, " ".join([rows[0][1], *ended])), everything
    if line.asked is not None:
        assert tuple(asked_for(site)) == line.asked
    if line.reports is not None:
        assert harvested.query("SELECT COUNT(*) FROM reports WHERE site = ?", f"line-{number:02}") == [
            (line.reports,)
        ], everything


def test_nothing_is_left_behind(harvested: Harvested) -> None:
    assert harvested.summary.outcome == "incomplete"
    assert harvested.query("SELECT COUNT(*) FROM queue") == [(0,)]
    assert harvested.query("PRAGMA integrity_check") == [("ok",)]
    assert all(verify(file) for file in warc_files([harvested.folder / "warc"]))


def test_a_replay_gives_the_same_rows(harvested: Harvested) -> None:
    replay([harvested.folder / "warc"], harvested.folder / "again.db")
    connection = sqlite3.connect(harvested.folder / "again.db")
    for table in ("fetches", "pages", "reports"):
        again = connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
        assert again == harvested.query(f"SELECT * FROM {table} ORDER BY id")
    connection.close()


def test_the_table_is_in_the_documentation() -> None:
    from tests.hostile.listed import PAGE, with_tables  # it imports this module

    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "run `python -m tests.hostile.listed` and commit docs/hostile.md"
