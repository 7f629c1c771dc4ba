from __future__ import annotations

from pathlib import Path

import pytest
from tests.processing.archives import recorded_pages, rows_of, write_warc

from reportharvest.processing.run import ProcessOptions, process_archives

BLOCK_BYTES = 40_000
PAGES = 20


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of some recorded pages, large enough for several blocks."""
    return write_warc(tmp_path_factory.mktemp("archive") / "pages.warc.gz", recorded_pages(PAGES))


@pytest.fixture(scope="session")
def processed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an undisturbed run with one worker writes."""
    out = tmp_path_factory.mktemp("processed") / "out"
    summary = process_archives(ProcessOptions((str(archive),), out, block_bytes=BLOCK_BYTES))
    assert summary.outcome == "complete"
    return out


@pytest.fixture(scope="session")
def expected(processed: Path) -> dict[str, list[str]]:
    return rows_of(processed)
