"""Time each stage of a page, and process() beside its peers, on the same drawn pages in one run.

    python -m benchmarks stages [--pages 400] [--record FILE]

Processor time, tools in turn page by page, so that a busy machine slows all alike; stages run on other pages
of the same kind, because a page that was just read is read faster. The peers do less than process() or
something else (an article's text without outline, forms or repairs); the ratio says what the difference
costs. Peers that are not installed are named and left out.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archives import drawn
from benchmarks.measuring import arguments, record, table

from reportharvest.archiving.capture import Capture
from reportharvest.decoding import decode
from reportharvest.extracting import extract
from reportharvest.extracting.document import parse
from reportharvest.pipeline import process
from reportharvest.repairing import repair, restore_machine_traditional
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

failures: dict[tuple[str, str], int] = {}
NAMES = {"ftfy": "ftfy + charset-normalizer", "selectolax": "selectolax: parse, text"}
STAGES = ("decode", "repair", "parse", "extract", "store")


def peers() -> dict[str, Callable[[bytes, str], object]]:
    """Give each peer that is installed as a function of the bytes and the decoded text."""
    found: dict[str, Callable[[bytes, str], object]] = {}
    for package, make in (
        ("trafilatura", lambda one: lambda body, _text: one.bare_extraction(body)),
        ("gne", lambda one: lambda _body, text: one.GeneralNewsExtractor().extract(text)),
        ("resiliparse", _resiliparse),
        ("ftfy", _ftfy),
        ("selectolax", _selectolax),
    ):
        try:
            name = NAMES.get(package, package)
            found[name] = make(import_module(package))
        except ImportError:
            print(f"{package} is not installed and left out: pip install '.[bench]'", file=sys.stderr)
    return found


def _selectolax(package: Any) -> Callable[[bytes, str], object]:
    """Give the floor: the parser alone, and the text of its tree."""
    lexbor = import_module(f"{package.__name__}.lexbor")
    return lambda _body, text: lexbor.LexborHTMLParser(text).text()


def _resiliparse(_package: Any) -> Callable[[bytes, str], object]:
    encoding = import_module("resiliparse.parse.encoding")
    text = import_module("resiliparse.extract.html2text")

    def run(body: bytes, _text: str) -> object:
        read = encoding.bytes_to_str(body, encoding.detect_encoding(body))
        return text.extract_plain_text(read, main_content=True)

    return run


def _ftfy(package: Any) -> Callable[[bytes, str], object]:
    normalizer = import_module("charset_normalizer")

    def run(body: bytes, _text: str) -> object:
        best = normalizer.from_bytes(body).best()
        return package.fix_text("" if best is None else str(best))

    return run


def timed(times: dict[str, float], name: str, call: Callable[[], Any]) -> Any:
    """Add the processor time of a call; where a peer finds nothing it can do, that counts as its time."""
    began = time.process_time()
    try:
        return call()
    except Exception as error:  # noqa: BLE001 (a peer's failure is its own)
        failures[name, type(error).__name__] = failures.get((name, type(error).__name__), 0) + 1
        return None
    finally:
        times[name] = times.get(name, 0.0) + time.process_time() - began


def stages_of(capture: Capture, times: dict[str, float], writer: Writer, run_id: int) -> None:
    """Run the stages one by one."""
    kind = capture.header("Content-Type")
    decoded = timed(times, "decode", lambda: decode(capture.body, content_type=kind))
    repaired = timed(times, "repair", lambda: repair(decoded.text))
    text = timed(times, "repair", lambda: restore_machine_traditional(repaired.text, url=capture.url)).text
    before = time.process_time()
    parse(text, capture.url)
    parsing = time.process_time() - before
    began = time.process_time()
    report = extract(text, url=capture.url)
    times["parse"] = times.get("parse", 0.0) + parsing
    times["extract"] = times.get("extract", 0.0) + time.process_time() - began - parsing
    fetch = FetchRecord(
        run_id, "drawn", capture.url, "GET", "", "report", None, capture.fetched_at, "stored", 200,
        "a.warc.gz", 0, capture.sha256, len(capture.body), kind,
    )  # fmt: skip

    def store() -> None:
        with writer.db.atomic():
            writer.store_page(capture.url, "drawn", writer.add_fetch(fetch), report, report.page_kind)

    timed(times, "store", store)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=400)
    options = parser.parse_args()
    captures = [drawn(number) for number in range(options.pages + 20)]
    other_pages = [drawn(1_000_000 + number) for number in range(options.pages + 20)]
    others = peers()
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(open_database(Path(folder) / "a.db"))
        run_id = writer.start_run("harvest", captures[0].fetched_at, ["drawn"])
        for at, (capture, other) in enumerate(zip(captures, other_pages, strict=True)):
            if at == 20:
                times.clear()  # what the first pages load is start-up
            stages_of(other, times, writer, run_id)
            text = decode(capture.body, content_type=capture.header("Content-Type")).text
            kind = capture.header("Content-Type")
            timed(times, "process()", lambda: process(capture.body, url=capture.url, content_type=kind))  # noqa: B023
            for name, peer in others.items():
                timed(times, name, lambda: peer(capture.body, text))  # noqa: B023
        writer.db.close()
    per_page = {name: 1000 * seconds / options.pages for name, seconds in times.items()}
    whole = sum(per_page[name] for name in STAGES)
    size = sum(len(one.body) for one in captures) / len(captures)
    print(f"{options.pages} drawn pages, {size / 1000:.1f} kB each on average\n")
    table(("stage", "ms a page", "share"),
          [(name, f"{per_page[name]:.2f}", f"{per_page[name] / whole:.0%}") for name in STAGES])  # fmt: skip
    rows = [(name, f"{per_page[name]:.2f}", f"{per_page[name] / per_page['process()']:.2f}")
            for name in ("process()", *others)]  # fmt: skip
    table(("tool", "ms a page", "process() = 1"), rows)
    for (name, error), count in failures.items():
        print(f"{name} gave up {count} pages: {error}")
    record(options.record, "stages", {"pages": options.pages, "page_bytes": round(size), "ms_per_page": {
        name: round(value, 3) for name, value in per_page.items()}})  # fmt: skip


if __name__ == "__main__":
    main()
