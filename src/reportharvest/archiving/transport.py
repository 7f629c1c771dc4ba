"""An httpx transport that answers from recordings, without a socket."""

from __future__ import annotations

import httpx

from reportharvest.archiving.recordings import Recordings

__all__ = ["RecordingsTransport"]


class RecordingsTransport(httpx.AsyncBaseTransport):
    """Answers every request from recordings; what was not recorded is a 404.

    Args:
        recordings: what there is.
        as_of: the day or moment whose state is wanted (ISO 8601), or None for the latest.
    """

    def __init__(self, recordings: Recordings, as_of: str | None = None) -> None:
        self._recordings = recordings
        self._as_of = as_of

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        body = (await request.aread()).decode("utf-8", "replace")
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = self._recordings.answer(request.method, str(request.url), body, headers, self._as_of)
        raw = [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in found.headers
        ]
        return httpx.Response(found.status, headers=raw, stream=httpx.ByteStream(found.body))
