"""What readers hand over is what would be stored from the whole record."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from reportharvest.archiving.capture import Capture, Place
from reportharvest.reading.response import read_response
from reportharvest.running.handing import ReadPage, canonical_or_itself, read_page
from reportharvest.running.settling import Settler
from reportharvest.storing.batching import Batch
from reportharvest.storing.schema import open_database
from reportharvest.storing.writer import Writer

REPORT = "<h1>云桥区财政局2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>全年公开信息{}条。</p>"
LINKED = REPORT + '<p><a href="files/a.pdf">附件：统计表</a></p>'


def capture(body: str, **more: object) -> Capture:
    page = Capture(
        "http://www.example.gov.cn/1.html",
        "2024-03-01T02:00:00Z",
        200,
        headers=((b"Content-Type", b"text/html; charset=utf-8"),),
        body=body.encode(),
        site="yunqiao",
        run_id=1,
    )
    return replace(page, **more)  # type: ignore[arg-type]


def rows(one: Capture, reading: object) -> dict[str, list[tuple[object, ...]]]:
    db = open_database(":memory:")
    writer = Writer(db, canonical=canonical_or_itself)
    writer.start_run("harvest", "2024-03-01T02:00:00Z", ["yunqiao"])
    settler = Settler(db, writer, None, {}, publishers={"yunqiao": "云桥区财政局"})
    settler.settle(one, Place("a.warc.gz", 0), reading)  # type: ignore[arg-type]
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return {
        name: db.execute(f"SELECT * FROM [{name}]").fetchall()
        for name in names
        if not name.startswith(("_", "sqlite_"))  # when the tables were made
    }


@pytest.mark.parametrize(
    "one",
    [
        capture(REPORT.format(3)),
        capture(LINKED.format(4)),
        capture("<title>栏目</title><a href=1.html>报告</a>"),
        capture(REPORT.format(5), part_of="http://www.example.gov.cn/0.html", part=2),
        capture(REPORT.format(6), purpose="attachment"),
        capture("<urlset><url><loc>http://www.example.gov.cn/2.html</loc></url></urlset>", purpose="sitemap"),
    ],
)
def test_rows_made_by_the_reader_are_those_of_the_record(one: Capture) -> None:
    whole, handed = read_response(one), read_page(one, "云桥区财政局")
    assert rows(one, handed) == rows(one, whole)
    depends = one.part_of is not None or one.purpose == "attachment" or whole.parts != ()
    assert isinstance(handed, ReadPage) is not depends


def test_pages_of_a_batch_are_seen_by_others_when_it_is_committed(tmp_path: Path) -> None:
    db = open_database(tmp_path / "r.db")
    writer = Writer(db)
    writer.start_run("harvest", "2024-03-01T02:00:00Z", ["yunqiao"])
    batch = Batch(db, 2)
    settler = Settler(db, writer, None, {}, batch=batch)
    other = sqlite3.connect(tmp_path / "r.db")
    seen = []
    for number in range(3):
        one = capture(REPORT.format(number), url=f"http://www.example.gov.cn/{number}.html")
        settler.settle(one, Place("a.warc.gz", number), read_page(one))
        seen += other.execute("SELECT COUNT(*) FROM reports").fetchone()
    batch.commit()
    seen += other.execute("SELECT COUNT(*) FROM reports").fetchone()
    assert seen == [0, 0, 2, 3]
    other.close()
