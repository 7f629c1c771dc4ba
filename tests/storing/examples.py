"""A report with every field filled, and the rows around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from reportharvest.issues import Issue
from reportharvest.model import (
    Agency,
    Attachment,
    Check,
    DocumentNumber,
    Evidence,
    Figure,
    IndexNumber,
    Metadata,
    PageKind,
    Region,
    RepairSummary,
    Report,
    Section,
    Statistic,
    Table,
)
from reportharvest.storing.records import FetchRecord
from reportharvest.storing.writer import Writer

URL = "http://www.yunqiao.example.gov.cn/art/2019/1/3/art_1.html"
FILE_URL = "http://www.yunqiao.example.gov.cn/files/report.pdf"

FULL = Report(
    url=URL,
    title="云桥区财政局2018年度政府信息公开工作报告",
    report_year=2018,
    metadata=Metadata(
        index_number="002590702/2019-58088",
        document_number="云财〔2019〕3号",
        disclosure_method="主动公开",
        publisher="云桥区财政局",
        published_at="2019-01-03T13:38:00+08:00",
        written_at="2019-01-02",
        topic="综合政务",
        keywords="政府信息公开",
        validity="有效",
    ),
    breadcrumb=("首页", "政府信息公开"),
    sections=(
        Section(None, 1, "", "根据条例，现公布年度报告。"),
        Section("一", 1, "总体情况", "全年主动公开信息120条。", (Section("1", 2, "组织领导", "已加强。"),)),
        Section("二", 1, "存在问题", "", (Section("1", 2, "人员", "不足。"), Section("2", 2, "", "经费。"))),
    ),
    tables=(Table("二", "统计表", (("信息内容", "本年制发件数"), ("规章", "3")), 1),),
    statistics=(
        Statistic("requests", "received", "natural_person", 12, "12"),
        Statistic("requests", "received", "total", None, "", None, 0.9),
        Statistic("disclosure", "regulations", "made", 1.5, "1.5", "收费1.5万元", 0.8),
    ),
    figures=(
        Figure("disclosed", 242, "条", "242条", "累计主动公开政府信息242条。", "一", 0.95),
        Figure("fees", 0.125, "万元", "1250元", "收取费用1250元。", None, 0.6),
    ),
    checks=(
        Check("requests.balance", True, "12+0 = 12+0", column="total"),
        Check("disclosure.sum", False, "1 != 2", row="regulations"),
    ),
    attachments=(Attachment(FILE_URL, "附件", "application/pdf"),),
    repairs=(RepairSummary("pinyin-annotation", 92, 1.0), RepairSummary("traditional-conversion", 1, 0.99)),
    page_kind="report",
    encoding={"name": "gb18030", "source": "meta", "confidence": 0.99},
    lost=2,
    issues=(Issue("text-lost", "offset 3", "\ufffd"), Issue("year-missing", "title")),
    index_number_parts=IndexNumber(
        "organisation/year",
        year=2019,
        sequence="58088",
        organisation_code="002590702",
        organisation_code_valid=True,
    ),
    document_number_parts=DocumentNumber("云财", 2019, "3", "云财〔2019〕3号"),
    region=Region("330604", "浙江省", "绍兴市", "上虞区", None, "SiteIDCode"),
    agency=Agency("绍兴市上虞区财政局", "publisher+SiteIDCode", "330604", "浙江省", "绍兴市", "上虞区"),
    evidence=(
        Evidence(
            "title",
            "云桥区财政局2018年度政府信息公开工作报告",
            "shown",
            "h1",
            "云桥区财政局2018年度政府信息公开工作报告",
        ),
        Evidence("validity", None, "metadata block", "有效性", "——", chosen=False, reason="empty"),
    ),
)


def fetched(
    writer: Writer, run: int, url: str = URL, at: str = "2024-03-01T02:00:01Z", **changes: Any
) -> int:
    fetch = FetchRecord(
        run_id=run,
        site="yunqiao",
        url=url,
        method="GET",
        request_body="",
        purpose="report",
        via=None,
        fetched_at=at,
        outcome="stored",
        status=200,
        warc_file="1.warc.gz",
        warc_offset=0,
        sha256="a" * 64,
        size_bytes=10,
        content_type="text/html",
        etag='"1"',
    )
    return writer.add_fetch(replace(fetch, **changes))


def stored(writer: Writer, report: Report | None = FULL, kind: PageKind = "report", **fetch: Any) -> str:
    """Store one page as a run of its own."""
    run = writer.start_run("harvest", "2024-03-01T02:00:00Z", ["yunqiao"])
    with writer.db.atomic():
        number = fetched(writer, run, **fetch)
        outcome = writer.store_page(fetch.get("url", URL), "yunqiao", number, report, kind)
    writer.finish_run(run, "2024-03-01T02:00:09Z", "complete", {"fetch/stored": 1})
    return outcome


def content(db: Database, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but some, for comparison."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return {
        name: sorted(db.execute(f"SELECT * FROM [{name}]").fetchall(), key=repr)
        for name in names
        if name not in leave_out and not name.startswith(("reports_fts", "_sqlite", "sqlite"))
    }
