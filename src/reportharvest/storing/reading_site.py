"""What the first page of the site asks: how much there is, what is missing, how the harvest stands."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from reportharvest.storing.selecting import Row, row, rows, scalar

__all__ = ["Coverage", "CoverageRow", "Health", "Overview", "coverage", "health", "overview", "state_key"]

AGENCIES_AT_ONCE = 60
"""More rows than this are a wall: they are shown by region (or site) first, and page by page."""

_GROUP = "coalesce(region, site)"
_RUNS_SHOWN = 5
_FAILING_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """What a database holds.

    Attributes:
        last_harvest: when the latest run that was finished ended (ISO 8601, UTC); None where none was.
    """

    reports: int
    agencies: int
    regions: int
    sites: int
    first_year: int | None
    last_year: int | None
    without_year: int
    repaired: int
    lost: int
    figures: bool
    last_harvest: str | None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One agency, or one group of agencies, in every year.

    Attributes:
        label: what it is called.
        agencies: how many agencies the row stands for.
        cells: by year: how many of the agencies have a report, and the report where there is but one.
    """

    label: str
    agencies: int
    cells: dict[int, tuple[int, int | None]] = field(default_factory=dict)

    @property
    def span(self) -> tuple[int, int]:
        """First and last year with a report; (0, 0) where there is none."""
        return (min(self.cells), max(self.cells)) if self.cells else (0, 0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Agencies by years.

    Attributes:
        grouped: the rows are groups of agencies (regions, or sites where no region is known).
        more: there is a further page.
    """

    years: tuple[int, ...]
    rows: tuple[CoverageRow, ...]
    grouped: bool
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Health:
    """How the harvest stands.

    Attributes:
        runs: the latest runs: id, command, started_at, finished_at, outcome, and counts as a dictionary.
        failing: pages that the latest run could not get, by site and reason.
        failed: how many these are in all.
    """

    runs: tuple[Row, ...]
    failing: tuple[Row, ...]
    failed: int


def state_key(connection: sqlite3.Connection) -> tuple[object, ...]:
    """Give what changes whenever a harvest or replay writes; what was computed holds while it is equal."""
    return tuple(
        connection.execute(
            "SELECT (SELECT max(id) FROM fetches), (SELECT max(id) FROM runs),"
            " (SELECT finished_at FROM runs ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM queue)"
        ).fetchone()
    )


def overview(connection: sqlite3.Connection) -> Overview:
    """Count what the database holds."""
    found = row(
        connection,
        "SELECT count(*) AS reports, count(DISTINCT agency) AS agencies, count(DISTINCT region) AS regions,"
        " count(DISTINCT site) AS sites, min(report_year) AS first_year, max(report_year) AS last_year,"
        " sum(report_year IS NULL) AS without_year, coalesce(sum(lost), 0) AS lost FROM v_reports",
    )
    assert found is not None, "an aggregate always gives a row"
    return Overview(
        **found | {"without_year": found["without_year"] or 0},
        repaired=scalar(connection, "SELECT count(DISTINCT report_id) FROM repairs"),
        figures=bool(scalar(connection, "SELECT EXISTS (SELECT 1 FROM statistics)")),
        last_harvest=scalar(connection, "SELECT max(finished_at) FROM runs"),
    )


def coverage(connection: sqlite3.Connection, *, group: str | None = None, page: int = 1) -> Coverage:
    """Tell who has a report for which year.

    Args:
        connection: the database.
        group: show the agencies of this region (or site); None: all, by group where they are many.
        page: page of rows, from 1.
    """
    first, last = connection.execute("SELECT min(report_year), max(report_year) FROM reports").fetchone()
    years = tuple(range(first, last + 1)) if first is not None else ()
    where, values = ("", []) if group is None else (f" WHERE {_GROUP} = ?", [group])
    count = scalar(connection, f"SELECT count(DISTINCT agency) FROM v_reports{where}", values)  # noqa: S608
    grouped = group is None and count > AGENCIES_AT_ONCE
    name = _GROUP if grouped else "agency"
    start = (max(1, page) - 1) * AGENCIES_AT_ONCE
    found = rows(
        connection,
        f"SELECT {name} AS label, count(DISTINCT agency) AS agencies FROM v_reports{where}"  # noqa: S608
        f" GROUP BY {name} ORDER BY {name} LIMIT ? OFFSET ?",
        [*values, AGENCIES_AT_ONCE + 1, start],
    )
    shown = {one["label"]: CoverageRow(one["label"], one["agencies"]) for one in found[:AGENCIES_AT_ONCE]}
    if shown:
        marks = ", ".join("?" * len(shown))
        and_where = f"{where} {'AND' if where else 'WHERE'}"
        for one in rows(
            connection,
            f"SELECT {name} AS label, report_year AS year, count(DISTINCT agency) AS agencies,"  # noqa: S608
            f" count(*) AS reports, max(report_id) AS report_id FROM v_reports{and_where}"
            f" report_year IS NOT NULL AND {name} IN ({marks}) GROUP BY {name}, report_year",
            [*values, *shown],
        ):
            single = one["report_id"] if one["reports"] == 1 else None
            amount = one["agencies"] if grouped else one["reports"]
            shown[one["label"]].cells[one["year"]] = (amount, single)
    return Coverage(years, tuple(shown.values()), grouped, max(1, page), len(found) > AGENCIES_AT_ONCE)


def health(connection: sqlite3.Connection) -> Health:
    """Tell how the latest runs ended and what the last one could not get."""
    runs = rows(
        connection,
        "SELECT id, command, started_at, finished_at, outcome, sites, counts FROM runs"
        " ORDER BY id DESC LIMIT ?",
        [_RUNS_SHOWN],
    )
    for one in runs:
        one["counts"] = json.loads(one["counts"])
        one["sites"] = len(json.loads(one["sites"]))
    if not runs:
        return Health((), (), 0)
    # Only the last try of a page counts, and a host without a robots.txt has no failure.
    failing = rows(
        connection,
        "SELECT site, coalesce(error, 'HTTP ' || status) AS reason, count(*) AS pages FROM fetches AS tried"
        " WHERE run_id = ? AND purpose <> 'robots' AND (status IS NULL OR status >= 400)"
        " AND NOT EXISTS (SELECT 1 FROM fetches AS later WHERE later.url = tried.url AND later.id > tried.id"
        " AND later.run_id = tried.run_id AND later.method = tried.method"
        " AND later.request_body = tried.request_body)"
        " GROUP BY site, reason ORDER BY pages DESC, site",
        [runs[0]["id"]],
    )
    return Health(tuple(runs), tuple(failing[:_FAILING_SHOWN]), sum(one["pages"] for one in failing))
