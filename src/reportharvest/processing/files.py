"""Writing files that have a name only when they are whole: tables by groups of rows, and JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from reportharvest.processing.tables import TABLES, Rows, arrow, schema_of
from reportharvest.storing.rows import json_text

__all__ = ["BLOCKS", "WORKING", "TableFiles", "remove_unfinished", "row_groups", "write_json", "write_table"]

BLOCKS, WORKING = "_blocks", "_working"
# Writers hold a group of rows, readers unpack one at a time, and reports are large: 250 instead of 2,000 make
# files 5 % larger, and memory depends on neither the size of blocks nor that of archives.
GROUP_REPORTS = 250
GROUP_OUTCOMES = 5_000
_COMPRESSION = "zstd"  # a third smaller than snappy at a tenth of the time that processing takes


class TableFiles:
    """The files of a block, one in the folder of each table that has rows.

    Args:
        out: the output folder.
        key: the block's name.

    Attributes:
        counts: rows by table.
    """

    def __init__(self, out: Path, key: str) -> None:
        self._out = out
        self._name = f"part-{key}.parquet"
        self._held = Rows()
        self._writers: dict[str, tuple[Any, Path]] = {}
        self.counts: dict[str, int] = {}

    def add(self, rows: Rows) -> None:
        """Take rows over; every now and then they are written as a group."""
        self._held.extend(rows)
        held = self._held.counts
        if held.get("reports", 0) >= GROUP_REPORTS or held.get("outcomes", 0) >= GROUP_OUTCOMES:
            self._write()

    def finish(self) -> None:
        """Write what is left, and give the files their names."""
        self._write()
        for table, (writer, fresh) in self._writers.items():
            writer.close()
            _settle(fresh, self._out / table / self._name)

    def abandon(self) -> None:
        """Leave nothing behind."""
        for writer, fresh in self._writers.values():
            writer.close()
            fresh.unlink()

    def _write(self) -> None:
        held, self._held = self._held, Rows()
        for table, count in held.counts.items():
            if table not in self._writers:
                self._writers[table] = self._opened(table)
            self._writers[table][0].write_table(held.table(table))
            self.counts[table] = self.counts.get(table, 0) + count

    def _opened(self, table: str) -> tuple[Any, Path]:
        folder = self._out / table
        folder.mkdir(parents=True, exist_ok=True)
        fresh = _fresh(folder / self._name)
        arrow()
        writer = import_module("pyarrow.parquet").ParquetWriter(
            fresh, schema_of(table), compression=_COMPRESSION
        )
        return writer, fresh


def row_groups(
    folder: Path, columns: list[str], pattern: str = "part-*.parquet"
) -> Iterator[tuple[Path, Any]]:
    """Read a table's files by groups of rows, in the order of their names: each file with each group.

    Nothing is read ahead, so that no more than one group is in memory.
    """
    arrow()
    parquet = import_module("pyarrow.parquet")
    for file in sorted(folder.glob(pattern)):
        with parquet.ParquetFile(file, pre_buffer=False) as opened:
            for group in range(opened.num_row_groups):
                yield file, opened.read_row_group(group, columns, use_threads=False)


def write_table(folder: Path, name: str, table: Any) -> None:
    """Write a table as one Parquet file, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(folder / name)
    arrow()
    import_module("pyarrow.parquet").write_table(table, fresh, compression=_COMPRESSION)
    _settle(fresh, folder / name)


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(file)
    fresh.write_text(json_text(content) + "\n", encoding="utf-8")
    _settle(fresh, file)


def remove_unfinished(out: Path, *folders: str) -> None:
    """Remove what processes were writing when they were killed, from all tables and the folders named."""
    for folder in (*TABLES, *folders):
        for fresh in (out / folder).glob(".*"):
            fresh.unlink(missing_ok=True)


def _fresh(file: Path) -> Path:
    return file.with_name(f".{file.name}.{uuid4().hex[:8]}")


def _settle(fresh: Path, file: Path) -> None:
    """Give a file its name when the disk has it: what has a name survives a power cut."""
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(file)
