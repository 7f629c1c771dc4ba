"""``reportharvest repair``: damaged text in, restored text out, byte for byte what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import click

from reportharvest.cli.messages import Messages, counted
from reportharvest.cli.options import common_options, read_settings
from reportharvest.cli.restoring import Restored, Work, restore
from reportharvest.cli.streams import (
    check_encoding,
    line_blocks,
    open_bytes,
    replace_file,
    to_utf8,
    write_json,
    write_text,
)
from reportharvest.errors import UsageError
from reportharvest.repairing import RULES, choose_rules
from reportharvest.repairing.rules import Chosen

__all__ = ["command"]

_SHOWN_CELLS = 36
"""A stretch is cut in its middle where it is wider (a Han character is two wide), so that a step stays one or
two lines of a terminal; ``--json`` has all of it."""
_AROUND_CHARS = 6
"""Shown on each side of a stretch: enough to find the place again."""


_ORIGINAL = ".orig"
"""Added to the name of a file that ``--in-place`` replaced."""


class _Command(click.Command):
    """``--in-place`` alone must not take the file's name for its suffix; a file is of one kind."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = [f"--in-place={_ORIGINAL}" if one == "--in-place" else one for one in args]
        if {"--csv", "--html"} <= set(given):
            raise click.UsageError("--csv and --html exclude each other", ctx)
        return super().parse_args(ctx, given)


def _list_rules(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        width = max(map(len, RULES))
        lines = (
            f"{r.name:<{width}}  {'on ' if r.default else 'off'}  {r.description}\n" for r in RULES.values()
        )
        write_text("".join(lines))
        ctx.exit()


@click.command("repair", cls=_Command, short_help="restore damaged text")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--csv", "kind", flag_value="csv", help="FILE is CSV: repair field by field, keep all else")
@click.option("--html", "kind", flag_value="html", help="FILE is a page: repair its text, keep all mark-up")
@click.option(
    "--delimiter", metavar="SIGN", help="with --csv: what separates fields; tab is \\t  [default: found]"
)
@click.option("--columns", metavar="NAMES", help="with --csv: only these, by number or head, with commas")
@click.option("--rules", "words", default="", metavar="NAMES", help="rules to switch on, or off as -NAME")
@click.option(
    "--list-rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="list the rules",
)
@click.option("--widen-punctuation", "widen", is_flag=True, help="show , : ; ? ! ( ) between Han full-width")
@click.option(
    "--in-place",
    metavar="[=SUFFIX]",
    help=f"replace FILE; the original stays as FILE{_ORIGINAL}, with --in-place=.bak as FILE.bak",
)
@click.option("--explain", is_flag=True, help="show each step, before and after, instead of the text")
@click.option("--json", "as_json", is_flag=True, help="with --explain: as JSON, whole")
@click.option("--encoding", metavar="NAME", help="encoding that the text is said to be in; only a hint")
@common_options
def command(
    file: str,
    *,
    explain: bool,
    as_json: bool,
    encoding: str | None,
    kind: str | None,
    delimiter: str | None,
    columns: str | None,
    words: str,
    widen: bool,
    in_place: str | None,
    **given: Any,
) -> None:
    """Restore the text of FILE, or of stdin, and write it to stdout as UTF-8.

    Works on text of any size and in any encoding. What is not damaged stays as it is, line ends and a
    byte-order mark of UTF-8 included. Characters that cannot be recovered are marked U+FFFD.
    """
    context = click.get_current_context()
    if as_json and not explain:
        raise click.UsageError("--json needs --explain", context)
    if (delimiter is not None or columns is not None) and kind != "csv":
        raise click.UsageError("--delimiter and --columns need --csv", context)
    if in_place is not None and (file == "-" or explain):
        raise click.UsageError("--in-place needs a file, and goes without --explain", context)
    if in_place is not None and (not in_place or "/" in in_place):
        raise click.UsageError("--in-place=SUFFIX: a suffix is part of a file's name, such as .bak", context)
    _, messages = read_settings(given.pop("config"), given)
    work = Work(
        kind or "text",
        _chosen(words),
        check_encoding(encoding),
        widen=widen,
        delimiter=_delimiter(delimiter),
        columns=tuple(one.strip() for one in (columns or "").split(",") if one.strip()),
    )
    with open_bytes(file) as stream:
        blocks = iter([stream.read()]) if kind == "html" else line_blocks(stream)
        restored = restore(blocks, work, "stdin" if file == "-" else file)
        if in_place is not None:
            _replace(Path(file), restored, in_place, messages)
        elif as_json:
            write_json(_explained(restored))
        elif explain:
            for lines in _lines(restored):
                write_text("".join(f"{line}\n" for line in lines))
        else:
            for one in restored:
                write_text(one.repaired.text, mark=one.mark)


def _chosen(words: str) -> Chosen:
    try:
        return choose_rules(words)
    except ValueError as error:
        raise UsageError(f"--rules: {error}", allowed=RULES, hint="--list-rules says what they do") from error


def _delimiter(given: str | None) -> str | None:
    sign = {"\\t": "\t", "tab": "\t"}.get(given or "", given)
    if sign is not None and (len(sign) != 1 or sign in '"\r\n'):
        raise UsageError(
            f"--delimiter is {given!r}",
            allowed=["one character, such as , or ;", "\\t for a tab"],
            hint="leave it out, and it is found from the text",
        )
    return sign


def _replace(file: Path, restored: Iterator[Restored], suffix: str, messages: Messages) -> None:
    """Write the restored text over the file, and tell what was done."""
    steps = lost = 0
    encoding = "utf-8"

    def content() -> Iterator[bytes]:
        nonlocal steps, lost, encoding
        for number, one in enumerate(restored):
            encoding = encoding if number else one.decoded.encoding
            steps += len(one.repaired.steps)
            lost += one.decoded.lost + one.repaired.lost
            yield one.mark + to_utf8(one.repaired.text)

    kept = replace_file(file, content(), suffix)
    if kept is None:
        messages.tell(f"{file}: nothing to restore")
        return
    was = "" if encoding == "utf-8" else f"; it was {encoding} and is UTF-8 now"
    messages.tell(
        f"{file}: {counted(steps, 'step')}, {counted(lost, 'character')} lost{was}; the original is {kept}"
    )


def _explained(restored: Iterator[Restored]) -> dict[str, object]:
    blocks = list(restored)
    decoded = blocks[0].decoded
    return {
        "encoding": {"name": decoded.encoding, "source": decoded.source, "confidence": decoded.confidence},
        "steps": [step.to_dict() for one in blocks for step in one.steps],
        "lost": sum(one.decoded.lost + one.repaired.lost for one in blocks),
        "text": "".join(one.repaired.text for one in blocks),
    }


def _lines(restored: Iterator[Restored]) -> Iterator[list[str]]:
    count = lost = 0
    for number, block in enumerate(restored):
        decoded = block.decoded
        if not number:
            sure = f"confidence {decoded.confidence:.2f}"
            yield [f"encoding: {decoded.encoding}, by {decoded.source}, {sure}"]
        count += len(block.repaired.steps)
        lost += decoded.lost + block.repaired.lost
        yield list(_block_lines(block))
    steps = counted(count, "step") if count else "nothing to restore"
    yield [f"{steps}; {counted(lost, 'character')} lost"]


def _block_lines(block: Restored) -> Iterator[str]:
    text = block.decoded.text
    places = [f"{step.start}-{step.end}" for step in block.steps]
    place_width = max(map(len, places), default=0)
    kind_width = max((len(step.kind) for step in block.repaired.steps), default=0)
    for place, step in zip(places, block.repaired.steps, strict=True):
        before = _visible(text[max(0, step.start - _AROUND_CHARS) : step.start])
        after = _visible(text[step.end : step.end + _AROUND_CHARS])
        yield (
            f"{place:<{place_width}}  {step.kind:<{kind_width}}  confidence {step.confidence:.2f}"
            f"  {before}[{_short(step.before)} → {_short(step.after)}]{after}"
        )


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
