"""Build src/reportharvest/tables/data/letters.json: characters of languages other than Chinese.

    pip download --no-deps langdetect==1.0.9 lingua-language-detector==1.3.5        # not installed: only read
    pip install brotli
    python scripts/build_letters.py LANGDETECT_SDIST LINGUA_WHEEL

Alphabets come from the profiles of langdetect (MIT/Apache-2.0, made from Wikipedia), Japanese and Korean
characters from the models of lingua (Apache-2.0). Kept: characters outside ASCII, at least one in 100,000.
"""

from __future__ import annotations

import argparse
import json
import math
import tarfile
import zipfile
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
HEAD = (
    "Natural-log probabilities of characters outside ASCII by language, in hundredths, without the sign. "
    "Built by scripts/build_letters.py from langdetect 1.0.9 (Apache-2.0) and "
    "lingua-language-detector 1.3.5 (Apache-2.0)."
)


def alphabet(profile: dict[str, object]) -> dict[str, float]:
    """Shares of single characters in a profile of langdetect."""
    counts = {gram: count for gram, count in profile["freq"].items() if len(gram) == 1}
    total = sum(counts.values())
    return {gram: count / total for gram, count in counts.items()}


def characters(wheel: zipfile.ZipFile, language: str) -> dict[str, float]:
    """Shares of characters in a model of lingua, which lists them by fraction."""
    packed = wheel.read(f"lingua/language-models/{language}/unigrams.json.br")
    shares = json.loads(brotli.decompress(packed))["ngrams"]
    return {one: float(Fraction(share)) for share, many in shares.items() for one in many.split(" ")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("langdetect", type=Path, help="source distribution of langdetect")
    parser.add_argument("lingua", type=Path, help="wheel of lingua-language-detector 1.x")
    options = parser.parse_args()
    found = {}
    with tarfile.open(options.langdetect) as archive:
        for name in ALPHABETS:
            member = archive.extractfile(f"langdetect-1.0.9/langdetect/profiles/{name}")
            assert member is not None
            found[name] = alphabet(json.load(member))
    with zipfile.ZipFile(options.lingua) as wheel:
        for name in ("ja", "ko"):
            found[name] = characters(wheel, name)
    tables = {}
    for name, shares in sorted(found.items()):
        kept = {one: share for one, share in shares.items() if ord(one) > 127 and share > RAREST}
        codes = {one: round(-100 * math.log(share)) for one, share in kept.items()}
        order = sorted(codes, key=codes.__getitem__)
        tables[name] = {"characters": "".join(order), "codes": [codes[one] for one in order]}
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in tables.items())
    OUT.write_text(f'{{"about": {json.dumps(HEAD)},\n{lines}}}\n', encoding="utf-8")
    print(f"{len(tables)} languages, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
