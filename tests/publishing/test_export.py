"""Export: every format gives back what is in the database, whole files only, and says what columns mean."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from reportharvest.errors import DatabaseError, UsageError, WorkFailedError
from reportharvest.publishing import export as exporting
from reportharvest.publishing import writing_sheets
from reportharvest.publishing.export import ExportRequest, export, export_to_stream
from reportharvest.publishing.writing_text import harmless, write_csv, write_jsonl
from reportharvest.storing.canned import CANNED_QUERIES
from reportharvest.storing.exporting import Column, Resource, all_resources, query_resource, reading
from reportharvest.storing.rows import storable
from reportharvest.storing.schema import open_database

ODD = [
    "",
    "a,b",
    'he said "no"',
    "two\nlines",
    " space ",
    "=1+1",
    "－5",
    "政府\u3000信息",
    "\u2028",
    "\ufffd",
]
SEEN = "2024-03-01T02:00:00Z"


@pytest.fixture
def db(demonstration: Path) -> Path:
    return demonstration / "reports.db"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A database whose texts have all that files stumble over."""
    file = tmp_path / "odd.db"
    database = open_database(file)
    with database.atomic():
        database.execute("INSERT INTO runs (id, command, started_at) VALUES (1, 'harvest', ?)", [SEEN])
        for number, text in enumerate(ODD, 1):
            database.execute(
                "INSERT INTO fetches (run_id, site, url, purpose, fetched_at, outcome, error)"
                " VALUES (1, ?, ?, 'report', ?, 'stored', ?)",
                [text, f"http://a.example.gov.cn/{number}", SEEN, None if number % 2 else ""],
            )
    database.close()
    return file


def stored(db: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(db)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def text_of(request: ExportRequest) -> str:
    stream = io.BytesIO()
    export_to_stream(request, stream)
    return stream.getvalue().decode("utf-8")


def test_everything_goes_to_a_folder_that_frictionless_accepts(db: Path, tmp_path: Path) -> None:
    summary = export(ExportRequest(db), tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    names = [one["name"] for one in package["resources"]]
    assert {"reports", "statistics", "v_requests_by_year", "v_statistics", "agencies"} <= set(names)
    assert not {"queue", "reports_fts"} & set(names)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(
        [f"{name}.csv" for name in names] + ["datapackage.json"]
    )
    for one in package["resources"]:
        content = (tmp_path / "out" / one["path"]).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert one["description"]
        assert all(field.get("description") for field in one["schema"]["fields"]), one["name"]
        assert one["rows"] == stored(db, f"SELECT count(*) FROM {one['name']}")[0][0]
    assert summary.rows == sum(one["rows"] for one in package["resources"])
    small = {"agencies", "repairs", "checks", "runs", "v_requests_by_year", "v_coverage", "v_reports_latest"}
    kept = [one for one in package["resources"] if one["name"] in small]
    for one in kept:
        one["schema"].pop("foreignKeys", None)
    # bodies of statistics and reports take frictionless 40 s; the small tables have every type
    report = frictionless.validate(package | {"resources": kept}, basepath=str(tmp_path / "out"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]
    frictionless.Package.from_descriptor(package)  # refuses what the profile does not allow


def test_fields_have_types_and_units(db: Path) -> None:
    with reading(db) as database:
        found = {
            (table.name, column.name): (column.type, column.unit)
            for table in all_resources(database)
            for column in table.columns
        }
    assert found["reports", "first_seen_at"] == ("datetime", "")
    assert found["reports", "breadcrumb"] == ("json", "")
    assert found["reports", "encoding_confidence"] == ("number", "1")
    assert found["fetches", "size_bytes"] == ("integer", "bytes")
    assert found["v_reports", "published_on"] == ("date", "")
    assert found["v_requests_by_year", "received"] == ("number", "requests (件)")
    assert found["v_requests_by_year", "agency"] == ("string", "")
    assert found["v_statistics", "check_state"] == ("string", "")
    assert found["v_coverage", "editions"] == ("integer", "")


@pytest.mark.parametrize("name", ["reports", "statistics", "v_requests_by_year", "v_coverage", "fetches"])
def test_parquet_and_duckdb_hold_the_same_values(db: Path, tmp_path: Path, name: str) -> None:
    export(ExportRequest(db, (name,), format="parquet"), tmp_path / "a.parquet")
    export(ExportRequest(db, (name,), format="duckdb"), tmp_path / "a.duckdb")
    with reading(db) as database:
        [resource] = [one for one in all_resources(database) if one.name == name]
        wanted = [tuple(row) for row in database.execute(resource.sql)]
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert table.schema.field("url" if name != "statistics" else "raw").metadata[b"description"]
    types = {one.name: one.type for one in resource.columns}

    def plain(row: tuple, names: list[str]) -> tuple:
        return tuple(as_stored(value, types[one]) for value, one in zip(row, names, strict=True))

    columns = table.column_names
    found = [plain(row, columns) for row in zip(*(table[one].to_pylist() for one in columns), strict=True)]
    assert found == wanted
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        sql = "SELECT comment FROM duckdb_columns() WHERE comment IS NOT NULL"
        comments = connection.execute(sql).fetchall()
    assert [plain(row, columns) for row in rows] == wanted
    assert len(comments) == len(columns)


def as_stored(value: object, kind: str) -> object:
    """Turn a value of Parquet or DuckDB into what SQLite holds."""
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def test_csv_keeps_nothing_apart_from_an_empty_text(odd: Path) -> None:
    text = text_of(ExportRequest(odd, query="SELECT id, site, error FROM fetches ORDER BY id"))
    assert text.startswith('id,site,error\n1,"",\n2,"a,b",""\n')
    read = list(csv.reader(io.StringIO(text)))[1:]
    assert [row[1] for row in read] == ODD


def test_json_lines_are_one_object_a_line(odd: Path, db: Path) -> None:
    request = ExportRequest(odd, query="SELECT id, site, error FROM fetches ORDER BY id", format="jsonl")
    lines = text_of(request).split("\n")
    assert lines.pop() == ""
    assert [json.loads(one)["site"] for one in lines] == ODD
    assert json.loads(lines[0])["error"] is None
    [first, *_] = text_of(ExportRequest(db, ("reports",), format="jsonl")).splitlines()
    assert isinstance(json.loads(first)["breadcrumb"], list)


def test_a_workbook_has_texts_days_and_whole_page_numbers(db: Path, odd: Path, tmp_path: Path) -> None:
    export(ExportRequest(db, ("v_reports", "v_requests_by_year"), format="xlsx"), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["about", "v_reports", "v_requests_by_year"]
    about = {(row[0], row[1]): row[2:] for row in book["about"].iter_rows(values_only=True)}
    assert about["v_requests_by_year", "received"] == ("number", "requests (件)", "received in the year")
    head, *rows = book["v_reports"].iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(head)}
    wanted = stored(db, "SELECT report_id, published_on, report_year FROM v_reports")
    chosen = [[row[at[name]] for name in ("report_id", "published_on", "report_year")] for row in rows]
    found = {(one, day and day.date().isoformat(), year) for one, day, year in chosen}
    assert found == {(str(one), day, year) for one, day, year in wanted}
    export(ExportRequest(odd, ("fetches",), format="xlsx"), tmp_path / "odd.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "odd.xlsx")["fetches"]
    cells = [row[2] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ODD
    assert {cell.data_type for cell in cells} == {"s"}


def test_long_texts_and_long_tables_fit_into_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing_sheets, "SHEET_ROWS", 3)
    resource = Resource("t", "", (Column("text", "string"), Column("n", "integer")), "")
    rows = [("长" * 40_000, 10**16), ("𠀀" * 20_000, 1), ("短", None)]
    [counts] = writing_sheets.write_xlsx(tmp_path / "a.xlsx", [resource], lambda _: [rows])
    assert (counts.rows, counts.cut) == (3, 2)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["about", "t", "t (2)"]
    first, second = book["t"]["A2"].value, book["t"]["A3"].value
    assert first == "长" * 32_766 + "…"
    assert second == "𠀀" * 16_383 + "…"
    assert (book["t"]["B2"].value, book["t (2)"]["A2"].value) == (str(10**16), "短")


def test_formulas_are_neutralised_only_on_demand(odd: Path, tmp_path: Path) -> None:
    query = "SELECT site FROM fetches WHERE site IN ('=1+1', '－5') UNION ALL SELECT '-5'"
    assert text_of(ExportRequest(odd, query=query)) == "site\n=1+1\n－5\n-5\n"
    assert text_of(ExportRequest(odd, query=query, excel_safe=True)) == "site\n'=1+1\n'－5\n-5\n"
    export(ExportRequest(odd, query=query, format="xlsx", excel_safe=True), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["query"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["'=1+1", "'－5", "-5"]


def test_a_byte_order_mark_comes_on_demand(odd: Path) -> None:
    stream = io.BytesIO()
    export_to_stream(ExportRequest(odd, query="SELECT 1 AS a", bom=True), stream)
    assert stream.getvalue() == b"\xef\xbb\xbfa\n1\n"


@given(st.lists(st.tuples(st.text(), st.none() | st.integers(), st.none() | st.text()), max_size=5))
def test_text_formats_give_back_any_text(rows: list[tuple]) -> None:
    rows = [(storable(one), number, other and storable(other)) for one, number, other in rows]
    kinds = (Column("a", "string"), Column("b", "integer"), Column("c", "string"))
    resource, table, lines = Resource("t", "", kinds, ""), io.BytesIO(), io.BytesIO()
    write_csv(table, resource, [rows])
    write_jsonl(lines, resource, [rows])
    read = csv.reader(io.StringIO(table.getvalue().decode(), newline=""))
    assert [[row[0], row[2]] for row in read][1:] == [[one, other or ""] for one, _, other in rows]
    objects = [json.loads(line) for line in lines.getvalue().decode().split("\n")[:-1]]
    assert [tuple(one.values()) for one in objects] == rows


@given(st.text())
def test_no_harmless_text_begins_a_formula(text: str) -> None:
    shown = harmless(text)
    assert shown in {text, "'" + text}
    if shown[:1] in tuple("=@\t\r＝＋－＠"):
        pytest.fail(repr(shown))


def test_order_and_numbers_are_the_same_in_every_database(db: Path, tmp_path: Path) -> None:
    other = open_database(tmp_path / "other.db")
    other.execute("ATTACH ? AS there", [str(db)])
    tables = ["runs", "fetches", "pages", "reports", "agencies", "report_identities", "statistics", "checks"]
    with other.atomic():
        for table in tables:
            columns = [one.name for one in other[table].columns]
            chosen = ", ".join(f'"{one}"' for one in columns)
            shuffled = f"SELECT {chosen} FROM there.{table} ORDER BY random()"
            other.execute(f"INSERT INTO {table} ({chosen}) {shuffled}")
    other.close()
    for name in ("v_statistics", "v_requests_by_year", "reports", "v_coverage"):
        both = [text_of(ExportRequest(one, (name,))) for one in (db, tmp_path / "other.db")]
        assert both[0] == both[1], name


def test_every_resource_has_one_order_only(db: Path) -> None:
    with reading(db) as database:
        for resource in all_resources(database):
            select, _, sorting = resource.sql.partition(" ORDER BY ")
            alike = f"SELECT count(*) AS rows_alike FROM ({select}) GROUP BY {sorting}"
            most = database.execute(f"SELECT coalesce(max(rows_alike), 1) FROM ({alike})")
            assert most.fetchone() == (1,), resource.name


def test_canned_questions_can_be_taken_away(db: Path, tmp_path: Path) -> None:
    names = tuple(one.name for one in CANNED_QUERIES)
    export(ExportRequest(db, names, format="parquet"), tmp_path / "answers", folder=True)
    for one in CANNED_QUERIES:
        table = pyarrow.parquet.read_table(tmp_path / "answers" / f"{one.name}.parquet")
        assert table.num_rows == len(stored(db, one.sql)), one.name


def test_types_of_a_query_come_from_its_rows(db: Path) -> None:
    sql = """SELECT 1 AS whole, 1.5 AS part, NULL AS none, 'a' AS text, '2024-03-01' AS day,
        '2024-03-01T02:00:00Z' AS moment, report_id FROM v_reports UNION ALL
        SELECT NULL, 2, NULL, 5, NULL, NULL, NULL"""
    with reading(db) as database:
        resource = query_resource(database, sql + " ; ")
    assert {one.name: one.type for one in resource.columns} == {
        "whole": "integer", "part": "number", "none": "string", "text": "string", "day": "date",
        "moment": "datetime", "report_id": "integer",
    }  # fmt: skip
    assert resource.columns[-1].long


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELEC 1", "syntax error"),
        ("DELETE FROM runs", "syntax error"),
        ("SELECT 1; SELECT 2", "syntax error"),
        ("SELECT absent FROM runs", "no such column"),
        ("SELECT 1 AS a, 2 AS a", "one name"),
        ("SELECT x'00' AS bytes", "holds bytes"),
        ("", "syntax error"),
    ],
)
def test_a_query_that_gives_no_table_is_refused(db: Path, tmp_path: Path, query: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        export(ExportRequest(db, query=query), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"names": ("v_request_by_year",)}, 'did you mean "v_requests_by_year"'),
        ({"names": ("reports_fts",)}, "no table"),
        ({"names": ("runs", "pages")}, "holds one table"),
        ({"names": ("runs",), "query": "SELECT 1"}, "not both"),
        ({"names": ("runs",), "format": "jsonl", "bom": True}, "byte-order mark"),
        ({"names": ("runs",), "format": "parquet", "excel_safe": True}, "neutralised"),
        ({"names": ("runs",), "format": "xml"}, "no format"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(db: Path, tmp_path: Path, request_: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        export(ExportRequest(db, **request_), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for format_, package in (("parquet", "pyarrow"), ("xlsx", "xlsxwriter"), ("duckdb", "duckdb")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(UsageError, match=r"pip install 'reportharvest\[publish\]'"):
            export(ExportRequest(db, ("runs",), format=format_), tmp_path / f"a.{format_}")
    assert list(tmp_path.iterdir()) == []


def test_a_value_of_another_type_is_told(odd: Path, tmp_path: Path) -> None:
    database = open_database(odd)
    database.execute("UPDATE runs SET started_at = 'yesterday'")
    database.close()
    with pytest.raises(WorkFailedError, match=r'runs: a value of "started_at" is no datetime'):
        export(ExportRequest(odd, ("runs",), format="parquet"), tmp_path / "a.parquet")
    assert "yesterday" in text_of(ExportRequest(odd, ("runs",)))


def test_a_reader_never_sees_half_a_file(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "runs.csv"
    export(ExportRequest(db, ("runs",)), place)
    before = place.read_bytes()

    def breaks(stream: io.BufferedWriter, *arguments: object, **options: object) -> int:
        stream.write(b"half")
        stream.flush()
        assert place.read_bytes() == before
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_csv", breaks)
    with pytest.raises(OSError, match="No space"):
        export(ExportRequest(db, ("runs",)), place)
    assert [one.name for one in tmp_path.iterdir()] == ["runs.csv"]
    assert place.read_bytes() == before


def test_all_files_show_one_state_while_a_harvest_writes(
    demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "reports.db"
    shutil.copy(demonstration / "reports.db", db)
    writer = sqlite3.connect(db)
    writer.execute("PRAGMA journal_mode = WAL")
    real = exporting.write_csv

    def meanwhile(*arguments: object, **options: object) -> int:
        with writer:
            writer.execute("DELETE FROM repairs")  # goes through at once: the reader is in nobody's way
            writer.execute("DELETE FROM checks")
        return real(*arguments, **options)

    monkeypatch.setattr(exporting, "write_csv", meanwhile)
    export(ExportRequest(db, ("checks", "repairs")), tmp_path / "out", folder=True)
    writer.close()
    for name in ("checks", "repairs"):
        lines = (tmp_path / "out" / f"{name}.csv").read_text("utf-8").splitlines()
        assert len(lines) == 1 + stored(demonstration / "reports.db", f"SELECT count(*) FROM {name}")[0][0]
        assert stored(db, f"SELECT count(*) FROM {name}") == [(0,)]


def test_what_a_killed_export_left_is_taken_away(db: Path, tmp_path: Path) -> None:
    gone = subprocess.check_output([sys.executable, "-c", "import os; print(os.getpid())"], text=True)
    (tmp_path / f".reportharvest-{gone.strip()}").mkdir()
    (tmp_path / ".reportharvest-1").mkdir()  # a process that runs
    export(ExportRequest(db, ("runs",)), tmp_path / "a.csv")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".reportharvest-1", "a.csv"]


def test_another_database_is_refused(tmp_path: Path) -> None:
    Database(tmp_path / "other.db")["notes"].insert({"text": "a"})
    with pytest.raises(DatabaseError):
        export(ExportRequest(tmp_path / "other.db", ("notes",)), tmp_path / "a.csv")
