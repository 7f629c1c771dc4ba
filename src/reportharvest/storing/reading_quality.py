"""What is wrong or uncertain, as lists that lead to the page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from reportharvest.storing.selecting import Row, page_of, rows, scalar

__all__ = ["QUALITY_LISTS", "QualityList", "quality_counts", "quality_rows"]

ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class QualityList:
    """A list of what is wrong.

    Attributes:
        name: how it is called in addresses; its title is the text ``quality.<name>``.
        view: the table or view of the same rows in Datasette.
        sql: gives ``report_id``, ``agency``, ``report_year``, ``what``, ``detail``.
        anchor: where on the report's page a row leads to.
    """

    name: str
    view: str
    sql: str
    count: str
    anchor: str = ""


QUALITY_LISTS: dict[str, QualityList] = {
    one.name: one
    for one in (
        QualityList(
            "failed_checks",
            "v_failed_checks",
            "SELECT report_id, agency, report_year, rule AS what, detail, line_zh, line_en"
            " FROM v_failed_checks"
            " ORDER BY report_year DESC, agency, report_id, position",
            "SELECT count(*) FROM checks WHERE passed = 0",
            "#forms",
        ),
        QualityList(
            "cross_year_breaks",
            "v_cross_year_breaks",
            "SELECT report_id, agency, report_year, 'cross_year' AS what,"
            " carried_forward || ' → ' || carried_over AS detail, NULL AS line_zh, NULL AS line_en,"
            " report_id_before FROM v_cross_year_breaks ORDER BY report_year DESC, agency, report_id",
            "SELECT count(*) FROM v_cross_year_breaks",
            "#forms",
        ),
        QualityList(
            "low_confidence",
            "v_low_confidence_repairs",
            "SELECT report_id, agency, report_year, kind AS what, confidence, count"
            " FROM v_low_confidence_repairs"
            " ORDER BY confidence, report_id, position",
            "SELECT count(*) FROM v_low_confidence_repairs",
            "/restored",
        ),
        QualityList(
            "lost_characters",
            "v_reports",
            "SELECT report_id, agency, report_year, 'lost' AS what, lost AS count"
            " FROM v_reports WHERE lost > 0"
            " ORDER BY lost DESC, report_id",
            "SELECT count(*) FROM reports WHERE lost > 0",
            "/restored",
        ),
        QualityList(
            "without_year",
            "v_reports_without_year",
            "SELECT report_id, agency, NULL AS report_year, 'without_year' AS what, title AS detail"
            " FROM v_reports_without_year ORDER BY agency, report_id",
            "SELECT count(*) FROM reports WHERE report_year IS NULL",
        ),
        QualityList(
            "duplicate_years",
            "v_reports_latest",
            "SELECT max(report_id) AS report_id, agency, report_year, 'editions' AS what, count(*) AS count"
            " FROM v_reports WHERE report_year IS NOT NULL"
            " GROUP BY coalesce(agency_id, publisher, site), report_year HAVING count(*) > 1"
            " ORDER BY count DESC, agency, report_year",
            "SELECT count(*) FROM (SELECT 1 FROM v_reports WHERE report_year IS NOT NULL"
            " GROUP BY coalesce(agency_id, publisher, site), report_year HAVING count(*) > 1)",
        ),
        QualityList(
            "issues",
            "issues",
            "SELECT issues.page_id AS report_id, v_reports.agency, v_reports.report_year,"
            " issues.name AS what,"
            " issues.place || ': ' || issues.found AS detail FROM issues"
            " JOIN v_reports ON v_reports.report_id = issues.page_id"
            " ORDER BY issues.name, v_reports.agency, issues.page_id, issues.position",
            "SELECT count(*) FROM issues JOIN reports ON reports.id = issues.page_id",
        ),
        QualityList(
            "changed",
            "v_changed_reports",
            "SELECT report_id, agency, report_year, 'changed' AS what, replaced_at AS detail"
            " FROM v_changed_reports"
            " ORDER BY replaced_at DESC, report_id",
            "SELECT count(*) FROM report_versions WHERE cause = 'page'",
            "/changes",
        ),
    )
}
"""Every list, in the order of the page."""


def quality_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Count the rows of each list."""
    return {name: int(scalar(connection, one.count)) for name, one in QUALITY_LISTS.items()}


def quality_rows(connection: sqlite3.Connection, name: str, *, page: int = 1) -> tuple[list[Row], bool]:
    """Give a page of a list, and whether there is a further one.

    Raises:
        KeyError: there is no such list.
    """
    limit, offset = page_of(page, ROWS_AT_ONCE)
    found = rows(connection, f"{QUALITY_LISTS[name].sql} LIMIT {limit} OFFSET {offset}")
    return found[:ROWS_AT_ONCE], len(found) > ROWS_AT_ONCE
