"""The site: a read-only Datasette with our pages in front of it."""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.storing.schema import open_database

if TYPE_CHECKING:
    from reportharvest.publishing.application import SiteApplication

__all__ = ["create_site", "serve_site"]

_MISSING = "the site needs Datasette, which is not installed"


def create_site(db: Path, *, archive: Path | None = None) -> SiteApplication:
    """Make the application that serves a database: ``site.app()`` is ASGI, ``site.client`` asks it in tests.

    Args:
        db: the database; it is opened for reading only, and a harvest may go on writing.
        archive: folder of the WARC files, for the pages that show what was found and for the archived bytes;
            where it is missing those pages say so.
    Raises:
        DatabaseError: no such database, not one of ours, of another version of the program.
        UsageError: Datasette is not installed.
    """
    if importlib.util.find_spec("datasette") is None:
        raise UsageError(_MISSING, hint="pip install 'reportharvest[publish]'")
    open_database(db, read_only=True).close()  # its errors say what is wrong and what to do
    from reportharvest.publishing.application import SiteApplication  # noqa: PLC0415 (an optional extra)

    return SiteApplication(db, archive)


def serve_site(
    db: Path,
    *,
    archive: Path | None = None,
    host: str = "127.0.0.1",
    port: int,
    ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve a database until interrupted.

    Args:
        db: as for :func:`create_site`.
        archive: likewise.
        host: address to listen at; another than loopback lets other machines in.
        port: port; 0 takes a free one.
        ready: called with the site's address when the server listens.
    Raises:
        UsageError: the address cannot be listened at.
        WorkFailedError: the server ended by itself.
    """
    site = create_site(db, archive=archive)
    import uvicorn  # noqa: PLC0415 (comes with Datasette)

    listening = _listening(host, port)
    address = _shown_address(host, listening.getsockname()[1])

    class Server(uvicorn.Server):
        """Tells when it listens: before that, a browser opened by us would be refused."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                ready(address)

    config = uvicorn.Config(
        site.app(), log_level="warning", lifespan="on", server_header=False, timeout_graceful_shutdown=2
    )
    server = Server(config)
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()
        site.close()
    if not server.started:
        raise WorkFailedError(f"the server at {address} did not start", hint="what it wrote above says why")


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":  # elsewhere it would let two servers share a port
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(place)
            found.listen(128)
        except OSError:
            found.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot listen at {host}:{port}: {reason}",
            hint="--port 0 takes any free one; --host 127.0.0.1 is this machine",
        ) from error
    return found


def _shown_address(host: str, port: int) -> str:
    """Give the address as a browser wants it.

    >>> _shown_address("0.0.0.0", 8001), _shown_address("::1", 8001)
    ('http://127.0.0.1:8001/', 'http://[::1]:8001/')
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/"
