"""Lists and pagers: what is found on a page, and what of it is followed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.following import follow_list
from reportharvest.crawling.listing import MAX_LINKS, read_listing
from reportharvest.crawling.pagers import MAX_SCRIPTED_PAGES, scripted_pages
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription

URL = "http://a.example/zwgk/nb/index.html"
SITE = SiteDescription("s", "p", (URL,), Scope.of(["a.example"]))
ROW = '<li><a href="{0}">{1}</a><span>2020-01-02</span></li>'
REPORT = "2019年政府信息公开工作年度报告"


def page(body: str, title: str = "年度报告_某局") -> str:
    return f"<!doctype html><title>{title}</title><body>{body}"


def rows(*pairs: tuple[str, str]) -> str:
    return '<ul class="list">' + "".join(ROW.format(*pair) for pair in pairs) + "</ul>"


def followed(text: str, url: str = URL, depth: int = 0) -> list[tuple[str, str]]:
    return [(one.purpose, one.url.removeprefix("http://a.example")) for one in follow_list(
        read_listing(text, url), SITE, url, depth)]  # fmt: skip


def pager(text: str, url: str = URL) -> list[str]:
    return [one.url.removeprefix("http://a.example") for one in read_listing(text, url).pager]


# ---------------------------------------------------------------------------------------------- pagers


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<a href="index_2.html">下一页</a><a href="index_9.html">尾页</a>',
            ["/zwgk/nb/index_2.html", "/zwgk/nb/index_9.html"],
        ),
        ('<a href="?page=2">下页 ›</a>', ["/zwgk/nb/index.html?page=2"]),
        (
            '<a href="index_2.html">2</a> <a href="index_3.html">[3]</a>',
            ["/zwgk/nb/index_2.html", "/zwgk/nb/index_3.html"],
        ),
        ('<a rel="next" href="/p2">older</a>', ["/p2"]),
        (
            '<a href="javascript:;" onclick="location.href=\'index_2.html\'">下一頁</a>',
            ["/zwgk/nb/index_2.html"],
        ),
        (
            '<select><option value="index.html">1<option value="index_2.html">2</select>',
            ["/zwgk/nb/index_2.html"],
        ),
        ('<a href="http://b.example/p2">下一页</a>', []),
        ('<a href="1.html">下一篇</a>', []),
        ('<a href="/cal?date=20240102">2</a>', []),
        ('<a href="/other/7.html">7</a>', []),
        ('<a href="index.html">1</a>', []),
        (
            '<a href="index_2.html;jsessionid=1">下一页</a><a href="index_2.html">2</a>',
            ["/zwgk/nb/index_2.html"],
        ),
    ],
)
def test_links_of_a_pager(body: str, expected: list[str]) -> None:
    assert pager(page(body)) == expected


@pytest.mark.parametrize(
    ("script", "url", "expected"),
    [
        ('createPageHTML(3, 0, "index", "html");', URL, ["index_1.html", "index_2.html"]),
        (
            "createPageHTML(3,0,'index','html',45)",
            "http://a.example/zwgk/nb/",
            ["index_1.html", "index_2.html"],
        ),
        (
            'createPageHTML(3, 1, "index", "html");',
            "http://a.example/zwgk/nb/index_1.html",
            ["index.html", "index_2.html"],
        ),
        ('createPageHTML("html", "index", 0, 3);', URL, ["index_1.html", "index_2.html"]),
        (
            "createPageHTML('pager', 3, 1, 'list', 'shtml', 29);",
            "http://a.example/zwgk/nb/list.shtml",
            ["list_2.shtml", "list_3.shtml"],
        ),
        (
            'var countPage = 3; createPageHTML(countPage, 0, "index", "html");',
            URL,
            ["index_1.html", "index_2.html"],
        ),
        ('CreatePage( 2 , 0 , "index" , ".htm" )', URL, ["index_1.htm"]),
        ('createPageHTML(1, 0, "index", "html");', URL, []),
        ('createPageHTML(0, 0, "index", "html");', URL, []),
        ('createPageHTML("index", "html");', URL, []),
        ('showLogo(3, 0, "index", "html");', URL, []),
        ("function createPageHTML(total, current, name, ext) {}", URL, []),
    ],
)
def test_scripted_pagers(script: str, url: str, expected: list[str]) -> None:
    found = pager(page(f"<script>{script}</script>"), url)
    assert found == [f"/zwgk/nb/{name}" for name in expected]


def test_a_script_that_claims_a_million_pages_is_bounded() -> None:
    assert len(scripted_pages('createPageHTML(999999, 0, "index", "html")', URL)) <= MAX_SCRIPTED_PAGES


def test_a_pager_that_cannot_be_read_is_said() -> None:
    assert read_listing(page('<a href="javascript:gotoPage(2)">下一页</a>'), URL).unread_pager
    assert not read_listing(
        page('<a href="javascript:x()">下一页</a><a href="index_2.html">2</a>'), URL
    ).unread_pager
    assert not read_listing(page('<a href="javascript:login()">登录</a>'), URL).unread_pager


def test_empty_and_broken_pages_have_nothing() -> None:
    for text in ("", " ", "<", "<a", "<a href>", "<datastore>", "<urlset>", "\x00"):
        listing = read_listing(text, URL)
        assert (listing.links, listing.pager) == ((), ())


# ---------------------------------------------------------------------------------------------- Hanweb

RECORD = "<record><![CDATA[" + ROW + "]]></record>"
STORE = (
    '<script type="text/xml"><datastore><nextgroup>{0}</nextgroup><recordset>'
    + RECORD.format("/art/1.html", REPORT)
    + RECORD.format("/art/2.html", REPORT)
    + "</recordset></datastore></script>"
)
SETTINGS = (
    "<script>$('#5').jpage({{totalRecord:5,perPage:1,proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{{type:'{0}',"
    "data:{{col:'1',appid:'1',webid:'7',path:'/',columnid:'88',unitid:'5',webname:'某区政府',permissiontype:'0'}}}}}});"
    "</script>"
)


def test_hanweb_rows_are_links() -> None:
    listing = read_listing(page(STORE.format("")), URL)
    assert [link.url for link in listing.links] == [
        "http://a.example/art/1.html",
        "http://a.example/art/2.html",
    ]
    assert listing.links[0].text == REPORT


def test_hanweb_goes_on_by_post_with_the_columns_of_the_page() -> None:
    first, second = read_listing(page(STORE.format("") + SETTINGS.format("post")), URL).pager
    address = "http://a.example/module/web/jpage/dataproxy.jsp"
    assert first.url == f"{address}?startrecord=3&endrecord=4&perpage=1"
    assert second.url == f"{address}?startrecord=5&endrecord=5&perpage=1"
    assert first.method == "POST"
    assert first.body == (
        "col=1&appid=1&webid=7&path=%2F&columnid=88&unitid=5"
        "&webname=%E6%9F%90%E5%8C%BA%E6%94%BF%E5%BA%9C&permissiontype=0"
    )


def test_hanweb_goes_on_by_get_where_the_page_says_so() -> None:
    first, _ = read_listing(page(STORE.format("") + SETTINGS.format("get")), URL).pager
    assert first.method == "GET"
    assert "columnid=88" in first.url
    assert "startrecord=3&endrecord=4" in first.url


def test_hanweb_next_group_is_followed_as_it_is_written() -> None:
    group = '<![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=88"></a>]]>'
    [only] = read_listing(page(STORE.format(group)), URL).pager
    assert (only.method, only.url) == (
        "GET",
        "http://a.example/module/web/jpage/dataproxy.jsp?page=1&columnid=88",
    )


def test_an_answer_of_the_proxy_is_a_list_that_ends() -> None:
    text = "<?xml version='1.0'?><datastore><totalrecord>9</totalrecord>" + RECORD.format(
        "/art/3.html", REPORT
    )
    url = "http://a.example/module/web/jpage/dataproxy.jsp?startrecord=3&endrecord=4&perpage=1"
    listing = read_listing(text + "</datastore>", url, "columnid=88")
    assert [link.url for link in listing.links] == ["http://a.example/art/3.html"]
    assert listing.pager == ()


# ---------------------------------------------------------------------------------------------- sitemaps


def test_sitemaps_and_their_index() -> None:
    text = "<urlset><url><loc>http://a.example/x/1.html?a=1&amp;b=2</loc></url><url><loc>\n/y </loc>"
    listing = read_listing(text, "http://a.example/sitemap.xml")
    assert listing.sitemap
    assert [link.url for link in listing.links] == ["http://a.example/x/1.html?a=1&b=2", "http://a.example/y"]
    index = "<sitemapindex><sitemap><loc>http://a.example/s1.xml</loc></sitemap></sitemapindex>"
    [request] = follow_list(read_listing(index, URL), SITE, URL, 0)
    assert (request.url, request.purpose) == ("http://a.example/s1.xml", "sitemap")


def test_a_sitemap_resolves_no_entities() -> None:
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>http://a.example/&e;</loc></url>'
    assert "passwd" not in read_listing(text, URL).links[0].url


# ---------------------------------------------------------------------------------------------- following


def test_reports_of_a_list_come_first_and_navigation_is_left_alone() -> None:
    others = '<a href="/">首页</a><a href="/news/index.html">新闻中心</a><a href="/login.jsp">登录</a>'
    navigation = f'<div class="nav">{others}</div>'
    text = page(navigation + rows(("n.html", "春耕备耕正当时"), ("1.html", REPORT), ("2.html", REPORT)))
    assert followed(text) == [
        ("report", "/zwgk/nb/1.html"),
        ("report", "/zwgk/nb/2.html"),
        ("report", "/zwgk/nb/n.html"),
    ]


def test_rows_that_bear_only_names_are_followed_in_a_column_of_reports() -> None:
    text = page(
        '<div><a href="/login.jsp">登录</a></div>' + rows(("1.html", "区财政局"), ("2.html", "区教育局"))
    )
    assert followed(text) == [("report", "/zwgk/nb/1.html"), ("report", "/zwgk/nb/2.html")]
    assert followed(text.replace("年度报告_某局", "通知公告")) == []


def test_the_row_speaks_for_a_link_that_does_not() -> None:
    text = page(f'<table><tr><td>{REPORT}<td><a href="1.pdf">下载</a></table>', title="某局")
    assert followed(text) == [("report", "/zwgk/nb/1.pdf")]


def test_an_entry_page_leads_to_the_column_of_reports_and_not_to_others() -> None:
    text = page(
        '<a href="/xxgk/nb/">政府信息公开年报</a><a href="/tz/">通知公告</a><a href="/bszn/">办事指南</a>',
        title="某区政府",
    )
    assert followed(text, "http://a.example/") == [("list", "/xxgk/nb/")]


def test_lists_below_lists_are_bounded() -> None:
    text = page('<a href="/xxgk/nb/">政府信息公开年报</a>', title="某区政府")
    assert followed(text, depth=SITE.max_depth - 1)
    assert followed(text, depth=SITE.max_depth) == []


def test_scope_and_patterns_decide() -> None:
    site = SiteDescription(
        "s", "p", (URL,), Scope.of(["a.example/zwgk/"]), include=(r"/keep/",), exclude=(r"/drop/",)
    )
    text = page(
        rows(("/other/1.html", REPORT), ("drop/1.html", REPORT), ("keep/1.html", "别的"), ("1.html", REPORT))
    )
    urls = {one.url for one in follow_list(read_listing(text, URL), site, URL, 0)}
    assert urls == {"http://a.example/zwgk/nb/keep/1.html", "http://a.example/zwgk/nb/1.html"}


def test_the_list_itself_under_its_other_name_is_not_followed() -> None:
    assert followed(page('<a href="/zwgk/nb/">年度报告</a>')) == []


def test_pictures_and_scripts_are_never_followed() -> None:
    assert followed(page(rows(("1.jpg", REPORT), ("2.css", REPORT), ("3.html", REPORT)))) == [
        ("report", "/zwgk/nb/3.html")
    ]


def test_a_page_with_endless_links_is_read_up_to_a_bound() -> None:
    text = page("".join(f'<a href="{number}.html">{number}号</a>' for number in range(MAX_LINKS + 500)))
    assert len(read_listing(text, URL).links) == MAX_LINKS


@given(st.text(alphabet=st.sampled_from("<>/=\"'ahrefdtsocp[]!-?&;,()0123456789 页报告")))
def test_no_text_makes_reading_fail(text: str) -> None:
    for wrapped in (
        text,
        f"<a href={text}>",
        f"<script>createPageHTML({text})</script>",
        f"<datastore><record>{text}",
    ):
        follow_list(read_listing(wrapped, URL), SITE, URL, 0)
