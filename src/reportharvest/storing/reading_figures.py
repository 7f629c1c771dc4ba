"""The numbers behind the pictures of the site, each with the view that its rows are in."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from reportharvest.storing.selecting import Row, rows, scalar

__all__ = [
    "COMPARED",
    "FIGURES",
    "Figure",
    "Scope",
    "agency_names",
    "compared",
    "figure_rows",
    "find_agency",
    "region_names",
]

MAX_BARS = 25
"""Bars of one picture that can still be read."""

_NAMES_OFFERED = 500
"""Agencies offered in the input's list; more are found by typing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports a picture counts: of a region, of an agency, of a year; None: all."""

    region: str | None = None
    agency: str | None = None
    year: int | None = None

    def conditions(self) -> tuple[str, list[object]]:
        """Give the condition as SQL that begins with AND, and its values."""
        parts, values = [], []
        for column, value in (("region", self.region), ("agency", self.agency)):
            if value:
                parts.append(f" AND {column} = ?")
                values.append(value)
        return "".join(parts), list(values)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture.

    Attributes:
        name: how it is called in addresses; its title is the text ``figure.<name>``.
        manner: ``bars``, ``stacked``, ``lines`` or ``ranking``.
        view: the view that its rows are in.
        sql: gives ``x``, ``series``, ``label_zh``, ``label_en``, ``value``, ``reports``; ``{scope}``
            narrows it.
        where: arguments that show its rows in Datasette.
    """

    name: str
    manner: str
    view: str
    sql: str
    where: str = ""


def _plain(zh: str, en: str) -> str:
    return f"'{zh}' AS label_zh, '{en}' AS label_en"


def _outcomes(kinds: str) -> str:
    """SQL for the four results of reviews or lawsuits, one row per year and result."""
    results = (
        ("upheld", "结果维持", "upheld"),
        ("corrected", "结果纠正", "corrected"),
        ("other_result", "其他结果", "other result"),
        ("pending", "尚未审结", "pending"),
    )
    return " UNION ALL ".join(
        f"SELECT report_year AS x, '{key}' AS series, {_plain(zh, en)}, sum({key}) AS value,"  # noqa: S608
        f" count(DISTINCT report_id) AS reports FROM v_reviews_and_litigation WHERE kind {kinds}"
        f" AND {key} IS NOT NULL{{scope}} GROUP BY report_year"
        for key, zh, en in results
    )


_DISCLOSED = (
    "SELECT report_year AS x, item || '.' || measure AS series, {zh} AS label_zh, {en} AS label_en,"
    " sum(value) AS value, count(DISTINCT report_id) AS reports FROM v_disclosures"
    " WHERE value IS NOT NULL AND {which}{{scope}} GROUP BY report_year, item, measure"
)

FIGURES: dict[str, Figure] = {
    one.name: one
    for one in (
        Figure(
            "requests",
            "bars",
            "v_requests_by_year",
            f"SELECT report_year AS x, 'received' AS series, {_plain('本年新收', 'received')},"  # noqa: S608
            " sum(received) AS value, count(*) AS reports FROM v_requests_by_year"
            " WHERE received IS NOT NULL{scope} GROUP BY report_year",
        ),
        Figure(
            "results",
            "stacked",
            "v_results_by_kind",
            "SELECT report_year AS x, kind AS series, kind_zh AS label_zh, kind_en AS label_en,"
            " sum(requests) AS value, count(DISTINCT report_id) AS reports FROM v_results_by_kind"
            " WHERE requests IS NOT NULL{scope} GROUP BY report_year, kind, kind_zh, kind_en",
        ),
        Figure("review", "stacked", "v_reviews_and_litigation", _outcomes("= 'administrative_review'"),
               "kind__exact=administrative_review"),
        Figure("litigation", "stacked", "v_reviews_and_litigation", _outcomes("<> 'administrative_review'"),
               "kind__startswith=litigation"),
        Figure(
            "documents",
            "lines",
            "v_disclosures",
            _DISCLOSED.format(
                zh="measure_zh",
                en="measure_en",
                which="item = 'normative_documents' AND measure IN ('issued', 'in_force', 'newly_made')",
            ),
            "item__exact=normative_documents",
        ),
        Figure(
            "decisions",
            "lines",
            "v_disclosures",
            _DISCLOSED.format(zh="item_zh", en="item_en", which="measure = 'decisions'"),
            "measure__exact=decisions",
        ),
        Figure(
            "regions",
            "ranking",
            "v_requests_by_year",
            "SELECT coalesce(region, agency) AS x, 'received' AS series,"  # noqa: S608 (texts of ours)
            f" {_plain('本年新收', 'received')}, sum(received) AS value, count(*) AS reports"
            " FROM v_requests_by_year WHERE received IS NOT NULL{scope}"
            " GROUP BY coalesce(region, agency)",
        ),
    )
}  # fmt: skip
"""Every picture, in the order of the page."""

_GRANTED = "(coalesce(granted, 0) + coalesce(partially_granted, 0))"

COMPARED: dict[str, tuple[str, str]] = {
    "received": ("v_requests_by_year", "received"),
    "total_processed": ("v_requests_by_year", "total_processed"),
    "granted_share": (
        "v_requests_by_year",
        f"round(100.0 * {_GRANTED} / nullif(total_processed, 0), 1)",
    ),
    "carried_forward": ("v_requests_by_year", "carried_forward"),
    "disputes": ("v_reviews_and_litigation", "total"),
}
"""What two agencies can be compared by: the view and the expression."""


def figure_rows(connection: sqlite3.Connection, figure: Figure, scope: Scope) -> list[Row]:
    """Give the numbers of a picture, in order; a ranking only its longest bars."""
    condition, values = scope.conditions()
    times = figure.sql.count("{scope}")
    if figure.manner == "ranking":
        if scope.year is not None:
            condition, values = f"{condition} AND report_year = ?", [*values, scope.year]
        sql = f"{figure.sql.format(scope=condition)} ORDER BY value DESC, x LIMIT {MAX_BARS}"
    else:
        sql = f"SELECT * FROM ({figure.sql.format(scope=condition)}) ORDER BY x, series"  # noqa: S608
    return rows(connection, sql, values * times)


def compared(connection: sqlite3.Connection, measure: str, agencies: Sequence[str]) -> list[Row]:
    """Give one measure of some agencies by year."""
    view, expression = COMPARED[measure]
    marks = ", ".join("?" * len(agencies))
    return rows(
        connection,
        f"SELECT report_year AS x, agency AS series, agency AS label_zh, agency AS label_en,"  # noqa: S608
        f" sum({expression}) AS value, 1 AS reports FROM {view} WHERE agency IN ({marks})"
        f" AND {expression} IS NOT NULL GROUP BY report_year, agency ORDER BY x, series",
        list(agencies),
    )


def agency_names(connection: sqlite3.Connection, region: str | None = None) -> list[str]:
    """Give names of agencies for an input's list."""
    where, values = (" WHERE region = ?", [region]) if region else ("", [])
    sql = f"SELECT DISTINCT agency FROM v_reports{where} ORDER BY agency LIMIT ?"  # noqa: S608
    return [one["agency"] for one in rows(connection, sql, [*values, _NAMES_OFFERED])]


def find_agency(connection: sqlite3.Connection, typed: str) -> str | None:
    """Give the agency of a name, or the first whose name holds what was typed; None: there is none."""
    if not typed:
        return None
    exact = scalar(connection, "SELECT agency FROM v_reports WHERE agency = ? LIMIT 1", [typed])
    if exact is not None:
        return str(exact)
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = scalar(
        connection,
        "SELECT min(agency) FROM v_reports WHERE agency LIKE ? ESCAPE '\\'",
        [f"%{escaped}%"],
    )
    return None if found is None else str(found)


def region_names(connection: sqlite3.Connection) -> list[str]:
    """Give the names of all regions."""
    return [
        one["region"]
        for one in rows(
            connection, "SELECT DISTINCT region FROM v_reports WHERE region IS NOT NULL ORDER BY region"
        )
    ]
