"""``reportharvest schedule``: let harvests run by themselves."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click

from reportharvest.cli.bounds import budget_of, budget_options, budget_words, prometheus_option
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import write_text
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.running.harvest import check_ready
from reportharvest.running.scheduling import (
    Manner,
    Plan,
    cron_line,
    install,
    installed,
    manner_here,
    plan,
    remove,
    systemd_units,
)
from reportharvest.settings import SETTINGS_FILE, Settings, default

__all__ = ["command"]

_CARRIED = ("sites", "db", "archive", "user_agent", "contact", "proxy")


@click.command("schedule", short_help="let harvests run by themselves: systemd timer or cron")
@click.option(
    "--every",
    default="7d",
    show_default=True,
    metavar="DURATION",
    help="how often: 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d, 7d, 15d or 30d",
)
@click.option(
    "--at",
    default="03:17",
    show_default=True,
    metavar="TIME",
    help="time of day, in the zone of this machine, with or without a day: 03:17, 'Mon 03:17'",
)
@click.option("--name", default="reportharvest", show_default=True, help="tells several timers apart")
@click.option(
    "--manner",
    type=click.Choice(["systemd", "cron"]),
    help="what to use  [default: systemd where it serves users, else cron]",
)
@click.option("--print", "print_it", is_flag=True, help="print what would be installed, and install nothing")
@click.option("--show", is_flag=True, help="show what is installed")
@click.option("--remove", "remove_it", is_flag=True, help="take away what is installed")
@setting_option("sites")
@setting_option("db")
@setting_option("archive")
@setting_option("proxy")
@setting_option("user_agent")
@setting_option("contact")
@budget_options
@prometheus_option
@common_options
def command(
    *,
    every: str,
    at: str,
    name: str,
    manner: Manner | None,
    print_it: bool,
    show: bool,
    remove_it: bool,
    prometheus: Path | None,
    **given: Any,
) -> int:
    """Install a systemd user timer, or a line for cron, that harvests with the options given here.

    Paths are written down whole, and settings of the environment are carried along, as neither systemd nor
    cron knows them. Installing again under the same name replaces what was there.
    """
    if sum((print_it, show, remove_it)) > 1:
        raise UsageError("--print, --show and --remove exclude each other", hint="nothing was done")
    config = given.pop("config")
    budget = budget_of(given)
    settings, messages = read_settings(config, given)
    if show or remove_it:
        lines = remove(name) if remove_it else installed(name)
        if not lines:
            messages.tell(f"nothing is installed under the name {name}")
        write_text("".join(f"{line}\n" for line in lines))
        return 0
    check_ready(settings.sites, settings.user_agent, settings.contact, proxy=settings.proxy or None)
    words = [*_harvest_words(settings, config), *budget_words(budget)]
    if prometheus is not None:
        words += ["--prometheus", str(prometheus.absolute())]
    one = plan(name, [_program(), "harvest", *words], Path.cwd(), every, at)
    if print_it:
        write_text(_printed(one, manner or _manner_or_systemd()))
        return 0
    for line in install(one, manner or manner_here()):
        messages.tell(line)
    return 0


def _harvest_words(settings: Settings, config: Path | None) -> list[str]:
    """Give the options that a harvest needs to run as it would here."""
    words = []
    file = config or SETTINGS_FILE
    if file.is_file():
        words += ["--config", str(file.absolute())]
    for name in _CARRIED:
        value = getattr(settings, name)
        if isinstance(value, Path):
            words += [f"--{name}", str(value.absolute())]
        elif value != default(name):
            words += [f"--{name.replace('_', '-')}", value]
    return words


def _program() -> str:
    """Give the whole path of the program as it was called, or of the one beside this Python."""
    for found in (shutil.which(sys.argv[0]), Path(sys.executable).with_name("reportharvest")):
        if found is not None and Path(found).name == "reportharvest" and Path(found).is_file():
            return str(Path(found).absolute())
    raise WorkFailedError(
        "the program `reportharvest` is not beside this Python, so that nothing else could start it",
        hint="install the package, and call it as `reportharvest schedule`; nothing was installed",
    )


def _manner_or_systemd() -> Manner:
    try:
        return manner_here()
    except WorkFailedError:
        return "systemd"


def _printed(one: Plan, manner: Manner) -> str:
    if manner == "cron":
        return f"{cron_line(one)}\n"
    return "\n".join(f"# {name}\n{text}" for name, text in systemd_units(one).items())
