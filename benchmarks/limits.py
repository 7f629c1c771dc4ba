"""Bad input: what ``process()`` makes of pages and files that were made to hurt, what it costs, and what it says.

Each input has a process of its own, so that its peak of memory is its own. The table is that of docs/limits.md.
"""

# ruff: noqa: E501 — cases read best with one a line
from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.measuring import arguments, record, table

TITLE = "<title>区财政局2020年政府信息公开工作年度报告</title>"
PROSE = "一、总体情况 2020年，我局认真贯彻条例，主动公开政府信息26条。"
REPORT = f"{TITLE}<h1>区财政局2020年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{PROSE}</p>"
TIMEOUT_SECONDS = 300


def page(text: str) -> bytes:
    return (REPORT + text).encode()


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return stream.getvalue()


WORD = '<?xml version="1.0"?>{}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def word(body: str, declaration: str = "") -> bytes:
    return packed(("word/document.xml", WORD.format(declaration, body).encode()))


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE w [<!ENTITY l0 "哈">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY outside SYSTEM "file:///etc/passwd">]>'


def pdf(*objects: bytes, root: int = 1) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        root,
        start,
    )


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def stream(content: bytes, times: int = 1) -> bytes:
    data = content
    for _ in range(times):
        data = zlib.compress(data, 9)
    return b"<</Length %d/Filter[%b]>>\nstream\n%b\nendstream" % (len(data), b"/FlateDecode " * times, data)


def pdf_of(content: bytes) -> bytes:
    return pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, content)


def pdf_tree(pages: int) -> bytes:
    kids = b" ".join([b"3 0 R"] * pages)
    return pdf(CATALOG, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages), PAGE, stream(b"BT ET"))


def encrypted_pdf() -> bytes:
    from tests.extracting.documents import pdf as drawn  # noqa: PLC0415

    return drawn(encrypt="secret")


def workbook(rows: int) -> bytes:
    import xlsxwriter  # noqa: PLC0415

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(rows):
        sheet.write_number(row, 0, row)
    book.close()
    return target.getvalue()


def cornered() -> bytes:
    import xlsxwriter  # noqa: PLC0415

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet().write_number(1_048_575, 16_383, 1)
    book.close()
    return target.getvalue()


OFD_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(content: str, *, pages: int = 1, declaration: str = "") -> bytes:
    page = '<ofd:Page ID="1" BaseLoc="Page.xml"/>' * pages
    return packed(
        ("OFD.xml", f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".encode()),
        ("D.xml", f"<ofd:Document {OFD_SPACE}><ofd:Pages>{page}</ofd:Pages></ofd:Document>".encode()),
        ("Page.xml", f"{declaration}<ofd:Page {OFD_SPACE}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>".encode()),
    )  # fmt: skip


def ofd_text(text: str, deltas: str = "", boundary: str = "20 20 100 10", size: float = 4) -> str:
    code = f'<ofd:TextCode X="0" Y="5" DeltaX="{deltas}">{text}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{boundary}" Size="{size}">{code}</ofd:TextObject>'


def ofd_grid() -> str:
    """Labels and numbers in rows and columns that no line parts."""
    words = ("自然人", "1", "结果维持", "规章", "22", "总计")
    return "".join(
        ofd_text(words[(x * 7 + y) % 6], "", f"{10 + 8 * x + y % 3} {10 + 2.2 * y} 100 10", 1.6)
        for x in range(24)
        for y in range(20)
    )


def ofd_path(data: str) -> str:
    return f'<ofd:PathObject Boundary="0 0 200 200"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CASES: dict[str, Callable[[], bytes]] = {
    "`<div>` nested 100,000 deep": lambda: page("<div>" * 100_000 + PROSE),
    "`<b>` nested 100,000 deep": lambda: page("<b>" * 100_000 + PROSE),
    "`<span>` nested 100,000 deep": lambda: page("<span>" * 100_000 + PROSE),
    "`<table><tr><td>` nested 100,000 deep": lambda: page("<table><tr><td>" * 100_000 + PROSE),
    "`<p><a>` 100,000 times, none closed": lambda: page(f"<p><a href=x>{PROSE[:9]}" * 100_000),
    "`<li>` nested 100,000 deep": lambda: page("<ul><li>" * 100_000 + PROSE),
    "`<p>` nested in `<button>` 100,000 deep": lambda: page("<button><p>" * 100_000 + PROSE),
    "100,000 `<font>` closed crosswise": lambda: page("<font><i><b></font>" * 100_000 + PROSE),
    "an attribute of 10 MB": lambda: page(f'<p title="{"x" * 10_000_000}">{PROSE}'),
    "100,000 attributes of one tag": lambda: page("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + PROSE),
    "a table of a million cells": lambda: page("<table>" + ("<tr>" + "<td>1</td>" * 1000 + "</tr>") * 1000 + "</table>"),
    "a table of a million rows": lambda: page("<table>" + "<tr><td>规章<td>1" * 1_000_000 + "</table>"),
    "100,000 tables": lambda: page("<table><tr><td>规章<td>1</table>" * 100_000),
    "colspan = 10^9": lambda: page("<table><tr><td colspan=1000000000>规章<td>3<tr><td>1<td>2</table>" * 100),
    "rowspan = 10^9": lambda: page("<table>" + "<tr><td rowspan=1000000000>规章<td>3" * 1000 + "</table>"),
    "both, 1,000 × 1,000": lambda: page("<table>" + "<tr>" + "<td colspan=1000 rowspan=1000>字" * 1000 + "</table>"),
    "50 MB of text": lambda: page(f"<p>{PROSE}</p>\n" * 560_000),
    "50 MB without a tag": lambda: PROSE.encode() * 560_000,
    "50 MB of `<`": lambda: page("<" * 50_000_000),
    "50 MB of `&`": lambda: page("&" * 50_000_000),
    "50 MB of NULs": lambda: page("\0" * 50_000_000),
    "50 MB of spaces": lambda: page(" " * 50_000_000),
    "10 MB of `（`": lambda: page("（" * 3_300_000),
    "10 MB of misread text": lambda: page("鏀垮簻淇℃伅鍏紑" * 400_000),
    "10 MB of invalid bytes": lambda: page("") + b"\xff\xfe\x81" * 3_300_000,
    "a million links": lambda: page("<a href=/a.html>报告</a> " * 1_000_000),
    "a million headings": lambda: page("<p>一、总体情况</p>" * 1_000_000),
    "an unclosed comment of 10 MB": lambda: page("<!--" + PROSE * 110_000),
    "an unclosed script of 10 MB": lambda: page("<script>" + PROSE * 110_000),
    "style rules, 10 MB": lambda: page("<style>" + ".a{display:none}" * 600_000 + "</style>"),
    "JSON-LD nested 100,000 deep": lambda: page('<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
    "a line of 10 million bars": lambda: "规章|1|".encode() * 2_500_000,
    "PDF: a stream that unpacks to 2 GB": lambda: pdf_of(stream(bytes(200_000_000), 2)),
    "PDF: a stream of 200 MB": lambda: pdf_of(stream(b"0 0 m 9 9 l S " * 14_000_000)),
    "PDF: 5 million lines drawn": lambda: pdf_of(stream(b"0 0 m 9 9 l S " * 5_000_000)),
    "PDF: 500,000 boxes": lambda: pdf_of(stream(b"".join(b"%d %d 9 9 re S " % (n % 590, n % 840) for n in range(500_000)))),
    "PDF: a million pages that are one": lambda: pdf_tree(1_000_000),
    "PDF: pages that are their own parents": lambda: pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "PDF: arrays nested 100,000 deep": lambda: pdf_of(stream(b"[" * 100_000)),
    "PDF: object that is its own length": lambda: pdf_of(b"<</Length 4 0 R>>\nstream\nBT ET\nendstream"),
    "PDF: encrypted": encrypted_pdf,
    "PDF: cut in half": lambda: encrypted_pdf()[:900],
    "DOCX: unpacks to 2 GB": lambda: packed(("word/document.xml", bytes(2_000_000_000))),
    "DOCX: a million entities (billion laughs)": lambda: word(paragraph("&l9;"), BOMB),
    "DOCX: an entity from outside": lambda: word(paragraph("&outside;" + PROSE), OUTSIDE),
    "DOCX: nested 100,000 deep": lambda: word("<w:tbl><w:tr><w:tc>" * 33_000),
    "DOCX: a million paragraphs": lambda: word(paragraph("规章1件") * 1_000_000),
    "DOCX: a million cells": lambda: word("<w:tbl>" + ("<w:tr>" + f"<w:tc>{paragraph('1')}</w:tc>" * 1000 + "</w:tr>") * 1000 + "</w:tbl>"),
    "XLSX: a million rows": lambda: workbook(1_000_000),
    "XLSX: a cell in row 1,048,576": cornered,
    "XLSX: unpacks to 2 GB": lambda: packed(("xl/workbook.xml", bytes(2_000_000_000))),
    "OFD: unpacks to 2 GB": lambda: packed(("OFD.xml", bytes(2_000_000_000))),
    "OFD: a million entities (billion laughs)": lambda: ofd(ofd_text("&l9;"), declaration=BOMB),
    "OFD: an entity from outside": lambda: ofd(ofd_text("&outside;" + PROSE), declaration=OUTSIDE),
    "OFD: nested 100,000 deep": lambda: ofd("<ofd:PageBlock>" * 100_000 + ofd_text(PROSE)),
    "OFD: a million pages that are one": lambda: ofd(ofd_text(PROSE), pages=1_000_000),
    "OFD: 300 pages of 100,000 characters that are one": lambda: ofd(ofd_text(PROSE[:25] * 4_000), pages=300),
    "OFD: 10^9 distances": lambda: ofd(ofd_text(PROSE, "g 1000000000 1 " * 100_000)),
    "OFD: 100,000 paths": lambda: ofd(ofd_path("M 0 0 L 100 0") * 60_000),
    "OFD: a path of a million lines": lambda: ofd(ofd_path("L 100 0 L 0 0 " * 500_000)),
    "OFD: 2,000 lines crossing 2,000": lambda: ofd("".join(ofd_path(f"M {9 * n} 0 L {9 * n} 18000 M 0 {9 * n} L 18000 {9 * n}") for n in range(2_000))),
    "OFD: 300 pages of 480 labels and numbers": lambda: ofd(ofd_grid(), pages=300),
    "OFD: its own template": lambda: ofd('<ofd:Template TemplateID="1"/>' * 100_000 + ofd_text(PROSE)),
    "XLS: OLE without an end": lambda: OLE + "Workbook".encode("utf-16-le") + bytes(5_000_000),
    "XLS: OLE whose sectors lead to themselves": lambda: OLE + bytes(36) + b"\1\0\0\0" * 4_000_000 + "Workbook".encode("utf-16-le"),
    "ZIP in a ZIP in a ZIP": lambda: packed(("a.zip", packed(("b.zip", packed(("报告.docx", word(paragraph(PROSE)))))))),
    "ZIP: 100,000 members": lambda: packed(*((f"{n}.docx", b"") for n in range(100_000))),
}  # fmt: skip


def measure(name: str) -> None:
    """Print, as JSON, what one input costs beyond what the program and the input itself take."""
    import reportharvest as rh  # noqa: PLC0415

    body = CASES[name]()
    rh.process(REPORT.encode(), url="")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    report = rh.process(body, url="http://www.example.gov.cn/a", content_type="text/html")
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([
        len(body), seconds, before * 1024, peak * 1024, report.page_kind,
        sorted({issue.name for issue in report.issues}), [issue.found for issue in report.issues][:2],
    ]))  # fmt: skip


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--case", help="one input, in this process")
    parser.add_argument("--only", default="", help="inputs whose names hold this")
    given = parser.parse_args()
    if given.case:
        measure(given.case)
        return 0
    rows, figures = [], {}
    for name in CASES:
        if given.only not in name:
            continue
        command = [sys.executable, __file__, "--case", name]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            rows.append((name, "", f"over {TIMEOUT_SECONDS}", "", "", ""))
            continue
        if done.returncode != 0:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            rows.append((name, "", "failed", "", "", " ".join(last)[:100]))
            continue
        size, seconds, _, peak, kind, issues, _found = json.loads(done.stdout)
        figures[name] = {"bytes": size, "seconds": round(seconds, 2), "peak_bytes": peak}
        rows.append((
            name, f"{size / 1e6:.1f}", f"{seconds:.1f}", f"{peak / 1e6:.0f}", kind, ", ".join(issues) or "–",
        ))  # fmt: skip
        print("| " + " | ".join(map(str, rows[-1])), file=sys.stderr, flush=True)
    table(["input", "MB", "seconds", "peak MB", "taken for", "issues"], rows)
    record(given.record, "limits", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
