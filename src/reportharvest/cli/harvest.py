"""``reportharvest harvest``: from the sites to the database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.progress import showing
from reportharvest.cli.summary import exit_status, tell_summary
from reportharvest.errors import UsageError
from reportharvest.running.harvest import DEFAULT_USER_AGENT, HarvestOptions, harvest

__all__ = ["command"]


@click.command("harvest", short_help="fetch the sites' new and changed reports into the database")
@setting_option("sites")
@setting_option("db")
@setting_option("archive")
@click.option(
    "--full", is_flag=True, help="ask for every page whole, even if the site says it has not changed"
)
@click.option(
    "--replay-from",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="harvest from recordings instead of the network",
)
@click.option("--as-of", metavar="DATE", help="with --replay-from: the state at a day (YYYY-MM-DD)")
@setting_option("proxy")
@setting_option("user_agent")
@common_options
def command(*, full: bool, replay_from: Path | None, as_of: str | None, **given: Any) -> int:
    """Harvest the sites, or go on where a harvest was stopped.

    Every response goes to the archive as it came, then its reports go to the database. A page that has
    not changed costs one short request and changes nothing.
    """
    settings, messages = read_settings(given.pop("config"), given)
    if as_of is not None:
        check_day(as_of, replay_from)
    options = HarvestOptions(
        sites=settings.sites,
        db=settings.db,
        archive=settings.archive,
        full=full,
        replay_from=replay_from,
        as_of=as_of,
        proxy=settings.proxy or None,
        user_agent=settings.user_agent or DEFAULT_USER_AGENT,
    )
    with showing(settings, messages) as progress:
        run = harvest(options, progress)
    tell_summary("harvest", run, settings.db, messages)
    return exit_status(run)


def check_day(as_of: str, source: Path | None) -> None:
    """Refuse an ``--as-of`` that is no day, or that has no recordings to apply to.

    Raises:
        UsageError: it is one of these.
    """
    if source is None:
        raise UsageError(
            "--as-of needs recordings; the network has only the present",
            allowed=["--replay-from PATH --as-of DATE"],
            hint="nothing was fetched",
        )
    try:
        datetime.fromisoformat(as_of)
    except ValueError as error:
        raise UsageError(
            f"--as-of {as_of!r} is no day",
            allowed=["YYYY-MM-DD", "YYYY-MM-DDTHH:MM:SSZ"],
            hint="nothing was fetched",
        ) from error
