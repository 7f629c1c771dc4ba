"""``reportharvest serve``: the pages of a database, in a browser."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path
from typing import Any

import click

from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.errors import UsageError
from reportharvest.publishing.server import serve_site

__all__ = ["command"]

_LOOPBACK = ("127.", "::1", "localhost")


@click.command("serve", short_help="show a database as pages in a browser")
@click.argument("database", required=False, type=click.Path(path_type=Path), metavar="[DB]")
@setting_option("db")
@setting_option("archive")
@setting_option("host")
@setting_option("port")
@click.option("--open", "open_it", is_flag=True, help="open the first page in a browser")
@common_options
def command(database: Path | None, *, open_it: bool, **given: Any) -> int:
    """Show the reports of a database: search, figures, quality, every table, what was restored.

    The pages only read; a harvest may go on writing. They ask nothing of other hosts. Other machines see them
    when --host is an address of this one, such as 0.0.0.0.
    """
    config = given.pop("config")
    if database is not None:
        if given["db"] is not None and Path(given["db"]) != database:
            raise UsageError("the database is named twice, as DB and with --db", hint="name it once")
        given["db"] = database
    settings, messages = read_settings(config, given)
    if not settings.archive.is_dir():
        messages.tell(
            f"{settings.archive}: no archive here, so what was found cannot be shown (--archive names it)"
        )

    def ready(address: str) -> None:
        messages.tell(f"serving {settings.db} at {address} ; Ctrl-C ends it", url=address)
        if not settings.host.startswith(_LOOPBACK):
            messages.tell(f"whoever reaches this machine at {settings.host} can read it; there is no login")
        if open_it:
            # A browser of the terminal keeps whoever calls it waiting.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        serve_site(settings.db, archive=settings.archive, host=settings.host, port=settings.port, ready=ready)
    except KeyboardInterrupt:
        messages.tell("stopped")
    return 0
