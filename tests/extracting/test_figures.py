"""Figures of reports without statutory forms: sentences as offices write them, and the appendix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportharvest as rh
from reportharvest.extracting.figures import figures_of
from reportharvest.model import Section, Table
from reportharvest.tables.figures import figure_kinds, figures_by_label

YEAR = 2018


def told(sentence: str) -> list[tuple[str, int | float | None, float]]:
    found = figures_of([], [Section("一", 1, "", sentence)], YEAR)
    assert all(one.evidence in sentence and one.raw in one.evidence for one in found)
    return [(one.key, one.value, one.confidence) for one in found]


SURE = {
    "截至2018年12月31日，我局累计主动公开政府信息1,203条，其中通过政府网站公开政府信息900条。": {
        "disclosed": 1203, "disclosed_website": 900},
    "全年共收到政府信息公开申请12件，其中当面申请3件，网络申请9件，均已按时办结。": {
        "received": 12, "received_in_person": 3, "received_network": 9},
    "2018年度共受理依申请公开政府信息申请15宗，同比增加3宗。": {"received": 15},
    "其中，同意公开5件，部分公开2件，不予公开1件，信息不存在3件，不属于本机关公开1件。": {
        "granted": 5, "granted_partially": 2, "denied": 1, "not_this_agency": 1, "not_existing": 3},
    "5件申请中，“同意公开”3件，占60%；": {"granted": 3},
    "“信息不存在”2件。": {"not_existing": 2},
    "答复结果为：属于已主动公开范围的4件，同意公开的6件，不同意公开的1件。": {
        "already_disclosed": 4, "granted": 6, "denied": 1},
    "全年发生行政复议2件、行政诉讼1件。": {"reviews": 2, "litigation": 1},
    "行政复议案件2起，均维持。": {"reviews": 2},
    "举办培训班4期，培训人员120人次。": {"trainings": 4, "trained": 120},
    "设置政府信息公开查阅点3个，从事政府信息公开工作人员12人，其中专职人员2人，兼职人员10人。": {
        "reading_points": 3, "staff": 12, "staff_full_time": 2, "staff_part_time": 10},
    "发布政策解读稿件36篇，参加或举办新闻发布会2次，在线访谈1次。": {
        "press_conferences": 2, "online_interviews": 1, "policy_interpretations": 36},
    "主动公开信息总数为5602条。": {"disclosed": 5602},
    "本局主动公开政府信息数为６０２条。": {"disclosed": 602},
    "截止12月底，在政府信息公开网站上共公开信息356条，其中：概况类信息3条。": {"disclosed": 356},
    "办理依申请公开5件，其中网上申请3件，信函申请2件，均按时答复。": {
        "received": 5, "received_network": 3, "received_letter": 2},
    "共收到政府信息公开申请0件。": {"received": 0},
    "累计公开各类政府信息2,356条，比2017年增加320条。": {"disclosed": 2356},
    "发布微博1200条、微信560条。": {"disclosed_microblog": 1200, "disclosed_wechat": 560},
    "政务微信公众号发布信息123条，官方微博发布信息45条。": {
        "disclosed_microblog": 45, "disclosed_wechat": 123},
    "全区共受理政府信息公开申请122件，其中区政府受理30件。": {"received": 122},
    "制定规范性文件2件，公开率100%。": {"issued_normative": 2},
    "印发规范性文件三件，全部公开。": {"issued_normative": 3},
    "全市共配备信息公开工作人员56人，其中专职人员5名、兼职人员51名。": {
        "staff": 56, "staff_full_time": 5, "staff_part_time": 51},
    "自2018年1月1日起至12月31日，共主动公开政府信息89条。": {"disclosed": 89},
    "全年政府信息公开专项经费10万元。": {"budget": 10},
    "依申请公开收取费用0元。": {"fees": 0},
    "收取检索、复制、邮寄等费用1250元。": {"fees": 0.125},
    "其中涉及个人隐私的1件。": {"denied_privacy": 1},
    "政府信息公开申请12件全部办结。": {"received": 12},
    "依申请公开12件。": {"received": 12},
    "收到信息公开方面的投诉举报0件。": {"complaints": 0},
    "在区政府门户网站公开政府信息325条。": {"disclosed_website": 325},
}  # fmt: skip

DENIED = {
    "本年度未收到公民、法人和其他组织提出的政府信息公开申请。": {"received"},
    "没有因政府信息公开引起的行政复议、行政诉讼。": {"reviews", "litigation"},
    "全年没有收取任何费用。": {"fees"},
    "全年未发生因政府信息公开申请行政复议、提起行政诉讼的情况。": {"reviews", "litigation"},
    "2018年度，本机关未发生因政府信息公开被申请行政复议或提起行政诉讼的案件。": {"reviews", "litigation"},
    "无行政复议和行政诉讼情况。": {"reviews", "litigation"},
    "全年无依申请公开事项。": {"received"},
    "2018年，未接到任何依申请公开信息申请。": {"received"},
    "没有发生针对本部门有关政府信息公开事务的行政复议、诉讼和申诉案件。": {"reviews", "litigation"},
    "本年度我办没有收到政府信息公开申请，没有发生信息公开复议、诉讼和收费情况。": {
        "received", "reviews", "litigation"},
    "2018年，我局未制定规范性文件。": {"issued_normative"},
}  # fmt: skip

NOT_OF_THE_YEAR = {
    "比上年收到申请8件增加4件。": {"received": 8},
    "2019年计划主动公开政府信息500条。": {"disclosed": 500},
    "2017年，收到申请8件。": {"received": 8},
    "自2008年《条例》实施以来，累计主动公开政府信息2.3万条。": {"disclosed": 23000},
    "2016年至2018年，共主动公开政府信息3000条。": {"disclosed": 3000},
}

NOTHING = [
    "《条例》第十四条规定，涉及国家秘密的不予公开。",
    "全面梳理主动公开政府信息目录，更新3个栏目。",
    "一是不断加强组织领导，落实公开要求。",
    "根据《中华人民共和国政府信息公开条例》第二十条的要求，及时答复申请人。",
    "公开热线电话12345。",
]


@pytest.mark.parametrize(("sentence", "expected"), SURE.items(), ids=SURE)
def test_sentence_gives_its_figures(sentence: str, expected: dict[str, float]) -> None:
    assert {key: value for key, value, sure in told(sentence) if sure > 0.9} == expected


@pytest.mark.parametrize(("sentence", "expected"), DENIED.items(), ids=DENIED)
def test_what_did_not_happen_is_zero_with_the_words_that_say_so(sentence: str, expected: set[str]) -> None:
    found = told(sentence)
    assert {key for key, _, _ in found} == expected
    assert {value for _, value, _ in found} == {0}


@pytest.mark.parametrize(("sentence", "expected"), NOT_OF_THE_YEAR.items(), ids=NOT_OF_THE_YEAR)
def test_figures_of_other_years_are_not_trusted(sentence: str, expected: dict[str, float]) -> None:
    found = told(sentence)
    assert {key: value for key, value, _ in found} == expected
    assert all(sure < 0.5 for _, _, sure in found)


@pytest.mark.parametrize("sentence", NOTHING)
def test_sentence_without_figures_gives_none(sentence: str) -> None:
    assert told(sentence) == []


def test_rounded_figure_is_less_sure() -> None:
    assert told("今年以来共主动公开信息1.5万余条。") == [("disclosed", 15000, 0.8)]


def test_contradicting_figures_both_stay_and_are_less_sure() -> None:
    found = told("主动公开政府信息12条。全年主动公开政府信息15条。")
    assert sorted(found) == [("disclosed", 12, 0.6), ("disclosed", 15, 0.6)]


APPENDIX = (
    ("统计指标", "单位", "统计数"),
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "1203"),
    ("其中：主动公开规范性文件数", "条", "3"),
    ("制发规范性文件总数", "件", "/"),
    ("四、行政复议数量", "件", "2"),
    ("（一）维持具体行政行为数", "件", "1"),
    ("（二）被依法纠错数", "件", "1"),
    ("五、行政诉讼数量", "件", "1"),
    ("（二）被依法纠错数", "件", ""),
    ("（三）其他情形数", "件", "1"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "2"),
)


def test_appendix_rows_are_read_by_label_and_group() -> None:
    found = figures_of([Table("七", None, APPENDIX)], [], YEAR)
    assert {one.key: one.value for one in found} == {
        "disclosed": 1203, "disclosed_normative": 3, "reviews": 2, "reviews_upheld": 1,
        "reviews_corrected": 1,
        "litigation": 1, "litigation_other": 1, "staff_full_time": 2,
    }  # fmt: skip
    assert {one.section for one in found} == {"七"}
    assert found[0].evidence == "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） 条 1203"


def test_appendix_wins_over_prose() -> None:
    section = Section("一", 1, "", "主动公开政府信息1200余条。")
    found = figures_of([Table(None, None, APPENDIX)], [section], YEAR)
    assert [one.value for one in found if one.key == "disclosed"] == [1203]


def test_table_with_one_label_is_no_appendix() -> None:
    rows = (("专职人员数", "12"), ("车辆数", "3"))
    assert figures_of([Table(None, None, rows)], [], YEAR) == ()


def test_appendix_side_by_side() -> None:
    rows = (
        ("指标", "数", "指标", "数"),
        ("当面申请数", "1", "按时办结数", "4"),
        ("传真申请数", "2", "延期办结数", "0"),
    )
    found = figures_of([Table(None, None, rows)], [], YEAR)
    assert [(one.key, one.value) for one in found] == [
        ("received_in_person", 1), ("received_fax", 2), ("completed_in_time", 4), ("completed_extended", 0),
    ]  # fmt: skip


def test_page_of_before_2019_has_figures_and_no_statistics() -> None:
    page = """<title>甲县财政局</title>
    <h1>甲县财政局2016年政府信息公开工作年度报告</h1>
    <p>一、主动公开政府信息情况</p><p>2016年，我局主动公开政府信息326条，均通过网站公开。</p>
    <p>二、依申请公开情况</p><p>2016年，共收到政府信息公开申请4件，均已按时答复。</p>
    <p>三、存在的问题</p><p>公开的内容还不够丰富。</p>"""
    report = rh.extract(page)
    assert report.statistics == ()
    assert [(one.key, one.value, one.section) for one in report.figures] == [
        ("disclosed", 326, "一"),
        ("received", 4, "二"),
    ]
    assert rh.Report.from_dict(report.to_dict()).figures == report.figures


def test_every_label_leads_to_its_key_and_keys_are_unique() -> None:
    keys = [one.key for one in figure_kinds()]
    assert len(set(keys)) == len(keys)
    assert {key for many in figures_by_label().values() for _, key in many} == set(keys)
    for kind in figure_kinds():
        assert all(set(pattern.groupindex) == {"number"} for _, pattern in kind.phrases)
        assert not any(pattern.groups for _, pattern in kind.denials)


@given(
    st.text(
        alphabet="主动公开政府信息申请未收到行政复议诉讼0123456789万余条件，。；年至自以来\n ", max_size=120
    )
)
def test_any_prose_gives_figures_that_stand_in_it(text: str) -> None:
    for one in figures_of([], [Section(None, 1, "", text)], YEAR):
        assert one.raw in one.evidence
        assert one.evidence in text


@given(data=st.data())
def test_what_matches_a_pattern_has_its_needed_word(data: st.DataObject) -> None:
    patterns = [pair for kind in figure_kinds() for pair in (*kind.phrases, *kind.denials)]
    word, pattern = data.draw(st.sampled_from(patterns))
    assert word in data.draw(st.from_regex(pattern))
