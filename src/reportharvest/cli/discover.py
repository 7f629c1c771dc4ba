"""``reportharvest discover``: a site's columns of reports, and a description that harvests them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import write_text
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.running.discovering import discover
from reportharvest.running.found import Discovery, Look
from reportharvest.running.identity import check_contact, user_agent_with
from reportharvest.running.proposing import proposal, site_name

__all__ = ["command"]

SITES = Path("data/sites")


@click.command("discover", short_help="explore a site and propose its description")
@click.argument("url", metavar="URL")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"description to write, - for stdout  [default: {SITES}/NAME.toml]",
)
@click.option("--force", is_flag=True, help="write over a description that is there")
@click.option(
    "--max-pages",
    type=click.IntRange(1, 10_000),
    default=60,
    show_default=True,
    help="pages to look at, at most",
)
@click.option(
    "--delay-seconds",
    type=click.FloatRange(0, 3600),
    default=1.0,
    show_default=True,
    help="between the starts of two requests; 0 for loopback",
)
@click.option(
    "--allow-private",
    is_flag=True,
    help="fetch from a host at a loopback or private address, too; one that URL names by number is allowed",
)
@setting_option("user_agent")
@setting_option("contact")
@common_options
def command(
    url: str,
    *,
    out: Path | None,
    force: bool,
    max_pages: int,
    delay_seconds: float,
    allow_private: bool,
    **given: Any,
) -> None:
    """Look for the columns that hold annual reports, and write a site description for a person to check.

    Links and menus are followed by what they say, within robots.txt, at the pace of a harvest. What was
    looked at, and what was seen there, is told on stderr; the path of the description is printed.
    """
    settings, messages = read_settings(given.pop("config"), given)
    name = site_name(url if "://" in url else f"http://{url}")
    file = SITES / f"{name}.toml" if out is None else out
    to_stdout = str(file) == "-"
    if not to_stdout and file.exists() and not force:
        raise UsageError(
            f"{file}: there is a description already",
            hint="give --force to write over it, or --out another file; nothing was fetched",
        )
    count = 0

    def tell(look: Look) -> None:
        nonlocal count
        count += 1
        label = f" {look.name}:" if look.name else ""
        messages.tell(f"{count:3}{label} {look.url}\n      {look.found}", page=look.url, found=look.found)

    found = discover(
        url,
        user_agent=user_agent_with(settings.user_agent, check_contact(settings.contact)),
        max_pages=max_pages,
        delay_seconds=delay_seconds,
        allow_private=allow_private,
        tell=tell,
    )
    if not found.columns:
        raise _nothing(found)
    day = datetime.now(UTC).date().isoformat()
    text = proposal(found, name=name, day=day, delay_seconds=delay_seconds)
    for one in found.columns:
        messages.tell(f"column {one.name}: {one.url}\n      {one.reason}", column=one.url, reason=one.reason)
    if to_stdout:
        write_text(text)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    write_text(f"{file}\n")
    messages.tell(
        f"{counted(len(found.columns), 'column')} found with {counted(found.asked, 'request')};"
        f" check {file}, then run `reportharvest harvest --sites {file}`",
        columns=len(found.columns),
        asked=found.asked,
    )


def _nothing(found: Discovery) -> WorkFailedError:
    return WorkFailedError(
        f"{found.start}: no column of annual reports was found among {counted(len(found.looks), 'page')}",
        hint="name the page that lists the reports, or one nearer to it, or give a larger --max-pages;"
        " nothing was written",
    )
