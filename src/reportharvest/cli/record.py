"""``reportharvest record``: pages of a live site as recordings, for demonstrations and tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import write_text
from reportharvest.running.identity import check_contact, user_agent_with
from reportharvest.running.record import record

__all__ = ["command"]


@click.command("record", short_help="save pages of a live site as recordings for tests")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("fixtures/pages"),
    show_default=True,
    help="folder of the recordings",
)
@click.option(
    "--site", default="recorded", show_default=True, metavar="NAME", help="name of the site's folder in it"
)
@click.option("--allow-private", is_flag=True, help="fetch from loopback and private addresses, too")
@click.option(
    "--delay-seconds",
    type=click.FloatRange(0, 3600),
    default=1.0,
    show_default=True,
    help="between the starts of two requests",
)
@setting_option("user_agent")
@setting_option("contact")
@common_options
def command(
    urls: tuple[str, ...], *, out: Path, site: str, allow_private: bool, delay_seconds: float, **given: Any
) -> None:
    """Fetch each URL, with the robots.txt of its host and every redirect, and keep the exact answer.

    Each answer becomes a folder with body.bin and response.json; their paths are printed.
    """
    settings, messages = read_settings(given.pop("config"), given)
    written = record(
        urls,
        out,
        site,
        user_agent=user_agent_with(settings.user_agent, check_contact(settings.contact)),
        allow_private=allow_private,
        delay_seconds=delay_seconds,
    )
    write_text("".join(f"{path}\n" for path in written))
    messages.tell(
        f"{counted(len(written), 'answer')} recorded; `reportharvest replay --serve {out}` serves them",
        recorded=len(written),
    )
