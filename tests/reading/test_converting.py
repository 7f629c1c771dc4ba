"""Old office files: by an installed program, or by a stand-in that behaves as badly as a program can."""

from __future__ import annotations

import shutil
import stat
import time
from pathlib import Path

import docx
import pytest

import reportharvest as rh
from reportharvest.reading import converting
from reportharvest.reading.converting import convert, find_converter

RTF = rb"{\rtf1\ansi\ansicpg936 {\fonttbl{\f0\fcharset134 SimSun;}}\f0 "
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(100)


def program(folder: Path, script: str) -> Path:
    file = folder / "office"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def document(folder: Path) -> Path:
    file = folder / "true.docx"
    made = docx.Document()
    made.add_heading("云桥市财政局2017年政府信息公开工作年度报告", 0)
    made.add_paragraph("一、总体情况")
    made.add_paragraph("2017年，我局主动公开政府信息87条。")
    made.save(str(file))
    return file


def test_program_gets_the_file_and_its_answer_is_read(tmp_path: Path) -> None:
    true = document(tmp_path)
    seen = tmp_path / "seen"
    office = program(tmp_path, f'for last; do :; done; cp "$last" {seen}; cp {true} "${{last%.doc}}.docx"')
    converted = convert(WORD, office)
    assert converted.error is None
    assert converted.body == true.read_bytes()
    assert seen.read_bytes() == WORD
    report = rh.process(converted.body, url="http://www.example.gov.cn/a.doc")
    assert report.report_year == 2017
    assert [(one.key, one.value) for one in report.figures] == [("disclosed", 87)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("exit 0", "office wrote no report.docx"),
        ("echo first >&2; echo 'source file could not be loaded' >&2; exit 77", "exit status 77 source file"),
        ('for last; do :; done; ln -s /etc/hostname "${last%.doc}.docx"', "office wrote no report.docx"),
        ("kill -9 $$", "exit status -9"),
    ],
    ids=["nothing", "failure", "link", "killed"],
)
def test_failing_program_is_an_outcome(tmp_path: Path, script: str, expected: str) -> None:
    converted = convert(WORD, program(tmp_path, script))
    assert converted.body is None
    assert expected in (converted.error or "")


def test_hanging_program_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "TIMEOUT_SECONDS", 0.3)
    alive = tmp_path / "alive"
    office = program(tmp_path, f"(sleep 0.5; touch {alive}) & wait")
    assert "not done within" in (convert(WORD, office).error or "")
    time.sleep(0.6)
    assert not alive.exists()


def test_answer_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "MAX_BYTES", 3)
    office = program(tmp_path, 'for last; do :; done; echo long > "${last%.doc}.docx"')
    assert "more than 3 bytes" in (convert(WORD, office).error or "")


def test_program_that_cannot_be_run_is_an_outcome(tmp_path: Path) -> None:
    assert "cannot be run" in (convert(WORD, tmp_path / "absent").error or "")


def test_other_files_are_not_handed_over(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    office = program(tmp_path, f"touch {touched}")
    assert convert(b"%PDF-1.7", office).body is None
    assert not touched.exists()


def test_program_is_found_by_name_or_not_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = program(tmp_path, "exit 0").rename(tmp_path / "soffice")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_converter() == office
    assert find_converter(str(office)) == office
    assert find_converter("") is None
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert find_converter() is None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_rich_text() -> None:
    body = RTF + "云桥市财政局2017年政府信息公开工作年度报告".encode("gbk").hex(":").replace(":", r"\'").join(
        [r"\'", r"\par }"]
    ).encode("ascii")
    found = find_converter()
    assert found is not None
    converted = convert(body, found)
    if converted.error is not None:
        pytest.skip(f"LibreOffice is installed without Writer: {converted.error}")
    assert converted.body is not None
    assert rh.process(converted.body, url="").title == "云桥市财政局2017年政府信息公开工作年度报告"
