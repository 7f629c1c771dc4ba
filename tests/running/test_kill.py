"""A harvest of the demonstration site, killed by SIGKILL at 25 random moments, loses and doubles nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from reportharvest.archiving.warc import verify, warc_files
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay

FIXTURES = Path(__file__).parents[2] / "fixtures"
KILLS = 25
SEED = 20240301
# numbers and times of fetches, and places in the archive, depend on which site answers first
VARYING = ("id", "fetch_id", "fetched_at", "first_seen_at", "changed_at", "warc_file", "warc_offset")


def test_a_harvest_killed_25_times_ends_like_an_undisturbed_one(tmp_path: Path, rows_of) -> None:
    undisturbed = HarvestOptions(
        FIXTURES / "sites", tmp_path / "whole.db", tmp_path / "whole", replay_from=FIXTURES / "pages"
    )
    summary = harvest(undisturbed)
    assert summary.counts["reports/total"] >= 40
    program = [sys.executable, str(Path(__file__).with_name("kill_harvest.py"))]
    done = subprocess.run(
        [*program, str(FIXTURES), str(tmp_path), str(KILLS), str(SEED)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.split() == [str(KILLS), "0"], done.stderr
    killed = tmp_path / "killed.db"
    left, right = (rows_of(db, *VARYING, tables_without=("runs",)) for db in (undisturbed.db, killed))
    assert left == right
    connection = sqlite3.connect(killed)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.execute("INSERT INTO reports_fts (reports_fts) VALUES ('integrity-check')")
    assert connection.execute("SELECT COUNT(*) FROM runs").fetchone() == (1,)
    connection.close()
    assert all(verify(file) for file in warc_files([tmp_path / "killed"]))

    before = rows_of(killed, tables_without=("runs", "fetches"))
    options = HarvestOptions(FIXTURES / "sites", killed, tmp_path / "killed", replay_from=FIXTURES / "pages")
    harvest(options)
    assert rows_of(killed, tables_without=("runs", "fetches")) == before

    replay([tmp_path / "killed"], tmp_path / "replayed.db")
    assert rows_of(tmp_path / "replayed.db") == rows_of(killed)
