"""ZIP files that hold a report: the report's document, then the tables beside it, as one page.

Members are chosen by their names and read by what their bytes show. A name is never a path here, and
everything has a bound: members, their size, what they unpack to, archives inside archives.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from reportharvest.extracting.files import (
    DOC,
    MAX_BYTES,
    MAX_INFLATED_BYTES,
    RTF,
    ZIP,
    FilePage,
    read_file,
    sniff,
)
from reportharvest.issues import Issue

__all__ = ["convert_members", "names_old_documents", "read"]

MAX_MEMBERS = 1_000  # a directory with more is no report with its annexes
MAX_DOCUMENTS = 10  # documents that are read: a report, its tables, a few annexes
MAX_NESTING = 2  # a ZIP that was zipped again; beyond this nobody means a reader
# documents shrink 2 to 20 times; the highest of those seen was an empty XLS at 80
MAX_RATIO = 300
RATIO_FREE_BYTES = 2**20
_REPORT = re.compile(r"报告|報告|年报|年報|总结")
_DOCUMENT = re.compile(r"\.(?:pdf|ofd|docx?|xlsx?|wps|et|rtf|zip)$", re.IGNORECASE)
_OLD = re.compile(r"\.(?:doc|dot|wps|rtf)$", re.IGNORECASE)
_BODY = re.compile(r"<body[^<>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_ERRORS = (
    zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, KeyError
)  # fmt: skip


@dataclass(slots=True)
class _Budget:
    left_bytes: int = MAX_INFLATED_BYTES
    left_documents: int = MAX_DOCUMENTS
    issues: list[Issue] = field(default_factory=list)


def read(body: bytes) -> FilePage:
    r"""Read a ZIP file as a page.

    Args:
        body: the file.
    Returns:
        The report's document followed by what is no report of its own, and what was left out, as issues.

    >>> read(b"PK\x03\x04 cut short").issues[0].name
    'document-unreadable'
    """
    budget = _Budget()
    pages = _read(body, 1, budget)
    if not pages:
        if not budget.issues:
            budget.issues.append(Issue("document-unreadable", ZIP, "no document in it"))
        return FilePage(None, tuple(budget.issues))
    return FilePage("<html><body>" + "".join(pages) + "</body></html>", tuple(budget.issues))


def names_old_documents(body: bytes) -> bool:
    r"""Tell by the names in it whether a ZIP file may hold a DOC, WPS or RTF file; nothing is unpacked.

    >>> names_old_documents(b"PK\x03\x04 cut short")
    False
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = archive.infolist()
            return len(infos) <= MAX_MEMBERS and any(_OLD.search(_name(info)) for info in infos)
    except _ERRORS:
        return False


def convert_members(body: bytes, convert: Callable[[bytes], bytes | None]) -> bytes | None:
    """Put DOCX in the place of the DOC, WPS and RTF files in a ZIP file.

    Args:
        body: the ZIP file; its bounds are those of :func:`read`, and archives within it stay as they are.
        convert: gives the DOCX of a file, or None where there is none; the file stays then.
    Returns:
        A ZIP file of the documents in it; None where nothing was converted.
    """
    budget = _Budget()
    target = io.BytesIO()
    converted = 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(target, "w") as made:
            for info in archive.infolist()[:MAX_MEMBERS]:
                name = _name(info)
                content, _ = (None, "") if not _DOCUMENT.search(name) else _unpacked(archive, info, budget)
                if content is None:
                    continue
                old = budget.left_documents > 0 and sniff(content) in {DOC, RTF}
                budget.left_documents -= old
                docx = convert(content) if old else None
                converted += docx is not None
                made.writestr(
                    # a date of its own, so that the same file gives the same bytes
                    zipfile.ZipInfo(name if docx is None else f"{name}.docx"),
                    content if docx is None else docx,
                )
    except _ERRORS:
        return None
    return target.getvalue() if converted else None


def _read(body: bytes, depth: int, budget: _Budget) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS:
                budget.issues.append(
                    Issue("document-unreadable", ZIP, f"{len(infos)} members are more than {MAX_MEMBERS}")
                )
                return []
            chosen = _chosen([(_name(info), info) for info in infos if not info.is_dir()], budget)
            return [page for name, info in chosen for page in _member(archive, name, info, depth, budget)]
    except _ERRORS as error:
        budget.issues.append(Issue("document-unreadable", ZIP, f"broken container: {error}"))
        return []


def _chosen(members: list[tuple[str, zipfile.ZipInfo]], budget: _Budget) -> list[tuple[str, zipfile.ZipInfo]]:
    """The report first, then what is no other report; reports of others are left out and named."""
    documents = sorted((one for one in members if _DOCUMENT.search(one[0])), key=lambda one: one[0])
    reports = [one for one in documents if _REPORT.search(one[0])]
    rest = [one for one in documents if one not in reports]
    for name, _ in reports[1:]:
        budget.issues.append(Issue("archive-unpacked", name, "left out: another report in the same archive"))
    return [*reports[:1], *rest]


def _member(
    archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo, depth: int, budget: _Budget
) -> list[str]:
    if budget.left_documents <= 0:
        budget.issues.append(
            Issue("archive-unpacked", name, f"left out: more than {MAX_DOCUMENTS} documents")
        )
        return []
    budget.left_documents -= 1
    body, problem = _unpacked(archive, info, budget)
    if body is None:
        budget.issues.append(Issue("document-unreadable", name, problem))
        return []
    if sniff(body) == ZIP:
        if depth >= MAX_NESTING:
            budget.issues.append(Issue("document-unreadable", name, "an archive in an archive in an archive"))
            return []
        return _read(body, depth + 1, budget)
    page = read_file(body)
    budget.issues += page.issues
    if page.html is None:
        return []
    budget.issues.append(Issue("archive-unpacked", name, "read"))
    inside = _BODY.search(page.html)
    return [inside[1] if inside else page.html]


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> tuple[bytes | None, str]:
    """Unpack a member within its bounds; what the directory says of its size is not believed."""
    if info.flag_bits & 1:
        return None, "encrypted"
    limit = min(budget.left_bytes, MAX_BYTES, max(RATIO_FREE_BYTES, MAX_RATIO * info.compress_size))
    with archive.open(info) as member:
        body = member.read(limit + 1)
    budget.left_bytes -= len(body)
    if len(body) > limit:
        return None, f"unpacks to more than {limit} bytes"
    return body, ""


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; what is not marked as UTF-8 was written in GBK on the machines of these offices."""
    name = info.filename.rpartition("/")[2]
    if info.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name
