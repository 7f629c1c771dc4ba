"""What happens around a harvest, one line each: names, addresses, disk, database, clock, signals, size."""

# ruff: noqa: E501  one line per behaviour

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.server import Site, head, html, links_to, playing, report, says

from reportharvest.archiving import warc
from reportharvest.crawling.client import Answer, Clients, Validators
from reportharvest.crawling.connecting import CheckedTransport
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription
from reportharvest.errors import ReportHarvestError
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.storing import schema

PAGES = {f"/{number}.html": html(report(f"<p>{number}</p>")) for number in range(4)}


def options(folder: Path, port: int, fetch: str = "", **more: Any) -> HarvestOptions:
    file = folder / "site.toml"
    file.write_text(
        f'name = "around"\npublisher = "示例区财政局"\nentry = ["http://127.0.0.1:{port}/"]\n'
        f'scope = ["127.0.0.1:{port}/"]\nallow_private = true\n[fetch]\ndelay_seconds = 0\nattempts = 1\n{fetch}\n'
    )
    return HarvestOptions(file, folder / "r.db", folder / "warc", **{"processes": 0, **more})


def reports(folder: Path) -> int:
    connection = sqlite3.connect(folder / "r.db")
    [(count,)] = connection.execute("SELECT COUNT(*) FROM reports").fetchall()
    connection.close()
    return int(count)


# -------------------------------------------------------------------------------------- names and addresses


def resolving(*answers: list[str]) -> Callable[..., Any]:
    """Give other addresses each time that a name is asked for; the last ones for ever."""
    left = list(answers)

    async def getaddrinfo(_loop: object, host: str, port: int, **_: Any) -> list[tuple]:
        found = left.pop(0) if len(left) > 1 else left[0]
        if not found:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in found]

    return getaddrinfo


def ask(monkeypatch: pytest.MonkeyPatch, url: str, *answers: list[str], times: int = 1) -> Answer:
    async def run() -> Answer:
        monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", resolving(*answers))
        clients = Clients("test")
        site = SiteDescription("s", "p", (), Scope(()), timeout_seconds=2)
        try:
            for _ in range(times):
                answer = await clients.fetch(site, url, conditional=Validators())
            return answer
        finally:
            await clients.aclose()

    return asyncio.run(run())


# fmt: off
ADDRESSES = [
    ("a name that does not exist", "http://a.example/", [], "cannot be resolved"),
    ("a name at a loopback address", "http://a.example/", ["127.0.0.1"], "not a public address"),
    ("a name at 10.0.0.0/8", "http://a.example/", ["10.1.2.3"], "not a public address"),
    ("a name at 192.168.0.0/16", "http://a.example/", ["192.168.1.1"], "not a public address"),
    ("a name at 172.16.0.0/12", "http://a.example/", ["172.31.0.1"], "not a public address"),
    ("a name at a link-local address (cloud metadata)", "http://a.example/", ["169.254.169.254"], "not a public address"),
    ("a name behind carrier-grade NAT", "http://a.example/", ["100.64.0.1"], "not a public address"),
    ("a name at a multicast address", "http://a.example/", ["224.0.0.1"], "not a public address"),
    ("a name at 0.0.0.0", "http://a.example/", ["0.0.0.0"], "not a public address"),
    ("a name at the broadcast address", "http://a.example/", ["255.255.255.255"], "not a public address"),
    ("a name at ::1", "http://a.example/", ["::1"], "not a public address"),
    ("a name at a unique local address", "http://a.example/", ["fd00::1"], "not a public address"),
    ("a name at fe80::1", "http://a.example/", ["fe80::1%eth0"], "not a public address"),
    ("a name at an IPv4-mapped address", "http://a.example/", ["::ffff:127.0.0.1"], "not a public address"),
    ("a name at an IPv4-compatible address", "http://a.example/", ["::127.0.0.1"], "not a public address"),
    ("a name behind NAT64", "http://a.example/", ["64:ff9b::a00:1"], "not a public address"),
    ("a name behind local NAT64", "http://a.example/", ["64:ff9b:1::a00:1"], "not a public address"),
    ("a name behind 6to4", "http://a.example/", ["2002:7f00:1::1"], "not a public address"),
    ("an address itself", "http://127.0.0.1/", [], "not a public address"),
    ("an IPv6 address itself", "http://[::1]/", [], "not a public address"),
    ("a mapped address itself", "http://[::ffff:10.0.0.1]/", [], "not a public address"),
    ("a number that means an address", "http://2130706433/", [], "no address"),
    ("a short form of an address", "http://127.1/", [], "no address"),
    ("an octal form of an address", "http://0177.0.0.1/", [], "Invalid IPv4 address"),
    ("a hexadecimal form of an address", "http://0x7f.0.0.1/", ["127.0.0.1"], "not a public address"),
]
# fmt: on


@pytest.mark.parametrize(
    ("url", "addresses", "error"), [one[1:] for one in ADDRESSES], ids=[one[0] for one in ADDRESSES]
)
def test_what_is_not_public_is_not_connected_to(monkeypatch, url, addresses, error) -> None:
    answer = ask(monkeypatch, url, addresses)
    assert (answer.status, answer.truncated or "") in {(None, ""), (None, "disconnect")}
    assert error in (answer.error or "")


def test_a_name_that_leads_elsewhere_the_second_time_is_checked_again(monkeypatch) -> None:
    tried = []

    async def sock_connect(_loop: object, _socket: socket.socket, address: tuple) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    async def run() -> list[Answer]:
        loop = type(asyncio.get_running_loop())
        monkeypatch.setattr(
            loop, "getaddrinfo", resolving(["203.0.114.9"], ["203.0.114.9", "10.0.0.1"], ["10.0.0.1"])
        )
        monkeypatch.setattr(loop, "sock_connect", sock_connect)
        clients = Clients("test")
        site = SiteDescription("s", "p", (), Scope(()), timeout_seconds=2)
        try:
            return [
                await clients.fetch(site, "http://a.example/", conditional=Validators()) for _ in range(3)
            ]
        finally:
            await clients.aclose()

    answers = asyncio.run(run())
    assert [one.refused for one in answers] == [False, False, True]
    assert set(tried) == {"203.0.114.9"}


def test_a_redirect_to_a_private_address_is_refused_even_in_scope(tmp_path: Path, monkeypatch) -> None:
    """The redirect leads to another host of the scope, which its name server places inside."""

    class Edge(CheckedTransport):
        async def handle_async_request(self, request):
            if request.url.host == "a.example":
                import httpx

                path = request.url.raw_path.decode()
                if path == "/robots.txt":
                    return httpx.Response(404, stream=httpx.ByteStream(b""))
                body = links_to("/1.html").encode() if path == "/" else b""
                more = {"Location": "http://inside.example/1.html"} if path == "/1.html" else {}
                return httpx.Response(302 if more else 200, headers=more, stream=httpx.ByteStream(body))
            return await super().handle_async_request(request)

    async def getaddrinfo(_loop, host, port, **_):
        return [(socket.AF_INET, 1, 6, "", ("192.168.0.7", port))]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", getaddrinfo)
    file = tmp_path / "site.toml"
    file.write_text(
        'name = "x"\npublisher = "x"\nentry = ["http://a.example/"]\nscope = ["a.example", "inside.example"]\n'
    )
    transport = Edge(allow_private=False, verify_tls=True, max_connections=2)
    harvest(HarvestOptions(file, tmp_path / "r.db", tmp_path / "warc", transport=transport, processes=0))
    connection = sqlite3.connect(tmp_path / "r.db")
    found = connection.execute(
        "SELECT outcome, error FROM fetches WHERE url LIKE 'http://inside%' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    connection.close()
    assert found[0] == "refused"


# ------------------------------------------------------------------------------------- disk, database, clock


def limited(folder: Path, port: int, size: int) -> subprocess.CompletedProcess[str]:
    """Harvest with the command, where no file may become larger than a size."""
    given = options(folder, port)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    command = [
        str(Path(sys.executable).with_name("reportharvest")), "harvest", "--sites", str(given.sites),
        "--db", str(given.db), "--archive", str(given.archive),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False, timeout=120)


@pytest.mark.parametrize("size", [40_000, 3_000_000], ids=["the database", "the archive"])
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path, size: int) -> None:
    noise = os.urandom(4_000_000).hex().encode()
    large = {"/5.html": html(b"<title>x</title>" + noise)} if size > 1_000_000 else {}
    site = Site(PAGES | large)
    with playing([site]):
        if size < 1_000_000:
            schema.open_database(tmp_path / "r.db").close()  # what is written now goes to its log first
        failed = limited(tmp_path, site.port, size)
        assert failed.returncode == 1, failed.stderr
        assert "Traceback" not in failed.stderr
        assert failed.stderr.startswith("error: ") or "\nerror: " in failed.stderr
        harvest(options(tmp_path, site.port, "max_body_bytes = 9_000_000"))
    assert reports(tmp_path) == len(PAGES)
    assert all(warc.verify(file) for file in warc.warc_files([tmp_path / "warc"]))


def test_a_database_that_another_program_has_locked_is_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(schema, "_BUSY_TIMEOUT_SECONDS", 0.2)
    site = Site(PAGES)
    with playing([site]):
        given = options(tmp_path, site.port)
        other: list[sqlite3.Connection] = []

        def lock(event) -> None:
            if event.kind == "page" and event.url.endswith("/0.html"):
                other.append(sqlite3.connect(given.db, isolation_level=None))
                other[0].execute("BEGIN IMMEDIATE")

        with pytest.raises((ReportHarvestError, sqlite3.OperationalError), match="locked"):
            harvest(given, lock)
        other[0].rollback()
        other[0].close()
        again = harvest(given)
    assert (again.resumed, again.outcome, reports(tmp_path)) == (True, "complete", len(PAGES))
    assert site.asked.count("/0.html") == 1  # what was archived is not asked for again


@pytest.mark.parametrize("jump", [timedelta(days=-9000), timedelta(days=9000), timedelta(hours=-1)], ids=str)
def test_a_clock_that_jumps_ends_nothing(tmp_path: Path, jump: timedelta) -> None:
    site = Site(PAGES)
    calls = [0]

    def now() -> datetime:
        calls[0] += 1
        return datetime(2026, 3, 1, tzinfo=UTC) + (jump if calls[0] % 2 else timedelta(0))

    with playing([site]):
        summary = harvest(options(tmp_path, site.port, now=now))
    assert (summary.outcome, reports(tmp_path)) == ("complete", len(PAGES))


def test_sigterm_finishes_what_is_under_way(tmp_path: Path) -> None:
    async def slowly(_request: str, writer: asyncio.StreamWriter) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.3)
        writer.write(html(report()))

    site = Site({"/0.html": slowly} | {name: page for name, page in PAGES.items() if name != "/0.html"})
    with playing([site]):
        given = options(tmp_path, site.port, "concurrency = 1")
        first = harvest(given)
        assert (first.outcome, first.asked_to_stop) == ("interrupted", True)
        assert reports(tmp_path) == 1  # the page that was under way when the signal came
        assert harvest(given).outcome == "complete"
    assert reports(tmp_path) == len(PAGES)
    assert sorted(site.asked.count(name) for name in PAGES) == [1, 1, 1, 1]


def test_pages_of_50_mb_are_read_in_bounded_memory(tmp_path: Path) -> None:
    text = report("<p>" + "主动公开政府信息。" * 40 + "</p>").encode()
    large = text + b"<!--" + b"x" * (50_000_000 - len(text) - 7) + b"-->"
    site = Site({"/0.html": says(head("200 OK", "Content-Type: text/html; charset=utf-8") + large)})
    with playing([site]):
        harvest(options(tmp_path, site.port))
    assert reports(tmp_path) == 1


def test_names_from_the_web_never_become_paths(tmp_path: Path) -> None:
    site = Site({"/..%2f..%2f..%2fevil.html": html(report()), "/%2e%2e/evil.pdf": html(report())})
    with playing([site]):
        harvest(options(tmp_path, site.port))
    assert not list(tmp_path.parent.glob("evil*"))
    assert {one.name.partition(".")[0].partition("-")[0] for one in tmp_path.rglob("*") if one.is_file()} == {
        "r", "run", "site",
    }  # fmt: skip


def test_a_harvest_killed_while_its_tables_were_made_goes_on(tmp_path: Path, monkeypatch) -> None:
    class KilledError(BaseException):
        pass

    def killed(migrations, db) -> None:
        migrations.ensure_migrations_table(db)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(type(schema._MIGRATIONS), "apply", killed)
        with pytest.raises(KilledError):
            schema.open_database(tmp_path / "r.db")
    schema.open_database(tmp_path / "r.db").close()
