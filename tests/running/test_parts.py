# ruff: noqa: E501  rows of a table are read across
"""Reports of several pages, reports that are files, and pages that stand before reports."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import httpx
import pytest

from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay

HOST = "http://www.example.gov.cn"
SITE = """
name = "example"
publisher = "示例区财政局"
entry = ["http://www.example.gov.cn/nb/index.html"]
scope = ["www.example.gov.cn"]
[fetch]
delay_seconds = 0
"""
TITLE = "示例区财政局2020年政府信息公开工作年度报告"
TEXTS = [
    ("总体情况", "2020年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，全年主动公开政府信息26条。"),
    ("主动公开政府信息情况", "通过门户网站公开财政预决算信息，及时回应社会关切，全年制发规范性文件3件。"),
    ("收到和处理政府信息公开申请情况", "全年收到公民、法人提出的政府信息公开申请12件，均已按期答复申请人。"),
    ("存在的主要问题及改进情况", "公开内容还不够全面，下一步将加强业务学习培训，提高信息公开工作水平。"),
]
NUMBERS = "一二三四"


def section(number: int) -> str:
    heading, text = TEXTS[number]
    return f"<p>{NUMBERS[number]}、{heading}</p><p>{text}</p>"


def article(inner: str, more: str = "", title: str = TITLE) -> str:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<div class=nav><a href=/>首页</a><a href=/nb/index.html>政府信息公开年报</a></div><h1>{title}</h1>"
        f"<p>发布日期：2021-01-20　来源：示例区财政局</p><div class=content>{inner}</div>"
        f"<div class=pages>{more}</div><p>上一篇：<a href=c0.html>示例区财政局2019年政府信息公开工作年度报告</a></p>"
        "<p>下一篇：没有了</p></body></html>"
    )


def word(*numbers: int, title: str = TITLE) -> bytes:
    document = docx.Document()
    document.add_heading(title, 0)
    for number in numbers:
        document.add_paragraph(f"{NUMBERS[number]}、{TEXTS[number][0]}")
        document.add_paragraph(TEXTS[number][1])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def listing(*links: tuple[str, str]) -> str:
    rows = "".join(f"<li><a href='{href}'>{text}</a></li>" for href, text in links)
    return f"<!doctype html><meta charset=utf-8><title>政府信息公开年报</title><ul class=list>{rows}</ul>"


class Web(httpx.AsyncBaseTransport):
    """Pages by path; counts what is asked for."""

    def __init__(self, pages: dict[str, str | bytes | tuple[int, str]]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked.append(path)
        answer = self.pages.get(path)
        if answer is None:
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        content = body.encode() if isinstance(body, str) else body
        kind = "text/html; charset=utf-8" if isinstance(body, str) else "application/octet-stream"
        return httpx.Response(status, stream=httpx.ByteStream(content), headers={"Content-Type": kind})


def options(folder: Path, web: Web, description: str = SITE) -> HarvestOptions:
    (folder / "site.toml").write_text(description, encoding="utf-8")
    return HarvestOptions(folder / "site.toml", folder / "r.db", folder / "warc", transport=web, full=True)


def asked_for(db: Path, query: str) -> list[tuple]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


LINK = "<a href='{}'>{}</a> "
PLAIN = [
    article(section(0) + section(1), LINK.format("c_2.html", 2) + LINK.format("c_3.html", 3)
            + LINK.format("c_2.html", "下一页")),
    article(section(2), LINK.format("c.html", 1) + LINK.format("c_3.html", 3) + LINK.format("c_3.html", "下一页")),
    article(section(3), LINK.format("c.html", 1) + LINK.format("c_2.html", 2) + LINK.format("c_2.html", "上一页")),
]  # fmt: skip
SCRIPT = "<script>createPageHTML(3, {}, 'c', 'html');</script>"
QUERY = "<a href='/nb/c.html?page={}'>下一页</a>"
ALONE = "<p>附件：<a href='{0}'>{0}</a></p>"
PARTED: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "links": (dict(zip(["c.html", "c_2.html", "c_3.html"], PLAIN, strict=True)), ["c.html", "c_2.html", "c_3.html"]),
    "script": (
        {"c.html": article(section(0) + section(1), SCRIPT.format(0)),
         "c_1.html": article(section(2), SCRIPT.format(1)), "c_2.html": article(section(3), SCRIPT.format(2))},
        ["c.html", "c_1.html", "c_2.html"]),
    "next-only": (
        {"c.html": article(section(0) + section(1), LINK.format("c_2.html", "下一页")),
         "c_2.html": article(section(2), LINK.format("c_3.html", "下一页")), "c_3.html": article(section(3))},
        ["c.html", "c_2.html", "c_3.html"]),
    "query": (
        {"c.html": article(section(0) + section(1), QUERY.format(2)),
         "c.html?page=2": article(section(2), QUERY.format(3)), "c.html?page=3": article(section(3), QUERY.format(2))},
        ["c.html", "c.html?page=2", "c.html?page=3"]),
    "word": ({"c.html": article(ALONE.format("b.docx")), "b.docx": word(0, 1, 2, 3)}, ["c.html", "b.docx"]),
    "two-files": (
        {"c.html": article(ALONE.format("b1.docx") + ALONE.format("b2.docx")), "b1.docx": word(0, 1),
         "b2.docx": word(2, 3)}, ["c.html", "b1.docx", "b2.docx"]),
    "zip": (
        {"c.html": article(ALONE.format("b.zip")),
         "b.zip": packed(**{"年度报告.docx": word(0, 1, 2, 3), "说明.txt": b"x"})}, ["c.html", "b.zip"]),
    "zip-in-zip": (
        {"c.html": article(ALONE.format("b.zip")), "b.zip": packed(**{"报告.zip": packed(**{"a.docx": word(0, 1, 2, 3)})})},
        ["c.html", "b.zip"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTED)
def test_what_belongs_together_becomes_one_report(
    tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]], name: str
) -> None:
    pages, parts = PARTED[name]
    web = Web(
        {f"/nb/{path}": body for path, body in pages.items()} | {"/nb/index.html": listing(("c.html", TITLE))}
    )
    given = options(tmp_path, web)
    harvest(given)
    assert asked_for(given.db, "SELECT url, title, report_year FROM reports") == [
        (f"{HOST}/nb/c.html", TITLE, 2020)
    ]
    headings = asked_for(
        given.db, "SELECT number, heading, text FROM sections WHERE heading <> '' ORDER BY position"
    )
    assert headings == [(NUMBERS[at], *TEXTS[at]) for at in range(4)]
    stored = asked_for(
        given.db,
        "SELECT part, report_parts.url, fetches.url = report_parts.url FROM report_parts"
        " JOIN fetches ON fetches.id = fetch_id ORDER BY part",
    )
    assert stored == [(at, f"{HOST}/nb/{path}", 1) for at, path in enumerate(parts, start=1)]
    assert asked_for(given.db, "SELECT COUNT(*) FROM report_versions") == [(0,)]
    assert asked_for(given.db, "SELECT COUNT(*) FROM issues WHERE name = 'parts-missing'") == [(0,)]
    before = rows_of(given.db, tables_without=("runs", "fetches", "hosts"))
    harvest(given)
    assert rows_of(given.db, tables_without=("runs", "fetches", "hosts")) == before
    replay([given.archive], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db", tables_without=("hosts",)) == rows_of(
        given.db, tables_without=("hosts",)
    )


def test_a_part_that_changes_makes_one_version_and_one_that_is_missing_an_issue(
    tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]]
) -> None:
    web = Web({f"/nb/{path}": body for path, body in PARTED["links"][0].items()})
    web.pages["/nb/index.html"] = listing(("c.html", TITLE))
    third = web.pages.pop("/nb/c_3.html")
    given = options(tmp_path, web)
    harvest(given)
    missing = "SELECT found FROM issues WHERE name = 'parts-missing'"
    assert asked_for(given.db, missing) == [(f"part 3: {HOST}/nb/c_3.html",)]
    assert asked_for(given.db, "SELECT COUNT(*) FROM sections WHERE heading <> ''") == [(3,)]
    web.pages["/nb/c_3.html"] = third
    harvest(given)
    assert asked_for(given.db, missing) == []
    assert asked_for(given.db, "SELECT COUNT(*) FROM sections WHERE heading <> ''") == [(4,)]
    web.pages["/nb/c_2.html"] = str(web.pages["/nb/c_2.html"]).replace("12件", "13件")
    harvest(given)
    [(cause, record)] = asked_for(given.db, "SELECT cause, record FROM report_versions")
    assert cause == "page"
    assert len(json.loads(record)["sections"]) == 4
    assert "13件" in asked_for(given.db, "SELECT text FROM reports")[0][0]
    replay([given.archive], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db", tables_without=("hosts",)) == rows_of(
        given.db, tables_without=("hosts",)
    )


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (  # 下一页 leads to the next article, whose address looks like a second page
            {"c_1.html": article("".join(map(section, range(4))), "<a href=c_2.html>下一页</a>"),
             "c_2.html": article("".join(map(section, range(4))), "<a href=c_1.html>上一页</a>",
                                 TITLE.replace("2020", "2019"))},
            {"c_1.html": 4, "c_2.html": 4}),
        (  # an article stands alone: its neighbours have other names
            {"t20_11.html": article("".join(map(section, range(4))), "<a href=t20_12.html>下一页</a>"),
             "t20_12.html": article("".join(map(section, range(4))), "", TITLE.replace("2020", "2019"))},
            {"t20_11.html": 4, "t20_12.html": 4}),
    ],
)  # fmt: skip
def test_a_neighbouring_article_is_no_part(
    tmp_path: Path, pages: dict[str, str], expected: dict[str, int]
) -> None:
    names = list(pages)
    rows = listing((names[0], TITLE), (names[1], TITLE.replace("2020", "2019")))
    web = Web({f"/nb/{path}": body for path, body in pages.items()} | {"/nb/index.html": rows})
    given = options(tmp_path, web)
    harvest(given)
    found = asked_for(
        given.db,
        "SELECT reports.url, COUNT(*) FROM reports JOIN sections ON report_id = id WHERE heading <> '' GROUP BY 1",
    )
    assert dict(found) == {f"{HOST}/nb/{path}": count for path, count in expected.items()}


def test_a_report_in_a_frame_is_found_at_the_frame(tmp_path: Path) -> None:
    frame = "<!doctype html><meta charset=utf-8><title>年报</title><iframe src='inner.html'></iframe>"
    viewer = "<!doctype html><meta charset=utf-8><title>年报</title><iframe src='/pdfjs/viewer.html?file=/nb/b.docx'></iframe>"
    web = Web(
        {
            "/nb/index.html": listing(("f.html", TITLE), ("v.html", TITLE.replace("2020", "2019"))),
            "/nb/f.html": frame,
            "/nb/v.html": viewer,
            "/nb/inner.html": article("".join(map(section, range(4)))),
            "/nb/b.docx": word(0, 1, 2, 3, title=TITLE.replace("2020", "2019")),
        }
    )
    given = options(tmp_path, web)
    harvest(given)
    assert asked_for(given.db, "SELECT url, report_year FROM reports ORDER BY url") == [
        (f"{HOST}/nb/b.docx", 2019), (f"{HOST}/nb/inner.html", 2020)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "evidence"),
    [
        ((200, "<title>安全验证</title><p>请输入验证码后继续访问</p>"), "captcha: 请输入验证码"),
        ((521, "<script>document.cookie='__jsl_clearance=1';location.reload()</script>"),
         "script challenge: __jsl_clearance"),
        ((403, "<h1>Access Denied</h1>"), "soft block: Access Denied"),
        ((200, "<title>登录</title><form>用户登录<input type=password></form>"), "login: 用户登录"),
    ],
)  # fmt: skip
def test_what_stands_before_a_report_is_recorded_as_blocked(
    tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]], answer: tuple[int, str], evidence: str
) -> None:
    web = Web({"/nb/index.html": listing(("c.html", TITLE)), "/nb/c.html": answer})
    given = options(tmp_path, web)
    harvest(given)
    found = asked_for(given.db, "SELECT outcome, error FROM fetches WHERE url LIKE '%c.html'")
    assert found == [("blocked", evidence)]
    assert asked_for(given.db, "SELECT COUNT(*) FROM reports") == [(0,)]
    assert web.asked.count("/nb/c.html") == 1
    replay([given.archive], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db", tables_without=("hosts",)) == rows_of(
        given.db, tables_without=("hosts",)
    )
