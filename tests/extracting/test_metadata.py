"""Labels, dates and the choice among sources."""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting import extract
from reportharvest.extracting.dates import date_in_url, find_date
from reportharvest.extracting.pairs import is_label_table, pairs_in_cells, pairs_in_line
from reportharvest.extracting.titles import report_year, without_site
from reportharvest.tables.labels import FIELDS, field_of, label_fields, label_rank, meta_fields

BODY = "<div id=zoom><p>一、总体情况</p><p>2018年，主动公开信息20条，政策文件都公开了。</p><p>二、其他</p><p>无。</p></div>"
TITLE = "<h1>云桥市林业局2018年政府信息公开工作年度报告</h1>"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<div>索引号：A/2019-1　发布机构：市林业局</div>", "publisher", "市林业局"),
        ("<p>发布时间:2019-01-0108:30来源:市林业局浏览次数:5</p>", "published_at", "2019-01-01T08:30:00+08:00"),
        ("<p>[发布时间：2019-1-8] [来源：市林业局] [关闭]</p>", "publisher", "市林业局"),
        ("<div>今天是2026年11月23日 星期一</div>", "published_at", None),
        ("<p>2019-01-08 08:30:12</p>", "published_at", "2019-01-08T08:30:12+08:00"),
        ("<ul><li>【文号】云林〔2019〕3号</li><li>【主题词】</li></ul>", "document_number", "云林〔2019〕3号"),
        ("<table><tr><th>索引号</th><th>公开方式</th></tr><tr><td>X-1</td><td>主动公开</td></tr></table>", "index_number", "X-1"),
        ("<table><tr><td>有效性：</td><td></td><td>公开日期：</td><td>2019年1月8日</td></tr></table>", "validity", None),
        ("<dl><dt>关键词：</dt><dd>公开;年报</dd></dl>", "keywords", "公开;年报"),
        ("<meta name='PUBDATE' content='2019-01-08 10:00'>", "published_at", "2019-01-08T10:00:00+08:00"),
        ("<meta content='市林业局' name=\"contentsource\">", "publisher", "市林业局"),
        ("<meta name=keywords content='网站,政府'>", "keywords", None),
        ('<script type="application/ld+json">{"datePublished": "2019-01-08T02:00:00Z"}</script>', "published_at", "2019-01-08T10:00:00+08:00"),
        ("<table><tr><td>文号：</td><td>无</td></tr></table>", "document_number", None),
        ("<table><tr><td>成文日期：</td><td>二〇一九年一月八日</td></tr></table>", "written_at", "2019-01-08"),
        ("<table><tr><td>信息分类：</td><td>甲</td></tr><tr><td>主题分类：</td><td>乙</td></tr></table>", "topic", "乙"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("below", [False, True])
def test_sources(head: str, field: str, value: str | None, below: bool) -> None:
    report = extract(TITLE + head + BODY if below else head + TITLE + BODY)
    assert report.to_dict()["metadata"][field] == value
    assert report.title == "云桥市林业局2018年政府信息公开工作年度报告"
    assert report.sections[0].heading == "总体情况"


def test_the_metadata_block_wins_and_the_conflict_is_recorded() -> None:
    head = (
        '<meta name="PubDate" content="2019-01-09 10:00"><table><tr><td>公开日期：</td><td>2019-01-08</td>'
        "<td>来源：</td><td>甲局</td></tr><tr><td>发布机构：</td><td>乙局</td></tr></table>"
    )
    report = extract(head + TITLE + "<div>发布时间：2019-01-10 来源：丙局</div>" + BODY)
    assert (report.metadata.published_at, report.metadata.publisher) == ("2019-01-08", "乙局")
    assert {issue.place for issue in report.issues if issue.name == "metadata-conflict"} == {
        "published_at",
        "publisher",
    }
    [chosen] = [one for one in report.evidence if one.field == "publisher" and one.chosen]
    assert (chosen.source, chosen.place, chosen.raw) == ("metadata block", "发布机构", "乙局")


def test_the_value_of_an_empty_label_is_not_the_title() -> None:
    report = extract(f"<ul><li><b>有效性：</b></li></ul>{TITLE}{BODY}")
    assert report.metadata.validity is None


def test_a_label_outside_the_record_takes_no_value_from_its_neighbours() -> None:
    [first, second] = pairs_in_cells(["公开时限：", "长期", "公开方式：", "主动公开"])
    assert (first.field, second.field, second.value) == ("not_in_record", "disclosure_method", "主动公开")


def test_tables_of_data_are_no_label_tables() -> None:
    assert not is_label_table(
        [["序号", "名称", "文号", "日期"], *[[str(n), "规章", "2号", "2019"] for n in range(5)]]
    )
    assert is_label_table([["索引号", "1-2"], ["名称", "年报"], ["", ""]])


def test_every_label_is_known_in_every_spelling() -> None:
    for label, field in label_fields().items():
        assert field in {*FIELDS, "title", "not_in_record"}
        assert field_of(f"【{' '.join(label)}】：") == field
        assert [pair.field for pair in pairs_in_line(f"{label}：值")] == [field]
    assert label_rank("发布机构") < label_rank("来源") < label_rank("没有这个标签")
    assert set(meta_fields().values()) <= {*FIELDS, "title", "url"}


@given(st.dates(date(1950, 1, 1), date(2098, 12, 31)), st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y%m%d}",
       "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month:02}.{0.day:02}", "{0.year} 年 {0.month} 月 {0.day} 日"]))  # fmt: skip
def test_dates_are_read_back(day: date, form: str) -> None:
    for text in (form.format(day), form.format(day).translate({48 + n: 0xFF10 + n for n in range(10)})):
        found = find_date(f"于{text}发布")
        assert found is not None
        assert found.iso == day.isoformat()


@pytest.mark.parametrize("text", ["2019-02-30", "2019年13月1日", "2019-06-31 10:00", "20190231"])
def test_days_that_no_calendar_has(text: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found.iso is None


def test_dates_in_addresses() -> None:
    assert date_in_url("http://a.example.gov.cn/art/2020/1/3/art_1.html") == "2020-01-03"
    assert date_in_url("http://a.example.gov.cn/202001/t20200103_123.html") == "2020-01-03"
    assert date_in_url("http://a.example.gov.cn/info/1082/655552.htm") is None


@pytest.mark.parametrize(
    ("title", "texts", "year"),
    [
        ("某局二〇一八年度报告", [], 2018),
        ("2019年公布的某局2018年度报告", [], 2018),
        ("某局年报（2018）", [], 2018),
        ("某局年报", ["统计期限自2018年1月1日起至2018年12月31日止。"], 2018),
        ("某局年报", ["2017年1月1日至12月31日，公开5条。"], 2017),
        ("某局年报", ["某局2019年1月3日"], None),
    ],
)
def test_year_of_the_report(title: str, texts: list[str], year: int | None) -> None:
    assert report_year(title, texts)[0] == year


def test_site_names_are_taken_off_the_title() -> None:
    assert without_site("2018年年度报告_信息公开_云桥市人民政府") == "2018年年度报告"
    assert without_site("2018-2019年度报告") == "2018-2019年度报告"
