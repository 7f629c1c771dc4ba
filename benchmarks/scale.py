"""Time the engines on the same archive: local with 1 and 2 workers, Dask with 2.

    python -m benchmarks scale [--pages 2000] [--folder DIR] [--rounds 1] [--record FILE]

Each engine runs as a program of its own, in turn. Beside the time of day stands the processor time of all
processes together: on a machine that others use, only that can be compared. Start-up is the same call on an
archive of one page. 50,000 pages take some 20 minutes. The drawn pages are kept in --folder.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archives import write_archive
from benchmarks.measuring import arguments, record, table
from benchmarks.usage import Usage, process_command, run_measured

ENGINES = {
    "local, 1 worker": ("--engine", "local", "--workers", "1"),
    "local, 2 workers": ("--engine", "local", "--workers", "2"),
    "Dask, 2 workers": ("--engine", "dask", "--workers", "2"),
}


def measured(files: list[Path], folder: Path, rounds: int) -> dict[str, Usage]:
    """Run every engine on the files, round by round, and keep the quickest round of each."""
    best: dict[str, Usage] = {}
    for _ in range(rounds):
        for name, options in ENGINES.items():
            out = folder / "out"
            usage = run_measured(process_command(files, out, *options, "--block-mb", "4"))
            shutil.rmtree(out)
            if name not in best or usage.seconds < best[name].seconds:
                best[name] = usage
    return best


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "reportharvest-drawn")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    files = write_archive(options.folder, options.pages)
    one = write_archive(options.folder / "one", 1)
    with tempfile.TemporaryDirectory() as name:
        starts = measured(one, Path(name), 1)
        runs = measured(files, Path(name), options.rounds)
    alone = runs["local, 1 worker"]
    rows = []
    figures = {}
    for name, usage in runs.items():
        ratio = alone.seconds / usage.seconds
        rows.append(
            (name, f"{usage.seconds:.1f}", f"{options.pages / usage.seconds:.0f}", f"{ratio:.2f}",
             f"{usage.processor_seconds:.1f}", f"{usage.processor_seconds / alone.processor_seconds:.2f}",
             f"{starts[name].seconds:.1f}", f"{starts[name].processor_seconds:.1f}",
             f"{usage.largest_bytes / 1e6:.0f}")
        )  # fmt: skip
        figures[name] = {
            "seconds": round(usage.seconds, 1), "processor_seconds": round(usage.processor_seconds, 1),
            "start_seconds": round(starts[name].seconds, 1),
            "start_processor_seconds": round(starts[name].processor_seconds, 1),
            "largest_mb": round(usage.largest_bytes / 1e6),
        }  # fmt: skip
    print(f"{options.pages} drawn pages\n")
    table(
        (
            "engine",
            "s",
            "pages/s",
            "speed-up",
            "processor s",
            "1 worker = 1",
            "start s",
            "start processor s",
            "largest MB",
        ),
        rows,
    )
    record(options.record, "scale", {"pages": options.pages, "engines": figures})


if __name__ == "__main__":
    main()
