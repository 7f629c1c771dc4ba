"""Compare decode() with other detectors on the same cases in one run; prints a Markdown table.

    python benchmarks/decode.py [--cases N] [--texts FILE ...]

Cases are pieces of the texts in tests/decoding/texts.json (or of other files, UTF-8) in each encoding,
undeclared, sound and with one bad byte each. The first figure is the share of cases whose encoding is right
(any superset counts: gbk for gb2312), the second also asks for the text: at most one character may differ for
the bad byte. Peers that are not installed are left out; they decode with ``errors="replace"`` in the encoding
they name.
"""

from __future__ import annotations

import argparse
import codecs
import json
import random
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from reportharvest.decoding import decode

TEXTS = Path(__file__).parent.parent / "tests/decoding/texts.json"
CODECS = {
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "big5": "big5hkscs",
    "utf-16le": "utf-16-le",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
}
SAME = [
    {"gb2312", "gbk", "gb18030", "cp936", "euc_cn", "hz"},
    {"big5", "big5hkscs", "cp950", "big5-hkscs"},
    {"shift_jis", "cp932", "sjis", "shift_jis_2004"},
    {"euc_kr", "cp949", "uhc", "johab"},
    {"euc_jp", "euc_jis_2004", "cp51932"},
    {"utf_16_le", "utf-16", "utf_16"},
    {"utf-8", "utf_8"},
]
ENCODINGS = {
    "chinese": ("gb18030", "utf-8", "utf-16le"),
    "traditional": ("big5", "utf-8"),
    "japanese": ("shift_jis", "euc-jp"),
    "korean": ("euc-kr",),
}
Detector = Callable[[bytes], tuple[str, str]]


def ours(body: bytes) -> tuple[str, str]:
    decoded = decode(body)
    return CODECS.get(decoded.encoding, decoded.encoding), decoded.text


def by_name(detect: Callable[[bytes], str | None]) -> Detector:
    def read(body: bytes) -> tuple[str, str]:
        name = detect(body) or "ascii"
        try:
            return name, body.decode(name, "replace")
        except (LookupError, UnicodeDecodeError):
            return name, ""

    return read


def detectors() -> dict[str, Detector]:
    """Ours, and the peers that are installed."""
    found: dict[str, Detector] = {"reportharvest": ours}
    makers: dict[str, tuple[str, Callable[[object], Callable[[bytes], str | None]]]] = {
        "charset-normalizer": (
            "charset_normalizer",
            lambda m: lambda body: (m.from_bytes(body).best() or m.from_bytes(b"").best()).encoding,
        ),
        "chardet": ("chardet", lambda m: lambda body: m.detect(body)["encoding"]),
        "faust-cchardet": ("cchardet", lambda m: lambda body: m.detect(body)["encoding"]),
        "resiliparse": ("resiliparse.parse.encoding", lambda m: m.detect_encoding),
    }
    for name, (module, make) in makers.items():
        try:
            found[name] = by_name(make(import_module(module)))
        except ImportError:
            continue
    return found


def same(one: str, other: str) -> bool:
    try:
        names = {codecs.lookup(one).name, codecs.lookup(other).name}
    except LookupError:
        return False
    return len(names) == 1 or any(
        names <= {codecs.lookup(n).name for n in group if known(n)} for group in SAME
    )


def known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def cost(one: str, other: str) -> int:
    """Length of the stretch in which two texts differ."""
    size = min(len(one), len(other))
    start = next((place for place in range(size) if one[place] != other[place]), size)
    end = next((place for place in range(size - start) if one[-1 - place] != other[-1 - place]), size - start)
    return max(len(one), len(other)) - start - end


def cases(texts: dict[str, str], size: int, damage: str, number: int) -> list[tuple[bytes, str, str]]:
    chance = random.Random(f"{size} {damage}")
    made = []
    for kind, text in texts.items():
        for encoding in ENCODINGS.get(kind, ENCODINGS["chinese"]):
            for _ in range(number):
                start = chance.randrange(max(1, len(text) - size))
                piece = (
                    (text[start : start + size]).encode(CODECS[encoding], "ignore").decode(CODECS[encoding])
                )
                body = piece.encode(CODECS[encoding])
                place = chance.randrange(len(body))
                one = bytes([chance.randrange(256)])
                if damage == "changed":
                    body = body[:place] + one + body[place + 1 :]
                elif damage == "lost":
                    body = body[:place] + body[place + 1 :]
                made.append((body, encoding, piece))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=50, help="pieces of each text in each encoding")
    parser.add_argument(
        "--texts", type=Path, nargs="*", default=[], help="simplified Chinese texts to use as well"
    )
    options = parser.parse_args()
    stored = json.loads(TEXTS.read_text(encoding="utf-8"))
    texts = {name: stored[name] for name in ("official", "news", "traditional", "japanese", "korean")}
    texts |= {path.stem: path.read_text(encoding="utf-8") for path in options.texts}
    peers = detectors()
    print("| pieces | cases | " + " | ".join(peers) + " |\n|---|---|" + "---|" * len(peers))
    for size in (32, 128):
        for damage in ("none", "changed", "lost"):
            made = cases(texts, size, damage, options.cases)
            row = []
            for detect in peers.values():
                read = [(detect(body), encoding, text) for body, encoding, text in made]
                named = sum(same(name, CODECS[encoding]) for (name, _), encoding, _ in read)
                right = sum(
                    same(name, CODECS[encoding]) and cost(text, got) <= (damage != "none")
                    for (name, got), encoding, text in read
                )
                row.append(f"{100 * named / len(made):.1f} / {100 * right / len(made):.1f} %")
            print(f"| {size} characters, bad byte: {damage} | {len(made)} | " + " | ".join(row) + " |")
    body = (texts["official"] + "\n").encode("gb18030") * 200
    page = body[: len(body) // 4]
    speeds = []
    for detect in peers.values():
        detect(page)
        started = time.perf_counter()
        for _ in range(5):
            detect(page)
        speeds.append(f"{5 * len(page) / (time.perf_counter() - started) / 1e6:.1f} MB/s")
    print(f"| speed, sound GBK of {len(page) // 1000} kB | 1 | " + " | ".join(speeds) + " |")


if __name__ == "__main__":
    main()
