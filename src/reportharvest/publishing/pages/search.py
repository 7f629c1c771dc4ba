"""Search: words in either script, narrowed by year, region, agency and section heading."""

from __future__ import annotations

import re
from typing import Any

from datasette.utils.asgi import Response

from reportharvest.publishing.pages.home import remembered
from reportharvest.publishing.rendering import (
    argument,
    number,
    page_number,
    render,
    site_page,
    with_arguments,
)
from reportharvest.storing.fulltext import search_terms
from reportharvest.storing.reading_figures import agency_names, region_names
from reportharvest.storing.reading_search import Filters, search_reports
from reportharvest.storing.selecting import scalar
from reportharvest.storing.variants import wide_expression

__all__ = ["notices", "page"]

HITS_AT_ONCE = 20
SEARCH_SECONDS = 5.0
_OPERATOR = re.compile(r"(?:^|\s)(AND|OR|NOT|NEAR)(?:\s|\(|$)")
_QUOTES = re.compile(r'["“”]')


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show the form, and what it finds."""
    query, year_text = argument(request, "q"), argument(request, "year")
    filters = Filters(
        number(request, "year"),
        argument(request, "region"),
        argument(request, "agency"),
        argument(request, "heading"),
    )
    offered = await remembered(
        datasette,
        "offered",
        lambda connection: (
            region_names(connection),
            agency_names(connection),
            scalar(connection, "SELECT min(report_year) FROM reports"),
            scalar(connection, "SELECT max(report_year) FROM reports"),
        ),
    )
    found = None
    asked = wide_expression(query) is not None
    if asked or (filters and not query):
        found = await datasette.read(
            lambda connection: search_reports(
                connection, query, filters, page=page_number(request), size=HITS_AT_ONCE
            ),
            seconds=SEARCH_SECONDS,
        )
    return await render(
        datasette,
        request,
        "search.html",
        query=query,
        filters=filters,
        found=found,
        notices=notices(query, year_text, asked=asked),
        regions=offered[0],
        agencies=offered[1],
        years=range(offered[3], offered[2] - 1, -1) if offered[2] is not None else (),
        previous_url=with_arguments(request, page=page_number(request) - 1),
        next_url=with_arguments(request, page=page_number(request) + 1),
        without=lambda name: with_arguments(request, **{name: None, "page": None}),
    )


def notices(query: str, year: str, *, asked: bool) -> list[str]:
    """Tell what of a query was not taken as it may have been meant; keys of texts.

    >>> notices("公开 OR 复议", "", asked=True), notices("!?", "", asked=False)
    (['search.operators'], ['search.nothing'])
    """
    found = []
    if query and not asked:
        found.append("search.nothing")
    if _OPERATOR.search(query):
        found.append("search.operators")
    straight, opened, closed = query.count('"'), query.count("“"), query.count("”")
    if _QUOTES.search(query) and (straight % 2 or opened != closed):
        found.append("search.quotes")
    if len(query.split()) > len(search_terms(query)) and asked and not _QUOTES.search(query):
        found.append("search.left_out")
    if year and not (year.isascii() and year.isdigit()):
        found.append("search.year")
    return found
