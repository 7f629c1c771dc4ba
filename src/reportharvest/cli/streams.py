"""Bytes in, bytes out: reading a file or stdin whole, and writing text as UTF-8 whatever the locale is."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from reportharvest.errors import UsageError, WorkFailedError

__all__ = ["check_encoding", "read_bytes", "stdout_bytes", "write_json", "write_text"]

_SURROGATE = re.compile("[\ud800-\udfff]")


def read_bytes(source: str) -> bytes:
    """Read a file, or stdin for ``-``.

    Raises:
        UsageError: there is no such file, it is a folder, or it cannot be read; stdin is closed.
    """
    if source == "-":
        if sys.stdin is None:
            raise UsageError("stdin is closed", allowed=["a file", "- for stdin"], hint="name a file")
        if sys.stdin.isatty():
            click.echo("reading from the terminal; Ctrl-D ends the text", err=True)
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except IsADirectoryError as error:
        raise UsageError(
            f"{source}: this is a folder", allowed=["a file", "- for stdin"], hint="name one file of it"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"{source}: cannot be read: {reason}",
            allowed=["a file", "- for stdin"],
            hint="check the path; nothing was done",
        ) from error


def write_text(text: str, *, mark: bytes = b"") -> None:
    """Write text to stdout as UTF-8, exactly: no line feed added, none changed.

    Args:
        text: the text; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
        mark: bytes to write before it.
    Raises:
        UsageError: stdout is closed.
        WorkFailedError: stdout takes no more, as on a full disk.
    """
    with stdout_bytes() as stream:
        stream.write(mark + _SURROGATE.sub("\ufffd", text).encode("utf-8"))


class _Whole:
    """A stream of bytes that takes everything; an unbuffered one (PYTHONUNBUFFERED) may take a part only."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, content: bytes) -> int:
        left = memoryview(content)
        while left:
            left = left[self._stream.write(left) :]
        return len(content)


@contextmanager
def stdout_bytes() -> Iterator[BinaryIO]:
    """Give stdout as a stream of bytes to write to; it is flushed at the end.

    Raises:
        UsageError: stdout is closed.
        WorkFailedError: stdout takes no more, as on a full disk.
    """
    if sys.stdout is None:
        raise UsageError("stdout is closed", hint="give the output a place, such as > FILE")
    stream = sys.stdout.buffer
    try:
        yield cast("BinaryIO", _Whole(stream))
        stream.flush()
    except BrokenPipeError:
        # Whoever read our output went away (`| head`). Nothing more can be said on stdout, and the
        # interpreter must not try when it flushes at the end.
        _give_up_stdout()
        raise click.exceptions.Exit(1) from None
    except OSError as error:
        _give_up_stdout()
        raise WorkFailedError(
            f"stdout: {error.strerror}", hint="what was written so far is not whole; make room and try again"
        ) from error


def _give_up_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(value: Any) -> None:
    """Write JSON that people can read to stdout, Han characters as they are."""
    write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def check_encoding(name: str | None) -> str | None:
    """Turn the value of ``--encoding`` into a Content-Type that declares it.

    Raises:
        UsageError: no encoding is called that.
    """
    if name is None:
        return None
    try:
        codecs.lookup(name)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"--encoding {name!r}: there is no such encoding",
            allowed=["utf-8", "gb18030", "gbk", "big5", "utf-16le", "windows-1252", "…"],
            hint="leave it out, and the encoding is found from the text",
        ) from error
    return f"text/plain; charset={name}"
