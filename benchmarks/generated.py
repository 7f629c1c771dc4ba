"""A site that is made up as it is asked for: lists of reports with a pager, as large as one likes."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from reportharvest.decoding import decode
from reportharvest.repairing import repair

__all__ = ["clean_pages", "describe", "fixture_pages", "serving", "small_page"]

LIST_ROWS = 50


def small_page(number: int) -> bytes:
    """A report of 1 kB, each with another text."""
    year = 2008 + number % 17
    title = f"示例区第{number}局{year}年政府信息公开工作年度报告"
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>一、总体情况</p><p>{year}年，我局主动公开信息{number}条，办理依申请公开{number % 97}件。</p>"
        "<p>二、主动公开政府信息情况</p><p>通过门户网站公开财政预决算信息，及时回应社会关切。</p>"
        "<p>三、存在的主要问题及改进情况</p><p>公开内容还不够全面，下一步将加强学习培训。</p></body></html>"
    ).encode()


@lru_cache(maxsize=2)
def _recorded(*, clean: bool) -> tuple[bytes, ...]:
    found = []
    for reviewed in sorted(Path(__file__).parents[1].glob("fixtures/pages/*/*/report.json")):
        body = reviewed.with_name("body.bin").read_bytes()
        report = json.loads(reviewed.read_text(encoding="utf-8"))
        if report["page_kind"] == "report" and b"<body" in body and (not clean or _is_sound(body)):
            found.append(body)
    return tuple(found)


def _is_sound(body: bytes) -> bool:
    """Whether one codec reads a body whole, and nothing of what it reads has to be restored."""
    read = decode(body)
    try:
        text = body.decode(read.encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return not repair(text).steps


def fixture_pages(number: int) -> bytes:
    """A report of the recordings, as it came, each time with another number behind it."""
    pages = _recorded(clean=False)
    return pages[number % len(pages)] + b"<!-- %d -->" % number


def clean_pages(number: int) -> bytes:
    """The same of those recordings in which nothing has to be restored."""
    pages = _recorded(clean=True)
    return pages[number % len(pages)] + b"<!-- %d -->" % number


def _list(page: int, size: int) -> bytes:
    first = (page - 1) * LIST_ROWS
    rows = "".join(
        f'<li><a href="/art/{number}.html">示例区第{number}局政府信息公开工作年度报告</a></li>'
        for number in range(first, min(first + LIST_ROWS, size))
    )
    more = f'<a href="index_{page + 1}.html">下一页</a>' if first + LIST_ROWS < size else ""
    head = "<!doctype html><meta charset=utf-8><title>政府信息公开年报</title>"
    return f"{head}<ul class=list>{rows}</ul><div class=page>{more}</div>".encode()


class _Protocol(asyncio.Protocol):
    size = 0
    page: Callable[[int], bytes]
    rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            request, _, self.rest = self.rest.partition(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode()
            body = self._body(path)
            status = b"200 OK" if body else b"404 Not Found"
            self.transport.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html\r\nContent-Length: "
                + str(len(body)).encode() + b"\r\n\r\n" + body
            )  # fmt: skip

    def _body(self, path: str) -> bytes:
        found = re.fullmatch(r"/(art/|nb/index_?)(\d*)\.html", path)  # recorded pages lead elsewhere, too
        if found is None:
            return b""
        return type(self).page(int(found[2])) if found[1] == "art/" else _list(int(found[2] or 1), self.size)


@contextmanager
def serving(size: int, page: Callable[[int], bytes] = small_page) -> Iterator[int]:
    """Serve so many pages from a process of its own; give the port."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        _Protocol.size, _Protocol.page = size, staticmethod(page)  # type: ignore[assignment]
        asyncio.run(_serve(sending))
        os._exit(0)
    try:
        yield int(os.read(receiving, 10))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


async def _serve(sending: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Protocol, "127.0.0.1", 0)
    os.write(sending, str(server.sockets[0].getsockname()[1]).encode())
    await server.serve_forever()


def describe(
    folder: Path, port: int, *, concurrency: int = 8, max_pages: int = 1_000_000, delay_seconds: float = 0.0
) -> Path:
    """Write the site's description."""
    file = folder / "site.toml"
    file.write_text(
        f'name = "generated"\npublisher = "示例区"\nentry = ["http://127.0.0.1:{port}/nb/index.html"]\n'
        f'scope = ["127.0.0.1:{port}"]\nallow_private = true\n[fetch]\ndelay_seconds = {delay_seconds:g}\n'
        f"concurrency = {concurrency}\n[follow]\nmax_pages = {max_pages}\nmax_list_pages = 100_000\n"
        # what recorded pages lead to is not there
        'exclude = ["^(?!.*/(art/[0-9]+|nb/[a-z0-9_]+)[.]html$)"]\n',
        encoding="utf-8",
    )
    return file
