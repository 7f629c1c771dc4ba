"""Scripts and visible text in one pass, and what reads them on pages that never close anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.blocked import block_evidence
from reportharvest.crawling.markup import script_texts, visible_text
from reportharvest.crawling.menus import menu_files, menu_links
from reportharvest.running.guessing import api_requests, rows_of_api

URL = "http://a.example/nb/index.html"


@pytest.mark.parametrize(
    ("page", "shown", "scripts"),
    [
        ("<p>a</p><script>b</script>c", "a c", ["b"]),
        ("<script>a</script><script>b</script >", "", ["a", "b"]),
        ("a<!-- <script>b</script> -->c", "a c", []),
        ("a<script>b", "a", ["b"]),
        ("a<!-- b", "a", []),
        ("<noscript>请开启脚本</noscript>a&nbsp;&nbsp;b", "a b", []),
    ],
)
def test_what_is_shown_and_what_is_run(page: str, shown: str, scripts: list[str]) -> None:
    assert visible_text(page) == shown
    assert script_texts(page) == scripts


@pytest.mark.parametrize(
    "part", ["<script>", "<!--", "<script", "<style>a", "{'a':", "d.add('年报',", "<li onclick='"]
)
def test_pages_that_never_close_anything_are_read_in_linear_time(part: str) -> None:
    page = part * (250_000 // len(part))
    block_evidence(page)
    menu_links(page, URL)
    menu_files(page, URL)
    api_requests(page, URL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'var t = [{"name": "信息公开年报", "id": 3, "url": "../nb.html"}]',
            [("信息公开年报", "http://a.example/nb.html")],
        ),
        ("d.add(1, 0, '年报', '/nb/', '', 'main');", [("年报", "http://a.example/nb/")]),
        (r'{"title": "\u5e74\u62a5", "link": "\/nb\/"}', [("年报", "http://a.example/nb/")]),
        ("<ul><li data-url='nb/'>年报</li></ul>", [("年报", "http://a.example/nb/nb/")]),
        ("<span onclick=\"go('/nb/')\">年报</span>", [("年报", "http://a.example/nb/")]),
        ("<select><option value='/nb/'>年报</option></select>", [("年报", "http://a.example/nb/")]),
        ('{"a": {"name": "年报"}, "b": {"url": "/nb/"}}', []),
        ('{"name": "年报", "icon": "/a.png"}', []),
    ],
)
def test_menus_that_scripts_draw(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.text, one.url) for one in menu_links(text, URL)] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$.ajax({url: '/api', data: {c: 7, page: 1}})", ("GET", "http://a.example/api?c=7&page=1", "")),
        ("$.post('/api', {c: 7, pageNo: n})", ("POST", "http://a.example/api", "c=7&pageNo=1")),
        ("$.ajax({type: 'POST', url: '/api', data: {c: 'x'}})", ("POST", "http://a.example/api", "c=x")),
        ("fetch('nb_1.json').then(f)", ("GET", "http://a.example/nb/nb_1.json", "")),
        ("var c = 7; axios.get('/api', {params: {c: c}})", ("GET", "http://a.example/api?c=7", "")),
    ],
)
def test_requests_of_scripts_for_their_lists(script: str, expected: tuple[str, str, str]) -> None:
    assert api_requests(f"<script>{script}</script>", URL)[0] == expected


def test_rows_of_an_answer_and_where_its_page_number_stands() -> None:
    text = '{"d": {"r": [{"t": "2019年政府信息公开年报", "u": "/1.html", "date": "2020-01-02"}]}}'
    api = rows_of_api(text, "GET", "http://a.example/api?c=7&pageNo=1", "", URL)
    assert api is not None
    assert (api.url, api.path, api.link, api.title, api.date) == (
        "http://a.example/api?c=7&pageNo={page}", "d.r", "u", "t", "date"
    )  # fmt: skip
    assert rows_of_api('{"r": [{"t": "通知", "u": "/1.html"}]}', "GET", URL, "", URL) is None


@given(st.text(alphabet="<>!-script/'\"{}():,年报a.b", max_size=300))
def test_nothing_makes_them_raise(text: str) -> None:
    visible_text(text)
    menu_links(text, URL)
    menu_files(text, URL)
    api_requests(f"<script>{text}</script>", URL)
