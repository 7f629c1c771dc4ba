"""The scripts in ``examples/`` over the demonstration, and the canned questions in other libraries."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reportharvest.publishing.export import ExportRequest, export
from reportharvest.storing.canned import CANNED_QUERIES, canned_query

EXAMPLES = Path(__file__).parents[2] / "examples"
DUCKDB_TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR", "REAL": "DOUBLE", "NUMERIC": "DOUBLE"}


@pytest.fixture(scope="session")
def exports(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders ``csv`` and ``parquet`` with everything."""
    folder = tmp_path_factory.mktemp("exports")
    for format_ in ("csv", "parquet"):
        export(ExportRequest(demonstration / "reports.db", format=format_), folder / format_, folder=True)
    return folder


def run(script: str, *arguments: object, program: str = sys.executable) -> str:
    words = [program, str(EXAMPLES / script), *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def stored(folder: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(folder / "reports.db")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_sqlite_and_pandas(demonstration: Path) -> None:
    shown = run("requests_pandas.py", demonstration / "reports.db")
    for agency, year, received in stored(
        demonstration, "SELECT agency, report_year, received FROM v_requests_by_year"
    ):
        assert agency in shown
        assert re.search(rf"^{year} .*\b{received}\b", shown, re.MULTILINE)


def test_polars(demonstration: Path, exports: Path) -> None:
    shown = run("refusals_polars.py", exports / "parquet")
    [(reason, most)] = stored(
        demonstration,
        "SELECT reason_en, sum(requests) FROM v_refusals_by_reason GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
    )
    [first] = [line for line in shown.splitlines() if reason in line]
    assert f" {most}.0 " in first


def test_duckdb(demonstration: Path, exports: Path) -> None:
    shown = run("coverage_duckdb.py", exports / "parquet").splitlines()
    missing = stored(
        demonstration, "SELECT agency, count(*) FROM v_coverage WHERE state = 'missing' GROUP BY 1"
    )
    assert {line.split(" (")[0] for line in shown[:-1]} == {f"{agency}: {years}" for agency, years in missing}
    late = len(stored(demonstration, canned_query("published_late").sql))
    assert shown[-1] == f"published after 31 March: {late}"


def test_csv_in_the_manner_of_r(demonstration: Path, exports: Path) -> None:
    shown = run("reviews_csv.py", exports / "csv")
    wanted = stored(
        demonstration,
        "SELECT agency, sum(coalesce(corrected, 0)),"
        " sum(coalesce(upheld, 0) + coalesce(corrected, 0) + coalesce(other_result, 0))"
        " FROM v_reviews_and_litigation GROUP BY 1 ORDER BY 1",
    )
    assert shown.splitlines() == [f"{agency}\t{against}\t{decided}" for agency, against, decided in wanted]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_gives_what_its_python_twin_gives(exports: Path) -> None:
    shown = run("reviews_csv.R", exports / "csv", program="Rscript")
    assert shown.split() == run("reviews_csv.py", exports / "csv").split()


def test_every_example_is_listed_and_run() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    here = Path(__file__).read_text(encoding="utf-8")
    for file in (*EXAMPLES.glob("*.py"), *EXAMPLES.glob("*.R")):
        assert f"`{file.name}`" in listed
        assert f'"{file.name}"' in here


@pytest.mark.parametrize("query", CANNED_QUERIES, ids=lambda query: query.name)
def test_canned_questions_are_answered_by_the_plain_shell_and_by_pandas(
    demonstration: Path, query: object
) -> None:
    db = demonstration / "reports.db"
    wanted = stored(demonstration, query.sql)
    connection = sqlite3.connect(db)
    assert len(pd.read_sql(query.sql, connection)) == len(wanted)
    connection.close()
    if shutil.which("sqlite3") is None:
        pytest.skip("no sqlite3 shell here")
    words = ["sqlite3", "-readonly", "-json", str(db), query.sql]
    shell = subprocess.run(words, capture_output=True, text=True, check=True, timeout=300)
    assert len(json.loads(shell.stdout or "[]")) == len(wanted)


@pytest.fixture(scope="session")
def in_duckdb(demonstration: Path) -> duckdb.DuckDBPyConnection:
    """The tables in DuckDB, and the views made by DuckDB from the SQL that stands in the database.

    DuckDB's sqlite reader shows tables and reads the SQL of views in the same way. The reader itself is an
    extension that has to be fetched, so the tables are copied here.
    """
    source = sqlite3.connect(demonstration / "reports.db")
    target = duckdb.connect()
    for (name,) in source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        r" AND name NOT LIKE 'reports\_fts%' ESCAPE '\' AND name NOT LIKE '%sqlite%'"
    ).fetchall():
        columns = source.execute(f"PRAGMA table_info([{name}])").fetchall()
        written = ", ".join(f'"{one[1]}" {DUCKDB_TYPES[one[2]]}' for one in columns)
        target.execute(f'CREATE TABLE "{name}" ({written})')
        frame = pd.read_sql(f"SELECT * FROM [{name}]", source, dtype_backend="pyarrow")
        if len(frame):
            target.execute(f'INSERT INTO "{name}" SELECT * FROM frame')
    for (sql,) in source.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid"
    ).fetchall():
        target.execute(sql)
    source.close()
    return target


@pytest.mark.parametrize("query", CANNED_QUERIES, ids=lambda query: query.name)
def test_canned_questions_are_answered_alike_by_duckdb(
    demonstration: Path, in_duckdb: duckdb.DuckDBPyConnection, query: object
) -> None:
    found, wanted = in_duckdb.execute(query.sql), stored(demonstration, query.sql)
    names = [one[0] for one in found.description]
    kept = [at for at, name in enumerate(names) if name != "detail"]  # a sum written out: 5 there, 5.0 here
    chosen = [[tuple(row[at] for at in kept) for row in rows] for rows in (found.fetchall(), wanted)]
    assert chosen[0] == chosen[1]


def test_questions_have_answers_titles_and_order(demonstration: Path) -> None:
    assert len(CANNED_QUERIES) == 10
    assert len({one.name for one in CANNED_QUERIES}) == 10
    for one in CANNED_QUERIES:
        assert re.search("[\u4e00-\u9fff]", one.title_zh + one.description_zh)
        assert one.title_en.endswith("?")
        assert one.description_en.endswith(".")
        assert "ORDER BY" in one.sql
        assert ";" not in one.sql
    answered = {one.name for one in CANNED_QUERIES if stored(demonstration, one.sql)}
    assert answered >= {one.name for one in CANNED_QUERIES} - {"published_late"}


def test_an_unknown_question_is_named() -> None:
    with pytest.raises(KeyError, match="no such question"):
        canned_query("who_knows")
