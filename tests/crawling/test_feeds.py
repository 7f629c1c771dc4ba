# ruff: noqa: E501, ISC004  rows of a table are read across
"""RSS and Atom as they are written, well-formed or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.feeds import is_feed, read_feed

URL = "http://a.example/rss/nb.xml"
TITLE = "2019年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            f'<?xml version="1.0" encoding="UTF-8"?><!-- made --><rss version="2.0"><channel><title>年报</title><link>/</link>'
            f"<item><title><![CDATA[{TITLE}]]></title><link><![CDATA[/1.html?a=1&b=2]]></link><pubDate>Mon, 20 Jan 2020"
            "</pubDate></item><item><title>A & B</title><link>http://a.example/2.html?a=1&amp;b=2</link></item></channel></rss>",
            [("http://a.example/1.html?a=1&b=2", TITLE), ("http://a.example/2.html?a=1&b=2", "A & B")],
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>年报</title><link rel="self" href="/rss/nb.xml"/>'
            f'<entry><title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</title><link rel="enclosure" href="/a.pdf"/>'
            '<link rel="alternate" href="../1.html"/><updated>2020-01-20T00:00:00Z</updated></entry></feed>',
            [("http://a.example/1.html", TITLE)],
        ),
        (
            f'<rdf:RDF xmlns="http://purl.org/rss/1.0/"><item rdf:about="x"><title>{TITLE}</title>'
            "<link>http://a.example/1.html</link></item></rdf:RDF>",
            [("http://a.example/1.html", TITLE)],
        ),
        (f"<rss><item><title>{TITLE}</title><guid>http://a.example/1.html</guid>", [("http://a.example/1.html", TITLE)]),
        ("<rss><channel><item><title>x</title></item></channel></rss>", []),
        ("<rss><item><title>x</title><link>javascript:void(0)</link></item></rss>", []),
    ],
)  # fmt: skip
def test_the_items_of_a_feed(text: str, links: list[tuple[str, str]]) -> None:
    assert is_feed(text)
    assert [(one.url, one.text) for one in read_feed(text, URL).links] == links


def test_a_feed_of_several_pages_goes_on() -> None:
    text = '<feed><link rel="next" href="?p=2"/><entry><link href="1.html"/></entry></feed>'
    assert [one.url for one in read_feed(text, URL).pager] == ["http://a.example/rss/nb.xml?p=2"]


@pytest.mark.parametrize("text", ["<html><body><rss>", "rss", "", "<urlset>", "<?xml version='1.0'?><html>"])
def test_what_is_no_feed(text: str) -> None:
    assert not is_feed(text)


@given(st.text(alphabet="<>/!?[]item entrylink=\"'CDATA&;a", max_size=400))
def test_nothing_makes_it_raise(text: str) -> None:
    read_feed("<rss>" + text, URL)


def test_a_feed_that_never_closes_anything_is_read_in_linear_time() -> None:
    assert len(read_feed("<rss>" + "<item><link>1.html" * 20_000, URL).links) == 1
