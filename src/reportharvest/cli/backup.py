"""``reportharvest backup``: a verified copy of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.publishing.backup import backup

__all__ = ["command"]


@click.command("backup", short_help="copy the database, verified, also while a harvest runs")
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@setting_option("db")
@common_options
def command(destination: Path, **given: Any) -> None:
    """Copy the database to DEST, a file or an existing folder, and compare the copy row by row.

    A harvest may go on meanwhile: the copy is the state at the moment when the command began. It takes the
    place of an earlier copy only when it is proved equal. Copying the file by other means while a harvest
    writes can give a database that is broken.
    """
    settings, messages = read_settings(given.pop("config"), given)
    done = backup(settings.db, destination)
    reports, rows = done.rows.get("reports", 0), sum(done.rows.values())
    messages.tell(
        f"{counted(reports, 'report')}, {counted(rows, 'row')}, {done.size_bytes / 1e6:.1f} MB → {done.file};"
        " compared row by row",
        file=str(done.file),
        rows=done.rows,
        size_bytes=done.size_bytes,
    )
