"""The exact bytes of a response, as a download; never shown on our own pages, whatever they are."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import quote, urlsplit

from datasette.utils.asgi import NotFound, Response

from reportharvest.archiving.capture import Capture, Place
from reportharvest.archiving.warc import read_capture
from reportharvest.errors import ArchiveError
from reportharvest.publishing.interface import Texts
from reportharvest.publishing.rendering import language_of, render_error, site_page, url_number
from reportharvest.storing.reading_report import bytes_of
from reportharvest.storing.selecting import Row

__all__ = ["download", "read_archived"]

_ODD = re.compile(r"[^\w.()-]+")
_TYPES = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "txt",
    "application/json": "json", "text/xml": "xml", "application/xml": "xml",
}  # fmt: skip


@site_page
async def download(datasette: Any, request: Any) -> Response:
    """Give the body of one response exactly as it was archived, verified against its digest."""
    fetch_id = url_number(request, "fetch_id")
    fetch = await datasette.read(lambda connection: bytes_of(connection, fetch_id))
    if fetch is None:
        raise NotFound("there is no such response")
    try:
        capture = await read_archived(datasette, fetch)
    except ArchiveError as error:
        text = Texts(language_of(request))
        return await render_error(datasette, request, 404, text("bytes.missing", why=error.message))
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file_name(fetch))}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
        "x-archived-url": quote(fetch["url"], safe=":/?#@!$&',;=%+*"),
        "x-archived-at": fetch["fetched_at"],
        "x-archived-sha256": capture.sha256,
    }
    return Response(capture.body, headers=headers, content_type="application/octet-stream")


async def read_archived(site: Any, fetch: Row) -> Capture:
    """Read the archived response of a fetch and compare it with the digest in the database.

    Raises:
        ArchiveError: there is no archive, no such record, or its bytes are others.
    """
    name, offset = fetch.get("warc_file"), fetch.get("warc_offset")
    if site.archive is None or name is None or offset is None:
        raise ArchiveError("the archived bytes are not at hand")
    if "/" in name or "\\" in name or not (site.archive / name).is_file():
        raise ArchiveError(f"{name} is not in the archive folder")
    capture = await asyncio.to_thread(read_capture, site.archive, Place(name, offset))
    if fetch["sha256"] is not None and capture.sha256 != fetch["sha256"]:
        raise ArchiveError(f"{name} holds other bytes at offset {offset}")
    return capture


def file_name(fetch: Row) -> str:
    """Name a download after its address, with the suffix of its type.

    >>> file_name({"id": 7, "url": "http://a.example.gov.cn/art/1/", "content_type": "text/html"})
    '7-1.html'
    """
    last = [part for part in urlsplit(fetch["url"]).path.split("/") if part][-1:] or ["index"]
    stem = _ODD.sub("-", last[0])[-60:]
    kind = _TYPES.get((fetch["content_type"] or "").partition(";")[0].strip().lower())
    suffix = f".{kind}" if kind and not stem.lower().endswith((f".{kind}", ".htm")) else ""
    return f"{fetch['id']}-{stem}{suffix}"
