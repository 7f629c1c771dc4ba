"""Write into the READMEs what their commands print today: the demonstration is harvested for it.

    python scripts/write_readme.py

``tests/test_readme.py`` compares the READMEs with what this gives.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
_SHOWN = re.compile(
    r"(```sh\n(?P<command>(?:(?!```).)*)```\n\n```\n)(?P<output>(?:(?!```).)*)(```\n)", re.DOTALL
)
_HARVEST = re.compile(r"(```\n)(harvest complete(?:(?!```).)*)(```\n)", re.DOTALL)


@cache
def run(folder: Path, command: str) -> str:
    """Run a command as the README has it, in a folder with ``data/``; give what it writes to both streams."""
    places = [str(Path(sys.executable).parent), os.environ["PATH"]]
    environment = os.environ | {"PATH": os.pathsep.join(places), "COLUMNS": "100"}
    done = subprocess.run(
        ["bash", "-eu", "-c", command.replace(".venv/bin/", "")],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr}")
    return done.stdout + done.stderr if "harvest --sites" in command else done.stdout


def harvested(folder: Path) -> str:
    """Harvest the demonstration as ``make harvest`` does; give what it ends with."""
    (folder / "fixtures").symlink_to(ROOT / "fixtures")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [command] = re.findall(r"^\t\$\(BIN\)/(reportharvest harvest .*)$", makefile, re.MULTILINE)
    shown = run(folder, command)
    end = shown[shown.index("harvest complete") :]
    return re.sub(r"^  reportharvest ", "  .venv/bin/reportharvest ", end, flags=re.MULTILINE)


def with_outputs(text: str, folder: Path, harvest: str) -> str:
    """Put what the commands print into a README; an output that ends in … keeps its number of lines."""

    def shown(found: re.Match[str]) -> str:
        output = run(folder, found["command"])
        before = found["output"].splitlines()
        if before and before[-1] == "…":
            output = "".join(line + "\n" for line in [*output.splitlines()[: len(before) - 1], "…"])
        return found[1] + output + found[4]

    text = _HARVEST.sub(lambda found: found[1] + harvest + found[3], text)
    return _SHOWN.sub(shown, text)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        harvest = harvested(folder)
        for readme in READMES:
            file = ROOT / readme
            file.write_text(with_outputs(file.read_text(encoding="utf-8"), folder, harvest), encoding="utf-8")


if __name__ == "__main__":
    main()
