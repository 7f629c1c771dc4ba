"""Score process() on random pages: ``python scripts/score_extraction.py 200 [--damaged] [--show NAME]``.

The truth comes from the generator, never from a reader. Pages are seeds 0, 1, 2 …, so two runs see the same.
"""

from __future__ import annotations

import argparse
import collections
import time
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

import reportharvest as rh
from demonstration import GeneratedPage, draw


def walk(sections: list[dict[str, Any]], path: tuple[int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for at, one in enumerate(sections):
        yield (*path, at), one["number"], one["level"], one["heading"], one["text"]
        yield from walk(one["children"], (*path, at))


def edits(true: str, found: str) -> int:
    """Count wrong characters by the longest matching blocks; an upper bound of the edit distance."""
    if true == found:
        return 0
    same = sum(
        block.size for block in SequenceMatcher(None, true, found, autojunk=False).get_matching_blocks()
    )
    return max(len(true), len(found)) - same


def cells(record: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    return {
        (one["form"], one["row"], one["column"], one["value"])
        for one in record.get("statistics", [])
        if one["value"] is not None
    }


def checks(record: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    return {
        (one["rule"], one.get("column"), one.get("row"), one["passed"]) for one in record.get("checks", [])
    }


def links(record: Mapping[str, Any]) -> set[tuple[str, ...]]:
    return {(one["url"], one["title"], one["media_type"]) for one in record["attachments"]}


class Score:
    """Sums over pages: right and counted, by name."""

    def __init__(self) -> None:
        self.right: collections.Counter[str] = collections.Counter()
        self.counted: collections.Counter[str] = collections.Counter()
        self.wrong: dict[str, list[str]] = collections.defaultdict(list)

    def add(self, name: str, true: Any, found: Any, page: str) -> None:
        self.counted[name] += 1
        if true == found:
            self.right[name] += 1
        else:
            self.wrong[name].append(f"{page}: {found!r}, expected {true!r}")

    def add_sets(self, name: str, true: set[Any], found: set[Any], page: str) -> None:
        common = len(true & found)
        for part, total in (("recall", len(true)), ("precision", len(found))):
            self.right[f"{name} {part}"] += common
            self.counted[f"{name} {part}"] += total
        if true != found:
            some = sorted(map(str, true ^ found))[:4]
            self.wrong[name].append(
                f"{page}: {len(true - found)} missing, {len(found - true)} too many, such as {some}"
            )

    def print(self, show: str | None) -> None:
        for name, counted in self.counted.items():
            share = self.right[name] / counted if counted else 1.0
            print(f"{name:32} {share:8.2%}  {self.right[name]}/{counted}")
        for name, cases in self.wrong.items():
            if show is not None and name.startswith(show):
                print(f"\n{name}")
                for case in cases[:40]:
                    print("  " + case[:900])


def add_page(score: Score, seed: int, page: GeneratedPage) -> None:
    record = rh.process(page.body, url=page.url, content_type=page.content_type).to_dict()
    truth = page.truth
    name = f"seed {seed} {page.template} {page.accident or page.transport}"
    for key in ("title", "report_year", "breadcrumb", "page_kind"):
        score.add(key, truth[key], record.get(key), name)
    for key, value in truth["metadata"].items():
        score.add(f"metadata.{key}", value, record["metadata"][key], name)
    if "sections" not in truth:
        return
    true, found = list(walk(truth["sections"])), list(walk(record["sections"]))
    differing = [(one, two) for one, two in zip(true, found, strict=False) if one[:4] != two[:4]][:1]
    score.add("outline", [], differing or ([] if len(true) == len(found) else [len(true), len(found)]), name)
    true_text, found_text = "\n".join(one[4] for one in true), "\n".join(one[4] for one in found)
    wrong = edits(true_text, found_text)
    score.right["section text, characters"] += max(len(true_text) - wrong, 0)
    score.counted["section text, characters"] += len(true_text)
    if wrong:
        part = next(((a[4], b[4]) for a, b in zip(true, found, strict=False) if a[4] != b[4]), ("", ""))
        at = next((i for i, (a, b) in enumerate(zip(*part, strict=False)) if a != b), min(map(len, part)))
        near = [one[max(0, at - 12) : at + 25] for one in part]
        score.wrong["section text"].append(f"{name}: {wrong} wrong, {near[1]!r}, expected {near[0]!r}")
    if "tables" in truth:
        rows = [[table["rows"] for table in one["tables"]] for one in (truth, record)]
        score.add("tables", *rows, name)
        sections = [[table["section"] for table in one["tables"]] for one in (truth, record)]
        score.add("tables.section", *sections, name)
    if "statistics" in truth:
        score.add_sets("statistics", cells(truth), cells(record), name)
        score.add_sets("checks", checks(truth), checks(record), name)
    score.add_sets("attachments", links(truth), links(record), name)
    kinds = [
        sorted({one["kind"].replace("cp1252", "latin1") for one in r["repairs"]}) for r in (truth, record)
    ]
    score.add("repairs, kinds", *kinds, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--damaged", action="store_true", help="damaged pages only")
    parser.add_argument("--clean", action="store_true", help="clean pages only")
    parser.add_argument("--accident", help="only pages with this accident or transport")
    parser.add_argument("--show", help="print the wrong cases of the scores whose name begins so; '' for all")
    arguments = parser.parse_args()
    clean = True if arguments.clean else False if arguments.damaged else None
    score = Score()
    spent = 0.0
    for seed in range(arguments.first, arguments.first + arguments.count):
        page = draw(seed, clean=clean)
        if arguments.accident and not (page.accident or page.transport).startswith(arguments.accident):
            continue
        before = time.perf_counter()
        add_page(score, seed, page)
        spent += time.perf_counter() - before
    score.print(arguments.show)
    print(f"{spent / arguments.count * 1000:.1f} ms a page, comparison included")


if __name__ == "__main__":
    main()
