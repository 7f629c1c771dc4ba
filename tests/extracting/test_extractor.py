"""Whole pages of many content management systems, written by hand; every agency is invented."""

# ruff: noqa: E501 — pages stand here as they are written, in lines of their own length
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest.extracting import extract

PREAMBLE = "根据《中华人民共和国政府信息公开条例》的规定，现公布本局政府信息公开工作年度报告。"
SENTENCE = "全年主动公开政府信息120条，内容涵盖机构职能、政策文件和工作动态。"


def tree(report: Any) -> list[tuple[str | None, int, str, str]]:
    return [(one.number, one.level, one.heading, one.text) for top in report.sections for one in top.walk()]


def test_jpage_page_with_metadata_table_and_line_under_the_title() -> None:
    report = extract(
        f"""<!DOCTYPE html><html><head><title>云桥市水利局2019年政府信息公开工作年度报告-云桥市人民政府</title>
<meta name="SiteName" content="云桥市人民政府"><meta content="云桥市水利局2019年政府信息公开工作年度报告" name="ArticleTitle">
<meta name="PubDate" content="2020-01-15 09:30"><meta name='ContentSource' content='市政府办'></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>
<table width="100%"><tr><td>您现在的位置：<a href="/">首页</a> &gt;&gt; <a href="/a">信息公开</a> &gt;&gt; <a href="/b">年报</a></td></tr></table>
<table class="xxgk_table"><tr><td><b>索 引 号：</b></td><td>113304000042/2020-00001</td><td><b>文　　号：</b></td><td></td></tr>
<tr><td><b>发布机构：</b></td><td>云桥市水利局</td><td><b>成文日期：</b></td><td>2020年1月14日</td></tr>
<tr><td><b>主题分类：</b></td><td colspan="3">综合政务/政府信息公开</td></tr></table>
<table id="article"><tr><td class="title">云桥市水利局2019年政府信息公开工作年度报告</td></tr>
<tr><td align="center">发布时间：2020-01-15 09:30&nbsp;&nbsp;来源：市水利局办公室&nbsp;&nbsp;浏览次数：<script>document.write(1)</script>12 字体：[<a>大</a> <a>中</a> <a>小</a>]</td></tr>
<tr><td><div id="zoom"><!--ZJEG_RSS.content.begin--><p style="text-indent:2em">{PREAMBLE}</p><p>　　<span>一、</span><span>总体<font>情况</font></span></p>
<p>　　{SENTENCE}</p><p>&nbsp;&nbsp;&nbsp;&nbsp;（一）加强组织领导。成立领导小组。</p><p>（二）完善制度。</p><p>二、存在的问题</p><p>人员不足。</p>
<p style="text-align:right">云桥市水利局</p><p style="text-align:right">2020年1月14日</p></div></td></tr></table>
<div>【<a href="javascript:window.print()">打印本页</a>】【<a>关闭窗口</a>】</div>
<div>上一篇：<a href="1.html">关于某项目的公告</a></div><div>下一篇：<a href="2.html">没有了</a></div>
<div class="footer"><p>版权所有：云桥市人民政府 ICP备123号</p></div></body></html>""",
        url="http://www.yunqiao.example.gov.cn/art/2020/1/16/art_1_2.html",
    )
    assert report.page_kind == "report"
    assert report.title == "云桥市水利局2019年政府信息公开工作年度报告"
    assert report.report_year == 2019
    assert report.breadcrumb == ("首页", "信息公开", "年报")
    metadata = report.metadata
    assert metadata.index_number == "113304000042/2020-00001"
    assert metadata.document_number is None
    assert metadata.publisher == "云桥市水利局"
    assert metadata.published_at == "2020-01-15T09:30:00+08:00"
    assert metadata.written_at == "2020-01-14"
    assert metadata.topic == "综合政务/政府信息公开"
    assert tree(report) == [
        (None, 1, "", PREAMBLE),
        ("一", 1, "总体情况", SENTENCE),
        ("一", 2, "加强组织领导", "成立领导小组。"),
        ("二", 2, "", "完善制度。"),
        ("二", 1, "存在的问题", "人员不足。\n云桥市水利局\n2020年1月14日"),
    ]


def test_trs_page_with_spans_and_word_mark_up() -> None:
    report = extract(
        """<html><head><title>岚溪县教育局2021年政府信息公开工作年度报告</title><style>.hid{display:none}</style></head><body>
<div class="nav"><a href="/">网站首页</a><a href="/x">政务公开</a></div>
<div class="dqwz"><span>当前位置：</span><a href="/">首页</a><span>&gt;</span><a href="/zw">政府信息公开</a></div>
<ul class="meta"><li><span class="t">索引号：</span><span>K123456-2022-0003</span></li><li><span class="t">发文字号：</span><span></span></li>
<li><span class="t">发布机构：</span><span>县教育局</span></li><li><span class="t">公开日期：</span><span>2022年1月20日</span></li>
<li><span>有&nbsp;效&nbsp;性：</span><span>有效</span></li></ul>
<h1>岚溪县教育局<br>2021年政府信息公开工作年度报告</h1>
<div class="TRS_Editor"><div class="Custom_UnionStyle">
<p class="MsoNormal"><b><span style="font-family:黑体">一、总体情况</span></b><b><span lang="EN-US"><o:p></o:p></span></b></p>
<p class="MsoNormal"><span style="mso-spacerun:'yes'">本局主动公开信息</span><span lang="EN-US">35</span><span>条，其中政策文件</span><span lang=EN-US>1.5</span><span>万字。</span></p>
<p class="MsoNormal"><span style="mso-list:Ignore">1.<span style="font:7pt">&nbsp;&nbsp;&nbsp; </span></span><span>主动公开</span></p><p>公开及时。</p>
<p class="MsoNormal"><span>2</span><span>．依申请公开</span></p><p>一、二期工程的申请均已答复。</p><p class="hid">隐藏</p>
<p style="display:none">隐藏</p><p>二、其他需要报告的事项</p><p>无。</p>
</div></div><div class="bdsharebuttonbox">分享到：<a>微信</a></div><div class="xgwd"><h3>相关信息</h3><ul><li><a href="/1">岚溪县教育局工作动态之一</a></li></ul></div>
<div class="foot">主办：岚溪县教育局</div></body></html>"""
    )
    assert report.title == "岚溪县教育局2021年政府信息公开工作年度报告"
    assert report.metadata.index_number == "K123456-2022-0003"
    assert report.metadata.document_number is None
    assert report.metadata.publisher == "县教育局"
    assert report.metadata.published_at == "2022-01-20"
    assert report.metadata.validity == "有效"
    assert report.breadcrumb == ("首页", "政府信息公开")
    assert tree(report) == [
        ("一", 1, "总体情况", "本局主动公开信息35条，其中政策文件1.5万字。"),
        ("1", 2, "主动公开", "公开及时。"),
        ("2", 2, "依申请公开", "一、二期工程的申请均已答复。"),
        ("二", 1, "其他需要报告的事项", "无。"),
    ]


def test_breaks_in_one_cell_and_run_in_headings() -> None:
    report = extract(
        """<HTML><BODY><TABLE width=760><TR><TD>当前位置：首页 → 信息公开 → 正文</TD></TR>
<TR><TD align=center><FONT size=5><B>松陵县财政局2012年度<BR>政府信息公开工作报告</B></FONT></TD></TR>
<TR><TD align=center>日期：2013-2-1&nbsp; 作者：佚名&nbsp; 来源：本站 点击：<SPAN>88</SPAN></TD></TR>
<TR><TD class=content>　　一、概述　　2012年，我局认真开展工作。<BR>　　二、主动公开政府信息情况<BR>　　（一）公开的主要内容：包括机构设置。<BR>
　　（二）公开形式。通过网站公开。全年接待3次。<BR><BR>　　三、存在的主要问题<BR>　　一是力量不足。我局只有一人。<BR>　　二是宣传不够。群众不了解。<BR>
<DIV align=right>松陵县财政局</DIV><DIV align=right>二〇一三年一月三十日</DIV></TD></TR>
<TR><TD>【字体：<A>大</A> <A>中</A> <A>小</A>】【打印】【关闭】</TD></TR><TR><TD align=center>Copyright 2013 松陵县财政局 ICP备1号</TD></TR></TABLE></BODY></HTML>"""
    )
    assert report.title == "松陵县财政局2012年度政府信息公开工作报告"
    assert report.report_year == 2012
    assert report.breadcrumb == ("首页", "信息公开")
    assert report.metadata.published_at == "2013-02-01"
    assert report.metadata.publisher == "本站"
    assert tree(report) == [
        ("一", 1, "概述", "2012年，我局认真开展工作。"),
        ("二", 1, "主动公开政府信息情况", ""),
        ("一", 2, "公开的主要内容", "包括机构设置。"),
        ("二", 2, "公开形式", "通过网站公开。全年接待3次。"),
        ("三", 1, "存在的主要问题", ""),
        ("一是", 2, "力量不足", "我局只有一人。"),
        ("二是", 2, "宣传不够", "群众不了解。\n松陵县财政局\n二〇一三年一月三十日"),
    ]


def test_articles_and_chapters() -> None:
    report = extract(
        """<h2>青石市统计局2015年信息公开年报</h2><div id="UCAP-CONTENT"><p>第一章　总则</p><p>第一条　为了规范公开工作，制定本制度。本条适用于全局。</p>
<p>第二条　【公开原则】公开应当及时。</p><p>第二章 公开情况</p><p>第三条 公开信息20条。</p><p>（一）政策5条；</p><p>（二）动态15条。</p></div>"""
    )
    assert tree(report) == [
        ("一", 1, "总则", ""),
        ("一", 2, "", "为了规范公开工作，制定本制度。本条适用于全局。"),
        ("二", 2, "公开原则", "公开应当及时。"),
        ("二", 1, "公开情况", ""),
        ("三", 2, "", "公开信息20条。"),
        ("一", 3, "", "政策5条；"),
        ("二", 3, "", "动态15条。"),
    ]


def test_headings_of_type_alone() -> None:
    report = extract(
        f"""<h1>白沙区司法局2016年政府信息公开工作年度报告</h1><div class="article-content"><p>{PREAMBLE}</p>
<p><strong>总体情况</strong></p><p>{SENTENCE}</p><p align="center"><b>主动公开情况</b></p><p>{SENTENCE}</p></div>"""
    )
    assert [one[2] for one in tree(report)] == ["", "总体情况", "主动公开情况"]


def test_definition_list_and_values_that_are_empty() -> None:
    report = extract(
        f"""<div class="crumbs"><a href="/">首页</a> / <a href="/2">信息公开年报</a></div><dl><dt>索引号</dt><dd>001-2019-1</dd><dt>文号</dt><dd></dd>
<dt>公开形式</dt><dd>主动公开</dd><dt>生成日期</dt><dd>2019/3/1</dd><dt>关键词</dt><dd></dd></dl><h3 style="text-align:center">东埔街道2018年政府信息公开年度报告</h3>
<div class="wz"><p>一、总体情况</p><p>{SENTENCE}</p><p>附件：<a href="files/a.xls">统计表.xls</a></p></div>""",
        url="http://www.dongpu.example.gov.cn/xx/t20190312_5.html",
    )
    metadata = report.metadata
    assert (metadata.index_number, metadata.document_number, metadata.keywords) == ("001-2019-1", None, None)
    assert (metadata.disclosure_method, metadata.written_at) == ("主动公开", "2019-03-01")
    assert metadata.published_at == "2019-03-12"
    assert report.title == "东埔街道2018年政府信息公开年度报告"
    assert report.breadcrumb == ("首页", "信息公开年报")
    assert [(one.url, one.title) for one in report.attachments] == [
        ("http://www.dongpu.example.gov.cn/xx/files/a.xls", "统计表.xls")
    ]
    assert tree(report)[-1] == ("一", 1, "总体情况", f"{SENTENCE}\n附件：统计表.xls")


def test_labels_without_colons_in_divs_and_values_in_the_next_div() -> None:
    report = extract(
        f"""<div class="row"><div class="k">信息索引号</div><div class="v">330-2020-7</div><div class="k">发布机构</div><div class="v">县林业局</div>
<div class="k">文件编号</div><div class="v"></div><div class="k">发布日期</div><div class="v">2021-02-30</div></div>
<div class="t">岚溪县林业局2020年政府信息公开工作年度报告</div><div class="main_content"><p>一、总体情况</p><p>{SENTENCE}</p></div>"""
    )
    assert report.metadata.index_number == "330-2020-7"
    assert report.metadata.publisher == "县林业局"
    assert report.metadata.document_number is None
    assert report.metadata.published_at is None
    assert "metadata-unreadable" in {issue.name for issue in report.issues}
    assert report.title == "岚溪县林业局2020年政府信息公开工作年度报告"


def test_plain_word_export() -> None:
    report = extract(
        """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>2017</title><xml><w:WordDocument></w:WordDocument></xml></head>
<body lang=ZH-CN><div class=Section1 style='layout-grid:15.6pt'>
<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:22.0pt'>鹤源市体育局</span></b></p>
<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:22.0pt'>2017年政府信息公开工作年度报告</span></b></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal style='text-indent:32.0pt'><span>一、总体情况</span></p>
<p class=MsoNormal style='text-indent:32.0pt'><span>2017</span><span>年，我局公开信息</span><span>30</span><span>条。</span></p>
<p class=MsoNormal><span>二、收费情况</span></p><p class=MsoNormal><span>无。</span></p></div></body></html>"""
    )
    assert report.title == "鹤源市体育局2017年政府信息公开工作年度报告"
    assert tree(report) == [
        ("一", 1, "总体情况", "2017年，我局公开信息30条。"),
        ("二", 1, "收费情况", "无。"),
    ]


def test_bare_plain_text() -> None:
    report = extract(
        "云桥区民政局2014年政府信息公开工作年度报告\n\n根据条例，编制本报告。\n一、总体情况\n    我局高度重视。\n    1．制度。建立制度3项。工作有序。\n    2．培训。\n"
        "二、存在的问题\n    第一，认识不足。部分科室不重视。\n    第二，力量不足。没有专人。\n"
    )
    assert report.title == "云桥区民政局2014年政府信息公开工作年度报告"
    assert tree(report) == [
        (None, 1, "", "根据条例，编制本报告。"),
        ("一", 1, "总体情况", "我局高度重视。"),
        ("1", 2, "制度", "建立制度3项。工作有序。"),
        ("2", 2, "", "培训。"),
        ("二", 1, "存在的问题", ""),
        ("第一", 2, "认识不足", "部分科室不重视。"),
        ("第二", 2, "力量不足", "没有专人。"),
    ]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("<title>页面不存在</title><h1>404</h1><p>您访问的页面不存在，请返回首页。</p>", "other"),
        ("<h1>关于做好2019年政府信息公开工作年度报告编制工作的通知</h1><p>各单位：</p><p>一、编制内容</p><p>" + SENTENCE + "</p>", "other"),
        ("<h1>我县召开政府信息公开年度报告编制培训会</h1><p>近日，我县召开培训会。" + SENTENCE + "</p>", "other"),
        ("<h1>政府信息公开指南</h1><p>一、公开范围</p><p>" + SENTENCE + "</p>", "other"),
        ("<h1>政府信息公开年报</h1><ul>" + "".join(f'<li><a href="{y}.html">某局{y}年政府信息公开工作年度报告</a><span>{y}-01-20</span></li>' for y in range(2010, 2022)) + "</ul>", "list"),
        ("<form>关键词：<input><select><option>年度报告</option></select><button>搜索</button></form>", "other"),
        ("<h1>云桥市2018年政府工作报告</h1><p>各位代表：</p><p>一、过去一年的工作</p><p>全市生产总值增长8%。城乡居民收入提高。</p>", "other"),
        ("<h1>云桥市城管局2018年度信息公开工作总结</h1><p>一、主要工作</p><p>" + SENTENCE + "</p>", "report"),
        ('<h1>云桥市城管局2018年政府信息公开工作年度报告</h1><p>详见附件。</p><p><a href="a.pdf">2018年报告.pdf</a></p>', "report"),
    ],
)  # fmt: skip
def test_kind_of_page(page: str, kind: str) -> None:
    assert extract(page).page_kind == kind


@given(st.text(alphabet=st.characters(codec="utf-16"), max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert extract(text).to_dict()["metadata"].keys()


TAGS = ["<p>", "</p>", "<div class=content>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<b>", "</b>", "<br>", "<li>", "<h1>",
        "<a href=x.pdf>", "</a>", "<dl><dt>", "<dd>", "<span style='display:none'>", "</span>", "<style>", "</style>", "<!--", "-->"]  # fmt: skip
WORDS = ["一、", "（一）", "1.", "一是", "第一条", "总体情况", "索引号：", "文号", "2019年1月1日", "2019-02-30", "。", "，", " ", "　　", "|", "\n", "①", "附件：",
         "政府信息公开年度报告", "当前位置：首页 > ", "上一篇：", "第一，", "1.1 ", "来源："]  # fmt: skip


@given(st.lists(st.sampled_from(TAGS + WORDS), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_mark_up_is_read(page: str) -> None:
    extract(page, url="http://www.example.gov.cn/art/2020/1/3/1.html").to_dict()
