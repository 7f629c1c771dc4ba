"""Write runs, fetches and pages. The caller holds the transaction; a page belongs in one with its queue row.

Nothing is written twice: storing a page again whose record is the same changes no row, and a record that
changed moves the old one, whole, to ``report_versions``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlite_utils import Database

from reportharvest.issues import Issue
from reportharvest.model import PageKind, Report, flat_dict
from reportharvest.storing import reader
from reportharvest.storing.batching import together
from reportharvest.storing.fulltext import index_text
from reportharvest.storing.numbers import page_id
from reportharvest.storing.prepared import (
    CHILD_INSERTS,
    PreparedPage,
    PreparedReport,
    insertion,
    prepare_page,
)
from reportharvest.storing.records import FetchRecord, RunOutcome, StoreOutcome, Validators
from reportharvest.storing.rows import json_text, storable, storable_row

__all__ = ["Writer"]

_PAGE_INSERT = insertion(
    "pages",
    ("id", "url", "site", "kind", "title", "first_seen_at", "changed_at", "fetch_id", "record_sha256"),
)
_ISSUE_INSERT = insertion("issues", ("page_id", "position", "name", "place", "found"))
_INDEX_INSERT = "INSERT INTO reports_fts (rowid, title, publisher, text) VALUES (?, ?, ?, ?)"
_INDEX_DELETE = (
    "INSERT INTO reports_fts (reports_fts, rowid, title, publisher, text) VALUES ('delete', ?, ?, ?, ?)"
)


class Writer:
    """All writing to one database.

    Args:
        db: from :func:`reportharvest.storing.schema.open_database`.
        canonical: gives the canonical form of a URL; used to find the fetched file of an attachment.

    >>> from reportharvest.storing.schema import open_database
    >>> db = open_database(":memory:")
    >>> writer = Writer(db)
    >>> run = writer.start_run("harvest", "2024-03-01T02:00:00Z", ["yunqiao"])
    >>> fetch = FetchRecord(run, "yunqiao", "http://a.example.gov.cn/1.html", "GET", "", "report", None,
    ...                     "2024-03-01T02:00:01Z", "stored", status=200)
    >>> with db.atomic():
    ...     fetch_id = writer.add_fetch(fetch)
    ...     writer.store_page(fetch.url, "yunqiao", fetch_id, Report(title="工作报告"), "report")
    'new'
    >>> writer.finish_run(run, "2024-03-01T02:00:02Z", "complete", {"pages/new": 1})
    """

    def __init__(self, db: Database, *, canonical: Callable[[str], str | None] = str) -> None:
        self.db = db
        self._canonical = canonical

    def start_run(self, command: str, started_at: str, sites: Sequence[str]) -> int:
        """Begin a run (``harvest`` or ``replay``) and give its number."""
        row = {"command": command, "started_at": started_at, "sites": json_text(list(sites))}
        return self._insert("runs", storable_row(row))

    def unfinished_run(self, command: str) -> int | None:
        """Give the number of the latest run of a command, if it was stopped before its end."""
        found = self.db.execute(
            "SELECT id, finished_at FROM runs WHERE command = ? ORDER BY id DESC LIMIT 1", [command]
        ).fetchone()
        return int(found[0]) if found and found[1] is None else None

    def finish_run(
        self,
        run_id: int,
        finished_at: str,
        outcome: RunOutcome,
        counts: Mapping[str, int],
        issues: Iterable[Issue] = (),
        *,
        pending_sites: Collection[str] = (),
    ) -> None:
        """End a run: keep its counters and what was noticed about it as a whole, and empty its queue.

        The queue of ``pending_sites`` stays for the next run, which goes on with it.
        """
        with self.db.atomic():
            self.db.execute(
                "UPDATE runs SET finished_at = ?, outcome = ?, counts = ?, issues = ? WHERE id = ?",
                [
                    finished_at,
                    outcome,
                    json_text(dict(counts)),
                    json_text([issue.to_dict() for issue in issues]),
                    run_id,
                ],
            )
            kept = json_text(sorted(pending_sites))
            self.db.execute(
                "DELETE FROM queue WHERE run_id = ? AND site NOT IN (SELECT value FROM json_each(?))",
                [run_id, kept],
            )
            for table in () if pending_sites else ("queue_notes", "list_ends"):
                self.db.execute(f"DELETE FROM {table} WHERE run_id = ?", [run_id])  # noqa: S608 (our own names)

    def add_fetch(self, fetch: FetchRecord) -> int:
        """Record one request and give its number."""
        return self._insert("fetches", storable_row(flat_dict(fetch)))

    def lose_bytes(self, fetch_id: int, reason: str) -> None:
        """Record that the archived record of a request is gone, so that nothing leads there any more."""
        self.db.execute(
            "UPDATE fetches SET warc_file = NULL, warc_offset = NULL, error = ? WHERE id = ?",
            [reason, fetch_id],
        )

    def place_of_page(self, url: str) -> tuple[str | None, int | None] | None:
        """Give file and offset of the record that a page's row was made from; None for an unknown page."""
        row = self.db.execute(
            "SELECT warc_file, warc_offset FROM fetches JOIN pages ON fetches.id = pages.fetch_id"
            " WHERE pages.id = ?",
            [page_id(storable(url))],
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def move_page(self, url: str, fetch_id: int) -> None:
        """Let a page whose bytes are gone lead to another response with the same content."""
        number = page_id(storable(url))
        for table in ("pages", "reports"):
            self.db.execute(f"UPDATE {table} SET fetch_id = ? WHERE id = ?", [fetch_id, number])  # noqa: S608

    def last_fetch(self, url: str, method: str = "GET", request_body: str = "") -> Validators | None:
        """Give what a conditional request for a URL needs, from its latest complete response.

        Returns:
            None where the URL was never fetched whole, so that it must be asked for without conditions.
        """
        row = self.db.execute(
            "SELECT id, etag, last_modified, warc_file, warc_offset, sha256, content_type FROM fetches"
            " WHERE url = ? AND method = ? AND request_body = ? AND status = 200 AND warc_file IS NOT NULL"
            " ORDER BY id DESC LIMIT 1",
            [storable(url), method, storable(request_body)],
        ).fetchone()
        return None if row is None else Validators(*row)

    def store_page(
        self,
        url: str,
        site: str,
        fetch_id: int,
        report: Report | None,
        page_kind: PageKind,
        *,
        offsets: Sequence[int | None] = (),
    ) -> StoreOutcome:
        """Store what was read from one page, as :func:`prepare_page` and :meth:`store_prepared` say."""
        page = prepare_page(url, site, report, page_kind, offsets=offsets, canonical=self._canonical)
        return self.store_prepared(page, fetch_id)

    def store_prepared(self, page: PreparedPage, fetch_id: int) -> StoreOutcome:
        """Store the rows of one page.

        A page that once was a report and is none any more keeps its report; only ``pages.kind`` changes.

        Args:
            page: the rows.
            fetch_id: the response that they were read from; its row must exist.
        Returns:
            ``new``, ``changed``, or ``unchanged`` when no row was touched.
        Raises:
            ValueError: the fetch does not exist.
        """
        number = page.number
        known = self.db.execute("SELECT record_sha256 FROM pages WHERE id = ?", [number]).fetchone()
        if known is not None and known[0] == page.digest:
            return "unchanged"
        fetched = self.db.execute(
            "SELECT fetched_at, sha256, via FROM fetches WHERE id = ?", [fetch_id]
        ).fetchone()
        if fetched is None:
            raise ValueError(f"there is no fetch {fetch_id}")
        fetched_at, body_sha256, via = fetched
        with together(self.db):
            if known is None:
                self.db.execute(
                    _PAGE_INSERT,
                    [number, page.url, page.site, page.kind, page.title, fetched_at, fetched_at, fetch_id,
                     page.digest],
                )  # fmt: skip
                self._link_attachments(number, page.url, via)
            else:
                self.db.execute(
                    "UPDATE pages SET kind = ?, title = ?, changed_at = ?, fetch_id = ?, record_sha256 = ?"
                    " WHERE id = ?",
                    [page.kind, page.title, fetched_at, fetch_id, page.digest, number],
                )
            if page.report is not None:
                own = {"url": page.url, "site": page.site, "changed_at": fetched_at, "fetch_id": fetch_id}
                own |= {"record_sha256": page.digest, "first_seen_at": fetched_at}
                self._store_report(number, own, page.report, body_sha256)
            elif known is not None and self._is_report(number):
                return "changed"  # its issues stay, too: they belong to the report that is kept
            if known is not None:
                self.db.execute("DELETE FROM issues WHERE page_id = ?", [number])
            if page.issues:
                self.db.conn.executemany(_ISSUE_INSERT, page.issues)
        return "new" if known is None else "changed"

    def _is_report(self, number: int) -> bool:
        return self.db.execute("SELECT 1 FROM reports WHERE id = ?", [number]).fetchone() is not None

    def _store_report(
        self, number: int, own: dict[str, Any], report: PreparedReport, body_sha256: str | None
    ) -> None:
        old = self.db.execute(
            "SELECT record_sha256, first_seen_at, title, publisher, text FROM reports WHERE id = ?", [number]
        ).fetchone()
        if old is not None and old[0] == own["record_sha256"]:
            return  # the page was something else for a while, and is this report again
        row = report.row | own | {"id": number}
        if old is None:
            self.db.execute(_insertion("reports", tuple(row)), list(row.values()))
        else:
            row["first_seen_at"] = old[1]
            self._keep_version(number, own["changed_at"], body_sha256)
            self.db.execute(_INDEX_DELETE, [number, *(index_text(one or "") for one in old[2:])])
            for table in CHILD_INSERTS:
                self.db.execute(f"DELETE FROM [{table}] WHERE report_id = ?", [number])  # noqa: S608 (our own names)
            changes = ", ".join(f"{name} = :{name}" for name in row if name != "id")
            self.db.execute(f"UPDATE reports SET {changes} WHERE id = :id", row)  # noqa: S608 (our own names)
        self._store_identity(number, report, is_new=old is None)
        for table, rows in report.children.items():
            if rows:
                self.db.conn.executemany(CHILD_INSERTS[table], rows)
        for position, target in enumerate(report.files):
            if self.db.execute("SELECT 1 FROM pages WHERE id = ?", [target]).fetchone():
                self._set_attachment(number, position, target)
        self.db.execute(_INDEX_INSERT, [number, *report.indexed])

    def _store_identity(self, number: int, report: PreparedReport, *, is_new: bool) -> None:
        """Store who issued a report, and its agency where that is new."""
        before = None
        if not is_new:
            before = self.db.execute(
                "SELECT agency_id FROM report_identities WHERE report_id = ?", [number]
            ).fetchone()
            self.db.execute("DELETE FROM report_identities WHERE report_id = ?", [number])
        agency = report.agency
        if agency is not None:
            known = self.db.execute(
                "SELECT region_code FROM agencies WHERE id = ?", [agency["id"]]
            ).fetchone()
            if known is None:
                self._insert("agencies", agency)
            elif known[0] is None and agency["region_code"] is not None:
                changes = "region_code = :region_code, province = :province, city = :city, county = :county"
                self.db.execute(f"UPDATE agencies SET {changes} WHERE id = :id", agency)  # noqa: S608 (our own names)
        self._insert("report_identities", report.identity | {"report_id": number})
        if before is not None and before[0] is not None:
            self.db.execute(
                "DELETE FROM agencies WHERE id = :id"
                " AND NOT EXISTS (SELECT 1 FROM report_identities WHERE agency_id = :id)",
                {"id": before[0]},
            )

    def _keep_version(self, number: int, replaced_at: str, body_sha256: str | None) -> None:
        """Copy the present state of a report to its history."""
        record = reader.report(self.db, number)
        if record is None:
            raise ValueError(f"there is no report {number}")
        self.db.execute(
            "INSERT INTO report_versions (report_id, version, fetch_id, seen_at, replaced_at, cause,"
            " record_sha256, record)"
            " SELECT reports.id, 1 + (SELECT count(*) FROM report_versions WHERE report_id = reports.id),"
            " fetch_id, changed_at, :replaced_at,"
            " CASE WHEN fetches.sha256 IS :body_sha256 THEN 'program' ELSE 'page' END, record_sha256, :record"
            " FROM reports JOIN fetches ON fetches.id = reports.fetch_id WHERE reports.id = :id",
            {
                "id": number,
                "replaced_at": replaced_at,
                "body_sha256": body_sha256,
                "record": json_text(record.to_dict()),
            },
        )

    def _link_attachments(self, number: int, url: str, via: str | None) -> None:
        """Tell the reports that link to a file that it has been fetched."""
        linking = self.db.execute(
            "SELECT report_id, position, url FROM attachments"
            # the plus keeps SQLite from going through all files that were never fetched
            " WHERE +page_id IS NULL AND (url = ? OR report_id = ?)",
            [url, page_id(via) if via else None],
        ).fetchall()
        for report_id, position, link in linking:
            if storable(self._canonical(link) or link) == url:
                self._set_attachment(report_id, position, number)

    def _set_attachment(self, report_id: int, position: int, number: int) -> None:
        self.db.execute(
            "UPDATE attachments SET page_id = ? WHERE report_id = ? AND position = ?",
            [number, report_id, position],
        )

    def _insert(self, table: str, row: Mapping[str, Any]) -> int:
        return int(self.db.execute(_insertion(table, tuple(row)), list(row.values())).lastrowid or 0)


_insertion = cache(insertion)
