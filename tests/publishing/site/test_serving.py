"""The command: what it prints, what it says when it cannot serve."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from reportharvest.cli import main
from reportharvest.publishing import server
from reportharvest.storing.schema import open_database


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        main(["serve", *arguments])
    assert isinstance(caught.value.code, int)
    shown = capsys.readouterr()
    assert shown.out == ""
    return caught.value.code, shown.err


def test_it_prints_its_address_serves_and_ends_on_interrupt(files: Path) -> None:
    words = ["serve", str(files / "reports.db"), "--archive", str(files / "warc"), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from reportharvest.cli import main; main()", *words],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"at (http://127\.0\.0\.1:\d+/)", line)
    assert found, line
    with urllib.request.urlopen(found[1]) as response:
        assert response.status == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert "Traceback" not in process.stderr.read()


def test_a_missing_database_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, str(tmp_path / "none.db"))
    assert status == 2
    assert "there is no such database" in said
    assert "reportharvest harvest" in said
    assert not (tmp_path / "none.db").exists()


def test_another_database_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (a)")
    status, said = run(capsys, str(tmp_path / "other.db"))
    assert status == 2
    assert "not made by reportharvest" in said


def test_a_database_of_a_later_version_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = open_database(tmp_path / "later.db")
    with db.atomic():
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('reportharvest', '9999_future', '2030-01-01')"
        )
    db.close()
    status, said = run(capsys, str(tmp_path / "later.db"))
    assert status == 1
    assert "update reportharvest" in said


def test_a_port_that_is_taken_is_a_wrong_call(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, said = run(capsys, str(files / "reports.db"), "--port", port)
    assert status == 2
    assert f"cannot listen at 127.0.0.1:{port}" in said
    assert "--port 0" in said


def test_an_address_of_another_machine_is_a_wrong_call(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(capsys, str(files / "reports.db"), "--host", "192.0.2.1", "--port", "0")
    assert status == 2
    assert "cannot listen at 192.0.2.1:0" in said


def test_without_datasette_the_extra_is_named(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.importlib.util, "find_spec", lambda _name: None)
    status, said = run(capsys, str(files / "reports.db"))
    assert status == 2
    assert "pip install 'reportharvest[publish]'" in said


def test_a_database_named_twice_is_a_wrong_call(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, str(files / "reports.db"), "--db", str(files / "other.db"))
    assert status == 2
    assert "named twice" in said


def test_a_browser_is_opened_when_the_site_is_up(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def served(*_: object, ready: Callable[[str], None], **__: object) -> None:
        ready("http://127.0.0.1:8000/")

    monkeypatch.setattr("reportharvest.cli.serve.serve_site", served)
    monkeypatch.setattr("reportharvest.cli.serve.webbrowser.open", opened.append)
    status, said = run(capsys, str(files / "reports.db"), "--open", "--host", "0.0.0.0", "--archive", "none")
    assert status == 0
    assert "there is no login" in said
    assert "none: no archive here" in said
    for _ in range(100):
        if opened:
            break
        time.sleep(0.01)
    assert opened == ["http://127.0.0.1:8000/"]
