"""Mark-up and plain text to blocks, the path of columns, and the body that is kept whole."""

# ruff: noqa: E501 — pages stand here as they are written
from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest.extracting import extract
from reportharvest.extracting.article import find_article
from reportharvest.extracting.document import breadcrumb, parse
from reportharvest.extracting.nesting import MAX_DEPTH, bound_nesting
from reportharvest.extracting.plaintext import looks_like_html
from reportharvest.extracting.styles import hidden_selectors


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        (".a { color: red; DISPLAY : none } #b,.c{display:none}", {".a", "#b", ".c"}),
        ("@media print { .a { display: none } .b { color: red } }", {".a"}),
        (".a { display:none; display: none } .b{}", {".a"}),
        (".a > .b { display:none } p { display:none }", set()),
        (".a { display:none", set()),
        ("display:none } .a{color:red} .b { display:block }", set()),
        (".a { display:none .b { color:red } .c { display:none }", {".c"}),
    ],
)
def test_what_a_style_sheet_hides(rules: str, hidden: set[str]) -> None:
    assert hidden_selectors(rules) == hidden


def texts(page: str) -> list[str]:
    return [block.text for block in parse(page).blocks if block.text]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p><span>总</span><font>体</font><b>情</b><o:p>况</o:p></p>", ["总体情况"]),
        ("<div>甲<br>乙<p>丙</p>丁</div>", ["甲", "乙", "丙", "丁"]),
        ("<p>第一行\n    第二行</p>", ["第一行第二行"]),
        ("<p>in\n two words</p>", ["in two words"]),
        ("<p>甲。&nbsp;&nbsp;&nbsp;&nbsp;乙。</p>", ["甲。", "乙。"]),
        ("<p>审核：　　张某</p>", ["审核： 张某"]),
        ("<p>甲<span style='display : none'>乙</span><i hidden>丙</i><script>丁</script></p>", ["甲"]),
        ("<style>.no,.x{display:none}</style><p class='a no'>甲</p><p>乙</p>", ["乙"]),
        ("<table><tr><td><p>甲</p></td><td>乙</td></tr></table>", ["甲", "乙"]),
    ],
)
def test_paragraphs(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


def test_type_is_noted() -> None:
    [one, two] = parse("<center><b>甲</b></center><p style='font-weight:700'>乙</p>").blocks
    assert (one.bold, one.centred, two.bold, two.centred) == (True, True, True, False)
    [mixed] = parse("<p><b>一是公开。</b>当天公开。</p>").blocks
    assert (mixed.bold, mixed.lead) == (False, 5)


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("<div>您现在的位置：<a>首页</a> &gt; <a>政务公开</a> &gt; 正文</div>", ("首页", "政务公开")),
        ("<div>当前位置：<a>首页</a><img><a>政务公开</a></div>", ("首页", "政务公开")),
        ("<ol class=breadcrumb><li>首页</li><li>政务公开</li></ol>", ("首页", "政务公开")),
        ("<div class=crumb>网站首页 » 政务公开</div>", ("网站首页", "政务公开")),
        ("<p>工作开展的位置很好。</p>", ()),
    ],
)
def test_breadcrumb(page: str, path: tuple[str, ...]) -> None:
    document = parse(page)
    assert breadcrumb(document, len(document.blocks))[0] == path


def test_nesting_is_bounded_and_keeps_the_text() -> None:
    page, cut = bound_nesting("<div>甲" * 9000)
    assert cut == 9000 - MAX_DEPTH
    assert page.count("甲") == 9000
    report = extract("<div>" * 9000 + "一、总体情况")
    assert "nesting-too-deep" in {issue.name for issue in report.issues}


def test_what_is_html() -> None:
    assert looks_like_html("<TABLE border=1>")
    assert not looks_like_html("《条例》 a<b, 2 < 3")


@given(st.text(alphabet="<>/abdivp =\"'一、&;#\n", max_size=200))
def test_any_page_parses(page: str) -> None:
    document = parse(page)
    article = find_article(document)
    assert 0 <= article.start <= article.end <= len(document.blocks)


PARAGRAPHS = st.sampled_from([
    "一、总体情况", "二、主动公开政府信息情况", "（一）公开数量", "全年公开信息120条，内容涵盖机构职能和政策文件。", "1.公开及时。当天公开。",
    "一是加强领导。成立工作小组，主要负责人任组长。", "我局没有收到申请。", "附件：统计表", "联系电话：0500-1234567", "云桥市林业局", "2019年1月3日",
    "2018年，本局认真贯彻落实《条例》，稳步推进公开工作。",
])  # fmt: skip
WRAPS = st.sampled_from(["<p>{}</p>", "<div>{}</div>", "<p><span>{}</span></p>", "{}<br>", "<p style='text-indent:2em'>　　{}<o:p></o:p></p>"])  # fmt: skip


@given(st.lists(st.tuples(PARAGRAPHS, WRAPS), min_size=3, max_size=15))
@settings(max_examples=150, deadline=None)
def test_the_body_is_kept_whole(parts: list[tuple[str, str]]) -> None:
    title = "云桥市林业局2018年政府信息公开工作年度报告"
    start = "根据条例的规定，现公布本局政府信息公开工作年度报告，欢迎监督。"
    body = f"<p>{start}</p>" + "".join(wrap.format(text) for text, wrap in parts)
    page = (
        f"<div class=nav><a href=/>首页</a><a href=/1>政务公开</a></div><h1>{title}</h1><div>发布时间：2019-01-04 来源：市林业局</div>"
        f"<div class=wzcon>{body}</div><div>上一篇：<a href=2>关于某事的公告</a></div><div>主办单位：云桥市林业局</div>"
    )
    sections = [one for top in extract(page).sections for one in top.walk()]
    read = "".join((one.number or "") + one.heading + one.text for one in sections)
    marks = re.compile(r"[\s、．.，,（）()：:。]")
    assert marks.sub("", read) == marks.sub("", start + "".join(text for text, _ in parts))
