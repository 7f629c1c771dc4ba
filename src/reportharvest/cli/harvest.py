"""``reportharvest harvest``: from the sites to the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from reportharvest.cli.bounds import budget_of, budget_options, prometheus_option
from reportharvest.cli.messages import Messages, told, write_error
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.progress import showing
from reportharvest.cli.streams import write_text
from reportharvest.cli.summary import exit_status, summary_dict, tell_summary
from reportharvest.errors import ReportHarvestError, UsageError
from reportharvest.running.harvest import HarvestOptions, harvest, last_start
from reportharvest.running.monitoring import write_prometheus
from reportharvest.running.progress import RunSummary
from reportharvest.running.scheduling import every as repeat
from reportharvest.running.scheduling import parse_every

__all__ = ["command"]


@click.command("harvest", short_help="fetch the sites' new and changed reports into the database")
@setting_option("sites")
@setting_option("db")
@setting_option("archive")
@click.option("--full", is_flag=True, help="ask for every known page, whole, whenever it was last asked for")
@click.option(
    "--replay-from",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="harvest from recordings instead of the network",
)
@click.option("--as-of", metavar="DATE", help="with --replay-from: the state at a day (YYYY-MM-DD)")
@setting_option("proxy")
@setting_option("browser")
@setting_option("ocr")
@setting_option("converter")
@setting_option("user_agent")
@setting_option("contact")
@budget_options
@click.option(
    "--every",
    metavar="DURATION",
    help="go on in the foreground and harvest again every 7d, 12h, 1d12h, …; SIGTERM ends it",
)
@click.option("--json", "as_json", is_flag=True, help="print what the run did as JSON, one line a run")
@prometheus_option
@common_options
def command(
    *,
    full: bool,
    replay_from: Path | None,
    as_of: str | None,
    every: str | None,
    as_json: bool,
    prometheus: Path | None,
    **given: Any,
) -> int:
    """Harvest the sites, or go on where a harvest was stopped.

    Every response goes to the archive as it came, then its reports go to the database. Lists are asked for
    in every run, known reports when their time has come: the longer one has not changed, the later.
    """
    budget = budget_of(given)
    settings, messages = read_settings(given.pop("config"), given)
    if as_of is not None:
        check_day(as_of, replay_from)
    interval = None if every is None else parse_every(every)
    options = HarvestOptions(
        sites=settings.sites,
        db=settings.db,
        archive=settings.archive,
        full=full,
        replay_from=replay_from,
        as_of=as_of,
        proxy=settings.proxy or None,
        user_agent=settings.user_agent,
        browser=settings.browser,
        ocr=settings.ocr,
        converter=settings.converter,
        contact=settings.contact,
        budget=budget,
    )

    def once() -> RunSummary:
        with showing(settings, messages) as progress:
            run = harvest(options, progress)
        if as_json:
            write_text(json.dumps(summary_dict(run), ensure_ascii=False) + "\n")
        if prometheus is not None:
            write_prometheus(settings.db, prometheus, overdue_days=settings.overdue_days)
        tell_summary("harvest", run, settings.db, messages)
        return run

    if interval is None:
        return exit_status(once())
    _again_and_again(interval, once, settings.db, messages)
    return 0


def _again_and_again(
    interval: timedelta, once: Callable[[], RunSummary], db: Path, messages: Messages
) -> None:
    """Harvest at every interval until a signal comes; one that fails is told, and the next one tried."""

    def work() -> bool:
        try:
            stopped = once().asked_to_stop
        except UsageError:
            raise
        except (ReportHarvestError, sqlite3.Error, OSError) as error:
            write_error(told(error), messages.log_format)
            stopped = False
        if not stopped:
            messages.tell(f"the next harvest begins {interval} after this one began")
        return not stopped

    repeat(interval, work, last_started=last_start(db))
    messages.tell("stopped; what was finished is stored")


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
