"""The loopback server and the recorder: what one writes, the other answers; and hostile servers."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from reportharvest.archiving.recordings import Recordings
from reportharvest.archiving.transport import RecordingsTransport
from reportharvest.crawling.client import Answer, Clients, Validators
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.running.record import record
from reportharvest.running.serving import serving

URL = "http://www.example.gov.cn/nb/1.html"


def asked(folder: Path, *requests: dict) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        async with (
            serving(folder) as server,
            httpx.AsyncClient(trust_env=False) as direct,
            httpx.AsyncClient(proxy=server.url, trust_env=False) as proxied,
        ):
            found = []
            for request in requests:
                client = proxied if request.pop("by_proxy", False) else direct
                request["url"] = request["url"].replace("SERVER", server.url)
                found.append(await client.request(**{"method": "GET"} | request))
            return found

    return asyncio.run(run())


def test_the_server_answers_as_proxy_and_by_host(small_site) -> None:
    pages = small_site.root / "pages"
    answers = asked(
        pages,
        {"url": URL, "by_proxy": True},
        {"url": "SERVER/nb/1.html", "headers": {"Host": "www.example.gov.cn"}},
        {"url": "SERVER/nb/1.html", "headers": {"Host": "www.example.gov.cn.localhost:8000"}},
        {"url": URL, "by_proxy": True, "headers": {"If-None-Match": '"1"'}},
        {"url": URL, "by_proxy": True, "method": "HEAD"},
        {"url": "http://www.example.gov.cn/nb/old/2.html", "by_proxy": True},
        {"url": "http://elsewhere.example/", "by_proxy": True},
        {"url": "SERVER/"},
    )
    assert [answer.status_code for answer in answers] == [200, 200, 200, 304, 200, 301, 404, 200]
    assert answers[0].content == answers[1].content == answers[2].content != b""
    assert answers[0].headers["ETag"] == '"1"'
    assert answers[4].content == b""
    assert "http://www.example.gov.cn.localhost:" in answers[7].text


def test_a_port_that_is_taken_is_said(small_site) -> None:
    async def run() -> None:
        pages = small_site.root / "pages"
        async with serving(pages) as server, serving(pages, port=server.port):
            pass

    with pytest.raises(UsageError, match="cannot listen"):
        asyncio.run(run())


def test_what_is_recorded_can_be_served_again(small_site, tmp_path: Path) -> None:
    transport = RecordingsTransport(Recordings.load(small_site.root / "pages", canonical))
    urls = ["http://www.example.gov.cn/nb/old/2.html", URL]
    written = record(urls, tmp_path / "copy", "example", user_agent="x", delay_seconds=0, transport=transport)
    statuses = [json.loads(file.read_text())["status"] for file in written]
    assert statuses == [200, 301, 200, 200]  # robots.txt, the redirect, where it leads, the other page
    again = Recordings.load(tmp_path / "copy", canonical)
    before = Recordings.load(small_site.root / "pages", canonical)
    assert again.answer("GET", URL) == before.answer("GET", URL)


@pytest.mark.parametrize(
    ("urls", "site", "error"),
    [
        (["ftp://a.example/"], "s", UsageError),
        ([URL], "../s", UsageError),
        (["http://www.example.gov.cn/secret/3.html"], "s", WorkFailedError),
        (["http://127.0.0.1:9/"], "s", WorkFailedError),
    ],
)
def test_what_cannot_be_recorded_is_said(small_site, tmp_path: Path, urls, site, error) -> None:
    transport = RecordingsTransport(Recordings.load(small_site.root / "pages", canonical))
    given = None if "127.0.0.1" in urls[0] else transport
    with pytest.raises(error):
        record(urls, tmp_path / "copy", site, user_agent="x", delay_seconds=0, transport=given)


# ------------------------------------------------------------------------------------------- hostile servers

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\n"


def says(*parts: bytes, then: float = 0) -> Play:
    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(then)
        writer.close()

    return play


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK + b"\r\n")
    try:
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()
    except OSError:
        return


def fetched(play: Play, *, allow_private: bool = True, timeout_seconds: float = 0.2) -> Answer:
    async def run() -> Answer:
        server = await asyncio.start_server(play, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        site = SiteDescription(
            "s", "p", (), Scope(()), allow_private, timeout_seconds=timeout_seconds, max_body_bytes=5000
        )
        clients = Clients("test")
        try:
            return await clients.fetch(site, f"http://127.0.0.1:{port}/", conditional=Validators('"1"'))
        finally:
            await clients.aclose()
            server.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("play", "status", "body", "truncated", "error"),
    [
        (says(OK + b"Content-Length: 2\r\n\r\nab"), 200, b"ab", "", None),
        (says(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"), 200, b"ab", "", None),
        (says(OK + b"\r\nab"), 200, b"ab", "", None),
        (says(OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"), 200, b"ab", "", None),
        (says(OK + b"Content-Length: 9\r\n\r\nab"), 200, b"ab", "disconnect", "remote protocol"),
        (says(OK + b"Content-Length: 9\r\n\r\nab", then=5), 200, b"ab", "time", "read timeout"),
        (says(then=5), None, b"", "", "read timeout"),
        (says(), None, b"", "", "remote protocol"),
        (says(b"gibberish\r\n\r\n"), None, b"", "", "remote protocol"),
        (says(OK + b"X: " + b"y" * 200_000 + b"\r\n\r\n"), None, b"", "", "remote protocol"),
        (endless, 200, b"x" * 5000, "length", "larger than 5000"),
        (says(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"), 302, b"", "", None),
        (says(b"HTTP/1.1 302 Found\r\nLocation: /\xc4\xea\r\nContent-Length: 0\r\n\r\n"), 302, b"", "", None),
    ],
)  # fmt: skip
def test_every_behaviour_of_a_server_is_an_answer(play, status, body, truncated, error) -> None:
    answer = fetched(play)
    assert (answer.status, answer.body) == (status, body)
    if status is not None:
        assert answer.truncated == truncated
    assert (answer.error is None) is (error is None)
    assert (error or "") in (answer.error or "")


def test_headers_come_as_received() -> None:
    answer = fetched(
        says(OK + b"X-Name: \xc4\xea\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 0\r\n\r\n")
    )
    assert answer.headers[:3] == ((b"X-Name", b"\xc4\xea"), (b"Set-Cookie", b"a"), (b"set-cookie", b"b"))


def test_private_addresses_are_refused_unless_allowed() -> None:
    answer = fetched(says(OK + b"Content-Length: 2\r\n\r\nab"), allow_private=False)
    assert (answer.status, answer.refused) == (None, True)
    assert "not a public address" in (answer.error or "")


def test_a_name_that_does_not_exist_is_an_answer() -> None:
    async def run() -> Answer:
        clients = Clients("test")
        site = SiteDescription("s", "p", (), Scope(()), timeout_seconds=5)
        try:
            return await clients.fetch(site, "http://no-such-host.invalid/", conditional=Validators())
        finally:
            await clients.aclose()

    assert "cannot be resolved" in (asyncio.run(run()).error or "")


def test_a_stop_finishes_what_is_under_way_and_the_next_call_goes_on(small_site) -> None:
    import os
    import signal

    from reportharvest.running.harvest import harvest

    options = small_site.options()
    events = []

    def stop_after_three(event) -> None:
        events.append(event)
        if len(events) == 4:
            os.kill(os.getpid(), signal.SIGTERM)

    summary = harvest(options, stop_after_three)
    assert summary.outcome == "interrupted"
    connection = sqlite3.connect(options.db)
    assert connection.execute("SELECT outcome FROM runs").fetchall() == [(None,)]
    connection.close()
    again = harvest(options)
    assert (again.resumed, again.outcome, again.run_id) == (True, "complete", 1)
    assert again.counts["reports/total"] == 2
