"""Compare `repair` with ftfy on the same damaged and sound text, in one run; print a Markdown table.

    .venv/bin/python benchmarks/repair.py [--texts FILE.jsonl.xz] [--cases 200] [--out docs/repair-scores.md]

Texts are laws, one JSON object with ``text`` a line; without the option, those of the tests. Every case
is fixed by its number, so two runs see the same ones.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ftfy

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.repairing.damage import LAW, LOSSES, NEWS, REPORT, lose, misread

from reportharvest.repairing import repair

CHAINS = {
    "UTF-8 as latin-1": ["utf8-as-latin1"],
    "UTF-8 as windows-1252, twice": ["utf8-as-cp1252", "utf8-as-cp1252"],
    "GBK as windows-1252": ["gbk-as-cp1252"],
    "GBK as windows-1250": ["gbk-as-cp1250"],
    "GBK as latin-1, UTF-8 as latin-1": ["gbk-as-latin1", "utf8-as-latin1"],
    "GBK as Big5": ["gbk-as-big5"],
    "GBK as EUC-KR": ["gbk-as-euc-kr"],
    "UTF-8 as Shift_JIS": ["utf8-as-shift_jis"],
}
TOOLS: dict[str, Callable[[str], str]] = {
    "repair": lambda text: repair(text).text,
    "ftfy.fix_encoding": ftfy.fix_encoding,
}

HEAD = """# What repair restores, measured

Made by `benchmarks/repair.py --out docs/repair-scores.md`: {cases} snippets of 33 to 128 characters from
{source}, each damaged in every manner. Laws are among what the character model was made from, so that
other text comes out a little worse. *Exact* counts snippets that come back character for character; what is
marked as lost (U+FFFD) counts as not exact. The manners of losing bytes are described in
[Lost bytes](repairs/lost-bytes.md); where a reader swallowed line ends or digits, a snippet alone often
does not tell that it did.

"""


@dataclass
class Score:
    """What one tool made of one kind of case."""

    cases: int = 0
    exact: int = 0
    seconds: float = 0.0
    characters: int = 0


def texts(path: Path | None) -> list[str]:
    if path is None:
        return [REPORT, LAW, NEWS]
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [text for line in lines if len(text := json.loads(line)["text"]) > 300]


def snippets(sources: list[str], count: int, least: int, most: int) -> Iterator[str]:
    rng = random.Random(20181231)
    while count:
        text = rng.choice(sources)
        start = rng.randrange(max(1, len(text) - most))
        snippet = text[start : start + rng.randint(least, most)].strip()
        if sum("\u4e00" <= char <= "\u9fff" for char in snippet) >= 8:
            count -= 1
            yield snippet


def cases(sources: list[str], count: int) -> Iterator[tuple[str, str, str]]:
    for snippet in snippets(sources, count, 33, 128):
        yield "sound text", snippet, snippet
        for name, chain in CHAINS.items():
            yield name, snippet, misread(snippet, *chain)
        for manner in LOSSES:
            yield f"UTF-8 as GBK, {manner}", snippet, lose(snippet, manner)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--out", type=Path, help="write the page with the table there instead of printing it")
    options = parser.parse_args()
    scores: dict[tuple[str, str], Score] = {}
    for tool in TOOLS.values():
        tool("é政府")  # loads what is loaded on first need
    for kind, sound, damaged in cases(texts(options.texts), options.cases):
        for name, tool in TOOLS.items():
            score = scores.setdefault((kind, name), Score())
            began = time.perf_counter()
            restored = tool(damaged)
            score.seconds += time.perf_counter() - began
            score.cases += 1
            score.exact += restored == sound
            score.characters += len(sound)
    table = "\n".join(rows(scores))
    if options.out is None:
        print(table)
        return
    source = options.texts.name if options.texts else "the texts of tests/repairing/damage.py"
    options.out.write_text(HEAD.format(cases=options.cases, source=source) + table + "\n", encoding="utf-8")


def rows(scores: dict[tuple[str, str], Score]) -> Iterator[str]:
    """Give the lines of the table."""
    kinds = list(dict.fromkeys(kind for kind, _ in scores))
    yield "| damage | " + " | ".join(f"{name}: exact | characters/s" for name in TOOLS) + " |"
    yield "| --- |" + " ---: | ---: |" * len(TOOLS)
    for kind in kinds:
        row = [scores[kind, name] for name in TOOLS]
        cells = [f"{100 * one.exact / one.cases:.1f} % | {one.characters / one.seconds:,.0f}" for one in row]
        yield f"| {kind} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
