"""Export: tables, views, canned questions or a query, as files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast, get_args

from sqlite_utils import Database

from reportharvest.errors import UsageError
from reportharvest.publishing.package import PackagedFile, describe_package
from reportharvest.publishing.replacing import put_in_place, staging
from reportharvest.publishing.writing_columns import write_duckdb, write_parquet
from reportharvest.publishing.writing_sheets import write_xlsx
from reportharvest.publishing.writing_text import write_csv, write_jsonl
from reportharvest.storing.exporting import (
    Resource,
    Row,
    all_resources,
    batches,
    named_resource,
    query_resource,
    reading,
)

__all__ = ["FORMATS", "ExportFormat", "ExportRequest", "ExportSummary", "export", "export_to_stream"]

ExportFormat = Literal["csv", "jsonl", "parquet", "xlsx", "duckdb"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
_STREAMS = {"csv", "jsonl"}
_SEVERAL_IN_A_FILE = {"xlsx", "duckdb"}
_PACKAGE = "datapackage.json"
_DUCKDB_FILE = "reports.duckdb"
_NOTHING = "nothing was written"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be exported, and how.

    Attributes:
        db: the database; a harvest may go on writing to it.
        names: tables, views and canned questions; none and no query: every table and view.
        query: a SELECT of the user's own.
        format: of the files.
        bom: begin a CSV file with a byte-order mark, for Excel.
        excel_safe: put an apostrophe before texts that a spreadsheet would take for a formula (CSV, XLSX).
    """

    db: Path
    names: tuple[str, ...] = ()
    query: str | None = None
    format: ExportFormat = "csv"
    bom: bool = False
    excel_safe: bool = False


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What was written.

    Attributes:
        tables: how many tables, views and queries.
        rows: their rows, all together.
        files: the files, ``datapackage.json`` last where there is one.
        cut: cells of workbooks that were too long and end in ``…``.
    """

    tables: int
    rows: int
    files: tuple[Path, ...]
    cut: int = 0


def export(request: ExportRequest, out: Path, *, folder: bool | None = None) -> ExportSummary:
    """Write files that appear whole, all from one state of the database.

    Args:
        request: what.
        out: a file, or a folder for one file per table (DuckDB: one for all) and ``datapackage.json``.
        folder: whether ``out`` is a folder; None: it is if there is such a folder, or if its name has no
            suffix.
    Raises:
        DatabaseError: no such database, or not one of ours.
        UsageError: an unknown name, a query that SQLite refuses, several tables for a file that holds one, a
            package that is not installed.

    >>> from tempfile import TemporaryDirectory
    >>> from reportharvest.storing.schema import open_database
    >>> with TemporaryDirectory() as name:
    ...     open_database(Path(name) / "reports.db").close()
    ...     done = export(ExportRequest(Path(name) / "reports.db", ("runs",)), Path(name) / "out")
    ...     [file.name for file in done.files], done.rows
    (['runs.csv', 'datapackage.json'], 0)
    """
    _check(request)
    if folder is None:
        folder = out.is_dir() or not out.suffix
    with reading(request.db) as db:
        resources = _resources(db, request)
        if not folder and len(resources) > 1 and request.format not in _SEVERAL_IN_A_FILE:
            raise UsageError(
                f"{out}: a {request.format} file holds one table, and {len(resources)} were asked for",
                hint=f"name one, or a folder with --out; {_NOTHING}",
            )
        home = out if folder else out.parent
        with staging(home) as stage:
            if folder:
                written, cut = _write_folder(stage, db, resources, request)
                package = stage / _PACKAGE
                package.write_text(describe_package(written, request.format), encoding="utf-8")
                files = [*dict.fromkeys(one.file for one in written), package]
                places = [home / file.name for file in files]
            else:
                written, cut = _write_file(stage / out.name, db, resources, request)
                files, places = [stage / out.name], [out]
            for file, place in zip(files, places, strict=True):
                put_in_place(file, place)
    return ExportSummary(len(written), sum(one.rows for one in written), tuple(places), cut)


def export_to_stream(request: ExportRequest, stream: BinaryIO) -> ExportSummary:
    r"""Write one table as CSV or JSON lines to an open stream, such as stdout.

    Raises:
        UsageError: as :func:`export`; another format, or not exactly one table.

    >>> from io import BytesIO
    >>> from tempfile import TemporaryDirectory
    >>> from reportharvest.storing.schema import open_database
    >>> with TemporaryDirectory() as name:
    ...     open_database(Path(name) / "reports.db").close()
    ...     request = ExportRequest(Path(name) / "reports.db", query="SELECT 0 AS reports")
    ...     done = export_to_stream(request, stream := BytesIO())
    >>> stream.getvalue()
    b'reports\n0\n'
    """
    _check(request)
    if request.format not in _STREAMS:
        raise UsageError(
            f"{request.format} is no text that could be printed",
            allowed=sorted(_STREAMS),
            hint=f"name a file or a folder with --out; {_NOTHING}",
        )
    with reading(request.db) as db:
        resources = _resources(db, request)
        if len(resources) != 1:
            raise UsageError(
                f"only one table can be printed, and {len(resources)} were asked for",
                hint=f"name a folder with --out; {_NOTHING}",
            )
        [resource] = resources
        rows = _write_stream(stream, resource, batches(db, resource), request)
    return ExportSummary(1, rows, ())


def _check(request: ExportRequest) -> None:
    if request.format not in FORMATS:
        raise UsageError(f"{request.format!r} is no format", allowed=FORMATS, hint=_NOTHING)
    if request.query is not None and request.names:
        raise UsageError("either names or a query can be exported, not both", hint=_NOTHING)
    if request.bom and request.format != "csv":
        raise UsageError(f"a byte-order mark belongs to csv, not to {request.format}", hint=_NOTHING)
    if request.excel_safe and request.format not in {"csv", "xlsx"}:
        raise UsageError(f"formulas are neutralised in csv and xlsx, not in {request.format}", hint=_NOTHING)


def _resources(db: Database, request: ExportRequest) -> tuple[Resource, ...]:
    if request.query is not None:
        return (query_resource(db, request.query),)
    if request.names:
        return tuple(named_resource(db, name) for name in dict.fromkeys(request.names))
    return all_resources(db)


def _write_folder(
    stage: Path, db: Database, resources: Sequence[Resource], request: ExportRequest
) -> tuple[list[PackagedFile], int]:
    if request.format == "duckdb":
        return _write_file(stage / _DUCKDB_FILE, db, resources, request)
    written: list[PackagedFile] = []
    cut = 0
    for one in resources:
        files, cut_here = _write_file(stage / f"{one.name}.{request.format}", db, [one], request)
        written += files
        cut += cut_here
    return written, cut


def _write_file(
    file: Path, db: Database, resources: Sequence[Resource], request: ExportRequest
) -> tuple[list[PackagedFile], int]:
    """Write one file; give its tables, and how many cells were cut."""

    def rows_of(resource: Resource) -> Iterable[list[Row]]:
        return batches(db, resource)

    cut = 0
    if request.format == "duckdb":
        counts = write_duckdb(file, resources, rows_of)
    elif request.format == "xlsx":
        sheets = write_xlsx(file, resources, rows_of, excel_safe=request.excel_safe)
        counts, cut = [one.rows for one in sheets], sum(one.cut for one in sheets)
    else:
        [resource] = resources
        with file.open("wb") as stream:
            counts = [_write_stream(cast("BinaryIO", stream), resource, rows_of(resource), request)]
    return [PackagedFile(one, file, count) for one, count in zip(resources, counts, strict=True)], cut


def _write_stream(
    stream: BinaryIO, resource: Resource, rows: Iterable[list[Row]], request: ExportRequest
) -> int:
    if request.format == "csv":
        return write_csv(stream, resource, rows, bom=request.bom, excel_safe=request.excel_safe)
    write: Callable[[BinaryIO, Resource, Iterable[list[Row]]], int] = (
        write_jsonl if request.format == "jsonl" else write_parquet
    )
    return write(stream, resource, rows)
