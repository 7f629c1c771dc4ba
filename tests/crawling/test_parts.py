# ruff: noqa: E501  rows of a table are read across
"""Pages that an article goes on at, and pages beside it that it does not."""

from __future__ import annotations

import pytest

from reportharvest.crawling.listing import read_listing
from reportharvest.crawling.parts import further_pages, may_have_further_pages

A = "<a href='{}'>{}</a> "


def script(total: int, current: int, name: str) -> str:
    return f"<script>createPageHTML({total}, {current}, '{name}', 'html');</script>"


@pytest.mark.parametrize(
    ("page", "number", "body", "expected"),
    [
        ("x/content.html", 1, A.format("content_2.html", 2) + A.format("content_3.html", 3), {2: "x/content_2.html", 3: "x/content_3.html"}),
        ("x/content.html", 1, A.format("content_2.html", "下一页") + A.format("content_9.html", "尾页"), {2: "x/content_2.html"}),
        ("x/content_2.html", 2, A.format("content.html", 1) + A.format("content_3.html", "下一页"), {3: "x/content_3.html"}),
        ("x/content_3.html", 3, A.format("content.html", 1) + A.format("content_2.html", "上一页"), {}),
        ("x/t2020_123.html", 1, script(3, 0, "t2020_123"), {2: "x/t2020_123_1.html", 3: "x/t2020_123_2.html"}),
        ("x/t2020_123_1.html", 2, script(3, 1, "t2020_123"), {3: "x/t2020_123_2.html"}),
        ("x/a-1.html", 1, A.format("a-2.html", 2), {2: "x/a-2.html"}),
        ("show?id=7", 1, A.format("?id=7&page=2", "下一页"), {2: "show?id=7&page=2"}),
        ("show?id=7&page=2", 2, A.format("?id=7&page=3", "下一页"), {3: "show?id=7&page=3"}),
        ("x/t1.html", 1, A.format("t1_2.html", "2") + A.format("t1_2.html", "全文"), {2: "x/t1_2.html"}),
        # neighbours, lists, and pages in the midst
        ("x/123.html", 1, A.format("124.html", "下一页"), {}),
        ("x/t2020_123.html", 1, A.format("t2020_124.html", "下一页"), {}),
        ("x/content.html", 1, A.format("content_2.html", "下一篇"), {}),
        ("x/content.html", 1, A.format("index_2.html", "下一页") + script(3, 0, "index"), {}),
        ("x/content.html", 1, A.format("../y/content_2.html", "下一页"), {}),
        ("x/content_3.html", 1, A.format("content_4.html", "下一页"), {}),
        ("x/content.html", 1, A.format("content_4.html", "4"), {}),
        ("show?id=7", 1, A.format("?id=8", "下一页"), {}),
        ("show?id=7", 1, A.format("?id=8&page=2", "下一页"), {}),
        ("x/content.html", 1, A.format("http://b.example/x/content_2.html", "2"), {}),
    ],
)  # fmt: skip
def test_further_pages(page: str, number: int, body: str, expected: dict[int, str]) -> None:
    url = f"http://a.example/{page}"
    found = further_pages(read_listing(f"<!doctype html><body>{body}", url), url, number)
    assert {one.number: one.url.removeprefix("http://a.example/") for one in found} == expected
    if expected and "?" not in page:
        assert may_have_further_pages(body.encode(), url)


def test_a_pager_without_end_is_bounded() -> None:
    links = "".join(A.format(f"c_{number}.html", number) for number in range(2, 99))
    url = "http://a.example/c.html"
    assert len(further_pages(read_listing(links, url), url)) == 49
