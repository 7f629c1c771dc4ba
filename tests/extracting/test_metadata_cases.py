"""Metadata as it is really printed: blocks, lines and tags of many manners, with what they must give."""

# ruff: noqa: E501 — tables of cases read best with a case a line
from __future__ import annotations

import pytest

from reportharvest.extracting import extract
from reportharvest.extracting.titles import report_year

BODY = "<div id=zoom><p>一、总体情况</p><p>2018年，主动公开信息20条，政策文件都公开了。</p><p>二、其他</p><p>无。</p></div>"
TITLE = "<h1>云桥市林业局2018年政府信息公开工作年度报告</h1>"

Case = tuple[str, dict[str, str | None]]

BLOCKS: list[Case] = [
    # labels in nested elements
    ("<p><span><b>索<i> </i>引<i> </i>号</b></span><span>：</span><span>A-1</span></p>", {"index_number": "A-1"}),
    ("<ul><li><strong><span>发布机构</span>：</strong><em>市林业局</em></li></ul>", {"publisher": "市林业局"}),
    ("<div><label>公开日期</label><span>2019-01-08</span></div>", {"published_at": "2019-01-08"}),
    ("<div><label>公开日期：</label><input value='x' type=hidden><span>2019-01-08</span></div>", {"published_at": "2019-01-08"}),
    ("<p><font color=red><b>【发布机构】</b></font>市林业局</p>", {"publisher": "市林业局"}),
    ("<div class=item><div class=key>文号</div><div class=val>云林〔2019〕3号</div></div>", {"document_number": "云林〔2019〕3号"}),
    ("<p><u>主题分类</u>: <a href='/c'>农业、林业</a></p>", {"topic": "农业、林业"}),
    # spaces, full-width and other colons
    ("<p>索　引　号：A-1</p>", {"index_number": "A-1"}),
    ("<p>索&nbsp;引&nbsp;号&nbsp;：&nbsp;A-1</p>", {"index_number": "A-1"}),
    ("<p>发布机构﹕市林业局</p>", {"publisher": "市林业局"}),
    ("<p>发布机构∶市林业局</p>", {"publisher": "市林业局"}),
    ("<p>公开方式 : 主动公开</p>", {"disclosure_method": "主动公开"}),
    ("<p>成文日期：２０１９年１月８日</p>", {"written_at": "2019-01-08"}),
    # empty values, followed by the next label
    ("<p>文号：　公开方式：主动公开</p>", {"document_number": None, "disclosure_method": "主动公开"}),
    ("<table><tr><td>文号：</td><td></td></tr><tr><td>公开方式：</td><td>主动公开</td></tr></table>", {"document_number": None, "disclosure_method": "主动公开"}),
    ("<table><tr><td>文号</td><td>公开方式</td><td>主动公开</td></tr></table>", {"document_number": None, "disclosure_method": "主动公开"}),
    ("<ul><li>文号：</li><li>公开方式：</li><li>发布机构：市林业局</li></ul>", {"document_number": None, "disclosure_method": None, "publisher": "市林业局"}),
    ("<dl><dt>文号</dt><dd></dd><dt>公开方式</dt><dd>主动公开</dd></dl>", {"document_number": None, "disclosure_method": "主动公开"}),
    ("<dl><dt>文号</dt><dt>公开方式</dt><dd>主动公开</dd></dl>", {"document_number": None, "disclosure_method": "主动公开"}),
    ("<p>有效性：&nbsp;</p>", {"validity": None}),
    ("<p>文号：无</p><p>主题词：-</p><p>有效性：/</p>", {"document_number": None, "keywords": None, "validity": None}),
    ("<p>文号：null</p><p>关键词：暂无</p>", {"document_number": None, "keywords": None}),
    ("<table><tr><td>有效性：</td><td>&nbsp;</td><td>文号：</td><td>——</td></tr></table>", {"validity": None, "document_number": None}),
    # several pairs a row, spans, odd columns
    ("<table><tr><td>索引号：</td><td>A-1</td><td>公开方式：</td><td>主动公开</td></tr></table>", {"index_number": "A-1", "disclosure_method": "主动公开"}),
    ("<table><tr><td>索引号：A-1</td><td>公开方式：主动公开</td></tr></table>", {"index_number": "A-1", "disclosure_method": "主动公开"}),
    ("<table><tr><td>索引号</td><td>A-1</td></tr><tr><td>名称</td><td colspan=3>云桥市林业局2018年政府信息公开工作年度报告</td></tr></table>", {"index_number": "A-1"}),
    ("<table><tr><td rowspan=2>基本信息</td><td>索引号</td><td>A-1</td></tr><tr><td>发布机构</td><td>市林业局</td></tr></table>", {"index_number": "A-1", "publisher": "市林业局"}),
    ("<table><tr><td>索引号</td><td>:</td><td>A-1</td></tr><tr><td>发布机构</td><td>:</td><td>市林业局</td></tr></table>", {"index_number": "A-1", "publisher": "市林业局"}),
    ("<table><tr><td></td><td>索引号：</td><td></td><td>A-1</td></tr></table>", {"index_number": "A-1"}),
    ("<table><tr><td>索引号：</td><td colspan=2>A-1</td><td>文号：</td><td colspan=2>云林〔2019〕3号</td></tr></table>", {"index_number": "A-1", "document_number": "云林〔2019〕3号"}),
    ("<table><tr><th>索引号</th><th>发布机构</th><th>公开日期</th></tr><tr><td>A-1</td><td>市林业局</td><td>2019-01-08</td></tr></table>", {"index_number": "A-1", "publisher": "市林业局", "published_at": "2019-01-08"}),
    ("<dl><dt>索引号</dt><dd>A-1</dd><dt>发布机构</dt><dd>市林业局</dd><dt>公开日期</dt><dd>2019-01-08</dd></dl>", {"index_number": "A-1", "publisher": "市林业局", "published_at": "2019-01-08"}),
    ("<div><dl><dt>索引号</dt><dd>A-1</dd></dl><dl><dt>发布机构</dt><dd>市林业局</dd></dl></div>", {"index_number": "A-1", "publisher": "市林业局"}),
    ("<ul><li>索引号</li><li>A-1</li><li>发布机构</li><li>市林业局</li></ul>", {"index_number": "A-1", "publisher": "市林业局"}),
    ("<div><span>索引号：</span><span>A-1</span><span>发布机构：</span><span>市林业局</span></div>", {"index_number": "A-1", "publisher": "市林业局"}),
    # values cut over line breaks and elements
    ("<p>发布机构：<br>市林业局</p>", {"publisher": "市林业局"}),
    ("<table><tr><td>索引<br>号：</td><td>A-1</td></tr></table>", {"index_number": "A-1"}),
    ("<table><tr><td>公开日期：</td><td>2019-01-08<br>10:20</td></tr></table>", {"published_at": "2019-01-08T10:20:00+08:00"}),
    ("<table><tr><td>文号：</td><td>云林<br>〔2019〕3号</td></tr></table>", {"document_number": "云林〔2019〕3号"}),
    ("<table><tr><td>发布机构：</td><td><p>市林业局</p></td></tr></table>", {"publisher": "市林业局"}),
    ("<p>索引号：A-1<br>发布机构：市林业局<br>公开日期：2019-01-08</p>", {"index_number": "A-1", "publisher": "市林业局", "published_at": "2019-01-08"}),
    ("<p>发布机构：<span>市林</span><span>业局</span></p>", {"publisher": "市林业局"}),
    # images and hidden things
    ("<p><img src=a.gif alt='发布机构：'>市林业局</p>", {"publisher": "市林业局"}),
    ("<table><tr><td><img alt='索引号'></td><td>A-1</td></tr><tr><td>发布机构：</td><td>市林业局</td></tr></table>", {"index_number": "A-1", "publisher": "市林业局"}),
    ("<p style='display:none'>发布机构：旧林业局</p><p>发布机构：市林业局</p>", {"publisher": "市林业局"}),
    ("<p>发布机构：市林业局</p><p style='display:none'>发布机构：市林业局</p>", {"publisher": "市林业局"}),
    ("<!-- <p>发布机构：旧局</p> --><p>发布机构：市林业局</p>", {"publisher": "市林业局"}),
    ("<p>发布机构：<script>document.write('x')</script>市林业局</p>", {"publisher": "市林业局"}),
    ("<p>浏览次数：<span id=hits></span>　发布机构：市林业局</p>", {"publisher": "市林业局"}),
    # the line under the title
    ("<p>发布时间：2019-01-08 10:20　来源：市林业局　浏览次数：12　字体：大 中 小</p>", {"published_at": "2019-01-08T10:20:00+08:00", "publisher": "市林业局"}),
    ("<p>2019-01-08 10:20 来源：市林业局 点击：12 次</p>", {"published_at": "2019-01-08T10:20:00+08:00", "publisher": "市林业局"}),
    ("<p>来源：市林业局 | 作者：张某 | 时间：2019/1/8</p>", {"published_at": "2019-01-08", "publisher": "市林业局"}),
    ("<p>【信息来源：市林业局】【信息时间：2019-01-08】【字号 大 中 小】【我要打印】【关闭】</p>", {"published_at": "2019-01-08", "publisher": "市林业局"}),
    ("<p>日期：2019年01月08日10时20分 来源:市林业局 访问量:[3]</p>", {"published_at": "2019-01-08T10:20:00+08:00", "publisher": "市林业局"}),
    ("<div class=info><span>发布日期：2019-01-08</span><span>责任编辑：李某</span><span>来源：</span></div>", {"published_at": "2019-01-08", "publisher": None}),
    ("<p>发布者：管理员 发布时间：2019-01-08</p>", {"published_at": "2019-01-08"}),
    ("<p>文章来源：市林业局 更新时间：2019-01-08T10:20:30</p>", {"published_at": "2019-01-08T10:20:30+08:00", "publisher": "市林业局"}),
    ("<p>发布时间: 2019-01-08 10:20:00.0</p>", {"published_at": "2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：二○一九年一月八日</p>", {"published_at": "2019-01-08"}),
    ("<p>发布日期：20190108</p>", {"published_at": "2019-01-08"}),
    ("<p>发布日期：2019.1.8</p>", {"published_at": "2019-01-08"}),
    ("<p>发布日期：2019年2月30日</p>", {"published_at": None}),
    ("<div><span>发布日期：2019年1月8日</span><span>稿源：市林业局</span><span>责任编辑：林某</span></div>", {"published_at": "2019-01-08", "publisher": "市林业局"}),
    ("<div><span>发布日期：2019-01-08</span><span>10:20</span><span>时效：有效</span></div>", {"validity": "有效"}),
    # more blocks and dates
    ("<table><tr><td>索引号：<td>A-1<tr><td>发布机构：<td>市林业局</table>",{"index_number":"A-1","publisher":"市林业局"}),
    ("<fieldset><legend>信息属性</legend><p>索引号：A-1</p><p>发布机构：市林业局</p></fieldset>",{"index_number":"A-1","publisher":"市林业局"}),
    ("<div class=row><p class=l>索引号</p><p class=r>A-1</p></div><div class=row><p class=l>文号</p><p class=r></p></div><div class=row><p class=l>发布机构</p><p class=r>市林业局</p></div>",{"index_number":"A-1","publisher":"市林业局","document_number":None}),
    ("<div class=row><span class=l>索引号</span><span class=r>A-1</span></div><div class=row><span class=l>文号</span><span class=r></span></div><div class=row><span class=l>发布机构</span><span class=r>市林业局</span></div>",{"index_number":"A-1","publisher":"市林业局","document_number":None}),
    ("<ul><li><span>索引号：</span>A-1</li><li><span>文　　号：</span></li><li><span>发布机构：</span>市林业局</li><li><span>发文日期：</span>2019-01-08</li></ul>",{"index_number":"A-1","publisher":"市林业局","document_number":None,"published_at":"2019-01-08"}),
    ("<table><tr><td>索引号：</td><td>A-1</td><td>分类：</td><td>综合政务;年报</td></tr><tr><td>发布机构：</td><td>市林业局</td><td>发文日期：</td><td>2019年01月08日</td></tr><tr><td>名称：</td><td colspan=3>云桥市林业局2018年政府信息公开工作年度报告</td></tr><tr><td>文号：</td><td></td><td>主题词：</td><td></td></tr></table>",{"index_number":"A-1","topic":"综合政务;年报","publisher":"市林业局","published_at":"2019-01-08","document_number":None,"keywords":None}),
    ("<table><tr><td><b>索&nbsp;&nbsp;引&nbsp;&nbsp;号：</b>A-1</td><td><b>主题分类：</b>年报</td></tr><tr><td><b>发布机构：</b>市林业局</td><td><b>成文日期：</b>2019年1月2日</td></tr><tr><td colspan=2><b>标　　题：</b>云桥市林业局2018年政府信息公开工作年度报告</td></tr><tr><td><b>发文字号：</b></td><td><b>发布日期：</b>2019年1月8日</td></tr></table>",{"index_number":"A-1","topic":"年报","publisher":"市林业局","written_at":"2019-01-02","document_number":None,"published_at":"2019-01-08"}),
    ("<div>发布日期：2019-01-08 10:20</div><div>浏览次数：<b>3</b>次</div><div>来源：<a href=/>市林业局</a></div>",{"published_at":"2019-01-08T10:20:00+08:00","publisher":"市林业局"}),
    ("<div>时间：2019-01-08 10:20:30 来源： 作者： 字号：【大】【中】【小】</div>",{"published_at":"2019-01-08T10:20:30+08:00","publisher":None}),
    ("<div>2019年01月08日 10:20　　来源：市林业局　　【字体：大 中 小】【打印】【关闭】</div>",{"published_at":"2019-01-08T10:20:00+08:00","publisher":"市林业局"}),
    ("<div>发布时间：2019-01-08　访问次数：<script>hits()</script>　信息来源：市林业局　</div>",{"published_at":"2019-01-08","publisher":"市林业局"}),
    ("<div>稿件来源：市林业局（办公室）</div>",{"publisher":"市林业局（办公室）"}),
    ("<div>来源：市林业局 市农业农村局</div>",{"publisher":"市林业局 市农业农村局"}),
    ("<div>发布机构:市林业局;公开日期:2019-01-08;公开方式:主动公开;</div>",{"publisher":"市林业局","published_at":"2019-01-08","disclosure_method":"主动公开"}),
    ("<div>[索 引 号] A-1 [发布机构] 市林业局</div>",{"index_number":"A-1","publisher":"市林业局"}),
    ("<div>【索引号】A-1【发布机构】市林业局【公开日期】2019-01-08</div>",{"index_number":"A-1","publisher":"市林业局","published_at":"2019-01-08"}),
    ("<div>索引号 A-1</div><div>发布机构 市林业局</div>",{"index_number":"A-1","publisher":"市林业局"}),
    ("<div>索引号|A-1</div><div>发布机构|市林业局</div>",{"index_number":"A-1","publisher":"市林业局"}),
    ("<p>公开时限：长期公开　公开范围：面向社会　公开方式：主动公开</p>",{"disclosure_method":"主动公开"}),
    ("<p>信息有效性：有效　发布日期：2019/01/08 10:20</p>",{"validity":"有效","published_at":"2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：2019-1-8 9:5</p>",{"published_at":"2019-01-08T09:05:00+08:00"}),
    ("<p>发布日期：2019-01-08 上午 10:20</p>",{"published_at":"2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：2019-01-08 下午 3:20</p>",{"published_at":"2019-01-08T15:20:00+08:00"}),
    ("<p>发布日期：2019-01-08 星期二 10:20</p>",{"published_at":"2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：2019-01-08（星期二）</p>",{"published_at":"2019-01-08"}),
    ("<p>发布日期：08/01/2019</p>",{"published_at":None}),
    ("<p>发布日期：Tue Jan 08 10:20:00 CST 2019</p>",{"published_at":"2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：1546914000000</p>",{"published_at":None}),
    ("<p>发布日期：2019-01-08T10:20:00Z</p>",{"published_at":"2019-01-08T18:20:00+08:00"}),
    ("<p>发布日期：2019-01-08T10:20+08:00</p>",{"published_at":"2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：二〇一九年元月八日</p>",{"published_at":"2019-01-08"}),
    ("<p>发布日期：二零一九年一月初八</p>",{"published_at":None}),
    ("<p>发布日期：2019年1月</p>",{"published_at":None}),
    ("<p>发布日期：2019 年 1 月 8 日</p>",{"published_at":"2019-01-08"}),
    ("<p>发布日期：２０１９－０１－０８　１０：２０</p>",{"published_at":"2019-01-08T10:20:00+08:00"}),
    ("<p>发布日期：2019—01—08</p>",{"published_at":"2019-01-08"}),
    ("<p>发布日期：2019-01-08 24:00</p>",{"published_at":"2019-01-08"}),
    ("<p>发布日期：20190108102030</p>",{"published_at":"2019-01-08T10:20:30+08:00"}),
    ("<p>发布日期：19-01-08</p>",{"published_at":None}),
    ("<meta name=PubDate content='2019-01-08 10:20:30'><meta name=Keywords content=''><meta name=ContentSource content='本站'>",{"published_at":"2019-01-08T10:20:30+08:00","keywords":None}),
    ("<meta name='pubDate' content='2019年1月8日'>",{"published_at":"2019-01-08"}),
    ("<meta name='PubDate' content='0000-00-00'><p>发布时间：2019-01-08</p>",{"published_at":"2019-01-08"}),
    # two agencies and two dates: the order of labels
    ("<p>来源：市林业局办公室</p><table><tr><td>发布机构</td><td>市林业局</td></tr></table>", {"publisher": "市林业局"}),
    ("<table><tr><td>公开责任部门：</td><td>市林业局</td><td>信息来源：</td><td>办公室</td></tr></table>", {"publisher": "市林业局"}),
    ("<table><tr><td>生成日期：</td><td>2019-01-02</td><td>公开日期：</td><td>2019-01-08</td></tr></table><p>发布时间：2019-01-09</p>", {"written_at": "2019-01-02", "published_at": "2019-01-08"}),
    ("<table><tr><td>发文日期：</td><td>2019-01-02</td><td>发布日期：</td><td>2019-01-08</td></tr></table>", {"published_at": "2019-01-08"}),
    ("<table><tr><td>信息类别：</td><td>年报</td><td>主题分类：</td><td>综合政务</td></tr></table>", {"topic": "综合政务"}),
    ("<table><tr><td>有效性：</td><td>有效</td><td>废止日期：</td><td></td></tr></table>", {"validity": "有效"}),
    # meta tags of the guideline
    ("<meta name=SiteName content='云桥市人民政府'><meta name='PubDate' content='2019-01-08 10:20'><meta name=ContentSource content=市林业局>", {"published_at": "2019-01-08T10:20:00+08:00", "publisher": "市林业局"}),
    ("<META content='2019-01-08' NAME='PubDate'><META NAME=\"pubdate\" CONTENT=\"\">", {"published_at": "2019-01-08"}),
    ("<meta name='ContentSource' content=''><p>来源：市林业局</p>", {"publisher": "市林业局"}),
    ("<meta name='ContentSource' content='市政府'><p>来源：市林业局</p>", {"publisher": "市林业局"}),
    ("<meta name=ColumnName content=年报><meta name=Keywords content='林业,公开'>", {"keywords": "林业,公开"}),
    ("<meta property='article:published_time' content='2019-01-08T02:20:00Z'>", {"published_at": "2019-01-08T10:20:00+08:00"}),
    # JSON-LD
    ('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2019-01-08","publisher":{"@type":"Organization","name":"市林业局"}}]}</script>', {"published_at": "2019-01-08", "publisher": "市林业局"}),
    ('<script type="application/ld+json">{"publisher":[{"name":"市林业局"}],"dateCreated":"2019-01-02T23:00:00Z"}</script>', {"publisher": "市林业局", "written_at": "2019-01-03T07:00:00+08:00"}),
    ('<script type="application/ld+json">{"datePublished": 5, "publisher": {}, "keywords": ["a", 3, "b"]}</script>', {"published_at": None, "publisher": None, "keywords": "a;b"}),
    ('<script type="application/ld+json">{"datePublished": "2019-01-08",}</script><p>发布时间：2019-01-09</p>', {"published_at": "2019-01-09"}),
    # English labels
    ("<p>Index No.: A-1</p><p>Issued by: Yunqiao Forestry Bureau</p><p>Date: 2019-01-08</p>", {"index_number": "A-1", "publisher": "Yunqiao Forestry Bureau", "published_at": "2019-01-08"}),
    ("<p>Source: 市林业局　Time: 2019-01-08 10:20</p>", {"publisher": "市林业局", "published_at": "2019-01-08T10:20:00+08:00"}),
    ("<p>Publish Date：2019-01-08</p>", {"published_at": "2019-01-08"}),
    # what looks like a label and is none
    ("<div>联系电话：0575-1234 来源于群众</div>", {"publisher": None}),
    ("<div>当前时间：2026-11-23</div>", {"published_at": None}),
    ("<p>时间：2019-01-08至2019-01-10</p>", {"published_at": "2019-01-08"}),
    ("<p>索引号：A-1;文号：云林〔2019〕3号;发布机构：市林业局</p>", {"index_number": "A-1", "document_number": "云林〔2019〕3号", "publisher": "市林业局"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "fields"), [pytest.param(*case, id=str(n)) for n, case in enumerate(BLOCKS)]
)
@pytest.mark.parametrize("below", [False, True], ids=["above", "below"])
def test_values_of_many_manners(head: str, fields: dict[str, str | None], below: bool) -> None:
    report = extract(TITLE + head + BODY if below else head + TITLE + BODY)
    found = report.to_dict()["metadata"]
    assert {name: found[name] for name in fields} == fields
    assert report.title == "云桥市林业局2018年政府信息公开工作年度报告"
    assert [one.number for one in report.sections] == ["一", "二"]


YEARS: list[tuple[str, list[str], int | None]] = [
    ("2019年度政府信息公开工作报告（2020年1月发布）",[],2019),
    ("关于2018年度政府信息公开工作情况的报告",[],2018),
    ("云桥市财政局2020年政府信息公开工作年度报告（2021年修订）",[],2020),
    ("２０１８年度报告",[],2018),
    ("二○一八年度报告",[],2018),
    ("二零一八年度报告",[],2018),
    ("二O一八年年度报告",[],2018),
    ("2018 年 度 报 告",[],2018),
    ("政府信息公开工作年度报告(2018)",[],2018),
    ("[2018]政府信息公开年度报告",[],2018),
    ("2018政府信息公开年报",[],2018),
    ("〔2019〕3号 2018年度报告",[],2018),
    ("云政办〔2019〕3号关于报送2018年政府信息公开工作年度报告的函",[],2018),
    ("政府信息公开工作年度报告",["本报告所列数据的统计期限自2018年1月1日起，至2018年12月31日止。"],2018),
    ("政府信息公开工作年度报告",["统计期限为2018年1月1日—12月31日。"],2018),
    ("政府信息公开工作年度报告",["2018年1月至12月，我局主动公开信息20条。"],2018),
    ("政府信息公开工作年度报告",["（2018年度）","根据《条例》（2019年修订），编制本报告。"],2018),
    ("政府信息公开工作年度报告",["根据2007年颁布的《条例》，现公布2018年度政府信息公开工作报告。"],2018),
    ("政府信息公开工作年度报告",["根据《中华人民共和国政府信息公开条例》（2008年5月1日起施行）要求，2018年我局认真开展工作。"],2018),
    ("政府信息公开工作年度报告",["根据国务院2019年修订的《条例》，2018年，我局公开信息5条。2018年收到申请3件。"],2018),
    ("政府信息公开工作年度报告",["我局2008年5月1日起施行条例。","2009年公开信息5条。"],2009),
    ("2018年第四季度信息公开情况报告",[],2018),
    ("政府信息公开工作年度报告",["云桥市财政局","2019年1月20日"],None),
    ("2018年度政府信息公开工作年度报告",["统计期限为2017年1月1日至2017年12月31日。"],2018),
    ("2018年政府信息公开工作总结和2019年工作计划",[],2018),
    ("关于公布2018年政府信息公开工作年度报告的通知（2019年）",[],2018),
    ("云桥市2018年度财政局政府信息公开2019年1号报告",[],2018),
    ("电话：0575-82182018 年度报告",[],None),
    ("20181231年度报告",[],None),
    ("2018财年信息公开年报",[],2018),
    ("政府信息公开工作年度报告(2018年1月1日-2018年12月31日)",[],2018),
    ("政府信息公开工作年度报告（2018.1.1-2018.12.31）",[],2018),
    ("2018年1月1日至12月31日政府信息公开工作年度报告",[],2018),
    ("政府信息公开工作年度报告",["2018年度，全局主动公开政府信息242条，比2017年度增长3%。"],2018),
    ("政府信息公开工作年度报告",["与2017年相比，2018年公开信息更多。2018年受理申请3件。"],2018),
    ("Annual Report on Government Information Disclosure 2018",[],2018),
    ("2018-01-20 政府信息公开工作年度报告",["2017年，公开5条。2017年，受理3件。"],2017),
    ("政府信息公开工作年度报告 发布日期：2019-01-20",["2018年，公开5条。"],2018),
    ("云桥市人民政府2018年1-12月政府信息公开工作报告",[],2018),
    ("民国107年度报告",[],None),
    ("政府信息公开工作年度报告",["统计期限为2018年1月1日开始至2018年12月31日。","2019年1月20日"],2018),
    ("政府信息公开工作年度报告 2019年1月20日",["2018年，公开5条。","2018年，受理3件。"],2018),
]  # fmt: skip


@pytest.mark.parametrize(("title", "texts", "year"), YEARS)
def test_year_of_the_report_among_other_years(title: str, texts: list[str], year: int | None) -> None:
    assert report_year(title, texts).year == year


def test_a_period_that_gainsays_the_title_is_recorded() -> None:
    report = extract(
        "<h1>云桥市林业局2018年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        "<p>统计期限为2017年1月1日至2017年12月31日，公开信息5条。</p>"
    )
    assert report.report_year == 2018
    assert [one.found for one in report.issues if one.place == "report_year"] == [
        "2018 kept; the body states the period of 2017"
    ]
    assert [(one.value, one.chosen) for one in report.evidence if one.field == "report_year"] == [
        ("2018", True),
        ("2017", False),
    ]
