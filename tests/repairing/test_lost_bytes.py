"""Lost bytes: what is printed is right, what cannot be known is marked and counted."""

from __future__ import annotations

import pytest
from tests.repairing.damage import LAW, LOSSES, NEWS, PAGE, REPORT, lose, misread

from reportharvest.repairing import repair
from reportharvest.repairing.hints import Before, hints
from reportharvest.repairing.lost_bytes import settle
from reportharvest.repairing.manners import judge_manner
from reportharvest.repairing.stretch import Slot

KEEPS_ASCII = [manner for manner in LOSSES if "swallow" not in manner and "pairs" not in manner]
WHOLE_PAIRS = [manner for manner in LOSSES if "pairs" in manner]


def losses(text: str, manner: str) -> tuple[int, int, int]:
    """Restored slots, characters that are wrong, characters marked as lost."""
    repaired = repair(lose(text, manner))
    slots = sum(step.kind == "lost-bytes" for step in repaired.steps)
    assert len(repaired.text) == len(text)
    wrong = sum(one not in (other, "\ufffd") for one, other in zip(repaired.text, text, strict=True))
    unknown = repaired.text.count("\ufffd")
    assert unknown == repaired.lost
    return slots, wrong, unknown


@pytest.mark.parametrize("manner", KEEPS_ASCII)
@pytest.mark.parametrize("text", [REPORT, LAW], ids=["report", "law"])
def test_official_text_comes_back(text, manner):
    slots, wrong, unknown = losses(text, manner)
    assert slots >= 6
    assert (wrong, unknown) == (0, 0)


@pytest.mark.parametrize("manner", KEEPS_ASCII)
def test_news_comes_back_but_for_one_character_in_ten(manner):
    slots, wrong, unknown = losses(NEWS, manner)
    assert wrong == 0
    assert unknown <= max(1, slots // 10)


@pytest.mark.parametrize("manner", WHOLE_PAIRS)
@pytest.mark.parametrize(
    ("text", "known"), [(REPORT, 0.8), (LAW, 0.95), (NEWS, 0.65)], ids=["report", "law", "news"]
)
def test_pairs_that_became_one_mark_leave_no_wrong_character(text, known, manner):
    slots, wrong, unknown = losses(text, manner)
    assert slots >= 12
    assert wrong == 0
    assert unknown <= (1 - known) * slots


# Floors, measured when they were set; they may rise. Of 38 characters one is wrong: 、 at the end of a piece
# that begins as a paragraph does, where 。 would end one.
@pytest.mark.parametrize(
    ("manner", "right", "emitted"),
    [("question", 0.95, 0.97), ("replacement", 0.95, 0.97), ("python", 0.94, 0.995)],
)
def test_pieces_cut_anywhere_keep_to_the_floors(manner, right, emitted):
    all_slots = all_wrong = all_unknown = 0
    text = REPORT + LAW
    for start in range(0, len(text) - 90, 41):
        slots, wrong, unknown = losses(text[start : start + 90], manner)
        all_slots, all_wrong, all_unknown = all_slots + slots, all_wrong + wrong, all_unknown + unknown
    assert 1 - (all_wrong + all_unknown) / all_slots >= right
    assert 1 - all_wrong / (all_slots - all_unknown) >= emitted


@pytest.mark.parametrize("manner", ["swallow", "swallow-replacement"])
def test_swallowed_mark_up_comes_back_sound(manner):
    repaired = repair(lose(PAGE, manner))
    shape = "".join(char for char in repaired.text if char < "\x80")
    assert shape == "".join(char for char in PAGE if char < "\x80")


def test_a_swallowed_digit_is_a_gap():
    sound = "<p>政府信息公开。</p><p>收到申请公开的信息242条。</p><p>主动公开政府信息。</p>"
    repaired = repair(lose(sound, "swallow"))
    assert repaired.text == sound.replace("信息242", "信息\ufffd42")
    assert repaired.lost == 1


def test_every_lost_byte_is_a_step_at_its_place():
    damaged = lose("政府信息公开。\n主动公开政府信息。\n", "question")
    steps = [step for step in repair(damaged).steps if step.kind == "lost-bytes"]
    assert [step.after for step in steps] == ["。", "。"]
    assert all(damaged[step.start : step.end].endswith("?") for step in steps)
    assert all(0.9 <= step.confidence <= 1.0 for step in steps)


def test_doubt_is_not_printed():
    slot = Slot(0, 2, ("六", "八"))
    settle(["参照本条例第十", slot, "条的规定"])
    assert (slot.after, slot.confidence < 0.9) == ("\ufffd", True)


@pytest.mark.parametrize(
    ("before", "candidates", "following", "expected"),
    [
        ("（一）公开。\n（二）解读。\n（", ("三", "一", "七"), "）回应。\n", "三"),
        ("第五条 公开。\n第", ("六", "八"), "条 解读。\n第七条 回应。", "六"),
        ("应当履行下列职责", ("，", "；", "："), "\n（一）公开", "："),
        ("一是公开", ("：", "；", "，"), "\n（三）解读", "；"),
        ("（二）公开；\n(", ("三", "一", "七"), ")解读", "三"),
        ("（二）公开。\n第六条 应当：\n（", ("一", "三", "七"), "）解读", "一"),
        ("以", ("”", "“", "—"), "公开为常态”，", "“"),
        ("2018年12", ("有", "月", "本"), "31日", "月"),
        ("截至2018", ("年", "平"), "底", "年"),
    ],
)
def test_what_three_characters_cannot_tell_the_line_does(before, candidates, following, expected):
    seen = Before()
    seen.add(before)
    found = hints(candidates, seen, following)
    assert max(found, key=found.__getitem__) == expected


@pytest.mark.parametrize(
    ("manner", "swallows"),
    [("question", False), ("replacement", False), ("swallow", True), ("swallow-replacement", True)],
)
def test_the_manner_of_losing_is_judged_from_the_whole_text(manner, swallows):
    assert (judge_manner(lose(PAGE * 3 + LAW, manner)).swallows > 0) == swallows


def test_a_list_with_wide_and_narrow_brackets_is_one_list():
    text = (
        "申请人有下列情形之一的，优先办理：\n（一）七十周岁以上的老年人；\n（二）军人、军属；\n"
        "(三)见义勇为人员及其近亲属；\n（四）残疾人。\n"
    )
    assert "\n(三)见义勇为" in repair(lose(text, "question")).text


def test_a_cut_list_does_not_begin_anew_behind_a_semicolon():
    seen = Before()
    seen.add("公开指南；\n（")
    assert hints(("一", "三", "七"), seen, "）公开目录；\n")["一"] < 0
    assert hints(("：", "；", "，"), Before(), "\n（\ufffd）公开目录；\n")["："] < 0


INDENTED = """　　2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进政务公开工作。
　　一、总体情况
　　我局主动公开政府信息128条，其中部门文件67条，第三方平台发布9条。
　　（一）主动公开。通过门户网站公开信息，负责人：王　明。
<p>　　二、存在的问题</p>
　　第三条　本机关主动公开。
结束
"""


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
@pytest.mark.parametrize("mark", ["\ufffd", "?"])
def test_the_spaces_that_begin_a_paragraph_come_back(encoding, mark):
    """E3 80 80 loses its last byte wherever 0x80 is no €: in every paragraph of most pages."""
    damaged = INDENTED.encode().decode(encoding, errors="replace").replace("\ufffd", mark)
    repaired = repair(damaged).text
    assert len(repaired) == len(INDENTED)
    for found, line in zip(repaired.splitlines(), INDENTED.splitlines(), strict=True):
        assert found[:5] == line[:5]
    wrong = [
        (one, other) for one, other in zip(repaired, INDENTED, strict=True) if one not in (other, "\ufffd")
    ]
    assert not wrong


@pytest.mark.parametrize("manner", ["question", "replacement", "python"])
@pytest.mark.parametrize(
    "text",
    [
        "本机关2016年度政府信息公开工作年度报告由概述、主动公开情况等六部分组成。",
        "全年未收到公民、法人和其他组织关于政府信息公开的投诉。",
        "政府信息公开工作年度报告",
        "2018年主动公开政府信息242条，其中通过网站公开198条。",
    ],
)
def test_a_text_ends_where_a_sentence_does(text, manner):
    for cut in (text, text + " ", "公开" + text):
        damaged = lose(cut, manner)
        assert repair(damaged).text == cut


@pytest.mark.parametrize("end", ["1,206条", "3.4万人", "5%"])
def test_a_number_without_its_beginning_shows_that_digits_were_swallowed(end):
    sound = "又发布各类信息" + end + "，其中网站公开情况如下：公开信息"
    damaged = lose(sound, "swallow")
    assert repair(damaged).text == sound.replace("信息" + end[0], "信息\ufffd", 1)


def test_what_a_reader_swallowed_in_one_place_it_swallowed_in_others():
    sound = "其中当面申请12件、网络申请21件、信函申请5件，均在法定期限内予以答复。"
    restored = repair(lose(sound, "swallow")).text
    assert restored.replace("\ufffd", "") == sound.replace("21", "1").replace("5", "").replace("\ufffd", "")
    assert restored.count("\ufffd1件") == restored.count("\ufffd件") == 1


@pytest.mark.parametrize(
    "sound",
    [
        "面积3.5×10平方米，误差±2°C，联系人买买提·艾力，号码6012×××的房间。",
        "受大风影响，全镇共转移群众47户163人，没有人员伤亡。",
    ],
)
def test_a_reader_that_leaves_no_mark_leaves_single_characters(sound):
    assert repair(misread(sound, "utf8-as-gbk")).text == sound


def test_signs_of_two_bytes_stay_what_they_look_like_in_sound_text():
    text = "中山路12号3脳4，" + misread("主动公开政府信息", "utf8-as-gbk")
    assert repair(text).text == "中山路12号3脳4，主动公开政府信息"


def test_a_long_number_is_all_that_is_known_of_what_stands_before():
    assert repair("澶?50011002500417鍙?").text.strip("\ufffd") == "50011002500417"
