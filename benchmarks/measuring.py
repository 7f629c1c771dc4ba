"""What the benchmarks share: tables on stdout, and the file of results of a release."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["RESULTS", "arguments", "conditions", "record", "table"]

RESULTS = Path(__file__).parent / "results"


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Begin a benchmark's command line; ``--record FILE`` keeps its figures."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", type=Path, help="put the figures into this file of results, too")
    return parser


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table; the first column is text, the others are numbers."""
    print("| " + " | ".join(head) + " |")
    print("| --- " + "| ---: " * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def record(file: Path | None, name: str, figures: dict[str, Any]) -> None:
    """Put the figures of a benchmark into a file of results, beside those of others."""
    if file is None:
        return
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    content[name] = figures | {"conditions": conditions()}
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(dict(sorted(content.items())), ensure_ascii=False, indent=2)
    file.write_text(text + "\n", encoding="utf-8")


def conditions() -> dict[str, Any]:
    """Say on what it was measured: a machine that others use gives processor times, not times of day."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parent,
    ).stdout.strip()  # fmt: skip
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "commit": commit or None,
    }
