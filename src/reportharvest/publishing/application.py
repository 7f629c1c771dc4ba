"""Datasette as we run it: one database, opened for reading only, with limits, and our plugin."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from reportharvest.publishing import plugin
from reportharvest.storing.schema import describe, open_database
from reportharvest.storing.selecting import time_limit

__all__ = ["DATABASE", "SQL_SECONDS", "SiteApplication"]

DATABASE = "reports"
"""Name of the database in addresses, whatever its file is called: /reports/statistics is the table."""

SQL_SECONDS = 2.0
"""Longest time for the queries of one page. A query that a visitor wrote may take as long, too."""

_FOLDER = Path(__file__).parent
_SETTINGS = {
    "sql_time_limit_ms": int(SQL_SECONDS * 1000),
    "facet_time_limit_ms": 400,
    "max_returned_rows": 5_000,
    "default_page_size": 50,
    "allow_download": False,  # a file in use is copied by `reportharvest backup`
    "allow_facet": True,
    "allow_csv_stream": True,
    "max_csv_mb": 200,
    "num_sql_threads": 4,
    "default_cache_ttl": 0,
    "force_https_urls": False,
    "template_debug": False,
    "trace_debug": False,
}
_T = TypeVar("_T")


class ReadOnlyDatabase(Database):  # type: ignore[misc] # Datasette has no types
    """A database file that no connection of this process writes."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open it; without a log in a folder that cannot be written, where nobody else writes either."""
        if write:
            raise sqlite3.OperationalError("this site only reads")
        file = Path(self.path).absolute()
        frozen = not os.access(file.parent, os.W_OK) and not file.with_name(f"{file.name}-wal").exists()
        mode = "immutable=1" if frozen else "mode=ro"
        connection = sqlite3.connect(f"{file.as_uri()}?{mode}", uri=True, check_same_thread=False)
        connection.execute("PRAGMA query_only = 1")
        self._all_file_connections.append(connection)
        return connection


class SiteApplication(Datasette):  # type: ignore[misc]
    """The site over one database.

    Args:
        db: the database.
        archive: folder of the WARC files, or None.
    """

    def __init__(self, db: Path, archive: Path | None) -> None:
        if not pm.has_plugin(plugin.NAME):
            pm.register(plugin, name=plugin.NAME)
        self.archive = archive
        self.remembered: dict[str, tuple[object, Any]] = {}
        super().__init__(
            [],
            metadata=_metadata(db),
            settings=_SETTINGS,
            template_dir=str(_FOLDER / "templates"),
            static_mounts=[("site", str(_FOLDER / "static"))],
        )
        self.remove_database("_memory")
        self.add_database(ReadOnlyDatabase(self, path=str(db), is_mutable=True), name=DATABASE)

    async def read(self, query: Callable[[sqlite3.Connection], _T], *, seconds: float = SQL_SECONDS) -> _T:
        """Run a query function on a reading thread, within a time limit.

        Raises:
            sqlite3.OperationalError: it took too long, or the file cannot be read.
        """

        def limited(connection: sqlite3.Connection) -> _T:
            with time_limit(connection, seconds):
                return query(connection)

        found: _T = await self.get_database(DATABASE).execute_fn(limited)
        return found

    def close(self) -> None:
        """Close every connection, and end the reading threads."""
        if self.executor is not None:
            self.executor.shutdown(wait=True)
        for database in self.databases.values():
            database.close()


def _metadata(db: Path) -> dict[str, Any]:
    """Tell Datasette what every table and column means."""
    opened = open_database(db, read_only=True)
    try:
        tables = {
            table.name: {
                "description": table.description,
                "columns": {column.name: column.description for column in table.columns},
                "hidden": table.name == "queue",
            }
            for table in describe(opened)
        }
    finally:
        opened.close()
    tables["_sqlite_migrations"] = {"hidden": True}
    return {"title": "reportharvest", "databases": {DATABASE: {"tables": tables}}}
