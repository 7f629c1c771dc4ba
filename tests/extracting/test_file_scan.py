"""Scanned reports: drawn, printed to pictures with the faults of a scanner, and read by OCR."""

from __future__ import annotations

import io
import sys

import pytest
from tests.extracting.documents import TITLE, pdf

import reportharvest as rh
from reportharvest.extracting import files

numpy = pytest.importorskip("numpy")
pypdfium2 = pytest.importorskip("pypdfium2")
try:
    from PIL import Image

    from reportharvest.extracting import file_scan
    from reportharvest.extracting.file_layout import Line, Sheet
except ImportError as missing:  # the wheel of OpenCV needs libGL of the system
    pytest.skip(f"the extra 'ocr' cannot be loaded: {missing}", allow_module_level=True)


def scanned(body: bytes, *, askew_degrees: float = 0.0) -> bytes:
    """Print a PDF to grey, noisy pictures and bind them as a PDF again, as an office's copier does."""
    noise = numpy.random.default_rng(1)
    sheets = []
    for page in pypdfium2.PdfDocument(body):
        picture = page.render(scale=150 / 72, grayscale=True).to_numpy().squeeze().astype(float)
        picture = numpy.clip(picture * 0.92 + 10 + noise.normal(0, 6, picture.shape), 0, 255)
        sheet = Image.fromarray(picture.astype("uint8"))
        sheets.append(sheet.rotate(askew_degrees, fillcolor=240, resample=Image.Resampling.BICUBIC))
    bound = io.BytesIO()
    sheets[0].save(bound, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return bound.getvalue()


@pytest.fixture(scope="module")
def scan() -> bytes:
    return scanned(pdf(), askew_degrees=0.8)


def test_scan_needs_ocr_and_nothing_reads_it_unasked(scan: bytes) -> None:
    report = rh.process(scan, url="http://www.example.gov.cn/a.pdf")
    assert [issue.name for issue in report.issues if issue.name in {"needs-ocr", "read-by-ocr"}] == [
        "needs-ocr"
    ]
    assert report.statistics == ()


def test_scan_read_by_ocr_gives_the_record_with_its_confidence(scan: bytes) -> None:
    report = rh.process(scan, url="http://www.example.gov.cn/a.pdf", ocr=True)
    assert report.title == TITLE
    assert report.report_year == 2021
    assert [(one.number, one.heading) for one in report.sections] == [("一", "总体情况")]
    assert report.sections[0].text.count("不断完善制度，主动公开政府信息242条。") == 3
    found = {(one.row, one.column): (one.value, one.confidence) for one in report.statistics}
    assert {place: value for place, (value, _) in found.items()} == {
        ("regulations", "issued"): 0, ("regulations", "repealed"): 0, ("regulations", "in_force"): 12,
        ("normative_documents", "issued"): 3, ("normative_documents", "repealed"): 1,
        ("normative_documents", "in_force"): 25,
    }  # fmt: skip
    assert all(0.5 <= confidence < 1 for _, confidence in found.values())
    assert "read-by-ocr" in {issue.name for issue in report.issues}


def test_text_of_a_pdf_is_never_recognised() -> None:
    body = pdf()
    assert rh.process(body, url="", ocr=True) == rh.process(body, url="")


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, scan: bytes) -> None:
    monkeypatch.setitem(sys.modules, "reportharvest.extracting.file_scan", None)
    [issue] = files.read_scan(scan).page.issues
    assert issue.name == "document-unreadable"
    assert "'ocr'" in issue.found


def test_file_beyond_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert files.read_scan(b"%PDF-1.7 and more").page.html is None


def test_cells_are_the_white_areas_that_lines_close_in() -> None:
    picture = numpy.full((400, 600), 255, numpy.uint8)
    for y in (50, 150, 250):
        picture[y : y + 3, 50:503] = 0
    for x in (50, 200, 500):
        picture[50:253, x : x + 3] = 0
    [boxes] = file_scan._ruled_boxes(picture)
    scale = 72 / 200
    assert sorted((round(x0 / scale, -1), round(x1 / scale, -1)) for x0, _, x1, _ in boxes) == [
        (50, 200), (50, 200), (200, 500), (200, 500),
    ]  # fmt: skip


def test_picture_without_lines_has_no_tables_and_stays_as_it_is() -> None:
    picture = numpy.full((400, 600), 255, numpy.uint8)
    assert file_scan._ruled_boxes(picture) == []
    assert file_scan._upright(picture) is picture


def test_numeral_that_was_taken_for_dirt_is_put_back() -> None:
    lines = [
        Line(text, 80, 200, top, top + 12, 12, 0)
        for top, text in ((100, "一、总体情况"), (130, "无。"), (160, "、主动公开"), (190, "三、依申请公开"))
    ]
    file_scan._restore_numbers([Sheet(595, 842, lines)])
    assert [line.text for line in lines] == ["一、总体情况", "无。", "二、主动公开", "三、依申请公开"]


def test_narrow_characters_take_half_the_width() -> None:
    placed = file_scan._characters([(0, 0), (100, 0), (100, 20), (0, 20)], "共242条")
    assert [one["text"] for one in placed] == list("共242条")
    widths = [one["x1"] - one["x0"] for one in placed]
    assert widths[1] == pytest.approx(widths[0] / 2)
