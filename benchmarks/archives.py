"""Archives of drawn pages for the other benchmarks.

    python -m benchmarks.archives FOLDER COUNT [PER_FILE]

Page n is ``draw(n)`` of the demonstration's generator, so that everybody has the same pages; three in five
are damaged. The files are gzip, one member a record.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scripts.demonstration.generator import draw

from reportharvest.archiving.capture import Capture, RunInfo
from reportharvest.archiving.warc import ArchiveWriter

__all__ = ["drawn", "write_archive"]

PER_FILE = 10_000


def drawn(number: int) -> Capture:
    """Draw page ``number`` as a response; its URL is its own."""
    page = draw(number)
    headers = () if page.content_type is None else ((b"Content-Type", page.content_type.encode()),)
    mark = "&" if "?" in page.url else "?"
    minutes, seconds = divmod(number, 60)
    hours, minutes = divmod(minutes, 60)
    moment = f"2024-01-{1 + hours // 24 % 28:02}T{hours % 24:02}:{minutes:02}:{seconds:02}Z"
    return Capture(
        f"{page.url}{mark}n={number}", moment, 200, "OK", headers, page.body, site="drawn", run_id=1
    )


def write_archive(folder: Path, count: int, per_file: int = PER_FILE) -> list[Path]:
    """Write pages 0 to ``count`` - 1, some to a file; files that are there already are kept."""
    files = []
    for start in range(0, count, per_file):
        part = folder / f"{start:07}-{min(per_file, count - start)}"
        done = part / "done"
        if not done.exists():
            info = RunInfo(1, "harvest", "2024-01-01T00:00:00Z", ("drawn",))
            for old in part.glob("*.warc.gz"):
                old.unlink()
            with ArchiveWriter(part, info) as archive:
                for number in range(start, min(count, start + per_file)):
                    archive.append(drawn(number))
            done.touch()
        files += sorted(part.glob("*.warc.gz"))
    return files


if __name__ == "__main__":
    for one in write_archive(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:])):
        print(one)
