"""How often known pages are asked for again, and that nothing new or gone is missed by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.running.conftest import list_html, report_html
from tests.running.living import DESCRIPTION, LivingSite

from reportharvest.crawling.sites import Refresh
from reportharvest.running.harvest import harvest
from reportharvest.running.replay import replay
from reportharvest.running.revisiting import interval_days

YEARS = tuple(range(1986, 2026))  # more reports than a run asks for in any case


@pytest.fixture
def site(tmp_path: Path) -> LivingSite:
    living = LivingSite(tmp_path)
    living.reports(*YEARS)
    return living


def test_a_weekly_harvest_of_an_unchanged_site_costs_a_few_requests(site: LivingSite) -> None:
    costs = []
    for _ in range(12):
        assert harvest(site.options()).outcome == "complete"
        costs.append(site.asked_since().total())
        site.clock.turn(days=7)
    assert costs[0] == len(YEARS) + 2  # and robots.txt and the list
    assert max(costs[1:5]) <= 4
    assert sum(costs[1:]) <= 11 * 5


def test_over_a_year_every_report_is_looked_at_and_none_often(site: LivingSite) -> None:
    harvest(site.options())
    site.asked_since()
    for _ in range(52):
        site.clock.turn(days=7)
        harvest(site.options())
    looked = site.asked_since()
    reports = [looked[f"/art/{year}.html"] for year in YEARS]
    assert min(reports) >= 1
    assert sum(reports) / len(reports) <= 8
    assert looked["/nb/index.html"] == 52


def test_a_new_report_is_found_by_the_next_harvest(site: LivingSite) -> None:
    harvest(site.options())
    site.clock.turn(days=1)
    site.reports(*YEARS, 2026)
    assert harvest(site.options()).counts["reports/new"] == 1


def test_full_asks_for_everything_at_once(site: LivingSite) -> None:
    harvest(site.options())
    site.asked_since()
    harvest(replace(site.options(), full=True))
    assert site.asked_since().total() == len(YEARS) + 2


def test_a_report_that_changes_often_is_asked_for_in_every_weekly_harvest(site: LivingSite) -> None:
    site.description = DESCRIPTION + "[refresh]\nat_least = 0\n"
    for week in range(30):
        site.pages["/art/2025.html"] = report_html(2025, f"第{week}次更新。")
        harvest(site.options())
        if week == 9:
            site.asked_since()
        site.clock.turn(days=7)
    looked = site.asked_since()
    assert looked["/art/2025.html"] >= 18
    assert looked["/art/2024.html"] <= 4


def test_a_report_that_goes_away_is_noticed_and_kept(site: LivingSite) -> None:
    harvest(site.options())
    del site.pages["/art/2025.html"]
    site.reports(*YEARS[:-1])  # it is not linked any more, either
    for _ in range(30):
        site.clock.turn(days=7)
        harvest(site.options())
    [(year, since)] = site.query("SELECT report_year, missing_since FROM v_missing_reports")
    assert year == 2025
    assert since.startswith("2026-")
    assert site.query("SELECT COUNT(*) FROM reports") == [(len(YEARS),)]
    site.reports(*YEARS)
    harvest(replace(site.options(), full=True))
    assert site.query("SELECT * FROM v_missing_reports") == []


def test_what_failed_is_asked_for_in_the_next_harvest(site: LivingSite) -> None:
    site.status["/art/1999.html"] = 403
    assert harvest(site.options()).outcome == "incomplete"
    del site.status["/art/1999.html"]
    site.clock.turn(hours=1)
    assert harvest(site.options()).counts["reports/new"] == 1


def test_a_replay_of_a_year_of_harvests_gives_the_same_rows(
    site: LivingSite, rows_of, tmp_path: Path
) -> None:
    for week in range(8):
        site.pages["/art/2025.html"] = report_html(2025, f"第{week // 3}次更新。")
        harvest(site.options())
        site.clock.turn(days=7)
    replay([tmp_path / "warc"], tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db") == rows_of(tmp_path / "r.db")


def test_pages_of_long_lists_are_left_alone_until_there_is_news(tmp_path: Path) -> None:
    site, count = LivingSite(tmp_path), 12
    site.description = DESCRIPTION + "[refresh]\nat_least = 0\n"

    def put_up(first: int) -> None:
        for number in range(count):
            path = "/nb/index.html" if number == 0 else f"/nb/index_{number}.html"
            year = first - number
            site.pages[f"/art/{year}.html"] = report_html(year)
            row = (f"/art/{year}.html", f"示例区财政局{year}年政府信息公开工作年度报告")
            following = f'<a href="/nb/index_{number + 1}.html">下一页</a>' if number < count - 1 else ""
            site.pages[path] = list_html(row, more=following)

    put_up(2024)
    harvest(site.options())
    site.asked_since()
    site.clock.turn(days=7)
    harvest(site.options())
    assert site.asked_since().total() <= 4
    site.clock.turn(days=7)
    put_up(2025)
    assert harvest(site.options()).counts["reports/new"] == 1
    site.clock.turn(days=35)
    harvest(site.options())
    assert site.asked_since()[f"/nb/index_{count - 1}.html"] >= 1


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.integers(0, 1000), st.floats(0, 100), st.floats(0, 1000))
def test_an_interval_is_within_its_bounds_and_shorter_for_more_changes(
    watched: float, age: float, changes: int, low: float, more: float
) -> None:
    refresh = Refresh(low, low + more)
    days = interval_days(watched, age, changes, refresh)
    assert refresh.min_days <= days <= refresh.max_days
    assert interval_days(watched, age, changes + 1, refresh) <= days
    assert interval_days(watched + 1, age, changes, refresh) >= days
