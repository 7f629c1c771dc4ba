"""Bytes to record: decoding, repairing, extracting, in that order. Pure: no I/O, no state.

The three stages do not know each other; they meet here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportharvest.decoding import decode
from reportharvest.extracting import extract as extract_page
from reportharvest.extracting.file_zip import convert_members, names_old_documents
from reportharvest.extracting.files import FilePage, ScanPage, read_file, read_scan, sniff
from reportharvest.extracting.locating import locate
from reportharvest.extracting.publishers import agency_with_site
from reportharvest.extracting.regions import region_of_code
from reportharvest.issues import Issue
from reportharvest.model import RepairStep, RepairSummary, Report
from reportharvest.repairing import repair, restore_machine_traditional

__all__ = [
    "Processed",
    "convert_members",
    "explain",
    "extract",
    "names_old_documents",
    "offsets_of",
    "process",
    "process_parts",
    "sniff",
    "with_site",
]


@dataclass(frozen=True, slots=True)
class Processed:
    """A page's record with each step that led to it.

    Attributes:
        report: the record, as :func:`process` gives it.
        repair_steps: what was restored; offsets into the decoded text.
        conversion_steps: what a mainland page in machine-made traditional was converted by; offsets into the
            repaired text.
        found: the decoded text as it was found, before anything was restored.
        repaired: the text after repair, before such a conversion.
        text: the text that was structured.
    """

    report: Report
    repair_steps: tuple[RepairStep, ...] = ()
    conversion_steps: tuple[RepairStep, ...] = ()
    found: str = ""
    repaired: str = ""
    text: str = ""


def extract(page: str, *, url: str | None = None) -> Report:
    r"""Structure a decoded and repaired page: HTML, or plain or pipe-delimited text.

    A mainland page in machine-made traditional (a host under gov.cn, mainland terms) is converted to
    simplified first, and ``repairs`` says so; every other traditional page stays as it is.

    Args:
        page: the page as text.
        url: where it was fetched; links are resolved against it.
    Returns:
        The record. Whatever was odd about the page is in its ``issues``.
    Raises:
        TypeError: ``page`` is no string, or ``url`` is neither a string nor None.

    >>> report = extract("区财政局2018年度政府信息公开工作报告\n一、总体情况 无。")
    >>> report.report_year, report.sections[0].heading
    (2018, '总体情况')
    """
    _check_text(page, "page")
    _check_url(url)
    return _structured(page, url).report


def process(body: bytes, *, url: str, content_type: str | None = None, ocr: bool = False) -> Report:
    """Decode, repair and structure one fetched page; what a harvest runs for each response.

    Args:
        body: the response's body, after content-encoding was undone.
        url: where it was fetched.
        content_type: the response's Content-Type header, or None.
        ocr: read scanned PDF files by optical character recognition (seconds a page; the extra ``ocr``).
            Statistics read so carry the recogniser's confidence, and the issue ``read-by-ocr`` says so.
    Returns:
        The record, with how the bytes were decoded and what was repaired.
    Raises:
        TypeError: an argument is of the wrong type.

    >>> page = "<h1>区财政局2018年度政府信息公开工作报告</h1><p>一、总体情况</p><p>无。</p>"
    >>> report = process(page.encode("gbk"), url="http://www.example.org/1.html", content_type="text/html")
    >>> report.title, report.encoding["name"]
    ('区财政局2018年度政府信息公开工作报告', 'gb18030')
    """
    return explain(body, url=url, content_type=content_type, ocr=ocr).report


def explain(body: bytes, *, url: str, content_type: str | None = None, ocr: bool = False) -> Processed:
    """Do what :func:`process` does, and keep each step; the arguments are the same.

    >>> page = "标题：鏀垮簻淇℃伅".encode()
    >>> [(step.before, step.after) for step in explain(page, url="").repair_steps]
    [('鏀垮簻淇℃伅', '政府信息')]
    """
    if not isinstance(body, bytes):
        raise TypeError(f"body must be bytes, not {type(body).__name__}")
    if not isinstance(url, str):
        raise TypeError(f"url must be a string, not {type(url).__name__}")
    if content_type is not None and not isinstance(content_type, str):
        raise TypeError(f"content_type must be a string or None, not {type(content_type).__name__}")
    if sniff(body) is not None:
        return _process_file(body, url, content_type, ocr=ocr)
    decoded = decode(body, content_type=content_type)
    restored = _restored(decoded.text, url)
    report = restored.report
    issues = (Issue("bytes-undecodable", decoded.encoding, str(decoded.lost)),) if decoded.lost else ()
    report = replace(
        report,
        encoding={"name": decoded.encoding, "source": decoded.source, "confidence": decoded.confidence},
        lost=decoded.lost + report.lost,
        issues=issues + report.issues,
    )
    return replace(restored, report=report)


def offsets_of(processed: Processed) -> tuple[int | None, ...]:
    """Find where each piece of a report's evidence begins in the decoded page.

    >>> page = "<h1>区财政局2018年度报告</h1><p>来源：区财政局</p>".encode()
    >>> processed = explain(page, url="")
    >>> [one.field for one in processed.report.evidence], offsets_of(processed)
    (['title', 'report_year', 'sections', 'publisher'], (4, 8, None, 27))
    """
    return locate(
        processed.report.evidence,
        processed.found,
        processed.repaired,
        processed.text,
        processed.repair_steps,
    )


def with_site(report: Report, publisher: str | None) -> Report:
    """Complete who issued a report by what the description of its site says.

    Args:
        report: the record, as :func:`process` gives it.
        publisher: the publisher that the site description names, or None.
    Returns:
        The record; ``agency.source`` and ``region.source`` say what came from the description, and
        ``metadata.publisher`` stays what the page prints.

    >>> with_site(Report(), "绍兴市上虞区财政局").agency.county
    '上虞区'
    """
    agency = agency_with_site(report.agency, publisher) if publisher else report.agency
    if agency is report.agency:
        return report
    region = report.region
    if region is None and agency is not None and agency.region_code is not None:
        region = region_of_code(agency.region_code, "site description", report.report_year)
    return replace(report, agency=agency, region=region)


def process_parts(parts: Sequence[tuple[bytes, str | None]], *, url: str, ocr: bool = False) -> Report:
    """Structure a report that is spread over several pages, or whose text is in files beside its page.

    Args:
        parts: body and Content-Type of each part, in order; the first is the page itself, which gives title
            and metadata.
        url: where the page was fetched.
        ocr: as for :func:`process`; where a part is a scan, no value is surer than the recogniser was.
    Returns:
        One record, with what was restored and noticed in all parts; of one part, what :func:`process` gives.

    >>> pages = ["<h1>区财政局2018年度政府信息公开工作报告</h1><p>一、总体情况</p><p>公开信息242条。</p>",
    ...          "<h1>区财政局2018年度政府信息公开工作报告</h1><p>二、存在的问题</p><p>公开不够全面。</p>"]
    >>> report = process_parts([(page.encode(), None) for page in pages], url="http://www.example.org/1.html")
    >>> [section.heading for section in report.sections]
    ['总体情况', '存在的问题']
    """
    cleaned = [_cleaned(body, url, content_type, ocr=ocr) for body, content_type in parts]
    report = extract_page(cleaned[0][0], url=url, continued=[text for text, _, _ in cleaned[1:]])
    for _, _, scan in cleaned:
        report = report if scan is None else _as_recognised(report, scan)
    summaries: dict[str, RepairSummary] = {}
    for _, noticed, _ in cleaned:
        for one in noticed.repairs:
            known = summaries.get(one.kind, RepairSummary(one.kind, 0, 1.0))
            summaries[one.kind] = RepairSummary(
                one.kind, known.count + one.count, min(known.confidence, one.confidence)
            )
    return replace(
        report,
        repairs=tuple(summaries.values()),
        encoding=cleaned[0][1].encoding,
        lost=sum(noticed.lost for _, noticed, _ in cleaned),
        issues=tuple(issue for _, noticed, _ in cleaned for issue in noticed.issues) + report.issues,
    )


def _cleaned(
    body: bytes, url: str, content_type: str | None, *, ocr: bool
) -> tuple[str, Report, ScanPage | None]:
    """Give a part as decoded, repaired and converted text, what was noticed on the way, and its scan."""
    scan: ScanPage | None = None
    encoding: dict[str, str | float] | None = None
    lost = 0
    issues: tuple[Issue, ...]
    if sniff(body) is not None:
        page, scan = _read_file(body, content_type, ocr=ocr)
        text, issues = page.html or "", page.issues
    else:
        decoded = decode(body, content_type=content_type)
        text, lost = decoded.text, decoded.lost
        encoding = {"name": decoded.encoding, "source": decoded.source, "confidence": decoded.confidence}
        issues = (Issue("bytes-undecodable", decoded.encoding, str(lost)),) if lost else ()
    repaired = repair(text)
    issues += (Issue("text-lost", "page", str(repaired.lost)),) if repaired.lost else ()
    converted = restore_machine_traditional(repaired.text, url=url)
    steps = _summaries(repaired.steps) + _summaries(converted.steps)
    lost += repaired.lost + converted.lost
    return converted.text, Report(repairs=steps, encoding=encoding, lost=lost, issues=issues), scan


def _read_file(body: bytes, content_type: str | None, *, ocr: bool) -> tuple[FilePage, ScanPage | None]:
    """Read a file; a scan by OCR, where that is wanted."""
    page = read_file(body, content_type)
    if ocr and page.html is None and any(issue.name == "needs-ocr" for issue in page.issues):
        scan = read_scan(body)
        return scan.page, scan
    return page, None


def _process_file(body: bytes, url: str, content_type: str | None, *, ocr: bool) -> Processed:
    """Structure a PDF, DOCX, XLSX or XLS; what the bytes show wins over what the server says."""
    page, scan = _read_file(body, content_type, ocr=ocr)
    restored = Processed(Report(url=url)) if page.html is None else _restored(page.html, url)
    report = replace(restored.report, issues=page.issues + restored.report.issues)
    return replace(restored, report=report if scan is None else _as_recognised(report, scan))


def _as_recognised(report: Report, scan: ScanPage) -> Report:
    """Give the statistics and figures of a scan the confidence of the texts that they were read from."""

    def sure(raw: str, confidence: float) -> float:
        return round(min(confidence, scan.confidences.get(raw, scan.lowest)), 3)

    return replace(
        report,
        statistics=tuple(replace(one, confidence=sure(one.raw, one.confidence)) for one in report.statistics),
        figures=tuple(one.with_confidence(sure(one.raw, one.confidence)) for one in report.figures),
    )


def _restored(text: str, url: str) -> Processed:
    """Repair a text and structure it."""
    repaired = repair(text)
    structured = _structured(repaired.text, url)
    report = structured.report
    issues = (Issue("text-lost", "page", str(repaired.lost)),) if repaired.lost else ()
    report = replace(
        report,
        repairs=_summaries(repaired.steps) + report.repairs,
        lost=repaired.lost + report.lost,
        issues=issues + report.issues,
    )
    return replace(structured, report=report, repair_steps=repaired.steps, found=text)


def _structured(page: str, url: str | None) -> Processed:
    """Convert a mainland page to simplified and structure it."""
    converted = restore_machine_traditional(page, url=url)
    report = extract_page(converted.text, url=url)
    report = replace(report, repairs=_summaries(converted.steps), lost=converted.lost)
    return Processed(report, conversion_steps=converted.steps, found=page, repaired=page, text=converted.text)


def _summaries(steps: tuple[RepairStep, ...]) -> tuple[RepairSummary, ...]:
    confidences: dict[str, list[float]] = {}
    for step in steps:
        confidences.setdefault(step.kind, []).append(step.confidence)
    return tuple(RepairSummary(kind, len(found), min(found)) for kind, found in confidences.items())


def _check_text(value: object, name: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")


def _check_url(value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"url must be a string or None, not {type(value).__name__}")
