"""harvest with a contact, budgets, a loop and monitors; schedule."""

from __future__ import annotations

import json
import shlex
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.cli.conftest import Place
from tests.running.conftest import SITE, list_html, report_html

COMMAND = [sys.executable, "-c", "from reportharvest.cli import main; main()"]


class _Agency(BaseHTTPRequestHandler):
    """A list of three reports, on loopback."""

    def do_GET(self) -> None:
        pages = {f"/{year}.html": report_html(year) for year in (2021, 2022, 2023)}
        pages["/"] = list_html(*((path, f"{path[1:5]}年政府信息公开工作年度报告") for path in pages))
        self.send_response(200 if self.path in pages else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(pages.get(self.path, "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def agency(place: Place) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Agency) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        Path("site.toml").write_text(
            f'name = "agency"\npublisher = "示例区"\nentry = ["http://127.0.0.1:{port}/"]\n'
            f'scope = ["127.0.0.1:{port}"]\nallow_private = true\n[fetch]\ndelay_seconds = 0\n'
        )
        yield port
        server.shutdown()


WORDS = ("harvest", "--sites", "site.toml", "--db", "r.db", "--archive", "warc")


def test_without_a_contact_nothing_is_fetched_and_the_message_says_how(place: Place) -> None:
    Path("site.toml").write_text(SITE.replace("delay_seconds = 0", ""))
    code, out, err = place.run(*WORDS)
    assert (code, out) == (2, "")
    assert "www.example.gov.cn is to be harvested, and no contact is set" in err
    assert "--contact" in err
    assert not Path("r.db").exists()
    code, _, err = place.run(*WORDS, "--contact", "nobody")
    assert code == 2
    assert "contact is 'nobody'" in err


@pytest.mark.parametrize("way", ["environment", "file"])
def test_a_contact_may_stand_in_the_environment_or_the_settings_file(
    place: Place, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    Path("site.toml").write_text(SITE.replace("delay_seconds = 0", ""))
    if way == "file":
        Path("reportharvest.toml").write_text('contact = "a@example.org"\n')
    else:
        monkeypatch.setenv("REPORTHARVEST_CONTACT", "https://example.org/crawler")
    # --print checks what a harvest checks, and asks nobody
    monkeypatch.setattr("sys.argv", [str(Path(sys.executable).with_name("reportharvest"))])
    if not Path(sys.argv[0]).is_file():
        pytest.skip("the program is not installed beside this Python")
    code, out, _ = place.run("schedule", "--sites", "site.toml", "--print", "--manner", "cron")
    assert code == 0
    assert ("--config" in out) == (way == "file")
    assert ("a@example.org" if way == "file" else "https://example.org/crawler") in out


def test_loopback_needs_no_contact_and_the_run_is_told_as_json(place: Place, agency: int) -> None:
    code, out, err = place.run(*WORDS, "--json", "--prometheus", "r.prom")
    assert code == 0
    assert err.startswith("harvest complete: ")
    run = json.loads(out)
    assert (run["outcome"], run["exit_status"], run["counts"]["reports/new"]) == ("complete", 0, 3)
    assert (run["sites"][0]["name"], run["sites"][0]["new"]) == ("agency", 3)
    assert 'reportharvest_site_reports{site="agency"} 3\n' in Path("r.prom").read_text()
    code, out, _ = place.run("status", "--db", "r.db", "--prometheus", "s.prom")
    assert (code, out) == (0, "")
    assert 'reportharvest_site_new{site="agency"} 3\n' in Path("s.prom").read_text()


def test_a_budget_ends_a_run_with_status_0_and_status_says_what_waits(place: Place, agency: int) -> None:
    code, _, err = place.run(*WORDS, "--max-pages", "2")
    assert code == 0
    assert "max_pages = 2 of this run was reached; 2 requests wait for the next run" in err
    code, out, _ = place.run("status", "--db", "r.db")
    assert "waits: max_pages = 2" in out
    place.run(*WORDS)
    assert sqlite3.connect("r.db").execute("SELECT COUNT(*) FROM reports").fetchone() == (3,)
    _, out, _ = place.run("status", "--db", "r.db")
    assert "waits" not in out


@pytest.mark.parametrize("wrong", [["--max-pages", "0"], ["--max-hours", "0"], ["--every", "soon"]])
def test_a_wrong_bound_is_a_wrong_call(place: Place, agency: int, wrong: list[str]) -> None:
    assert place.run(*WORDS, *wrong)[0] == 2
    assert not Path("r.db").exists()


def test_the_loop_harvests_again_and_sigterm_ends_it_well(place: Place, agency: int) -> None:
    with subprocess.Popen(
        [*COMMAND, *WORDS, "--every", "1s", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        runs = [json.loads(program.stdout.readline()) for _ in range(2)]
        program.send_signal(signal.SIGTERM)
        _, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    assert [run["run"] for run in runs] == [1, 2]
    assert "stopped" in err
    assert sqlite3.connect("r.db").execute("SELECT COUNT(*) FROM reports").fetchone() == (3,)


def test_what_is_scheduled_is_what_would_be_harvested_here(
    place: Place, agency: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path("bin/reportharvest").absolute()
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(program)])
    words = ["schedule", "--sites", "site.toml", "--db", "50% of it.db", "--max-hours", "1.5", "--print"]
    code, out, _ = place.run(*words, "--manner", "cron", "--every", "1d", "--at", "4:05")
    assert code == 0
    assert out.startswith("5 4 * * * cd ")
    command = shlex.split(out.split(" ", 5)[5].replace("\\%", "%"))
    assert command[3:5] == [str(program), "harvest"]
    assert command[command.index("--db") + 1] == str(Path("50% of it.db").absolute())
    assert command[command.index("--max-hours") + 1] == "1.5"
    code, out, _ = place.run(*words, "--manner", "systemd")
    assert code == 0
    assert "OnCalendar=Mon *-*-* 03:17:00" in out
    assert '50%% of it.db"' in out
    code, _, err = place.run("schedule", "--show", "--remove")
    assert code == 2
    assert "exclude each other" in err


def test_a_wrong_description_is_not_scheduled(place: Place) -> None:
    Path("site.toml").write_text("name = 3")
    code, out, _ = place.run("schedule", "--sites", "site.toml", "--print")
    assert (code, out) == (2, "")


def test_nothing_is_installed_where_nothing_can_run(place: Place, agency: int, monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", [str(Path("bin/reportharvest").absolute())])
    Path("bin").mkdir()
    Path("bin/reportharvest").write_text("#!/bin/sh\n")
    Path("bin/reportharvest").chmod(0o755)
    monkeypatch.setenv("PATH", str(Path("nowhere").absolute()))
    code, _, err = place.run("schedule", "--sites", "site.toml")
    assert code == 1
    assert "harvest --every 7d" in err
    code, out, err = place.run("schedule", "--show")
    assert (code, out) == (0, "")
    assert "nothing is installed" in err
