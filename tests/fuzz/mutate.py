"""Change pages and files as accidents and ill will do: ``python tests/fuzz/mutate.py SECONDS [FIRST_SEED]``.

Whatever raises, or takes longer than it may, is written to ``tests/fuzz/found/`` and read again by the tests
from then on. A seed always gives the same body.
"""

# ruff: noqa: E501 — pieces read best side by side
from __future__ import annotations

import json
import random
import sys
import time
import traceback
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.extracting.documents import pdf  # noqa: E402
from tests.extracting.test_file_ofd import BODY as OFD_BODY  # noqa: E402
from tests.running.test_parts import packed, word  # noqa: E402

import reportharvest as rh  # noqa: E402

__all__ = ["FOUND", "body_of", "check"]

FOUND = Path(__file__).parent / "found"
LONGEST_SECONDS = 10.0  # of processor time; the largest seed takes 0.3 s
MAX_BYTES = 200_000
PIECES = [
    b"<table>", b"</table>", b"<tr>", b"<td colspan=1000000000>", b"<td rowspan=0>", b"<!--", b"-->", b"<script>", b"<style>",
    b"<br>", b"<p>", b"</div>", b"<textarea>", b"<plaintext>", b"<title>", b"<svg>", b"<template>", b"<select>", b"<a href=", b"<base href=//>",
    b"&#0;", b"&#xD800;", b"&#x110000;", b"\\ud83d", b"%u6570", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b$B", b"\xa1\xa1",
    "（".encode(), "一、".encode(), "第二十条".encode(), "2021年".encode(), b"|", "（zhèng）".encode(), "鏀垮簻".encode(),
    b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"endstream", b"<<", b"99999999999", b"-1", b"1e999",
]  # fmt: skip


@cache
def seeds() -> tuple[bytes, ...]:
    """What is changed: recorded pages, and files of each kind."""
    recorded = sorted((ROOT / "fixtures" / "pages").glob("*/*/body.bin"))
    pages = [file.read_bytes() for file in recorded[::5] if file.stat().st_size < MAX_BYTES]
    manners = sorted((ROOT / "tests" / "extracting" / "manners").glob("*.html"))
    pages += [file.read_bytes() for file in manners[::4]]
    return (*pages, pdf(), OFD_BODY, word(0, 1), packed(**{"年度报告.docx": word(0, 1)}))


def body_of(number: int) -> bytes:
    """Give the body of a seed."""
    dice = random.Random(number)
    body = bytearray(dice.choice(seeds()))
    for _ in range(dice.choice([1, 2, 4, 8, 32])):
        at = dice.randrange(len(body) + 1)
        length = min(int(dice.paretovariate(0.6)), len(body))
        match dice.randrange(8):
            case 0:
                body[at : at + length] = b""
            case 1:
                body[at:at] = body[at : at + length] * dice.choice([1, 2, 50])
            case 2:
                body[at:at] = dice.choice(PIECES) * dice.choice([1, 1, 3, 2000])
            case 3:
                other = dice.choice(seeds())
                start = dice.randrange(len(other))
                body[at : at + length] = other[start : start + length]
            case 4:
                body[at : at + 1] = bytes([dice.randrange(256)])
            case 5:
                body = body[:at]
            case 6:
                body[at : at + 8] = dice.randbytes(8)
            case _:
                source, target = dice.sample(
                    ["utf-8", "gb18030", "latin-1", "big5", "utf-16-le", "cp1252"], 2
                )
                body = bytearray(bytes(body).decode(source, "ignore").encode(target, "ignore"))
        del body[2 * MAX_BYTES :]
        body = body or bytearray(b"x")
    return bytes(body)


def check(body: bytes) -> str:
    """Process a body, and give what is wrong with that; empty where nothing is."""
    began = time.process_time()
    try:
        record = rh.process(body, url="http://www.example.gov.cn/art/2020/1/3/a.html").to_dict()
        json.dumps(record)
    except Exception:  # noqa: BLE001  whatever it is, it is a fault
        return traceback.format_exc()
    seconds = time.process_time() - began
    return f"took {seconds:.1f} s" if seconds > LONGEST_SECONDS else ""


def main() -> int:
    ends = time.monotonic() + float(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    found = 0
    while time.monotonic() < ends:
        body = body_of(number)
        wrong = check(body)
        if wrong:
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"{number}.bin").write_bytes(body)
            print(f"{number}: {wrong}", flush=True)
            found += 1
        number += 1
    print(f"tried up to {number}, found {found}")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
