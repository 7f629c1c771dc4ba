"""Single WARC records: a capture to a gzip member, and a record back to what it says."""

from __future__ import annotations

import json
import uuid
import zlib
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote

from reportharvest.archiving.capture import Capture, RunEnd, RunInfo
from reportharvest.errors import ArchiveError

__all__ = ["CONVERSIONS", "fields_block", "member", "read_record", "serialise"]

CONVERSIONS = {
    "dom": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
"""What another program made of a response, as :class:`Capture` names it, and the media type of that."""

GZIP_LEVEL = 6  # 65 MB/s for 3 % more than level 9, which does 32 (measured on HTML of such sites)


def serialise(capture: Capture, record_id: str, before: str) -> bytes:
    """Write a capture as one gzip member.

    Args:
        capture: what came back, or why nothing did.
        record_id: the record's own id.
        before: the id of the response that this was made of, where another program made it.
    """
    media_type = CONVERSIONS.get(capture.rendered)
    kind = "metadata" if capture.status is None else "response" if media_type is None else "conversion"
    fields = [
        ("WARC-Record-ID", record_id),
        ("WARC-Type", kind),
        ("WARC-Date", capture.fetched_at),
        ("WARC-Target-URI", capture.url),
        ("X-Harvest-Run", str(capture.run_id)),
        ("X-Harvest-Site", capture.site),
        ("X-Harvest-Purpose", capture.purpose),
        ("X-Harvest-Via", capture.via or ""),
        ("X-Harvest-Method", capture.method),
        ("X-Harvest-Request-Body", quote(capture.request_body, safe="/&=+,;:", errors="surrogatepass")),
        ("X-Harvest-Error", quote(capture.error or "", safe="/&=+,;:'\"()[]<>")),
        ("X-Harvest-Refused", "1" if capture.refused else ""),
        ("X-Harvest-Attempts-Left", str(capture.attempts_left) if capture.attempts_left else ""),
        ("X-Harvest-Part-Of", capture.part_of or ""),
        ("X-Harvest-Part", str(capture.part) if capture.part else ""),
        ("X-Harvest-Rendered", capture.rendered),
        ("WARC-Truncated", capture.truncated if capture.status is not None else ""),
    ]
    if capture.status is None:
        return member(
            [*fields, ("Content-Type", "application/warc-fields")],
            fields_block([("error", capture.error or "")]),
        )
    if media_type is not None:
        fields += [
            ("WARC-Refers-To", before),
            ("WARC-Payload-Digest", f"sha256:{capture.sha256}"),
            ("X-Harvest-Status", str(capture.status)),
            ("Content-Type", media_type),
        ]
        return member(fields, capture.body)
    head = [f"HTTP/1.1 {capture.status} {_one_line(capture.reason)}".encode("latin-1", "replace")]
    for name, value in capture.headers:
        kept = b"X-Archive-Orig-" + name if name.lower() == b"transfer-encoding" else name
        head.append(kept + b": " + value.replace(b"\r", b" ").replace(b"\n", b" "))
    block = b"\r\n".join(head) + b"\r\n\r\n" + capture.body
    fields += [
        ("WARC-Payload-Digest", f"sha256:{capture.sha256}"),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return member(fields, block)


def member(fields: list[tuple[str, str]], block: bytes) -> bytes:
    """Write a record as one gzip member; without an id among its fields it gets one."""
    lines = ["WARC/1.1"]
    if fields[0][0] != "WARC-Record-ID":
        lines.append(f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>")
    lines += [f"{name}: {_one_line(value)}" for name, value in fields if value]
    lines += [f"WARC-Block-Digest: sha256:{sha256(block).hexdigest()}", f"Content-Length: {len(block)}"]
    head = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n"
    deflater = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31)
    return (
        deflater.compress(head) + deflater.compress(block) + deflater.compress(b"\r\n\r\n") + deflater.flush()
    )


def fields_block(fields: list[tuple[str, str]]) -> bytes:
    """Write names and values as ``application/warc-fields``."""
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields).encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def read_record(record: Any, block: bytes) -> Capture | RunInfo | RunEnd | None:
    """Read a record that fastwarc found; None for requests and other kinds that nobody asks for.

    Args:
        record: fastwarc's record; only its headers are looked at.
        block: its whole content block.
    Raises:
        ArchiveError: the body is not what its digest says.
    """
    headers = record.headers
    kind = (headers.get("WARC-Type") or "").lower()
    if kind == "warcinfo":
        return _run_info(block)
    if kind == "metadata" and headers.get("X-Harvest-Run-End"):
        content = json.loads(block)
        return RunEnd(
            int(headers.get("X-Harvest-Run") or 0),
            content["finished_at"],
            content["outcome"],
            content["counts"],
            tuple(content["issues"]),
        )
    is_failure = kind == "metadata" and headers.get("X-Harvest-Purpose") is not None
    made = CONVERSIONS.get(headers.get("X-Harvest-Rendered") or "") if kind == "conversion" else None
    if kind != "response" and not is_failure and made is None:
        return None
    known: dict[str, Any] = {
        "url": (headers.get("WARC-Target-URI") or "").strip("<>"),  # WARC/1.0 had angle brackets
        "fetched_at": headers.get("WARC-Date") or "",
        "site": headers.get("X-Harvest-Site") or "",
        "purpose": headers.get("X-Harvest-Purpose") or "report",
        "via": headers.get("X-Harvest-Via") or None,
        "run_id": int(headers.get("X-Harvest-Run") or 0),
        "method": headers.get("X-Harvest-Method") or "GET",
        "request_body": unquote(headers.get("X-Harvest-Request-Body") or "", errors="surrogatepass"),
        "error": unquote(headers.get("X-Harvest-Error") or "") or None,
        "refused": headers.get("X-Harvest-Refused") == "1",
        "attempts_left": int(headers.get("X-Harvest-Attempts-Left") or 0),
        "truncated": headers.get("WARC-Truncated") or "",
        "part_of": headers.get("X-Harvest-Part-Of") or None,
        "part": int(headers.get("X-Harvest-Part") or 0),
        "rendered": headers.get("X-Harvest-Rendered") or "",
    }
    if is_failure:
        return Capture(status=None, **known)
    if made is not None:
        _compare(block, headers.get("WARC-Payload-Digest") or "", known["url"])
        shown = ((b"Content-Type", made.encode("ascii")),)
        return Capture(status=int(headers.get("X-Harvest-Status") or 200), headers=shown, body=block, **known)
    return _response(block, headers.get("WARC-Payload-Digest") or "", known)


def _response(block: bytes, digest: str, known: dict[str, Any]) -> Capture | None:
    head, gap, body = block.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    status_line = lines[0].split(b" ", 2)
    if not gap or len(status_line) < 2 or not status_line[1].isdigit():
        return None
    pairs = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            pairs.append((name, value.strip()))
    _compare(body, digest, known["url"])
    reason = status_line[2].decode("latin-1") if len(status_line) > 2 else ""
    return Capture(status=int(status_line[1]), reason=reason, headers=tuple(pairs), body=body, **known)


def _run_info(block: bytes) -> RunInfo | None:
    fields = dict(
        line.partition(": ")[::2] for line in block.decode("utf-8", "replace").split("\r\n") if ": " in line
    )
    if fields.get("software") != "reportharvest" or not fields.get("run", "").isdigit():
        return None
    return RunInfo(
        int(fields["run"]),
        fields["command"],
        fields["started"],
        tuple(json.loads(fields["sites"])),
        publishers=json.loads(fields.get("publishers", "{}")),
    )


def _compare(body: bytes, digest: str, url: str) -> None:
    if digest.startswith("sha256:") and len(digest) == 71 and digest[7:] != sha256(body).hexdigest():
        raise ArchiveError(f"the body of {url} is not what was archived: its digest differs")
