"""OFD (GB/T 33190): text by its places, tables by their paths, and what has a bound."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest import process
from reportharvest.extracting.file_ofd import _deltas
from reportharvest.extracting.files import OFD, read_file, sniff

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
TITLE = "云桥市财政局2021年政府信息公开工作年度报告"


def text(words: str, x: float, y: float, *, size: float = 4.2, more: str = "", code: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 150 8" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {code}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, boundary: str = "0 0 210 297") -> str:
    inside = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject Boundary="{boundary}">{inside}</ofd:PathObject>'


def ofd(*pages: str, root: str = "Doc_0/Document.xml", extra: dict[str, str] | None = None) -> bytes:
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="/Doc_0/Page_{n}.xml"/>' for n in range(len(pages)))
    template = text("一、总体情况", 20, 60)
    common = "<ofd:CommonData><ofd:TemplatePage ID='9' BaseLoc='T.xml'/></ofd:CommonData>"
    parts = {
        "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}>{common}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/T.xml": f"<ofd:Page {SPACE}><ofd:Content>{template}</ofd:Content></ofd:Page>",
    }
    for number, content in enumerate(pages):
        parts[f"Doc_0/Page_{number}.xml"] = (
            f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer><ofd:PageBlock>{content}</ofd:PageBlock></ofd:Layer>"
            "</ofd:Content></ofd:Page>"
        )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in (parts | (extra or {})).items():
            container.writestr(name, part)
    return target.getvalue()


BODY = ofd(text(TITLE, 25, 20, size=7) + text("2021年，我局主动公开政府信息242条。", 28, 50))


def test_title_and_paragraphs_are_read() -> None:
    assert sniff(BODY) == OFD
    report = process(BODY, url="http://www.example.gov.cn/nb.ofd")
    assert (report.title, report.report_year, report.issues) == (TITLE, 2021, ())
    assert report.sections[0].text == "2021年，我局主动公开政府信息242条。"


def test_table_of_paths_keeps_its_cells() -> None:
    grid = "M 20 100 L 120 100 M 20 110 L 120 110 M 20 120 L 120 120 M 20 100 L 20 120 M 70 100 L 70 120"
    words = [("信息内容", 25, 102), ("本年制发件数", 75, 102), ("规章", 25, 112), ("12", 90, 112)]
    page = path(grid) + path("M 0 0 L 0 20 L 0.2 20 L 0.2 0 C", "119.9 100 1 20")
    report = process(ofd(page + "".join(text(*one) for one in words)), url="")
    assert [table.rows for table in report.tables] == [(("信息内容", "本年制发件数"), ("规章", "12"))]


def test_characters_stand_where_distances_and_matrix_put_them() -> None:
    apart = text("规章12", 20, 50, code='DeltaX="4.2 30 2.1"')
    scaled = text("现行有效", 1, 60, size=1, more='CTM="4 0 0 4 20 0"', code='DeltaX="g 3 1"')
    html = read_file(ofd(apart + scaled)).html or ""
    assert "规章 12" in html
    assert "现行有效" in html


def test_template_of_a_page_is_read_with_it() -> None:
    page = "<ofd:Page {}><ofd:Template TemplateID='9'/><ofd:Content>{}</ofd:Content></ofd:Page>"
    body = ofd("", extra={"Doc_0/Page_0.xml": page.format(SPACE, text(TITLE, 25, 20))})
    assert "一、总体情况" in (read_file(body).html or "")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (ofd(""), "no text"),
        (ofd("<ofd:ImageObject/>"), "pages are pictures"),
        (ofd(text(TITLE, 20, 20), extra={"Doc_0/Encryptions.xml": "<a/>"}), "encrypted"),
        (ofd(text(TITLE, 20, 20), root="Doc_7/Document.xml"), "KeyError: 'Doc_7/Document.xml'"),
        (ofd(text(TITLE, 20, 20), extra={"Doc_0/Document.xml": "no mark-up"}), "Doc_0/Document.xml: no XML"),
    ],
    ids=["empty", "pictures", "encrypted", "no-document", "no-xml"],
)
def test_what_cannot_be_read_is_an_issue(body: bytes, found: str) -> None:
    result = read_file(body)
    assert result.html is None
    assert [issue.name for issue in result.issues] == ["document-unreadable"]
    assert found in result.issues[0].found


def test_entities_are_not_expanded() -> None:
    bomb = f'<!DOCTYPE d [<!ENTITY a "{"字" * 1000}"><!ENTITY b "{"&a;" * 1000}">]>'
    page = f"{bomb}<ofd:Page {SPACE}><ofd:Content>{text('一、&b;', 20, 20)}</ofd:Content></ofd:Page>"
    assert len(read_file(ofd("", extra={"Doc_0/Page_0.xml": page})).html or "") < 1_000


def test_bounds_end_with_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "reportharvest.extracting.file_ofd."
    monkeypatch.setattr(module + "_MAX_PAGES", 2)
    result = read_file(ofd(*[text(TITLE, 20, 100)] * 3))
    assert [(one.place, one.found) for one in result.issues] == [("ofd page 3", "beyond the limit")]
    monkeypatch.setattr(module + "_MAX_EDGES", 10)
    result = read_file(ofd(text(TITLE, 20, 100) + path("M 0 0 L 9 0 " * 20)))
    assert [one.name for one in result.issues] == ["table-too-large"]
    monkeypatch.setattr(module + "_MAX_CHARS", 10)
    result = read_file(ofd(text(TITLE, 20, 100)))
    assert "characters" in result.issues[0].found
    monkeypatch.setattr(module + "_MAX_PAGE_BYTES", 1_000)
    result = read_file(ofd(text(TITLE * 99, 20, 100)))
    assert "bytes" in result.issues[0].found


@given(st.data())
def test_broken_files_never_raise(data: st.DataObject) -> None:
    body = bytearray(BODY)
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    result = read_file(bytes(body[: data.draw(st.integers(0, len(body)))]), OFD)
    assert result.html is not None or result.issues


@given(st.text("g 0123456789.-e", max_size=60), st.integers(0, 40))
def test_any_distances_are_read(given: str, count: int) -> None:
    assert len(_deltas(given, count)) <= count + 1


@given(st.text("MLCSQBA 0123456789.-e", max_size=80), st.text("0123456789.- ", max_size=40))
def test_any_path_and_place_is_read(data: str, place: str) -> None:
    result = read_file(ofd(path(data, place) + text("规章", 20, 100, more=f'CTM="{place}"')))
    assert result.html is not None or result.issues
