"""Archives for tests, made from the recorded pages of the demonstration site."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset
from fastwarc.stream_io import GzipWriter, ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from reportharvest.processing.tables import TABLES, schema_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
OPENERS: dict[str, Callable[[Any], Any]] = {
    ".warc.gz": lambda file: GzipWriter(file, 6),
    ".warc.zst": ZstdWriter,
}


@dataclass(frozen=True)
class Page:
    """A response to be archived."""

    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)
    date: str = "2024-03-01T02:00:00Z"
    status: int = 200


def recorded_pages(limit: int | None = None) -> list[Page]:
    """The recorded pages of the demonstration, spread over its sites."""
    pages = []
    files = sorted(
        (FIXTURES / "pages").glob("*/*/response.json"), key=lambda one: (one.parent.name, str(one))
    )
    for file in files:
        response = json.loads(file.read_text(encoding="utf-8"))
        headers = tuple((name, value) for name, value in response["headers"])
        body = (file.parent / "body.bin").read_bytes()
        pages.append(Page(response["url"], body, headers, response["recorded_at"], response["status"]))
    if limit is None:
        return pages
    light = [page for page in pages if not page.body.startswith(b"%PDF") and page.status == 200]
    return light[:: len(light) // limit][:limit]


def record_bytes(page: Page) -> bytes:
    """One response record, plain."""
    head = f"HTTP/1.1 {page.status} OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in page.headers)
    record = WarcRecord()
    record.init_headers(
        WarcRecordType.response, record_urn=b"<urn:uuid:00000000-0000-4000-8000-000000000000>"
    )
    record.headers["WARC-Target-URI"] = page.url
    record.headers["WARC-Date"] = page.date
    record.is_http = True
    record.set_bytes_content(head.encode() + b"\r\n" + page.body)
    content = io.BytesIO()
    record.write(content)
    return content.getvalue()


def write_warc(file: Path, pages: Sequence[Page]) -> Path:
    """Write an archive; its ending says how it is packed."""
    opener = next((make for ending, make in OPENERS.items() if file.name.endswith(ending)), None)
    with file.open("wb") as stream:
        writer = opener(stream) if opener else stream
        for page in pages:
            writer.write(record_bytes(page))
            if opener:
                writer.finish()
        if opener:
            writer.close()
    return file


def rows_of(out: Path) -> dict[str, list[str]]:
    """All rows of all tables of an output folder, in an order of their own."""
    found = {}
    for table in TABLES:
        rows = pyarrow.dataset.dataset(out / table, format="parquet", schema=schema_of(table)).to_table()
        found[table] = sorted(repr(sorted(row.items())) for row in rows.to_pylist())
    return found
