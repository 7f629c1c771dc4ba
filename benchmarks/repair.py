"""Compare `repair` with ftfy on the same damaged and sound text, in one run; print Markdown tables.

    .venv/bin/python benchmarks/repair.py [--cases 100] [--out docs/repair-scores.md]
                                          [--held-out FILE.jsonl --model FILE.bin]

Texts are the report prose and the news of tests/repairing/texts, from which the character model was not made.
With ``--held-out``, laws too: the texts that `scripts/build_language_model.py --hold-out` left out, and the
model that it built without them. Every case is fixed by its number, so two runs see the same ones.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ftfy

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.repairing.damage import LOSSES, lose, misread
from tests.repairing.losses import aligned, lost_places

from reportharvest.repairing import repair
from reportharvest.tables import language

TEXTS = Path(__file__).parents[1] / "tests/repairing/texts"

CHAINS = {
    "UTF-8 as latin-1": ["utf8-as-latin1"],
    "UTF-8 as windows-1252, twice": ["utf8-as-cp1252", "utf8-as-cp1252"],
    "GBK as windows-1252": ["gbk-as-cp1252"],
    "GBK as windows-1250": ["gbk-as-cp1250"],
    "GBK as latin-1, UTF-8 as latin-1": ["gbk-as-latin1", "utf8-as-latin1"],
    "GBK as Big5": ["gbk-as-big5"],
    "GBK as Shift_JIS": ["gbk-as-shift_jis"],
    "GBK as EUC-KR": ["gbk-as-euc-kr"],
    "UTF-8 as Shift_JIS": ["utf8-as-shift_jis"],
    "UTF-8 as EUC-KR": ["utf8-as-euc-kr"],
    "UTF-8 as Big5": ["utf8-as-big5"],
    "UTF-8 as GBK": ["utf8-as-gbk"],
    "UTF-8 as GBK, twice": ["utf8-as-gbk", "utf8-as-gbk"],
}
SENTENCE = re.compile("(?<=[。\n])[^。\n]+。")
TOOLS: dict[str, Callable[[str], str]] = {
    "repair": lambda text: repair(text).text,
    "ftfy.fix_encoding": ftfy.fix_encoding,
}

HEAD = """# What repair restores, measured

Made by `benchmarks/repair.py --out docs/repair-scores.md`: {cases} snippets of 33 to 128 characters from
each of {sources}, each damaged in every manner. The character model has seen none of these texts: reports
and news were written for this measurement, and laws are measured with a model that was built without them.
*Exact* counts snippets that come back character for character; what is marked as lost (U+FFFD) counts as not
exact. A snippet is cut anywhere, and what follows a lost byte at its end is unknown.

The manners of losing bytes are described in [Lost bytes](repairs/lost-bytes.md); where a reader swallowed
line ends or digits, a snippet alone often does not tell that it did, and digits cannot be restored. *pairs*
and *python* are readers without the user-defined area of GBK, which lose bytes in one character of four to
seven.

"""
SENTENCES_HEAD = """
## Whole sentences

Sentences of 20 to 128 characters, damaged by themselves, as the fields of a database are. Half of them lose
the last byte of their last character, behind which nothing tells what it was. *Exact*, as above.

"""
LOSSES_HEAD = """
## Characters at the losses

Pieces of 1,000 characters. *Right* is the share of all characters that lost bytes; *printed right* is the
share of those that were printed and not marked as lost.

"""


@dataclass
class Score:
    """What one tool made of one kind of case."""

    cases: int = 0
    exact: int = 0
    seconds: float = 0.0
    characters: int = 0


def texts(held_out: Path | None) -> dict[str, list[str]]:
    """Give the texts by source, in pieces of 1,000 characters."""
    whole = {name: [(TEXTS / f"{name}.txt").read_text(encoding="utf-8")] for name in ("report", "news")}
    if held_out is not None:
        with held_out.open(encoding="utf-8") as lines:
            found = [one["text"] for one in map(json.loads, lines) if one["source"] == "laws"]
        rng = random.Random(5)
        whole["law"] = [text[:3000] for text in rng.sample([text for text in found if len(text) > 1200], 20)]
    return {
        name: [text[start : start + 1000] for text in longer for start in range(0, len(text) - 200, 1000)]
        for name, longer in whole.items()
    }


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


def exactness(sources: dict[str, list[str]], count: int) -> Iterator[str]:
    """Give the lines of the table of snippets."""
    scores: dict[tuple[str, str, str], Score] = {}
    for source, pieces in sources.items():
        for kind, sound, damaged in cases(pieces, count):
            for name, tool in TOOLS.items():
                score = scores.setdefault((kind, source, name), Score())
                began = time.process_time()
                restored = tool(damaged)
                score.seconds += time.process_time() - began
                score.cases += 1
                score.exact += restored == sound
                score.characters += len(sound)
    kinds = list(dict.fromkeys(kind for kind, _, _ in scores))
    columns = [(source, name) for name in TOOLS for source in sources]
    yield "| damage | " + " | ".join(f"{name}: {source}" for source, name in columns) + " | repair: chars/s |"
    yield "| --- |" + " ---: |" * (len(columns) + 1)
    for kind in kinds:
        row = [scores[kind, source, name] for source, name in columns]
        cells = [f"{100 * one.exact / one.cases:.1f} %" for one in row]
        mine = [scores[kind, source, "repair"] for source in sources]
        speed = sum(one.characters for one in mine) / sum(one.seconds for one in mine)
        yield f"| {kind} | " + " | ".join(cells) + f" | {speed:,.0f} |"


def whole_sentences(sources: dict[str, list[str]], count: int) -> Iterator[str]:
    """Give the lines of the table of sentences that are damaged from their first to their last character."""
    rng = random.Random(2019)
    chosen = {}
    for source, pieces in sources.items():
        found = {one for piece in pieces for one in SENTENCE.findall(piece) if 20 <= len(one) <= 128}
        chosen[source] = rng.sample(sorted(found), min(count, len(found)))
    heads = " | ".join(f"{source}: {len(sentences)} sentences" for source, sentences in chosen.items())
    yield f"| manner | {heads} |"
    yield "| --- |" + " ---: |" * len(chosen)
    for manner in LOSSES:
        shares = [
            sum(repair(lose(one, manner)).text == one for one in sentences) / len(sentences)
            for sentences in chosen.values()
        ]
        yield f"| {manner} | " + " | ".join(f"{100 * share:.1f} %" for share in shares) + " |"


def at_losses(sources: dict[str, list[str]]) -> Iterator[str]:
    """Give the lines of the table of characters that lost bytes."""
    yield "| manner | " + " | ".join(f"{source}: lost | right | printed right" for source in sources) + " |"
    yield "| --- |" + " ---: |" * (3 * len(sources))
    for manner in LOSSES:
        cells = []
        for pieces in sources.values():
            lost = right = printed = 0
            for sound in pieces:
                damaged = lose(sound, manner)
                restored = aligned(sound, repair(damaged).text)
                for place in lost_places(sound, manner):
                    lost += 1
                    right += restored[place] == sound[place]
                    printed += restored[place] not in {"\ufffd", ""}
            cells.append(
                f"{lost} | {100 * right / max(1, lost):.1f} % | {100 * right / max(1, printed):.2f} %"
            )
        yield f"| {manner} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", type=Path, help="texts that the model was not made from")
    parser.add_argument("--model", type=Path, help="the model that was not made from them")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--out", type=Path, help="write the page there instead of printing it")
    options = parser.parse_args()
    if (options.held_out is None) != (options.model is None):
        parser.error("--held-out and --model belong together")
    if options.model is not None:
        language.DATA = options.model
    sources = texts(options.held_out)
    for tool in TOOLS.values():
        tool("é政府鏀垮簻淇℃伅")  # loads what is loaded on first need
    page = HEAD.format(cases=options.cases, sources=", ".join(sources))
    page += "\n".join(exactness(sources, options.cases)) + "\n" + SENTENCES_HEAD
    page += "\n".join(whole_sentences(sources, 2 * options.cases)) + "\n" + LOSSES_HEAD
    page += "\n".join(at_losses(sources)) + "\n"
    if options.out is None:
        print(page)
    else:
        options.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
