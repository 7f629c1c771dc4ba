"""The queue on disk: order, one place for one request, retries behind all others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from reportharvest.crawling.frontier import Frontier, Request
from reportharvest.storing.schema import open_database


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    db = open_database(":memory:")
    db.execute("PRAGMA foreign_keys = OFF")  # no run is needed here
    yield db.conn
    db.close()


def urls(frontier: Frontier, site: str = "s", after: int = -1) -> list[str]:
    return [one.url for one in frontier.pending(site, after, 100)]


def test_robots_of_a_host_comes_before_its_first_request(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, 1)
    pages = [Request("http://a.example/1", "entry"), Request("http://b.example/2", "report")]
    assert frontier.add("s", pages) == 2
    assert urls(frontier) == [
        "http://a.example/robots.txt", "http://a.example/1", "http://b.example/robots.txt", "http://b.example/2"
    ]  # fmt: skip


def test_a_request_has_one_place_done_or_not(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, 1)
    frontier.add("s", [Request("http://a.example/1", "entry")])
    for queued in frontier.pending("s", -1, 10):
        frontier.done(queued.position)
    assert frontier.add("s", [Request("http://a.example/1", "list", "http://a.example/2", 3)]) == 0
    assert urls(frontier) == []
    assert frontier.add("s", [Request("http://a.example/1", "list", method="POST", body="p=2")]) == 1
    assert frontier.count("s") == 3
    assert frontier.count("s", "list") == 1


def test_retry_goes_behind_all_others_and_says_when(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, 1)
    frontier.add("s", [Request(f"http://a.example/{number}", "report") for number in range(3)])
    first = frontier.pending("s", 1, 1)[0]
    frontier.retry(first.position, 99.5)
    last = frontier.pending("s", -1, 10)[-1]
    assert (last.url, last.attempts, last.not_before) == (first.url, 1, 99.5)
    assert frontier.next_due("s") == 0
    for queued in frontier.pending("s", -1, 10)[:-1]:
        frontier.done(queued.position)
    assert frontier.next_due("s") == 99.5
    frontier.done(last.position)
    assert frontier.next_due("s") is None


def test_a_new_frontier_goes_on_where_the_old_one_was(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, 1)
    frontier.add("s", [Request("http://a.example/1", "entry"), Request("http://a.example/2", "list")])
    frontier.done(frontier.pending("s", -1, 1)[0].position)
    again = Frontier(connection, 1)
    assert urls(again) == ["http://a.example/1", "http://a.example/2"]
    assert again.count("s") == 3
    assert again.sites() == {"s"}
    found = again.find("GET", "http://a.example/robots.txt", "")
    assert found is not None
    assert found[1] is True
    assert again.find("GET", "http://a.example/none", "") is None


def test_runs_do_not_see_each_other(connection: sqlite3.Connection) -> None:
    Frontier(connection, 1).add("s", [Request("http://a.example/1", "entry")])
    other = Frontier(connection, 2)
    assert urls(other) == []
    assert other.add("s", [Request("http://a.example/1", "entry")]) == 1
    other.clear()
    assert urls(other) == []
    assert len(urls(Frontier(connection, 1))) == 2


def test_what_is_known_of_a_request_beside_itself_comes_back_with_it(connection: sqlite3.Connection) -> None:
    frontier = Frontier(connection, 1)
    first, second = "http://a.example/1.html", "http://a.example/1_2.html"
    frontier.add(
        "s", [Request(second, "report", first, 1, part_of=first, part=2), Request(first, "list", barren=3)]
    )
    part, page = frontier.pending("s", -1, 10)[1:]
    assert (part.part_of, part.part, page.barren) == (first, 2, 3)
    assert frontier.knows(Request(first, "report"))
    frontier.end_list("s", first, "calendar", "30 links")
    frontier.end_list("s", first, "calendar", "31 links")
    assert frontier.list_ends() == [(first, "calendar", "30 links")]
    frontier.clear()
    assert frontier.list_ends() == []
    assert connection.execute("SELECT COUNT(*) FROM queue_notes").fetchone() == (0,)
