"""robots.txt by RFC 9309: which groups count, which rules win, and what files are like in the wild."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.robots import MAX_ROBOTS_BYTES, RobotsPolicy, product_token

AGENT = "reportharvest/0.1 (research on government reports; +reports@example.org)"
ALL = "User-agent: *\nDisallow: /a"
HAN = "User-agent: *\nDisallow: /年报/"


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        # which group
        (ALL, "/a/1.html", False),
        (ALL, "/b", True),
        ("User-agent: reportharvest\nDisallow: /a", "/a", False),
        ("USER-AGENT: ReportHarvest\nDISALLOW: /a", "/a", False),
        ("User-agent: ReportHarvest/2.0\nDisallow: /a", "/a", False),
        ("User-agent: report\nDisallow: /a", "/a", True),
        ("User-agent: reportharvester\nDisallow: /a", "/a", True),
        ("User-agent: example\nDisallow: /a", "/a", True),
        ("User-agent: research\nDisallow: /a", "/a", True),
        (f"{ALL}\n\nUser-agent: reportharvest\nAllow: /", "/a", True),
        (f"User-agent: reportharvest\nAllow: /\n\n{ALL}", "/a", True),
        ("User-agent: x\nUser-agent: *\nDisallow: /a", "/a", False),
        (f"{ALL}\nUser-agent: *\nDisallow: /b", "/b", False),
        ("User-agent: *bot*\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        # which rule
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?b", True),
        ("User-agent: *\nDisallow: /a?b=", "/a?b=1", False),
        ("User-agent: *\nDisallow: /a # all of it", "/a", False),
        ("# none\n\n User-agent : *\n Disallow : /a", "/a", False),
        # Han characters, escaped or not
        (HAN, "/%E5%B9%B4%E6%8A%A5/1.html", False),
        ("User-agent: *\nDisallow: /%E5%B9%B4%E6%8A%A5/", "/%E5%B9%B4%E6%8A%A5/1.html", False),
        # files as they are found
        (ALL.replace("\n", "\r\n"), "/a", False),
        (ALL.replace("\n", "\r"), "/a", False),
        (codecs.BOM_UTF8 + ALL.encode(), "/a", False),
        (codecs.BOM_UTF16_LE + ALL.encode("utf-16-le"), "/a", False),
        (codecs.BOM_UTF16_BE + ALL.encode("utf-16-be"), "/a", False),
        (b"\xb1\xbe\xd5\xbe\n" + ALL.encode(), "/a", False),
        (b"\0" + ALL.encode(), "/a", False),
        ("<html><body>404</body></html>", "/a", True),
        ("", "/a", True),
        # 500 KiB are read, and no half of a rule
        (b"#" * (MAX_ROBOTS_BYTES - len(ALL) - 1) + b"\n" + ALL.encode(), "/a", False),
        (b"#" * MAX_ROBOTS_BYTES + b"\n" + ALL.encode(), "/a", True),
        (b"#" * (MAX_ROBOTS_BYTES - len(ALL) + 1) + b"\n" + ALL.encode() + b"/b/c", "/a", True),
    ],
)
def test_a_file_allows(body: str | bytes, path: str, allowed: bool) -> None:
    content = body.encode() if isinstance(body, str) else body
    assert RobotsPolicy.read(200, content).allows(f"http://www.example.gov.cn{path}", AGENT) is allowed


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(200, False), (204, False), (301, True), (400, True), (401, True), (403, True), (404, True), (410, True),
     (429, True), (499, True), (500, False), (503, False), (599, False), (None, False)],
)  # fmt: skip
def test_a_status_allows(status: int | None, allowed: bool) -> None:
    policy = RobotsPolicy.read(status, ALL.encode())
    assert policy.allows("http://www.example.gov.cn/a", AGENT) is allowed
    assert policy.is_known is (status is not None and status < 500)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 3", 3),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 1e9", 60),
        ("Crawl-delay: -1", 0),
        ("Crawl-delay: nan", 0),
        ("Crawl-delay: soon", 0),
        ("Request-rate: 1/10", 10),
        ("Request-rate: 1/10\nCrawl-delay: 20", 20),
        ("Request-rate: 0/10", 0),
    ],
)
def test_a_file_asks_for_a_delay(lines: str, seconds: float) -> None:
    policy = RobotsPolicy.read(200, f"User-agent: *\n{lines}\nDisallow:".encode())
    assert policy.delay_seconds(AGENT) == seconds


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_are_read(body: bytes, agent: str) -> None:
    policy = RobotsPolicy.read(200, b"User-agent: *\n" + body)
    assert policy.allows("http://www.example.gov.cn/", agent) in {True, False}
    assert 0 <= policy.delay_seconds(agent) <= 60


def test_the_token_is_the_name_of_the_product() -> None:
    assert product_token(AGENT) == "reportharvest"
    assert product_token("Example-University (a@example.org)") == "example-university"
    assert product_token("") == product_token("0815") == "reportharvest"
