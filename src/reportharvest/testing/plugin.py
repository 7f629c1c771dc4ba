"""The pytest plugin: fixtures that replay recorded sites and compare records with reviewed ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from reportharvest.model import Report
    from reportharvest.testing.replaying import ReplayedSite

__all__ = ["check_record", "replay_site"]

_OPTION = "--update-records"
_SHOWN = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-records``."""
    group = parser.getgroup("reportharvest")
    group.addoption(
        _OPTION,
        action="store_true",
        help="write what comes out as the reviewed records; such tests fail, so that somebody reads them",
    )


@pytest.fixture
def replay_site(tmp_path: Path) -> Callable[..., ReplayedSite]:
    """Harvest a recorded site into a database of the test's own, without network.

    ``replay_site(site, recordings, as_of=None)`` takes a site description and a folder of recordings and
    gives a :class:`~reportharvest.testing.ReplayedSite`. Called twice for one site, the second call is
    the next harvest of the same database.
    """
    from reportharvest.testing.replaying import replay_recorded_site  # noqa: PLC0415 (loaded where used)

    def replay(site: Path | str, recordings: Path | str, *, as_of: str | None = None) -> ReplayedSite:
        return replay_recorded_site(site, recordings, tmp_path / f"replayed-{Path(site).stem}", as_of=as_of)

    return replay


@pytest.fixture
def check_record(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Compare a record with the one that somebody has reviewed.

    ``check_record(folder)`` reads the recording in ``folder`` and compares it with ``report.json`` beside
    it; ``check_record(record, file)`` compares any record, a :class:`~reportharvest.Report` or its
    ``to_dict()``, with a file. Where the file is missing the test fails and says how to write it. With
    ``--update-records`` the file is written, and the test fails until somebody has read it and runs the
    test without the option.
    """
    update = bool(request.config.getoption(_OPTION))

    def check(record: Path | str | Report | Mapping[str, Any], reviewed: Path | str | None = None) -> None:
        __tracebackhide__ = True
        found, file = _found(record, reviewed)
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            pytest.fail(
                f"{file} is written; read it beside the page, put right what is wrong, and run the test again"
                f" without {_OPTION}",
                pytrace=False,
            )
        if not file.exists():
            pytest.fail(
                f"{file}: there is no reviewed record. `pytest {_OPTION}` writes what comes out today; read"
                " it beside the page before you commit it",
                pytrace=False,
            )
        lines = _compare(json.loads(file.read_text(encoding="utf-8")), found)
        if lines:
            more = [f"… and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
            pytest.fail("\n".join([f"{file} says otherwise:", *lines[:_SHOWN], *more]), pytrace=False)

    return check


def _found(
    record: Path | str | Report | Mapping[str, Any], reviewed: Path | str | None
) -> tuple[dict[str, Any], Path]:
    if isinstance(record, (str, Path)):
        from reportharvest.testing.comparing import record_of_recording  # noqa: PLC0415 (loaded where used)

        return record_of_recording(Path(record)), Path(reviewed or Path(record) / "report.json")
    if reviewed is None:
        raise TypeError("name the file of the reviewed record: check_record(record, file)")
    return (dict(record) if isinstance(record, Mapping) else record.to_dict()), Path(reviewed)


def _compare(reviewed: dict[str, Any], found: dict[str, Any]) -> list[str]:
    from reportharvest.testing.comparing import differences, sortable  # noqa: PLC0415 (loaded where used)

    return differences(sortable(reviewed), sortable(found))
