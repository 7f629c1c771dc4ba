"""Exploring sites of many manners: the right columns, no other, and a description that harvests them."""

from __future__ import annotations

import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reportharvest.cli.entry import main
from reportharvest.crawling.sites import read_sites
from reportharvest.running.discovering import discover
from reportharvest.running.found import Discovery
from reportharvest.running.proposing import proposal

from .discoverable import (
    FIRST,
    LAW,
    NEWS,
    SHEETS,
    WORK,
    YEARS,
    Made,
    Web,
    lines,
    page,
    reports,
    without_reports,
)
from .discoverable_second import SECOND

SITES = FIRST | SECOND


def explored(made: Made) -> Discovery:
    return discover(made.start, user_agent="tests", delay_seconds=0, transport=Web(made))


def entries(found: Discovery) -> list[str]:
    return [one.api.url if one.api else one.url for one in found.columns]


@pytest.mark.parametrize("name", SITES)
def test_the_columns_of_a_site_are_found_and_no_other(name: str, tmp_path: Path) -> None:
    made = SITES[name]()
    found = explored(made)
    got = entries(found)
    assert [one for one in got if not any(one in column for column in made.columns)] == []
    assert [sorted(column) for column in made.columns if not column & set(got)] == []
    text = proposal(found, name="proposed", day="2024-03-01", delay_seconds=0.0)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    [site] = read_sites(tmp_path / "a.toml", simulated=True)
    assert site.render == made.render
    assert len(site.entry) + len(site.list_apis) == len(made.columns)
    assert tomllib.loads(text)["name"] == "proposed"


def test_a_site_without_such_columns_gives_none() -> None:
    assert entries(explored(without_reports())) == []


HARD = "http://www.hard.example.gov.cn"
AGENCIES = [
    f"示例区{name}政府信息公开年度报告"
    for name in ("教育局", "财政局", "民政局", "水利局", "司法局", "审计局")
]
NOTICES = [f"关于做好{year}年政府信息公开年度报告编制工作的通知" for year in YEARS]
COMPANIES = [f"{year}年度企业年报公示情况" for year in YEARS]


def site(lead: str, name: str, titles: list[str], more: str = "") -> Made:
    """A site with one column, reached by a name, and its pages; rows that name such reports are reports."""
    made = Made(f"{HARD}/", [])
    made.pages["/"] = page("示例区", f"<a href=/gk/>{lead}</a>")
    made.pages["/gk/"] = page(lead, f"<a href=/nb/>{name}</a><a href=/gzbg/>政府工作报告</a>{more}")
    made.pages["/nb/"] = page(name, "<ul>" + lines(titles, lambda at: f"/nb/{at}.html") + "</ul>" + more)
    made.pages["/gzbg/"] = page("政府工作报告", "<ul>" + lines(WORK, lambda at: f"/gzbg/{at}.html") + "</ul>")
    for at, title in enumerate(titles):
        if title in {*reports(), *AGENCIES}:
            made.article(f"/nb/{at}.html", 2023 - at)
        else:
            made.other(f"/nb/{at}.html", title)
    return made


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (site("政务公开", "年度报告", [*reports(5), *LAW[:4], *SHEETS[:4]]), True),
        (site("政府信息公开", "部门信息公开年报", AGENCIES), True),
        (site("信息公开平台", "政府信息年度公开报告", reports(2)), True),
        (site("政务公开", "年度报告", NOTICES), False),
        (site("政务公开", "年报", COMPANIES), False),
        (site("政务公开", "年度报告", LAW), False),
        (site("政府信息公开", "政府信息公开年报", [], "<p>暂无信息</p><script src=a.js></script>"), False),
        (site("政府信息公开", "政府信息公开年报", [], "<div id=l></div><script src=a.js></script>"), True),
        (site("工作动态", "通知公告", NEWS), False),
    ],
    ids=["mixed", "without-years", "two-rows", "notices", "companies", "law", "empty", "scripted", "news"],
)
def test_rows_decide_whether_a_column_is_one(made: Made, *, found: bool) -> None:
    assert entries(explored(made)) == ([f"{HARD}/nb/"] if found else [])


def test_the_bound_of_pages_is_kept() -> None:
    web = Web(FIRST["hanweb"]())
    discover(FIRST["hanweb"]().start, user_agent="tests", delay_seconds=0, transport=web, max_pages=1)
    assert len([one for one in web.asked if one != "/robots.txt"]) <= 1 + 20  # those to read what was found


def test_the_command_writes_a_description_and_not_over_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = FIRST["trs"]()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = made.pages.get(self.path)
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(found.encode() if isinstance(found, str) else b"")

        def log_message(self, *_given: object) -> None:
            """Nothing is written to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    monkeypatch.chdir(tmp_path)
    call = ["discover", f"http://127.0.0.1:{server.server_address[1]}/", "--delay-seconds", "0"]
    with pytest.raises(SystemExit, match="0"):
        main(call)
    told = capsys.readouterr()
    [site] = read_sites(tmp_path / told.out.strip())
    assert [one.rpartition("/zwgk")[2] for one in site.entry] == ["/zfxxgknb/"]
    assert "5 of 5 rows of its list name such reports; 2 of 2 that were read are reports" in told.err
    with pytest.raises(SystemExit, match="2"):
        main(call)
    assert "there is a description already" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="0"):
        main([*call, "--force"])
    server.shutdown()


def test_what_robots_txt_forbids_is_not_looked_at() -> None:
    made = FIRST["trs"]()
    made.pages["/robots.txt"] = "User-agent: *\nDisallow: /zwgk/\n"
    web = Web(made)
    found = discover(made.start, user_agent="tests", delay_seconds=0, transport=web)
    assert found.columns == []
    assert [one.found for one in found.looks if "/zwgk/" in one.url] == ["robots.txt forbids it"]
    assert not [one for one in web.asked if one.startswith("/zwgk/")]
