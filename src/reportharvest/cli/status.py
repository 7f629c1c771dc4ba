"""``reportharvest status``: how each site stands."""

from __future__ import annotations

import io
import sys
from shutil import get_terminal_size
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import write_json, write_text
from reportharvest.running.status import SiteStatus, status

__all__ = ["command"]

_WIDTH = 120
_NARROWEST = 100
"""Names, times and numbers take about 70 columns; a narrower terminal breaks the lines itself."""


@click.command("status", short_help="how each site stands")
@setting_option("db")
@setting_option("overdue_days")
@click.option("--json", "as_json", is_flag=True, help="print the table as JSON")
@common_options
def command(*, as_json: bool, **given: Any) -> None:
    """Show per site the last success, the reports stored, what the last run brought, what failed and why.

    A site is overdue when nothing of it came for a number of days.
    """
    settings, messages = read_settings(given.pop("config"), given)
    sites = status(settings.db, overdue_days=settings.overdue_days)
    if as_json:
        write_json([site.to_dict() for site in sites])
        return
    if not sites:
        messages.tell(f"{settings.db} holds no site yet; `reportharvest harvest` fills it")
        return
    write_text(_table(sites))


def _table(sites: list[SiteStatus]) -> str:
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("site", min_width=max(len(site.site) for site in sites))
    table.add_column("last success", min_width=len("2026-01-01T00:00:00Z"))
    for name in ("reports", "new", "changed", "failed"):
        table.add_column(name, justify="right")
    table.add_column("why failed, overdue", overflow="fold")
    for site in sites:
        why = [f"{reason} ({count})" for reason, count in site.reasons.items()]
        why += ["OVERDUE"] if site.overdue else []
        counts = (site.reports, site.new, site.changed, site.failed)
        table.add_row(site.site, site.last_success or "never", *map(str, counts), "; ".join(why))
    lines = io.StringIO()
    Console(file=lines, width=_width(), color_system=None, markup=False, highlight=False).print(table)
    return "".join(f"{line.rstrip()}\n" for line in lines.getvalue().splitlines())


def _width() -> int:
    """Give the terminal's width, or a fixed one where the output goes elsewhere."""
    return max(_NARROWEST, get_terminal_size().columns) if sys.stdout.isatty() else _WIDTH
