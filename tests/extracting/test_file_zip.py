# ruff: noqa: E501  rows of a table are read across
"""ZIP archives of documents: the report first, its tables behind it, and bounds on everything."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting import file_zip
from reportharvest.extracting.files import read_file, sniff
from reportharvest.pipeline import process

TITLE = "示例区财政局2020年政府信息公开工作年度报告"


def word(title: str = TITLE, text: str = "全年主动公开政府信息26条，及时回应社会关切。") -> bytes:
    document = docx.Document()
    document.add_heading(title, 0)
    document.add_paragraph("一、总体情况")
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in (["信息内容", "本年制发件数"], ["规章", 3], ["行政规范性文件", 5]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return stream.getvalue()


def gbk_named(name: str, body: bytes) -> bytes:
    """An archive as old programs write it: the name in GBK, without the mark of UTF-8."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x" * len(name.encode("gbk")), body)
    return stream.getvalue().replace(b"x" * len(name.encode("gbk")), name.encode("gbk"))


def issues(body: bytes) -> list[tuple[str, str, str]]:
    return [(one.name, one.place, one.found) for one in read_file(body).issues]


def test_a_report_and_its_tables_become_one_record() -> None:
    body = packed(
        ("附件/2统计表.xlsx", sheet()),
        ("附件/1年度报告.docx", word()),
        ("说明.txt", b"x"),
        ("logo.png", b"x"),
    )
    assert sniff(body) == "application/zip"
    report = process(body, url="http://a.example/a.zip")
    assert (report.title, report.report_year, report.page_kind) == (TITLE, 2020, "report")
    assert report.sections[0].heading == "总体情况"
    assert ("行政规范性文件", "5") in [row for table in report.tables for row in table.rows]
    assert ("archive-unpacked", "1年度报告.docx", "read") in issues(body)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: packed(("甲局年度报告.docx", word()), ("乙局年度报告.docx", word("乙局2020年年度报告"))),
         ("archive-unpacked", "甲局年度报告.docx", "left out: another report in the same archive")),
        (lambda: gbk_named("年度报告.docx", word()), ("archive-unpacked", "年度报告.docx", "read")),
        (lambda: packed(("a.zip", packed(("b.docx", word())))), ("archive-unpacked", "b.docx", "read")),
        (lambda: packed(("a.zip", packed(("b.zip", packed(("c.docx", word())))))),
         ("document-unreadable", "b.zip", "an archive in an archive in an archive")),
        (lambda: packed(("../../etc/passwd.docx", word())), ("archive-unpacked", "passwd.docx", "read")),
        (lambda: packed(("a.txt", b"x")), ("document-unreadable", "application/zip", "no document in it")),
        (lambda: packed(("a.pdf", bytes(40_000_000))), ("document-unreadable", "a.pdf", "unpacks to more than 11671200 bytes")),
        (lambda: packed(*((f"{at}.docx", b"x") for at in range(1001))),
         ("document-unreadable", "application/zip", "1001 members are more than 1000")),
        (lambda: packed(*((f"{at:02}.docx", word()) for at in range(12))),
         ("archive-unpacked", "10.docx", "left out: more than 10 documents")),
        (lambda: packed(("a.docx", word()))[:-30], ("document-unreadable", "application/zip", "broken container")),
    ],
)  # fmt: skip
def test_what_was_read_and_what_was_left_out_is_said(
    make: Callable[[], bytes], expected: tuple[str, str, str]
) -> None:
    found = issues(make())
    assert any(
        one[:2] == expected[:2] and one[2].startswith(expected[2].split("11671200")[0]) for one in found
    )


def test_a_bomb_in_many_members_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_zip, "MAX_INFLATED_BYTES", 1_000_000)
    body = packed(*((f"{at}.pdf", bytes(900_000)) for at in range(5)))
    budget = file_zip._Budget(left_bytes=1_000_000)
    assert file_zip._read(body, 1, budget) == []
    assert budget.left_bytes >= -5


@given(st.binary(max_size=300))
def test_nothing_makes_it_raise(body: bytes) -> None:
    file_zip.read(b"PK\x03\x04" + body)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")


def names(body: bytes | None) -> list[str]:
    assert body is not None
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.namelist()


def test_old_documents_are_replaced_by_what_they_are_converted_to() -> None:
    body = packed(("a/报告.doc", OLD), ("表.xlsx", sheet()), ("图.png", b"x"), ("假.doc", b"no such file"))
    made = file_zip.convert_members(body, lambda given: word() if given == OLD else None)
    assert names(made) == ["报告.doc.docx", "表.xlsx", "假.doc"]
    assert made == file_zip.convert_members(body, lambda _: word())
    assert process(made or b"", url="http://a.example/a.zip").title == TITLE
    assert file_zip.convert_members(body, lambda _: None) is None


def test_conversion_of_members_has_the_bounds_of_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def convert(body: bytes) -> bytes:
        asked.append(body)
        return b"docx"

    many = packed(*((f"{n}.doc", OLD) for n in range(15)), ("bomb.doc", OLD + bytes(3_000_000)))
    assert len(names(file_zip.convert_members(many, convert))) == 15
    assert len(asked) == file_zip.MAX_DOCUMENTS
    monkeypatch.setattr(file_zip, "MAX_MEMBERS", 3)
    assert not file_zip.names_old_documents(many)
    assert names(file_zip.convert_members(many, convert)) == ["0.doc.docx", "1.doc.docx", "2.doc.docx"]
    assert file_zip.convert_members(many[:-200], convert) is None
    assert not file_zip.names_old_documents(packed(("a.docx", b"")))
