"""Exploring sites of many manners: the right columns, no other, and a description that harvests them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reportharvest.crawling.sites import read_sites
from reportharvest.running.discovering import Discovery, discover
from reportharvest.running.proposing import proposal

from .discoverable import FIRST, Made, Web, without_reports
from .discoverable_second import SECOND

SITES = FIRST | SECOND


def explored(made: Made) -> Discovery:
    return discover(made.start, user_agent="tests", delay_seconds=0, transport=Web(made))


def entries(found: Discovery) -> list[str]:
    return [one.api.url if one.api else one.url for one in found.columns]


@pytest.mark.parametrize("name", SITES)
def test_the_columns_of_a_site_are_found_and_no_other(name: str, tmp_path: Path) -> None:
    made = SITES[name]()
    found = explored(made)
    got = entries(found)
    assert [one for one in got if not any(one in column for column in made.columns)] == []
    assert [sorted(column) for column in made.columns if not column & set(got)] == []
    text = proposal(found, name="proposed", day="2024-03-01", delay_seconds=0.0)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    [site] = read_sites(tmp_path / "a.toml", simulated=True)
    assert site.render == made.render
    assert len(site.entry) + len(site.list_apis) == len(made.columns)
    assert tomllib.loads(text)["name"] == "proposed"


def test_a_site_without_such_columns_gives_none() -> None:
    assert entries(explored(without_reports())) == []
