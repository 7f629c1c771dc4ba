"""The questions that researchers ask first, each with what to beware of and its SQL."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from reportharvest.publishing.rendering import render, site_page
from reportharvest.storing.canned import CANNED_QUERIES

__all__ = ["page"]


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show the questions."""
    return await render(datasette, request, "queries.html", queries=CANNED_QUERIES)
