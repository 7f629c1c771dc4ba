"""Compare decode() with other detectors on the same cases in one run; prints a Markdown table.

    python benchmarks/decode.py [--cases N] [--texts FILE ...]

Cases are pieces of the texts in tests/decoding/texts.json (or of other files, UTF-8) in each encoding,
undeclared, sound and with one bad byte each. The first figure is the share of cases whose encoding is right
(any superset counts: gbk for gb2312); the second also asks that every character is right but the one that the
bad byte belonged to, which may be anything up to three characters long. Peers that are not installed are left
out; they decode with ``errors="replace"`` in the encoding they name.
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


def right(got: str, before: str, after: str, most: int) -> bool:
    """Whether a text is right but for at most so many characters in one place."""
    between = len(got) - len(before) - len(after)
    return 0 <= between <= most and got.startswith(before) and got.endswith(after)


def cases(texts: dict[str, str], size: int, damage: str, number: int) -> list[tuple[bytes, str, str, str]]:
    """Bodies, what they are in, and the text before and after the damaged character."""
    chance = random.Random(f"{size} {damage}")
    made = []
    for kind, text in texts.items():
        for encoding in ENCODINGS.get(kind, ENCODINGS["chinese"]):
            codec = CODECS[encoding]
            for _ in range(number):
                start = chance.randrange(max(1, len(text) - size))
                piece = text[start : start + size].encode(codec, "ignore").decode(codec)
                pieces = [one.encode(codec) for one in piece]
                at = chance.randrange(len(piece))
                place = chance.randrange(len(pieces[at]))
                new = bytes([chance.randrange(256)]) if damage == "changed" else b""
                if damage == "none":
                    made.append((piece.encode(codec), encoding, piece, ""))
                    continue
                pieces[at] = pieces[at][:place] + new + pieces[at][place + 1 :]
                made.append((b"".join(pieces), encoding, piece[:at], piece[at + 1 :]))
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
                read = [(detect(case[0]), *case[1:]) for case in made]
                named = [same(name, CODECS[encoding]) for (name, _), encoding, _, _ in read]
                exact = [
                    right(got, before, after, 3 * (damage != "none")) for (_, got), _, before, after in read
                ]
                both = sum(map(bool.__and__, named, exact))
                row.append(f"{100 * sum(named) / len(made):.1f} / {100 * both / len(made):.1f} %")
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
