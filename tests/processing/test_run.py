from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import polars
import pyarrow.dataset
import pytest
from tests.processing import poison
from tests.processing.archives import Page, recorded_pages, rows_of, write_warc
from tests.processing.conftest import BLOCK_BYTES, PAGES

import reportharvest as rh
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.processing import run
from reportharvest.processing.engines import LocalEngine
from reportharvest.processing.run import ProcessOptions, ProcessState, process_archives
from reportharvest.processing.tables import TABLES

REPORT = (
    "<h1>云桥区财政局2019年政府信息公开工作年度报告</h1>"
    "<p>一、总体情况</p><p>全年主动公开政府信息{}条。</p><!-- {} -->"
)


def report_page(number: int, note: str = "") -> Page:
    return Page(f"http://www.example.gov.cn/{number}.html", REPORT.format(number, note).encode())


def test_rows_are_what_process_gives(processed: Path) -> None:
    pages = recorded_pages(PAGES)
    reports = pyarrow.dataset.dataset(processed / "reports").to_table().to_pylist()
    by_url = {row["url"]: row for row in reports}
    assert len(reports) > 10
    for page in pages:
        if page.status != 200 or page.url not in by_url:
            continue
        content_type = dict(page.headers).get("Content-Type")
        assert json.loads(by_url[page.url]["record"]) == json.loads(
            json.dumps(rh.process(page.body, url=page.url, content_type=content_type).to_dict())
        )


def test_no_report_of_the_archive_is_passed_over(archive: Path, processed: Path, tmp_path: Path) -> None:
    every = process_archives(ProcessOptions((str(archive),), tmp_path / "all", all_pages=True))
    assert every.state.counts["passed-over"] == 0
    reports, outcomes = TABLES.index("reports"), TABLES.index("outcomes")
    names = (TABLES[reports], "statistics", "signatures")
    some, all_ = rows_of(processed), rows_of(tmp_path / "all")
    assert [some[name] == all_[name] for name in names] == [True] * 3
    assert len(all_[TABLES[outcomes]]) > len(some[TABLES[outcomes]])


def test_other_programs_read_the_tables_also_empty_ones(processed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "none"
    write_warc(tmp_path / "none.warc", [Page("http://a.example/", b"<p>hello</p>")])
    process_archives(ProcessOptions((str(tmp_path / "none.warc"),), empty))
    for out in (processed, empty):
        for table in TABLES:
            files = f"{out}/{table}/*.parquet"
            described = duckdb.sql(f"DESCRIBE SELECT * FROM '{files}'").fetchall()
            schema = polars.scan_parquet(f"{out}/{table}").collect_schema()
            assert [row[0] for row in described] == schema.names()
    count = duckdb.sql(f"SELECT count(*), min(fetched_at)::varchar FROM '{processed}/statistics/*.parquet'")
    frame = polars.scan_parquet(f"{processed}/statistics").collect()
    assert count.fetchall()[0][0] == len(frame) > 100
    assert frame.schema["value"] == polars.Float64
    assert frame.schema["fetched_at"].time_zone == "UTC"  # type: ignore[attr-defined]
    assert duckdb.sql(f"SELECT count(*) FROM '{empty}/reports/*.parquet'").fetchall() == [(0,)]


def test_every_row_leads_to_its_bytes(processed: Path, archive: Path) -> None:
    from hashlib import sha256

    from reportharvest.processing.blocks import Block, read_block

    rows = pyarrow.dataset.dataset(processed / "checks").to_table().to_pylist()
    for row in rows[:: len(rows) // 4]:
        found = next(read_block(Block(row["warc_file"], 0, row["warc_offset"], None)))
        assert found.capture is not None
        assert sha256(found.capture.body).hexdigest() == row["sha256"]
        assert found.url == row["page_url"]


def test_the_folder_says_what_it_holds(processed: Path, archive: Path) -> None:
    manifest = json.loads((processed / "manifest.json").read_text())
    assert (processed / "_SUCCESS").exists()
    assert manifest["outcome"] == "complete"
    assert manifest["sources"] == {str(archive): archive.stat().st_size}
    assert manifest["blocks"] == len(list((processed / "_blocks").glob("*.json"))) > 3
    assert manifest["rows"]["reports"] == len(rows_of(processed)["reports"])
    assert not (processed / "_working").exists()


@pytest.mark.parametrize("workers", [2])
def test_more_workers_give_the_same_rows(
    archive: Path, tmp_path: Path, expected: dict[str, list[str]], workers: int
) -> None:
    process_archives(
        ProcessOptions((str(archive),), tmp_path / "o", workers=workers, block_bytes=BLOCK_BYTES)
    )
    assert rows_of(tmp_path / "o") == expected


def test_a_poisoned_record_costs_that_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "process_block", poison.process_block)
    notes = {3: "kill", 5: "hang", 8: "raise", 9: "memory", 12: "spin"}
    pages = [report_page(number, f"poison: {notes.get(number, 'none')}") for number in range(15)]
    file = write_warc(tmp_path / "p.warc.gz", pages)
    options = ProcessOptions(
        (str(file),), tmp_path / "o", workers=2, block_bytes=1_500, record_seconds=2.0, worker_bytes=1 << 30
    )
    summary = process_archives(options)
    outcomes = pyarrow.dataset.dataset(tmp_path / "o" / "outcomes").to_table().to_pylist()
    bad = {row["url"]: (row["outcome"], row["reason"]) for row in outcomes if row["outcome"] != "read"}
    assert bad == {
        pages[3].url: ("killed", "the processes that read it died"),
        pages[5].url: ("timeout", "not read within 2 s"),
        pages[8].url: ("failed", "RuntimeError: of all things"),
        pages[9].url: ("memory", "MemoryError: "),
        pages[12].url: ("timeout", "not read within 2 s"),
    }
    assert summary.state.counts["report"] == 10
    assert summary.state.deaths == 4
    assert summary.outcome == "complete"


def test_a_killed_worker_costs_a_retry(
    archive: Path, tmp_path: Path, expected: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "process_block", poison.slow_block)
    engines: list[LocalEngine] = []
    monkeypatch.setattr(run, "LocalEngine", lambda *given: engines.append(LocalEngine(*given)) or engines[0])
    killed: list[int] = []

    def kill(state: ProcessState) -> None:
        if state.blocks_done >= 1 and not killed:
            killed.append(engines[0].process_ids()[0])
            os.kill(killed[0], signal.SIGKILL)

    options = ProcessOptions((str(archive),), tmp_path / "o", workers=2, block_bytes=BLOCK_BYTES)
    summary = process_archives(options, kill)
    assert killed
    assert summary.state.deaths == 1
    assert rows_of(tmp_path / "o") == expected


def test_a_killed_driver_resumes_from_finished_blocks(
    archive: Path, tmp_path: Path, expected: dict[str, list[str]]
) -> None:
    out = tmp_path / "o"
    code = (
        "from pathlib import Path\n"
        "from reportharvest.processing.run import ProcessOptions, process_archives\n"
        "if __name__ == '__main__':\n"
        f"    sources, out = ({str(archive)!r},), Path({str(out)!r})\n"
        f"    process_archives(ProcessOptions(sources, out, block_bytes={BLOCK_BYTES}))\n"
    )
    script = tmp_path / "drive.py"
    script.write_text(code)
    driver = subprocess.Popen([sys.executable, str(script)])
    deadline = time.monotonic() + 240
    while not list((out / "_blocks").glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    driver.kill()
    driver.wait()
    finished = {file.name for file in (out / "_blocks").glob("*.json")}
    assert finished
    assert not (out / "_SUCCESS").exists()
    with pytest.raises(UsageError, match="earlier call"):
        process_archives(ProcessOptions((str(archive),), out, block_bytes=BLOCK_BYTES))
    options = ProcessOptions((str(archive),), out, workers=1, block_bytes=BLOCK_BYTES, resume=True)
    summary = process_archives(options)
    assert summary.resumed_blocks >= len(finished)
    assert rows_of(out) == expected
    again = process_archives(options)
    assert again.resumed_blocks == again.state.blocks
    assert rows_of(out) == expected


def test_readers_see_whole_files_only(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    seen: Counter[str] = Counter()

    def look(_state: ProcessState) -> None:
        for table in ("reports", "statistics"):
            seen[table] = len(pyarrow.dataset.dataset(out / table, format="parquet").to_table())

    process_archives(ProcessOptions((str(archive),), out, block_bytes=BLOCK_BYTES), look)
    assert seen["reports"] > 0


def test_settings_and_files_must_be_those_of_the_earlier_call(archive: Path, processed: Path) -> None:
    with pytest.raises(UsageError, match="another settings"):
        process_archives(ProcessOptions((str(archive),), processed, resume=True, all_pages=True))
    with pytest.raises(UsageError, match="did not write"):
        process_archives(ProcessOptions((str(archive),), archive.parent))


def test_files_that_cannot_be_read_are_told_and_the_rest_is_done(tmp_path: Path) -> None:
    good = write_warc(tmp_path / "good.warc.gz", [report_page(1)])
    (tmp_path / "bad.warc.gz").write_bytes(b"nothing of the kind")
    summary = process_archives(ProcessOptions((str(tmp_path),), tmp_path / "o"))
    assert summary.outcome == "incomplete"
    assert list(summary.state.problems) == [str(tmp_path / "bad.warc.gz")]
    assert not (tmp_path / "o" / "_SUCCESS").exists()
    assert summary.state.counts["report"] == 1
    good.unlink()
    with pytest.raises(WorkFailedError, match="no file could be read"):
        process_archives(ProcessOptions((str(tmp_path),), tmp_path / "o2"))


def test_an_archive_is_read_over_http(archive: Path, tmp_path: Path) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *given: Quiet(*given, directory=str(archive.parent))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/{archive.name}"
    try:
        summary = process_archives(ProcessOptions((url,), tmp_path / "o"))
    finally:
        server.shutdown()
    assert summary.state.counts["report"] > 10
    row = pyarrow.dataset.dataset(tmp_path / "o" / "reports").head(1).to_pylist()[0]
    assert row["warc_file"] == url
