"""Pictures of what agencies report, their numbers as CSV, and where the rows are."""

from __future__ import annotations

import csv
import io
import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response

from reportharvest.publishing.interface import Texts, texts
from reportharvest.publishing.pages.home import HOME_SECONDS, remembered
from reportharvest.publishing.rendering import argument, language_of, number, render, site_page
from reportharvest.storing.reading_figures import (
    COMPARED,
    FIGURES,
    Figure,
    Scope,
    agency_names,
    compared,
    figure_rows,
    figure_years,
    find_agency,
    region_names,
    superseded,
)
from reportharvest.storing.selecting import Row

__all__ = ["page", "table"]

_REMEMBERED = 200
"""Answers kept in memory, a few kilobytes each."""

_COLUMNS = ("region", "agency", "year_or_name", "series", "label_zh", "label_en", "value", "reports")


_ORDER = (
    "granted", "partially_granted", "denied", "unavailable", "refused", "other",
    "upheld", "corrected", "other_result", "pending", "newly_made", "issued", "in_force",
    "administrative_licensing", "administrative_penalty", "administrative_compulsion", "other_services",
)  # fmt: skip
"""What belongs together stands together, the good news first; others as they come."""


def _place(series: str) -> int:
    return _ORDER.index(series) if series in _ORDER else len(_ORDER)


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show the pictures of a scope, and a comparison where two agencies are named."""
    text = Texts(language_of(request))
    scope, other, missing = await _asked(datasette, request)
    offered = await remembered(datasette, "figure-choices", _choices)
    arguments = {"region": scope.region or "", "agency": scope.agency or ""}
    pictures = []
    for name, figure in FIGURES.items():
        if name == "regions" and scope.agency:
            continue
        found = await _numbers(datasette, name, scope)
        own = arguments | ({"year": scope.year or ""} if figure.manner == "ranking" else {})
        title = "figure.agencies" if name == "regions" and not offered[0] else f"figure.{name}"
        pictures.append(
            _picture(
                text, title, figure.manner, found, csv_url=_csv(name, own), rows_url=_rows(figure, scope)
            )
        )
    measure = argument(request, "measure")
    measure = measure if measure in COMPARED else "received"
    comparison = None
    if scope.agency and other:
        pair = (scope.agency, other)
        found = await _compared(datasette, measure, pair)
        target = _csv("comparison", {"agency": scope.agency, "with": other, "measure": measure})
        view = "v_reviews_and_litigation" if measure == "disputes" else "v_requests_by_year"
        both = f"/reports/{view}?" + urlencode({"agency__in": ",".join(pair)})
        comparison = _picture(text, f"measure.{measure}", "lines", found, csv_url=target, rows_url=both)
        comparison["note"] = " / ".join(pair)
    return await render(
        datasette, request, "figures.html",
        pictures=pictures, comparison=comparison, scope=scope, other=other, missing=missing, measure=measure,
        measures=list(COMPARED), regions=offered[0], agencies=offered[1], years=offered[2],
    )  # fmt: skip


@site_page
async def table(datasette: Any, request: Any) -> Response:
    """Give the numbers of one picture as CSV (UTF-8 with a mark, so that spreadsheets read it)."""
    name = request.url_vars["name"]
    scope, other, _ = await _asked(datasette, request)
    if name == "comparison" and scope.agency and other:
        measure = argument(request, "measure")
        if measure not in COMPARED:
            raise NotFound("there is no such measure")
        found = await _compared(datasette, measure, (scope.agency, other))
    elif name in FIGURES:
        found = await _numbers(datasette, name, scope)
    else:
        raise NotFound("there is no such picture")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in found:
        agency = one["series"] if name == "comparison" else scope.agency
        labels = texts().get(f"series.{one['series']}", {"zh": one["series"], "en": one["series"]})
        line = (one["x"], one["series"], labels["zh"], labels["en"], one["value"], one["reports"])
        writer.writerow([scope.region, agency, *line])
    headers = {"content-disposition": f'attachment; filename="reportharvest-{name}.csv"'}
    body = "\ufeff" + out.getvalue()
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


async def _asked(site: Any, request: Any) -> tuple[Scope, str | None, list[str]]:
    """Read what a picture is asked for; names of agencies that there are none of come back as missing."""
    typed = [argument(request, "agency"), argument(request, "with")]

    def find(connection: sqlite3.Connection) -> list[str | None]:
        return [find_agency(connection, one) for one in typed]

    found = await site.read(find) if any(typed) else [None, None]
    missing = [one for one, name in zip(typed, found, strict=True) if one and name is None]
    scope = Scope(argument(request, "region") or None, found[0], number(request, "year"))
    return scope, found[1], missing


async def _numbers(site: Any, name: str, scope: Scope) -> list[Row]:
    figure = FIGURES[name]
    if figure.manner != "ranking":
        scope = Scope(scope.region, scope.agency)  # the year is that of a ranking
    earlier = await remembered(site, "superseded", superseded)
    if len(site.remembered) > _REMEMBERED:
        site.remembered.clear()
    found: list[Row] = await remembered(
        site, f"figure {name} {scope!r}", lambda connection: figure_rows(connection, figure, scope, earlier)
    )
    return found


async def _compared(site: Any, measure: str, pair: tuple[str, str]) -> list[Row]:
    earlier = await remembered(site, "superseded", superseded)
    found: list[Row] = await site.read(
        lambda connection: compared(connection, measure, pair, earlier), seconds=HOME_SECONDS
    )
    return found


def _choices(connection: sqlite3.Connection) -> tuple[list[str], list[str], list[int]]:
    return region_names(connection), agency_names(connection), figure_years(connection)


def _csv(name: str, arguments: dict[str, Any]) -> str:
    kept = {key: value for key, value in arguments.items() if value}
    return f"/figures/{name}.csv" + (f"?{urlencode(kept)}" if kept else "")


def _rows(figure: Figure, scope: Scope) -> str:
    kept = {
        f"{key}__exact": value for key, value in (("region", scope.region), ("agency", scope.agency)) if value
    }
    if figure.manner == "ranking" and scope.year:
        kept["report_year__exact"] = str(scope.year)
    parts = [one for one in (figure.where, urlencode(kept)) if one]
    return f"/reports/{figure.view}" + (f"?{'&'.join(parts)}" if parts else "")


def _picture(
    text: Texts, title: str, manner: str, found: list[Row], *, csv_url: str, rows_url: str
) -> dict[str, Any]:
    """Lay numbers out for drawing and for the table: one line per year or name, one column per series."""
    series = sorted({one["series"]: None for one in found}, key=_place)
    names = {key: text.known(f"series.{key}", key) for key in series}
    lines: dict[Any, dict[str, Any]] = {}
    reports: dict[Any, int] = {}
    for one in found:
        lines.setdefault(one["x"], {})[one["series"]] = one["value"]
        reports[one["x"]] = max(reports.get(one["x"], 0), one["reports"])
    xs = list(lines)
    if manner != "ranking" and xs:
        xs = list(range(min(xs), max(xs) + 1))  # a year without a number is a gap, not a neighbour
    return {
        "name": title.partition(".")[2], "title": text(title), "note": text.known(f"{title}.note", ""),
        "manner": manner, "csv": csv_url, "rows": rows_url, "xs": xs,
        "reports": [reports.get(x, 0) for x in xs],
        "series": [
            {"key": key, "name": name, "values": [lines.get(x, {}).get(key) for x in xs]}
            for key, name in names.items()
        ],
    }  # fmt: skip
