"""See what grows: time a page, memory and size at 1,000, 10,000 and 100,000 pages; the queue at 10^6 URLs.

    python -m benchmarks growth [--pages 1000 10000] [--urls 1000000] [--folder DIR] [--record FILE]

Time is processor time of all processes together, memory that of the largest one. The drawn pages are kept in
--folder; 100,000 of them take 800 MB and five minutes to draw.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archives import write_archive
from benchmarks.measuring import arguments, record, table
from benchmarks.usage import process_command, run_measured

from reportharvest.crawling.frontier import Frontier, Request
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

ADDED_AT_ONCE = 100  # links of one list page


def pages_grown(
    folder: Path, counts: list[int], workers: int, keep: Callable[[dict[str, dict[str, float]]], None]
) -> dict[str, dict[str, float]]:
    """Process and load archives of growing size; what is known is kept after each of them."""
    figures: dict[str, dict[str, float]] = {}
    for count in counts:
        files = write_archive(folder, count)
        out, db = folder / "out", folder / "grown.db"
        shutil.rmtree(out, ignore_errors=True)
        done = run_measured(process_command(files, out, "--workers", str(workers)))
        for suffix in ("", "-wal", "-shm"):
            Path(f"{db}{suffix}").unlink(missing_ok=True)
        program = "from reportharvest.cli import main; main()"
        loaded = run_measured([sys.executable, "-c", program, "load", str(out), "--db", str(db), "--quiet"])
        tables = sum(one.stat().st_size for one in out.rglob("*.parquet"))
        size, index, text = sizes(db)
        figures[str(count)] = {
            "process_seconds": round(done.seconds, 1),
            "blocks_ms_per_page": round(1000 * worker_seconds(out) / count, 2),
            "process_ms_per_page": round(1000 * done.processor_seconds / count, 2),
            "process_largest_mb": round(done.largest_bytes / 1e6),
            "load_ms_per_page": round(1000 * loaded.processor_seconds / count, 2),
            "load_largest_mb": round(loaded.largest_bytes / 1e6),
            "archive_bytes_per_page": round(sum(one.stat().st_size for one in files) / count),
            "parquet_bytes_per_page": round(tables / count),
            "database_bytes_per_page": round(size / count),
            "index_bytes_per_page": round(index / count),
            "text_bytes_per_page": round(text / count),
        }
        print(count, figures[str(count)], file=sys.stderr, flush=True)
        keep(figures)
    return figures


def worker_seconds(out: Path) -> float:
    """Give the processor time that blocks took, without start-up and merging."""
    return float(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["worker_seconds"])


def sizes(db: Path) -> tuple[int, int, int]:
    """Give the sizes of a database, of its full-text index and of the text that is indexed, in bytes."""
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [index] = connection.execute("SELECT sum(length(block)) FROM reports_fts_data").fetchone()
    [text] = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM reports").fetchone()
    connection.close()
    return db.stat().st_size, int(index), int(text)


def queue_grown(urls: int) -> list[dict[str, float]]:
    """Fill a queue and take from it, in steps of ten; each URL is offered twice."""
    figures = []
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "queue.db"
        db = open_database(file)
        run_id = Writer(db).start_run("harvest", "2024-01-01T00:00:00Z", ["drawn"])
        frontier = Frontier(db.conn, run_id)
        before, spent, added = memory_kib(), 0.0, 0
        goal = 1_000
        while added < urls:
            began = time.process_time()
            fresh = [
                Request(f"http://www.{n % 997}.example.gov.cn/art/{n}.html", "report")
                for n in range(added, added + ADDED_AT_ONCE)
            ]
            with db.atomic():
                frontier.add("drawn", fresh)
                frontier.add("drawn", fresh)
            spent += time.process_time() - began
            added += ADDED_AT_ONCE
            if added == goal:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                began = time.process_time()
                for _ in range(100):
                    frontier.pending("drawn", -1, 8)
                figures.append({
                    "urls": added,
                    "us_to_add": round(1e6 * spent / added, 1),
                    "us_to_take": round(1e6 * (time.process_time() - began) / 100, 1),
                    "bytes_per_url": round(file.stat().st_size / added),
                    "memory_mb": round((memory_kib() - before) / 1024, 1),
                })  # fmt: skip
                goal *= 10
        db.close()
    return figures


def memory_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--urls", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "reportharvest-drawn")
    options = parser.parse_args()
    queue = queue_grown(options.urls) if options.urls else []
    if queue:
        table(tuple(name.replace("_", " ") for name in queue[0]), [tuple(one.values()) for one in queue])

    def keep(figures: dict[str, dict[str, float]]) -> None:
        record(options.record, "growth", {"pages": figures, "queue": queue})

    figures = pages_grown(options.folder, options.pages, options.workers, keep)
    if figures:
        names = list(next(iter(figures.values())))
        head = ("", *(f"{int(count):,} pages" for count in figures))
        rows = [(name.replace("_", " "), *(one[name] for one in figures.values())) for name in names]
        table(head, rows)


if __name__ == "__main__":
    main()
