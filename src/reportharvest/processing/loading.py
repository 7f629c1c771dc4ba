"""From the Parquet tables of :mod:`reportharvest.processing.run` into SQLite, and mirrors in a database.

The rows are written by the same writer as a harvest's. Loading again, or another folder with some of the same
records, changes nothing; of several captures of a page the latest is the report, the others are its history,
in whatever order they come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from reportharvest.crawling.urls import canonical
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.model import Report
from reportharvest.processing.files import row_groups
from reportharvest.processing.mirrors import Candidate, check_sketching, fingerprint, link
from reportharvest.processing.tables import arrow
from reportharvest.storing.history import is_later_known, store_earlier
from reportharvest.storing.mirror_rows import compared_reports, replace_mirrors, texts_of
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.rows import storable
from reportharvest.storing.schema import open_database, page_id
from reportharvest.storing.writer import Writer

__all__ = ["LoadSummary", "link_mirrors", "load_folders"]

_ROWS_AT_ONCE = 200  # records of a transaction: 20 kB each at most in the usual case, 4 MB
_COUNTED = ("captures", "known", "new", "changed", "unchanged", "earlier", "attached")
_PURPOSES = {"robots", "entry", "list", "report", "attachment", "sitemap"}
_CAPTURE = ("fetched_at", "warc_file", "warc_offset", "sha256", "url")


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What loading brought.

    Attributes:
        captures: records of reports in the folders.
        known: of these, records that the database had already.
        new, changed, unchanged, earlier: what became of the others; ``earlier`` went into the history.
        attached: files that a report links to; they are pages, and the report is the page that links to them.
        mirrors: reports of the whole database that repeat another one.
    """

    captures: int
    known: int
    new: int
    changed: int
    unchanged: int
    earlier: int
    attached: int
    mirrors: int


def load_folders(
    folders: Sequence[Path], db: Path, progress: Callable[[int], None] = lambda _count: None
) -> LoadSummary:
    """Bring the reports of output folders into a database, and find the mirrors in it.

    Args:
        folders: output folders of ``process``.
        db: the database; made where it is not there.
        progress: called with the number of records read so far.
    Raises:
        UsageError: a folder is none of ours, or an extra is missing.
        WorkFailedError: a folder is not finished.
        DatabaseError: the database cannot be used.
    """
    arrow()
    check_sketching()
    for folder in folders:
        _check_finished(folder)
    database = open_database(db)
    try:
        counts = _load(database, folders, progress)
        mirrors = link_mirrors(database)
    finally:
        database.close()
    return LoadSummary(mirrors=mirrors, **counts)


def link_mirrors(db: Database) -> int:
    """Find the mirrors among all reports of a database, write them down, and give how many there are.

    Works on any database of ours, whatever filled it. Signatures, 1 kB a report, are in memory.
    """

    def candidates() -> Iterable[Candidate]:
        for row in compared_reports(db):
            digest, minhash, chars = fingerprint(row.pop("text"))
            yield Candidate(**row, text_sha256=digest, minhash=minhash, chars=chars)

    mirrors = link(candidates(), lambda _year, numbers: texts_of(db, numbers))
    return replace_mirrors(db, [asdict(one) for one in mirrors])


def _check_finished(folder: Path) -> None:
    file = folder / "manifest.json"
    if not file.exists():
        raise UsageError(
            f"{folder}: this folder was not written by `process`",
            hint="name the folder that was given to `process --out`; nothing was loaded",
        )
    outcome = json.loads(file.read_text(encoding="utf-8"))["outcome"]
    if outcome == "unfinished":
        raise WorkFailedError(
            f"{folder}: `process` is not finished with it",
            hint="wait, or run the same `process` with --resume; nothing was loaded",
        )


def _load(database: Database, folders: Sequence[Path], progress: Callable[[int], None]) -> dict[str, int]:
    writer = Writer(database, canonical=lambda url: canonical(url) or url)
    counts = dict.fromkeys(_COUNTED, 0)
    run_id = 0
    # a file that a report links to is told from a report of its own when all pages are there
    for attached in (False, True):
        for folder in folders:
            for rows in _captures(folder, attached=attached):
                with database.atomic():
                    for row in rows:
                        counts["captures"] += 1
                        if _is_known(database, row):
                            counts["known"] += 1
                            continue
                        run_id = run_id or writer.start_run("replay", _now(), [])
                        counts[_store(writer, run_id, row)] += 1
                progress(counts["captures"])
    if run_id:
        kept = {f"reports/{name}": counts[name] for name in ("new", "changed", "unchanged", "earlier")}
        writer.finish_run(run_id, _now(), "complete", kept)
    return counts


def _captures(folder: Path, *, attached: bool) -> Iterator[list[dict[str, Any]]]:
    """Give the captures of reports that were asked for as files of others, or the rest, by groups of rows."""
    file, asked = None, {}
    for file_of_group, table in row_groups(folder / "reports", [*_CAPTURE, "site", "record", "offsets"]):
        if file_of_group != file:
            file, asked = file_of_group, _asked(folder / "outcomes" / file_of_group.name)
        for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            places = zip(batch["warc_file"].to_pylist(), batch["warc_offset"].to_pylist(), strict=True)
            wanted = [
                at for at, place in enumerate(places) if (asked[place]["purpose"] == "attachment") == attached
            ]
            if wanted:
                rows = batch.take(arrow().array(wanted)).to_pylist()
                yield [row | asked[row["warc_file"], row["warc_offset"]] for row in rows]


def _asked(file: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Give how the pages of a block that are reports were asked for, by place."""
    names = ["purpose", "via", "status", "content_type", "size_bytes"]
    found = {}
    for _, table in row_groups(file.parent, ["warc_file", "warc_offset", "page_kind", *names], file.name):
        reports = table.filter(import_module("pyarrow.compute").equal(table["page_kind"], "report"))
        for row in reports.drop_columns(["page_kind"]).to_pylist():
            found[row.pop("warc_file"), row.pop("warc_offset")] = row
    return found


def _is_known(database: Database, row: Mapping[str, Any]) -> bool:
    """Tell whether a record has been loaded, or is one of the harvest that filled this database."""
    found = database.execute(
        "SELECT 1 FROM fetches WHERE warc_file IN (?, ?) AND warc_offset = ? AND sha256 = ?",
        [row["warc_file"], row["warc_file"].rpartition("/")[2], row["warc_offset"], row["sha256"]],
    ).fetchone()
    return found is not None


def _store(writer: Writer, run_id: int, row: Mapping[str, Any]) -> str:
    """Write one record's rows, and give what became of it."""
    fetched_at = row["fetched_at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fetch = FetchRecord(
        run_id=run_id,
        site=row["site"],
        url=row["url"],
        method="GET",
        request_body="",
        purpose=row["purpose"] if row["purpose"] in _PURPOSES else "report",
        via=row["via"],
        fetched_at=fetched_at,
        outcome="stored",
        status=row["status"],
        warc_file=row["warc_file"],
        warc_offset=row["warc_offset"],
        sha256=row["sha256"],
        size_bytes=row["size_bytes"],
        content_type=row["content_type"],
    )
    fetch_id = writer.add_fetch(fetch)
    report = Report.from_dict(json.loads(row["record"]))
    if row["purpose"] == "attachment" and _is_report(writer.db, row["via"]):
        writer.store_page(row["url"], row["site"], fetch_id, report, "other")
        return "attached"
    if is_later_known(writer.db, row["url"], fetched_at):
        added = store_earlier(writer.db, row["url"], fetch_id, fetched_at, report)
        return "earlier" if added else "unchanged"
    offsets = json.loads(row["offsets"] or "[]")
    return writer.store_page(row["url"], row["site"], fetch_id, report, "report", offsets=offsets)


def _is_report(database: Database, url: str | None) -> bool:
    row = database.execute("SELECT 1 FROM reports WHERE id = ?", [page_id(storable(url or ""))]).fetchone()
    return row is not None


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
