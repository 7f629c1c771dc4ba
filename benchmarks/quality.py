"""What process() and its peers get out of the same pages, and out of the forms in files of every format.

    python -m benchmarks quality [--pages 100] [--files 40] [--out docs/extraction-scores.md] [--record FILE]

Pages are the recorded ones of fixtures/ with their reviewed records, and drawn ones whose truth is what they
were drawn from; clean and damaged pages apart. Peers get what helps them: the bytes (gne: the text as
decoded here), their own settings for precision, links and tables. What a tool has no notion of is n/a; a page
on which it fails or gives up counts as a page without a value, and is counted.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import numpy

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.drawn_files import FORMATS, draw_file, score_file
from benchmarks.measuring import arguments, record
from scripts.demonstration.generator import draw

from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.decoding import decode
from reportharvest.extracting.attachments import media_type_of
from reportharvest.extracting.cells import has_number
from reportharvest.pipeline import process

ROOT = Path(__file__).parents[1]
SCORES = ("title", "date", "body text", "headings", "outline", "table numbers", "form cells", "attachments")
MEANING = {
    "title": "exact",
    "date": "day of publication, exact",
    "body text": "letters, Han and digits wrong of those there are; cells of tables left aside",
    "headings": "F1 of the section headings",
    "outline": "pages whose numbers, levels, headings and parents are all right",
    "table numbers": "F1 of the cells that hold a number",
    "form cells": "F1 of the statutory forms' cells: form, row, column and value",
    "attachments": "F1 of the addresses",
}
_DATE = re.compile(r"(20\d\d)\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")


@dataclass(frozen=True)
class Case:
    """A page and what is true of it."""

    body: bytes
    url: str
    content_type: str | None
    truth: Mapping[str, Any]


@dataclass
class Found:
    """What a tool gave of a page; None for what it has no notion of."""

    title: str | None = None
    date: str | None = None
    text: str | None = None
    headings: Counter[str] | None = None
    outline: list[tuple[Any, ...]] | None = None
    numbers: Counter[str] | None = None
    cells: Counter[Any] | None = None
    attachments: Counter[str] | None = None


@dataclass
class Sums:
    """Right, found and true, by score; and pages without a result."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def plain(text: str) -> str:
    """Leave letters, Han and digits: spaces and marks are a matter of taste."""
    return "".join(char for char in text if char.isalnum())


def walk(sections: list[dict[str, Any]], path: tuple[int, ...] = ()) -> Iterator[tuple[Any, dict[str, Any]]]:
    for at, one in enumerate(sections):
        yield (*path, at), one
        yield from walk(one["children"], (*path, at))


def of_record(truth: Mapping[str, Any]) -> Found:
    """Give a record in the terms of this comparison."""
    sections = list(walk(truth["sections"]))
    lines = [f"{one['number'] or ''}{one['heading']}\n{one['text']}" for _, one in sections]
    titles = [plain(f"{one['number'] or ''}{one['heading']}") for _, one in sections if one["heading"]]
    published = truth["metadata"]["published_at"]
    statistics = truth.get("statistics")
    rows = [row for one in truth.get("tables", ()) for row in one["rows"]]
    numbers = [text for row in rows for text in row if has_number(text)]
    return Found(
        truth["title"] or "",
        published[:10] if published else None,
        plain("\n".join(lines)),
        Counter(titles),
        [(path, one["number"], one["level"], one["heading"]) for path, one in sections],
        Counter(map(plain, numbers)) if "tables" in truth else None,
        None if statistics is None else Counter(
            (one["form"], one["row"], one["column"], one["value"])
            for one in statistics
            if one["value"] is not None
        ),
        Counter(one["url"] for one in truth["attachments"]),
    )  # fmt: skip


def ours(case: Case) -> Found:
    report = process(case.body, url=case.url, content_type=case.content_type).to_dict()
    found = of_record(report)
    found.date = found.date or ""
    return found


def _trafilatura(package: Any) -> Callable[[Case], Found]:
    def run(case: Case) -> Found:
        given = {"url": case.url, "favor_precision": False, "include_comments": False, "with_metadata": True}
        read = package.bare_extraction(case.body, include_links=True, **given)
        if read is None:
            raise ValueError("gave up")
        body = read.body
        headings = Counter(plain("".join(node.itertext())) for node in body.iter("head"))
        cells = ["".join(node.itertext()) for node in body.iter("cell")]
        links = [urljoin(case.url, node.get("target") or "") for node in body.iter("ref")]
        without = package.bare_extraction(case.body, include_tables=False, **given)
        text = "" if without is None else without.text or ""
        return Found(
            read.title or "", _day(read.date), plain(text), headings, None,
            Counter(plain(text) for text in cells if has_number(text.strip())), None,
            Counter(link for link in links if media_type_of(link)),
        )  # fmt: skip

    return run


def _gne(package: Any) -> Callable[[Case], Found]:
    extractor = package.GeneralNewsExtractor()

    def run(case: Case) -> Found:
        text = decode(case.body, content_type=case.content_type).text
        read = extractor.extract(text, host=case.url)
        return Found(read["title"] or "", _day(read["publish_time"]), plain(read["content"] or ""))

    return run


def _resiliparse(_package: Any) -> Callable[[Case], Found]:
    encoding = import_module("resiliparse.parse.encoding")
    text = import_module("resiliparse.extract.html2text")

    def run(case: Case) -> Found:
        read = encoding.bytes_to_str(case.body, encoding.detect_encoding(case.body))
        return Found(text=plain(text.extract_plain_text(read, main_content=True)))

    return run


def _day(text: str | None) -> str:
    found = _DATE.search(text or "")
    return "" if found is None else f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def tools() -> dict[str, Callable[[Case], Found]]:
    """Give each tool that is installed."""
    found: dict[str, Callable[[Case], Found]] = {"reportharvest": ours}
    for name, make in (("trafilatura", _trafilatura), ("gne", _gne), ("resiliparse", _resiliparse)):
        try:
            found[name] = make(import_module(name))
        except ImportError:
            print(f"{name} is not installed and left out: pip install '.[bench]'", file=sys.stderr)
    return found


def distance(one: str, other: str) -> int:
    """Count the insertions, deletions and changes between two texts.

    >>> distance("政府信息", "政信息化")
    2
    """
    if one == other:
        return 0
    if len(one) < len(other):
        one, other = other, one
    codes = numpy.array([ord(char) for char in other])
    steps = numpy.arange(len(other) + 1)
    row = steps.copy()
    for at, char in enumerate(one, start=1):
        fresh = numpy.empty_like(row)
        fresh[0] = at
        fresh[1:] = numpy.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)
        row = numpy.minimum.accumulate(fresh - steps) + steps
    return int(row[-1])


def without_cells(text: str, truth: Mapping[str, Any]) -> str:
    """Take the rows of the page's tables out of a text, so that nobody loses by giving them.

    A cell that spans columns or rows may be given once, or in each.
    """
    for one in truth.get("tables", ()):
        above: list[str] = []
        for row in one["rows"]:
            begun = [cell for at, cell in enumerate(row) if has_number(cell) or above[at : at + 1] != [cell]]
            for cells in (row, list(dict.fromkeys(row)), _runs(begun), _runs(row)):
                words = plain("".join(cells))
                if len(words) > 3 and words in text:
                    text = text.replace(words, "", 1)
                    break
            above = row
    return text


def _runs(cells: list[str]) -> list[str]:
    """Leave one of neighbours that are the same, but for numbers."""
    return [cell for at, cell in enumerate(cells) if not at or has_number(cell) or cells[at - 1] != cell]


def add(sums: Sums, case: Case, true: Found, found: Found) -> None:
    """Add one page's figures."""
    for name, one, other in (("title", true.title, found.title), ("date", true.date, found.date)):
        if one is not None and other is not None:
            sums.true[name] += 1
            sums.right[name] += one == other
    if found.text is not None and true.text is not None:
        text = found.text
        if found.outline is None:  # peers leave title and tables in the text
            text = without_cells(text, case.truth).removeprefix(plain(true.title or ""))
        sums.true["body text"] += len(true.text)
        sums.right["body text"] += min(distance(true.text, text), len(true.text))
    if found.outline is not None:
        sums.true["outline"] += 1
        sums.right["outline"] += true.outline == found.outline
    for name, some, others in (
        ("headings", true.headings, found.headings), ("table numbers", true.numbers, found.numbers),
        ("form cells", true.cells, found.cells), ("attachments", true.attachments, found.attachments),
    ):  # fmt: skip
        if some is not None and others is not None:
            sums.right[name] += (some & others).total()
            sums.true[name] += some.total()
            sums.found[name] += others.total()


NOTHING = {
    "trafilatura": Found("", "", "", Counter(), None, Counter(), None, Counter()),
    "gne": Found("", "", ""),
    "resiliparse": Found(text=""),
}


def measure(cases: list[Case], readers: Mapping[str, Callable[[Case], Found]]) -> dict[str, Sums]:
    """Let every tool read every page."""
    sums = {name: Sums() for name in readers}
    for case in cases:
        true = of_record(case.truth)
        for name, read in readers.items():
            try:
                found = read(case)
            except Exception as error:  # a peer's failure is its own, and counted
                if name == "reportharvest":
                    raise
                sums[name].failed[str(error) if str(error) == "gave up" else type(error).__name__] += 1
                found = NOTHING[name]
            add(sums[name], case, true, found)
    return sums


def printed(sums: Sums, name: str) -> str:
    true = sums.true[name]
    if not true:
        return "n/a"
    if name == "body text":
        return f"{sums.right[name] / true:.2%} wrong"
    if name in {"title", "date", "outline"}:
        return f"{sums.right[name] / true:.1%}"
    return f"{2 * sums.right[name] / (true + sums.found[name]):.1%}"


def recorded() -> Iterator[Case]:
    """Give the recorded pages that have a reviewed record of a report."""
    for file in sorted((ROOT / "fixtures" / "pages").glob("*/*/report.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        about = json.loads(file.with_name("response.json").read_text(encoding="utf-8"))
        if not _is_report(truth) or "html" not in (about["content_type"] or "text/html"):
            continue
        coding = {name.lower(): value for name, value in about["headers"]}.get("content-encoding")
        content = undo_content_encoding(file.with_name("body.bin").read_bytes(), coding, 2**27)
        yield Case(content.body, about["url"], about["content_type"], truth)


def _is_report(truth: Mapping[str, Any]) -> bool:
    return truth.get("page_kind") == "report" and "sections" in truth


def pages(count: int) -> dict[str, list[Case]]:
    """Give the pages by group: what was recorded and drawn, clean and damaged."""
    groups: dict[str, list[Case]] = {}
    for case in recorded():
        name = "damaged" if case.truth.get("repairs") else "clean"
        groups.setdefault(f"recorded, {name}", []).append(case)
    for name, clean in (("clean", True), ("damaged", False)):
        drawn, seed = groups.setdefault(f"drawn, {name}", []), 0
        while len(drawn) < count:
            page = draw(seed, clean=clean)
            seed += 1
            if _is_report(page.truth):
                drawn.append(Case(page.body, page.url, page.content_type, page.truth))
    return dict(sorted(groups.items(), reverse=True))


def of_pages(count: int, figures: dict[str, Any]) -> Iterator[str]:
    readers = tools()
    names = [name if name == "reportharvest" else f"{name} {version(name)}" for name in readers]
    for group, cases in pages(count).items():
        sums = measure(cases, readers)
        yield f"\n## Pages {group}: {len(cases)}\n"
        yield "| | " + " | ".join(names) + " |"
        yield "|---|" + "---:|" * len(names)
        for score in SCORES:
            yield f"| {score} | " + " | ".join(printed(one, score) for one in sums.values()) + " |"
        failures = [
            ", ".join(f"{times} {why}" for why, times in one.failed.items()) or "0" for one in sums.values()
        ]
        yield "| pages without a result | " + " | ".join(failures) + " |"
        figures[group] = {name: {one: printed(each, one) for one in SCORES} for name, each in sums.items()}


def of_files(count: int, figures: dict[str, Any]) -> Iterator[str]:
    yield f"\n## Forms in files, {count} of each format\n"
    yield FILES
    yield "| format | cells | precision | recall | year and kind |"
    yield "|---|---:|---:|---:|---:|"
    for name in FORMATS:
        right = found = there = whole = 0
        for number in range(count):
            drawn = draw_file(name, number)
            report = process(drawn.body, url="http://www.example.gov.cn/a", content_type=drawn.media_type)
            counts = score_file(drawn, report)
            right, found, there = right + counts[0], found + counts[1], there + counts[2]
            whole += (report.report_year, report.page_kind) == (drawn.year, "report")
        precision, recall = right / max(found, 1), right / there
        yield f"| {name} | {there:,} | {precision:.2%} | {recall:.2%} | {whole} of {count} |"
        figures[name] = {"cells": there, "precision": round(precision, 5), "recall": round(recall, 5)}


HEAD = """# What is extracted, measured

Made by `python -m benchmarks quality --out docs/extraction-scores.md`, all tools on the same pages in one
run. *Recorded* pages are those of `fixtures/` that hold a report in HTML, with their reviewed records;
*drawn* ones come from the demonstration's generator, whose truth is what they were drawn from. Both were at
hand while the rules were written: the figures say what holds of such pages, not of any page. *Damaged*
pages have text that went through wrong encodings, lost bytes, or was annotated and converted. Peers are
made for articles of any site: what they have no notion of is n/a, and a page on which they fail or give up
counts as one without a value.
"""

FILES = """Reports with the statutory forms of 2019 and 2021, in the manners of office programs: cells merged,
split and transposed, rows and headers missing, blanks, `/` and `-`, separators and units, several sheets
and tables, page breaks within forms, upright and landscape (`benchmarks/drawn_files.py`). A cell is right
where its form, row, column and number are.
"""


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=100, help="drawn pages, clean and damaged each")
    parser.add_argument("--files", type=int, default=40, help="drawn files of each format")
    parser.add_argument("--out", type=Path, help="write the page of documentation, too")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    lines = [HEAD, *(f"- *{name}*: {meaning}" for name, meaning in MEANING.items())]
    for line in lines:
        print(line)
    for part in (of_pages(given.pages, figures), of_files(given.files, figures)):
        for line in part:
            print(line, flush=True)
            lines.append(line)
    if given.out is not None:
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    record(given.record, "quality", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
