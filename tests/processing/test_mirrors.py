from __future__ import annotations

from dataclasses import replace
from random import Random

from benchmarks.mirrors import labelled, measure
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest.processing.mirrors import Candidate, fingerprint, link, says_the_same

TEXT = "本年度云桥区财政局主动公开政府信息12条。" + "其中通过网站公开的信息均已按时更新，没有差错。" * 4
TITLE = "云桥区财政局2019年政府信息公开工作年度报告"


def candidate(number: int, text: str = TEXT, **changes: object) -> Candidate:
    digest, minhash, chars = fingerprint(text)
    one = Candidate(
        number, f"http://{number}.example.gov.cn/", TITLE, None, 2019, "2020-01-01", digest, minhash, chars
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def links(*pairs: tuple[Candidate, str]) -> dict[int, tuple[int, str]]:
    texts = {one.report_id: text for one, text in pairs}
    found = link([one for one, _ in pairs], lambda _year, _numbers: texts)
    return {one.report_id: (one.canonical_id, one.kind) for one in found}


def test_generated_reprints_are_linked_and_reports_on_one_template_are_not() -> None:
    found = measure(labelled(12))
    # measured on 200: 794 of 800 reprints, and not one of 800 others (python -m benchmarks mirrors)
    assert sum(wrong for _, _, wrong in found.values()) == 0
    assert sum(right for _, right, _ in found.values()) >= 46


def test_white_space_and_punctuation_make_no_difference() -> None:
    other = TEXT.replace("，", ", ").replace("。", "。\n")
    assert links((candidate(1), TEXT), (candidate(2, other), other)) == {2: (1, "exact")}


def test_the_office_decides_where_texts_are_equal() -> None:
    text = TEXT.replace("云桥区财政局", "我局")
    one, two = candidate(1, text), candidate(2, text, title=TITLE.replace("财政", "民政"))
    assert links((one, text), (two, text)) == {}
    unnamed = "2019年政府信息公开工作年度报告"
    one = candidate(1, text, title=unnamed, publisher="云桥区财政局")
    two = candidate(2, text, title=unnamed, publisher="云桥区民政局")
    assert links((one, text), (two, text)) == {}
    assert links((one, text), (replace(two, publisher=one.publisher), text)) == {2: (1, "exact")}


def test_years_are_never_mixed() -> None:
    assert links((candidate(1), TEXT), (candidate(2, report_year=2020), TEXT)) == {}


def test_one_other_number_or_name_is_another_report() -> None:
    for other in (
        TEXT.replace("12条", "13条"),
        TEXT.replace("财政局", "民政局"),
        TEXT.replace("云桥", "白沙"),
    ):
        assert links((candidate(1), TEXT), (candidate(2, other), other)) == {}


def test_the_original_is_on_a_government_host_and_the_earliest() -> None:
    portal = candidate(1, url="http://news.example.org/a.html", published_at="2019-12-31")
    late = candidate(2, published_at="2020-02-01")
    early = candidate(3, published_at="2020-01-15")
    found = links((portal, TEXT), (late, TEXT), (early, TEXT))
    assert found == {1: (3, "exact"), 2: (3, "exact")}


def test_short_texts_are_not_compared() -> None:
    assert links((candidate(1, "见附件。"), "见附件。"), (candidate(2, "见附件。"), "见附件。")) == {}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="政府信息公开12。，\n", max_size=200), st.text(alphabet="局委3。", max_size=60))
def test_comparing_is_even_handed_and_finds_a_text_in_itself(text: str, other: str) -> None:
    assert says_the_same(text, text)
    assert says_the_same(text, other) == says_the_same(other, text)


def test_the_order_of_reports_makes_no_difference() -> None:
    pairs = [(candidate(at, TEXT if at % 2 else TEXT + "特此报告。"), TEXT) for at in range(8)]
    texts = {one.report_id: text for one, text in pairs}
    candidates = [one for one, _ in pairs]
    expected = link(candidates, lambda _year, _numbers: texts)
    for seed in range(3):
        Random(seed).shuffle(candidates)
        assert link(candidates, lambda _year, _numbers: texts) == expected
    assert len(expected) == 7
