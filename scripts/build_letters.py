"""Build src/reportharvest/tables/data/letters.json: characters of languages other than Chinese.

    pip download --no-deps langdetect==1.0.9 lingua-language-detector==1.3.5        # not installed: only read
    pip install brotli
    python scripts/build_letters.py LANGDETECT_SDIST LINGUA_WHEEL

Alphabets and pairs of letters come from the profiles of langdetect (Apache-2.0, made from Wikipedia),
Japanese and Korean characters from the models of lingua (Apache-2.0). Kept: characters outside ASCII, at
least one in 100,000; Korean pairs at least twice as frequent as chance would make them; pairs of letters of
alphabets that are three in a thousand of what follows the first letter.
"""

from __future__ import annotations

import argparse
import json
import math
import tarfile
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import brotli

OUT = Path(__file__).parent.parent / "src/reportharvest/tables/data/letters.json"
ALPHABETS = (  # by encodings: windows-1250, -1251, -1252, -1253 to -1256, -1257, -1258, -874
    *("cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"),
    *("bg", "ru", "uk"),
    *("da", "de", "es", "fi", "fr", "it", "nl", "no", "pt", "sv"),
    *("el", "tr", "he", "ar", "fa", "ur"),
    *("et", "lt", "lv"),
    *("vi", "th"),
)
RAREST = 1e-5
PAIRED = 2.0  # times as frequent as by chance
LATIN = (
    *("cs", "da", "de", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv"),
    *("nl", "no", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "tr", "vi"),
)
PAIRED_ALPHABETS = ("bg", "el", "he", "ru", "uk")  # bytes that are words in one of these are letters in all
FREQUENT = 3e-3  # of what follows a letter
HEAD = (
    "Natural-log probabilities of characters outside ASCII by language, in hundredths, without the sign; "
    "of Korean and of most alphabets also of one after another. "
    "Built by scripts/build_letters.py from langdetect 1.0.9 (Apache-2.0) and "
    "lingua-language-detector 1.3.5 (Apache-2.0)."
)


def alphabet(profile: dict[str, object]) -> dict[str, float]:
    """Shares of single characters in a profile of langdetect."""
    counts = {gram: count for gram, count in profile["freq"].items() if len(gram) == 1}
    total = sum(counts.values())
    return {gram: count / total for gram, count in counts.items()}


def pairs(profile: dict[str, object]) -> dict[str, float]:
    """Shares of the second syllable of a pair among what follows the first, in a profile of langdetect."""
    counts = profile["freq"]
    singles = alphabet(profile)
    found = {
        gram: count / counts[gram[0]]
        for gram, count in counts.items()
        if len(gram) == 2 and all("\uac00" <= one <= "\ud7a3" and one in counts for one in gram)
    }
    return {gram: share for gram, share in found.items() if share > PAIRED * singles[gram[1]]}


def is_latin(letter: str) -> bool:
    return letter.isalpha() and (letter < "\u0250" or "\u1e00" < letter < "\u1f00")


def is_other(letter: str) -> bool:
    return letter.isalpha() and letter >= "\u0250"


def letter_pairs(profile: dict[str, object], is_letter: Callable[[str], bool]) -> dict[str, float]:
    """Shares of a letter or the end of a word among what follows a letter or a space, lower case."""
    counts = {}
    for gram, count in profile["freq"].items():
        if len(gram) == 2 and all(one == " " or is_letter(one) for one in gram):
            counts[gram.lower()] = counts.get(gram.lower(), 0) + count
    first = {}
    for gram, count in counts.items():
        first[gram[:1]] = first.get(gram[:1], 0) + count
    shares = {gram: count / first[gram[0]] for gram, count in counts.items() if len(gram) == 2}
    return {gram: share for gram, share in shares.items() if share > FREQUENT}


def characters(wheel: zipfile.ZipFile, language: str) -> dict[str, float]:
    """Shares of characters in a model of lingua, which lists them by fraction."""
    packed = wheel.read(f"lingua/language-models/{language}/unigrams.json.br")
    shares = json.loads(brotli.decompress(packed))["ngrams"]
    return {one: float(Fraction(share)) for share, many in shares.items() for one in many.split(" ")}


def table(shares: dict[str, float]) -> dict[str, object]:
    codes = {one: round(-100 * math.log(share)) for one, share in shares.items()}
    order = sorted(codes, key=codes.__getitem__)
    return {"characters": "".join(order), "codes": [codes[one] for one in order]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("langdetect", type=Path, help="source distribution of langdetect")
    parser.add_argument("lingua", type=Path, help="wheel of lingua-language-detector 1.x")
    options = parser.parse_args()
    found = {}
    paired = {}
    with tarfile.open(options.langdetect) as archive:
        for name in ALPHABETS:
            member = archive.extractfile(f"langdetect-1.0.9/langdetect/profiles/{name}")
            assert member is not None
            profile = json.load(member)
            found[name] = alphabet(profile)
            if name in LATIN:
                paired[name] = letter_pairs(profile, is_latin)
            elif name in PAIRED_ALPHABETS:
                paired[name] = letter_pairs(profile, is_other)
        member = archive.extractfile("langdetect-1.0.9/langdetect/profiles/ko")
        assert member is not None
        paired["ko"] = pairs(json.load(member))
    with zipfile.ZipFile(options.lingua) as wheel:
        for name in ("ja", "ko"):
            found[name] = characters(wheel, name)
    tables = {}
    for name, shares in sorted(found.items()):
        tables[name] = table(
            {one: share for one, share in shares.items() if ord(one) > 127 and share > RAREST}
        )
    for name, shares in sorted(paired.items()):
        tables[f"{name}, pairs"] = table(shares)
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in tables.items())
    OUT.write_text(f'{{"about": {json.dumps(HEAD)},\n{lines}}}\n', encoding="utf-8")
    print(f"{len(tables)} tables, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
