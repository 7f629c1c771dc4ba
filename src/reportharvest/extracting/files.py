"""Attached files to simple clean pages that ``extract()`` reads: PDF, OFD, DOCX, XLSX, XLS, and ZIP of those.

The libraries belong to the extra ``documents`` and are loaded on first need. Whatever cannot be read is an
issue: encrypted, broken, too large, without text (``needs-ocr``), or of a kind that needs a converter.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from reportharvest.issues import Issue

__all__ = ["MAX_BYTES", "MAX_INFLATED_BYTES", "FilePage", "ScanPage", "read_file", "read_scan", "sniff"]

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
DOC = "application/msword"
RTF = "application/rtf"
OFD = "application/ofd"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
COMPOUND = "application/x-ole-storage"
"""A compound file (OLE) in which there is neither a Word document nor a workbook."""

MAX_BYTES = 50 * 2**20
"""The largest file that is read; the same as the default limit of a fetch."""

MAX_INFLATED_BYTES = 200 * 2**20
"""All members of a ZIP container, unpacked. The largest yearbook seen as XLSX unpacks to 40 MB."""

_UNREAD = {
    DOC: "read through an office program only (LibreOffice), and none read it",
    RTF: "read through an office program only (LibreOffice), and none read it",
    RAR: "RAR archives are not unpacked",
    SEVEN_ZIP: "7z archives are not unpacked",
    COMPOUND: "a compound file without a Word document or a workbook in it",
}
"""Kinds that are known and not read, and why."""

_READERS = {
    PDF: "reportharvest.extracting.file_pdf",
    OFD: "reportharvest.extracting.file_ofd",
    DOCX: "reportharvest.extracting.file_word",
    XLSX: "reportharvest.extracting.file_sheet",
    XLS: "reportharvest.extracting.file_sheet",
    ZIP: "reportharvest.extracting.file_zip",
}


@dataclass(frozen=True, slots=True)
class FilePage:
    """What a file gave.

    Attributes:
        html: a page of headings, paragraphs and tables; None where nothing could be read.
        issues: what could not be read.
    """

    html: str | None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanPage:
    """What optical character recognition (OCR) read.

    Attributes:
        page: the page, as any file gives it; its issues say that it was read by OCR.
        confidences: for each text of a table cell, the lowest confidence in 0..1 that the recogniser gave it.
        lowest: the lowest confidence of any text that was read.
    """

    page: FilePage
    confidences: Mapping[str, float] = field(default_factory=dict)
    lowest: float = 1.0


def sniff(body: bytes) -> str | None:
    """Give the media type of a file by its first bytes and its directory; None where it is none of ours.

    >>> sniff(b"%PDF-1.7 ..."), sniff(b"<html>")
    ('application/pdf', None)
    """
    if b"%PDF-" in body[:1024] and body[:200].lstrip()[:1] != b"<":
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return _sniff_zip(body)
    if body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _sniff_compound(body)
    if body.startswith(b"Rar!\x1a\x07"):
        return RAR
    if body.startswith(b"7z\xbc\xaf\x27\x1c"):
        return SEVEN_ZIP
    if body[:10].lstrip().startswith(b"{\\rtf"):
        return RTF
    return None


def _sniff_compound(body: bytes) -> str:
    """Tell by the names in its directory what a compound file holds."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in body

    if has("WordDocument"):
        return DOC
    return XLS if has("Workbook") or has("Book") else COMPOUND


def _sniff_zip(body: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            names = set(container.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        head = body[:4096]
        return DOCX if b"word/" in head else XLSX if b"xl/" in head else ZIP
    if "word/document.xml" in names:
        return DOCX
    if "OFD.xml" in names:
        return OFD
    return XLSX if any(name.startswith("xl/") for name in names) else ZIP


def read_file(body: bytes, media_type: str | None = None) -> FilePage:
    r"""Read an attached file as a page.

    Args:
        body: the file.
        media_type: what the server says; what the bytes show wins.
    Returns:
        The page and what was noticed; never an error for content.
    Raises:
        TypeError: ``body`` is not bytes.

    >>> read_file(b"PK\x03\x04 word/ cut short").issues[0].name
    'document-unreadable'
    """
    if not isinstance(body, bytes):
        raise TypeError(f"body must be bytes, not {type(body).__name__}")
    kind = sniff(body) or (media_type or "").partition(";")[0].strip().lower()
    if kind not in _READERS:
        return unreadable(kind or "file", _UNREAD.get(kind, "no reader for this kind of file"))
    if len(body) > MAX_BYTES:
        return unreadable(kind, f"{len(body)} bytes are more than {MAX_BYTES}")
    if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in body:
        return unreadable(kind, "encrypted")
    if kind in {DOCX, XLSX, OFD} and (reason := _unpacks_badly(body)):
        return unreadable(kind, reason)
    try:
        # loaded on first need: pdfplumber, lxml and calamine take 0.3 s to import and belong to an extra
        reader: Callable[[bytes], FilePage] = import_module(_READERS[kind]).read
    except ImportError as missing:
        return unreadable(kind, f"the extra 'documents' is not installed: {missing.name}")
    return reader(body)


def read_scan(body: bytes) -> ScanPage:
    """Read a scanned PDF by optical character recognition: the extra ``ocr``.

    A page takes seconds, and what comes out is a reading, not the text; so nothing does this unasked.

    Args:
        body: the PDF, of which :func:`read_file` says ``needs-ocr``.
    Returns:
        The page with the recogniser's confidence; an issue says what could not be read, also where the extra
        is not installed.
    """
    if len(body) > MAX_BYTES:
        return ScanPage(unreadable(PDF, f"{len(body)} bytes are more than {MAX_BYTES}"))
    try:
        # loaded on first need: models and libraries take 0.7 s and 150 MB
        reader: Callable[[bytes], ScanPage] = import_module("reportharvest.extracting.file_scan").read
    except ImportError as missing:
        reason = f"the extra 'ocr' is not installed, or a library of the system is missing: {missing}"
        return ScanPage(unreadable(PDF, reason))
    return reader(body)


def unreadable(kind: str, reason: str) -> FilePage:
    """Give the outcome of a file that could not be read."""
    return FilePage(None, (Issue("document-unreadable", kind, reason),))


def _unpacks_badly(body: bytes) -> str | None:
    """Say what is wrong with a container: broken, encrypted, or larger than its bound when unpacked."""
    left = MAX_INFLATED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            for info in container.infolist():
                if info.flag_bits & 1:
                    return "encrypted"
                if info.filename.endswith(".xml") or info.filename.endswith(".rels"):
                    with container.open(info) as member:
                        while chunk := member.read(min(left + 1, 2**20)):
                            left -= len(chunk)
                            if left < 0:
                                return f"unpacks to more than {MAX_INFLATED_BYTES} bytes"
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
    ) as error:
        return f"broken container: {error}"
    return None
