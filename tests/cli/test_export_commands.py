"""``reportharvest export`` and ``backup`` over a small harvested site."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest
from tests.cli.conftest import Place

COMMAND = [sys.executable, "-c", "from reportharvest.cli import main; main()"]


def test_one_table_goes_to_stdout_as_csv(harvested: Place) -> None:
    code, out, err = harvested.run("export", "v_reports_latest", "--db", "r.db")
    assert (code, err) == (0, "")
    head, *lines = out.splitlines()
    assert head.startswith("report_id,region_code,region,agency_id,agency,report_year")
    assert [line.split(",")[5] for line in lines] == ["2019", "2020"]


def test_everything_goes_to_a_folder(harvested: Place) -> None:
    code, out, err = harvested.run("export", "--db", "r.db")
    assert (code, out) == (0, "")
    assert "data/export" in err
    package = json.loads(Path("data/export/datapackage.json").read_text("utf-8"))
    assert len(list(Path("data/export").glob("*.csv"))) == len(package["resources"])


def test_a_format_is_known_by_the_suffix(harvested: Place) -> None:
    assert harvested.run("export", "reports", "--out", "a.parquet", "--db", "r.db", "--quiet") == (0, "", "")
    assert pyarrow.parquet.read_table("a.parquet").num_rows == 2
    code, _, err = harvested.run("export", "reports", "pages", "--out", "b.duckdb", "--db", "r.db")
    assert code == 0
    assert "2 tables" in err
    code, out, _ = harvested.run("export", "runs", "--format", "jsonl", "--db", "r.db")
    assert json.loads(out)["sites"] == ["example"]


def test_a_query_may_come_from_stdin(harvested: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"SELECT count(*) AS reports\nFROM reports;\n")

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert harvested.run("export", "--query", "-", "--db", "r.db") == (0, "reports\n2\n", "")


def test_what_there_is_can_be_listed(harvested: Place) -> None:
    code, out, _ = harvested.run("export", "--list", "--db", "r.db")
    assert code == 0
    names = [line.split()[0] for line in out.splitlines()]
    assert {"reports", "v_statistics", "years_without_report"} <= set(names)
    for name in ("v_form_labels", "who_asks"):
        assert harvested.run("export", name, "--db", "r.db")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["v_report"], 'did you mean "v_reports"'),
        (["--query", "SELECT"], "the query:"),
        (["reports", "--format", "parquet", "--out", "-"], "no text that could be printed"),
        (["--out", "-"], "only one table can be printed"),
        (["reports", "pages", "--out", "a.csv"], "holds one table"),
        (["reports", "--format", "yaml"], "is not one of"),
        (["reports", "--db", "none.db"], "no such database"),
    ],
)
def test_a_wrong_call_has_status_2_and_writes_nothing(
    harvested: Place, arguments: list[str], said: str
) -> None:
    before = sorted(Path().iterdir())
    words = arguments if "--db" in arguments else [*arguments, "--db", "r.db"]
    code, out, err = harvested.run("export", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert sorted(Path().iterdir()) == before


def test_a_reader_that_goes_away_ends_the_export_quietly(harvested: Place) -> None:
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n"
    words = [*COMMAND, "export", "--query", query, "--db", "r.db"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline() == b"i\n"
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(timeout=300) == 1


def test_a_backup_tells_what_it_copied(harvested: Place) -> None:
    code, out, err = harvested.run("backup", "copy.db", "--db", "r.db")
    assert (code, out) == (0, "")
    assert err.startswith("2 reports, ")
    assert err.endswith("→ copy.db; compared row by row\n")
    connection = sqlite3.connect("copy.db")
    assert connection.execute("SELECT count(*) FROM reports").fetchone() == (2,)
    connection.close()
    code, _, err = harvested.run("backup", "r.db", "--db", "r.db")
    assert code == 2
    assert "the database itself" in err
    code, _, err = harvested.run("backup", "copy.db", "--db", "r.db", "--log-format", "json")
    assert json.loads(err)["rows"]["reports"] == 2
