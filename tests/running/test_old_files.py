"""Reports in files that a harvest has to make something of first: old office files, and scans."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.reading.test_converting import WORD, program
from tests.running.test_parts import TITLE, Web, article, asked_for, listing, options, word

from reportharvest.archiving.capture import Capture
from reportharvest.archiving.warc import records, warc_files
from reportharvest.errors import UsageError
from reportharvest.extracting import files
from reportharvest.extracting.files import FilePage, ScanPage
from reportharvest.issues import Issue
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay

ALONE = "<p>附件：<a href='{0}'>{0}</a></p>"
HEADINGS = "SELECT heading FROM sections WHERE heading <> '' ORDER BY position"
SCAN_HTML = f"<h1>{TITLE}</h1><p>一、总体情况</p><p>2020年，我局主动公开政府信息26条。</p>"


def office(folder: Path) -> Path:
    (folder / "true.docx").write_bytes(word(0, 1, 2, 3))
    return program(folder, f'for last; do :; done; cp {folder}/true.docx "${{last%.doc}}.docx"')


def site(name: str, body: bytes, *, bare: bool) -> Web:
    """A list that leads to a file, or to a page that leads to it."""
    pages: dict[str, str | bytes | tuple[int, str]] = {f"/nb/{name}": body, "/robots.txt": (404, "")}
    pages["/nb/index.html"] = listing((name if bare else "c.html", TITLE))
    pages["/nb/c.html"] = article(ALONE.format(name))
    return Web(pages)


def equal_after_replay(given: HarvestOptions, rows_of: Callable[..., dict[str, list[tuple]]]) -> bool:
    fresh = given.db.with_name("again.db")
    replay([given.archive], fresh, ocr=given.ocr)
    without = ("frontier", "hosts", "revisits")
    before, after = (rows_of(db, tables_without=without) for db in (given.db, fresh))
    return all(before[table] == after[table] for table in ("reports", "sections", "issues", "fetches"))


@pytest.mark.parametrize("bare", [True, False], ids=["file", "page-with-file"])
def test_old_file_is_converted_archived_and_replayed_without_a_program(
    bare: bool, tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]]
) -> None:
    web = site("b.doc", WORD, bare=bare)
    given = replace(options(tmp_path, web), converter=str(office(tmp_path)))
    harvest(given)
    assert [heading for (heading,) in asked_for(given.db, HEADINGS)] == [
        "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "存在的主要问题及改进情况"
    ]  # fmt: skip
    outcomes = asked_for(given.db, "SELECT outcome FROM fetches WHERE url LIKE '%.doc' ORDER BY id")
    assert outcomes == [("rendered",), ("stored",)]
    assert ("document-converted",) in asked_for(given.db, "SELECT name FROM issues")
    kept = [
        record
        for file in warc_files([given.archive])
        for _, record in records(file)
        if isinstance(record, Capture) and record.url.endswith(".doc")
    ]
    assert [one.rendered for one in kept] == ["raw", "docx"]
    assert kept[0].body == WORD
    assert kept[1].body == (tmp_path / "true.docx").read_bytes()
    (tmp_path / "office").unlink()
    assert equal_after_replay(given, rows_of)


def test_without_a_program_the_outcome_says_what_to_install(tmp_path: Path) -> None:
    given = replace(options(tmp_path, site("b.doc", WORD, bare=True)), converter="")
    harvest(given)
    assert asked_for(given.db, "SELECT outcome FROM fetches WHERE url LIKE '%.doc'") == [("stored",)]
    report = files.read_file(WORD)
    assert [(one.name, "LibreOffice" in one.found) for one in report.issues] == [
        ("document-unreadable", True)
    ]


@pytest.mark.parametrize("bare", [True, False], ids=["file", "page-with-file"])
def test_why_a_program_failed_is_recorded_and_replayed(
    bare: bool, tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]]
) -> None:
    failing = program(tmp_path, "echo no such filter >&2; exit 3")
    given = replace(options(tmp_path, site("b.doc", WORD, bare=bare)), converter=str(failing))
    harvest(given)
    assert asked_for(given.db, "SELECT outcome FROM fetches WHERE url LIKE '%.doc'") == [("stored",)]
    issues = asked_for(given.db, "SELECT url, found FROM issues JOIN pages ON pages.id = page_id"
                       " WHERE name = 'conversion-failed' AND url LIKE '%.doc'")  # fmt: skip
    assert [found for _, found in issues] == ["office: exit status 3 no such filter"]
    assert equal_after_replay(given, rows_of)


def test_old_files_in_an_archive_are_converted(
    tmp_path: Path, rows_of: Callable[..., dict[str, list[tuple]]]
) -> None:
    packed = zipped({"报告.doc": WORD, "附表.txt": b"1"})
    given = replace(options(tmp_path, site("b.zip", packed, bare=True)), converter=str(office(tmp_path)))
    harvest(given)
    assert [heading for (heading,) in asked_for(given.db, HEADINGS)][:1] == ["总体情况"]
    assert asked_for(given.db, "SELECT outcome FROM fetches WHERE url LIKE '%.zip' ORDER BY id") == [
        ("rendered",),
        ("stored",),
    ]
    found = asked_for(given.db, "SELECT name, found FROM issues ORDER BY position")
    assert ("document-converted", "ZIP") in found
    assert ("archive-unpacked", "read") in found
    (tmp_path / "office").unlink()
    assert equal_after_replay(given, rows_of)


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return target.getvalue()


def test_a_program_that_is_not_there_ends_the_call(tmp_path: Path) -> None:
    given = replace(options(tmp_path, site("b.doc", WORD, bare=True)), converter="no-such-office")
    with pytest.raises(UsageError, match="no such program"):
        harvest(given)


@pytest.mark.parametrize("bare", [True, False], ids=["file", "page-with-file"])
@pytest.mark.parametrize("ocr", [True, False], ids=["ocr", "no-ocr"])
def test_scan_is_read_when_asked_to(
    bare: bool,
    ocr: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows_of: Callable[..., dict[str, list[tuple]]],
) -> None:
    scan = FilePage(None, (Issue("needs-ocr", "pdf"),))
    read = ScanPage(FilePage(SCAN_HTML, (Issue("read-by-ocr", "1 pages"),)), {}, 0.8)
    monkeypatch.setattr("reportharvest.pipeline.read_file", lambda _body, _kind=None: scan)
    monkeypatch.setattr("reportharvest.pipeline.read_scan", lambda _body: read)
    given = replace(options(tmp_path, site("b.pdf", b"%PDF-1.7 a scan", bare=bare)), ocr=ocr, processes=0)
    harvest(given)
    headings = [heading for (heading,) in asked_for(given.db, HEADINGS)]
    assert ("总体情况" in headings) == ocr
    if ocr:
        assert ("read-by-ocr",) in asked_for(given.db, "SELECT name FROM issues")
    assert equal_after_replay(given, rows_of)
