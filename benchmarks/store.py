"""Time storing beside a bare executemany of the same rows, and writing WARC beside gzip alone.

    python -m benchmarks store [--pages 400] [--record FILE]

Processor time, in turn page by page in one run. The bare way has the same tables, columns and constraints and
one transaction a page, and nothing else: no look-up whether the page is known, no full-text index, no
other indexes. In between stand the same with the indexes, and with the full-text index.
"""

from __future__ import annotations

import gzip
import io
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archives import drawn
from benchmarks.measuring import arguments, record, table

from reportharvest.archiving.capture import RunInfo
from reportharvest.archiving.warc import ArchiveWriter
from reportharvest.archiving.warc_records import GZIP_LEVEL
from reportharvest.pipeline import process
from reportharvest.storing.fulltext import index_text
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

PLAIN, INDEXED, SEARCHABLE = "executemany", "executemany, indexes", "executemany, indexes and full text"


def bare(file: Path, *, indexes: bool) -> sqlite3.Connection:
    """Make the same tables without triggers and, where not asked for, without indexes."""
    database = open_database(file)
    if not indexes:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        for (name,) in names.fetchall():
            database.execute(f"DROP INDEX [{name}]")
    connection: sqlite3.Connection = database.conn
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def rows_of(connection: sqlite3.Connection, number: int) -> dict[str, list[tuple[object, ...]]]:
    """Read back every row that the writer made for a page."""
    found = {}
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        " AND name NOT LIKE '%sqlite%'"
    ).fetchall()
    for (name,) in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info([{name}])")]
        key = next((one for one in ("report_id", "page_id") if one in columns), None)
        key = "id" if name in {"pages", "reports"} else key
        if key is not None and name not in {"report_versions", "mirrors"}:
            rows = connection.execute(f"SELECT * FROM [{name}] WHERE [{key}] = ?", [number]).fetchall()
            if rows:
                found[name] = rows
    return found


def insert(connection: sqlite3.Connection, rows: dict[str, list[tuple[object, ...]]]) -> None:
    connection.execute("BEGIN")
    for name, several in rows.items():
        marks = ", ".join("?" * len(several[0]))
        connection.executemany(f"INSERT INTO [{name}] VALUES ({marks})", several)


def timed(times: dict[str, float], name: str, call: Callable[[], object]) -> None:
    began = time.process_time()
    call()
    times[name] = times.get(name, 0.0) + time.process_time() - began


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=400)
    options = parser.parse_args()
    times: dict[str, float] = {}
    counted = size = compressed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = Writer(open_database(folder / "ours.db"))
        run_id = writer.start_run("harvest", "2024-01-01T00:00:00Z", ["drawn"])
        others = {
            PLAIN: bare(folder / "plain.db", indexes=False),
            INDEXED: bare(folder / "indexed.db", indexes=True),
            SEARCHABLE: bare(folder / "full.db", indexes=True),
        }
        archive = ArchiveWriter(folder, RunInfo(1, "harvest", "2024-01-01T00:00:00Z", ("drawn",)))
        packed = io.BytesIO()
        for number in range(options.pages):
            capture = drawn(number)
            kind = capture.header("Content-Type")
            report = process(capture.body, url=capture.url, content_type=kind)
            fetch = FetchRecord(
                run_id, "drawn", capture.url, "GET", "", "report", None, capture.fetched_at, "stored", 200,
                "a.warc.gz", number, capture.sha256, len(capture.body), kind,
            )  # fmt: skip

            def ours() -> None:
                with writer.db.atomic():
                    fetch_id = writer.add_fetch(fetch)  # noqa: B023
                    writer.store_page(capture.url, "drawn", fetch_id, report, report.page_kind)  # noqa: B023

            timed(times, "storing", ours)
            last = writer.db.execute("SELECT max(id) FROM fetches").fetchone()[0]
            [page] = writer.db.execute("SELECT id FROM pages WHERE fetch_id = ?", [last]).fetchall()
            rows = rows_of(writer.db.conn, page[0])
            rows["fetches"] = writer.db.execute("SELECT * FROM fetches WHERE id = ?", [last]).fetchall()
            counted += sum(map(len, rows.values()))
            text = writer.db.execute(
                "SELECT id, title, publisher, text FROM reports WHERE id = ?", [page[0]]
            ).fetchone()
            for title, connection in others.items():

                def plainly(connection: sqlite3.Connection = connection, title: str = title) -> None:
                    insert(connection, rows)  # noqa: B023
                    if title == SEARCHABLE and text is not None:  # noqa: B023
                        parts = [index_text(one or "") for one in text[1:]]  # noqa: B023
                        connection.execute(
                            "INSERT INTO reports_fts (rowid, title, publisher, text) VALUES (?, ?, ?, ?)",
                            [text[0], *parts],  # noqa: B023
                        )
                    connection.execute("COMMIT")

                timed(times, title, plainly)
            timed(times, "WARC", lambda: archive.append(capture))  # noqa: B023
            timed(times, "gzip", lambda: packed.write(gzip.compress(capture.body, GZIP_LEVEL)))  # noqa: B023
            size += len(capture.body)
        archive.close()
        compressed = sum(one.stat().st_size for one in folder.glob("*.warc.gz"))
    ms = {name: 1000 * value / options.pages for name, value in times.items()}
    print(f"{options.pages} drawn pages, {counted / options.pages:.0f} rows each on average\n")
    ways = [(name, f"{ms[name]:.2f}", f"{ms[name] / ms['storing']:.2f}") for name in ("storing", *others)]
    table(("way", "ms a page", "storing = 1"), ways)
    speed = {name: size / times[name] / 1e6 for name in ("WARC", "gzip")}
    table(("way", "MB a second", "bytes of 100"), [
        ("WARC, one member a record", f"{speed['WARC']:.1f}", f"{100 * compressed / size:.1f}"),
        (f"gzip -{GZIP_LEVEL} alone", f"{speed['gzip']:.1f}", f"{100 * len(packed.getvalue()) / size:.1f}"),
    ])  # fmt: skip
    record(options.record, "store", {
        "pages": options.pages, "rows_per_page": round(counted / options.pages, 1),
        "ms_per_page": {re.sub(r"\W+", "_", name): round(value, 3) for name, value in ms.items()},
        "mb_per_second": {name: round(value, 1) for name, value in speed.items()},
    })  # fmt: skip


if __name__ == "__main__":
    main()
