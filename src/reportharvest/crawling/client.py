"""HTTP: one request, one answer, as bytes. Never raises on what a server does.

Redirects are not followed here: a redirect is an answer like any other, archived as such, and its
target goes through scope, robots.txt and the queue like any other link. The body is taken as received,
before content-encoding is undone, because that is what the archive keeps.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import httpx

from reportharvest.crawling.connecting import CheckedTransport, PrivateAddressError, tls_context
from reportharvest.crawling.contents import ACCEPTED_ENCODINGS
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import origin_of

__all__ = ["Answer", "Clients", "Truncated", "Validators"]

Truncated = Literal["", "length", "disconnect", "time"]

# A body that trickles is given up after this many timeouts in all: with the default of 30 s, 50 MB still
# arrive at 175 kB/s, slower than any government site that was up at all.
TRICKLE_FACTOR = 10
MAX_COOKIES = 50


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back: ETag and Last-Modified of the last answer, as received."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Give the request headers."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        fetched_at: when it was complete or given up.
        status: HTTP status; None when there was no answer.
        reason: the reason phrase.
        headers: names and values as received, in order.
        body: the body after transfer-encoding, before content-encoding is undone.
        truncated: empty when the body is whole; else why it ends early, in the words of WARC-Truncated.
        error: what went wrong, or None.
        refused: the request was not sent, and need not be tried again.
    """

    fetched_at: datetime
    status: int | None
    reason: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    truncated: Truncated = ""
    error: str | None = None
    refused: bool = False


@dataclass
class _Partial:
    response: httpx.Response | None = None
    parts: list[bytes] = field(default_factory=list)


class Clients:
    """The HTTP clients of a harvest: a small one for each host of each site.

    Args:
        user_agent: sent with every request.
        proxy: URL of an HTTP proxy for everything, or None.
        transport: answers instead of the network (recordings), or None.
        now: the clock.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        proxy: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._user_agent = user_agent
        self._proxy = proxy
        self._transport = transport
        self._now = now
        self._clients: dict[tuple[str, str], httpx.AsyncClient] = {}

    async def fetch(
        self, site: SiteDescription, url: str, *, method: str = "GET", body: str = "", conditional: Validators
    ) -> Answer:
        """Ask once.

        Returns:
            The answer, complete or not; errors are in it.
        """
        client = self._client(site, origin_of(url))
        headers = conditional.headers()
        if body:
            is_json = body.startswith(("{", "["))  # no form does
            headers["Content-Type"] = (
                "application/json" if is_json else "application/x-www-form-urlencoded"
            ) + "; charset=UTF-8"
        partial = _Partial()
        truncated: Truncated = ""
        error: str | None = None
        refused = False
        try:
            async with asyncio.timeout(site.timeout_seconds * TRICKLE_FACTOR):
                request = client.build_request(method, url, content=body.encode() or None, headers=headers)
                truncated = await _read(client, request, site.max_body_bytes, partial)
            if truncated:
                error = f"body larger than {site.max_body_bytes} bytes"
        except TimeoutError:
            truncated, error = "time", f"body not complete after {site.timeout_seconds * TRICKLE_FACTOR:g} s"
        except PrivateAddressError as caught:
            refused, error = True, str(caught)
        except (httpx.HTTPError, httpx.InvalidURL) as caught:
            truncated = "time" if isinstance(caught, httpx.TimeoutException) else "disconnect"
            error = f"{_spoken(type(caught).__name__)}: {caught}".rstrip(": ")
        if len(client.cookies.jar) > MAX_COOKIES:
            client.cookies.clear()
        return self._answer(partial, truncated, error, refused)

    def _answer(self, partial: _Partial, truncated: Truncated, error: str | None, refused: bool) -> Answer:
        response = partial.response
        if response is None:
            return Answer(self._now(), None, error=error or "no answer", refused=refused)
        return Answer(
            self._now(),
            response.status_code,
            response.reason_phrase,
            response.extensions["received_headers"],
            b"".join(partial.parts),
            truncated,
            error,
        )

    async def aclose(self, site: str | None = None) -> None:
        """Close the clients of one site, or all."""
        for key in [key for key in self._clients if site in {None, key[0]}]:
            await self._clients.pop(key).aclose()

    def _client(self, site: SiteDescription, origin: str) -> httpx.AsyncClient:
        key = (site.name, origin)
        if key not in self._clients:
            self._clients[key] = httpx.AsyncClient(
                transport=_AsReceived(self._transport or self._new_transport(site)),
                timeout=httpx.Timeout(site.timeout_seconds),
                follow_redirects=False,
                trust_env=False,
                headers={
                    "User-Agent": self._user_agent,
                    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
                    "Accept-Encoding": ACCEPTED_ENCODINGS,
                },
            )
        return self._clients[key]

    def _new_transport(self, site: SiteDescription) -> httpx.AsyncBaseTransport:
        if self._proxy is not None:
            return httpx.AsyncHTTPTransport(
                proxy=httpx.Proxy(self._proxy),
                verify=tls_context(site.verify_tls),
                trust_env=False,
                limits=httpx.Limits(max_connections=site.concurrency),
            )
        return CheckedTransport(
            allow_private=site.allow_private,
            verify_tls=site.verify_tls,
            max_connections=site.concurrency,
            timeout_seconds=site.timeout_seconds,
        )


class _AsReceived(httpx.AsyncBaseTransport):
    """Keeps the headers as received, and hides a redirect's target from httpx.

    httpx builds the next request even when it is not to follow redirects, and takes a target that it
    cannot parse for an error of the whole answer.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        response.extensions["received_headers"] = tuple(response.headers.raw)
        if "Location" in response.headers:
            del response.headers["Location"]
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _read(
    client: httpx.AsyncClient, request: httpx.Request, max_bytes: int, partial: _Partial
) -> Truncated:
    """Read an answer into ``partial``, so that what has come is there when the connection breaks."""
    response = await client.send(request, stream=True)
    try:
        partial.response = response
        size = 0
        async for part in response.aiter_raw():
            size += len(part)
            if size > max_bytes:
                partial.parts.append(part[: len(part) - (size - max_bytes)])
                return "length"
            partial.parts.append(part)
    finally:
        await response.aclose()
    return ""


def _spoken(class_name: str) -> str:
    """Class name to words: ``ConnectTimeout`` to ``connect timeout``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_name.removesuffix("Error")).lower()
