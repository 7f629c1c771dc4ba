"""A small site to ask: a report that changed, damage, failed sums, two scripts, hostile mark-up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportharvest.archiving.capture import Capture, RunEnd, RunInfo
from reportharvest.archiving.warc import ArchiveWriter
from reportharvest.publishing.server import create_site
from reportharvest.running.replay import replay
from reportharvest.storing.schema import page_id

MANNERS = Path(__file__).parents[2] / "extracting" / "manners"
HOST = "http://www.linhe.example.gov.cn"
SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
SENTENCE = "全年主动公开信息242条，其中通过网站公开200条，受理行政复议3件，未收取任何费用。"


def page(title: str, body: str, publisher: str = "临禾县财政局", day: str = "2020-01-15") -> bytes:
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>来源：{publisher} 发布日期：{day}</p><div id='zoom'>{body}</div></body></html>"
    ).encode()


def plain(title: str, sentence: str = SENTENCE, **about: str) -> bytes:
    body = f"<p>一、总体情况</p><p>{sentence}</p><p>二、存在的问题</p><p>公开的主动性有待提高。</p>"
    return page(title, body, **about)


def hostile() -> bytes:
    body = (
        f"<p>一、{ESCAPED}总体情况</p><p>正文{ESCAPED}结束，信息公开工作稳步推进，群众满意。</p>"
        f"<table><caption>{ESCAPED}</caption><tr><th>项目{ESCAPED}</th><th>数量</th></tr>"
        f'<tr><td>{ESCAPED}"onmouseover="alert(1)</td><td>3</td></tr></table>'
        '<p>附件：<a href="javascript:alert(1)">名单.doc</a>'
        ' <a href="/a.pdf">&lt;img src=x onerror=alert(1)&gt;表.pdf</a></p>'
    )
    publisher = f"临禾县{ESCAPED}民政局"
    return page(f"临禾县民政局2019年度政府信息公开工作报告{ESCAPED}", body, publisher=publisher)


def damaged() -> bytes:
    """UTF-8 that was read as GBK, in the title too."""
    good = plain("临禾县财政局2016年度政府信息公开工作报告").decode()
    body = good.replace(SENTENCE, SENTENCE.encode().decode("gbk", "replace"))
    return body.encode()


URLS = {
    "sound": f"{HOST}/art/2020/1/15/art_1.html",
    "changed": f"{HOST}/art/2019/1/15/art_2.html",
    "damaged": f"{HOST}/art/2017/1/15/art_3.html",
    "hostile": f"{HOST}/art/2020/1/15/art_4.html",
    "forms": f"{HOST}/art/2022/1/15/art_5.html",
    "yearless": f"{HOST}/art/2016/1/15/art_6.html",
    "traditional": "http://www.linhe.example.org/report.html",
}
"""What the pages are; their numbers are made from these."""


def bodies() -> list[tuple[str, str, bytes]]:
    forms = (MANNERS / "forms_2021_blank_and_wrong.html").read_bytes()
    before, after = SENTENCE, SENTENCE.replace("242条", "262条")
    changing = "临禾县财政局2018年度政府信息公开工作报告"
    return [
        ("sound", "2024-03-01T02:00:00Z", plain("临禾县财政局2019年度政府信息公开工作报告")),
        ("changed", "2024-03-01T02:00:01Z", plain(changing, before)),
        ("damaged", "2024-03-01T02:00:02Z", damaged()),
        ("hostile", "2024-03-01T02:00:03Z", hostile()),
        ("forms", "2024-03-01T02:00:04Z", forms),
        ("yearless", "2024-03-01T02:00:05Z", plain("临禾县财政局政府信息公开工作报告", day="")),
        ("traditional", "2024-03-01T02:00:06Z", plain(
            "临禾县台湾事务办公室2019年度政府信息公开工作报告", "函復臺灣同胞來信十二件，並附複議須知。"
        )),
        ("changed", "2024-04-01T02:00:01Z", plain(changing, after)),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports.db and warc/."""
    folder = tmp_path_factory.mktemp("site")
    info = RunInfo(1, "harvest", "2024-03-01T02:00:00Z", ("linhe",))
    with ArchiveWriter(folder / "warc", info) as archive:
        for name, moment, body in bodies():
            headers = ((b"Content-Type", b"text/html"),)
            archive.append(Capture(URLS[name], moment, 200, "OK", headers, body, site="linhe", run_id=1))
        gone = "2024-04-01T02:00:02Z"
        archive.append(Capture(f"{HOST}/gone.html", gone, 404, "Not Found", site="linhe", run_id=1))
        archive.end(RunEnd(1, "2024-04-01T02:00:03Z", "incomplete", {"reports/new": 7, "reports/changed": 1}))
    replay([folder / "warc"], folder / "reports.db")
    return folder


class Asked:
    """The site, asked without a socket."""

    def __init__(self, site: Any) -> None:
        self.site = site

    def get(self, path: str, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self.site.client.get(path, headers=sent))

    def text(self, path: str, status: int = 200, **headers: str) -> str:
        response = self.get(path, **headers)
        assert response.status_code == status, (path, response.status_code, response.text[-500:])
        return str(response.text)

    def report(self, name: str, below: str = "") -> str:
        return f"/report/{page_id(URLS[name])}{below}"


@pytest.fixture(scope="session")
def asked(files: Path) -> Iterator[Asked]:
    site = create_site(files / "reports.db", archive=files / "warc")
    yield Asked(site)
    site.close()


@pytest.fixture(scope="session")
def without_archive(files: Path) -> Iterator[Asked]:
    site = create_site(files / "reports.db")
    yield Asked(site)
    site.close()
