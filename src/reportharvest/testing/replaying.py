"""A recorded site, harvested into a database of its own by the code of a real harvest."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportharvest.archiving.recordings import Recordings
from reportharvest.archiving.transport import RecordingsTransport
from reportharvest.crawling.urls import canonical
from reportharvest.errors import UsageError
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.progress import RunSummary
from reportharvest.storing import reader
from reportharvest.storing.schema import open_database, page_id

__all__ = ["ReplayedSite", "replay_recorded_site"]

_DELAY = re.compile(r"^(\s*)delay_seconds\s*=.*$", re.MULTILINE)
_FETCH = re.compile(r"^\s*\[fetch\]\s*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReplayedSite:
    """What a harvest of a recorded site left.

    Attributes:
        db: the database.
        archive: the folder of WARC files.
        summary: what the harvest says of itself: ``outcome``, ``counts``, ``sites``.
    """

    db: Path
    archive: Path
    summary: RunSummary

    def records(self) -> list[dict[str, Any]]:
        """Give the record of every report, as :meth:`Report.to_dict` does, by year and address."""
        found = self.query("SELECT id FROM reports ORDER BY report_year, url")
        return [record for (number,) in found if (record := self._record(number)) is not None]

    def record(self, url: str) -> dict[str, Any]:
        """Give the record of one report.

        Raises:
            KeyError: no report was found at that address.
        """
        found = self._record(page_id(canonical(url) or url))
        if found is None:
            known = [address for (address,) in self.query("SELECT url FROM reports ORDER BY url")]
            raise KeyError(f"{url}: no report came from there, but from {', '.join(known) or 'nowhere'}")
        return found

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Give the rows of a query of the database."""
        connection = sqlite3.connect(f"{self.db.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def _record(self, number: int) -> dict[str, Any] | None:
        database = open_database(self.db, read_only=True)
        try:
            report = reader.report(database, number)
        finally:
            database.close()
        return None if report is None else report.to_dict()


def replay_recorded_site(
    site: Path | str, recordings: Path | str, folder: Path, *, as_of: str | None = None
) -> ReplayedSite:
    """Harvest a site from its recordings, without network, into ``folder``.

    It is the harvest that runs against live sites, but for two things: the answers are those that were
    recorded (what was not is a 404), and nobody waits between two requests. Called again with the same
    folder it is the next harvest of the same database.

    Args:
        site: the site description (TOML).
        recordings: folder of recordings, or a WARC file, or a folder of them.
        folder: where the database ``reports.db`` and the archive ``warc`` go.
        as_of: the state of the recordings at a day (YYYY-MM-DD); None for the latest.
    Raises:
        DescriptionError: the description is wrong.
        ArchiveError: there are no recordings.
        UsageError: there is no such description.
    """
    folder.mkdir(parents=True, exist_ok=True)
    description = folder / Path(site).name
    try:
        description.write_text(_without_delay(Path(site).read_text(encoding="utf-8")), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{site}: the site description cannot be read: {error.strerror}") from error
    transport = RecordingsTransport(Recordings.load(Path(recordings), canonical), as_of)
    options = HarvestOptions(
        sites=description, db=folder / "reports.db", archive=folder / "warc", full=True, transport=transport
    )
    return ReplayedSite(options.db, options.archive, harvest(options))


def _without_delay(text: str) -> str:
    r"""Take the waiting out of a description: there is no server to be spared.

    >>> _without_delay('name = "a"\n[fetch]\ndelay_seconds = 2.0\n')
    'name = "a"\n[fetch]\ndelay_seconds = 0\n'
    """
    if _DELAY.search(text):
        changed = _DELAY.sub(r"\1delay_seconds = 0", text)
    elif _FETCH.search(text):
        changed = _FETCH.sub(lambda found: found[0] + "\ndelay_seconds = 0", text, count=1)
    else:
        changed = text.rstrip("\n") + "\n\n[fetch]\ndelay_seconds = 0\n"
    try:
        tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        return text  # it was no TOML before, or writes its tables in a manner of its own
    return changed
