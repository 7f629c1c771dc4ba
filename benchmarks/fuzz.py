"""Feed mutated and random input to decode() and repair(), and look for exceptions and broken promises.

    python benchmarks/fuzz.py [--seconds 60] [--seed N] [--atheris -- LIBFUZZER_OPTION ...]

Without ``--atheris`` (https://github.com/google/atheris, which follows coverage; installed by hand) inputs
are made by mutating the seeds in tests/seeds and damaged samples. What breaks a promise is written to
tests/seeds, where the tests find it; keep it small, commit it with the mending.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reportharvest import decode, repair
from reportharvest.repairing import repair_csv, repair_html

SEEDS = Path(__file__).parent.parent / "tests" / "seeds"
SLOW_SECONDS = 2.0
"""For an input of at most LONGEST bytes: a hundred times what noise of that length takes."""
LONGEST = 4_096
ENCODINGS = ("utf-8", "gb18030", "big5", "latin-1", "utf-16-le", "cp932", "euc_kr")
SAMPLES = (
    "一、总体情况。2018年，我局主动公开政府信息242条。\n<p title='附件'>依申请公开13件</p>",
    "發(fā)布單(dān)位：區(qū)財政局（qū）",
    "&amp;#25919;&#x5e9c; \\u653f\\u5e9c %u4fe1%E6%81%AF \\xe6\\x94\\xbf \\346\\224\\277",
    "⼯作\u200b⺠生\ufa1e\ue000\U000f0000\ud800",
    "政府信息公开".encode().decode("latin-1"),
    "政府信息公开工作".encode().decode("gb18030", "replace").replace("\ufffd", "?"),
    "政府信息公开工作".encode("gbk").decode("big5", "replace"),
)


def check(body: bytes) -> None:
    """Hold decode() and repair() to what they promise of any input."""
    decoded = decode(body)
    assert isinstance(decoded.text, str)
    assert 0.0 <= decoded.confidence <= 1.0
    assert decoded.lost <= len(body) + 1
    for text in (
        decoded.text,
        body.decode("utf-8", "surrogateescape"),
        body.decode("utf-16-le", "surrogatepass") if len(body) % 2 == 0 else "",
    ):
        repaired = repair(text)
        assert (repaired.text is text) == (not repaired.steps)
        assert repaired.lost <= len(repaired.text)
        for step in repaired.steps:
            assert 0 <= step.start <= step.end <= len(text)
            assert 0.0 <= step.confidence <= 1.0
        repair(repaired.text)
    assert isinstance(repair_csv(decoded.text).text, str)
    assert isinstance(repair_html(decoded.text).text, str)


def mutate(chance: random.Random, pool: list[bytes]) -> bytes:
    """Make an input out of known ones."""
    body = bytearray(chance.choice(pool))
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(body) + 1)
        match chance.randrange(6):
            case 0:
                body[place:place] = chance.randbytes(chance.randrange(1, 4))
            case 1:
                del body[place : place + chance.randrange(1, 9)]
            case 2 if body:
                body[place % len(body)] = chance.randrange(256)
            case 3:
                other = chance.choice(pool)
                start = chance.randrange(len(other) + 1)
                body[place:place] = other[start : start + chance.randrange(1, 60)]
            case 4:
                body[place:place] = body[place : place + chance.randrange(1, 30)] * chance.randrange(1, 12)
            case _:
                text = bytes(body).decode(chance.choice(ENCODINGS), "replace")
                body = bytearray(text.encode(chance.choice(ENCODINGS), "replace"))
    return bytes(body[:LONGEST])


def pool() -> list[bytes]:
    """Seeds, and samples in several encodings."""
    found = [file.read_bytes() for file in sorted(SEEDS.glob("*.bin"))]
    return found + [one.encode(name, "replace") for one in SAMPLES for name in ENCODINGS]


def keep(body: bytes, reason: str) -> None:
    """Write an input to the seeds."""
    SEEDS.mkdir(exist_ok=True)
    file = SEEDS / f"{hashlib.sha256(body).hexdigest()[:12]}.bin"
    file.write_bytes(body)
    print(f"{file}: {reason}", file=sys.stderr)


def run(seconds: float, seed: int) -> int:
    """Mutate for some time; give the number of inputs that broke a promise."""
    chance = random.Random(seed)
    known = pool()
    end = time.monotonic() + seconds
    tried = broken = 0
    check(known[0])  # loads the model
    while time.monotonic() < end:
        body = mutate(chance, known)
        tried += 1
        started = time.process_time()
        try:
            check(body)
        except Exception as error:  # noqa: BLE001 (finding exceptions of every kind is the purpose)
            keep(body, repr(error)[:200])
            broken += 1
        else:
            if time.process_time() - started > SLOW_SECONDS:
                keep(body, f"{time.process_time() - started:.1f} s")
                broken += 1
        if len(body) > 8 and chance.random() < 0.05:
            known.append(body)
            del known[: max(0, len(known) - 2_000)]
    print(f"{tried} inputs, {broken} broke a promise")
    return broken


def guided(check_one: Callable[[bytes], None], options: list[str]) -> None:
    """Let atheris choose the inputs."""
    import atheris  # noqa: PLC0415 (hardly anybody has it)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *options, str(SEEDS)], check_one)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--atheris", action="store_true", help="follow coverage; further options are libFuzzer's"
    )
    parser.add_argument("options", nargs="*")
    given = parser.parse_args()
    if given.atheris:
        guided(check, given.options)
        return 0
    return int(run(given.seconds, given.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
