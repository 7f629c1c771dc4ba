"""Rows as columns: Parquet files and DuckDB databases, both by way of Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from reportharvest.errors import WorkFailedError
from reportharvest.publishing.extras import optional_package
from reportharvest.storing.exporting import Column, Resource, Row

__all__ = ["write_duckdb", "write_parquet"]

_ROW_GROUP_ROWS = 100_000
_DUCKDB_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "json": "JSON",
}


def write_parquet(stream: BinaryIO, resource: Resource, batches: Iterable[list[Row]]) -> int:
    """Write rows as Parquet (zstd), with the meaning of every column in the file's own schema.

    Moments are timestamps in UTC, days are dates, JSON stays text.

    Returns:
        The number of rows.
    Raises:
        UsageError: pyarrow is not installed.
        WorkFailedError: a value is not of its column's type.
    """
    pa = optional_package("pyarrow", "Parquet files")
    parquet = optional_package("pyarrow.parquet", "Parquet files")
    schema = _schema(pa, resource, zone="UTC")
    count = 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for group in _groups(pa, resource, schema, batches):
            writer.write_table(group, row_group_size=_ROW_GROUP_ROWS)
            count += group.num_rows
    return count


def write_duckdb(
    file: Path, resources: Sequence[Resource], batches: Callable[[Resource], Iterable[list[Row]]]
) -> list[int]:
    """Write a DuckDB database with one table for each resource, described by COMMENT ON.

    Args:
        file: a file that is not there yet.
        resources: the tables.
        batches: gives the rows of a resource.
    Returns:
        The number of rows of each.
    Raises:
        UsageError: duckdb or pyarrow is not installed.
        WorkFailedError: a value is not of its column's type.
    """
    duckdb = optional_package("duckdb", "DuckDB databases")
    pa = optional_package("pyarrow", "DuckDB databases")
    counts = []
    with duckdb.connect(str(file)) as connection:
        for resource in resources:
            table = _quoted(resource.name)
            columns = ", ".join(f"{_quoted(one.name)} {_DUCKDB_TYPES[one.type]}" for one in resource.columns)
            connection.execute(f"CREATE TABLE {table} ({columns})")
            _describe(connection, table, resource)
            count = 0
            for group in _groups(pa, resource, _schema(pa, resource, zone=None), batches(resource)):
                connection.register("arrived", group)
                connection.execute(f"INSERT INTO {table} SELECT * FROM arrived")  # noqa: S608 (our names)
                connection.unregister("arrived")
                count += group.num_rows
            counts.append(count)
    return counts


def _describe(connection: Any, table: str, resource: Resource) -> None:
    connection.execute(f"COMMENT ON TABLE {table} IS {_text(resource.description)}")
    for one in resource.columns:
        if one.description:
            connection.execute(f"COMMENT ON COLUMN {table}.{_quoted(one.name)} IS {_text(one.description)}")


def _schema(pa: Any, resource: Resource, *, zone: str | None) -> Any:
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz=zone),
        "json": pa.string(),
    }
    about = {"description": resource.description}
    return pa.schema(
        [
            pa.field(
                one.name,
                types[one.type],
                metadata={
                    key: text for key, text in (("description", one.description), ("unit", one.unit)) if text
                },
            )
            for one in resource.columns
        ],
        metadata=about,
    )


def _groups(pa: Any, resource: Resource, schema: Any, batches: Iterable[list[Row]]) -> Iterator[Any]:
    """Give Arrow tables of up to 100,000 rows, or of the batch where rows are long."""
    waiting: list[Any] = []
    rows = 0
    for batch in batches:
        arrays = [
            _array(pa, resource, column, values, schema.field(at).type)
            for at, (column, values) in enumerate(
                zip(resource.columns, zip(*batch, strict=True), strict=True)
            )
        ]
        waiting.append(pa.Table.from_arrays(arrays, schema=schema))
        rows += len(batch)
        size = sum(one.nbytes for one in waiting)
        if rows >= _ROW_GROUP_ROWS or size >= 32_000_000:
            yield pa.concat_tables(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _array(pa: Any, resource: Resource, column: Column, values: Sequence[Any], type_: Any) -> Any:
    try:
        if column.type in {"date", "datetime"}:
            texts = values if column.type == "date" else [one and one.removesuffix("Z") for one in values]
            moments = pa.array(texts, pa.string())
            plain = moments.cast(pa.date32() if column.type == "date" else pa.timestamp("us"))
            return plain.cast(type_)
        if column.type in {"string", "json"}:
            return pa.array([one if one is None else str(one) for one in values], type_)
        return pa.array(values, type_)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, AttributeError) as error:
        raise WorkFailedError(
            f'{resource.name}: a value of "{column.name}" is no {column.type}: {error}',
            hint="export it as csv or jsonl, which keep every value as it is",
        ) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
