"""What `process` and `load` make of the archive of a harvest is what the harvest itself made of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.processing.archives import FIXTURES, Page, write_warc
from tests.running.test_parts import HOST, PARTED, SITE, TEXTS, TITLE, Web, article, listing, options, section

from reportharvest.processing.joins import Piece, group_pieces
from reportharvest.processing.loading import load_folders
from reportharvest.processing.run import ProcessOptions, process_archives
from reportharvest.running.harvest import HarvestOptions, harvest
from reportharvest.running.replay import replay

BELOW = ("sections", "tables", "statistics", "figures", "checks", "repairs", "evidence")
# A database without a harvest has no pages beside reports that it could lead to, and counts its fetches anew;
# of two fetches within a second it cannot tell which came first.
OTHER = {"fetch_id", "page_id", "first_seen_at", "changed_at"}


def content_of(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """The reports of a database, with all that is below them."""
    connection = sqlite3.connect(db)
    found = {}
    for table in ("reports", "attachments", *BELOW):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info([{table}])")]
        kept = ", ".join(f"[{name}]" for name in names if name not in OTHER)
        found[table] = sorted(connection.execute(f"SELECT {kept} FROM [{table}]").fetchall(), key=repr)
    found["issues"] = sorted(
        connection.execute("SELECT issues.* FROM issues JOIN reports ON reports.id = issues.page_id"),
        key=repr,
    )
    # why a report changed is told by its first page alone, which a changed part leaves as it was
    found["versions"] = connection.execute("SELECT report_id, record FROM report_versions").fetchall()
    connection.close()
    return found


def loaded(folder: Path, archive: Path, name: str = "tables") -> dict[str, list[tuple[object, ...]]]:
    """What processing and loading make of an archive."""
    out, db = folder / name, folder / f"{name}.db"
    process_archives(ProcessOptions((str(archive),), out, block_bytes=100_000, workers=1))
    load_folders([out], db)
    return content_of(db)


def test_the_demonstration_comes_out_as_its_harvest_left_it(tmp_path: Path) -> None:
    given = HarvestOptions(
        FIXTURES / "sites", tmp_path / "r.db", tmp_path / "warc", replay_from=FIXTURES / "pages",
        processes=0, converter="",
    )  # fmt: skip
    harvest(given)
    harvested = content_of(given.db)
    assert len(harvested["reports"]) > 50
    assert loaded(tmp_path, given.archive) == harvested
    again = load_folders([tmp_path / "tables"], given.db)
    assert again.known == again.captures


@pytest.mark.parametrize("name", ["links", "query", "two-files"])
def test_parts_are_joined_as_in_a_harvest(tmp_path: Path, name: str) -> None:
    pages = {f"/nb/{path}": body for path, body in PARTED[name][0].items()}
    web = Web(pages | {"/nb/index.html": listing(("c.html", TITLE))})
    given = options(tmp_path, web)
    harvest(given)
    found = content_of(given.db)
    assert len([row for row in found["sections"] if TEXTS[3][0] in row]) == 1
    assert loaded(tmp_path, given.archive) == found


def test_parts_that_come_late_change_or_are_missing_leave_the_history_of_a_harvest(tmp_path: Path) -> None:
    web = Web({f"/nb/{path}": body for path, body in PARTED["links"][0].items()})
    web.pages["/nb/index.html"] = listing(("c.html", TITLE))
    third = web.pages.pop("/nb/c_3.html")
    given = options(tmp_path, web)
    harvest(given)
    assert loaded(tmp_path, given.archive, "missing") == content_of(given.db)
    web.pages["/nb/c_3.html"] = third
    harvest(given)
    assert loaded(tmp_path, given.archive, "late") == content_of(given.db)
    web.pages["/nb/c_2.html"] = str(web.pages["/nb/c_2.html"]).replace("12件", "13件")
    harvest(given)
    found = content_of(given.db)
    assert len(found["versions"]) == 1
    assert loaded(tmp_path, given.archive, "changed") == found


def test_in_an_archive_of_others_the_parts_of_a_report_are_said_to_be_missing(tmp_path: Path) -> None:
    pages = [Page(f"{HOST}/nb/{path}", str(body).encode()) for path, body in PARTED["links"][0].items()]
    file = write_warc(tmp_path / "others.warc.gz", pages)
    replay([file], tmp_path / "replayed.db")
    found = content_of(tmp_path / "replayed.db")
    assert [row for row in found["issues"] if "parts-missing" in row]
    assert content_keys(loaded(tmp_path, file)) == content_keys(found)


def content_keys(found: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows for table, rows in found.items() if table in {"sections", "issues"}}


def test_a_page_that_only_looks_like_a_part_is_a_report_of_its_own(tmp_path: Path) -> None:
    whole = "".join(map(section, range(4)))
    other = TITLE.replace("2020", "2019")
    web = Web({
        "/nb/c_1.html": article(whole, "<a href=c_2.html>下一页</a>"),
        "/nb/c_2.html": article(whole, "<a href=c_1.html>上一页</a>", other),
        "/nb/index.html": listing(("c_1.html", TITLE), ("c_2.html", other)),
    })  # fmt: skip
    given = options(tmp_path, web)
    harvest(given)
    found = loaded(tmp_path, given.archive)
    assert [row[1] for row in found["sections"]]
    assert found == content_of(given.db)


def test_pieces_are_sorted_by_report_and_by_the_time_of_their_fetch() -> None:
    def piece(number: int, second: int, report: str) -> dict[str, object]:
        return {
            "source": "a.warc", "offset": second, "url": f"{HOST}/{report}_{number}.html",
            "report_url": f"{HOST}/{report}.html", "number": number,
            "fetched_at": f"2024-03-01T02:00:{second:02}Z", "sha256": "", "is_page": True, "is_report": True,
            "title": None, "expected": [["page", HOST, 2]], "publishers": [["example", SITE]],
        }  # fmt: skip

    found = group_pieces([piece(2, 3, "b"), piece(1, 9, "a"), piece(1, 1, "b")])
    assert [[(one.report_url[-6], one.number) for one in pieces] for pieces in found] == [
        [("a", 1)],
        [("b", 1), ("b", 2)],
    ]
    assert isinstance(found[0][0], Piece)
    assert found[0][0].parts[0].number == 2
