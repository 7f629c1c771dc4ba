"""The publisher of a site description completes what pages leave open, in a harvest and in its replay."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from reportharvest.running.harvest import harvest
from reportharvest.running.replay import replay

from .conftest import SITE, SmallSite, list_html, report_html

ASKED = (
    "SELECT reports.publisher, agencies.name, agency_source, agencies.region_code FROM reports"
    " JOIN report_identities ON report_id = reports.id JOIN agencies ON agencies.id = agency_id"
    " ORDER BY report_year"
)


def test_agencies_are_those_of_the_site_description(tmp_path: Path) -> None:
    small_site = SmallSite(tmp_path)
    small_site.page("/nb/index.html", list_html(("1.html", "2018年年度报告"), ("2.html", "2019年年度报告")))
    name = "示例区财政局"
    small_site.page("/nb/1.html", report_html(2018).replace(name, ""))
    page = report_html(2019).replace(name, "").replace("</h1>", "</h1><p>来源：区财政局(区国资办)</p>")
    small_site.page("/nb/2.html", page)
    options = small_site.options(description=SITE.replace(name, "绍兴市上虞区财政局"))
    harvest(options)
    full = "绍兴市上虞区财政局"
    expected = [
        (None, full, "site description", "330604"),
        ("区财政局(区国资办)", full, "publisher+site description", "330604"),
    ]
    database = sqlite3.connect(options.db)
    assert [tuple(row) for row in database.execute(ASKED)] == expected
    offsets = database.execute("SELECT raw, offset FROM evidence WHERE field = 'publisher'").fetchall()
    assert offsets == [("区财政局(区国资办)", page.index("区财政局(区国资办)"))]
    again = Path(options.db).with_name("again.db")
    replay([options.archive], again)
    assert [tuple(row) for row in sqlite3.connect(again).execute(ASKED)] == expected
