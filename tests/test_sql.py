"""repair_text and repair_explain as functions of sqlite-utils and Datasette, found by their entry points."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys

import pytest
from datasette.app import Datasette

from reportharvest.sql import prepare_connection

SOUND = "政府信息公开工作年度报告"
MISREAD = SOUND.encode().decode("latin-1")


@pytest.fixture
def connection() -> sqlite3.Connection:
    opened = sqlite3.connect(":memory:")
    prepare_connection(opened)
    return opened


def test_values_of_every_type(connection: sqlite3.Connection) -> None:
    query = "select repair_text(?), repair_explain(?)"
    assert connection.execute(query, (None, None)).fetchone() == (None, None)
    assert connection.execute(query, (7, 1.5)).fetchone() == (7, '{"text": 1.5, "lost": 0, "steps": []}')
    text, explained = connection.execute(query, (MISREAD, SOUND.encode("gbk"))).fetchone()
    assert text == SOUND
    assert json.loads(explained) == {"text": SOUND, "lost": 0, "steps": []}


def test_steps_are_told_and_lost_characters_counted(connection: sqlite3.Connection) -> None:
    [explained] = connection.execute("select repair_explain(?)", (f"标题：{MISREAD}",)).fetchone()
    [step] = json.loads(explained)["steps"]
    assert (step["kind"], step["start"], step["after"]) == ("utf8-as-latin1", 3, SOUND)


def test_functions_may_be_used_in_an_index(connection: sqlite3.Connection) -> None:
    connection.execute("create table t (title text)")
    connection.execute("insert into t values (?)", (MISREAD,))
    connection.execute("create index restored on t (repair_text(title))")
    [count] = connection.execute("select count(*) from t where repair_text(title) = ?", (SOUND,)).fetchone()
    assert count == 1


def test_sqlite_utils_finds_the_functions() -> None:
    steps = f"json_array_length(repair_explain('{MISREAD}'), '$.steps')"
    query = f"select repair_text('{MISREAD}') as text, {steps} as n"
    done = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "query", ":memory:", query],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == [{"text": SOUND, "n": 1}]


def test_datasette_finds_the_functions() -> None:
    async def ask() -> object:
        datasette = Datasette(memory=True)
        answer = await datasette.client.get(
            "/_memory.json",
            params={"sql": "select repair_text(:text) as text", "text": MISREAD, "_shape": "array"},
        )
        return answer.json()

    assert asyncio.run(ask()) == [{"text": SOUND}]


@pytest.mark.parametrize("name", ["reportharvest", "reportharvest.sql"])
def test_programs_that_load_the_plugin_do_not_wait_for_it(name: str) -> None:
    code = f"import sys; import {name}; print('\\n'.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [
        one for one in loaded if one.startswith(("reportharvest.repairing", "reportharvest.decoding"))
    ]
    assert not {one.split(".")[0] for one in loaded} & {"sqlite_utils", "datasette", "click", "httpx"}


def test_decode_and_repair_run_without_the_other_dependencies() -> None:
    code = (
        "import sys, reportharvest as rh\n"
        "before = 'reportharvest.tables.language' in sys.modules\n"
        f"assert rh.repair({MISREAD!r}).text == {SOUND!r}\n"
        f"assert rh.decode({SOUND!r}.encode('gbk')).text == {SOUND!r}\n"
        "assert not before\n"
        "print('\\n'.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    unwanted = {
        "httpx",
        "selectolax",
        "sqlite_utils",
        "click",
        "rich",
        "fastwarc",
        "pluggy",
        "charset_normalizer",
    }
    assert not {one.split(".")[0] for one in loaded} & unwanted
