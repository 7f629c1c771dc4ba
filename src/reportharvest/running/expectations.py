"""Whether a site has what its description expects; when not, which expectation is missed and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlite_utils import Database

from reportharvest.crawling.sites import SiteDescription
from reportharvest.issues import Issue

__all__ = ["expected_year", "shortfalls"]


def expected_year(latest_year: int | str | None, today: date) -> int | None:
    """Give the year that the newest report is to cover.

    Args:
        latest_year: a year; ``last`` for the last one whose report the law wants published by now; or None.
        today: the present.
    Source:
        条例 (2019) 第五十条: departments publish annual reports by 31 January, governments by 31 March.

    >>> expected_year("last", date(2026, 3, 31)), expected_year("last", date(2026, 4, 1))
    (2024, 2025)
    >>> expected_year(2020, date.max)
    2020
    """
    if latest_year == "last":
        return today.year - (1 if today.month >= 4 else 2)
    return int(latest_year) if latest_year is not None else None


def shortfalls(db: Database, site: SiteDescription, today: date) -> Iterator[Issue]:
    """Give an issue ``expectation-missed`` for each expectation of a site that its stored reports miss.

    Args:
        db: the database.
        site: the description.
        today: the present.
    """
    expect = site.expect
    count, latest, numbered = db.execute(
        "SELECT COUNT(*), MAX(report_year), COUNT(NULLIF(index_number, '')) FROM reports WHERE site = ?",
        [site.name],
    ).fetchone()
    if expect.min_reports is not None and count < expect.min_reports:
        short = expect.min_reports - count
        yield _missed(site, f"{count} reports, at least {expect.min_reports} expected: {short} too few")
    if expect.max_reports is not None and count > expect.max_reports:
        over = count - expect.max_reports
        yield _missed(site, f"{count} reports, at most {expect.max_reports} expected: {over} too many")
    year = expected_year(expect.latest_year, today)
    if year is not None and (latest is None or latest < year):
        behind = "no report with a year" if latest is None else f"newest report is of {latest}"
        late = 0 if latest is None else year - latest
        by = f": {late} year{'s' * (late > 1)} behind" if late else ""
        yield _missed(site, f"{behind}, {year} expected{by}")
    if expect.years:
        found = {
            one
            for (one,) in db.execute(
                "SELECT DISTINCT report_year FROM reports WHERE site = ? AND report_year IS NOT NULL",
                [site.name],
            ).fetchall()
        }
        gaps = [year for year in expect.years if year not in found]
        if gaps:
            listed = ", ".join(map(str, gaps[:20])) + (", …" if len(gaps) > 20 else "")
            yield _missed(site, f"no report of {len(gaps)} of {len(expect.years)} expected years: {listed}")
    if expect.index_number is not None and count and numbered / count < expect.index_number:
        # cut, not rounded: 89.96 % must not read as the 90 % that were expected
        share, wanted = int(numbered * 1000 / count) / 10, expect.index_number * 100
        yield _missed(
            site, f"{numbered} of {count} reports ({share:g} %) have an index number, {wanted:g} % expected"
        )


def _missed(site: SiteDescription, found: str) -> Issue:
    return Issue("expectation-missed", site.name, found)
