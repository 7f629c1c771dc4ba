"""Several pages in a transaction: one that fails leaves nothing, and the others nothing to be done again."""

from __future__ import annotations

import sqlite3

import pytest

from reportharvest.storing.batching import Batch, together
from reportharvest.storing.schema import open_database


@pytest.fixture
def db():
    database = open_database(":memory:")
    database.execute("CREATE TABLE rows_of_pages (page INTEGER, number INTEGER UNIQUE)")
    return database


def store(db, page, numbers):
    with together(db), together(db):
        for number in numbers:
            db.execute("INSERT INTO rows_of_pages VALUES (?, ?)", [page, number])


def stored(db):
    return db.execute("SELECT page, number FROM rows_of_pages ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize("pages", [1, 10])
def test_a_page_that_fails_leaves_nothing_and_the_others_stay(db, pages):
    batch = Batch(db, pages)
    batch.begin()
    store(db, 1, [1, 2])
    batch.begin()
    with pytest.raises(sqlite3.IntegrityError):
        store(db, 2, [3, 1])
    batch.begin()
    store(db, 3, [4])
    batch.commit()
    assert stored(db) == [(1, 1), (1, 2), (3, 4)]


def test_without_a_batch_a_page_is_a_transaction_of_its_own(db):
    with pytest.raises(sqlite3.IntegrityError):
        store(db, 1, [1, 1])
    store(db, 2, [1])
    assert not db.conn.in_transaction
    assert stored(db) == [(2, 1)]
