from __future__ import annotations

import asyncio
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from reportharvest.archiving.capture import Capture
from reportharvest.reading.response import Reading
from reportharvest.running import working
from reportharvest.running.handing import read_page
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.working import Workers

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGE = "<h1>云桥区财政局2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>全年公开信息{}条。</p>"


def capture(number: int, text: str = "") -> Capture:
    return Capture(
        f"http://www.example.gov.cn/{number}.html",
        "2024-03-01T02:00:00Z",
        200,
        headers=((b"Content-Type", b"text/html"),),
        body=(PAGE.format(number) + text).encode(),
    )


def reading_or_not(one: Capture, publisher: str | None, *, ocr: bool = False) -> Reading:
    """Read, or do what the page says; run in a process."""
    if b"kill once" in one.body:
        mark = Path(one.body.decode().rpartition("kill once ")[2])
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if b"kill always" in one.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"never end" in one.body:
        time.sleep(600)
    if b"raise" in one.body:
        raise RuntimeError("of all things")
    return read_page(one, publisher, ocr=ocr)


async def handed_over(workers: Workers) -> None:
    """Read until the processes have taken over."""
    deadline = time.monotonic() + 240
    while workers.processes == 0 and time.monotonic() < deadline:
        await workers.read(capture(0))
        await asyncio.sleep(0.01)
    assert workers.processes == 2


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "START_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(working, "START_WAITING", 0)


def test_processes_take_over_and_read_the_same(at_once: None) -> None:
    async def both() -> list[Reading]:
        workers = Workers(2)
        try:
            await handed_over(workers)
            return await asyncio.gather(*(workers.read(capture(number)) for number in range(12)))
        finally:
            workers.close()

    assert asyncio.run(both()) == [read_page(capture(number)) for number in range(12)]
    assert "reading" not in {one.name for one in threading.enumerate() if one.is_alive() and not one.daemon}


def test_a_page_costs_itself_and_a_death_a_second_try(
    at_once: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(working, "read_page", reading_or_not)
    monkeypatch.setattr(working, "LONGEST_READING_SECONDS", 2.0)
    notes = {2: f"kill once {tmp_path / 'mark'}", 4: "kill always", 6: "never end", 8: "raise"}

    async def read() -> list[Reading]:
        workers = Workers(2)
        try:
            await handed_over(workers)
            return await asyncio.gather(
                *(workers.read(capture(number, notes.get(number, ""))) for number in range(12))
            )
        finally:
            workers.close()

    readings = asyncio.run(read())
    assert {at: one.error for at, one in enumerate(readings) if one.error} == {
        4: "the process that read it died",
        6: "not read within 2 s",
        8: "reading failed: RuntimeError: of all things",
    }
    assert (tmp_path / "mark").exists()


def test_a_harvest_with_processes_gives_the_rows_of_one_without(
    at_once: None, tmp_path: Path, rows_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[int] = []

    class Counting(working.ProcessPool):
        def submit(self, *given: object) -> int:
            handed.append(1)
            return super().submit(*given)

    monkeypatch.setattr(working, "ProcessPool", Counting)
    sites = tmp_path / "sites"
    sites.mkdir()
    for name in ("lanxi-county", "yunqiao-finance"):
        shutil.copy(FIXTURES / "sites" / f"{name}.toml", sites)
    found = []
    for name, processes in (("thread", 0), ("processes", 2)):
        options = HarvestOptions(
            sites, tmp_path / f"{name}.db", tmp_path / name,
            replay_from=FIXTURES / "pages", processes=processes,
        )  # fmt: skip
        assert harvest(options).outcome == "complete"
        varying = ("id", "fetch_id", "fetched_at", "first_seen_at", "changed_at", "warc_file", "warc_offset")
        packed = ("runs", "reports_fts_data", "reports_fts_idx", "hosts")
        found.append(rows_of(options.db, *varying, tables_without=packed))
    assert found[0] == found[1]
    assert handed


def test_a_harvest_that_ends_before_its_processes_have_begun_waits_for_nothing(
    at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_begin = threading.Event(), threading.Event()
    made = []

    class Slow(working.ProcessPool):
        def __init__(self, *_given: object, **_named: object) -> None:
            begun.set()
            may_begin.wait(30)
            super().__init__(1)
            made.append(self)

    monkeypatch.setattr(working, "ProcessPool", Slow)

    async def read() -> None:
        workers = Workers(1)
        await workers.read(capture(1))
        assert begun.wait(10)
        workers.close()

    asyncio.run(read())
    may_begin.set()
    deadline = time.monotonic() + 30
    while not (made and made[0].process_ids() == []) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert made[0].process_ids() == []
