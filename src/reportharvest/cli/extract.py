"""``reportharvest extract``: one page in, its record out as JSON, by the calls that a harvest makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from reportharvest.cli.explained import evidence_dicts, evidence_lines
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import check_encoding, read_bytes, write_json
from reportharvest.errors import UsageError
from reportharvest.issues import Issue
from reportharvest.pipeline import Processed, offsets_of, sniff
from reportharvest.pipeline import explain as process_explained
from reportharvest.reading.converting import CONVERTIBLE, convert, find_converter

__all__ = ["command"]


@click.command("extract", short_help="turn one page into a record (JSON)")
@click.argument("source", metavar="FILE|URL|-")
@click.option("--url", help="where the page was fetched; its links are resolved against it")
@click.option(
    "--explain",
    is_flag=True,
    help="add where each value came from, what was rejected, and each repair; in words on stderr, too",
)
@click.option("--encoding", metavar="NAME", help="encoding that the page is said to be in; only a hint")
@click.option("--allow-private", is_flag=True, help="fetch from loopback and private addresses, too")
@setting_option("ocr")
@setting_option("converter")
@setting_option("user_agent")
@setting_option("proxy")
@common_options
def command(
    source: str, *, url: str | None, explain: bool, encoding: str | None, allow_private: bool, **given: Any
) -> None:
    """Read a page from a FILE, a URL or stdin (-) and print its record as JSON.

    The page may be HTML, plain, pipe-delimited or comma-separated text, PDF, OFD, DOCX, XLSX, XLS or a ZIP
    file of these; DOC, WPS and RTF are read through an office program that is installed, scanned PDF files
    with --ocr. It is decoded, repaired and structured exactly as a harvest does it.
    """
    settings, messages = read_settings(given.pop("config"), given)
    content_type = check_encoding(encoding)
    if source.lower().startswith(("http://", "https://")):
        # Loaded only here: a file needs no HTTP client.
        from reportharvest.running.fetching import fetch_page  # noqa: PLC0415
        from reportharvest.running.harvest import DEFAULT_USER_AGENT  # noqa: PLC0415

        fetched = fetch_page(
            source,
            user_agent=settings.user_agent or DEFAULT_USER_AGENT,
            proxy=settings.proxy or None,
            allow_private=allow_private,
        )
        body, address = fetched.body, url or fetched.url
        content_type = content_type or fetched.content_type
    elif "://" in source:
        raise UsageError(
            f"{source}: this kind of URL is not fetched",
            allowed=["http://…", "https://…", "a file", "- for stdin"],
            hint="save the page and name the file",
        )
    else:
        body, address = read_bytes(source), url or ""
    body, issues = _converted(body, settings.converter)
    processed = process_explained(body, url=address, content_type=content_type, ocr=settings.ocr)
    report = processed.report if address else replace(processed.report, url=None)
    if issues:
        report = replace(report, issues=(*report.issues, *issues))
        processed = replace(processed, report=report)
    record = report.to_dict()
    if explain:
        offsets = offsets_of(processed)
        record["explanation"] = _explanation(processed, offsets)
        for line in evidence_lines(processed.report, offsets):
            messages.tell(line)
    write_json(record)


def _converted(body: bytes, setting: str) -> tuple[bytes, tuple[Issue, ...]]:
    """Give a file of an old format as DOCX, with what is to be said of that; any other as it is."""
    if sniff(body) not in CONVERTIBLE:
        return body, ()
    converter = find_converter(setting)
    if converter is None:
        return body, ()  # reading says what could be installed
    converted = convert(body, converter)
    if converted.body is None:
        return body, (Issue("conversion-failed", "file", converted.error or ""),)
    return converted.body, (Issue("document-converted", "file", "DOCX"),)


def _explanation(processed: Processed, offsets: Sequence[int | None]) -> dict[str, Any]:
    report = processed.report
    return {
        "encoding": None if report.encoding is None else dict(report.encoding),
        "evidence": evidence_dicts(report, offsets),
        "issues": [issue.to_dict() for issue in report.issues],
        "repair_steps": [step.to_dict() for step in processed.repair_steps],
        "conversion_steps": [step.to_dict() for step in processed.conversion_steps],
    }
