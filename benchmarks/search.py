"""Compare ways to make SQLite's own tokenizers search Chinese: size, speed, and what they find.

    python benchmarks/search.py TEXTS.jsonl.xz [--documents 7000] [--markdown]

TEXTS has one JSON object a line with a key ``text``; it is cut into documents of 1,700 characters (5 kB, a
report). The table of docs/search.md was made from the 2,143 laws of the public collection LawRefBook/Laws
(12.2 million characters).
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reportharvest.storing.fulltext import index_text, match_expression
from reportharvest.storing.schema import page_id

DOCUMENT_CHARS = 1_700
HAN = re.compile("[\u4e00-\u9fff]")
TYPED = (
    "公开",
    "报告",
    "条例",
    "行政复议",
    "政府信息",
    "大学生",
    "主管部门",
    "办法",
    "责令改正",
    "个人信息保护",
)
ENGLISH = ("WTO", "GDP", "Internet")


def plain(text: str) -> str:
    return text


def separated(text: str) -> str:
    return HAN.sub(lambda found: f" {found[0]} ", text)


def as_phrase(word: str) -> str:
    return f'"{word}"'


def separated_phrase(word: str) -> str:
    return '"' + " ".join(separated(word).split()) + '"'


@dataclass(frozen=True)
class Candidate:
    name: str
    tokenize: str
    prepare: Callable[[str], str]
    ask: Callable[[str], str | None]
    wide_ids: bool = False


CANDIDATES = (
    Candidate("unicode61, text as it is", "unicode61", plain, as_phrase),
    Candidate("trigram, text as it is", "trigram", plain, as_phrase),
    Candidate("single characters + phrases", "unicode61", separated, separated_phrase),
    Candidate("pairs + phrases", "unicode61", index_text, match_expression),
    Candidate(
        "pairs + phrases, 53-bit ids (chosen)", "unicode61", index_text, match_expression, wide_ids=True
    ),
)


def documents(source: Path, limit: int) -> list[str]:
    raw = source.read_bytes()
    lines = (lzma.decompress(raw) if source.suffix == ".xz" else raw).decode("utf-8").splitlines()
    text = "\n".join(json.loads(line)["text"] for line in lines)
    cuts = range(0, min(len(text), limit * DOCUMENT_CHARS), DOCUMENT_CHARS)
    pieces = [text[start : start + DOCUMENT_CHARS] for start in cuts]
    # Laws hold hardly any English: one document in fifty gets a sentence, so that prefixes can be tried.
    return [
        piece + " Internet governance annual report\n" * (at % 50 == 0) for at, piece in enumerate(pieces)
    ]


def sample_words(pieces: list[str], length: int, count: int) -> list[str]:
    chosen = random.Random(length)
    words: set[str] = set()
    while len(words) < count:
        piece = chosen.choice(pieces)
        start = chosen.randrange(len(piece) - length)
        word = piece[start : start + length]
        if len(HAN.findall(word)) == length:
            words.add(word)
    return sorted(words)


def build(candidate: Candidate, pieces: list[str], file: Path) -> tuple[sqlite3.Connection, float, int]:
    """Index the documents, one transaction each as a harvest does; give seconds and bytes."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"CREATE VIRTUAL TABLE fts USING fts5 (text, content='', tokenize='{candidate.tokenize}')")
    began = time.perf_counter()
    for at, piece in enumerate(pieces):
        rowid = page_id(str(at)) if candidate.wide_ids else at
        db.execute("INSERT INTO fts (rowid, text) VALUES (?, ?)", (rowid, candidate.prepare(piece)))
    seconds = time.perf_counter() - began
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return db, seconds, used_bytes(db)


def used_bytes(db: sqlite3.Connection) -> int:
    """Bytes in use; merging leaves free pages behind, which the next reports fill."""
    names = ("page_count", "freelist_count", "page_size")
    pages, free, page_size = (int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
    return (pages - free) * page_size


def hits(db: sqlite3.Connection, expression: str | None) -> int:
    if expression is None:
        return 0
    try:
        return int(db.execute("SELECT count(*) FROM fts WHERE fts MATCH ?", (expression,)).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def recall(db: sqlite3.Connection, candidate: Candidate, words: list[str], folded: list[str]) -> float:
    """Share of the true hits (documents that hold the word) that are found, less the false ones."""
    true = found = 0
    for word in words:
        expected = sum(word in piece for piece in folded)
        true += expected
        found += min(hits(db, candidate.ask(word)), expected)
    return found / true


def query_ms(db: sqlite3.Connection, candidate: Candidate) -> float:
    """Median time of the best 20 documents for words that people type."""
    times = []
    for word in TYPED * 5:
        began = time.perf_counter()
        expression = candidate.ask(word)
        if expression is not None:
            db.execute(
                "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rank LIMIT 20", (expression,)
            ).fetchall()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("--documents", type=int, default=7_000)
    options = parser.parse_args()
    pieces = documents(options.texts, options.documents)
    size = sum(len(piece.encode()) for piece in pieces)
    print(f"{len(pieces):,} documents, {size / 1e6:.1f} MB of text, SQLite {sqlite3.sqlite_version}\n")
    columns = (
        "manner",
        "index / text (optimized)",
        "documents/s",
        "1",
        "2",
        "3",
        "4",
        "8",
        "typed as it is: 公开",
        "inter*",
        "best 20, ms",
    )
    print("| " + " | ".join(columns) + " |")
    print("| --- " + "| ---: " * (len(columns) - 1) + "|")
    words = {length: sample_words(pieces, length, 40) for length in (1, 2, 3, 4, 8)}
    for candidate in CANDIDATES:
        with tempfile.TemporaryDirectory() as folder:
            db, seconds, index_size = build(candidate, pieces, Path(folder) / "fts.db")
            found = [f"{recall(db, candidate, words[length], pieces):.1%}" for length in words]
            typed = hits(db, "公开") / sum("公开" in piece for piece in pieces)
            prefix = hits(db, "inter*") / sum("Internet" in piece for piece in pieces)
            db.execute("INSERT INTO fts (fts) VALUES ('optimize')")
            ratios = f"{index_size / size:.2f} ({used_bytes(db) / size:.2f})"
            cells = [candidate.name, ratios, f"{len(pieces) / seconds:,.0f}", *found]
            print(
                "| "
                + " | ".join([*cells, f"{typed:.1%}", f"{prefix:.0%}", f"{query_ms(db, candidate):.1f}"])
                + " |"
            )
            db.close()


if __name__ == "__main__":
    main()
