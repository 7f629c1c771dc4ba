"""Run the benchmarks, one after the other: ``python -m benchmarks [NAME ...] [OPTION ...]``.

Each prints a Markdown table. Options are those of the benchmarks named, such as ``--record FILE``, which
keeps the figures of a release. Those that take long run only when they are named. Peers come with the
``bench`` extra (``pip install '.[bench]'``); those that are not installed are named and left out.
"""

from __future__ import annotations

import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMPARISONS = ("decode", "repair", "stages", "store", "selection", "mirrors", "instructions")
LONG = ("crawl", "growth", "harvest", "limits", "quality", "scale", "soak")
PEERS = {
    "chardet": "chardet",
    "cchardet": "faust-cchardet",
    "resiliparse": "resiliparse",
    "charset_normalizer": "charset-normalizer",
    "ftfy": "ftfy",
    "trafilatura": "trafilatura",
    "gne": "gne",
}


def main(words: list[str]) -> int:
    first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    names, options = words[:first], words[first:]
    unknown = [name for name in names if name not in COMPARISONS + LONG]
    if unknown:
        there = ", ".join(COMPARISONS + LONG)
        print(f"no benchmark {', '.join(unknown)}; there are {there}", file=sys.stderr)
        return 2
    for module, package in PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{package} is not installed and left out: pip install '.[bench]'", file=sys.stderr)
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}\n")
    failed = 0
    for name in names or COMPARISONS:
        script = HERE / f"{name}.py"
        if not script.exists():
            print(f"benchmarks/{name}.py is not there and left out", file=sys.stderr)
            continue
        print(f"## {name}\n", flush=True)
        failed |= subprocess.run([sys.executable, str(script), *options], check=False).returncode != 0
        print(flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
