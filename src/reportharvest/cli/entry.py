"""Where the program begins: the table of commands, and how every failure becomes a message and a status."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from itertools import pairwise

import click

from reportharvest import __version__
from reportharvest.cli.messages import error_message, told, write_error
from reportharvest.errors import ReportHarvestError, UsageError, WorkFailedError
from reportharvest.settings import ENVIRONMENT_PREFIX

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS = {
    "harvest": "fetch the sites' new and changed reports into the database",
    "replay": "read an archive again without network, or serve recordings",
    "discover": "explore a site and propose its description",
    "record": "save pages of a live site as recordings for tests",
    "repair": "restore damaged text",
    "extract": "turn one page into a record (JSON)",
    "schedule": "let harvests run by themselves: systemd timer or cron",
    "status": "how each site stands",
    "search": "find reports by words",
    "process": "process archives of any size into Parquet tables",
    "load": "bring processed tables into a database, and find mirrors",
    "export": "write tables, views or a query as CSV, JSON, Parquet, Excel or DuckDB",
    "serve": "show a database as pages in a browser",
    "backup": "copy the database, verified, also while a harvest runs",
}
"""Every command and what it is for; each is a module of this folder with a ``command``."""

_ALLOWED_IN_HELP = 12
"""A message lists no more names than fit on two lines of a terminal."""


class _Commands(click.Group):
    """Load a command's module when it is used: repairing a text does not wait for httpx."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (the base class says so)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"reportharvest.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reportharvest", message="%(prog)s %(version)s")
def cli() -> None:
    """Harvest Chinese government reports, restore their text, structure it, load it into SQLite.

    Data goes to stdout, messages to stderr. Exit status: 0 success, 1 the work failed, 2 the call was wrong.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; ends with :class:`SystemExit`.

    Args:
        arguments: the words after the program's name; None: those of the process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A command that has read its settings writes the format that they give here.
    chosen = {"log_format": _asked_format(words)}
    with _libraries_quiet():
        try:
            status = cli.main(args=words, prog_name="reportharvest", standalone_mode=False, obj=chosen)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.ctx.get_help() if error.ctx else "", err=True)
            status = UsageError.exit_status
        except (
            ReportHarvestError,
            click.ClickException,
            click.Abort,
            KeyboardInterrupt,
            sqlite3.Error,
            OSError,
        ) as error:
            told = _told(error, words)
            write_error(told, chosen["log_format"])
            status = told.exit_status
    raise SystemExit(status if isinstance(status, int) else 0)


def _asked_format(words: Sequence[str]) -> str:
    """Find how errors are to be written before, or without, any settings being read."""
    for one, two in pairwise([*words, ""]):
        if one.startswith("--log-format"):
            return one.partition("=")[2] or two
    return os.environ.get(f"{ENVIRONMENT_PREFIX}LOG_FORMAT", "text")


@contextmanager
def _libraries_quiet() -> Iterator[None]:
    """Keep libraries from writing to stderr by themselves: it belongs to messages, in one format."""
    root, nowhere = logging.getLogger(), logging.NullHandler()
    root.addHandler(nowhere)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.removeHandler(nowhere)


def _told(error: BaseException, words: Sequence[str]) -> ReportHarvestError:
    """Turn what ended a command into a message and a status."""
    if isinstance(error, ReportHarvestError):
        return error
    if isinstance(error, click.ClickException):
        return _explained(error)
    if isinstance(error, (sqlite3.Error, OSError)):
        return told(error)
    goes_on = words[:1] == ["harvest"]
    left = "what was finished is stored, the same command goes on from there"
    return WorkFailedError("stopped", hint=left if goes_on else "run the command again")


def _explained(error: click.ClickException) -> UsageError:
    """Say of click's own errors what is wrong, what is allowed and what to do."""
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "reportharvest"
    hint = f"`{command} --help` shows what there is; nothing was done"
    if isinstance(error, click.NoSuchOption) and ctx is not None:
        options = [name for one in ctx.command.get_params(ctx) for name in one.opts if name.startswith("--")]
        if isinstance(ctx.command, click.Group):
            hint = f"options of a command stand after its name; {hint}"
        return _unknown(f"`{command}` has no option", error.option_name, options, hint)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _unknown("there is no command", error.command_name, list(COMMANDS), hint)
    message = error.format_message().rstrip(".")
    return UsageError(f"`{command}`: {message[:1].lower()}{message[1:]}", hint=hint)


def _unknown(what: str, given: str, allowed: list[str], hint: str) -> UsageError:
    near = get_close_matches(given, allowed, n=1, cutoff=0.5)
    guess = f'; did you mean "{near[0]}"?' if near else ""
    return UsageError(
        error_message(f'{what} "{given}"{guess}'), allowed=allowed[:_ALLOWED_IN_HELP], hint=hint
    )
