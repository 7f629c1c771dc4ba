"""Coverage, agency by year: all of it, page by page, or the agencies of one region."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from reportharvest.publishing.pages.home import HOME_SECONDS
from reportharvest.publishing.rendering import argument, page_number, render, site_page
from reportharvest.storing import reading_site

__all__ = ["page"]


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show who has a report for which year."""
    group, number = argument(request, "group") or None, page_number(request)
    coverage = await datasette.read(
        lambda connection: reading_site.coverage(connection, group=group, page=number), seconds=HOME_SECONDS
    )
    return await render(datasette, request, "coverage.html", coverage=coverage, group=group)
