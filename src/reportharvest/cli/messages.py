"""What goes to stderr: messages and errors, as text or one JSON object a line."""

from __future__ import annotations

import errno
import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

import click

from reportharvest.errors import DatabaseError, ReportHarvestError, UsageError, WorkFailedError

__all__ = ["Messages", "counted", "error_message", "told", "write_error", "write_json_line"]

_MESSAGE_CHARS = 500

_WRONG_PATH = {
    errno.EACCES,
    errno.EEXIST,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}
"""Errors of the system that another path or other rights would put right; the rest are failed work."""


class Messages:
    """Tells the user what happens.

    Args:
        quiet: tell nothing; errors do not go this way.
        log_format: ``text`` or ``json``.
    """

    def __init__(self, *, quiet: bool, log_format: str) -> None:
        self.quiet = quiet
        self.log_format = log_format

    def tell(self, message: str, **fields: Any) -> None:
        """Write one message; in JSON with its fields."""
        if self.quiet:
            return
        if self.log_format == "json":
            write_json_line("info", message=message, **fields)
        else:
            click.echo(message, err=True)


def counted(count: int, noun: str) -> str:
    """Put a number before a noun.

    >>> counted(1, "page"), counted(2, "page")
    ('1 page', '2 pages')
    """
    return f"{count} {noun}{'s' * (count != 1)}"


def write_json_line(level: str, **fields: Any) -> None:
    """Write one JSON object as a line to stderr, with the time and a level."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    line = json.dumps({"time": now, "level": level, **fields}, ensure_ascii=True, default=str)
    click.echo(line, err=True)


def error_message(message: str) -> str:
    r"""Shorten a message that quotes what was given, and keep control characters from the terminal.

    >>> error_message("no \x1b[31mcommand")
    'no \\x1b[31mcommand'
    """
    printable = _printable(message)
    return printable if len(printable) <= _MESSAGE_CHARS else printable[: _MESSAGE_CHARS - 1] + "…"


def _printable(line: str) -> str:
    return "".join(ch if ch.isprintable() else repr(ch)[1:-1] for ch in line)


def write_error(error: ReportHarvestError, log_format: str = "text") -> None:
    """Write an error to stderr: what is wrong and where, what is allowed, what to do.

    Args:
        error: the error.
        log_format: ``text`` or ``json``.
    """
    if log_format == "json":
        write_json_line("error", message=error.message, allowed=list(error.allowed), hint=error.hint)
    else:
        lines = [_printable(line) for line in f"error: {error}".split("\n")]
        click.echo("\n".join(lines), err=True)


def told(error: ReportHarvestError | sqlite3.Error | OSError) -> ReportHarvestError:
    """Turn what the database or the system refuses into an error that says what to do."""
    if isinstance(error, ReportHarvestError):
        return error
    if isinstance(error, sqlite3.Error):
        hint = "if another program holds it, wait; if it is damaged, `reportharvest replay` makes it anew"
        return DatabaseError(f"the database: {error}", hint=hint)
    return _system_error(error)


def _system_error(error: OSError) -> ReportHarvestError:
    place = f"{error.filename}: " if error.filename else ""
    message = f"{place}{error.strerror or error}"
    if error.filename and error.errno in _WRONG_PATH:
        return UsageError(message, hint="name a path that can be read and written, or change its rights")
    return WorkFailedError(message, hint="what was finished is kept; put it right and run the command again")
