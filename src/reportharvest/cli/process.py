"""``reportharvest process``: archives of any size into Parquet tables, on this machine or on a cluster."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import click

from reportharvest.cli.messages import Messages, counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.errors import UsageError
from reportharvest.processing.run import ProcessOptions, ProcessState, ProcessSummary, process_archives
from reportharvest.processing.tables import arrow
from reportharvest.reading.converting import find_converter

__all__ = ["command"]

_SHOWN = 5
_MEGABYTE = 1_000_000
_OCR_SECONDS = 900.0  # 40 pages of a scan at 6 s each, on a machine that has other things to do
_DEFAULTS = ProcessOptions((), Path())


@click.command("process", short_help="process archives of any size into Parquet tables")
@click.argument("sources", nargs=-1, required=True, metavar="WARC...")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="folder for the tables")
@click.option("--engine", metavar="local|dask", default="local", help="what does the work  [default: local]")
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 10_000), help="processes  [default: one per core]"
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Dask scheduler that is there (tcp://…); its workers do the work"
)
@click.option("--resume", is_flag=True, help="go on with what an earlier call left in the folder")
@click.option("--all-pages", is_flag=True, help="process every page, not only those that may be reports")
@click.option(
    "--block-mb", metavar="N", type=click.IntRange(1, 100_000), default=_DEFAULTS.block_bytes // _MEGABYTE,
    help="size of the stretches that files are cut into  [default: 16]",
)  # fmt: skip
@click.option(
    "--record-seconds", metavar="N", type=click.IntRange(1, 86_400),
    help="how long one record may take before it is given up  [default: 120, with --ocr 900]",
)  # fmt: skip
@click.option(
    "--worker-mb", metavar="N", type=click.IntRange(200, 1_000_000),
    default=_DEFAULTS.worker_bytes // _MEGABYTE,
    help="memory of one worker  [default: 2147]",
)  # fmt: skip
@setting_option("ocr")
@setting_option("converter")
@common_options
def command(sources: tuple[str, ...], *, config: Path | None, **given: Any) -> int:
    """Process WARC files into Parquet tables: the same records as a harvest, from anybody's archive.

    WARC is a file (gzip, Zstandard or plain), a folder of them, a pattern, or a URL that fsspec opens
    (s3://, https://). Pages are passed over unless their bytes hold the words of a report. Stopped, killed
    or interrupted, the same call with --resume goes on; the rows are the same however many processes work.
    `reportharvest load` brings them into SQLite.
    """
    common = {name: given.pop(name) for name in ("quiet", "log_format", "ocr", "converter")}
    settings, messages = read_settings(config, common)
    engine, scheduler, out = given["engine"], given["scheduler"], given["out"]
    if engine not in {"local", "dask"}:
        raise UsageError(f"--engine is {engine!r}", allowed=["local", "dask"], hint="nothing was done")
    if scheduler is not None and engine != "dask":
        raise UsageError("--scheduler needs --engine dask", hint="nothing was done")
    arrow()
    options = ProcessOptions(
        sources,
        out,
        engine,
        given["workers"] or os.cpu_count() or 1,
        scheduler,
        given["resume"],
        given["all_pages"],
        given["block_mb"] * _MEGABYTE,
        float(given["record_seconds"] or (_OCR_SECONDS if settings.ocr else _DEFAULTS.record_seconds)),
        given["worker_mb"] * _MEGABYTE,
        settings.ocr,
        find_converter(settings.converter),
    )
    try:
        summary = process_archives(options, _telling(messages, settings.progress_interval_seconds))
    except KeyboardInterrupt:
        messages.tell(
            f"stopped; what is finished is in {out}, the same call with --resume goes on from there"
        )
        return 1
    _tell_summary(summary, out, messages)
    return int(summary.outcome != "complete")


def _telling(messages: Messages, interval_seconds: float) -> Callable[[ProcessState], None]:
    told = began = monotonic()

    def tell(state: ProcessState) -> None:
        nonlocal told
        now = monotonic()
        if now - told < interval_seconds:
            return
        told = now
        records = state.counts.total()
        messages.tell(
            f"{state.files_indexed} of {counted(state.files, 'file')} begun, {state.blocks_done} of"
            f" {counted(state.blocks, 'block')} done, {counted(records, 'record')},"
            f" {counted(state.counts['report'], 'report')}, {records / (now - began):.0f} records a second",
            files=state.files,
            files_indexed=state.files_indexed,
            blocks=state.blocks,
            blocks_done=state.blocks_done,
            records=records,
            reports=state.counts["report"],
            deaths=state.deaths,
        )

    return tell


def _tell_summary(summary: ProcessSummary, out: Path, messages: Messages) -> None:
    state = summary.state
    if messages.log_format == "json":
        messages.tell(
            f"process {summary.outcome}",
            outcome=summary.outcome,
            records=dict(state.counts),
            rows=dict(state.rows),
            mirrors=summary.mirrors,
            problems=state.problems,
            seconds=round(summary.seconds, 3),
            worker_seconds=round(state.worker_seconds, 3),
        )
        return
    for line in _lines(summary, out):
        messages.tell(line)


def _lines(summary: ProcessSummary, out: Path) -> list[str]:
    state, counts = summary.state, summary.state.counts
    pages = counts.total() - counts["no-page"]
    bad = {name: counts[name] for name in ("unreadable", "failed", "timeout", "killed", "memory")}
    spent = f"{summary.seconds:.1f} s ({state.worker_seconds:.1f} s of processor time)"
    others = counts["list"] + counts["other"] + counts["part"]
    lines = [
        f"process {summary.outcome}: {counted(state.files, 'file')}, {counted(pages, 'page')} in {spent}",
        f"  {counted(counts['report'], 'report')}, {counted(others, 'other page')} read, the rest not",
        f"  {counted(summary.mirrors, 'report')} that repeat another one (mirrors)",
    ]
    if summary.resumed_blocks:
        lines.append(f"  {counted(summary.resumed_blocks, 'block')} finished by an earlier call")
    if any(bad.values()):
        told = ", ".join(f"{count} {name}" for name, count in bad.items() if count)
        lines.append(f"  {told}: `outcomes` says where and why")
    for name, why in list(state.problems.items())[:_SHOWN]:
        lines.append(f"  {why if name in why else f'{name}: {why}'}")
    if len(state.problems) > _SHOWN:
        lines.append(f"  and {len(state.problems) - _SHOWN} more, see {out / 'manifest.json'}")
    if state.problems:
        return [*lines, "next:", "  put it right, and the same call with --resume does what is left"]
    if not counts["report"]:
        return [*lines, "next:", "  no page was taken for a report; --all-pages tries every one"]
    tables = f"'{out}/reports/*.parquet'"
    return [
        *lines,
        "next:",
        f"  reportharvest load {shlex.quote(str(out))}",
        f'  duckdb -c "FROM {tables} SELECT report_year, publisher, title"',
    ]
