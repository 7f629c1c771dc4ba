"""A part of the demonstration site, harvested once for all tests that read or export it."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from pathlib import Path

import pytest

from reportharvest.running.harvest import HarvestOptions, harvest

SITES = ("yunqiao-finance", "lanxi-county", "baisha-zone")  # the two with a corrected report, one with files
FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with ``reports.db`` and ``warc``: as recorded first, then as changed. Not to be written to.

    All processes of a test run share it; whoever comes first makes it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demonstration"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            for name in SITES:
                shutil.copy(FIXTURES / "sites" / f"{name}.toml", folder)
            for day in ("2024-12-01", None):
                options = HarvestOptions(
                    sites=folder,
                    db=folder / "reports.db",
                    archive=folder / "warc",
                    replay_from=FIXTURES / "pages",
                    as_of=day,
                )
                harvest(options)
            (folder / "ready").touch()
    return folder


@pytest.fixture
def demonstration_rows(demonstration: Path) -> sqlite3.Connection:
    """A connection to the database of the demonstration, for reading."""
    return sqlite3.connect(f"file:{demonstration / 'reports.db'}?mode=ro", uri=True)
