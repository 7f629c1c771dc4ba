"""Recorded responses: found by request and day, answered as the site did."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from reportharvest.archiving.capture import Capture, RunInfo
from reportharvest.archiving.recordings import Recordings, write_recording
from reportharvest.archiving.transport import RecordingsTransport
from reportharvest.archiving.warc import ArchiveWriter
from reportharvest.errors import ArchiveError, UsageError

URL = "http://a.example/1.html"
MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT"
HEADERS = (
    (b"Content-Type", b"text/html; charset=gbk"),
    (b"ETag", b'W/"v1"'),
    (b"Last-Modified", MODIFIED.encode()),
    (b"Content-Length", b"3"),
    (b"Set-Cookie", b"a=1"),
    (b"Set-Cookie", b"b=2"),
)
OLD = Capture(URL, "2024-03-01T02:00:00Z", 200, "OK", HEADERS, b"old")
NEW = Capture(URL, "2025-03-01T02:00:00Z", 200, "OK", HEADERS[:1], b"new")
POST = Capture(
    "http://a.example/p", "2024-03-01T02:00:00Z", 200, body=b"posted", method="POST", request_body="b=2&a=1"
)
GONE = Capture("http://a.example/gone", "2024-03-01T02:00:00Z", 410)
ALL = (OLD, NEW, POST, GONE)


@pytest.fixture(params=["folder", "warc"])
def recordings(request: pytest.FixtureRequest, tmp_path: Path) -> Recordings:
    if request.param == "folder":
        for number, capture in enumerate(ALL):
            write_recording(tmp_path / "site" / str(number), capture)
    else:
        with ArchiveWriter(tmp_path, RunInfo(1, "harvest", "2024-03-01T02:00:00Z", ())) as archive:
            for capture in ALL:
                archive.append(capture)
    return Recordings.load(tmp_path, str)


def test_the_latest_answers_unless_a_day_is_asked_for(recordings: Recordings) -> None:
    assert recordings.answer("GET", URL).body == b"new"
    assert recordings.answer("GET", URL, as_of="2024-12-31").body == b"old"
    assert recordings.answer("GET", URL, as_of="2024-03-01").body == b"old"
    assert recordings.answer("GET", URL, as_of="2025-03-01T02:00:00Z").body == b"new"
    assert recordings.answer("GET", URL, as_of="1999-01-01").body == b"old"


def test_status_headers_and_bytes_are_those_recorded(recordings: Recordings) -> None:
    answer = recordings.answer("GET", URL, as_of="2024-12-31")
    assert answer.status == 200
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert "Content-Length" not in dict(answer.headers)
    assert recordings.answer("GET", GONE.url).status == 410


def test_a_form_is_the_same_in_any_order(recordings: Recordings) -> None:
    assert recordings.answer("POST", POST.url, "a=1&b=2").body == b"posted"
    assert recordings.answer("POST", POST.url, "a=1&b=3").status == 404
    assert recordings.answer("GET", POST.url).status == 404


def test_head_has_no_body(recordings: Recordings) -> None:
    answer = recordings.answer("HEAD", URL)
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-none-match": 'W/"v1"'}, 304),
        ({"if-none-match": '"v0", "v1"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"v2"'}, 200),
        ({"if-none-match": '"v2"', "if-modified-since": MODIFIED}, 200),
        ({"if-modified-since": MODIFIED}, 304),
        ({"if-modified-since": "Sun, 31 Dec 2023 23:59:59 GMT"}, 200),
        ({"if-modified-since": "whenever"}, 200),
    ],
)
def test_conditional_requests(recordings: Recordings, headers: dict[str, str], status: int) -> None:
    answer = recordings.answer("GET", URL, headers=headers, as_of="2024-12-31")
    assert answer.status == status
    assert answer.body == (b"" if status == 304 else b"old")


def test_a_page_without_validators_is_never_304(recordings: Recordings) -> None:
    assert recordings.answer("GET", URL, headers={"if-none-match": '"v1"'}).status == 200
    assert recordings.answer("GET", URL, headers={"if-modified-since": MODIFIED}).status == 200


def test_the_transport_gives_raw_bytes_and_headers(recordings: Recordings) -> None:
    async def get() -> httpx.Response:
        transport = RecordingsTransport(recordings, "2024-12-31")
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.get(URL)

    response = asyncio.run(get())
    assert response.content == b"old"
    assert response.headers["ETag"] == 'W/"v1"'


def test_a_body_that_was_edited_is_refused(tmp_path: Path) -> None:
    write_recording(tmp_path / "s" / "1", OLD)
    (tmp_path / "s" / "1" / "body.bin").write_bytes(b"other")
    with pytest.raises(ArchiveError, match="not what was recorded"):
        Recordings.load(tmp_path, str).answer("GET", URL)


def test_a_broken_recording_is_named(tmp_path: Path) -> None:
    file = write_recording(tmp_path / "s" / "1", OLD)
    content = json.loads(file.read_text())
    del content["url"]
    file.write_text(json.dumps(content))
    with pytest.raises(ArchiveError, match=r"response\.json"):
        Recordings.load(tmp_path, str)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Recordings.load(tmp_path, str)
