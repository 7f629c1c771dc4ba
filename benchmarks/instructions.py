"""Count the instructions of each stage on four recorded pages, under valgrind; the same on every run.

    python -m benchmarks instructions [--record FILE]

Times of day depend on who else works on a machine, instructions hardly: a stage that takes a tenth more has
become slower. ``tests/processing/test_instructions.py`` compares with the file of results of this release.
Only on x86-64, where valgrind's marks are known here, and where valgrind is installed.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measuring import arguments, record, table

__all__ = ["STAGES", "count_instructions", "missing"]

STAGES = ("decode", "repair", "parse", "extract", "store")
COUNTED = 4


def missing() -> str | None:
    """Say why instructions cannot be counted here, or None."""
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        return (
            f"instructions are counted on x86-64 Linux only, not on {platform.system()} {platform.machine()}"
        )
    if shutil.which("valgrind") is None:
        return "valgrind is not installed; on Debian: apt-get install valgrind"
    return None


def count_instructions() -> dict[str, int]:
    """Run the stages under valgrind, and give the instructions of each.

    Raises:
        RuntimeError: valgrind did not work here.
    """
    with tempfile.TemporaryDirectory() as name:
        words = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={name}/counts",
                 sys.executable, str(Path(__file__).with_name("counted.py"))]  # fmt: skip
        places = [str(Path(__file__).parents[1] / "src"), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join(filter(None, places)),
        }
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        counts = {}
        for file in Path(name).glob("counts*"):
            text = file.read_text(encoding="utf-8", errors="replace")
            stage = re.search(r"Trigger: Client Request: (\w+)", text)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)
            if stage and total:
                counts[stage[1]] = int(total[1])
    if set(counts) != set(STAGES):
        raise RuntimeError(f"valgrind ended with {done.returncode}: {done.stderr[-2000:]}")
    return {stage: counts[stage] for stage in STAGES}


def main() -> None:
    parser = arguments(__doc__)
    options = parser.parse_args()
    reason = missing()
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(1)
    counts = count_instructions()
    table(("stage", "million instructions a page"),
          [(name, f"{count / COUNTED / 1e6:.1f}") for name, count in counts.items()])  # fmt: skip
    record(options.record, "instructions", {"counts": counts})


if __name__ == "__main__":
    main()
