"""What a harvest keeps to, and how it ends, when nobody looks: budgets, hours, robots.txt, full disks."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from tests.running.conftest import SITE, report_html
from tests.running.living import DESCRIPTION, LivingSite

from reportharvest.archiving.warc import verify, warc_files
from reportharvest.cli.messages import told
from reportharvest.cli.summary import exit_status
from reportharvest.crawling.sites import Budget, read_sites
from reportharvest.errors import ReportHarvestError, UsageError, WorkFailedError
from reportharvest.running import crawl
from reportharvest.running.budget import Budgets
from reportharvest.running.expectations import shortfalls
from reportharvest.running.harvest import check_ready, harvest, last_start, locked
from reportharvest.running.identity import check_contact, user_agent_with
from reportharvest.running.status import status
from reportharvest.storing.schema import open_database

YEARS = tuple(range(2010, 2026))


@pytest.fixture
def site(tmp_path: Path) -> LivingSite:
    living = LivingSite(tmp_path)
    living.reports(*YEARS)
    return living


# ---------------------------------------------------------------- budgets and hours


def test_a_budget_of_pages_is_kept_exactly_and_the_next_runs_go_on(site: LivingSite) -> None:
    options = site.options(budget=Budget(pages=7))
    asked, outcomes = [], []
    for _ in range(3):
        run = harvest(options)
        asked.append({path for path in site.asked_since() if path != "/robots.txt"})
        outcomes.append((run.outcome, exit_status(run), run.counts["reports/total"]))
        site.clock.turn(days=1)
    assert [len(one) for one in asked] == [7, 7, 5]
    assert outcomes == [("incomplete", 0, 6), ("incomplete", 0, 12), ("complete", 0, 16)]
    assert not asked[0] & asked[1] & asked[2] - {"/nb/index.html"}
    found = json.loads(site.query("SELECT issues FROM runs WHERE id = 1")[0][0])
    assert [one["name"] for one in found] == ["run-postponed"]
    assert found[0]["found"] == "max_pages = 7 of this run was reached; 10 requests wait for the next run"
    assert site.query("SELECT COUNT(*) FROM queue") == [(0,)]


def test_the_budget_of_one_site_stops_no_other(site: LivingSite, tmp_path: Path) -> None:
    site.description = DESCRIPTION + "[budget]\nmax_pages = 4\n"
    options = site.options()
    folder = tmp_path / "sites"
    folder.mkdir()
    (tmp_path / "living.toml").rename(folder / "a.toml")
    text = DESCRIPTION.replace("www.example", "other.example").replace('"living"', '"other"')
    (folder / "b.toml").write_text(text)
    options = replace(options, sites=folder)
    assert harvest(options).outcome == "incomplete"
    counts = "SELECT site, COUNT(*) FROM reports GROUP BY site ORDER BY site"
    assert site.query(counts) == [("living", 3), ("other", 16)]
    [living, other] = status(options.db, now=site.clock())
    assert (living.pending, other.pending) == (13, 0)
    assert "max_pages = 4 was reached" in living.postponed
    site.reports(*YEARS, 2026)  # what comes up meanwhile is found where nothing waits
    harvest(options)
    assert site.query(counts) == [("living", 6), ("other", 17)]


def test_bytes_and_hours_end_a_run_as_well() -> None:
    now = 0.0
    budgets = Budgets(Budget(bytes=1000, hours=0.5), [], lambda: now)
    assert budgets.take("a")
    budgets.received("a", 999)
    assert budgets.take("a")
    budgets.received("a", 1)
    assert not budgets.take("a")
    assert budgets.spent == {"a": "max_bytes = 1000 of this run"}
    budgets = Budgets(Budget(hours=0.5), [], lambda: now)
    assert budgets.take("a")
    now = 1800.0
    assert not budgets.take("a")
    assert budgets.spent == {"a": "max_hours = 0.5 of this run"}


def test_a_site_is_asked_within_its_hours_only(site: LivingSite) -> None:
    site.description = DESCRIPTION + 'hours = ["22:00-06:00"]\n'
    site.clock.at = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in China
    run = harvest(site.options())
    assert site.asked_since().total() == 0
    assert (run.outcome, exit_status(run)) == ("incomplete", 0)
    assert "outside of its hours (22:00-06:00 Asia/Shanghai)" in run.sites[0].waiting
    site.clock.at = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23:00
    assert harvest(site.options()).outcome == "complete"


def test_hours_that_end_during_a_run_are_kept(site: LivingSite, monkeypatch) -> None:
    site.description = DESCRIPTION + 'hours = ["22:00-06:00"]\nconcurrency = 1\n'
    site.clock.at = datetime(2026, 3, 2, 21, 59, 50, tzinfo=UTC)
    answer = LivingSite.handle_async_request

    async def slowly(self, request):
        site.clock.turn(seconds=2)
        return await answer(self, request)

    monkeypatch.setattr(LivingSite, "handle_async_request", slowly)
    run = harvest(site.options())
    assert site.asked_since().total() == 5
    assert run.sites[0].waiting
    site.clock.at = datetime(2026, 3, 3, 15, tzinfo=UTC)
    assert harvest(site.options()).counts["reports/total"] == 16


# ---------------------------------------------------------------- robots.txt


def test_robots_is_asked_for_once_a_day_across_runs(site: LivingSite) -> None:
    asked = []
    for hours in (0, 1, 22, 2, 1):
        site.clock.turn(hours=hours)
        harvest(site.options())
        asked.append(site.asked_since()["/robots.txt"])
    assert asked == [1, 0, 0, 1, 0]
    harvest(site.options(full=True))
    assert site.asked_since()["/robots.txt"] == 1


def test_what_robots_says_holds_while_it_is_cached(site: LivingSite) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /art/2015"
    harvest(site.options())
    site.clock.turn(hours=1)
    harvest(site.options(full=False))
    assert site.asked["/art/2015.html"] == 0
    [row] = status(site.options().db, now=site.clock())
    assert (row.failed, row.refused, row.refusals) == (0, 1, {"robots.txt forbids it": 1})


def test_a_robots_that_fails_forbids_for_one_run_and_is_asked_for_in_the_next(
    site: LivingSite, monkeypatch
) -> None:
    monkeypatch.setattr(crawl.Crawl, "_retry_wait", staticmethod(lambda *_: 0.0))
    site.status["/robots.txt"] = 503
    assert harvest(site.options()).outcome == "failed"
    assert set(site.asked_since()) == {"/robots.txt"}
    del site.status["/robots.txt"]
    assert harvest(site.options()).outcome == "complete"


def test_robots_is_asked_for_again_when_a_run_lasts_longer_than_a_day(site: LivingSite) -> None:
    site.description = DESCRIPTION + "[budget]\nmax_pages = 5\n"
    for _ in range(4):
        harvest(site.options())
        site.clock.turn(days=2)
    assert site.asked["/robots.txt"] == 4


@pytest.mark.parametrize(("hops", "allowed"), [(5, False), (6, True)])
def test_robots_follows_five_redirects_also_to_other_hosts(
    site: LivingSite, monkeypatch, hops: int, allowed: bool
) -> None:
    answer = LivingSite.handle_async_request

    async def redirecting(self, request):
        host, path = request.url.host, request.url.path
        if not path.startswith("/robots"):
            return await answer(self, request)
        number = int(host.split(".")[0].removeprefix("h")) if host.startswith("h") else 0
        if number == hops:
            body = b"User-agent: *\nDisallow: /"
            return httpx.Response(200, stream=httpx.ByteStream(body))
        target = f"http://h{number + 1}.example.gov.cn/robots{number}.txt"
        return httpx.Response(302, headers={"Location": target}, stream=httpx.ByteStream(b""))

    monkeypatch.setattr(LivingSite, "handle_async_request", redirecting)
    run = harvest(site.options())
    assert (run.counts["reports/total"] > 0) is allowed


# ---------------------------------------------------------------- expectations


@pytest.mark.parametrize(
    ("expect", "missed"),
    [
        ("reports = {min = 3}", []),
        ("reports = {min = 5}", ["3 reports, at least 5 expected: 2 too few"]),
        ("reports = {max = 2}", ["3 reports, at most 2 expected: 1 too many"]),
        ("latest_year = 2021", []),
        ("latest_year = 2022", ["newest report is of 2021, 2022 expected: 1 year behind"]),
        ('latest_year = "last"', ["newest report is of 2021, 2025 expected: 4 years behind"]),
        ("years = {min = 2019, max = 2021}", ["no report of 1 of 3 expected years: 2020"]),
        ("years = [2019, 2021]", []),
        ("index_number = 0.3", []),
        ("index_number = 0.9", ["1 of 3 reports (33.3 %) have an index number, 90 % expected"]),
    ],
)
def test_what_falls_short_is_said_with_by_how_much(
    site: LivingSite, tmp_path: Path, expect: str, missed: list[str]
) -> None:
    site.pages.clear()
    site.reports(2018, 2019, 2021)
    numbered = "<p>索引号：002590702/2019-58088</p><h1>"
    site.pages["/art/2019.html"] = report_html(2019).replace("<h1>", numbered)
    harvest(site.options())
    (tmp_path / "living.toml").write_text(f"{DESCRIPTION}[expect]\n{expect}\n")
    [description] = read_sites(tmp_path / "living.toml", simulated=True)
    db = open_database(tmp_path / "r.db")
    assert [one.found for one in shortfalls(db, description, date(2026, 4, 1))] == missed
    db.close()


def test_a_site_that_falls_short_marks_the_run_and_keeps_its_reports(site: LivingSite) -> None:
    site.description = DESCRIPTION + "[expect]\nreports = {min = 16}\n"
    assert harvest(site.options()).outcome == "complete"
    site.description = DESCRIPTION + "[expect]\nreports = {min = 17}\n"
    run = harvest(site.options())
    assert (run.outcome, exit_status(run)) == ("incomplete", 1)
    assert run.sites[0].short == ("16 reports, at least 17 expected: 1 too few",)
    [row] = status(site.options().db, now=site.clock())
    assert (row.reports, row.short) == (16, run.sites[0].short)


def test_a_run_that_could_not_be_done_is_not_held_against_expectations(site: LivingSite) -> None:
    site.description = DESCRIPTION + "[expect]\nreports = {min = 16}\n[budget]\nmax_pages = 4\n"
    run = harvest(site.options())
    assert [one.name for one in run.issues] == ["run-postponed"]


# ---------------------------------------------------------------- who asks


def test_nobody_is_asked_without_a_contact_but_loopback(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(SITE.replace("delay_seconds = 0", ""))
    for contact in ("", "  "):
        with pytest.raises(UsageError) as caught:
            check_ready(file, "", contact)
        assert caught.value.exit_status == 2
        for way in ("--contact", "REPORTHARVEST_CONTACT", "reportharvest.toml"):
            assert way in str(caught.value)
    for user_agent, contact in (
        ("", "a@example.org"),
        ("x (https://example.org/x)", ""),
        ("x", "a@example.org"),
    ):
        assert check_ready(file, user_agent, contact)
    assert check_ready(file, "", "", live=False)
    file.write_text(
        'name = "a"\npublisher = "b"\nentry = ["http://127.0.0.1:9/"]\n'
        'scope = ["127.0.0.1:9", "localhost:9"]\n'
        "allow_private = true\n"
    )
    assert check_ready(file, "", "")


@pytest.mark.parametrize(
    "contact", ["me", "a@b", "年报@example.org", "ftp://example.org", "a@example.org\nX: y"]
)
def test_a_contact_that_reaches_nobody_is_refused(contact: str) -> None:
    with pytest.raises(UsageError, match="contact is"):
        check_contact(contact)


def test_the_contact_is_sent(site: LivingSite, monkeypatch) -> None:
    sent = set()
    answer = LivingSite.handle_async_request

    async def noting(self, request):
        sent.add(request.headers["User-Agent"])
        return await answer(self, request)

    monkeypatch.setattr(LivingSite, "handle_async_request", noting)
    harvest(site.options(contact="reports@example.org"))
    assert sent == {user_agent_with("", "reports@example.org")}
    assert "reports@example.org" in sent.pop()


# ---------------------------------------------------------------- pace, clocks


def test_a_host_in_trouble_is_asked_slowly_shown_and_forgiven(site: LivingSite, monkeypatch) -> None:
    monkeypatch.setattr(crawl.Crawl, "_retry_wait", staticmethod(lambda *_: 0.0))
    site.status["/art/2012.html"] = 503
    run = harvest(site.options())
    assert run.outcome == "incomplete"
    [row] = status(site.options().db, now=site.clock())
    [host] = row.slowed
    assert (host.host, host.reason) == ("www.example.gov.cn", "HTTP status 503")
    assert host.delay_seconds > host.normal_seconds == 0
    del site.status["/art/2012.html"]
    site.clock.turn(days=2)
    assert harvest(site.options(full=True)).outcome == "complete"
    assert status(site.options().db, now=site.clock())[0].slowed == ()


def test_a_clock_that_was_put_back_holds_up_nothing(site: LivingSite, monkeypatch) -> None:
    tries = []

    def wait(*_: object) -> float:
        tries.append(1)
        return 10.0**9  # as if the time had been written thirty years ahead

    monkeypatch.setattr(crawl.Crawl, "_retry_wait", staticmethod(wait))
    monkeypatch.setattr("reportharvest.crawling.pacing.HostGate.pause", lambda *_: None)
    site.status["/art/2012.html"] = 503
    assert harvest(site.options()).outcome == "incomplete"
    assert len(tries) >= 3
    site.clock.turn(days=-4000)
    del site.status["/art/2012.html"]
    assert harvest(site.options()).counts["reports/total"] == 16


# ---------------------------------------------------------------- locks and full disks


def test_the_lock_says_who_holds_it(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "a.db"),
        pytest.raises(WorkFailedError, match=r"process \d+ since 20"),
        locked(tmp_path / "a.db"),
    ):
        pass
    with locked(tmp_path / "a.db"):
        pass


def test_a_database_that_another_program_holds_ends_the_harvest_and_loses_nothing(
    site: LivingSite, monkeypatch
) -> None:
    options = site.options()
    monkeypatch.setattr("reportharvest.storing.schema._BUSY_TIMEOUT_SECONDS", 0.2)
    others: list[sqlite3.Connection] = []
    answer = LivingSite.handle_async_request

    async def locking(self, request):
        if request.url.path.startswith("/art/2020") and not others:
            others.append(sqlite3.connect(options.db))
            others[0].execute("BEGIN IMMEDIATE")
        return await answer(self, request)

    monkeypatch.setattr(LivingSite, "handle_async_request", locking)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        harvest(options)
    others[0].close()
    before = site.asked_since()
    run = harvest(options)
    assert (run.outcome, run.resumed, run.counts["reports/total"]) == ("complete", True, 16)
    archived = sum(verify(file) for file in warc_files([options.archive]))
    assert archived == len(site.query("SELECT 1 FROM fetches")) + 2
    assert before.total() + site.asked_since().total() <= 18 + 8  # those under way may come twice


def harvest_with_files_no_larger_than(limit: int, site: LivingSite) -> str:
    """Harvest in a process of its own whose files are cut off, as on a full disk; give what became of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            said = harvest(site.options()).outcome
        except (ReportHarvestError, sqlite3.Error, OSError) as error:
            said = f"{type(told(error)).__name__}: {told(error).message}"
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


# the archive needs 14 kB; the log of the database needs 300 kB, more where the machine is slow
@pytest.mark.parametrize("limit", [6_000, 9_000, 60_000, 200_000])
def test_a_full_disk_ends_the_harvest_with_a_word_and_loses_nothing(
    site: LivingSite, tmp_path: Path, limit: int
) -> None:
    open_database(tmp_path / "r.db").close()
    said = harvest_with_files_no_larger_than(limit, site)
    assert said.startswith(("ArchiveError: ", "DatabaseError: ", "WorkFailedError: ")), said
    run = harvest(site.options())
    assert (run.outcome, run.counts["reports/total"]) == ("complete", 16)
    assert site.query("PRAGMA integrity_check") == [("ok",)]
    assert all(verify(file) for file in warc_files([tmp_path / "warc"]))


def test_the_last_start_is_known_when_the_run_has_ended(site: LivingSite, tmp_path: Path) -> None:
    assert last_start(tmp_path / "r.db") is None
    harvest(site.options())
    assert last_start(tmp_path / "r.db") == datetime(2026, 3, 2, 3, 17, tzinfo=UTC)
