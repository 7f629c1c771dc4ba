"""One spelling for one page: the cases of the URL standard that such sites need, and its deviations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.urls import MAX_URL_CHARS, canonical, origin_of, split

BASE = "http://www.example.gov.cn/zwgk/nb/index.html?x=1"

PIECES = st.sampled_from(
    [
        "http://",
        "HTTPS:",
        "//",
        "/",
        "\\",
        "..",
        ".",
        "?",
        "#",
        "&",
        "=",
        "%",
        "%41",
        "%zz",
        "%2e",
        ":",
        "@",
        "[",
        "]",
        "example.gov.cn",
        "年报",
        "；",
        ";jsessionid=1",
        "JSESSIONID=2",
        " ",
        "\t",
        "\x00",
        "\ud800",
        ":80",
        ":99999",
        "a",
        "1",
    ]
)
LINKS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("1.html", "http://www.example.gov.cn/zwgk/nb/1.html"),
        ("/a/./b/../c", "http://www.example.gov.cn/a/c"),
        ("../../../../x", "http://www.example.gov.cn/x"),
        ("a/%2e%2e/b", "http://www.example.gov.cn/zwgk/nb/b"),
        ("a/..", "http://www.example.gov.cn/zwgk/nb/"),
        ("?page=2", "http://www.example.gov.cn/zwgk/nb/index.html?page=2"),
        ("#top", "http://www.example.gov.cn/zwgk/nb/index.html?x=1"),
        ("", "http://www.example.gov.cn/zwgk/nb/index.html?x=1"),
        ("//other.example.cn/p", "http://other.example.cn/p"),
        ("\\\\other.example.cn\\p", "http://other.example.cn/p"),
        ("http:\\\\other.example.cn\\p\\q", "http://other.example.cn/p/q"),
        ("https:///other.example.cn/p", "https://other.example.cn/p"),
        ("HTTP://WWW.Example.GOV.CN:80/A?B#C", "http://www.example.gov.cn/A?B"),
        ("https://a.example:443/", "https://a.example/"),
        ("https://a.example:80/", "https://a.example:80/"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example?q", "http://a.example/?q"),
        ("http://a.example./x", "http://a.example/x"),
        ("http://user:secret@a.example/x", "http://a.example/x"),
        ("  http://a.example/\n x ", "http://a.example/%20x"),
        ("/年报/1 2.html", "http://www.example.gov.cn/%E5%B9%B4%E6%8A%A5/1%202.html"),
        ("/%e5%b9%b4%E6%8A%A5", "http://www.example.gov.cn/%E5%B9%B4%E6%8A%A5"),
        ("/%c4%ea", "http://www.example.gov.cn/%C4%EA"),
        ("/%7Euser/%41", "http://www.example.gov.cn/~user/A"),
        ("/100%", "http://www.example.gov.cn/100%25"),
        ("/a?", "http://www.example.gov.cn/a"),
        ("/a;jsessionid=0F3A.node1", "http://www.example.gov.cn/a"),
        ("/a;JSESSIONID=0F?b=1", "http://www.example.gov.cn/a?b=1"),
        ("/a?PHPSESSID=1&b=2&utm_source=x", "http://www.example.gov.cn/a?b=2"),
        ("/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "http://www.example.gov.cn/a.aspx"),
        ("http://政府.example/", "http://xn--mxtq1m.example/"),
        ("http://%61.example/", "http://a.example/"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_link_becomes_its_one_spelling(link: str, expected: str) -> None:
    assert canonical(link, BASE) == expected


@pytest.mark.parametrize(
    "link",
    [
        "javascript:void(0)",
        "mailto:a@example.cn",
        "data:text/html,x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "tel:110",
        "http://",
        "http:///",
        "http://a b.example/",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http://a<b.example/",
        "http://[::1/",
        "http://" + "a" * 300 + "/",
        "x" * (MAX_URL_CHARS + 1),
        "/" + "年" * 3000,
    ],
)
def test_what_is_no_page_is_none(link: str) -> None:
    assert canonical(link, BASE) is None


def test_relative_link_without_base_is_none() -> None:
    assert canonical("a/b.html") is None


@given(LINKS)
def test_canonical_never_raises_and_is_idempotent(link: str) -> None:
    once = canonical(link, BASE)
    if once is not None:
        assert once.isascii()
        assert canonical(once) == once
        assert canonical(once, "https://elsewhere.example/z") == once


@given(LINKS, LINKS)
def test_any_base_is_as_good_as_its_canonical_form(link: str, base: str) -> None:
    spelled = canonical(base)
    if spelled is not None:
        assert canonical(link, base) == canonical(link, spelled)


def test_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://a.example:8443?x") == "https://a.example:8443"
    parts = split("https://a.example/x")
    assert parts is not None
    assert parts.effective_port == 443
