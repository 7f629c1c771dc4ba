"""One codec of the Far East read as another: whole fields, by the table that read them, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.repairing.damage import LAW, NEWS, REPORT, TRADITIONAL
from tests.repairing.losses import aligned

from reportharvest.repairing import repair
from reportharvest.repairing.double_byte import find_double_byte
from reportharvest.repairing.misread import find_misread
from reportharvest.repairing.readers import TABLES, byte_table

FIGURES = (
    "信贷：发放小额贷款1.17万笔，32.08亿元，同比增长6.4%；减免利息315万元，惠及农户2,046户、企业87家。",
    "全年新收申请147件，其中自然人121件，企业22件，社会组织4件；按时答复139件，延期8件。",
    "2019年6月17日22时55分，多地发生地震，倒损房屋2.86万户，转移群众1.3万人。",
    "关于调整县城公交1路、5路、8路线路走向的通知",
)
PAGES = (
    f"<html><head><title>政府信息公开</title></head><body>\n<p>{NEWS}</p>\n<td>{{}}</td>\n<p>{LAW}</p></body></html>",
    f"<h1>政府資訊公開</h1>\n<p>{TRADITIONAL}</p>\n<td>{{}}</td>\n<p>{TRADITIONAL}</p>",
)


def read(text: str, real: str, reader: str, mark: str = "\ufffd") -> str:
    return text.encode(real).decode(reader, errors="replace").replace("\ufffd", mark)


def wrong(sound: str, restored: str) -> list[tuple[str, str]]:
    found = zip(sound, aligned(sound, restored), strict=True)
    return [(one, other) for one, other in found if other not in (one, "", "\ufffd")]


@pytest.mark.parametrize("reader", ["big5", "cp950", "big5hkscs", "cp949", "euc_kr"])
@pytest.mark.parametrize("mark", ["\ufffd", "?"])
@pytest.mark.parametrize("text", FIGURES)
def test_a_field_cut_up_by_figures_is_restored_as_a_whole(text, reader, mark):
    restored = repair(read(text, "gb18030", reader, mark)).text
    assert not wrong(text, restored)
    assert restored.count("\ufffd") <= 0.06 * len(text)


@pytest.mark.parametrize("page", PAGES, ids=["simplified", "traditional"])
@pytest.mark.parametrize("reader", ["big5", "big5hkscs", "cp949", "cp932"])
@pytest.mark.parametrize("text", FIGURES[:3])
def test_a_damaged_field_of_a_sound_page_is_restored_and_nothing_else(text, reader, page):
    before, after = page.split("{}")
    restored = repair(page.format(read(text, "gb18030", reader))).text
    assert restored.startswith(before)
    assert restored.endswith(after)
    assert len(wrong(text, restored[len(before) : -len(after)])) <= 1


@pytest.mark.parametrize("reader", ["big5", "big5hkscs"])
def test_what_was_lost_is_told_by_the_table_that_lost_it(reader):
    # 七 and 普 stand where tables differ; 日 and 去 are refused by one of them alone.
    text = "七月七日，普查员去了七个村，登记七百七十七户；去年同日，普查只去了四个村。"
    assert not wrong(text, repair(read(text, "gb18030", reader)).text)


@pytest.mark.parametrize("reader", ["gb18030", "gbk", "cp932", "cp949"])
@pytest.mark.parametrize("text", [TRADITIONAL, TRADITIONAL[:60]], ids=["long", "short"])
def test_big5_read_as_another(text, reader):
    restored = repair(read(text, "big5", reader)).text
    assert len(wrong(text, restored)) <= 1
    assert restored.count("\ufffd") <= 0.06 * len(text)


def test_sequences_that_would_be_utf8_do_not_decide_over_the_rest():
    text = (
        "我们把车间拆成一万两千个点位数据，下料成材率提升到九成一，人员减少了六成多，"
        "车间里最缺的是会写代码的焊工。"
    )
    assert not wrong(text, repair(read(text, "gb18030", "big5")).text)


def test_sound_japanese_is_not_even_asked():
    assert find_misread("スーパーマーケットでパーティーのメニューとコーヒーを買った。" * 40) == []


@pytest.mark.parametrize(
    "text",
    [
        (
            "佢哋喺度傾偈，冇諗過會咁夜。嗰陣時啲細路仔唔識嘢，成日曳曳，阿媽鬧完佢哋就喊晒口。"
            "啱啱收到消息，嗰間嘢執咗笠，咪嘥氣啦。"
        ),
        (
            "大韓民國의 憲法前文에서 悠久한 歷史와 傳統에 빛나는 우리 大韓國民은 "
            "三一運動으로 建立된 臨時政府의 法統을 繼承하고"
        ),
        (
            "龔翾騫 黃鈺嫺 陳韡霖 李翃甯 張筠旂 歐陽鞱鈞 司徒嬿妘 鄺焯燊 麥嘉縈 岑翀霄 "
            "蘇珮瑢 戴暐倫 樊瀞予 簡筱芃 潘莛惠 嚴靚琁"
        ),
        "關關雎鳩在河之洲窈窕淑女君子好逑參差荇菜左右流之蒹葭蒼蒼白露為霜螽斯羽詵詵兮宜爾子孫振振兮鶉之奔奔鵲之彊彊",
    ],
    ids=["cantonese", "korean", "names", "classical"],
)
def test_sound_text_of_rare_characters_stays(text):
    assert repair(text).text == text
    assert repair("\n".join([text] * 20)).text == "\n".join([text] * 20)


EVERY = sorted({char for names in TABLES.values() for char in byte_table(names[0])})
MARKS = "?\ufffdA@~19 "


@given(st.text(st.sampled_from(EVERY + list(MARKS) * 400), max_size=80))
@settings(max_examples=80, deadline=None)
def test_characters_drawn_by_chance_are_no_damage(text):
    assert find_double_byte(text) is None


@given(st.text(max_size=30), st.integers(0, len(REPORT) - 60), st.sampled_from(["big5", "cp949", "cp932"]))
@settings(max_examples=40, deadline=None)
def test_anything_may_stand_in_a_damaged_field(other, start, reader):
    damaged = read(REPORT[start : start + 60], "gb18030", reader)
    found = find_double_byte(damaged[:30] + other + damaged[30:])
    last = 0
    for stretch in found[1] if found else ():
        assert last <= stretch.start < stretch.end <= len(damaged) + len(other)
        last = stretch.end
