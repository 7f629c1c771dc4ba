"""A server that breaks HTTP on purpose: each site on a port of its own, each answer written byte by byte."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "Play", "Site", "asked_for", "bomb", "drip", "flood", "head", "html", "links_to", "playing", "report",
    "reset", "says",
]  # fmt: skip

CERTIFICATE = Path(__file__).with_name("certificate.pem")
KEY = Path(__file__).with_name("key.pem")

Play = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
"""Answers one request: gets its head as text, and where to write."""

TITLE = "示例区财政局2019年政府信息公开工作年度报告"


def report(more: str = "", charset: str = "utf-8") -> str:
    """A report as plain as can be."""
    return (
        f"<!doctype html><meta charset={charset}><title>{TITLE}</title><h1>{TITLE}</h1><p>一、总体情况</p>"
        "<p>2019年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开信息26条。</p>"
        "<p>二、主动公开政府信息情况</p><p>通过门户网站公开财政预决算信息，及时回应社会关切。</p>"
        f"<p>三、存在的主要问题及改进情况</p><p>公开内容还不够全面，下一步将加强学习培训。</p>{more}"
    )


def links_to(*hrefs: str, title: str = "政府信息公开年报") -> str:
    """A list whose rows all name a report."""
    rows = "".join(f'<li><a href="{href}">{TITLE}</a></li>' for href in hrefs)
    return f"<!doctype html><meta charset=utf-8><title>{title}</title><ul>{rows}</ul>"


def head(status: str = "200 OK", *lines: bytes | str, version: str = "HTTP/1.1") -> bytes:
    """The head of an answer; no Content-Length unless among the lines."""
    raw = [one if isinstance(one, bytes) else one.encode() for one in lines]
    return b"\r\n".join([f"{version} {status}".encode(), *raw, b"", b""])


def html(body: str | bytes, *lines: bytes | str, status: str = "200 OK") -> bytes:
    """A whole answer in good order."""
    content = body if isinstance(body, bytes) else body.encode()
    given = ["Content-Type: text/html; charset=utf-8", f"Content-Length: {len(content)}", *lines]
    return head(status, *given) + content


def says(*parts: bytes, then: float = 0) -> Play:
    """Write parts, wait, close."""

    async def play(_request: str, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(then)

    return play


def drip(start: bytes, drop: bytes, seconds: float = 0.05) -> Play:
    """Write the same few bytes for ever, slowly."""

    async def play(_request: str, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(seconds)

    return play


def flood(start: bytes, wave: bytes) -> Play:
    """Write the same bytes for ever, as fast as they are taken."""

    async def play(_request: str, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(wave)
            await writer.drain()

    return play


def reset(*parts: bytes) -> Play:
    """Write parts, then break the connection off with RST."""

    async def play(_request: str, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(0.02)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return play


def bomb(inflated: int) -> bytes:
    """Zeros, compressed."""
    return gzip.compress(b"\0" * inflated, 9)


@dataclass
class Site:
    """What one site plays, by path; what is not named is a 404, and ``/`` a list of all that is named.

    Attributes:
        pages: answers by path; bytes are written as they are and the connection closed.
        tls: it speaks TLS, with a certificate that nobody but ``certificate.pem`` vouches for.
        deaf: nothing listens on its port.
        rest: answers what is not named.
        asked: request lines and Cookie headers, in the order in which they came.
    """

    pages: Mapping[str, Play | bytes]
    tls: bool = False
    deaf: bool = False
    rest: Play | None = None
    port: int = 0
    asked: list[str] = field(default_factory=list)

    async def start(self) -> asyncio.Server | None:
        context = None
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE, KEY)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        if self.deaf:
            server.close()
            return None
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = request.split(" ")[1]
            self.asked.append(path)
            answer = self.pages.get(path)
            if answer is None and self.rest is not None:
                answer = self.rest
            if answer is None:
                named = [one for one in self.pages if one not in {"/", "/robots.txt"}]
                answer = html(links_to(*named)) if path == "/" else html("", status="404 Not Found")
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(request, writer)
        writer.close()


def asked_for(site: Site) -> list[str]:
    """Paths that were asked for, robots.txt and the first page left out."""
    return [one for one in site.asked if one not in {"/robots.txt", "/"}]


@contextmanager
def playing(sites: list[Site]) -> Iterator[None]:
    """Let sites answer, in a thread, until the end of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> list[asyncio.Server | None]:
        return [await site.start() for site in sites]

    async def end(servers: list[asyncio.Server | None]) -> None:
        for server in servers:
            if server is not None:
                server.close()
        running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    servers = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(end(servers), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
