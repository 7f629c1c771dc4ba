"""What is wrong or uncertain, as lists that lead to the page."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response

from reportharvest.issues import ISSUES
from reportharvest.publishing.pages.home import HOME_SECONDS, remembered
from reportharvest.publishing.rendering import page_number, render, site_page, with_arguments
from reportharvest.storing.reading_quality import QUALITY_LISTS, quality_counts, quality_rows

__all__ = ["listing", "page"]


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show the lists with how long they are."""
    counts = await remembered(datasette, "quality", quality_counts)
    return await render(datasette, request, "quality.html", counts=counts, lists=QUALITY_LISTS)


@site_page
async def listing(datasette: Any, request: Any) -> Response:
    """Show one list."""
    name, number = request.url_vars["name"], page_number(request)
    if name not in QUALITY_LISTS:
        raise NotFound("there is no such list")
    rows, more = await datasette.read(
        lambda connection: quality_rows(connection, name, page=number), seconds=HOME_SECONDS
    )
    return await render(
        datasette,
        request,
        "quality_list.html",
        listed=QUALITY_LISTS[name],
        rows=rows,
        issues=ISSUES,
        page=number,
        more=more,
        previous_url=with_arguments(request, page=number - 1),
        next_url=with_arguments(request, page=number + 1),
    )
