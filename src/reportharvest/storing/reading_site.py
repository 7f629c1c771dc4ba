"""What the first page of the site asks: how much there is, what is missing, how the harvest stands."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from reportharvest.storing.selecting import Row, rows, scalar

__all__ = [
    "Census", "Coverage", "CoverageRow", "Health", "census", "coverage", "health", "last_harvest", "repaired",
    "state_key",
]  # fmt: skip

AGENCIES_AT_ONCE = 60
"""More rows than this are a wall: they are shown by region (or site) first, and page by page."""

_REGION = "coalesce(province, '') || coalesce(city, '') || coalesce(county, '')"
_RUNS_SHOWN = 5
_FAILING_SHOWN = 8


@dataclass(slots=True)
class Census:
    """Who has a report for which year, counted in one pass.

    Attributes:
        agencies: by agency (its id; where it is not known the publisher, or else the site): by year, how many
            reports and the latest id among them.
        groups: the region code of each agency, or the site where no region is known.
        names: names of agencies and regions by id and code.
    """

    reports: int = 0
    without_year: int = 0
    lost: int = 0
    sites: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    agencies: dict[int | str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    groups: dict[int | str, str] = field(default_factory=dict)
    names: dict[int | str, str] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to the last."""
        found = {year for cells in self.agencies.values() for year in cells}
        return tuple(range(min(found), max(found) + 1)) if found else ()


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One agency, or one group of agencies, in every year.

    Attributes:
        key: what addresses call it.
        label: what it is called.
        agencies: how many agencies the row stands for.
        cells: by year: how many of the agencies have a report, and the report where there is but one.
    """

    key: str
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


def census(connection: sqlite3.Connection) -> Census:
    """Count what the database holds."""
    found = Census()
    regions: dict[int | str, str] = {}
    for one in rows(connection, f"SELECT id, name, region_code, {_REGION} AS region FROM agencies"):  # noqa: S608
        found.names[one["id"]] = one["name"]
        if one["region_code"] is not None:
            regions[one["id"]] = one["region_code"]
            found.names[one["region_code"]] = one["region"]
    agencies, groups, sites = found.agencies, found.groups, found.sites
    # As v_reports has it, without looking each agency up.
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: a third of the time of sqlite3.Row
    cursor.execute(
        "SELECT coalesce(known.agency_id, publisher, site), known.region_code, site, report_year, lost, id"
        " FROM reports LEFT JOIN report_identities AS known ON known.report_id = reports.id"
    )
    for agency, page_region, site, year, lost, report_id in cursor:
        found.reports += 1
        cells = agencies.get(agency)
        if cells is None:
            cells = agencies[agency] = {}
            region = regions.get(agency, page_region)
            groups[agency] = region or site
            if region is not None:
                found.regions.add(region)
        sites.add(site)
        if lost:
            found.lost += lost
        if year is None:
            found.without_year += 1
        elif year in cells:
            count, latest = cells[year]
            cells[year] = (count + 1, max(latest, report_id))
        else:
            cells[year] = (1, report_id)
    for code in found.regions - found.names.keys():  # of pages whose agency is not known
        sql = "SELECT region FROM v_reports WHERE region_code = ? LIMIT 1"
        found.names[code] = scalar(connection, sql, [code]) or code
    return found


def coverage(counted: Census, *, group: str | None = None, page: int = 1) -> Coverage:
    """Tell who has a report for which year.

    Args:
        counted: from :func:`census`.
        group: show the agencies of this region (its code) or site; None: all, by group where they are many.
        page: page of rows, from 1.
    """
    agencies = [one for one in counted.agencies if group is None or counted.groups[one] == group]
    grouped = group is None and len(agencies) > AGENCIES_AT_ONCE
    members: dict[int | str, list[int | str]] = {}
    for agency in agencies:
        members.setdefault(counted.groups[agency] if grouped else agency, []).append(agency)
    ordered = sorted(members, key=lambda key: (counted.names.get(key, str(key)), str(key)))
    start = (max(1, page) - 1) * AGENCIES_AT_ONCE
    shown = []
    for key in ordered[start : start + AGENCIES_AT_ONCE]:
        row = CoverageRow(str(key), counted.names.get(key, str(key)), len(members[key]))
        for agency in members[key]:
            for year, (reports, latest) in counted.agencies[agency].items():
                before = row.cells.get(year, (0, None))[0]
                single = latest if reports == 1 and not grouped else None
                row.cells[year] = (before + (1 if grouped else reports), single)
        shown.append(row)
    more = len(ordered) > start + AGENCIES_AT_ONCE
    return Coverage(counted.years, tuple(shown), grouped, max(1, page), more)


def last_harvest(connection: sqlite3.Connection) -> str | None:
    """Tell when the latest run that was finished ended (ISO 8601, UTC); None where none was."""
    found: str | None = scalar(connection, "SELECT max(finished_at) FROM runs")
    return found


def repaired(connection: sqlite3.Connection) -> int:
    """Count the reports in which damage was restored."""
    return int(scalar(connection, "SELECT count(DISTINCT report_id) FROM repairs"))


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
