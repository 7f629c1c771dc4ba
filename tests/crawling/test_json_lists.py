# ruff: noqa: E501  rows of a table are read across
"""Lists behind JSON interfaces: what a description may say, and what is said of an answer that is otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.json_lists import LIST_API_SETTINGS, ListApi, read_list_api, read_rows

URL = "http://a.example/api?c=7&p={page}"
ROW = {"id": 7, "info": {"title": "2019年<b>年报</b>", "url": "/1.html"}, "date": "2020-01-20"}


def api(**changes: Any) -> ListApi:
    return read_list_api({"url": URL, "rows": "data.list", "link": "info.url"} | changes)


@pytest.mark.parametrize(
    ("changes", "answer", "rows"),
    [
        ({}, {"data": {"list": [ROW]}}, [("/1.html", "", "")]),
        ({"title": "info.title", "date": "date"}, {"data": {"list": [ROW]}}, [("/1.html", "2019年年报", "2020-01-20")]),
        ({"link": "/art/{id}.html"}, {"data": {"list": [ROW]}}, [("/art/7.html", "", "")]),
        ({"rows": "."}, [ROW], [("/1.html", "", "")]),
        ({"rows": "data[1].rows"}, {"data": [0, {"rows": [ROW]}]}, [("/1.html", "", "")]),
        ({"rows": "years[*]"}, {"years": [[ROW], [ROW]]}, [("/1.html", "", "")] * 2),
        ({"title": "info.title", "only": "年报"}, {"data": {"list": [ROW, {"info": {"title": "x", "url": "2"}}]}},
         [("/1.html", "2019年年报", "")]),
        ({}, {"data": {"list": None}}, []),
        ({}, {"data": {"list": [{"info": {"url": "1"}}, {"info": {}}]}}, [("1", "", "")]),
    ],
)  # fmt: skip
def test_rows_are_where_the_description_says(changes: dict[str, Any], answer: Any, rows: list[tuple]) -> None:
    found = read_rows(api(**changes), json.dumps(answer), 1)
    assert (list(found.rows), found.problem) == (rows, None)


@pytest.mark.parametrize(
    ("changes", "answer", "problem"),
    [
        ({}, {"data": {"records": [], "total": 0}},
         'rows = "data.list": there is no "list" in "data"; there are: records, total'),
        ({}, {"data": []}, 'rows = "data.list": "data" is an array, not an object'),
        ({}, [], 'rows = "data.list": the answer is an array, not an object'),
        ({}, {"data": {"list": "x"}}, 'rows = "data.list": is a text, not an array'),
        ({"rows": "data[3]"}, {"data": []}, 'rows = "data[3]": "data" has 0 entries'),
        ({"link": "href"}, {"data": {"list": [{"url": 1}]}},
         'link = "href": there is no "href" in the answer; there are: url'),
        ({"total": "data.n"}, {"data": {"list": [ROW]}},
         'total = "data.n": there is no "n" in "data"; there are: list'),
        ({"pages": "data.n"}, {"data": {"list": [ROW], "n": "many"}}, 'pages = "data.n": is a text, not a number'),
    ],
)  # fmt: skip
def test_what_an_answer_does_not_hold_is_said_with_the_place(
    changes: dict[str, Any], answer: Any, problem: str
) -> None:
    assert read_rows(api(**changes), json.dumps(answer), 1).problem == problem


def test_an_answer_that_is_no_json_is_said() -> None:
    assert "the answer is no JSON" in (read_rows(api(), "<html>", 1).problem or "")


@pytest.mark.parametrize(
    ("changes", "found", "page", "following"),
    [
        ({}, {"list": [ROW]}, 1, 2),
        ({}, {"list": []}, 3, None),
        ({"total": "data.n", "page_size": 10}, {"list": [ROW], "n": 30}, 2, 3),
        ({"total": "data.n", "page_size": 10}, {"list": [ROW], "n": "30"}, 3, None),
        ({"pages": "data.n", "first_page": 0}, {"list": [ROW], "n": 3}, 1, 2),
        ({"pages": "data.n", "first_page": 0}, {"list": [ROW], "n": 3}, 2, None),
        ({"url": "http://a.example/all.json"}, {"list": [ROW]}, 1, None),
    ],
)
def test_how_a_list_ends(changes: dict[str, Any], found: Any, page: int, following: int | None) -> None:
    assert read_rows(api(**changes), json.dumps({"data": found}), page).following == following


@pytest.mark.parametrize(
    ("settings", "page", "request_"),
    [
        ({}, 3, ("http://a.example/api?c=7&p=3", "")),
        ({"url": "http://a.example/l?s={start}&e={end}", "page_size": 20}, 2, ("http://a.example/l?s=21&e=40", "")),
        ({"url": "http://a.example/l", "method": "post", "body": '{"page": {page}, "size": {size}}'}, 4,
         ("http://a.example/l", '{"page": 4, "size": 15}')),
        ({"url": "http://a.example/{page}/{page}.json", "first_page": 0}, 0, ("http://a.example/0/0.json", "")),
    ],
)  # fmt: skip
def test_a_request_says_which_page_it_asked_for(
    settings: dict[str, Any], page: int, request_: tuple[str, str]
) -> None:
    one = api(**settings)
    assert one.request(page) == request_
    assert one.page_of(one.method, *request_) == page
    assert one.page_of(one.method, request_[0] + "0x", request_[1]) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"rows": "a", "link": "b"}, "url is missing"),
        ({"url": URL, "rows": "a", "link": "b", "links": "c"}, 'has no setting "links"; allowed here: body'),
        ({"url": "ftp://a.example", "rows": "a", "link": "b"}, "is not an http or https URL"),
        ({"url": URL, "rows": "a", "link": "b", "method": "PUT"}, "method must be GET or POST"),
        ({"url": URL, "rows": "a", "link": "b", "body": "x"}, "a body is posted"),
        ({"url": URL, "rows": "a", "link": "b", "page_size": 0}, "page_size must be at least 1"),
        ({"url": URL, "rows": "a", "link": "b", "page_size": "9"}, "page_size must be a integer"),
        ({"url": URL, "rows": "a", "link": "b", "only": "("}, "is no regular expression"),
        ("x", "must be a table"),
    ],
)
def test_a_wrong_description_is_refused(content: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(").replace("[", r"\[")):
        read_list_api(content)


def test_every_name_has_help_and_is_a_field() -> None:
    assert all(one.help and hasattr(ListApi("", "", ""), one.name) for one in LIST_API_SETTINGS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["data", "list", "url", "n"]), inner)
    ),
    max_leaves=12,
)


@given(json_values, st.sampled_from(["data.list", ".", "data[0]", "data[*].list"]))
def test_no_answer_makes_it_raise(answer: Any, path: str) -> None:
    read_rows(api(rows=path, title="n", total="n"), json.dumps(answer), 1)
