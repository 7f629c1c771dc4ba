"""``reportharvest repair``: damaged text in, restored text out, byte for byte what is left of it."""

from __future__ import annotations

import codecs
from typing import Any
from unicodedata import east_asian_width

import click

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings
from reportharvest.cli.streams import check_encoding, read_bytes, write_json, write_text
from reportharvest.decoding import decode
from reportharvest.errors import UsageError
from reportharvest.model import DecodedText, RepairedText
from reportharvest.repairing import repair

__all__ = ["command"]

_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08")
"""How PDF, ZIP (DOCX, XLSX), OLE (DOC, XLS) and gzip begin."""
_SHOWN_CELLS = 36
"""A stretch is cut in its middle where it is wider (a Han character is two wide), so that a step stays one or
two lines of a terminal; ``--json`` has all of it."""
_AROUND_CHARS = 6
"""Shown on each side of a stretch: enough to find the place again."""


@click.command("repair", short_help="restore damaged text")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--explain", is_flag=True, help="show each step, before and after, instead of the text")
@click.option("--json", "as_json", is_flag=True, help="with --explain: as JSON, whole")
@click.option("--encoding", metavar="NAME", help="encoding that the text is said to be in; only a hint")
@common_options
def command(file: str, *, explain: bool, as_json: bool, encoding: str | None, **given: Any) -> None:
    """Restore the text of FILE, or of stdin, and write it to stdout as UTF-8.

    Works on any text: pages, CSV, plain text. What is not damaged stays as it is, line ends and a
    byte-order mark of UTF-8 included. Characters that cannot be recovered are marked U+FFFD.
    """
    if as_json and not explain:
        raise click.UsageError("--json needs --explain", click.get_current_context())
    read_settings(given.pop("config"), given)
    content_type = check_encoding(encoding)
    body = read_bytes(file)
    if body.startswith(_DOCUMENTS):
        raise UsageError(
            f"{'stdin' if file == '-' else file}: this is a document or an archive, not text",
            allowed=["text in any encoding: pages, CSV, plain text"],
            hint="`reportharvest extract` reads PDF, DOCX and XLSX; nothing was written",
        )
    decoded = decode(body, content_type=content_type)
    repaired = repair(decoded.text)
    if not explain:
        write_text(repaired.text, mark=codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else b"")
    elif as_json:
        write_json(_explained(decoded, repaired))
    else:
        write_text("".join(f"{line}\n" for line in _lines(decoded, repaired)))


def _explained(decoded: DecodedText, repaired: RepairedText) -> dict[str, object]:
    return {
        "encoding": {"name": decoded.encoding, "source": decoded.source, "confidence": decoded.confidence},
        "steps": [step.to_dict() for step in repaired.steps],
        "lost": decoded.lost + repaired.lost,
        "text": repaired.text,
    }


def _lines(decoded: DecodedText, repaired: RepairedText) -> list[str]:
    lines = [f"encoding: {decoded.encoding}, by {decoded.source}, confidence {decoded.confidence:.2f}"]
    places = [f"{step.start}-{step.end}" for step in repaired.steps]
    place_width = max(map(len, places), default=0)
    kind_width = max((len(step.kind) for step in repaired.steps), default=0)
    for place, step in zip(places, repaired.steps, strict=True):
        before = _visible(decoded.text[max(0, step.start - _AROUND_CHARS) : step.start])
        after = _visible(decoded.text[step.end : step.end + _AROUND_CHARS])
        lines.append(
            f"{place:<{place_width}}  {step.kind:<{kind_width}}  confidence {step.confidence:.2f}"
            f"  {before}[{_short(step.before)} → {_short(step.after)}]{after}"
        )
    steps = counted(len(repaired.steps), "step") if repaired.steps else "nothing to restore"
    return [*lines, f"{steps}; {counted(decoded.lost + repaired.lost, 'character')} lost"]


def _short(text: str) -> str:
    """Quote a stretch, its middle left out where it is too wide."""
    if len(text) <= _SHOWN_CELLS and _cells(shown := _visible(text)) <= _SHOWN_CELLS:
        return f"“{shown}”"
    head, tail = _visible(text[: _SHOWN_CELLS // 3]), _visible(text[-_SHOWN_CELLS // 6 :])
    return f"“{head}…{tail}”"


def _cells(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(1 + (east_asian_width(ch) in "WF") for ch in text)


def _visible(text: str) -> str:
    """Write what cannot be printed as escapes, so that a line stays a line."""
    return "".join(ch if ch.isprintable() else repr(ch)[1:-1] for ch in text)
