"""Lists that scripts draw, in the Chromium that is installed, over loopback; replayed without it."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from reportharvest.archiving.capture import Capture
from reportharvest.archiving.warc import records, warc_files
from reportharvest.crawling.sites import read_sites
from reportharvest.errors import UsageError
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.rendering import find_browser, is_rendered
from reportharvest.running.replay import replay

from .conftest import report_html
from .test_parts import asked_for

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium is installed here; the list cannot be rendered"
)
PAGES, PER_PAGE = 3, 4
APPLICATION = """<!doctype html><html><head><meta charset="utf-8"><title>政府信息公开年报</title>
<script src="/static/app.js"></script><link rel="stylesheet" href="http://cdn.example.org/a.css"></head>
<body><div id="app"></div><img src="/logo.png"><script>start()</script></body></html>"""
SCRIPT = """
var page = 1;
function draw(rows, last) {
  document.getElementById('app').innerHTML = '<ul class="list">' + rows.map(function (row) {
    return '<li><a href="/art/' + row.id + '.html">' + row.title + '</a></li>';
  }).join('') + '</ul><a href="javascript:;" class="next' + (last ? ' disabled' : '')
    + '" onclick="turn()">下一页</a>';
}
function load() {
  fetch('/api/list', {method: 'POST', body: JSON.stringify({page: page})})
    .then(function (answer) { return answer.json(); })
    .then(function (data) { draw(data.rows, page >= data.pages); });
}
function turn() { page += 1; load(); }
function start() {
  load();
  fetch('/private/secret.json'); fetch('http://127.0.0.1:1/x');
  fetch('file:///etc/passwd').catch(function () {});
  new Image().src = '/pixel.gif';
  setTimeout(function () { window.location.href = '/elsewhere.html'; }, 100);
}
"""


class Site(BaseHTTPRequestHandler):
    """An application with a list of twelve reports behind an interface."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        body, kind, status = b"", "text/html; charset=utf-8", 200
        year = self.path.removeprefix("/art/").removesuffix(".html")
        if self.path == "/robots.txt":
            body, kind = b"User-agent: *\nDisallow: /private/\n", "text/plain"
        elif self.path == "/nb/":
            body = APPLICATION.encode()
        elif self.path == "/static/app.js":
            body, kind = SCRIPT.encode(), "application/javascript"
        elif self.path.startswith("/art/") and year.isdigit():
            body = report_html(int(year)).encode()
        else:
            status = 404
        self._send(status, kind, body)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        page = json.loads(sent)["page"] if sent.startswith("{") else 1
        years = range(2010 + PER_PAGE * (page - 1), 2010 + PER_PAGE * page)
        rows = [{"id": year, "title": f"示例区财政局{year}年政府信息公开工作年度报告"} for year in years]
        self._send(200, "application/json", json.dumps({"rows": rows, "pages": PAGES}).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        Site.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Nothing is written to the terminal."""


@pytest.fixture
def port() -> Iterator[int]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def options(folder: Path, port: int, *, render: bool) -> HarvestOptions:
    (folder / "site.toml").write_text(
        f'name = "application"\npublisher = "示例区财政局"\nentry = ["http://127.0.0.1:{port}/nb/"]\n'
        f'scope = ["127.0.0.1:{port}/"]\nallow_private = true\nrender = {str(render).lower()}\n'
        "[fetch]\ndelay_seconds = 0\n",
        encoding="utf-8",
    )
    return HarvestOptions(
        folder / "site.toml", folder / "r.db", folder / "warc", user_agent="tests (a@example.org)"
    )


@needs_browser
def test_a_list_that_scripts_draw_is_read_and_replayed_without_a_browser(
    port: int, tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]]
) -> None:
    given = options(tmp_path, port, render=True)
    harvest(given)
    years = [year for (year,) in asked_for(given.db, "SELECT report_year FROM reports ORDER BY 1")]
    assert years == list(range(2010, 2010 + PAGES * PER_PAGE))
    found = asked_for(given.db, "SELECT outcome FROM fetches WHERE purpose = 'entry' ORDER BY id")
    assert found == [("rendered",), ("stored",)]
    paths = [path for _, path, _ in Site.asked]
    assert paths.count("/nb/") == 1  # the browser got the bytes that were archived
    assert not {"/private/secret.json", "/pixel.gif", "/logo.png", "/elsewhere.html"} & set(paths)
    assert {agent for _, _, agent in Site.asked} == {"tests (a@example.org)"}
    kept = [one for file in warc_files([given.archive]) for _, one in records(file)
            if isinstance(one, Capture) and one.purpose == "entry"]  # fmt: skip
    assert [one.rendered for one in kept] == ["raw", "dom"]
    assert kept[0].body == APPLICATION.encode()
    assert "/art/2021.html" in kept[1].body.decode()
    again = tmp_path / "again.db"
    replay([given.archive], again)
    assert rows_of(again, tables_without=("hosts",)) == rows_of(given.db, tables_without=("hosts",))


def test_without_render_such_a_list_is_empty(port: int, tmp_path: Path) -> None:
    given = options(tmp_path, port, render=False)
    harvest(given)
    assert asked_for(given.db, "SELECT COUNT(*) FROM reports") == [(0,)]


def test_a_browser_that_is_not_there_is_said_before_anything_is_fetched(port: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such program"):
        harvest(replace(options(tmp_path, port, render=True), browser="/nowhere/chromium"))
    assert Site.asked == []


def test_no_chromium_in_path_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(UsageError, match="no Chromium was found"):
        find_browser()


def test_a_challenge_is_not_given_to_the_browser(tmp_path: Path, port: int) -> None:
    [site] = read_sites(options(tmp_path, port, render=True).sites)
    challenge = b"<script>document.cookie='__jsl_clearance=1';location.reload()</script>"
    page = Capture(
        f"http://127.0.0.1:{port}/nb/",
        "2024-03-01T02:00:00Z",
        200,
        purpose="entry",
        body=APPLICATION.encode(),
    )
    assert is_rendered(site, page)
    assert not is_rendered(site, replace(page, body=challenge))
    assert not is_rendered(site, replace(page, purpose="report"))
