"""Coverage, agency by year: all of it, page by page, or the agencies of one region."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from reportharvest.publishing.pages.home import remembered
from reportharvest.publishing.rendering import argument, page_number, render, site_page
from reportharvest.storing import reading_site
from reportharvest.storing.reading_site import Census

__all__ = ["page"]


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show who has a report for which year."""
    group, number = argument(request, "group") or None, page_number(request)
    counted: Census = await remembered(datasette, "census", reading_site.census)
    return await render(
        datasette,
        request,
        "coverage.html",
        coverage=reading_site.coverage(counted, group=group, page=number),
        group=group,
        label=counted.names.get(group or "", group),
    )
