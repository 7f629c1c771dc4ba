"""A small site of recordings, built page by page, and a database compared as a whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reportharvest.archiving.capture import Capture
from reportharvest.archiving.recordings import Recordings, write_recording
from reportharvest.archiving.transport import RecordingsTransport
from reportharvest.crawling.urls import canonical
from reportharvest.running.harvest import HarvestOptions

HOST = "http://www.example.gov.cn"
SITE = """
name = "example"
publisher = "示例区财政局"
entry = ["http://www.example.gov.cn/nb/index.html"]
scope = ["www.example.gov.cn"]
[fetch]
delay_seconds = 0
"""


def report_html(year: int, more: str = "") -> str:
    """A report page as plain as can be."""
    title = f"示例区财政局{year}年政府信息公开工作年度报告"
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>一、总体情况</p>"
        f"<p>{year}年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开信息26条。{more}</p>"
        "<p>二、主动公开政府信息情况</p><p>通过门户网站公开财政预决算信息，及时回应社会关切。</p>"
        "<p>三、存在的主要问题及改进情况</p><p>公开内容还不够全面，下一步将加强学习培训。</p></body></html>"
    )


def list_html(*links: tuple[str, str], more: str = "") -> str:
    rows = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return (
        f"<!doctype html><meta charset=utf-8><title>政府信息公开年报</title><ul class=list>{rows}</ul>{more}"
    )


@dataclass
class SmallSite:
    """Recordings in a folder, with the options of a harvest from them."""

    root: Path
    pages: dict[str, int] = field(default_factory=dict)

    def page(
        self,
        path: str,
        body: str | bytes = b"",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        recorded_at: str = "2024-03-01T02:00:00Z",
    ) -> None:
        """Record a page; with Content-Type and ETag unless given."""
        given = {"Content-Type": "text/html; charset=utf-8"} | dict(headers or {})
        content = body.encode() if isinstance(body, str) else body
        pairs = tuple((name.encode(), value.encode()) for name, value in given.items())
        url = path if path.startswith("http") else HOST + path
        number = len(list((self.root / "pages").glob("*/*")))
        write_recording(
            self.root / "pages" / "example" / f"{number:03}",
            Capture(url, recorded_at, status, "", pairs, content),
        )

    def options(
        self, *, description: str = SITE, db: str = "r.db", sockets: bool = False, **more
    ) -> HarvestOptions:
        """Options of a harvest of this site, over recordings without a socket unless asked for."""
        sites = self.root / "site.toml"
        sites.write_text(description, encoding="utf-8")
        common = {"sites": sites, "db": self.root / db, "archive": self.root / f"{db}.warc"} | more
        if sockets:
            return HarvestOptions(replay_from=self.root / "pages", **common)
        as_of = common.pop("as_of", None)
        transport = RecordingsTransport(Recordings.load(self.root / "pages", canonical), as_of)
        return HarvestOptions(transport=transport, **common)


@pytest.fixture
def small_site(tmp_path: Path) -> SmallSite:
    """A list of two reports, one of them reached by a redirect, and a robots.txt."""
    site = SmallSite(tmp_path)
    site.page("/robots.txt", "User-agent: *\nDisallow: /secret/", headers={"Content-Type": "text/plain"})
    site.page(
        "/nb/index.html",
        list_html(
            ("1.html", "示例区财政局2019年政府信息公开工作年度报告"),
            ("old/2.html", "示例区财政局2020年政府信息公开工作年度报告"),
            ("/secret/3.html", "示例区财政局2021年政府信息公开工作年度报告"),
            ("gone.html", "示例区财政局2018年政府信息公开工作年度报告"),
        ),
        headers={"ETag": '"list"'},
    )
    site.page("/nb/1.html", report_html(2019), headers={"ETag": '"1"'})
    site.page("/nb/old/2.html", status=301, headers={"Location": "/nb/2.html"})
    site.page("/nb/2.html", report_html(2020), headers={"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"})
    return site


Rows = dict[str, list[tuple]]


PACKED = ("reports_fts_data", "reports_fts_idx")


@pytest.fixture
def rows_of() -> Callable[..., Rows]:
    """Give all rows of a database, in any order of rows, without the columns that a caller names.

    How FTS5 packs its index is left out: it depends on which pages were written together.
    """

    def read(db: Path, *without: str, tables_without: tuple[str, ...] = ()) -> Rows:
        connection = sqlite3.connect(db)
        found: Rows = {}
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
            if not name.startswith(("sqlite_", "_sqlite")) and name not in {*PACKED, *tables_without}
        ]
        for table in tables:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info([{table}])")]
            kept = ", ".join(f"[{name}]" for name in names if name not in without)
            found[table] = sorted(connection.execute(f"SELECT {kept} FROM [{table}]").fetchall(), key=repr)
        connection.close()
        return found

    return read
