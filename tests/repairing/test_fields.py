"""One damaged field in a page that is sound: the field comes back whole, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.repairing.damage import lose, misread

from reportharvest.repairing import repair

SOUND = (
    "<p>全年公开信息1206条，对“快递送礼”“一桌餐”等“四风”变异问题，记者注意到标有“NIKE”“adidas”字样的货物，"
    "电话：0953-6012×××。</p>\n<p>会议指出，要“以案促改”，推动“放管服”改革落地。</p>\n"
)
FIELDS = (
    '<body><h1 class="title">{}</h1>\n',
    '<body><td class="t">{}</td>\n',
    "<body><p>{}</p>\n",
    '<body><a href="1.html" title="{}">更多</a>\n',
)
TITLES = (
    "国家能源局某监管办公室信息公开情况（2016年）",
    "二、2019年主要任务",
    "城市国土空间总体规划（2021—2035年）公示",
    "宋德厚同志治丧办公室",
    "冀石市监处罚〔2022〕304号",
    "二〇一七年八月二十一日",
    "这是长征系列运载火箭的第168次飞行。",
)
LATIN = (["utf8-as-latin1"], ["utf8-as-cp1252"], ["utf8-as-cp1252", "utf8-as-cp1252"], ["gbk-as-cp1252"])


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("title", TITLES)
def test_a_field_comes_back(title, field):
    sound = field.format(title) + SOUND
    for chain in LATIN:
        assert repair(field.format(misread(title, *chain)) + SOUND).text == sound
    for manner in ("question", "replacement"):
        assert repair(field.format(lose(title, manner)) + SOUND).text == sound


@pytest.mark.parametrize("chain", LATIN)
@pytest.mark.parametrize("date", ["2013年4月3日", "2008年11月21日"])
def test_a_date_comes_back_though_its_characters_stand_alone(date, chain):
    assert repair(f"<td>{misread(date, *chain)}</td>{SOUND}").text == f"<td>{date}</td>{SOUND}"
    assert repair(misread(date, *chain)).text == date


def test_a_date_comes_back_though_each_of_its_characters_lost_a_byte():
    damaged = lose("2013年4月3日", "question")
    assert repair(f"<td>{damaged}</td>{SOUND}").text == f"<td>2013年4月3日</td>{SOUND}"


@given(st.sampled_from(FIELDS), st.sampled_from(TITLES), st.sampled_from(LATIN), st.text(max_size=30))
def test_what_stands_beside_a_field_does_not_change(field, title, chain, beside):
    page = f"{field.format(misread(title, *chain))}{SOUND}<!--{beside}-->"
    assert SOUND in repair(page).text


@given(st.text("年月日éäö»0123456789 ,.", max_size=40))
def test_single_letters_between_numbers_are_no_dates(text):
    assert repair(text).text == text


@pytest.mark.parametrize(
    "sound",
    [
        "经济观察 | 记者 田野 深圳？",
        "审判员\u3000惠莉\n平湖西路",
        "宋德厚、欧阳倩、贺子谦",
        "褐翅燕鸥繁殖对",
        "护10分，喷马骝、喷砂工",
    ],
)
def test_short_texts_full_of_names_come_back(sound):
    for chain in ("gbk-as-cp1252", "utf8-as-cp1250"):
        assert repair(misread(sound, chain)).text == sound


def test_no_quote_is_made_up_behind_a_title():
    attribute = '<meta name="description" content="自然资源局2022年政府信息公开工作年度报告">'
    title = "<title>贵阳市花溪区2023年度法治政府建设情况的报告</title>"
    damaged = lose(title[7:-8], "question")
    assert repair(f"<title>{damaged}</title>\n{attribute}").text == f"{title}\n{attribute}"


def test_a_swallowed_space_is_no_comma_where_commas_are_full_width():
    page = "<h1>{}</h1><p>全年公开信息，其中网站公开，微信公开，均已办结。</p>"
    restored = repair(page.format(lose("全国春运今日启动啦 预计发送旅客", "swallow"))).text
    assert "," not in restored


def test_a_swallowed_date_leaves_gaps():
    assert repair(lose("2013年4月3日", "swallow")).text == "2013年\ufffd月\ufffd日"


@pytest.mark.parametrize(
    "sound",
    [
        "ОТПЕЧАТОК КЛЮЧА ОТСУТСТВУЕТ",
        "Ошибка: КОПИРУЕТ ИСТОЧНИК В НАЗНАЧЕНИЕ",
        "ЗАПИСУ:",
        "ОБРАЗ %U (%U ЗАПИСІВ)",
    ],
)
def test_words_of_cyrillic_letters_are_words(sound):
    assert repair(sound).text == sound


@pytest.mark.parametrize("chain", LATIN)
@pytest.mark.parametrize(
    "sound",
    [
        "Die Größe der Fläche beträgt 3 m² für Bürger in Österreich",
        "São Paulo não é a capital; informações públicas, ações",
        "L’Assemblée générale a adopté la résolution « Égalité » ; où est-ce ?",
        "他说:“好的”,然后“隐形变异”“快递送礼”3,000元",
    ],
)
def test_what_stands_beside_a_damaged_paragraph_does_not_change(sound, chain):
    page = f"<p>{sound}</p>\n<p>{{}}</p>\n<td>{sound}</td>"
    paragraph = "一年来，我局坚持以公开为常态、不公开为例外，及时发布各类信息，均已按期答复。" * 3
    assert repair(page.format(misread(paragraph, *chain))).text == page.format(paragraph)
