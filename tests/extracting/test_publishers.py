"""Agencies under one name, divisions by code: years of one agency join, and no two agencies do."""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting import extract
from reportharvest.extracting.locating import locate
from reportharvest.extracting.publishers import PageNames, agency_of_page, agency_with_site, tidy_name
from reportharvest.extracting.regions import place_of, region_of_address, region_of_site_code
from reportharvest.model import Agency, Evidence
from reportharvest.pipeline import explain, offsets_of, with_site
from reportharvest.tables.regions import codes_of, divisions_of, names_of

TITLE = "绍兴市上虞区财政局2018年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "names",
    [
        PageNames("区财政局(区国资办)", TITLE),
        PageNames("区财政局（区国资办", TITLE),
        PageNames("区 财 政 局", TITLE),
        PageNames("财政局", TITLE),
        PageNames("财政局办公室", TITLE),
        PageNames("本站原创", TITLE),
        PageNames(None, TITLE),
        PageNames("上虞区财政局", "2018年政府信息公开工作年度报告"),
        PageNames("上虞区 财政局", None),
        PageNames("浙江省绍兴市上虞区财政局", None),
        PageNames("区财政局", None, ["绍兴市上虞区人民政府门户网站"]),
        PageNames("区财政局", None, ["主办：上虞区人民政府办公室  承办：区大数据局"]),
        PageNames("区财政局", None, [], "330604"),
        PageNames("财政局", "年报", [], "330604"),
        PageNames("区财政局网站", TITLE),
        PageNames("区财政局、区国资办", TITLE),
        PageNames("区财政局 区国资办", TITLE),
    ],
)
def test_one_agency_under_many_names(names: PageNames) -> None:
    agency = agency_of_page(names)
    assert agency is not None
    assert (agency.name, agency.region_code, agency.complete) == ("绍兴市上虞区财政局", "330604", True)


@pytest.mark.parametrize(
    ("names", "name", "code"),
    [
        (PageNames("市财政局", None, [], "330604"), "绍兴市财政局", "330600"),
        (PageNames("省财政厅", None, [], "330604"), "浙江省财政厅", "330000"),
        (PageNames("市财政局", None, [], "330681"), "诸暨市财政局", "330681"),
        (PageNames("自治区财政厅", None, [], "640100"), "宁夏回族自治区财政厅", "640000"),
        (PageNames("区府办", None, [], "330604"), "绍兴市上虞区人民政府办公室", "330604"),
        (PageNames("区人民政府办公室", None, [], "330604"), "绍兴市上虞区人民政府办公室", "330604"),
        (PageNames("区政府", None, [], "330604"), "绍兴市上虞区人民政府", "330604"),
        (PageNames("鼓楼区财政局", None, [], "350100"), "福州市鼓楼区财政局", "350102"),
        (PageNames("鼓楼区财政局"), "鼓楼区财政局", None),
        (PageNames("崧厦街道办", None, [], "330604"), "绍兴市上虞区崧厦街道办事处", "330604"),
        (PageNames("国家税务总局绍兴市税务局", None, [], "330600"), "国家税务总局绍兴市税务局", "330600"),
        (PageNames("上虞市财政局", None, (), None, 2010), "上虞市财政局", "330682"),
        (PageNames("巢湖市财政局", None, (), None, 2009), "巢湖市财政局", "341400"),
        (PageNames("巢湖市财政局", None, (), None, 2019), "巢湖市财政局", "340181"),
        (PageNames("市财政局", "年报", ["云桥市人民政府"]), "云桥市财政局", None),
        (PageNames("白沙区财政局", "年报", ["云桥市白沙区人民政府"]), "云桥市白沙区财政局", None),
        (PageNames("云桥市城市管理局", "年报", ["云桥市人民政府"]), "云桥市城市管理局", None),
        (PageNames("云桥师范学校", "年报", ["云桥市教育局"]), "云桥师范学校", None),
        (PageNames("云桥市高新区管委会", "年报"), "云桥市高新区管理委员会", None),
    ],
)  # fmt: skip
def test_places_are_completed(names: PageNames, name: str, code: str | None) -> None:
    agency = agency_of_page(names)
    assert agency is not None
    assert (agency.name, agency.region_code) == (name, code)


def test_renamed_and_neighbouring_agencies_stay_apart() -> None:
    names = [
        "区科技局",
        "区科学技术局",
        "区经济和信息化局",
        "区市场监督管理局",
        "区工商行政管理局",
        "区人民政府",
        "区人民政府办公室",
    ]
    found = {agency.name for one in names if (agency := agency_of_page(PageNames(one, None, [], "330604")))}
    assert len(found) == len(names)


@pytest.mark.parametrize("text", [None, "", "本站", "admin", "上虞新闻网", "综合处", "Yunqiao", "区", "1234", "x" * 300, "某日报"])  # fmt: skip
def test_what_names_no_agency(text: str | None) -> None:
    assert tidy_name(text) is None


@given(st.text(max_size=80), st.text(max_size=80), st.lists(st.text(max_size=40), max_size=2))
def test_any_text_is_a_name_or_none(publisher: str, title: str, sites: list[str]) -> None:
    agency = agency_of_page(PageNames(publisher, title, sites, "330604", 2018))
    assert agency is None or agency.name


@given(st.text("省市区县州旗盟上虞绍兴云桥财政局", max_size=20))
def test_a_place_ends_within_the_name(name: str) -> None:
    place = place_of(name, "330604")
    assert place is None or 0 < place.end <= len(name)


def test_the_site_description_completes_what_the_page_leaves_open() -> None:
    report = extract(
        "<h1>2018年政府信息公开工作年度报告</h1><p>来源：区财政局</p><p>一、总体情况</p><p>公开信息9条。</p>"
    )
    assert report.agency == Agency("区财政局", "publisher", complete=False)
    completed = with_site(report, "绍兴市上虞区财政局")
    assert completed.agency is not None
    assert (completed.agency.name, completed.agency.source) == (
        "绍兴市上虞区财政局",
        "publisher+site description",
    )
    assert completed.region is not None
    assert (completed.region.code, completed.region.source) == ("330604", "site description")
    assert completed.metadata.publisher == "区财政局"
    assert with_site(completed, "云桥市水利局") is completed
    assert agency_with_site(None, "本站") is None
    assert with_site(report, None) is report


def test_the_region_is_that_of_the_site_code() -> None:
    head = "<meta name=SiteIDCode content=3306040001><p>索引号：11330600MB1234567X/2020-1</p><p>发布机构：市财政局</p>"
    report = extract(f"{head}<h1>2018年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>公开信息9条。</p>")
    assert report.region is not None
    assert (report.region.code, report.region.source) == ("330604", "SiteIDCode")
    assert report.agency is not None
    assert (report.agency.name, report.agency.county) == ("绍兴市财政局", None)
    without = extract(f"{head[40:]}<h1>2018年年报</h1><p>一、总体情况</p><p>公开信息9条。</p>")
    assert without.region is not None
    assert (without.region.code, without.region.source) == ("330600", "credit code")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("3306040001", ("330604", "浙江省", "绍兴市", "上虞区", None)),
        ("3306820001", ("330682", "浙江省", "绍兴市", "上虞市", 2013)),
        ("3414020001", ("341402", "安徽省", "巢湖市", "居巢区", 2010)),
        ("1101030001", ("110103", "北京市", None, "崇文区", 2009)),
        ("3306990001", ("330600", "浙江省", "绍兴市", None, None)),
        ("3300000001", ("330000", "浙江省", None, None, None)),
        (" ３３０６０４０００１ ", ("330604", "浙江省", "绍兴市", "上虞区", None)),
    ],
)  # fmt: skip
def test_site_codes(code: str, names: tuple[object, ...]) -> None:
    region = region_of_site_code(code)
    assert region is not None
    assert (region.code, region.province, region.city, region.county, region.until) == names


@pytest.mark.parametrize(
    "code", [None, "", "bm12000001", "330604", "9999990001", "33060400011", "abcdefghij"]
)
def test_codes_that_name_no_division(code: str | None) -> None:
    assert region_of_site_code(code) is None


@pytest.mark.parametrize(
    ("page", "url", "code", "source"),
    [
        ("<div class=footer>网站标识码：3306040001　ICP备1号</div>", None, "330604", "SiteIDCode"),
        ("<div class=footer>主办：绍兴市上虞区人民政府</div><p>来源：区财政局</p>", None, "330604", "site name"),
        ("<p>来源：区财政局</p>", "http://czj.shangyu.gov.cn/art/2019/1/3/a.html", "330604", "address"),
        ("<meta name=SiteIDCode content=bm12000001><p>来源：国家林业局</p>", "http://www.example.gov.cn/1.html", None, ""),
    ],
)  # fmt: skip
def test_other_places_that_name_the_division(
    page: str, url: str | None, code: str | None, source: str
) -> None:
    title = "<h1>2018年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>公开信息9条。</p><p>二、其他</p><p>无。</p>"
    report = extract(page.replace("<div", title + "<div") if "footer" in page else page + title, url=url)
    assert (report.region and report.region.code, report.region.source if report.region else "") == (
        code,
        source,
    )
    if "来源：区财政局" in page:
        assert report.agency is not None
        assert report.agency.name == "绍兴市上虞区财政局"


@pytest.mark.parametrize("url", [None, "", "http://[", "http://www.lanxi.gov.cn/", "http://shangyu.example.gov.cn/", "http://shangyu.gov.cn.example.org/", "ftp://shangyu.gov.cn/"])  # fmt: skip
def test_addresses_that_name_no_division_or_two(url: str | None) -> None:
    assert region_of_address(url) is None


def test_the_headline_of_json_ld_names_the_title() -> None:
    page = (
        '<script type="application/ld+json">{"headline": "云桥市林业局2018年度情况"}</script><title>网站</title>'
        "<div class=t><span>云桥市林业局2018年度情况</span></div><p>一、总体情况</p><p>公开信息9条。</p>"
    )
    assert extract(page).title == "云桥市林业局2018年度情况"


def test_every_code_of_the_table_has_names_and_is_found_by_them() -> None:
    found = 0
    for first in ("33", "34", "11", "46"):
        for number in range(10_000):
            code = f"{first}{number:04}"
            names = names_of(code)
            assert (names is None) == (not divisions_of(code))
            if names is not None and names.until is None:
                found += 1
                assert code in codes_of(names.county or names.city or names.province)
    assert found > 200


def test_offsets_lead_to_the_raw_text() -> None:
    page = (
        "<title>年报</title><meta name='ContentSource' content='市政府'><h1>云桥市财政局2018年政府信息公开工作年度报告</h1>"
        "<p>索 引 号：A-1</p><p>来源：市财政局</p><p>文号：无</p><p>一、总体情况</p><p>公开信息9条。</p>"
    )
    processed = explain(page.encode(), url="http://www.example.gov.cn/art/2019/1/3/a.html")
    places = offsets_of(processed)
    for one, place in zip(processed.report.evidence, places, strict=True):
        assert place is None or page.startswith(one.raw, place), one
    chosen = {
        one.field: place for one, place in zip(processed.report.evidence, places, strict=True) if one.chosen
    }
    assert {name for name, place in chosen.items() if place is None} == {"sections", "published_at"}
    assert [(one.source, one.chosen) for one in processed.report.evidence if one.field == "publisher"] == [
        ("line under the title", True),
        ("meta tag", False),
    ]
    assert locate([Evidence("topic", "x", "metadata block", "主题", "没有")], page) == (None,)


def test_what_gainsays_the_site_code_or_the_title_is_recorded() -> None:
    page = (
        "<meta name=SiteIDCode content=3301000001><meta name=ArticleTitle content='云桥市林业局2017年年报'>"
        f"<h1>{TITLE}</h1><p>一、总体情况</p><p>公开信息9条。</p>"
    )
    report = extract(page)
    assert report.title == TITLE
    assert [(one.place, one.found) for one in report.issues if one.name == "metadata-conflict"] == [
        ("title", f"{TITLE} kept; also 云桥市林业局2017年年报"),
        ("region", "330100 kept; the agency's name says 330604"),
    ]
    same = page.replace("云桥市林业局2017年年报", TITLE[:8] + " " + TITLE[8:]).replace("3301", "3306")
    assert extract(same).issues == ()


@pytest.mark.parametrize("damage", ["utf-8", "two"])
def test_offsets_lead_to_the_damaged_stretch(damage: str) -> None:
    name = "云桥市财政局"
    sound = f"<h1>{name}2018年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>主动公开政府信息9条，都及时。</p>"
    line = "<p>发布机构：云桥市财政局　公开方式：主动公开</p>"
    broken = line.replace(name, name.encode().decode("latin-1")).replace(
        "主动公开", "主动公开".encode().decode("latin-1")
    )
    page = broken + sound if damage == "utf-8" else broken + sound + broken
    processed = explain(page.encode(), url="")
    assert processed.repair_steps
    places = dict(zip([one.field for one in processed.report.evidence], offsets_of(processed), strict=True))
    assert processed.report.metadata.disclosure_method == "主动公开"
    place = places["disclosure_method"]
    assert place is not None
    assert page[place:].startswith("主动公开".encode().decode("latin-1"))


def test_offsets_on_a_converted_page() -> None:
    page = (
        "<h1>雲橋市財政局2018年政府信息公開工作年度報告</h1><p>索引號：A-1</p><p>發佈機構：雲橋市財政局</p>"
        "<p>公開方式：主動公開</p><p>一、總體情況</p><p>主動公開政府信息9條，依申請公開信息都及時答覆。</p>"
    )
    processed = explain(page.encode(), url="http://www.example.gov.cn/1.html")
    assert processed.conversion_steps
    places = dict(zip([one.field for one in processed.report.evidence], offsets_of(processed), strict=True))
    assert places["disclosure_method"] == page.index("主動公開</p>")
