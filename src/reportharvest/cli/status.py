"""``reportharvest status``: how each site stands."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import write_json, write_text
from reportharvest.running.monitoring import write_prometheus
from reportharvest.running.status import SiteStatus, status

__all__ = ["command"]

_WIDTH = 120
_NARROWEST = 100
"""Names, times and numbers take about 70 columns; a narrower terminal breaks the lines itself."""


@click.command("status", short_help="how each site stands")
@setting_option("db")
@setting_option("overdue_days")
@click.option("--json", "as_json", is_flag=True, help="print the table as JSON")
@click.option(
    "--prometheus",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="write the state for Prometheus' textfile collector, instead of the table",
)
@common_options
def command(*, as_json: bool, prometheus: Path | None, **given: Any) -> None:
    """Show per site the last success, the reports stored, what the last run brought, what failed and why.

    A site is overdue when nothing of it came for a number of days. Pages that are missing (404, 410) and
    pages that robots.txt forbids have not failed; they are told for themselves.
    """
    settings, messages = read_settings(given.pop("config"), given)
    if prometheus is not None:
        write_prometheus(settings.db, prometheus, overdue_days=settings.overdue_days)
        messages.tell(f"written: {prometheus}", file=str(prometheus))
        if not as_json:
            return
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
    table.add_column("why failed, what else", overflow="fold")
    for site in sites:
        counts = (site.reports, site.new, site.changed, site.failed)
        table.add_row(site.site, site.last_success or "never", *map(str, counts), "; ".join(_remarks(site)))
    lines = io.StringIO()
    Console(file=lines, width=_width(), color_system=None, markup=False, highlight=False).print(table)
    return "".join(f"{line.rstrip()}\n" for line in lines.getvalue().splitlines())


def _remarks(site: SiteStatus) -> list[str]:
    """What the numbers do not say, the worst first."""
    remarks = ["OVERDUE"] if site.overdue else []
    remarks += [f"FALLS SHORT: {one}" for one in site.short]
    remarks += [f"{reason} ({count})" for reason, count in site.reasons.items()]
    remarks += [f"waits: {site.postponed}"] if site.postponed else []
    remarks += [
        f"slowed: {one.host} every {one.delay_seconds:.3g} s instead of {one.normal_seconds:.3g} s"
        f" since {one.since} ({one.reason})"
        for one in site.slowed
    ]
    remarks += (
        [f"{counted(site.missing_reports, 'report')} gone from the site"] if site.missing_reports else []
    )
    remarks += [f"{counted(site.missing, 'page')} missing"] if site.missing else []
    remarks += [f"{counted(count, 'page')} not asked for: {why}" for why, count in site.refusals.items()]
    return remarks


def _width() -> int:
    """Give the terminal's width, or a fixed one where the output goes elsewhere."""
    return max(_NARROWEST, get_terminal_size().columns) if sys.stdout.isatty() else _WIDTH
