"""What a harvest finds when it begins: the lock, rows without bytes, bytes without rows.

After a SIGKILL the archive may be ahead of the database, after a power cut behind it; either way nothing is
lost that was archived, and nothing is fetched twice that is there.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from reportharvest.archiving.capture import Capture, Place, RunInfo
from reportharvest.archiving.warc import mend, records, run_files, run_stem
from reportharvest.crawling.frontier import Frontier
from reportharvest.errors import WorkFailedError
from reportharvest.issues import Issue
from reportharvest.running.crawl import timestamp
from reportharvest.storing.writer import Writer

__all__ = ["find_lost", "find_orphans", "locked", "mend_files"]

_log = logging.getLogger(__name__)


@contextmanager
def locked(db: Path) -> Iterator[None]:
    """Hold the lock that lets one harvest or replay at a time write to a database.

    The operating system gives it back when the program ends, however it ends.

    Raises:
        WorkFailedError: another program holds it.
    """
    path = db.with_name(db.name + ".lock")
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read(200).strip()
            raise WorkFailedError(
                f"{db}: another harvest or replay is writing to this database"
                + (f" ({holder})" if holder else ""),
                hint="wait until it has ended, or give another --db",
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()} since {timestamp()}\n")
        file.flush()
        yield


def find_lost(
    db: Database, writer: Writer, frontier: Frontier, archive: Path, info: RunInfo, *, resumed: bool
) -> list[Issue]:
    """Find rows whose bytes are gone, as after a power cut, and have their pages asked for again.

    A file that is not there at all may lie in another folder; its rows stay as they are, unless the run at
    hand would write a file of that name again. Files of a run that goes on are known, also where it was
    killed before anything of them was settled.
    """
    issues = []
    own = run_stem(info)
    files = db.execute(
        "SELECT warc_file, COUNT(*) FROM fetches WHERE warc_file IS NOT NULL GROUP BY warc_file ORDER BY 1"
    ).fetchall()
    absent = 0
    for name, count in files:
        file = archive / name
        there = file.exists()
        if not there and not name.startswith(own):
            absent += count
            continue
        size = file.stat().st_size if there else 0
        rows = db.execute(
            "SELECT id, run_id, method, url, request_body, purpose, via FROM fetches"
            " WHERE warc_file = ? AND warc_offset >= ?",
            [name, size],
        ).fetchall()
        with db.atomic():
            for number, run_id, method, url, body, purpose, via in rows:
                writer.lose_bytes(number, f"its record in {name} was lost")
                if run_id == info.run_id:
                    asked = via if purpose == "robots" and via else url
                    frontier.reopen(method, asked, body, at_its_place=True)
        if rows:
            issues.append(
                Issue("archive-lost", name, f"{len(rows)} records; their pages are asked for again")
            )
    if absent:
        found = (
            f"{absent} records of earlier harvests are in files that are not here; their pages are asked for"
        )
        issues.append(Issue("archive-lost", str(archive), found))
    known = {name for name, _ in files}
    present = () if known else archive.glob("*.warc.gz")
    strangers = [one.name for one in present if not (resumed and one.name.startswith(own))]
    if strangers:
        found = (
            f"{len(strangers)} files that this database knows nothing of; `reportharvest replay` reads them"
        )
        issues.append(Issue("archive-unknown", str(archive), found))
    for issue in issues:
        _log.warning("%s: %s", issue.place, issue.found)
    return issues


def mend_files(archive: Path, info: RunInfo) -> None:
    """Cut off the torn ends of a killed run's files."""
    for file in run_files(archive, info):
        cut = mend(file)
        if cut:
            _log.info(
                "%s: cut %d bytes of a record that was being written when the harvest was killed", file, cut
            )


def find_orphans(db: Database, archive: Path, info: RunInfo) -> Iterator[tuple[Place, Capture]]:
    """What a killed run had archived, but not settled."""
    settled = dict(
        db.execute(
            "SELECT warc_file, MAX(warc_offset) FROM fetches WHERE run_id = ? GROUP BY warc_file",
            [info.run_id],
        ).fetchall()
    )
    for file in run_files(archive, info):
        last = settled.get(file.name, -1)
        for offset, record in records(file, max(last, 0)):
            if offset > last and isinstance(record, Capture):
                yield Place(file.name, offset), record
