"""Timers for systemd and cron, and the loop in the foreground."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.errors import ReportHarvestError, UsageError
from reportharvest.running import scheduling
from reportharvest.running.scheduling import (
    cron_line,
    every,
    install,
    installed,
    parse_every,
    plan,
    remove,
    systemd_units,
)

ODD = '/srv/年报 "a" 50% $HOME/\\x\'y'
WORDS = (sys.executable, "harvest", "--db", ODD, "--contact", "a@example.org")


@pytest.mark.parametrize(
    ("interval", "at", "calendar", "cron"),
    [
        ("7d", "03:17", "Mon *-*-* 03:17:00", "17 3 * * 1"),
        ("1w", "sunday 23:05", "Sun *-*-* 23:05:00", "5 23 * * 0"),
        ("1d", "3:17", "*-*-* 03:17:00", "17 3 * * *"),
        ("24h", "3:17", "*-*-* 03:17:00", "17 3 * * *"),
        ("6h", "22:10", "*-*-* 04,10,16,22:10:00", "10 4,10,16,22 * * *"),
        ("12h", "00:00", "*-*-* 00,12:00:00", "0 0,12 * * *"),
        ("15d", "01:00", "*-*-01,15 01:00:00", "0 1 1,15 * *"),
        ("30d", "01:00", "*-*-01 01:00:00", "0 1 1 * *"),
    ],
)
def test_times_are_the_same_for_systemd_and_cron(interval: str, at: str, calendar: str, cron: str) -> None:
    one = plan("a", WORDS, Path("/srv"), interval, at)
    assert (one.calendar, one.cron) == (calendar, cron)
    if shutil.which("systemd-analyze"):
        read = subprocess.run(
            ["systemd-analyze", "calendar", calendar], capture_output=True, text=True, check=False
        )
        assert read.returncode == 0, read.stderr


@pytest.mark.parametrize(
    ("interval", "at", "name"),
    [
        ("5h", "03:17", "a"),
        ("10d", "03:17", "a"),
        ("90m", "03:17", "a"),
        ("1d", "Mon 03:17", "a"),
        ("7d", "25:00", "a"),
        ("7d", "3 am", "a"),
        ("soon", "03:17", "a"),
        ("7d", "03:17", "../a"),
        ("7d", "03:17", ""),
    ],
)
def test_what_cannot_be_written_down_is_refused(interval: str, at: str, name: str) -> None:
    with pytest.raises(UsageError):
        plan(name, WORDS, Path("/srv"), interval, at)
    with pytest.raises(UsageError):
        plan("a", [*WORDS, "a\nb"], Path("/srv"), "7d", "03:17")


@given(st.text(max_size=12))
def test_a_duration_is_read_or_refused(text: str) -> None:
    with suppress(UsageError):
        assert timedelta(seconds=1) <= parse_every(text) <= timedelta(days=3660)


def test_durations_add_up() -> None:
    assert parse_every("1d12h") == timedelta(hours=36)
    assert parse_every(" 2W ") == timedelta(days=14)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_cron_hands_the_shell_what_was_meant(path: str) -> None:
    line = cron_line(plan("a", ["/bin/x", path], Path("/srv/50%"), "1d", "03:17"))
    assert "\n" not in line
    command = line.split(" ", 5)[5]
    # cron takes a bare % for the end of the command, and the backslash away before others
    assert "%" not in command.replace("\\%", "")
    assert shlex.split(command.replace("\\%", "%")) == ["cd", "/srv/50%", "&&", "/bin/x", path, "--quiet"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    files = []
    for name, text in systemd_units(plan("reports", WORDS, tmp_path, "7d", "03:17")).items():
        files.append(tmp_path / name)
        files[-1].write_text(text, encoding="utf-8")
    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    # misspelt keys are told on stderr alone; what is said of other units of this machine is not about ours
    assert not [line for line in read.stderr.splitlines() if "reports." in line], read.stderr
    if read.returncode != 0:
        assert read.stderr, "it refused without a word"


def test_systemd_starts_the_program_with_the_words_that_were_meant() -> None:
    [line] = [
        line
        for line in systemd_units(plan("a", WORDS, Path("/srv"), "7d", "03:17"))["a.service"].splitlines()
        if line.startswith("ExecStart=")
    ]
    meant = line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$")
    assert shlex.split(meant) == list(WORDS)  # the quotation marks of systemd are those of the shell


CRONTAB = """#!/bin/sh
file="$(dirname "$0")/table"
if [ "$1" = -l ]; then cat "$file" 2>/dev/null || { echo "no crontab for me" >&2; exit 1; }
else cat > "$file"; fi
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a crontab of its own and no systemd."""
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(CRONTAB)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if "system" in name else which(name))
    return program.parent


def test_an_entry_of_cron_is_installed_shown_replaced_and_removed(machine: Path) -> None:
    table = machine / "table"
    table.write_text("MAILTO=me\n1 2 * * * other\n")
    assert scheduling.manner_here() == "cron"
    install(plan("a", WORDS, Path("/srv"), "7d", "03:17"), "cron")
    install(plan("b", WORDS, Path("/srv"), "1d", "03:17"), "cron")
    install(plan("a", WORDS, Path("/srv"), "1d", "04:00"), "cron")
    lines = table.read_text().splitlines()
    assert lines[:2] == ["MAILTO=me", "1 2 * * * other"]
    assert [line[:6] for line in lines if "harvest --db" in line] == ["17 3 *", "0 4 * "]
    assert [line[:5] for line in installed("a")] == ["# rep", "0 4 *"]
    assert remove("a") == ["removed: the entry in cron's table"]
    remove("b")
    assert table.read_text() == "MAILTO=me\n1 2 * * * other\n"
    assert (remove("a"), installed("a")) == ([], [])


SYSTEMCTL = """#!/bin/sh
echo "$*" >> "$(dirname "$0")/calls"
"""


def test_a_timer_of_systemd_is_installed_shown_and_removed(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = machine / "systemctl"
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)
    monkeypatch.undo()
    monkeypatch.setenv("PATH", f"{machine}:/bin:/usr/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert scheduling.manner_here() == "systemd"
    said = install(plan("a", WORDS, Path("/srv"), "7d", "03:17"), "systemd")
    assert "loginctl enable-linger" in "\n".join(said)
    folder = tmp_path / "config" / "systemd" / "user"
    assert sorted(file.name for file in folder.iterdir()) == ["a.service", "a.timer"]
    assert "--user enable --now a.timer" in (machine / "calls").read_text()
    assert "OnCalendar=Mon *-*-* 03:17:00" in installed("a")
    assert len(remove("a")) == 2
    assert list(folder.iterdir()) == []
    assert "--user disable --now a.timer" in (machine / "calls").read_text()


def test_a_system_that_refuses_is_a_failure_with_its_words(machine: Path) -> None:
    (machine / "crontab").write_text("#!/bin/sh\necho 'you are not allowed' >&2\nexit 1\n")
    with pytest.raises(ReportHarvestError, match="you are not allowed"):
        install(plan("a", WORDS, Path("/srv"), "7d", "03:17"), "cron")


# ---------------------------------------------------------------- the loop


def test_moments_do_not_drift_and_those_that_pass_are_left_out() -> None:
    now, begun = 100.0, list[float]()
    takes = iter([3.0, 0.0, 25.0, 9.0, 0.0, 0.0])

    def work() -> bool:
        nonlocal now
        begun.append(now)
        now += next(takes)
        return len(begun) < 6

    def wait(_stop: threading.Event, seconds: float) -> bool:
        nonlocal now
        now += seconds + 0.01  # sleeping always takes a little longer
        return False

    count = every(timedelta(seconds=10), work, clock=lambda: now, wait=wait)
    assert count == 6
    # 100, 110, 120; the third takes 25 s, so that 130 and 140 pass
    assert [round(moment) for moment in begun] == [100, 110, 120, 150, 160, 170]
    assert all(moment % 10 < 0.02 for moment in begun)


@pytest.mark.parametrize(("hours_ago", "first"), [(30, 0), (6, 18 * 3600), (0, 86_400), (-5, 0)])
def test_the_first_moment_follows_the_last_harvest(hours_ago: int, first: float) -> None:
    present = datetime(2026, 3, 2, tzinfo=UTC)
    now, begun = 0.0, list[float]()

    def wait(_stop: threading.Event, seconds: float) -> bool:
        nonlocal now
        now += seconds
        return False

    def work() -> bool:
        begun.append(now)
        return False

    last = present - timedelta(hours=hours_ago)
    every(timedelta(days=1), work, last_started=last, now=lambda: present, clock=lambda: now, wait=wait)
    assert begun == [first]


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_wait_and_handlers_are_given_back(which: signal.Signals) -> None:
    before = signal.getsignal(which)

    def work() -> bool:
        # as asyncio leaves it when a harvest has ended
        signal.signal(which, signal.SIG_DFL)
        threading.Timer(0.05, os.kill, [os.getpid(), which]).start()
        return True

    assert every(timedelta(hours=1), work) == 1
    assert signal.getsignal(which) is before
