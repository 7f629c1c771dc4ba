from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer


@pytest.fixture
def db() -> Iterator[Database]:
    database = open_database(":memory:")
    yield database
    assert not database.execute("PRAGMA foreign_key_check").fetchall()
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


@pytest.fixture
def writer(db: Database) -> Writer:
    return Writer(db)
