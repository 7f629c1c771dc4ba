"""Bytes in, bytes out: reading and replacing files, and writing text as UTF-8 whatever the locale is."""

from __future__ import annotations

import codecs
import filecmp
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from reportharvest.errors import UsageError, WorkFailedError

__all__ = [
    "check_encoding",
    "line_blocks",
    "open_bytes",
    "read_bytes",
    "replace_file",
    "stdout_bytes",
    "to_utf8",
    "write_json",
    "write_text",
]

_SURROGATE = re.compile("[\ud800-\udfff]")


_BLOCK_BYTES = 8 << 20  # of a text that is read piece by piece; a page or a report is one piece
_LONGEST_LINE_BYTES = 64 << 20  # what has no line end for so long is cut where it stands
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_bytes(source: str) -> bytes:
    """Read a file, or stdin for ``-``.

    Raises:
        UsageError: there is no such file, it is a folder, or it cannot be read; stdin is closed.
    """
    with open_bytes(source) as stream:
        return stream.read()


@contextmanager
def open_bytes(source: str) -> Iterator[BinaryIO]:
    """Open a file, or stdin for ``-``, to read bytes from.

    Raises:
        UsageError: there is no such file, it is a folder, or it cannot be read; stdin is closed.
    """
    if source == "-":
        if sys.stdin is None:
            raise UsageError("stdin is closed", allowed=["a file", "- for stdin"], hint="name a file")
        if sys.stdin.isatty():
            click.echo("reading from the terminal; Ctrl-D ends the text", err=True)
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 (closed below; only opening is a mistake in the call)
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
    with stream:
        yield stream


def line_blocks(stream: BinaryIO, size: int = _BLOCK_BYTES) -> Iterator[bytes]:
    r"""Read a stream in blocks that end where a line does; at least one, empty for an empty stream.

    UTF-16, whose line ends have two bytes, comes in one block.

    >>> import io
    >>> list(line_blocks(io.BytesIO(b"ab\ncd\nef"), 4))
    [b'ab\n', b'cd\n', b'ef']
    """
    rest = stream.read(size)
    whole = rest.startswith(_WIDE_MARKS) or b"\0" in rest[:1024]
    while piece := stream.read() if whole else stream.read(size):
        cut = rest.rfind(b"\n") + 1
        if not whole and (cut or len(rest) > _LONGEST_LINE_BYTES):
            yield rest[: cut or len(rest)]
            rest = rest[cut:] if cut else b""
        rest += piece
    while not whole and len(rest) > size and 0 < (cut := rest.rfind(b"\n", 0, size) + 1) < len(rest):
        yield rest[:cut]
        rest = rest[cut:]
    yield rest


def replace_file(file: Path, content: Iterator[bytes], suffix: str) -> Path | None:
    """Put new content into a file, all of it or none, and keep the original beside it.

    Args:
        file: the file.
        content: what to write, in pieces.
        suffix: what to add to the name of the original.
    Returns:
        Where the original is now; None where the content is what the file had, which is left as it is.
    Raises:
        UsageError: there is a file in the place of the original, or the folder cannot be written to.
        WorkFailedError: the disk is full.
    """
    kept = file.with_name(file.name + suffix)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with new.open("xb") as stream:
            for piece in content:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        if filecmp.cmp(file, new, shallow=False):
            return None
        if kept.exists():
            raise UsageError(
                f"{kept}: there is a file of this name already, and the original would take its place",
                hint="move it away, or name another suffix with --in-place=SUFFIX; nothing was changed",
            )
        shutil.copymode(file, new)
        file.rename(kept)
        new.rename(file)
    except PermissionError as error:
        raise UsageError(f"{error.filename or file}: {error.strerror}", hint="nothing was changed") from error
    except OSError as error:
        raise WorkFailedError(f"{file}: {error.strerror}", hint="nothing was changed") from error
    finally:
        new.unlink(missing_ok=True)
    return kept


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
        stream.write(mark + to_utf8(text))


def to_utf8(text: str) -> bytes:
    r"""Encode text; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.

    >>> to_utf8("a\ud800").decode()
    'a�'
    """
    return _SURROGATE.sub("\ufffd", text).encode("utf-8")


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
