"""The numbers behind the pictures of the site: cells of the forms, summed by year, region or agency.

Of each agency and year the report that was published last counts, as in ``v_reports_latest``. The views
answer the same questions for anyone's SQL; here the index over the cells is read directly, which takes
0.2 s of 100,000 reports where the views take seconds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from reportharvest.storing.selecting import Row, rows, scalar
from reportharvest.tables.printed import layouts, printed_form

__all__ = [
    "COMPARED",
    "FIGURES",
    "Figure",
    "Scope",
    "agency_names",
    "compared",
    "figure_rows",
    "figure_years",
    "find_agency",
    "region_names",
    "superseded",
]

MAX_BARS = 25
"""Bars of one picture that can still be read."""

_NAMES_OFFERED = 500
"""Agencies offered in the input's list; more are found by typing."""

_AGENCY = "coalesce(agency_id, publisher, site)"
_Cells = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports a picture counts: of a region, of an agency, of a year; None: all."""

    region: str | None = None
    agency: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture.

    Attributes:
        name: how it is called in addresses; its title is the text ``figure.<name>``.
        manner: ``bars``, ``stacked``, ``lines`` or ``ranking``.
        form: key of the form.
        cells: the series that each cell (row and column) counts for; its label is ``series.<series>``.
        view: the view that has its rows.
        where: arguments that show these rows in Datasette.
    """

    name: str
    manner: str
    form: str
    cells: _Cells
    view: str
    where: str = ""


def _results() -> _Cells:
    """Give the kind of result of each row of the form of requests."""
    found: _Cells = {}
    for layout in layouts():
        for row in printed_form("requests", layout).blocks[0].rows:
            kind = row.key if row.key.endswith("granted") else row.key.partition("_")[0]
            if kind in {"granted", "partially_granted", "denied", "unavailable", "refused", "other"}:
                found[row.key, "total"] = kind
    return found


def _outcomes(*kinds: str) -> _Cells:
    return {(kind, one): one for kind in kinds for one in ("upheld", "corrected", "other_result", "pending")}


_RECEIVED: _Cells = {("received", "total"): "received"}
_DECIDED = (
    "administrative_licensing",
    "administrative_penalty",
    "administrative_compulsion",
    "other_services",
)

FIGURES: dict[str, Figure] = {
    one.name: one
    for one in (
        Figure("requests", "bars", "requests", _RECEIVED, "v_requests_by_year"),
        Figure("results", "stacked", "requests", _results(), "v_results_by_kind"),
        Figure(
            "review",
            "stacked",
            "review_litigation",
            _outcomes("administrative_review"),
            "v_reviews_and_litigation",
            "kind__exact=administrative_review",
        ),
        Figure(
            "litigation",
            "stacked",
            "review_litigation",
            _outcomes("litigation_direct", "litigation_after_review"),
            "v_reviews_and_litigation",
            "kind__startswith=litigation",
        ),
        Figure(
            "documents",
            "lines",
            "active_disclosure",
            {("normative_documents", one): one for one in ("newly_made", "issued", "in_force")},
            "v_disclosures",
            "item__exact=normative_documents",
        ),
        Figure(
            "decisions",
            "lines",
            "active_disclosure",
            {(one, "decisions"): one for one in _DECIDED},
            "v_disclosures",
            "measure__exact=decisions",
        ),
        Figure("regions", "ranking", "requests", _RECEIVED, "v_requests_by_year"),
    )
}
"""Every picture, in the order of the page."""

_PROCESSED = ("total_processed", "total")
COMPARED: dict[str, tuple[str, Sequence[tuple[str, str]], Sequence[tuple[str, str]]]] = {
    "received": ("requests", [("received", "total")], []),
    "total_processed": ("requests", [_PROCESSED], []),
    "granted_share": ("requests", [("granted", "total"), ("partially_granted", "total")], [_PROCESSED]),
    "carried_forward": ("requests", [("carried_forward", "total")], []),
    "disputes": (
        "review_litigation",
        [(one, "total") for one in ("administrative_review", "litigation_direct", "litigation_after_review")],
        [],
    ),
}
"""What agencies can be compared by: the form, cells to add up, cells that their sum is a share (%) of."""


def superseded(connection: sqlite3.Connection) -> list[int]:
    """Give the reports that another one of the same agency and year stands for: published later."""
    found = rows(
        connection,
        f"SELECT reports.id, {_AGENCY} AS agency, reports.report_year AS year"  # noqa: S608
        " FROM reports LEFT JOIN report_identities AS known ON known.report_id = reports.id"
        f" WHERE (reports.report_year, {_AGENCY}) IN (SELECT report_year, {_AGENCY} FROM v_reports"
        f" WHERE report_year IS NOT NULL GROUP BY report_year, {_AGENCY} HAVING count(*) > 1)"
        " ORDER BY published_at DESC NULLS LAST, changed_at DESC, reports.id DESC",
    )
    seen: set[tuple[object, int]] = set()
    later = []
    for one in found:
        key = (one["agency"], one["year"])
        later += [one["id"]] if key in seen else []
        seen.add(key)
    return later


def figure_rows(
    connection: sqlite3.Connection, figure: Figure, scope: Scope, superseded_ids: Sequence[int] = ()
) -> list[Row]:
    """Give the numbers of a picture, in order; a ranking only its longest bars.

    Args:
        connection: the database.
        figure: one of :data:`FIGURES`.
        scope: which reports count; the year is that of a ranking.
        superseded_ids: from :func:`superseded`.
    Returns:
        Rows with ``x`` (year or name), ``series``, ``value`` and ``reports``.
    """
    ranking = figure.manner == "ranking"
    x = "coalesce(region, agency)" if ranking else "report_year"
    found = _cells(connection, x, figure.form, list(figure.cells), scope=scope, superseded_ids=superseded_ids)
    totals: dict[tuple[object, str], Row] = {}
    for one in found:
        series = figure.cells.get((one["row"], one["column"]))
        if series is not None:
            total = totals.setdefault(
                (one["x"], series), {"x": one["x"], "series": series, "value": 0, "reports": 0}
            )
            total["value"] += one["value"]
            total["reports"] = max(total["reports"], one["reports"])
    if ranking:
        return sorted(totals.values(), key=lambda one: (-one["value"], one["x"]))[:MAX_BARS]
    return sorted(totals.values(), key=lambda one: (one["x"], one["series"]))


def compared(
    connection: sqlite3.Connection,
    measure: str,
    agencies: Sequence[str],
    superseded_ids: Sequence[int] = (),
) -> list[Row]:
    """Give one measure of some agencies by year; the series are the agencies."""
    form, added, whole = COMPARED[measure]
    totals: dict[tuple[int, str], list[float | None]] = {}
    for agency in agencies:
        cells = _cells(
            connection,
            "report_year",
            form,
            [*added, *whole],
            scope=Scope(agency=agency),
            superseded_ids=superseded_ids,
        )
        for one in cells:
            total = totals.setdefault((one["x"], agency), [None, None])
            at = 0 if (one["row"], one["column"]) in added else 1
            total[at] = (total[at] or 0) + one["value"]
    found = []
    for (year, agency), (part, base) in totals.items():
        value = part
        if whole:
            value = round(100 * part / base, 1) if part is not None and base else None
        if value is not None:
            found.append({"x": year, "series": agency, "value": value, "reports": 1})
    return sorted(found, key=lambda one: (one["x"], agencies.index(str(one["series"]))))


def figure_years(connection: sqlite3.Connection) -> list[int]:
    """Give the years of reports with statutory forms, the latest first."""
    sql = (
        "SELECT DISTINCT report_year FROM statistics JOIN v_reports USING (report_id) WHERE form = 'requests'"
        " AND row = 'received' AND column = 'total' AND report_year IS NOT NULL ORDER BY 1 DESC"
    )
    return [one["report_year"] for one in rows(connection, sql)]


def agency_names(connection: sqlite3.Connection) -> list[str]:
    """Give names of agencies for an input's list."""
    sql = "SELECT DISTINCT name FROM agencies ORDER BY name LIMIT ?"
    return [one["name"] for one in rows(connection, sql, [_NAMES_OFFERED])]


def find_agency(connection: sqlite3.Connection, typed: str) -> str | None:
    """Give the agency of a name, or the first whose name holds what was typed; None: there is none.

    Those that are known come first; of others the publisher as printed is the name.
    """
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    for sql, value in (
        ("SELECT name FROM agencies WHERE name = ?", typed),
        ("SELECT agency FROM v_reports WHERE publisher = ?", typed),
        ("SELECT min(name) FROM agencies WHERE name LIKE ? ESCAPE '\\'", f"%{escaped}%"),
        ("SELECT min(agency) FROM v_reports WHERE agency LIKE ? ESCAPE '\\'", f"%{escaped}%"),
    ):
        found = scalar(connection, sql, [value]) if typed else None
        if found is not None:
            return str(found)
    return None


def region_names(connection: sqlite3.Connection) -> list[str]:
    """Give the names of all regions."""
    sql = "SELECT DISTINCT region FROM v_reports WHERE region IS NOT NULL ORDER BY region"
    return [one["region"] for one in rows(connection, sql)]


def _cells(
    connection: sqlite3.Connection,
    x: str,
    form: str,
    wanted: Sequence[tuple[str, str]],
    *,
    scope: Scope,
    superseded_ids: Sequence[int],
) -> list[Row]:
    """Sum cells of a form by an expression over ``v_reports``: x, row, column, value, reports."""
    rows_wanted = sorted({row for row, _ in wanted})
    columns_wanted = sorted({column for _, column in wanted})
    conditions = [
        "statistics.form = ?",
        f"statistics.row IN ({', '.join('?' * len(rows_wanted))})",
        f"statistics.column IN ({', '.join('?' * len(columns_wanted))})",
        "statistics.value IS NOT NULL",
        "report_year IS NOT NULL",
        "statistics.report_id NOT IN (SELECT value FROM json_each(?))",
    ]
    values: list[object] = [form, *rows_wanted, *columns_wanted, json.dumps(list(superseded_ids))]
    if scope.region:
        conditions.append("region = ?")
        values.append(scope.region)
    if scope.agency:
        conditions.append(
            "statistics.report_id IN (SELECT report_id FROM report_identities WHERE agency_id IN"
            " (SELECT id FROM agencies WHERE name = ?) UNION SELECT id FROM reports WHERE publisher = ?)"
            " AND agency = ?"
        )
        values += [scope.agency] * 3
    if scope.year is not None:
        conditions.append("report_year = ?")
        values.append(scope.year)
    return rows(
        connection,
        f"SELECT {x} AS x, statistics.row, statistics.column, sum(statistics.value) AS value,"  # noqa: S608
        " count(DISTINCT statistics.report_id) AS reports FROM statistics"
        " CROSS JOIN v_reports ON v_reports.report_id = statistics.report_id"
        f" WHERE {' AND '.join(conditions)} GROUP BY 1, 2, 3",
        values,
    )
