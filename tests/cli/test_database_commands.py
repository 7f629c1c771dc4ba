"""harvest, replay, status, search and record over a small recorded site."""

from __future__ import annotations

import hashlib
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from rich.progress import BarColumn
from tests.cli.conftest import Place
from tests.running.conftest import SITE, report_html

from reportharvest.cli.messages import Messages
from reportharvest.cli.progress import LineProgress, showing
from reportharvest.cli.summary import exit_status
from reportharvest.issues import Issue
from reportharvest.running.progress import ProgressEvent, RunSummary
from reportharvest.running.status import status
from reportharvest.settings import load_settings

COMMAND = [sys.executable, "-c", "from reportharvest.cli import main; main()"]


def test_a_harvest_tells_what_it_found_and_what_to_do_next(place: Place) -> None:
    code, out, err = place.harvest()
    assert (code, out) == (0, "")
    assert "harvest complete" in err
    assert "2 reports new, 0 changed" in err
    assert "in the database: 2 reports" in err
    assert "2019 to 2020" in err
    assert "1 page not there any more" in err
    assert "reportharvest search 公开 --db r.db" in err
    commands = [line.strip() for line in err.split("next:\n")[1].splitlines()]
    for command in commands[:2]:
        code, out, err = place.run(*command.split()[1:])
        assert code == 0
        assert out


def test_a_second_harvest_finds_nothing_new(harvested: Place) -> None:
    _, _, err = harvested.harvest()
    assert "0 reports new, 0 changed" in err


def test_messages_are_json_where_asked_for(place: Place) -> None:
    code, out, err = place.harvest("--log-format", "json")
    lines = [json.loads(line) for line in err.splitlines()]
    assert (code, out) == (0, "")
    assert lines[-1]["outcome"] == "complete"
    assert lines[-1]["totals"]["reports"] == 2
    assert lines[-1]["counts"]["reports/new"] == 2
    assert all({"time", "level", "message"} <= set(line) for line in lines)


def test_a_site_below_its_expectation_gives_status_1(place: Place) -> None:
    Path("site.toml").write_text(SITE + "[expect]\nreports = {min = 9}\n", encoding="utf-8")
    code, _, err = place.harvest()
    assert code == 1
    assert "2 reports, at least 9 expected: 7 too few (expectation-missed)" in err


def test_a_harvest_from_an_empty_folder_is_a_wrong_call(place: Place) -> None:
    for file in Path("pages").glob("*/*/response.json"):
        file.unlink()
    code, out, err = place.harvest()
    assert (code, out) == (2, "")
    assert "no WARC file" in err


def test_a_harvest_without_any_report_says_where_to_look(place: Place) -> None:
    for file in Path("pages").glob("*/*/body.bin"):
        body = b"<html><body><p>404</p></body></html>"
        file.write_bytes(body)
        recorded = json.loads(file.with_name("response.json").read_text(encoding="utf-8"))
        recorded["sha256"] = hashlib.sha256(body).hexdigest()
        file.with_name("response.json").write_text(json.dumps(recorded), encoding="utf-8")
    code, _, err = place.harvest()
    assert code == 0
    assert "in the database: 0 reports" in err
    assert "no page that came is a report" in err.split("next:\n")[1]


def test_a_wrong_description_is_explained_with_status_2(place: Place) -> None:
    Path("site.toml").write_text(SITE + "delay_secs = 1\n", encoding="utf-8")
    code, out, err = place.harvest()
    assert (code, out) == (2, "")
    assert 'did you mean "delay_seconds"?' in err
    assert not Path("r.db").exists()


def test_a_stopped_run_and_a_missed_expectation_give_status_1() -> None:
    assert exit_status(RunSummary(1, "complete")) == 0
    assert exit_status(RunSummary(1, "incomplete")) == 0
    assert exit_status(RunSummary(1, "interrupted")) == 1
    assert exit_status(RunSummary(1, "incomplete", issues=(Issue("expectation-missed", "a"),))) == 1


def test_a_replay_gives_the_same_reports(harvested: Place) -> None:
    code, out, err = harvested.run("replay", "warc", "--db", "again.db")
    assert (code, out) == (0, "")
    assert "replay complete" in err
    query = "SELECT * FROM reports ORDER BY id"
    first, second = (sqlite3.connect(name).execute(query).fetchall() for name in ("r.db", "again.db"))
    assert first == second
    assert len(first) == 2


def test_status_is_a_table_and_json(harvested: Place) -> None:
    code, out, err = harvested.run("status", "--db", "r.db")
    assert (code, err) == (0, "")
    assert "example" in out
    assert "1 page missing; 1 page not asked for: robots.txt forbids" in out
    assert "OVERDUE" not in out
    code, out, _ = harvested.run("status", "--db", "r.db", "--json")
    [site] = json.loads(out)
    assert (site["site"], site["reports"], site["new"], site["changed"], site["overdue"]) == (
        "example",
        2,
        2,
        0,
        False,
    )
    assert (site["failed"], site["reasons"], site["missing"]) == (0, {}, 1)
    assert site["refusals"] == {"robots.txt forbids it": 1}


def test_a_site_without_success_for_long_is_overdue(harvested: Place) -> None:
    later = datetime(2200, 1, 1, tzinfo=UTC)
    assert [site.overdue for site in status(Path("r.db"), now=later)] == [True]
    assert [site.overdue for site in status(Path("r.db"), overdue_days=36_500)] == [False]


def test_status_of_an_empty_database_says_what_to_do(place: Place) -> None:
    from reportharvest.storing.schema import open_database

    open_database(Path("r.db")).close()
    code, out, err = place.run("status", "--db", "r.db")
    assert (code, out) == (0, "")
    assert "reportharvest harvest" in err


def test_search_prints_hits_as_text_and_json(harvested: Place) -> None:
    code, out, err = harvested.run("search", "财政", "预决算", "--db", "r.db")
    assert code == 0
    assert out.startswith("1. 示例区财政局20")
    assert "财政[预决算]" in out.replace("[财政]", "财政")
    assert "2 reports found" in err
    code, out, err = harvested.run(
        "search", "2019年", "--db", "r.db", "--json", "--quiet", "--search-limit", "1"
    )
    assert (len(json.loads(out)), err) == (1, "")
    code, out, err = harvested.run("search", "財政", "預決算", "--db", "r.db")
    assert code == 0
    assert out.startswith("1. 示例区财政局20")
    assert "no report holds 財政 預決算; searched for 财政 预决算" in err
    assert harvested.run("search", "不存在的词", "--db", "r.db")[:2] == (0, "")


def test_a_damaged_database_is_explained(harvested: Place) -> None:
    body = Path("r.db").read_bytes()
    Path("r.db").write_bytes(body[:4096] + b"\xff" * (len(body) - 4096))
    for words in (["status"], ["search", "公开"]):
        code, out, err = harvested.run(*words, "--db", "r.db")
        assert (code > 0, out) == (True, "")
        assert err.startswith("error: ")
        assert "malformed" in err


class _OnePage(BaseHTTPRequestHandler):
    """A host with one report and nothing else."""

    def do_GET(self) -> None:
        found = self.path == "/1.html"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(report_html(2019).encode() if found else b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _OnePage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_page_is_extracted_from_its_url(place: Place, host: str) -> None:
    code, out, err = place.run("extract", f"{host}/1.html", "--allow-private")
    assert (code, err) == (0, "")
    assert (json.loads(out)["url"], json.loads(out)["report_year"]) == (f"{host}/1.html", 2019)
    code, out, err = place.run("extract", f"{host}/1.html")
    assert (code, out) == (1, "")
    assert "--allow-private" in err
    code, out, err = place.run("extract", f"{host}/2.html", "--allow-private")
    assert (code, out) == (1, "")
    assert "HTTP status 404" in err


def test_a_page_is_recorded_as_it_came(place: Place, host: str) -> None:
    words = ["--out", "new", "--site", "one", "--allow-private", "--delay-seconds", "0"]
    code, out, err = place.run("record", f"{host}/1.html", *words)
    assert code == 0
    assert "2 answers recorded" in err
    bodies = [(Path(line).parent / "body.bin").read_bytes() for line in out.splitlines()]
    assert bodies == [b"", report_html(2019).encode()]


def test_recordings_are_served_until_interrupted(place: Place) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [*COMMAND, "replay", "pages", "--serve", "--port", str(port)], stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        assert f"http://127.0.0.1:{port}" in server.stderr.readline()
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/nb/1.html", headers={"Host": "www.example.gov.cn"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.read() == report_html(2019).encode()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == 0


def test_a_line_is_told_when_the_interval_has_passed(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    progress = LineProgress(Messages(quiet=False, log_format="text"), 10, lambda: now)
    progress(ProgressEvent("page", "a", "u", "new", done=1, queued=4, reports=1))
    progress(ProgressEvent("page", "b", "u", "failed", done=1, queued=2))
    assert capsys.readouterr().err == ""
    now = 10.0
    progress(ProgressEvent("site-finished", "b"))
    told = capsys.readouterr().err
    assert told == "2 of 6 requests done, 1 report new or changed, 1 failed, 1 site under way\n"


def test_an_interrupted_harvest_goes_on(place: Place) -> None:
    """The status of a SIGTERM is 1, and the same command then completes the work."""
    Path("site.toml").write_text(SITE.replace("delay_seconds = 0", "delay_seconds = 0.3"), encoding="utf-8")
    words = ["harvest", "--sites", "site.toml", "--replay-from", "pages", "--db", "r.db", "--archive", "warc"]
    with subprocess.Popen([*COMMAND, *words], stderr=subprocess.PIPE, text=True) as program:
        while not Path("r.db").exists() or not _count("SELECT count(*) FROM fetches"):
            assert program.poll() is None
        program.send_signal(signal.SIGTERM)
        _, err = program.communicate(timeout=60)
    assert program.returncode == 1, err
    assert "interrupted" in err
    assert "the same harvest again; it goes on from where this one was stopped" in err
    code, _, err = place.harvest()
    assert code == 0
    assert "going on from where it was stopped" in err
    assert _count("SELECT count(*) FROM reports") == 2


def _count(query: str) -> int:
    try:
        return int(sqlite3.connect("r.db").execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_only_what_fits_the_terminal_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow terminal gets the numbers without the bars, and finished sites go where lines run out."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    settings = load_settings(command_line={})
    for columns, bars in (("60", False), ("100", True)):
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setenv("LINES", "3")
        with showing(settings, Messages(quiet=False, log_format="text")) as progress:
            for site in "abc":
                progress(ProgressEvent("page", site, "u", "new", done=1, queued=1, reports=1))
                progress(ProgressEvent("site-finished", site))
            shown = progress.bars  # type: ignore[attr-defined]
        assert any(isinstance(column, BarColumn) for column in shown.columns) is bars
        assert [task.description for task in shown.tasks if task.visible] == ["a", "b"]


def test_a_failure_of_the_system_says_where_and_what_to_do(place: Place) -> None:
    Path("file").write_bytes(b"")
    code, out, err = place.harvest("--archive", "file/warc")
    assert (code, out) == (2, "")
    assert "file/warc: Not a directory" in err
    assert "name a path that can be read and written" in err
