"""Index numbers and document numbers in their parts; what follows no scheme stays whole."""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting.document_numbers import parse_document_number
from reportharvest.extracting.index_numbers import (
    credit_code_is_valid,
    organisation_code_is_valid,
    parse_index_number,
)

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("text", "scheme", "parts"),
    [
        ("002590702/2019-58088", "organisation/year", {"organisation_code": "002590702", "organisation_code_valid": True, "year": 2019, "sequence": "58088"}),
        ("002590703/2019-58088", "organisation/year", {"organisation_code_valid": False}),
        ("00259070-2/2019-58088", "organisation/year", {"organisation_code": "002590702"}),
        ("００２５９０７０２／２０１９－５８０８８", "organisation/year", {"sequence": "58088"}),
        (" 002590702 / 2019 - 58088 ", "organisation/year", {"sequence": "58088"}),
        ("002590702-04-2019-000123", "organisation/category/year", {"category": "04", "sequence": "000123"}),
        ("002590702/04/2019-00012", "organisation/category/year", {"category": "04"}),
        ("11330600MB1234567X/2020-00012", "credit-code/year", {"credit_code": "11330600MB1234567X", "credit_code_valid": False, "organisation_code": "MB1234567", "region_code": "330600"}),
        ("91350100M000100Y43/2020-1", "credit-code/year", {"credit_code_valid": True, "organisation_code": "M000100Y4", "organisation_code_valid": True, "region_code": "350100"}),
        ("GZ0001-01-2019-000123", "local/category/year", {"local_code": "GZ0001", "category": "01"}),
        ("k12345-0102-2019-001", "local/category/year", {"local_code": "k12345", "category": "0102"}),
        ("00001-A-2019-001", "local/category/year", {"local_code": "00001", "category": "A"}),
        ("640000/2020-00001", "region/year", {"region_code": "640000", "year": 2020}),
        ("330682/2012-00001", "region/year", {"region_code": "330682"}),
    ],
)  # fmt: skip
def test_known_schemes(text: str, scheme: str, parts: dict[str, object]) -> None:
    found = parse_index_number(text)
    assert found is not None
    assert found.scheme == scheme
    assert {name: getattr(found, name) for name in parts} == parts


@pytest.mark.parametrize(
    "text",
    [None, "", "无", "A-1", "20200103-000123", "999999/2020-00001", "123456-2019-000123", "2019-001", "002590702", "002590702/19-1", "002590702/3019-1", "1" * 80, "区财政局2019-1"],
)  # fmt: skip
def test_what_follows_no_scheme_has_no_parts(text: str | None) -> None:
    assert parse_index_number(text) is None


@given(st.text(LETTERS, min_size=8, max_size=8))
def test_one_check_character_of_all_is_right(body: str) -> None:
    assert [organisation_code_is_valid(body + one) for one in "0123456789X"].count(True) == 1
    assert not organisation_code_is_valid(body)
    assert not organisation_code_is_valid(body + "一")


@given(st.text(CREDIT, min_size=17, max_size=17), st.integers(0, 16), st.randoms(use_true_random=False))
def test_a_credit_code_has_one_check_character_that_catches_a_slip(
    body: str, place: int, chance: random.Random
) -> None:
    [right] = [one for one in CREDIT if credit_code_is_valid(body + one)]
    other = chance.choice([one for one in CREDIT if one != body[place]])
    assert not credit_code_is_valid(body[:place] + other + body[place + 1 :] + right)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("浙政发〔2019〕3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发[2019]3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发［2019］3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发(2019)3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发（2019）3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发【2019】3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发﹝2019﹞3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发「2019」3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发《2019》3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发〔2019 3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发2019〕3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发2019 3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发 2019-3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("2019 3号", (None, 2019, "3", "〔2019〕3号")),
        ("浙政发〔２０１９〕０３号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发〔二〇一九〕三号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发〔2019〕第3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发〔2019年〕3号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙政发〔2019〕3", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("浙 政 发 〔 2019 〕 3 号", ("浙政发", 2019, "3", "浙政发〔2019〕3号")),
        ("云财(农)〔2019〕3号", ("云财(农)", 2019, "3", "云财(农)〔2019〕3号")),
        ("云桥市财政局公告 2019年第3号", ("云桥市财政局公告", 2019, "3", "云桥市财政局公告2019年第3号")),
        ("第3号", (None, None, "3", "第3号")),
        ("云桥市人民政府令第380号", ("云桥市人民政府令", None, "380", "云桥市人民政府令第380号")),
    ],
)  # fmt: skip
def test_document_numbers_in_any_brackets(text: str, parts: tuple[object, ...]) -> None:
    found = parse_document_number(text)
    assert found is not None
    assert (found.issuer, found.year, found.number, found.normalised) == parts


@pytest.mark.parametrize("text", [None, "", "无", "2019年1月3日", "3号", "浙政发20193号", "浙政发〔2019〕3号、浙政发〔2019〕4号", "浙政发〔3019〕3号", "〔" * 60])  # fmt: skip
def test_what_is_no_document_number(text: str | None) -> None:
    assert parse_document_number(text) is None


@given(st.text(max_size=70))
def test_any_text_is_read_or_left(text: str) -> None:
    parse_index_number(text)
    found = parse_document_number(text)
    assert found is None or parse_document_number(found.normalised) == found
