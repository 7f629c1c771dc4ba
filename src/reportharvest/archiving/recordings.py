"""Recorded responses: a folder of them, or WARC files, answering requests as the sites once did.

A folder holds ``<site>/<page>/body.bin`` and ``response.json`` (URL, status, headers, time, digest). One
URL may have been recorded several times; the state of a day can be asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from reportharvest.archiving.capture import Capture, Place
from reportharvest.archiving.warc import read_capture, records, warc_files
from reportharvest.errors import ArchiveError

__all__ = ["Recorded", "Recording", "Recordings", "write_recording"]

# These speak of one connection, not of the page (RFC 9110 §7.6.1), or of a body as it is sent anew.
_PER_CONNECTION = frozenset(
    {
        "transfer-encoding",
        "x-archive-orig-transfer-encoding",
        "content-length",
        "connection",
        "keep-alive",
        "trailer",
        "upgrade",
    }
)


@dataclass(frozen=True, slots=True)
class Recording:
    """Where one recorded response lies."""

    url: str
    method: str
    request_body: str
    status: int
    recorded_at: str
    folder: Path
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer from recordings: status, headers as recorded without those of the connection, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Recordings:
    """Recorded responses by method, URL and body.

    Args:
        recordings: what there is.
        canonical: gives the one spelling of a URL, or None for what is no URL.
    """

    def __init__(self, recordings: Iterable[Recording], canonical: Callable[[str], str | None]) -> None:
        self._canonical = canonical
        self._by_request: dict[tuple[str, str, str], list[Recording]] = {}
        for one in recordings:
            key = (one.method, canonical(one.url) or one.url, _form(one.request_body))
            self._by_request.setdefault(key, []).append(one)
        for several in self._by_request.values():
            several.sort(key=lambda one: one.recorded_at)

    @classmethod
    def load(cls, source: Path, canonical: Callable[[str], str | None]) -> Recordings:
        """Read what a folder of recordings, a WARC file or a folder of WARC files holds; bodies stay there.

        Raises:
            ArchiveError: there is nothing, or a recording cannot be read.
        """
        if source.is_dir():
            files = sorted(source.rglob("response.json"))
            if files:
                return cls([_from_json(file) for file in files], canonical)
        found = []
        for file in warc_files([source]):
            for offset, record in records(file):
                if (
                    isinstance(record, Capture)
                    and record.status not in {None, 304}
                    and not record.truncated
                    and record.rendered != "dom"  # a browser that asks again is to get what the site sent
                ):
                    found.append(_from_capture(record, file, offset))
        return cls(found, canonical)

    def urls(self) -> list[str]:
        """The URLs that can be asked for, each once."""
        return sorted({url for _, url, _ in self._by_request})

    def find(self, method: str, url: str, body: str = "", as_of: str | None = None) -> Recording | None:
        """Find the recording of a request as of a day or moment (ISO 8601), or the latest.

        Where all were recorded later, the first one answers.
        """
        key = ("GET" if method == "HEAD" else method, self._canonical(url) or url, _form(body))
        several = self._by_request.get(key)
        if not several:
            return None
        if as_of is None:
            return several[-1]
        limit = f"{as_of}T23:59:59Z" if len(as_of) == len("2024-01-01") else as_of
        return next((one for one in reversed(several) if one.recorded_at <= limit), several[0])

    def answer(
        self,
        method: str,
        url: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        as_of: str | None = None,
    ) -> Recorded:
        """Answer a request as recorded: 304 where its conditions hold, 404 where nothing was recorded.

        ``headers`` are those of the request, with names in lower case; the conditions are read from them.
        """
        recording = self.find(method, url, body, as_of)
        if recording is None:
            return Recorded(404, (("Content-Type", "text/plain; charset=utf-8"),), b"not recorded\n")
        status, recorded_headers, content = read_recording(recording)
        kept = tuple(one for one in recorded_headers if one[0].lower() not in _PER_CONNECTION)
        if status == 200 and _holds({name.lower(): value for name, value in kept}, headers or {}):
            wanted = {"etag", "last-modified", "cache-control", "expires", "date", "vary"}
            return Recorded(304, tuple(one for one in kept if one[0].lower() in wanted), b"")
        return Recorded(status, kept, b"" if method == "HEAD" else content)


def read_recording(recording: Recording) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Read status, headers and body of a recording.

    Raises:
        ArchiveError: the body is not what was recorded.
    """
    if recording.place is not None:
        capture = read_capture(recording.folder, recording.place)
        pairs = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in capture.headers)
        return recording.status, pairs, capture.body
    file = recording.folder / "response.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    body = (recording.folder / "body.bin").read_bytes()
    if sha256(body).hexdigest() != content["sha256"]:
        raise ArchiveError(f"{recording.folder}/body.bin is not what was recorded: its digest differs")
    return recording.status, tuple((name, value) for name, value in content["headers"]), body


def write_recording(folder: Path, capture: Capture) -> Path:
    """Write a response as a recording of its own folder, and give ``response.json``.

    Raises:
        ValueError: the capture is no response.
    """
    if capture.status is None:
        raise ValueError("a request that got no answer cannot be recorded")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "body.bin").write_bytes(capture.body)
    content: dict[str, object] = {
        "url": capture.url,
        "status": capture.status,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in capture.headers],
        "content_type": capture.header("Content-Type"),
        "recorded_at": capture.fetched_at,
        "sha256": capture.sha256,
    }
    if capture.method != "GET" or capture.request_body:
        content["request"] = {"method": capture.method, "body": capture.request_body}
    file = folder / "response.json"
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return file


def _from_json(file: Path) -> Recording:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        request = content.get("request") or {}
        return Recording(
            str(content["url"]),
            str(request.get("method", "GET")).upper(),
            str(request.get("body", "")),
            int(content["status"]),
            str(content["recorded_at"]),
            file.parent,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{file}: is no recorded response: {error!r}") from error


def _from_capture(capture: Capture, file: Path, offset: int) -> Recording:
    assert capture.status is not None
    return Recording(
        capture.url,
        capture.method,
        capture.request_body,
        capture.status,
        capture.fetched_at,
        file.parent,
        Place(file.name, offset),
    )


def _holds(recorded: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Tell whether a conditional request finds nothing new (RFC 9110 §13.2.2)."""
    if "if-none-match" in asked:
        etag = recorded.get("etag")
        if etag is None:
            return False
        given = [one.strip().removeprefix("W/") for one in asked["if-none-match"].split(",")]
        return etag.strip().removeprefix("W/") in given or "*" in given
    if "if-modified-since" in asked and "last-modified" in recorded:
        since, modified = _moment(asked["if-modified-since"]), _moment(recorded["last-modified"])
        return since is not None and modified is not None and modified <= since
    return False


def _form(body: str) -> str:
    """The one spelling of a form: names in order, so that the sender's order does not matter."""
    pairs = parse_qsl(body, keep_blank_values=True)
    return urlencode(sorted(pairs)) if pairs else body


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
