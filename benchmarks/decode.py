"""Compare decode() with other detectors on the same cases in one run; print or write a page of Markdown.

    python benchmarks/decode.py [--cases N] [--texts FILE ...] [--out docs/decode-scores.md]

Cases are pieces of the texts in tests/decoding/texts.json and tests/evaluation/prose.json (or of other files,
UTF-8) in each encoding, undeclared, sound and with a bad byte. The first figure is the share of cases whose
encoding is right (any superset counts: gbk for gb2312); the second also asks that every character is right
but the one that the bad byte belonged to, which may be anything up to three characters long. Peers that are
not installed are left out; they decode with ``errors="replace"`` in the encoding they name.
"""

from __future__ import annotations

import argparse
import codecs
import json
import platform
import random
import time
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path

from reportharvest.decoding import decode

TESTS = Path(__file__).parent.parent / "tests"
TEXTS, PROSE = TESTS / "decoding/texts.json", TESTS / "evaluation/prose.json"
HEAD = """# What decode reads, measured

Made by `benchmarks/decode.py --out docs/decode-scores.md`, all tools on the same cases in one run: undeclared
pieces of prose, none of which is in the character model, in GB18030, UTF-8, UTF-16, Big5, Shift_JIS, EUC-JP
and EUC-KR. The first figure is the share of right encodings, the second that of right texts but for the
damaged character. Peers name an encoding, and decode with `errors="replace"` in it.
{versions}.

"""
RELIABILITY = """
## Confidence

Of {count} pieces of 2 to 64 characters, sound and with one bad byte, so many were read in the right encoding:

| `confidence` | pieces | right |
|---|---:|---:|
"""
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


def pieces_of(piece: str, codec: str, damage: str, chance: random.Random) -> tuple[bytes, str, str]:
    """A body with one bad byte, and the text before and after the character it belongs to."""
    pieces = [one.encode(codec) for one in piece]
    at = chance.randrange(len(piece))
    place = chance.randrange(len(pieces[at]))
    new = bytes([chance.randrange(256)]) if damage == "changed" else b""
    pieces[at] = pieces[at][:place] + new + pieces[at][place + 1 :]
    return b"".join(pieces), piece[:at], piece[at + 1 :]


def cases(
    texts: dict[str, list[str]], size: int, damage: str, number: int
) -> list[tuple[bytes, str, str, str]]:
    """Bodies, what they are in, and the text before and after the damaged character."""
    chance = random.Random(f"{size} {damage}")
    made = []
    for kind, several in texts.items():
        for encoding in ENCODINGS[kind]:
            codec = CODECS[encoding]
            for count in range(number):
                text = several[count % len(several)]
                text *= 1 + size // len(text)
                start = chance.randrange(max(1, len(text) - size))
                piece = text[start : start + size].encode(codec, "ignore").decode(codec)
                if damage == "none":
                    made.append((piece.encode(codec), encoding, piece, ""))
                else:
                    body, before, after = pieces_of(piece, codec, damage, chance)
                    made.append((body, encoding, before, after))
    return made


def mixed(texts: dict[str, list[str]], number: int) -> list[tuple[bytes, str, str, str]]:
    """Pages of two encodings."""
    chance = random.Random("mixed")
    made = []
    for outside, inside in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        for count in range(number):
            text = texts["chinese"][count % len(texts["chinese"])]
            start = chance.randrange(max(1, len(text) - 120))
            parts = (
                "<title>政府信息公开</title><p>首页</p><div>",
                text[start : start + 120],
                "</div><i>版权所有</i>",
            )
            codecs_ = (CODECS[outside], CODECS[inside], CODECS[outside])
            body = b"".join(one.encode(name) for one, name in zip(parts, codecs_, strict=True))
            made.append((body, outside, "".join(parts), ""))
    return made


def row(made: list[tuple[bytes, str, str, str]], peers: dict[str, Detector], slack: int) -> str:
    """The cells of one row."""
    cells = []
    for detect in peers.values():
        read = [(detect(case[0]), *case[1:]) for case in made]
        named = [same(name, CODECS[encoding]) for (name, _), encoding, _, _ in read]
        exact = [right(got, before, after, slack) for (_, got), _, before, after in read]
        both = sum(map(bool.__and__, named, exact))
        cells.append(f"{100 * sum(named) / len(made):.1f} / {100 * both / len(made):.1f} %")
    return " | ".join(cells)


def speeds(text: str, size: int, peers: dict[str, Detector]) -> str:
    """MB/s on sound GBK of some size."""
    body = (text * (1 + size // len(text))).encode("gb18030")[:size]
    body = body[: body.rfind(b"\n")]
    cells = []
    for detect in peers.values():
        best = 1e9
        for _ in range(3):
            started = time.process_time()
            detect(body)
            best = min(best, time.process_time() - started)
        cells.append(f"{len(body) / max(best, 1e-6) / 1e6:.0f} MB/s")
    return " | ".join(cells)


def reliability(texts: dict[str, list[str]], number: int) -> list[str]:
    """How often a confidence is right."""
    steps = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
    counts = {step: [0, 0] for step in steps}
    for size in (2, 3, 4, 6, 8, 12, 16, 24, 32, 64):
        for damage in ("none", "none", "changed", "lost") if size > 3 else ("none",):
            for body, encoding, _, _ in cases(texts, size, damage, number):
                decoded = decode(body)
                if decoded.text.isascii():
                    continue
                found = max(step for step in steps if step <= decoded.confidence)
                counts[found][0] += 1
                counts[found][1] += same(CODECS.get(decoded.encoding, decoded.encoding), CODECS[encoding])
    total = sum(one for one, _ in counts.values())
    lines = [RELIABILITY.format(count=f"{total:,}").rstrip("\n")]
    for (low, (count, good)), high in zip(counts.items(), (*steps[1:], None), strict=True):
        name = f"{low:g} to {high:g}" if high is not None else f"{low:g}"
        lines.append(f"| {name} | {count:,} | {100 * good / max(1, count):.1f} % |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=20, help="pieces of each language in each encoding")
    parser.add_argument(
        "--texts", type=Path, nargs="*", default=[], help="simplified Chinese texts to use as well"
    )
    parser.add_argument("--out", type=Path, help="write the page there")
    options = parser.parse_args()
    stored = json.loads(TEXTS.read_text(encoding="utf-8"))
    prose = json.loads(PROSE.read_text(encoding="utf-8"))
    texts = {
        "chinese": [stored["news"], prose["report"], prose["news"], prose["informal"]],
        "traditional": [stored["traditional"]],
        "japanese": [prose["japanese"]],
        "korean": [prose["korean"]],
    }
    texts["chinese"] += [path.read_text(encoding="utf-8") for path in options.texts]
    peers = detectors()
    lines = ["| pieces | cases | " + " | ".join(peers) + " |", "|---|---:|" + "---|" * len(peers)]
    for size in (32, 128, 700):
        for damage in ("none", "changed", "lost"):
            made = cases(texts, size, damage, options.cases)
            name = f"{size} characters, {'sound' if damage == 'none' else f'one byte {damage}'}"
            lines.append(f"| {name} | {len(made)} | {row(made, peers, 3 * (damage != 'none'))} |")
    made = mixed(texts, options.cases)
    exact = [[detect(body)[1] == text for body, _, text, _ in made] for detect in peers.values()]
    shares = " | ".join(f"{100 * sum(one) / len(made):.1f} %" for one in exact)
    lines.append(f"| pages of two encodings, exact | {len(made)} | {shares} |")
    lines += [
        f"| speed, sound GBK of {size // 1000:,} kB | 1 | {speeds(prose['report'], size, peers)} |"
        for size in (60_000, 1_000_000)
    ]
    lines += reliability(texts, options.cases)
    page = HEAD.format(versions=versions(peers)) + "\n".join(lines) + "\n"
    if options.out is None:
        print("\n".join(lines))
    else:
        options.out.write_text(page, encoding="utf-8")


def versions(peers: dict[str, Detector]) -> str:
    """Names and versions of the peers."""
    found = ", ".join(f"{name} {metadata.version(name)}" for name in peers if name != "reportharvest")
    return f"CPython {platform.python_version()}, one core of a shared {platform.machine()} machine; {found}"


if __name__ == "__main__":
    main()
