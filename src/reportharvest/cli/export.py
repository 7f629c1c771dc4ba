"""``reportharvest export``: tables, views, canned questions or a query as files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import click

from reportharvest.cli.messages import Messages, counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import read_bytes, stdout_bytes, write_text
from reportharvest.errors import UsageError
from reportharvest.publishing.export import (
    FORMATS,
    ExportFormat,
    ExportRequest,
    ExportSummary,
    export,
    export_to_stream,
)
from reportharvest.storing.canned import CANNED_QUERIES
from reportharvest.storing.exporting import all_resources, reading

__all__ = ["command"]

DEFAULT_FOLDER = Path("data/export")
_SUFFIXES = {f".{one}": one for one in FORMATS} | {".ndjson": "jsonl", ".pq": "parquet", ".db": "duckdb"}
_FORMAT = click.Choice(FORMATS)


@click.command("export", short_help="write tables, views or a query as CSV, JSON, Parquet, Excel or DuckDB")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--query", metavar="SQL", help="rows of a SELECT instead; - reads it from stdin")
@click.option(
    "--format", "format_", type=_FORMAT, help="of the files  [default: from the suffix of --out, or csv]"
)
@click.option(
    "--out",
    metavar="PATH",
    help="file or folder; - for stdout  [default: stdout for one table as text, else data/export]",
)
@click.option("--bom", is_flag=True, help="begin CSV with a byte-order mark, for Excel")
@click.option(
    "--excel-safe", is_flag=True, help="put ' before texts that a spreadsheet would take for a formula"
)
@click.option("--list", "only_list", is_flag=True, help="show what can be exported and stop")
@setting_option("db")
@common_options
def command(
    names: tuple[str, ...],
    *,
    query: str | None,
    format_: str | None,
    out: str | None,
    bom: bool,
    excel_safe: bool,
    only_list: bool,
    **given: Any,
) -> None:
    """Write tables, views and canned questions to files that appear whole.

    Without NAME everything goes to a folder, one file a table, with datapackage.json, which says what each
    column means. A harvest may go on meanwhile: all files show one state of the database.
    """
    settings, messages = read_settings(given.pop("config"), given)
    if only_list:
        _list(settings.db)
        return
    if query == "-":
        query = _query_of_stdin()
    request = ExportRequest(settings.db, names, query, _format(format_, out), bom, excel_safe)
    one_table = query is not None or len(names) == 1
    if out is None and one_table and request.format in {"csv", "jsonl"}:
        out = "-"
    if out == "-":
        _print(request)
        return
    summary = export(request, Path(out) if out else DEFAULT_FOLDER, folder=_is_folder(out))
    _tell(summary, messages)


def _print(request: ExportRequest) -> None:
    if request.format not in {"csv", "jsonl"} or sys.stdout is None:
        export_to_stream(request, sys.stdout.buffer if sys.stdout else cast("Any", None))
        return
    with stdout_bytes() as stream:
        export_to_stream(request, stream)


def _query_of_stdin() -> str:
    try:
        return read_bytes("-").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"stdin: byte {error.start} of the query is not UTF-8", hint="nothing was written"
        ) from error


def _format(given: str | None, out: str | None) -> ExportFormat:
    found = given or (_SUFFIXES.get(Path(out).suffix.lower()) if out and out != "-" else None)
    return cast("ExportFormat", found or "csv")


def _is_folder(out: str | None) -> bool | None:
    """Tell what ``--out`` is where its name says so: a folder ends with a slash."""
    return True if out is None or out.endswith(("/", "\\")) else None


def _list(db: Path) -> None:
    with reading(db) as database:
        lines = [(one.name, one.description) for one in all_resources(database)]
    lines += [(one.name, f"{one.title_en} {one.title_zh}") for one in CANNED_QUERIES]
    width = max(len(name) for name, _ in lines) + 2
    write_text("".join(f"{name:<{width}}{description}\n" for name, description in lines))


def _tell(summary: ExportSummary, messages: Messages) -> None:
    files = [str(one) for one in summary.files]
    size = sum(one.stat().st_size for one in summary.files)
    place = files[0] if len(files) == 1 else f"{summary.files[0].parent} ({counted(len(files), 'file')})"
    messages.tell(
        f"{counted(summary.tables, 'table')}, {counted(summary.rows, 'row')}, {size / 1e6:.1f} MB → {place}",
        files=files,
        tables=summary.tables,
        rows=summary.rows,
        size_bytes=size,
    )
    if summary.cut:
        messages.tell(
            f"  {counted(summary.cut, 'text')} longer than a cell of a workbook were cut and end in …",
            cut=summary.cut,
        )
