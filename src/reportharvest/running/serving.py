"""A loopback server over recorded responses, with the recorded status, headers and bytes.

It is asked in two manners: as an HTTP proxy, with the whole URL in the request line, which is how the
demonstration harvests invented hosts over real sockets; or directly, with the host in the ``Host``
header, where ``<host>.localhost`` lets a browser in (see :mod:`browsing`).
Asked for itself it lists what was recorded.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from reportharvest.archiving.recordings import Recorded, Recordings
from reportharvest.crawling.scope import is_private_host
from reportharvest.crawling.urls import canonical
from reportharvest.errors import UsageError
from reportharvest.running.browsing import (
    LOCAL_SUFFIX,
    for_browser,
    index_page,
    missing_page,
    recorded_hosts,
)

__all__ = ["RunningServer", "ThroughServer", "serve", "serving"]

MAX_REQUEST_BYTES = 1_048_576
IDLE_SECONDS = 30.0
CLOSING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that is up."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Its address, also as an HTTP proxy."""
        return f"http://{self.host}:{self.port}"


class ThroughServer(httpx.AsyncBaseTransport):
    """Sends every request to the server with its whole URL, https as well.

    A proxy is asked for https by a tunnel that it cannot look into, and recordings of such sites could not be
    harvested. The clients of all sites share this: :meth:`close` closes it, ``aclose`` does nothing.

    Args:
        server: the server that is up.
    """

    def __init__(self, server: RunningServer) -> None:
        self._url = httpx.URL(server.url)
        self._sockets = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        target = {"target": str(request.url).encode("ascii")}
        return await self._sockets.handle_async_request(
            httpx.Request(
                request.method,
                self._url,
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions | target,
            )
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._sockets.aclose()


@asynccontextmanager
async def serving(
    source: Path, *, host: str = "127.0.0.1", port: int = 0, as_of: str | None = None
) -> AsyncIterator[RunningServer]:
    """Serve recordings inside of a running event loop, as long as the context lasts.

    Args:
        source: a folder of recordings, a WARC file, or a folder of WARC files.
        host: address to listen at.
        port: port; 0 takes a free one.
        as_of: the day or moment whose state is served (ISO 8601); None for the latest.
    Raises:
        ArchiveError: the recordings cannot be read.
        UsageError: the port is taken.
    """
    handler = _Handler(Recordings.load(source, canonical), as_of)
    try:
        server = await asyncio.start_server(handler.serve, host, port, limit=MAX_REQUEST_BYTES)
    except OSError as error:
        raise UsageError(
            f"cannot listen at {host}:{port}: {error.strerror or error}", hint="--port 0 takes any free one"
        ) from error
    try:
        yield RunningServer(host, server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await handler.close()
        await server.wait_closed()


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int,
    as_of: str | None = None,
    ready: Callable[[RunningServer], None] = lambda _server: None,
) -> None:
    """Serve recordings until interrupted.

    Args:
        folder: as for :func:`serving`.
        host: address to listen at.
        port: port; 0 takes a free one.
        as_of: the day or moment whose state is served.
        ready: called when the server is up.
    """

    async def run() -> None:
        async with serving(folder, host=host, port=port, as_of=as_of) as server:
            ready(server)
            await asyncio.Event().wait()

    asyncio.run(run())


class _Handler:
    def __init__(self, recordings: Recordings, as_of: str | None) -> None:
        self._recordings = recordings
        self._as_of = as_of
        self._hosts = recorded_hosts(recordings)
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def close(self) -> None:
        """Close all connections, and wait until those who serve them have seen it."""
        serving_tasks = dict(self._open)
        for writer in serving_tasks.values():
            writer.close()
        if serving_tasks:
            await asyncio.wait(serving_tasks, timeout=CLOSING_SECONDS)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            while await self._serve_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass  # the other side went away, or does not speak HTTP
        finally:
            del self._open[task]
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        async with asyncio.timeout(IDLE_SECONDS):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")
        words = lines[0].split(" ")
        if len(words) != 3:
            await _send(writer, Recorded(400, (), b"not a request\n"), head_only=False)
            return False
        method, target, version = words
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = headers.get("content-length", "0")
        size = int(length) if length.isdigit() else 0
        if size > MAX_REQUEST_BYTES:
            await _send(writer, Recorded(413, (), b"too large\n"), head_only=False)
            return False
        body = (await reader.readexactly(size)).decode("utf-8", "replace")
        answer = self._answer(method, target, headers, body)
        await _send(writer, answer, head_only=method == "HEAD")
        return version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"

    def _answer(self, method: str, target: str, headers: dict[str, str], body: str) -> Recorded:
        if target.lower().startswith(("http://", "https://")):
            return self._recordings.answer(method, target, body, headers, self._as_of)
        name = headers.get("host", "")
        bare, _, port = name.partition(":")
        if bare.endswith(LOCAL_SUFFIX):
            url = self._recorded(method, f"{bare.removesuffix(LOCAL_SUFFIX)}{target}", body)
            if self._recordings.find(method, url, body) is None:
                return missing_page(url, port)
            answer = self._recordings.answer(method, url, body, headers, self._as_of)
            return for_browser(answer, self._hosts, port)
        url = self._recorded(method, f"{name}{target}", body)
        if is_private_host(bare) and self._recordings.find(method, url, body) is None:
            if target == "/":
                return index_page(self._recordings, port, self._as_of)
            return missing_page(url, port)
        return self._recordings.answer(method, url, body, headers, self._as_of)

    def _recorded(self, method: str, address: str, body: str) -> str:
        """Give the URL of an address that came without its scheme: https where only that is known."""
        url = f"http://{address}"
        secure = f"https://{address}"
        plain = self._recordings.find(method, url, body)
        return secure if plain is None and self._recordings.find(method, secure, body) else url


async def _send(writer: asyncio.StreamWriter, answer: Recorded, *, head_only: bool) -> None:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Recorded"
    lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in answer.headers)]
    if answer.status != 304:
        lines.append(f"Content-Length: {len(answer.body)}")
    writer.write(
        "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + (b"" if head_only else answer.body)
    )
    await writer.drain()
