"""WARC files: any bytes come back, a torn end is mended, other programs can read them."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportharvest.archiving.capture import Capture, Place, RunEnd, RunInfo
from reportharvest.archiving.warc import (
    ArchiveWriter,
    mend,
    read_capture,
    records,
    run_files,
    verify,
    warc_files,
)
from reportharvest.errors import ArchiveError, UsageError

INFO = RunInfo(
    7, "harvest", "2024-03-01T02:00:00Z", ("云桥", "b"), publishers={"云桥": "云桥市财政局", "b": "甲局"}
)
PAGE = Capture(
    url="http://a.example/1.html?a=1",
    fetched_at="2024-03-01T02:00:05Z",
    status=200,
    reason="OK",
    headers=(
        (b"Content-Type", b"text/html; charset=gbk"),
        (b"X-Name", "年报".encode("gbk")),
        (b"ETag", b'"1"'),
    ),
    body="政府信息公开".encode("gbk"),
    site="云桥",
    purpose="list",
    via="http://a.example/",
    run_id=7,
    method="POST",
    request_body="webname=区&x=1%20\r\n2",
)
FAILURE = Capture(
    "http://a.example/2.html", "2024-03-01T02:00:06Z", None, error="connect timeout: 连不上\nsecond line",
    attempts_left=2, site="云桥", run_id=7,
)  # fmt: skip


def write(folder: Path, *captures: Capture) -> list[Place]:
    with ArchiveWriter(folder, INFO) as archive:
        return [place for capture in captures for place in archive.append(capture)]


def captures(folder: Path) -> list[Capture]:
    return [one for file in warc_files([folder]) for _, one in records(file) if isinstance(one, Capture)]


def test_a_response_comes_back_as_it_was(tmp_path: Path) -> None:
    [place] = write(tmp_path, PAGE)
    assert read_capture(tmp_path, place) == PAGE


def test_a_failure_comes_back_as_it_was(tmp_path: Path) -> None:
    [place] = write(tmp_path, FAILURE)
    assert read_capture(tmp_path, place) == FAILURE


@given(
    body=st.binary(max_size=3000),
    value=st.binary(max_size=60),
    error=st.none() | st.text(min_size=1, max_size=50),
    request_body=st.text(max_size=50),
    status=st.integers(100, 999),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_bytes_make_the_round_trip(tmp_path: Path, *, body, value, error, request_body, status) -> None:
    capture = replace(PAGE, body=body, status=status, request_body=request_body, error=error)
    capture = replace(capture, headers=((b"X-Any", value), (b"Content-Length", b"99999")))
    [place] = write(tmp_path, capture)
    back = read_capture(tmp_path, place)
    assert back.body == body
    assert back.sha256 == capture.sha256
    assert (back.status, back.request_body, back.via) == (status, request_body, PAGE.via)
    assert back.error == (error.encode("utf-8", "replace").decode() if error else None)
    if not set(value) & set(b"\r\n"):
        assert back.header_bytes("x-any") == value.strip()


def test_a_chunked_head_does_not_lie_about_the_body(tmp_path: Path) -> None:
    [place] = write(tmp_path, replace(PAGE, headers=((b"Transfer-Encoding", b"chunked"),)))
    assert read_capture(tmp_path, place).headers == ((b"X-Archive-Orig-Transfer-Encoding", b"chunked"),)


def test_the_file_says_whose_run_it_is_and_how_it_ended(tmp_path: Path) -> None:
    end = RunEnd(
        7,
        "2024-03-01T03:00:00Z",
        "complete",
        {"fetch/stored": 1},
        ({"name": "x", "place": "y", "found": ""},),
    )
    with ArchiveWriter(tmp_path, INFO) as archive:
        archive.append(PAGE)
        archive.end(end)
    [file] = warc_files([tmp_path])
    assert [record for _, record in records(file)] == [INFO, PAGE, end]


def test_every_record_is_a_gzip_member_that_others_can_read(tmp_path: Path) -> None:
    places = write(tmp_path, PAGE, FAILURE, replace(PAGE, url="http://a.example/3"))
    [file] = warc_files([tmp_path])
    with file.open("rb") as stream:
        found = [
            (one.stream_pos, one.headers.get("WARC-Target-URI"))
            for one in ArchiveIterator(stream, parse_http=True, verify_digests=True)
        ]
    assert [offset for offset, _ in found[1:]] == [place.offset for place in places]
    assert found[3][1] == "http://a.example/3"
    with gzip.open(file) as plain:
        assert plain.read().count(b"WARC/1.1\r\n") == 4


def test_a_run_goes_on_in_its_last_file_and_a_large_one_is_followed_by_another(tmp_path: Path) -> None:
    write(tmp_path, PAGE)
    write(tmp_path, FAILURE)
    assert len(run_files(tmp_path, INFO)) == 1
    with ArchiveWriter(tmp_path, INFO, max_file_bytes=10) as archive:
        archive.append(PAGE)
    assert len(run_files(tmp_path, INFO)) == 2
    assert [one.url for one in captures(tmp_path)] == [PAGE.url, FAILURE.url, PAGE.url]
    ArchiveWriter(tmp_path, RunInfo(8, "harvest", INFO.started_at, ())).close()
    assert len(run_files(tmp_path, INFO)) == 2


def test_a_file_cut_anywhere_is_mended_to_whole_records(tmp_path: Path) -> None:
    places = write(tmp_path, PAGE, FAILURE, replace(PAGE, body=b"x" * 500))
    [file] = warc_files([tmp_path])
    whole = file.read_bytes()
    ends = [0, *(place.offset for place in places), len(whole)]
    for length in range(0, len(whole) + 1, 7):
        file.write_bytes(whole[:length])
        if length >= ends[1]:  # also without being mended
            whole_records = sum(end <= length for end in ends[1:])
            # the last one may lack nothing but its gzip trailer
            assert sum(1 for _ in records(file)) in {whole_records, whole_records + 1}
        kept = max(end for end in ends if end <= length)
        assert mend(file) == length - kept
        assert file.stat().st_size == kept
        assert sum(1 for _ in records(file)) == sum(end <= length for end in ends[1:])


def test_a_torn_record_is_left_out_and_told_by_verify(tmp_path: Path) -> None:
    places = write(tmp_path, PAGE, replace(PAGE, body=bytes(range(256)) * 20))
    [file] = warc_files([tmp_path])
    assert verify(file) == 3
    file.write_bytes(file.read_bytes()[:-40])
    assert captures(tmp_path) == [PAGE]
    with pytest.raises(ArchiveError, match=f"whole ends at offset {places[1].offset}"):
        verify(file)


def test_other_bytes_than_were_written_are_refused(tmp_path: Path) -> None:
    [place] = write(tmp_path, PAGE)
    [file] = warc_files([tmp_path])
    plain = gzip.decompress(file.read_bytes()).replace(PAGE.body, PAGE.body[::-1])
    first, second = plain.split(b"WARC/1.1")[1:]
    start = gzip.compress(b"WARC/1.1" + first)
    file.write_bytes(start + gzip.compress(b"WARC/1.1" + second))
    with pytest.raises(ArchiveError, match="digest differs"):
        read_capture(tmp_path, Place(place.file, len(start)))


def test_no_record_at_an_offset_is_an_error(tmp_path: Path) -> None:
    [place] = write(tmp_path, PAGE)
    with pytest.raises(ArchiveError):
        read_capture(tmp_path, Place(place.file, 0))
    with pytest.raises(ArchiveError):
        read_capture(tmp_path, Place("none.warc.gz", 0))


def test_sources_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no WARC file"):
        warc_files([tmp_path])
    with pytest.raises(UsageError, match="no such file"):
        warc_files([tmp_path / "x"])


def test_files_of_other_programs_are_read(tmp_path: Path) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://b.example/>\r\n"
        b"WARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(http)
    )
    file = tmp_path / "other.warc"
    file.write_bytes(head + http + b"\r\n\r\n")
    [(offset, capture)] = list(records(file))
    assert offset == 0
    assert isinstance(capture, Capture)
    assert (capture.url, capture.status, capture.body) == ("http://b.example/", 200, b"<p>x</p>")


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.warc.gz"
    file.write_bytes(b"not an archive at all\r\n" * 20)
    with pytest.raises(ArchiveError, match=r"x\.warc\.gz: cannot be read"):
        list(records(file))


def test_what_a_browser_showed_lies_next_to_the_response_and_refers_to_it(tmp_path: Path) -> None:
    raw = replace(PAGE, rendered="raw", method="GET", request_body="")
    shown = replace(
        raw, rendered="dom", reason="", body="<li>2019年报".encode(),
        headers=((b"Content-Type", b"text/html; charset=utf-8"),),
    )  # fmt: skip
    with ArchiveWriter(tmp_path, INFO) as archive:
        places = archive.append(raw, shown)
    assert captures(tmp_path) == [raw, shown]
    assert read_capture(tmp_path, places[1]) == shown
    with (tmp_path / places[0].file).open("rb") as stream:
        found = [dict(one.headers) for one in ArchiveIterator(stream, parse_http=False)]
    kinds = [one["WARC-Type"] for one in found]
    assert kinds == ["warcinfo", "response", "conversion"]
    assert found[2]["WARC-Refers-To"] == found[1]["WARC-Record-ID"]


def test_a_part_of_a_report_says_of_which(tmp_path: Path) -> None:
    part = replace(PAGE, part_of="http://a.example/1.html", part=2)
    write(tmp_path, part)
    assert captures(tmp_path) == [part]
