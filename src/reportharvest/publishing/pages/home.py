"""The first page: what is in here, what is missing, how the harvest stands."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from reportharvest.publishing.rendering import render, site_page
from reportharvest.storing import reading_site
from reportharvest.storing.reading_site import Census, Health

__all__ = ["page", "remembered"]

HOME_SECONDS = 20.0
"""The counts of a very large database; they are computed once after each harvest."""


async def remembered(site: Any, name: str, query: Any) -> Any:
    """Compute something once for each state of the database."""

    def read(connection: sqlite3.Connection) -> tuple[object, Any]:
        key = reading_site.state_key(connection)
        before = site.remembered.get(name)
        if before is not None and before[0] == key:
            return before[0], before[1]
        return key, query(connection)

    found = await site.read(read, seconds=HOME_SECONDS)
    site.remembered[name] = found
    return found[1]


def _around(connection: sqlite3.Connection) -> tuple[int, str | None, Health]:
    return (
        reading_site.repaired(connection),
        reading_site.last_harvest(connection),
        reading_site.health(connection),
    )


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show the first page."""
    counted: Census = await remembered(datasette, "census", reading_site.census)
    coverage = await remembered(datasette, "coverage", lambda _: reading_site.coverage(counted))
    repaired, last_harvest, health = await remembered(datasette, "home", _around)
    return await render(
        datasette,
        request,
        "home.html",
        counted=counted,
        coverage=coverage,
        repaired=repaired,
        last_harvest=last_harvest,
        health=health,
        group=None,
    )
