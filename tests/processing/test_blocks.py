from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.processing.archives import Page, record_bytes, recorded_pages, write_warc

from reportharvest.errors import ArchiveError, UsageError
from reportharvest.processing.blocks import Block, index_source, read_block
from reportharvest.processing.sources import find_sources

PAGES = recorded_pages(20)
ENDINGS = (".warc.gz", ".warc.zst", ".warc")


def blocks_of(file: Path, size: int = 30_000) -> tuple[Block, ...]:
    [source] = find_sources([str(file)])
    return index_source(source, size)


def whole(file: Path) -> Block:
    return Block(str(file.absolute()), 0, 0, None)


@pytest.mark.parametrize("ending", ENDINGS)
def test_blocks_hold_every_record_once_in_order(tmp_path: Path, ending: str) -> None:
    file = write_warc(tmp_path / f"a{ending}", PAGES)
    blocks = blocks_of(file)
    found = [one for block in blocks for one in read_block(block)]
    assert len(blocks) > 2
    assert [one.capture.url for one in found if one.capture] == [page.url for page in PAGES]
    assert [one.capture.body for one in found if one.capture] == [page.body for page in PAGES]
    assert len({one.offset for one in found}) == len(PAGES)
    assert blocks == blocks_of(file)
    # each offset leads to its record
    for one in found[::5]:
        again = next(read_block(Block(str(file), 0, one.offset, None)))
        assert again == one


def test_a_small_file_is_one_block_and_a_larger_size_gives_fewer(tmp_path: Path) -> None:
    file = write_warc(tmp_path / "a.warc.gz", PAGES)
    assert len(blocks_of(file, 10**9)) == 1
    assert len(blocks_of(file, 60_000)) < len(blocks_of(file, 20_000))


def test_a_file_that_is_one_gzip_stream_is_one_block_with_offsets_in_the_unpacked_content(
    tmp_path: Path,
) -> None:
    plain = b"".join(record_bytes(page) for page in PAGES)
    file = tmp_path / "b.warc.gz"
    file.write_bytes(gzip.compress(plain))
    [block] = blocks_of(file)
    found = list(read_block(block))
    assert block.packed_whole
    assert [one.capture.url for one in found if one.capture] == [page.url for page in PAGES]
    assert all(plain[one.offset : one.offset + 5] == b"WARC/" for one in found)


@pytest.mark.parametrize("ending", [".warc.gz", ".warc.zst"])
def test_a_damaged_record_costs_itself(tmp_path: Path, ending: str) -> None:
    file = write_warc(tmp_path / f"a{ending}", PAGES)
    offsets = [one.offset for one in read_block(whole(file))]
    content = bytearray(file.read_bytes())
    content[offsets[7] + 200 : offsets[7] + 230] = b"X" * 30
    file.write_bytes(content)
    found = [one for block in blocks_of(file) for one in read_block(block)]
    assert [one.offset for one in found] == offsets
    assert [one.offset for one in found if one.problem] == [offsets[7]]


def test_a_damaged_header_costs_its_record(tmp_path: Path) -> None:
    file = write_warc(tmp_path / "a.warc", PAGES)
    content = file.read_bytes()
    offsets = [one.offset for one in read_block(whole(file))]
    file.write_bytes(content[: offsets[3]] + b"XXXX" + content[offsets[3] + 4 :])
    found = list(read_block(whole(file)))
    assert {page.url for page in PAGES} - {one.url for one in found} <= {PAGES[3].url}
    assert len(found) >= len(PAGES) - 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_torn_end_is_told(tmp_path: Path, ending: str) -> None:
    file = write_warc(tmp_path / f"a{ending}", PAGES)
    file.write_bytes(file.read_bytes()[:-300])
    found = list(read_block(whole(file)))
    assert len(found) == len(PAGES)
    assert [bool(one.problem) for one in found] == [False] * (len(PAGES) - 1) + [True]


def test_an_archive_within_an_archive_is_one_response(tmp_path: Path) -> None:
    inner = b"".join(gzip.compress(record_bytes(page)) for page in PAGES[:3])
    pages = [PAGES[0], Page("http://www.example.gov.cn/old.warc.gz", inner), PAGES[1]]
    file = write_warc(tmp_path / "a.warc.gz", pages)
    found = [one for block in blocks_of(file, 1_000) for one in read_block(block)]
    assert [one.url for one in found] == [page.url for page in pages]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 60_000), noise=st.binary(min_size=1, max_size=40), cut=st.booleans())
def test_no_damage_makes_reading_fail_or_give_a_record_twice(
    tmp_path: Path, at: int, noise: bytes, cut: bool
) -> None:
    file = tmp_path / "h.warc.gz"
    if not file.exists():
        write_warc(file, PAGES[:8])
    content = file.read_bytes()
    at %= len(content)
    other = tmp_path / "i.warc.gz"
    other.write_bytes(content[:at] if cut else content[:at] + noise + content[at + len(noise) :])
    found = list(read_block(whole(other))) if at >= 5 else []
    assert len({one.offset for one in found}) == len(found)
    bodies = {page.body for page in PAGES}
    assert all(one.capture.body in bodies for one in found if one.capture)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"hello, world")
    with pytest.raises(ArchiveError, match="no WARC file"):
        blocks_of(tmp_path / "a.warc.gz")
    with pytest.raises(UsageError, match="no such file"):
        find_sources([str(tmp_path / "none*.warc.gz")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no WARC file"):
        find_sources([str(tmp_path / "empty")])


def test_names_folders_and_patterns_are_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.warc.gz", "b.warc"):
        write_warc(tmp_path / name, PAGES[:1])
    (tmp_path / "note.txt").write_text("")
    monkeypatch.chdir(tmp_path)
    names = [one.name for one in find_sources([".", "a.warc.gz", "*.warc*"])]
    assert names == [str(tmp_path / "a.warc.gz"), str(tmp_path / "b.warc")]


def test_a_url_is_read_through_fsspec() -> None:
    import fsspec

    with fsspec.open("memory://archive/c.warc.gz", "wb") as stream:
        content = io.BytesIO()
        for page in PAGES:
            content.write(gzip.compress(record_bytes(page)))
        stream.write(content.getvalue())
    [source] = find_sources(["memory://archive/*.warc.gz"])
    blocks = index_source(source, 30_000)
    assert len(blocks) > 1
    assert [one.url for block in blocks for one in read_block(block)] == [page.url for page in PAGES]
