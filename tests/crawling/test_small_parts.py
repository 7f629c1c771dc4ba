"""robots.txt, pacing, content-encoding."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.pacing import (
    LONGEST_RETRY_AFTER_SECONDS,
    LONGEST_WAIT_SECONDS,
    HostGate,
    retry_after_seconds,
    retry_wait_seconds,
)
from reportharvest.crawling.robots import MAX_CRAWL_DELAY_SECONDS, MAX_ROBOTS_BYTES, RobotsPolicy

NOW = datetime(2024, 1, 1, tzinfo=UTC)
PRIVATE = "http://a.example/private/1.html"


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /private/", False),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/", False),
        (200, b"User-agent: other\nDisallow: /", True),
        (200, b"User-agent: *\nDisallow: /\nAllow: /private/1", True),
        (200, b"<html>not found</html>", True),
        (200, b"\xff\xfe\x00", True),
        (200, b"#" * MAX_ROBOTS_BYTES + b"\nUser-agent: *\nDisallow: /", True),
        (404, b"User-agent: *\nDisallow: /", True),
        (403, b"", True),
        (301, b"", True),
        (500, b"", False),
        (503, b"User-agent: *\nAllow: /", False),
        (None, b"", False),
    ],
)
def test_robots_by_status_and_rules(status: int | None, body: bytes, allowed: bool) -> None:
    assert RobotsPolicy.read(status, body).allows(PRIVATE, "reportharvest/0.1") is allowed


def test_robots_says_why_it_refuses() -> None:
    assert "could not be fetched" in RobotsPolicy.read(None, b"").refusal
    assert RobotsPolicy.read(200, b"User-agent: *\nDisallow: /").refusal == "robots.txt forbids it"


def test_crawl_delay_is_bounded() -> None:
    assert RobotsPolicy.read(200, b"User-agent: *\nCrawl-delay: 3").delay_seconds("x") == 3
    assert (
        RobotsPolicy.read(200, b"User-agent: *\nCrawl-delay: 99999").delay_seconds("x")
        == MAX_CRAWL_DELAY_SECONDS
    )
    assert RobotsPolicy.read(200, b"User-agent: *\nCrawl-delay: -3").delay_seconds("x") == 0
    assert RobotsPolicy.read(404, b"").delay_seconds("x") == 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7),
        (" 7 ", 7),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("9" * 30, None),
        ("Mon, 01 Jan 2024 00:01:00 GMT", 60),
        ("Sun, 31 Dec 2023 00:00:00 GMT", 0),
        ("Mon, 99 Jan 2024", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


@given(st.text())
def test_retry_after_never_raises(value: str) -> None:
    found = retry_after_seconds(value, NOW)
    assert found is None or found >= 0


def test_waits_double_and_are_bounded() -> None:
    for attempts in (1, 2, 3):
        assert 2.0**attempts <= retry_wait_seconds(attempts, None) <= 1.5 * 2.0**attempts
    assert retry_wait_seconds(10_000, None) <= 1.5 * LONGEST_WAIT_SECONDS
    assert retry_wait_seconds(1, 1e9) == LONGEST_RETRY_AFTER_SECONDS


def test_gate_lets_only_so_many_through_at_once() -> None:
    async def run() -> int:
        gate, running, most = HostGate(0, 3), 0, 0

        async def request() -> None:
            nonlocal running, most
            async with gate.slot():
                running += 1
                most = max(most, running)
                await asyncio.sleep(0)
                running -= 1

        await asyncio.gather(*(request() for _ in range(20)))
        return most

    assert asyncio.run(run()) == 3


def test_gate_keeps_its_delay_between_starts() -> None:
    async def run() -> list[float]:
        gate, starts = HostGate(0.02, 5), list[float]()

        async def request() -> None:
            async with gate.slot():
                starts.append(asyncio.get_running_loop().time())

        await asyncio.gather(*(request() for _ in range(4)))
        return starts

    starts = asyncio.run(run())
    assert all(later - earlier >= 0.0199 for earlier, later in pairwise(starts))


def test_a_stop_ends_the_wait_at_a_paused_gate() -> None:
    async def run() -> bool:
        gate, stop = HostGate(0, 1), asyncio.Event()
        gate.pause(3600)
        asyncio.get_running_loop().call_soon(stop.set)
        async with asyncio.timeout(5), gate.slot(stop):
            return stop.is_set()

    assert asyncio.run(run())


BODY = "政府信息公开工作年度报告".encode() * 50


def raw_deflate(body: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(body) + deflater.flush()


@pytest.mark.parametrize(
    ("sent", "encoding"),
    [
        (BODY, None),
        (BODY, "identity"),
        (gzip.compress(BODY, mtime=0), "gzip"),
        (gzip.compress(BODY, mtime=0), "X-GZIP"),
        (zlib.compress(BODY), "deflate"),
        (raw_deflate(BODY), "deflate"),
        (gzip.compress(zlib.compress(BODY), mtime=0), "deflate, gzip"),
        (gzip.compress(BODY[:600], mtime=0) + gzip.compress(BODY[600:], mtime=0), "gzip"),
        (gzip.compress(BODY, mtime=0) + b"\0" * 20, "gzip"),
        (gzip.compress(BODY, mtime=0) + b"junk", "gzip"),
        (BODY, "gzip"),
        (gzip.compress(BODY, mtime=0)[:-8], "gzip"),
    ],
)
def test_content_encoding_is_undone(sent: bytes, encoding: str | None) -> None:
    content = undo_content_encoding(sent, encoding, 1_000_000)
    assert (content.body, content.error) == (BODY, None)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    content = undo_content_encoding(bomb, "gzip", 10**9)
    assert content.body == b""
    assert content.error is not None
    assert "inflates" in content.error


@pytest.mark.parametrize("encoding", ["x-secret", "gzip, gzip, gzip, gzip"])
def test_what_was_not_asked_for_is_an_error(encoding: str) -> None:
    content = undo_content_encoding(BODY, encoding, 1_000_000)
    assert content.body == b""
    assert content.error


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", None]))
def test_any_bytes_with_any_declaration_are_read_or_refused(body: bytes, encoding: str | None) -> None:
    content = undo_content_encoding(body, encoding, 1000)
    assert len(content.body) <= max(1000, len(body))
