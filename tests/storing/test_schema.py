from __future__ import annotations

import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from reportharvest.errors import DatabaseError
from reportharvest.storing.schema import describe, open_database, page_id

CONTRACT_TABLES = [
    "reports",
    "sections",
    "statistics",
    "checks",
    "attachments",
    "repairs",
    "pages",
    "fetches",
    "runs",
    "reports_fts",
    "report_versions",
    "tables",
    "issues",
    "queue",
]


def test_the_contract_tables_are_there(db: Database) -> None:
    assert set(CONTRACT_TABLES) <= {table.name for table in describe(db)}


def test_every_table_and_column_is_described(db: Database) -> None:
    for table in describe(db):
        assert len(table.description) > 10, table.name
        assert all(len(column.description) > 5 for column in table.columns), table


def test_every_foreign_key_has_an_index(db: Database) -> None:
    for table in describe(db):
        indexed = [
            db.execute(f"SELECT group_concat(name) FROM pragma_index_info('{index}')").fetchone()[0]
            for (index,) in db.execute(f"SELECT name FROM pragma_index_list('{table.name}')").fetchall()
        ]
        keys = [column for column in table.columns if column.key]
        for column in table.columns:
            if column.references and keys != [column]:  # a key of one column is an index itself
                assert any(column.name in (names or "").split(",") for names in indexed), (table.name, column)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "reports.db"
    open_database(file).close()
    first = sqlite3.connect(file).execute("SELECT name, sql FROM sqlite_master").fetchall()
    applied = sqlite3.connect(file).execute("SELECT * FROM _sqlite_migrations").fetchall()
    open_database(file).close()
    assert sqlite3.connect(file).execute("SELECT name, sql FROM sqlite_master").fetchall() == first
    assert sqlite3.connect(file).execute("SELECT * FROM _sqlite_migrations").fetchall() == applied


def test_readers_go_on_while_a_page_is_written(tmp_path: Path) -> None:
    file = tmp_path / "reports.db"
    db = open_database(file)
    with db.atomic():
        db.execute("INSERT INTO runs (command, started_at) VALUES ('harvest', '2024-03-01T02:00:00Z')")
        reader = open_database(file, read_only=True)
        assert reader.execute("SELECT count(*) FROM runs").fetchone() == (0,)
    assert reader.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    file = tmp_path / "reports.db"
    open_database(file).close()

    def write() -> None:
        db = open_database(file)
        for _ in range(20):
            db.execute("INSERT INTO runs (command, started_at) VALUES ('harvest', '2024-03-01T02:00:00Z')")

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert open_database(file, read_only=True).execute("SELECT count(*) FROM runs").fetchone() == (40,)


def test_a_database_opened_for_reading_refuses_writes(tmp_path: Path) -> None:
    open_database(tmp_path / "reports.db").close()
    db = open_database(tmp_path / "reports.db", read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM runs")


@pytest.mark.parametrize("read_only", [True, False])
def test_foreign_files_are_refused_and_left_alone(tmp_path: Path, read_only: bool) -> None:
    text = tmp_path / "text.db"
    text.write_text("not a database at all, " * 100)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    for file in (text, other):
        before = file.read_bytes()
        with pytest.raises(DatabaseError, match=file.name) as caught:
            open_database(file, read_only=read_only)
        assert caught.value.exit_status == 2
        assert "--db" in str(caught.value)
        assert file.read_bytes() == before


def test_a_missing_file_is_made_for_writing_only(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no such database") as caught:
        open_database(tmp_path / "none.db", read_only=True)
    assert caught.value.exit_status == 2
    assert not (tmp_path / "none.db").exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="unable to open"):
        open_database(tmp_path)


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "reports.db"
    db = open_database(file)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('reportharvest', '9999_later', '')"
    )
    db.close()
    with pytest.raises(DatabaseError, match=r"later version.*9999_later") as caught:
        open_database(file)
    assert caught.value.exit_status == 1


def test_page_numbers_fit_what_json_and_spreadsheets_keep_exact() -> None:
    numbers = {page_id(f"http://a.example.gov.cn/{at}") for at in range(1000)}
    assert len(numbers) == 1000
    assert all(0 <= number < 2**53 for number in numbers)


def test_the_schema_shown_by_the_sqlite3_shell_has_the_descriptions(tmp_path: Path) -> None:
    file = tmp_path / "reports.db"
    open_database(file).close()
    [(sql,)] = (
        sqlite3.connect(file).execute("SELECT sql FROM sqlite_master WHERE name = 'reports'").fetchall()
    )
    assert "-- the year that the report covers" in sql


def test_the_database_can_be_dumped_and_read_by_the_shell(tmp_path: Path) -> None:
    file = tmp_path / "reports.db"
    open_database(file).close()
    try:
        shell = subprocess.run(
            ["sqlite3", str(file), ".tables"], capture_output=True, text=True, check=True, timeout=30
        )
    except FileNotFoundError:
        pytest.skip("no sqlite3 shell here")
    assert "reports_fts" in shell.stdout
