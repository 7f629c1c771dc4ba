"""``reportharvest replay``: an archive again without network, or recordings served on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reportharvest.cli.harvest import check_day
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.progress import showing
from reportharvest.cli.summary import exit_status, tell_summary
from reportharvest.errors import UsageError
from reportharvest.running.replay import replay
from reportharvest.running.serving import RunningServer, serve

__all__ = ["command"]


@click.command("replay", short_help="read an archive again without network, or serve recordings")
@click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="WARC_OR_DIR..."
)
@setting_option("db")
@setting_option("ocr")
@click.option("--serve", "serve_it", is_flag=True, help="serve the recordings on loopback until interrupted")
@setting_option("port")
@click.option("--as-of", metavar="DATE", help="with --serve: the state at a day (YYYY-MM-DD)")
@common_options
def command(sources: tuple[Path, ...], *, serve_it: bool, as_of: str | None, **given: Any) -> int:
    """Process archived responses again, in their order, into the database.

    The same archive gives the same database, so that a better version of the program can read everything
    anew. With --serve, the recordings are served as their sites would: open the address that is printed,
    or use it as an HTTP proxy.
    """
    port_given = given["port"] is not None
    settings, messages = read_settings(given.pop("config"), given)
    if not serve_it:
        if port_given or as_of is not None:
            raise UsageError("--port and --as-of need --serve", hint="nothing was read")
        with showing(settings, messages) as progress:
            run = replay(sources, settings.db, progress, ocr=settings.ocr)
        tell_summary("replay", run, settings.db, messages)
        return exit_status(run)
    if len(sources) != 1:
        raise UsageError("--serve serves one file or folder at a time", hint=f"{len(sources)} were named")
    if as_of is not None:
        check_day(as_of, sources[0])

    def ready(server: RunningServer) -> None:
        messages.tell(
            f"serving {sources[0]} at {server.url} (also as an HTTP proxy); Ctrl-C ends it", url=server.url
        )

    try:
        serve(sources[0], port=settings.port, as_of=as_of, ready=ready)
    except KeyboardInterrupt:
        messages.tell("stopped")
    return 0
