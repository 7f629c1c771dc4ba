"""Write runs, fetches and pages. The caller holds the transaction: one per page, with its queue row.

Nothing is written twice: storing a page again whose record is the same changes no row, and a record that
changed moves the old one, whole, to ``report_versions``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from reportharvest.issues import Issue
from reportharvest.model import PageKind, Report, flat_dict
from reportharvest.storing import reader
from reportharvest.storing.fulltext import index_text
from reportharvest.storing.identity_rows import agency_row, identity_row
from reportharvest.storing.records import FetchRecord, RunOutcome, StoreOutcome, Validators
from reportharvest.storing.rows import body_text, child_rows, json_text, report_row, storable, storable_row
from reportharvest.storing.schema import page_id

__all__ = ["Writer"]

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
        return self._insert("runs", row)

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
        return self._insert("fetches", flat_dict(fetch))

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
        """Store what was read from one page.

        A page that once was a report and is none any more keeps its report; only ``pages.kind`` changes.

        Args:
            url: canonical URL of the page.
            site: name of the site description.
            fetch_id: the response that it was read from; its row must exist.
            report: the record; may be None for pages that are no report.
            page_kind: what the page is.
            offsets: where each piece of the report's evidence begins in the decoded page, if that is known.
        Returns:
            ``new``, ``changed``, or ``unchanged`` when no row was touched.
        Raises:
            ValueError: a report page without a record, or a fetch that does not exist.
        """
        if page_kind == "report" and report is None:
            raise ValueError("a page of kind 'report' needs its record")
        url, site = storable(url), storable(site)
        number = page_id(url)
        digest = _digest(report, page_kind)
        known = self.db.execute("SELECT record_sha256 FROM pages WHERE id = ?", [number]).fetchone()
        if known is not None and known[0] == digest:
            return "unchanged"
        fetched = self.db.execute(
            "SELECT fetched_at, sha256, via FROM fetches WHERE id = ?", [fetch_id]
        ).fetchone()
        if fetched is None:
            raise ValueError(f"there is no fetch {fetch_id}")
        fetched_at, body_sha256, via = fetched
        page = {
            "id": number,
            "url": url,
            "site": site,
            "kind": page_kind,
            "title": None if report is None or report.title is None else storable(report.title),
            "first_seen_at": fetched_at,
            "changed_at": fetched_at,
            "fetch_id": fetch_id,
            "record_sha256": digest,
        }
        with self.db.atomic():
            if known is None:
                self._insert("pages", page)
                self._link_attachments(number, url, via)
            else:
                self.db.execute(
                    "UPDATE pages SET kind = :kind, title = :title, changed_at = :changed_at,"
                    " fetch_id = :fetch_id, record_sha256 = :record_sha256 WHERE id = :id",
                    page,
                )
            if page_kind == "report" and report is not None:
                self._store_report(page, report, body_sha256, offsets)
            elif self.db.execute("SELECT 1 FROM reports WHERE id = ?", [number]).fetchone():
                return "changed"  # its issues stay, too: they belong to the report that is kept
            self.db.execute("DELETE FROM issues WHERE page_id = ?", [number])
            issues = () if report is None else report.issues
            rows = [{"page_id": number, "position": at} | one.to_dict() for at, one in enumerate(issues)]
            self._insert_all("issues", [storable_row(row) for row in rows])
        return "new" if known is None else "changed"

    def _store_report(
        self,
        page: Mapping[str, Any],
        report: Report,
        body_sha256: str | None,
        offsets: Sequence[int | None],
    ) -> None:
        number = page["id"]
        old = self.db.execute(
            "SELECT record_sha256, first_seen_at, title, publisher, text FROM reports WHERE id = ?", [number]
        ).fetchone()
        if old is not None and old[0] == page["record_sha256"]:
            return  # the page was something else for a while, and is this report again
        row = report_row(report) | {
            "id": number,
            "text": body_text(report),
            **{name: page[name] for name in ("url", "site", "changed_at", "fetch_id", "record_sha256")},
            "first_seen_at": page["first_seen_at"] if old is None else old[1],
        }
        if old is None:
            self._insert("reports", row)
        else:
            self._keep_version(number, page["changed_at"], body_sha256)
            self._index(number, *old[2:], delete=True)
            for table in child_rows(report):
                self.db.execute(f"DELETE FROM [{table}] WHERE report_id = ?", [number])  # noqa: S608 (our own names)
            changes = ", ".join(f"{name} = :{name}" for name in row if name != "id")
            self.db.execute(f"UPDATE reports SET {changes} WHERE id = :id", row)  # noqa: S608 (our own names)
        children = child_rows(report)
        for piece, offset in zip(children["evidence"], offsets, strict=False):
            piece["offset"] = offset
        self._store_identity(number, page["site"], report)
        for table, rows in children.items():
            self._insert_all(
                table, [{"report_id": number, "position": at} | one for at, one in enumerate(rows)]
            )
        self._find_attachments(number)
        self._index(number, row["title"], row["publisher"], row["text"])

    def _store_identity(self, number: int, site: str, report: Report) -> None:
        """Store who issued a report, and its agency where that is new."""
        agency = None if report.agency is None else agency_row(report.agency, site)
        row = identity_row(report) | {"report_id": number}
        before = self.db.execute(
            "SELECT agency_id FROM report_identities WHERE report_id = ?", [number]
        ).fetchone()
        self.db.execute("DELETE FROM report_identities WHERE report_id = ?", [number])
        if agency is not None:
            row["agency_id"] = agency["id"]
            known = self.db.execute(
                "SELECT region_code FROM agencies WHERE id = ?", [agency["id"]]
            ).fetchone()
            if known is None:
                self._insert("agencies", agency)
            elif known[0] is None and agency["region_code"] is not None:
                changes = "region_code = :region_code, province = :province, city = :city, county = :county"
                self.db.execute(f"UPDATE agencies SET {changes} WHERE id = :id", agency)  # noqa: S608 (our own names)
        self._insert("report_identities", row)
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

    def _index(
        self, number: int, title: str | None, publisher: str | None, text: str, *, delete: bool = False
    ) -> None:
        """Add a report to the full-text index, or take it out by giving what was added (FTS5's way)."""
        values = [number, index_text(title or ""), index_text(publisher or ""), index_text(text)]
        self.db.execute(_INDEX_DELETE if delete else _INDEX_INSERT, values)

    def _link_attachments(self, number: int, url: str, via: str | None) -> None:
        """Tell the reports that link to a file that it has been fetched."""
        linking = self.db.execute(
            "SELECT report_id, position, url FROM attachments"
            " WHERE page_id IS NULL AND (url = ? OR report_id = ?)",
            [url, page_id(via) if via else None],
        ).fetchall()
        for report_id, position, link in linking:
            if storable(self._canonical(link) or link) == url:
                self._set_attachment(report_id, position, number)

    def _find_attachments(self, number: int) -> None:
        """Find those of a report's attachments that have been fetched already."""
        links = self.db.execute(
            "SELECT position, url FROM attachments WHERE report_id = ?", [number]
        ).fetchall()
        for position, link in links:
            target = page_id(storable(self._canonical(link) or link))
            if self.db.execute("SELECT 1 FROM pages WHERE id = ?", [target]).fetchone():
                self._set_attachment(number, position, target)

    def _set_attachment(self, report_id: int, position: int, number: int) -> None:
        self.db.execute(
            "UPDATE attachments SET page_id = ? WHERE report_id = ? AND position = ?",
            [number, report_id, position],
        )

    def _insert(self, table: str, row: Mapping[str, Any]) -> int:
        values = list(storable_row(row).values())
        return int(self.db.execute(_insertion(table, row), values).lastrowid or 0)

    def _insert_all(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.db.conn.executemany(_insertion(table, rows[0]), [tuple(row.values()) for row in rows])


def _insertion(table: str, row: Mapping[str, Any]) -> str:
    names = ", ".join(f"[{name}]" for name in row)
    return f"INSERT INTO [{table}] ({names}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 (our own names)


def _digest(report: Report | None, page_kind: PageKind) -> str:
    """Digest what was read; of a page that is no report only its kind, title and issues count.

    Such pages often carry counters and news that differ at each visit; nobody keeps them.
    """
    if report is None:
        record: object = [page_kind]
    elif page_kind == "report":
        record = report.to_dict()
    else:
        record = [page_kind, report.title, [issue.to_dict() for issue in report.issues]]
    return sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
