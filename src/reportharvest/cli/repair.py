"""``reportharvest repair``: damaged text in, restored text out, byte for byte what is left of it."""

from __future__ import annotations

import codecs

import click

from reportharvest.cli.streams import check_encoding, read_bytes, write_json, write_text
from reportharvest.decoding import decode
from reportharvest.model import DecodedText, RepairedText
from reportharvest.repairing import repair

__all__ = ["command"]

_SHOWN_CHARS = 60
"""A step is one line of a terminal; ``--json`` has the whole stretches."""


@click.command("repair", short_help="restore damaged text")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--explain", is_flag=True, help="show each step, before and after, instead of the text")
@click.option("--json", "as_json", is_flag=True, help="with --explain: as JSON, whole")
@click.option("--encoding", metavar="NAME", help="encoding that the text is said to be in; only a hint")
def command(file: str, *, explain: bool, as_json: bool, encoding: str | None) -> None:
    """Restore the text of FILE, or of stdin, and write it to stdout as UTF-8.

    Works on any text: pages, CSV, plain text. What is not damaged stays as it is, line ends and a
    byte-order mark of UTF-8 included. Characters that cannot be recovered are marked U+FFFD.
    """
    if as_json and not explain:
        raise click.UsageError("--json needs --explain", click.get_current_context())
    content_type = check_encoding(encoding)
    body = read_bytes(file)
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
    lines += [
        f"{step.start}-{step.end}  {step.kind}  confidence {step.confidence:.2f}"
        f"  {_short(step.before)} → {_short(step.after)}"
        for step in repaired.steps
    ]
    count = len(repaired.steps)
    lost = decoded.lost + repaired.lost
    steps = "nothing to restore" if not count else f"{count} step{'s' * (count != 1)}"
    return [*lines, f"{steps}; {lost} character{'s' * (lost != 1)} lost"]


def _short(text: str) -> str:
    shown = repr(text)[1:-1]
    return f"“{shown}”" if len(shown) <= _SHOWN_CHARS else f"“{shown[: _SHOWN_CHARS - 1]}…”"
