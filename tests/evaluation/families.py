"""Cases of every kind of damage, fixed by their numbers, and floors below which no score falls.

    python -m tests.evaluation.families                      print the scores beside the floors
    python -m tests.evaluation.families --update             raise floors to the scores; none is lowered
    python -m tests.evaluation.families --lower NAME ...     set these floors to the scores, whatever they are

A family is a list of cases: what is given, and what is right. Floors are kept with a fingerprint of the
cases, so that a score is never compared with that of other cases.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import opencc
from pypinyin import Style, pinyin
from tests.repairing.damage import LAW, LOSSES, NEWS, PAGE, REPORT, TRADITIONAL, lose, misread

from reportharvest import decode, repair

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
PROSE = json.loads((HERE / "prose.json").read_text(encoding="utf-8"))
TEXTS = json.loads((HERE.parent / "decoding" / "texts.json").read_text(encoding="utf-8"))
OFFICIAL = (LAW, REPORT, TEXTS["official"], PROSE["report"])
EVERYDAY = (NEWS, TEXTS["news"], PROSE["news"], PROSE["informal"])
CODECS = {
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "big5": "big5hkscs",
    "utf-16le": "utf-16-le",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
}
CHAINS = {
    "latin-1": ["utf8-as-latin1"],
    "windows-1252": ["utf8-as-cp1252"],
    "twice": ["utf8-as-cp1252", "utf8-as-cp1252"],
    "gbk as latin-1": ["gbk-as-latin1"],
    "gbk as windows-1250": ["gbk-as-cp1250"],
    "gbk as windows-1252, twice": ["gbk-as-cp1252", "utf8-as-cp1252"],
    "gbk": ["utf8-as-gbk"],
    "gbk as big5": ["gbk-as-big5"],
    "gbk as euc-kr": ["gbk-as-euc-kr"],
    "utf-8 as shift_jis": ["utf8-as-shift_jis"],
}
ESCAPES: dict[str, Callable[[str], str]] = {
    "decimal": lambda text: _each(text, lambda one: f"&#{ord(one)};"),
    "hexadecimal, twice": lambda text: _each(text, lambda one: f"&amp;#x{ord(one):x};"),
    "backslash": lambda text: json.dumps(text)[1:-1],
    "escape()": lambda text: _each(text, lambda one: f"%u{ord(one):04X}"),
    "percent": quote,
    "percent, twice": lambda text: quote(quote(text)),
    "octal": lambda text: _each(text, lambda one: "".join(f"\\{byte:03o}" for byte in one.encode())),
}
SIZES = (12, 24, 48, 96)


@dataclass(frozen=True, slots=True)
class Case:
    """What is given, and the text that is right: between the two halves one damaged character may stand."""

    given: bytes | str
    right: str
    after: str | None = None
    encoding: str | None = None

    def is_right(self) -> bool:
        if isinstance(self.given, str):
            return repair(self.given).text == self.right
        decoded = decode(self.given)
        if self.encoding is not None and decoded.encoding != self.encoding:
            return False
        if self.after is None:
            return decoded.text == self.right
        between = len(decoded.text) - len(self.right) - len(self.after)
        return decoded.text.startswith(self.right) and decoded.text.endswith(self.after) and 0 <= between <= 3


@cache
def _converter(table: str) -> Callable[[str], str]:
    return opencc.OpenCC(table).convert  # type: ignore[no-any-return]


def _each(text: str, write: Callable[[str], str]) -> str:
    return "".join(one if one.isascii() else write(one) for one in text)


def _pieces(name: str, texts: tuple[str, ...], count: int, sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    chance = random.Random(name)
    while count:
        text = texts[count % len(texts)]
        size = min(chance.choice(sizes), len(text) - 1)
        start = chance.randrange(len(text) - size)
        piece = text[start : start + size].strip()
        if sum(one > "\x7f" and one.isalpha() for one in piece) >= min(8, size // 2):
            count -= 1
            yield piece


def _bodies(name: str, texts: tuple[str, ...], encoding: str, manner: str) -> Iterator[Case]:
    chance = random.Random(f"{name} bytes")
    for text in _pieces(name, texts, 40, (32, 64, 128)):
        piece = text.encode(CODECS[encoding], "ignore").decode(CODECS[encoding])
        if manner == "sound":
            yield Case(piece.encode(CODECS[encoding]), piece, encoding=encoding)
            continue
        each = [one.encode(CODECS[encoding]) for one in piece]
        number = chance.choice([place for place, one in enumerate(piece) if one > "\x7f"])
        place = chance.randrange(len(each[number]))
        new = bytes([chance.randrange(256)]) if manner == "changed" else b""
        each[number] = each[number][:place] + new + each[number][place + 1 :]
        yield Case(b"".join(each), piece[:number], piece[number + 1 :], encoding)


def _mixed(outside: str, inside: str) -> Iterator[Case]:
    before, after = PAGE.split("全年")[0], PAGE.split("全年")[1]
    to_big5 = _converter("s2tw") if "big5" in {outside, inside} else str
    for text in _pieces(f"mixed {outside} {inside}", (*OFFICIAL, *EVERYDAY), 20):
        parts = [to_big5(one) for one in (before, text, "</p><p>" + after)]
        codecs = (outside, inside, outside)
        body = b"".join(one.encode(CODECS[name]) for one, name in zip(parts, codecs, strict=True))
        yield Case(body, "".join(parts))


def _annotated(text: str, table: str, chance: random.Random, *, everywhere: bool, wide: bool) -> str:
    """Convert a text to traditional and put readings after some characters, as some sites' software does."""
    readings = [one[0] for one in pinyin(text, style=Style.TONE, errors=list)]
    opened, closed = "（）" if wide else "()"
    made = []
    for one, converted, reading in zip(text, _converter(table)(text), readings, strict=True):
        made.append(converted)
        if reading != one and (everywhere or converted != one or chance.random() < 0.1):
            made.append(f"{opened}{reading}{closed}")
    return "".join(made)


def _readings(name: str, texts: tuple[str, ...], table: str) -> Iterator[Case]:
    chance = random.Random(name)
    for number, text in enumerate(texts):
        for everywhere in (True, False):
            yield Case(_annotated(text, table, chance, everywhere=everywhere, wide=number % 2 == 0), text)


def _sound() -> Iterator[Case]:
    code = '{"title": "\\u653f\\u5e9c"}, re.compile(r"[\\u4e00-\\u9fff]"), "http://a.example/?q=%E6%94%BF"'
    others = [TEXTS[name] for name in ("traditional", "japanese", "korean", "russian", "french")]
    every = (*OFFICIAL, *EVERYDAY, TRADITIONAL, PAGE, code, PROSE["japanese"], PROSE["korean"], *others)
    for text in every:
        yield Case(text, text)
    for text in _pieces("sound", tuple(one for one in every if len(one) > 120), 120):
        yield Case(text, text)


@cache
def families() -> dict[str, tuple[Case, ...]]:
    """All families of cases, by name."""
    found: dict[str, Iterator[Case] | list[Case]] = {}
    languages = {
        "gb18030": OFFICIAL + EVERYDAY,
        "utf-8": OFFICIAL + EVERYDAY,
        "utf-16le": OFFICIAL + EVERYDAY,
        "big5": tuple(map(_converter("s2tw"), OFFICIAL + EVERYDAY)),
        "shift_jis": (TEXTS["japanese"], PROSE["japanese"]),
        "euc-jp": (TEXTS["japanese"], PROSE["japanese"]),
        "euc-kr": (TEXTS["korean"], PROSE["korean"]),
        "windows-1251": (TEXTS["russian"],),
        "windows-1252": (TEXTS["french"],),
    }
    for encoding, texts in languages.items():
        manners = ("sound",) if encoding.startswith(("windows", "utf-16")) else ("sound", "changed", "lost")
        for manner in manners:
            name = f"decode {encoding}, {manner}"
            found[name] = _bodies(name, texts, encoding, manner)
    for outside, inside in (("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8", "big5"), ("big5", "utf-8")):
        found[f"decode {inside} in {outside}"] = _mixed(outside, inside)
    for name, chain in CHAINS.items():
        pieces = _pieces(name, OFFICIAL + EVERYDAY, 24)
        found[f"repair {name}"] = [Case(misread(one, *chain), one) for one in pieces]
    for manner in LOSSES:
        pieces = _pieces(manner, OFFICIAL, 16, (48, 96))
        found[f"repair lost bytes, {manner}"] = [Case(lose(one, manner), one) for one in pieces]
    for manner, write in ESCAPES.items():
        pieces = _pieces(manner, OFFICIAL + EVERYDAY, 24)
        found[f"repair escape, {manner}"] = [Case(write(one), one) for one in pieces]
    for table in ("s2t", "s2tw", "s2hk"):
        found[f"repair readings, {table}, official"] = _readings(table, OFFICIAL, table)
        found[f"repair readings, {table}, everyday"] = _readings(table, EVERYDAY, table)
    found["sound text stays"] = _sound()
    return {name: tuple(cases) for name, cases in found.items()}


def fingerprint(cases: tuple[Case, ...]) -> str:
    """A digest of what is given and what is right."""
    digest = hashlib.sha256()
    for case in cases:
        given = case.given.encode("utf-8", "surrogatepass") if isinstance(case.given, str) else case.given
        digest.update(given + b"\0" + case.right.encode() + b"\0" + (case.after or "").encode() + b"\1")
    return digest.hexdigest()[:16]


def score(cases: tuple[Case, ...]) -> int:
    """How many cases come out right."""
    return sum(case.is_right() for case in cases)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--update", action="store_true", help="raise floors, add new families")
    parser.add_argument(
        "--lower", nargs="+", default=[], metavar="NAME", help="set these floors to the scores"
    )
    options = parser.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    kept = {}
    below = []
    for name, cases in families().items():
        right, digest = score(cases), fingerprint(cases)
        old = floors.get(name)
        same = old is not None and old["fingerprint"] == digest
        floor = old["right"] if same else 0
        print(f"{name:45} {right:4} of {len(cases):4}   floor {floor if same else 'none'}")
        if right < floor and name not in options.lower:
            below.append(name)
        best = right if name in options.lower else max(right, floor)
        kept[name] = {"right": best, "cases": len(cases), "fingerprint": digest}
    if options.update or options.lower:
        FLOORS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name in below:
        print(f"below its floor: {name}", file=sys.stderr)
    return int(bool(below))


if __name__ == "__main__":
    sys.exit(main())
