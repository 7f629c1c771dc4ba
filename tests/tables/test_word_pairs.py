"""The dictionaries that the character model is built from: arrays that Java wrote, pairs known by a hash."""

from __future__ import annotations

import struct
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
word_pairs = pytest.importorskip("word_pairs", reason="needs numpy")

MASK = (1 << 64) - 1
LAYOUTS = {"[S": "h", "[C": "H", "[I": "i", "[J": "Q"}


class Java:
    """Writes arrays as Java's ObjectOutputStream does."""

    def __init__(self) -> None:
        self.body = b"\xac\xed\x00\x05"
        self.handles: dict[str, int] = {}
        self.next = 0x7E0000

    def write(self, kind: str, value: object) -> Java:
        if value is None:
            self.body += b"\x70"
            return self
        self.body += b"\x75"
        if kind in self.handles:
            self.body += struct.pack(">BI", 0x71, self.handles[kind])
        else:
            self.body += struct.pack(">BH", 0x72, len(kind)) + kind.encode() + bytes(8)
            self.body += b"\x02\x00\x00\x78\x70"
            self.handles[kind] = self.next
            self.next += 1
        self.next += 1
        self.body += struct.pack(">I", len(value))
        for one in value:
            if kind in LAYOUTS:
                self.body += struct.pack(">" + LAYOUTS[kind], one)
            else:
                self.write(kind[1:], one)
        return self


def fnv(text: str) -> int:
    found = 0xCBF29CE484222325
    for char in text:
        for byte in (ord(char) & 0xFF, ord(char) >> 8):
            found = ((found ^ byte) * 1099511628211) & MASK
    return found


@pytest.fixture
def jar(tmp_path):
    words = Java().write("[S", [0, 1, -1]).write("[C", [ord("公"), ord("开"), 0])
    words.write("[[[C", [[None, [ord("民")], [ord("开")]], [None]]).write("[[I", [[9, 8, 7], [5]])
    pairs = Java().write("[J", [0, fnv("公开@公民"), fnv("公民@开"), 12345]).write("[I", [0, 4, 3, 6])
    path = tmp_path / "smartcn.jar"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{word_pairs.FOLDER}/coredict.mem", words.body)
        archive.writestr(f"{word_pairs.FOLDER}/bigramdict.mem", pairs.body)
    return path


def test_words_and_pairs_come_back_with_their_counts(jar):
    words, pairs = word_pairs.read_dictionaries(jar)
    assert words == {"公": 9, "公民": 8, "公开": 7, "开": 5}
    assert sorted(pairs) == [("公开", "公民", 4), ("公民", "开", 3)]


def test_characters_are_counted_within_words_and_between_them(jar):
    one, two, three = word_pairs.count_grams(jar, str)
    assert one == {"公": 24, "民": 8, "开": 12}
    assert two == {"公民": 8, "公开": 7, "开公": 4, "民开": 3}
    assert three == {"公开公": 4, "开公民": 4, "公民开": 3}
