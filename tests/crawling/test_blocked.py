# ruff: noqa: E501  rows of a table are read across
"""Pages that stand before the page that was asked for, and pages that only speak of such things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.crawling.blocked import block_evidence

HEAD = "<!doctype html><html><head><meta charset=utf-8><title>{}</title></head><body>"
REPORT = (
    "<h1>示例区大数据局2021年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
    "<p>优化统一身份认证，用户登录后可查看办理进度；对异常访问加强监测，已拦截攻击12万次。"
    "网站安全验证全部完成，验证码登录方式上线，禁止访问的地址已清理，访问频繁的栏目已扩容。</p>" * 9
)


@pytest.mark.parametrize(
    ("page", "status", "kind"),
    [
        (HEAD.format("安全验证") + "<p>请输入验证码后继续访问</p><img src=/c.jpg><input name=c></body>", 200, "captcha"),
        (HEAD.format("") + "<div id='nc_wrapper'></div><p>请拖动滑块完成拼图</p>", 200, "captcha"),
        (HEAD.format("") + "<div class='g-recaptcha'></div>", 403, "captcha"),
        ("<p>We have detected unusual traffic from your network.</p>", 429, "captcha"),
        (
            "<script>document.cookie='__jsl_clearance=1;path=/';location.href=location.href</script>",
            521,
            "script challenge",
        ),
        ("<html><script>document.cookie='k='+a(3);window.location.reload();</script></html>", 200, "script challenge"),
        (HEAD.format("Just a moment...") + "<p>Checking your browser before accessing</p>", 503, "script challenge"),
        (HEAD.format("") + "<p>正在进行浏览器安全检测，请稍候……</p>", 200, "script challenge"),
        ("<meta id='9DhefwqGPrzGxEp9hPaoag'><script>var $_ts=window['$_ts'];</script>", 412, "script challenge"),
        (HEAD.format("提示") + "<p>您的访问过于频繁，请稍后再试</p>", 200, "soft block"),
        (HEAD.format("网站防火墙") + "<p>网站防火墙：您的请求带有不合法参数，已被拦截</p>", 200, "soft block"),
        (HEAD.format("403") + "<h1>Access Denied</h1>", 403, "soft block"),
        (
            HEAD.format("统一身份认证")
            + "<form>用户登录 <input name=u><input type='password' name=p><button>登 录</button></form>",
            200,
            "login",
        ),
        (HEAD.format("提示") + "<p>请先登录后查看</p><a href=/login>登录</a>", 200, "login"),
    ],
)  # fmt: skip
def test_what_stands_before_a_page_is_told_with_its_evidence(page: str, status: int, kind: str) -> None:
    evidence = block_evidence(page, status)
    assert evidence is not None
    assert evidence.partition(": ")[0] == kind
    assert evidence.partition(": ")[2]


@pytest.mark.parametrize(
    "page",
    [
        REPORT,
        HEAD.format("年报") + "".join(f"<li><a href={n}.html>{n}年政府信息公开年报</a></li>" for n in range(2008, 2024))
        + "<form>用户登录<input type=password></form>",
        HEAD.format("404") + "<p>您访问的页面不存在</p><a href='/'>返回首页</a>",
        HEAD.format("示例局2019年政府信息公开工作年度报告") + "<p>附件：报告.pdf</p><script>document.cookie='a=1'</script>",
        HEAD.format("") + "<iframe src='/nb/1.html'></iframe><noscript>请开启脚本</noscript>",
        "<script>window.location.href='/nb/index.html';</script>",
        "",
        '{"code": 200, "rows": []}',
    ],
)  # fmt: skip
def test_a_page_that_only_speaks_of_it_is_a_page(page: str) -> None:
    assert block_evidence(page) is None


@given(st.text(max_size=300), st.integers(200, 599))
def test_nothing_makes_it_raise(page: str, status: int) -> None:
    block_evidence(page, status)
