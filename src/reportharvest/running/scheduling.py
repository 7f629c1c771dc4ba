"""When harvests run by themselves: a systemd user timer, a line for cron, or a loop in the foreground."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from reportharvest.errors import UsageError, WorkFailedError

__all__ = [
    "Manner",
    "Plan",
    "cron_line",
    "every",
    "install",
    "installed",
    "manner_here",
    "parse_every",
    "plan",
    "remove",
    "systemd_units",
]

Manner = Literal["systemd", "cron"]
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_AT = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\s+)?([01]?[0-9]|2[0-3]):([0-5][0-9])", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NOTHING_DONE = "nothing was installed"
# How long a harvest may take to finish the pages under way: a body of 30 s times 10, and its reading.
_STOP_SECONDS = 900
# A signal that another thread got is noticed when the sleep is over.
_LONGEST_SLEEP_SECONDS = 60.0


def parse_every(text: str) -> timedelta:
    """Read a duration: numbers with ``s``, ``m``, ``h``, ``d`` or ``w``, put together as in ``1d12h``.

    Raises:
        UsageError: it is none, or shorter than a second or longer than ten years.

    >>> parse_every("7d"), parse_every("1d12h")
    (datetime.timedelta(days=7), datetime.timedelta(days=1, seconds=43200))
    """
    parts = re.findall(r"([0-9]{1,9})([smhdw])", text.strip().lower())
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    whole = "".join(number + unit for number, unit in parts) == text.strip().lower()
    if not whole or not 1 <= seconds <= 3660 * 86_400:
        raise UsageError(
            f"--every {text!r} is no duration", allowed=["7d", "12h", "30m", "1d12h"], hint="nothing was done"
        )
    return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run, and when.

    Attributes:
        name: of the timer, or of the entry among others of cron.
        command: program and arguments.
        folder: where it runs.
        calendar: when, as systemd writes it.
        cron: when, in the five fields of cron.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    calendar: str
    cron: str


def plan(name: str, command: Sequence[str], folder: Path, interval: str, at: str) -> Plan:
    """Put a plan together.

    Args:
        name: letters, digits, ``-`` and ``_``.
        command: program and arguments, with absolute paths.
        folder: where it runs.
        interval: how often: 1 to 23 hours that divide a day, whole days that divide a week or a month, weeks.
        at: time of day, with or without a day of the week: ``03:17``, ``Mon 03:17``.
    Raises:
        UsageError: one of them cannot be written down for systemd and cron alike.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f'--name "{name}" must be letters, digits, "-" and "_"', hint=_NOTHING_DONE)
    for one in (*command, str(folder)):
        if not one.isprintable():
            raise UsageError(
                f"{one!r} has a character that neither systemd nor cron can hold", hint=_NOTHING_DONE
            )
    found = _AT.fullmatch(at.strip())
    if found is None:
        raise UsageError(f"--at {at!r} is no time", allowed=["03:17", "Mon 03:17"], hint=_NOTHING_DONE)
    day = found[1].title() if found[1] else None
    calendar, cron = _times(parse_every(interval), interval, day, int(found[2]), int(found[3]))
    return Plan(name, tuple(command), folder, calendar, cron)


def _times(every_: timedelta, text: str, day: str | None, hour: int, minute: int) -> tuple[str, str]:
    hours, days = every_ // timedelta(hours=1), every_ // timedelta(days=1)
    clock = f"{hour:02}:{minute:02}:00"
    if every_ == timedelta(days=7):
        day = day or "Mon"
        return f"{day} *-*-* {clock}", f"{minute} {hour} * * {(_DAYS.index(day) + 1) % 7}"
    if day is not None:
        raise UsageError(
            f"--at with a day of the week goes with --every 7d, not with {text}", hint=_NOTHING_DONE
        )
    if every_ == timedelta(days=1):
        return f"*-*-* {clock}", f"{minute} {hour} * * *"
    if every_ == timedelta(hours=hours) and 24 % hours == 0:
        hour_list = ",".join(str(one) for one in sorted((hour + step) % 24 for step in range(0, 24, hours)))
        padded = ",".join(f"{int(one):02}" for one in hour_list.split(","))
        return f"*-*-* {padded}:{minute:02}:00", f"{minute} {hour_list} * * *"
    if every_ == timedelta(days=days) and days in {14, 15}:
        return f"*-*-01,15 {clock}", f"{minute} {hour} 1,15 * *"
    if every_ == timedelta(days=days) and 28 <= days <= 31:
        return f"*-*-01 {clock}", f"{minute} {hour} 1 * *"
    raise UsageError(
        f"--every {text} cannot be written down for systemd and cron alike",
        allowed=["1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d", "7d", "15d", "30d"],
        hint=f"`harvest --every {text}` runs in the foreground with any interval; {_NOTHING_DONE}",
    )


def systemd_units(one: Plan) -> dict[str, str]:
    """Give the two unit files, by name.

    >>> units = systemd_units(plan("a", ["/usr/bin/reportharvest", "harvest", "--db", "/srv/50% a.db"],
    ...                            Path("/srv"), "7d", "03:17"))
    >>> [line for line in units["a.service"].splitlines() if line.startswith("Exec")]
    ['ExecStart=/usr/bin/reportharvest harvest --db "/srv/50%% a.db"']
    >>> [line for line in units["a.timer"].splitlines() if line.startswith("On")]
    ['OnCalendar=Mon *-*-* 03:17:00']
    """
    service = f"""\
[Unit]
Description=Harvest of government reports ({one.name})

[Service]
Type=oneshot
WorkingDirectory={str(one.folder).replace("%", "%%")}
ExecStart={" ".join(_systemd_word(word) for word in one.command)}
Nice=10
KillMode=mixed
TimeoutStopSec={_STOP_SECONDS}
"""
    timer = f"""\
[Unit]
Description=When to harvest government reports ({one.name})

[Timer]
OnCalendar={one.calendar}
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"{one.name}.service": service, f"{one.name}.timer": timer}


def _systemd_word(word: str) -> str:
    """Quote an argument of ExecStart: specifiers, variables, backslashes, quotation marks and gaps."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if re.fullmatch(r"[\w@%+=:,./-]+", escaped) else f'"{escaped}"'


def cron_line(one: Plan) -> str:
    r"""Give the line for cron, which takes ``%`` for a line break wherever it stands.

    >>> command = ["/bin/reportharvest", "harvest", "--db", "/srv/50% a.db"]
    >>> print(cron_line(plan("a", command, Path("/srv"), "1d", "4:05")))
    5 4 * * * cd /srv && /bin/reportharvest harvest --db '/srv/50\% a.db' --quiet
    """
    command = shlex.join([*one.command, "--quiet"])  # cron sends a mail with whatever is written
    text = f"cd {shlex.quote(str(one.folder))} && {command}"
    return f"{one.cron} {text.replace('%', chr(92) + '%')}"


def manner_here() -> Manner:
    """Tell what this machine has: a systemd that serves users, else cron.

    Raises:
        WorkFailedError: neither of them.
    """
    if shutil.which("systemctl") and _run(["systemctl", "--user", "show-environment"]).returncode == 0:
        return "systemd"
    if shutil.which("crontab"):
        return "cron"
    raise WorkFailedError(
        "neither a systemd for users nor cron is here",
        hint="`reportharvest harvest --every 7d` runs in the foreground, as in a container; --print with"
        " --manner prints what to install elsewhere",
    )


def install(one: Plan, manner: Manner) -> list[str]:
    """Install a plan, replacing one of the same name.

    Returns:
        What was done, in lines for a person.
    Raises:
        WorkFailedError: systemd or cron refuses.
    """
    if manner == "cron":
        table = [*_without(_crontab(), one.name), _mark(one.name), cron_line(one)]
        _write_crontab(table)
        return [f"cron: {cron_line(one)}"]
    folder = _unit_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in systemd_units(one).items():
        (folder / name).write_text(text, encoding="utf-8")
    _must(["systemctl", "--user", "daemon-reload"])
    _must(["systemctl", "--user", "enable", "--now", f"{one.name}.timer"])
    return [
        *(f"written: {folder / name}" for name in systemd_units(one)),
        f"the timer {one.name}.timer is on: {one.calendar}",
        "it runs while you are logged in; `loginctl enable-linger` lets it run always",
        f"`journalctl --user -u {one.name}` shows what harvests said",
    ]


def installed(name: str) -> list[str]:
    """Give what is installed under a name, in lines for a person; empty where nothing is."""
    lines = []
    for unit in (f"{name}.timer", f"{name}.service"):
        file = _unit_folder() / unit
        if file.is_file():
            lines += [f"# {file}", *file.read_text(encoding="utf-8").splitlines()]
    if lines and shutil.which("systemctl"):
        shown = _run(["systemctl", "--user", "list-timers", "--all", f"{name}.timer"])
        lines += shown.stdout.splitlines() if shown.returncode == 0 else []
    table = _crontab() if shutil.which("crontab") else []
    lines += [line for line in table if line not in _without(table, name)]
    return lines


def remove(name: str) -> list[str]:
    """Take away what is installed under a name; give what was done, in lines for a person."""
    done = []
    files = [_unit_folder() / f"{name}.{kind}" for kind in ("timer", "service")]
    if any(file.is_file() for file in files):
        if shutil.which("systemctl"):
            _run(["systemctl", "--user", "disable", "--now", f"{name}.timer"])
        for file in files:
            file.unlink(missing_ok=True)
            done.append(f"removed: {file}")
        if shutil.which("systemctl"):
            _run(["systemctl", "--user", "daemon-reload"])
    table = _crontab() if shutil.which("crontab") else []
    left = _without(table, name)
    if left != table:
        _write_crontab(left)
        done.append("removed: the entry in cron's table")
    return done


def _unit_folder() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def _mark(name: str) -> str:
    return f"# reportharvest schedule: {name}"


def _without(table: list[str], name: str) -> list[str]:
    """Give cron's table without an entry: its mark, and the line below."""
    kept, skip = [], False
    for line in table:
        if skip:
            skip = False
        elif line == _mark(name):
            skip = True
        else:
            kept.append(line)
    return kept


def _crontab() -> list[str]:
    shown = _run(["crontab", "-l"])
    return shown.stdout.splitlines() if shown.returncode == 0 else []


def _write_crontab(lines: list[str]) -> None:
    _must(["crontab", "-"], "".join(f"{line}\n" for line in lines))


def _run(command: list[str], text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603


def _must(command: list[str], text: str | None = None) -> None:
    done = _run(command, text)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip() or f"status {done.returncode}"
        raise WorkFailedError(f"{shlex.join(command)}: {said}", hint="--print shows what was to be installed")


def every(
    interval: timedelta,
    work: Callable[[], bool],
    *,
    last_started: datetime | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
) -> int:
    """Do some work again and again until SIGTERM or SIGINT, at moments that do not drift.

    The moments are counted from the first one by a clock that only grows, however long the work takes; one
    that passes while the work goes on is left out.

    Args:
        interval: from one beginning to the next.
        work: called each time; False ends the loop, as it was asked to stop itself.
        last_started: when the work was last begun, by an earlier program; the first moment is an interval
            later, or at once.
        now: the clock that ``last_started`` goes by.
        clock: seconds that only grow.
        wait: waits for the event, or for some seconds.
    Returns:
        How often the work was done.
    """
    count = 0
    seconds = interval.total_seconds()
    stop = threading.Event()
    with _minding(stop) as mind:
        since = None if last_started is None else (now() - last_started).total_seconds()
        due = clock() + (seconds - since if since is not None and 0 <= since < seconds else 0.0)
        while not stop.is_set():
            left = due - clock()
            if left > 0:
                wait(stop, min(left, _LONGEST_SLEEP_SECONDS))
                continue
            count += 1
            if not work():
                break
            mind()  # a harvest minds the signals itself, and leaves them as it likes
            due += seconds * max(1, -int((due - clock()) // seconds))
    return count


@contextmanager
def _minding(stop: threading.Event) -> Iterator[Callable[[], None]]:
    """Let SIGTERM and SIGINT set an event; gives what to call when something else may have taken them."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}

    def mind() -> None:
        for one in before:
            signal.signal(one, lambda *_: stop.set())

    mind()
    try:
        yield mind
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
