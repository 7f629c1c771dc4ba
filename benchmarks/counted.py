"""The stages that ``benchmarks/instructions.py`` counts; run by it under valgrind."""

# ruff: noqa: E402 (sqlite-utils would load pandas where there is one, for nothing that is used here)

from __future__ import annotations

import ctypes
import json
import mmap
import sys
from collections.abc import Callable
from pathlib import Path

sys.modules["pandas"] = None  # type: ignore[assignment]

from reportharvest.decoding import decode
from reportharvest.extracting import extract
from reportharvest.extracting.document import parse
from reportharvest.repairing import repair
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
# "CT", callgrind's requests: begin anew, dump the counts, start counting (valgrind's callgrind.h)
_BASE = (ord("C") << 24) | (ord("T") << 16)
ZERO, DUMP, START = _BASE + 1, _BASE + 3, _BASE + 4
# A request is a run of instructions that does nothing outside of valgrind (valgrind.h, amd64-linux).
_REQUEST = bytes.fromhex("4889f8 31d2 48c1c703 48c1c70d 48c1c73d 48c1c733 4887db 4889d0 c3".replace(" ", ""))


def main() -> None:
    """Run the stages, each marked for valgrind; first without counting, to load what is loaded once."""
    request = requests()
    pages = stages()
    for _, stage in pages:
        stage()
    request(START, 0)  # once: stopping in between spoils the differences that valgrind writes
    for name, stage in pages:
        label = ctypes.create_string_buffer(name.encode())
        request(ZERO, 0)
        stage()
        request(DUMP, ctypes.addressof(label))


def requests() -> Callable[[int, int], None]:
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(_REQUEST)
    held = ctypes.c_char.from_buffer(code)
    call = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p)(ctypes.addressof(held))

    def request(kind: int, argument: int) -> None:
        assert held is not None  # lives as long as this function does
        values = (ctypes.c_uint64 * 6)(kind, argument, 0, 0, 0, 0)
        call(ctypes.addressof(values))

    return request


def stages() -> list[tuple[str, Callable[[], object]]]:
    pages = []
    for folder in ("heyuan-normal", "lanxi-county", "songling-market", "yunqiao-finance"):
        file = min((PAGES / folder).glob("report-20*/response.json"))
        response = json.loads(file.read_text(encoding="utf-8"))
        pages.append((file.with_name("body.bin").read_bytes(), response["url"], response["content_type"]))
    decoded = [decode(body, content_type=kind).text for body, _, kind in pages]
    texts = [repair(text).text for text in decoded]
    reports = [extract(text, url=url) for text, (_, url, _) in zip(texts, pages, strict=True)]
    rounds = iter(range(10))

    def store() -> None:
        db = databases[next(rounds)]
        writer = Writer(db)
        run_id = writer.start_run("harvest", "2024-01-01T00:00:00Z", ["drawn"])
        for _, url, _ in pages:
            report = reports[[one[1] for one in pages].index(url)]
            fetch = FetchRecord(run_id, "a", url, "GET", "", "report", None, "2024-01-01T00:00:00Z", "stored")
            with db.atomic():
                writer.store_page(url, "a", writer.add_fetch(fetch), report, "report")

    databases = [open_database(":memory:") for _ in range(2)]
    return [
        ("decode", lambda: [decode(body, content_type=kind) for body, _, kind in pages]),
        ("repair", lambda: [repair(text) for text in decoded]),
        ("parse", lambda: [parse(text, url) for text, (_, url, _) in zip(texts, pages, strict=True)]),
        ("extract", lambda: [extract(text, url=url) for text, (_, url, _) in zip(texts, pages, strict=True)]),
        ("store", store),
    ]


if __name__ == "__main__":
    main()
