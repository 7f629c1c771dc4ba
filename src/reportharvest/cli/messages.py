"""What goes to stderr: messages and errors, as text or one JSON object a line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from reportharvest.errors import ReportHarvestError

__all__ = ["Messages", "counted", "error_message", "write_error", "write_json_line"]

_MESSAGE_CHARS = 500


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
