"""Bytes to record: decoding, repairing, extracting, in that order. Pure: no I/O, no state.

The three stages do not know each other; they meet here.
"""

from __future__ import annotations

from dataclasses import replace

from reportharvest.decoding import decode
from reportharvest.extracting import extract as extract_page
from reportharvest.extracting.files import read_file, sniff
from reportharvest.issues import Issue
from reportharvest.model import RepairStep, RepairSummary, Report
from reportharvest.repairing import repair, restore_machine_traditional

__all__ = ["extract", "process"]


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
    converted = restore_machine_traditional(page, url=url)
    report = extract_page(converted.text, url=url)
    return replace(report, repairs=_summaries(converted.steps), lost=converted.lost)


def process(body: bytes, *, url: str, content_type: str | None = None) -> Report:
    """Decode, repair and structure one fetched page; what a harvest runs for each response.

    Args:
        body: the response's body, after content-encoding was undone.
        url: where it was fetched.
        content_type: the response's Content-Type header, or None.
    Returns:
        The record, with how the bytes were decoded and what was repaired.
    Raises:
        TypeError: an argument is of the wrong type.

    >>> page = "<h1>区财政局2018年度政府信息公开工作报告</h1><p>一、总体情况</p><p>无。</p>"
    >>> report = process(page.encode("gbk"), url="http://www.example.org/1.html", content_type="text/html")
    >>> report.title, report.encoding["name"]
    ('区财政局2018年度政府信息公开工作报告', 'gb18030')
    """
    if not isinstance(body, bytes):
        raise TypeError(f"body must be bytes, not {type(body).__name__}")
    if not isinstance(url, str):
        raise TypeError(f"url must be a string, not {type(url).__name__}")
    if content_type is not None and not isinstance(content_type, str):
        raise TypeError(f"content_type must be a string or None, not {type(content_type).__name__}")
    if sniff(body) is not None:
        return _process_file(body, url, content_type)
    decoded = decode(body, content_type=content_type)
    report = _restored(decoded.text, url)
    issues = (Issue("bytes-undecodable", decoded.encoding, str(decoded.lost)),) if decoded.lost else ()
    return replace(
        report,
        encoding={"name": decoded.encoding, "source": decoded.source, "confidence": decoded.confidence},
        lost=decoded.lost + report.lost,
        issues=issues + report.issues,
    )


def _process_file(body: bytes, url: str, content_type: str | None) -> Report:
    """Structure a PDF, DOCX, XLSX or XLS; what the bytes show wins over what the server says."""
    page = read_file(body, content_type)
    report = Report(url=url) if page.html is None else _restored(page.html, url)
    return replace(report, issues=page.issues + report.issues)


def _restored(text: str, url: str) -> Report:
    """Repair a text and structure it."""
    repaired = repair(text)
    report = extract(repaired.text, url=url)
    issues = (Issue("text-lost", "page", str(repaired.lost)),) if repaired.lost else ()
    return replace(
        report,
        repairs=_summaries(repaired.steps) + report.repairs,
        lost=repaired.lost + report.lost,
        issues=issues + report.issues,
    )


def _summaries(steps: tuple[RepairStep, ...]) -> tuple[RepairSummary, ...]:
    kinds = dict.fromkeys(step.kind for step in steps)
    return tuple(
        RepairSummary(
            kind,
            sum(step.kind == kind for step in steps),
            min(step.confidence for step in steps if step.kind == kind),
        )
        for kind in kinds
    )


def _check_text(value: object, name: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")


def _check_url(value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"url must be a string or None, not {type(value).__name__}")
