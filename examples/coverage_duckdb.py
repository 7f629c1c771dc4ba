"""Who has no report, with DuckDB over Parquet: python examples/coverage_duckdb.py data/parquet."""

import sys
from pathlib import Path

import duckdb

from reportharvest.storing.canned import canned_query


def database_of(folder: Path) -> duckdb.DuckDBPyConnection:
    """Every file of an export as a view of its name; nothing is copied."""
    connection = duckdb.connect()
    for file in sorted(folder.glob("*.parquet")):
        path = str(file).replace("'", "''")
        connection.execute(f"CREATE VIEW \"{file.stem}\" AS SELECT * FROM read_parquet('{path}')")
    return connection


if __name__ == "__main__":
    database = database_of(Path(sys.argv[1]))
    missing = """
        SELECT agency, count(*) AS years, string_agg(report_year::VARCHAR, ' ' ORDER BY report_year) AS which
        FROM v_coverage WHERE state = 'missing' GROUP BY agency ORDER BY years DESC, agency"""
    for agency, years, which in database.execute(missing).fetchall():
        print(f"{agency}: {years} ({which})")
    # The canned questions are written so that DuckDB understands them, too.
    late = database.execute(canned_query("published_late").sql).fetchall()
    print(f"published after 31 March: {len(late)}")
