"""Run every comparison with other tools, one after the other: ``python -m benchmarks [NAME ...]``.

Each prints a Markdown table. Peers come with the ``bench`` extra (``pip install '.[bench]'``); those that are
not installed are named and left out.
"""

from __future__ import annotations

import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMPARISONS = ("decode", "repair")
PEERS = {
    "chardet": "chardet",
    "cchardet": "faust-cchardet",
    "resiliparse": "resiliparse",
    "charset_normalizer": "charset-normalizer",
    "ftfy": "ftfy",
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in COMPARISONS]
    if unknown:
        print(f"no comparison {', '.join(unknown)}; there are {', '.join(COMPARISONS)}", file=sys.stderr)
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
        failed |= subprocess.run([sys.executable, str(script)], check=False).returncode != 0
        print(flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
