"""Connections that go to public addresses only: checked after name resolution, for every connection.

A name may lead anywhere, and may lead elsewhere the second time it is asked; so the address that was
checked is the address that is connected to. The connections are aiohttp's, behind httpx's interface: a
request costs a quarter of what it does with httpx's own (``python -m benchmarks crawl``), and what comes
is handed on byte by byte, without undoing anything.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import aiohttp
import httpx
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

from reportharvest.crawling.scope import is_private_address

__all__ = ["CheckedTransport", "PrivateAddressError", "tls_context"]

KEEPALIVE_SECONDS = 15.0  # common servers close idle connections after 5 to 75 s
# Government sites have been seen to send 60 headers with 4 KB of policies in one; servers themselves refuse
# more than 8 to 64 KB in a line. What is larger is a flood.
MAX_HEADER_CHARS = 65_536
MAX_HEADERS = 500
MAX_ADDRESSES = 4  # that are tried, of those that a name has


class PrivateAddressError(httpx.ConnectError):
    """The host's address is not public, and the site's description does not allow that."""


@functools.lru_cache(maxsize=64)
def tls_context(verify: bool | str) -> ssl.SSLContext:
    """Give what certificates are checked against; read once, as that takes 20 ms.

    Args:
        verify: True for the authorities that browsers trust, False for no check, or the path of a PEM file
            with those of one site.
    Raises:
        OSError: the file cannot be read, or holds no certificate (:class:`ssl.SSLError`).
    """
    if isinstance(verify, str):
        return ssl.create_default_context(cafile=verify)
    return httpx.create_ssl_context(verify=verify, trust_env=False)


class CheckedTransport(httpx.AsyncBaseTransport):
    """httpx's transport over TCP, with addresses checked before they are connected to.

    Args:
        allow_private: connect to any address.
        verify_tls: as for :func:`tls_context`.
        max_connections: at once.
        timeout_seconds: to resolve a name.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        verify_tls: bool | str,
        max_connections: int,
        timeout_seconds: float = 30.0,
    ) -> None:
        self._allow_private = allow_private
        self._verify_tls = verify_tls
        self._max_connections = max_connections
        self._timeout_seconds = timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; see httpx."""
        self._check_literal(request.url.host)
        limits = request.extensions.get("timeout", {})
        content = await request.aread()
        with _httpx_errors():
            answer = await self._open_session().request(
                request.method,
                yarl.URL(str(request.url), encoded=True),
                headers=[
                    (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
                ],
                data=content or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
            )
        return httpx.Response(
            status_code=answer.status,
            headers=list(answer.raw_headers),
            stream=_Stream(answer),
            extensions={"reason_phrase": (answer.reason or "").encode("utf-8", "surrogateescape")},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _check_literal(self, host: str) -> None:
        """Judge a host that is an address itself, which no resolver is asked about.

        What only looks like one (``127.1``, ``2130706433``) means an address to the operating system and is
        none: it would be connected to without a check.
        """
        host = host.strip("[]")
        if ":" not in host and not host.replace(".", "").isdigit():
            return
        try:
            is_private = is_private_address(host)
        except ValueError as error:
            raise httpx.ConnectError(f"{host} is no address") from error
        if is_private and not self._allow_private:
            raise PrivateAddressError(f"{host} is not a public address")

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=_CheckedResolver(self._allow_private, self._timeout_seconds),
                    use_dns_cache=False,
                    ssl=tls_context(self._verify_tls),
                    limit=self._max_connections,
                    keepalive_timeout=KEEPALIVE_SECONDS,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),  # cookies are httpx's
                auto_decompress=False,
                skip_auto_headers=["User-Agent", "Accept", "Accept-Encoding", "Content-Type"],
                max_line_size=MAX_HEADER_CHARS,
                max_field_size=MAX_HEADER_CHARS,
                max_headers=MAX_HEADERS,
                trust_env=False,
            )
        return self._session


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_errors():
            async for part in self._answer.content.iter_any():
                yield part

    async def aclose(self) -> None:
        self._answer.close()  # the connection too, unless the answer was read to its end


class _CheckedResolver(AbstractResolver):
    """Resolves names to the addresses that may be connected to."""

    def __init__(self, allow_private: bool, timeout_seconds: float) -> None:
        self._allow_private = allow_private
        self._timeout_seconds = timeout_seconds

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(
                f"the name {host} was not resolved in {self._timeout_seconds:g} s"
            ) from error
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"the name {host} cannot be resolved: {error}") from error
        addresses = {str(one[4][0]): one[0] for one in found}
        allowed = [one for one in addresses if self._allow_private or not is_private_address(one)]
        if not allowed:
            raise PrivateAddressError(f"{host} is at {', '.join(addresses)}, which is not a public address")
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=addresses[one],
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for one in allowed[:MAX_ADDRESSES]
        ]

    async def close(self) -> None:
        """Nothing is kept."""


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """Turn aiohttp's errors into httpx's, so that callers know one kind."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout("nothing came for too long") from error
    except aiohttp.ClientConnectorError as error:  # also what TLS has against it
        raise httpx.ConnectError(str(error.os_error or error)) from error
    except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
        raise httpx.RemoteProtocolError(_plain(error)) from error
    except aiohttp.ServerDisconnectedError as error:
        raise httpx.RemoteProtocolError("the server closed the connection without an answer") from error
    except (aiohttp.ClientOSError, ConnectionError) as error:
        raise httpx.ReadError(str(error) or "the connection was closed") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise httpx.LocalProtocolError(_plain(error)) from error


def _plain(error: Exception) -> str:
    """Give what an error says, on one line and without what aiohttp adds of the request."""
    cause = error.__cause__ if isinstance(error, aiohttp.ClientPayloadError) else None
    message = getattr(error, "message", "") or str(cause or "") or str(error)
    return " ".join(str(message).split())[:300]
