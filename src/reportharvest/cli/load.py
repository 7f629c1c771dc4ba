"""``reportharvest load``: the tables of ``process`` into a database, and the mirrors in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.errors import UsageError
from reportharvest.processing.loading import link_mirrors, load_folders
from reportharvest.running.harvest import locked
from reportharvest.storing.schema import open_database

__all__ = ["command"]

_EVERY = 10_000


@click.command("load", short_help="bring processed tables into a database, and find mirrors")
@click.argument(
    "folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR..."
)
@setting_option("db")
@click.option("--mirrors-only", is_flag=True, help="load nothing; find the mirrors in the database")
@common_options
def command(folders: tuple[Path, ...], *, mirrors_only: bool, **given: Any) -> int:
    """Bring the reports that `reportharvest process` wrote into the database, as a harvest would.

    DIR is the folder of `process --out`. Loading it again changes nothing. Of several captures of a page the
    latest is its report, the others are its history. Then all reports of the database are compared, and those
    that repeat another one are linked in the table `mirrors`.
    """
    settings, messages = read_settings(given.pop("config"), given)
    if bool(folders) == mirrors_only:
        raise UsageError(
            "name folders to load, or --mirrors-only",
            allowed=["DIR...", "--mirrors-only"],
            hint="nothing was loaded",
        )
    if mirrors_only:
        open_database(settings.db, read_only=True).close()
        with locked(settings.db):
            database = open_database(settings.db)
            try:
                mirrors = link_mirrors(database)
            finally:
                database.close()
        messages.tell(f"{counted(mirrors, 'report')} that repeat another one (mirrors)", mirrors=mirrors)
        return 0

    def tell(count: int) -> None:
        if count and count % _EVERY == 0:
            messages.tell(f"{counted(count, 'record')} read", records=count)

    settings.db.parent.mkdir(parents=True, exist_ok=True)
    with locked(settings.db):
        done = load_folders(folders, settings.db, tell)
    messages.tell(
        f"loaded {counted(done.captures, 'record')} into {settings.db}: {counted(done.new, 'report')} new,"
        f" {done.changed} changed, {done.earlier} earlier states, {done.unchanged} unchanged,"
        f" {done.attached} attached, {done.known} known before;"
        f" {counted(done.mirrors, 'report')} that repeat another one (mirrors)",
        captures=done.captures,
        new=done.new,
        changed=done.changed,
        earlier=done.earlier,
        unchanged=done.unchanged,
        attached=done.attached,
        known=done.known,
        mirrors=done.mirrors,
    )
    return 0
