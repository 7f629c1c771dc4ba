"""What stands around a report on the sites of many agencies: heads, records, tools and feet, written by hand.

Each frame is one page without its article; ``@@`` marks where an article goes, ``{y}`` the year of the
report and ``{z}`` the year after. What the frame says of title, record and path is its truth.
"""

# ruff: noqa: E501 — mark-up reads best as its editors write it
from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["FRAMES", "Frame"]


@dataclass(frozen=True)
class Frame:
    """A page around an article.

    Attributes:
        title: the report's title.
        year: the year it covers.
        meta: the fields of the record that the page has; all others are null.
        crumbs: the path of columns, or None where the page has none and nothing is asked.
        files: address, text and media type of files that the frame itself links.
    """

    name: str
    title: str
    year: int
    markup: str
    meta: dict[str, str] = field(default_factory=dict)
    crumbs: tuple[str, ...] | None = None
    files: tuple[tuple[str, str, str], ...] = ()
    url: str = "http://www.yunqiao.example.gov.cn/zwgk/content.html"


FRAMES = (
    Frame(
        "trs_wcm",
        "云桥市审计局{y}年政府信息公开工作年度报告",
        2022,
        """<!DOCTYPE html><html><head><meta charset="utf-8"><title>云桥市审计局{y}年政府信息公开工作年度报告_云桥市审计局</title>
<meta name="SiteName" content="云桥市审计局"><meta name="SiteDomain" content="sjj.yunqiao.example.gov.cn"><meta name="SiteIDCode" content="3304000012">
<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="政府信息公开"><meta name="ArticleTitle" content="云桥市审计局{y}年政府信息公开工作年度报告">
<meta name="PubDate" content="{z}-01-18 10:22"><meta name="ContentSource" content="云桥市审计局"><meta name="Keywords" content="审计;年报"></head><body>
<div class="top"><a href="/">网站首页</a><a href="/zwgk/">政务公开</a><a href="/hd/">互动交流</a></div>
<div class="crumb">当前位置：<a href="../../../" class="CurrChnlCls">首页</a>&nbsp;&gt;&nbsp;<a href="../../" class="CurrChnlCls">政务公开</a>&nbsp;&gt;&nbsp;<a href="../" class="CurrChnlCls">政府信息公开年报</a></div>
<div class="xl"><h2 class="xl-tit">云桥市审计局{y}年政府信息公开工作年度报告</h2>
<div class="xl-info"><span>发布时间：{z}-01-18 10:22</span><span>来源：云桥市审计局</span><span>浏览次数：<script>document.write(getHits(12))</script>次</span><span>字体：<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a></span></div>
<div class="xl-con"><div class="view TRS_UEDITOR trs_paper_default">@@</div></div>
<div class="xl-tool"><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div>
<div class="ewm">扫一扫在手机打开当前页<img src="/qr.png"></div></div>
<div class="foot">主办单位：云桥市审计局　联系电话：0573-0000000<br>网站标识码：3304000012　浙ICP备00000000号</div></body></html>""",
        {"published_at": "2023-01-18T10:22:00+08:00", "publisher": "云桥市审计局", "keywords": "审计;年报"},
        ("首页", "政务公开", "政府信息公开年报"),
        url="http://sjj.yunqiao.example.gov.cn/zwgk/nb/202301/t20230118_100.html",
    ),
    Frame(
        "hanweb_jcms",
        "青岭县交通运输局{y}年度政府信息公开工作报告",
        2018,
        """<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title>青岭县人民政府 部门年报 青岭县交通运输局{y}年度政府信息公开工作报告</title>
<meta name="ColumnName" content="部门年报"><meta name="pubDate" content="{z}-02-11 15:40:07"><meta name="contentSource" content="县交通运输局"><meta name="author" content="李某"></head><body>
<table width="1000" align="center" id="bt_top"><tr><td><a href="/">首 页</a></td><td><a href="/col/col1/">走进青岭</a></td><td><a href="/col/col2/">信息公开</a></td></tr></table>
<table width="1000" align="center"><tr><td class="wz">当前位置：<table style="display:inline"><tr><td><a href="/index.html">首页</a>&gt;&gt;<a href="/col/col2/index.html">信息公开</a>&gt;&gt;<a href="/col/col9/index.html">部门年报</a></td></tr></table></td></tr></table>
<table class="xxgk_table" width="900" align="center" cellspacing="1"><tr><td class="t1">索引号</td><td>002601234/{z}-00871</td><td class="t1">公开方式</td><td>主动公开</td></tr>
<tr><td class="t1">文件编号</td><td>&nbsp;</td><td class="t1">成文日期</td><td>{z}-02-08</td></tr><tr><td class="t1">公开责任部门</td><td>县交通运输局</td><td class="t1">公开时限</td><td>长期公开</td></tr></table>
<table id="c" width="900" align="center"><tr><td class="title" align="center"><!--<$[标题名称(html)]>begin-->青岭县交通运输局{y}年度政府信息公开工作报告<!--<$[标题名称(html)]>end--></td></tr>
<tr><td class="ly" align="center">发布日期：{z}-02-11 15:40　信息来源：县交通运输局　浏览次数：<script src="/vc/vc/interface/artcount.jsp"></script>　字号：[ <span onclick="doZoom(18)">大</span> <span>中</span> <span>小</span> ]</td></tr>
<tr><td class="bt_content"><div id="zoom"><!--ZJEG_RSS.content.begin-->@@<!--ZJEG_RSS.content.end--></div></td></tr></table>
<table width="900" align="center"><tr><td>【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</td></tr></table>
<div id="footer">版权所有：青岭县人民政府　主办：青岭县人民政府办公室</div></body></html>""",
        {
            "index_number": "002601234/2019-00871",
            "disclosure_method": "主动公开",
            "written_at": "2019-02-08",
            "publisher": "县交通运输局",
            "published_at": "2019-02-11T15:40:00+08:00",
        },
        ("首页", "信息公开", "部门年报"),
        url="http://www.qingling.example.gov.cn/art/2019/2/11/art_1229_88.html",
    ),
    Frame(
        "vsb_boda",
        "东川区教育局{y}年政府信息公开年度报告",
        2020,
        """<!DOCTYPE html><HTML><HEAD><TITLE>东川区教育局{y}年政府信息公开年度报告-东川区教育局</TITLE><META Name="keywords" Content="东川区教育局,年报" /></HEAD><BODY>
<div class="header"><div class="menu"><ul><li><a href="../../index.htm">首页</a></li><li><a href="../../jyxw.htm">教育新闻</a></li></ul></div></div>
<div class="n_location">您的位置： <a href="../../index.htm">首页</a> - <a href="../../xxgk.htm">信息公开</a> - <a href="../../xxgk/nb.htm">年度报告</a> - 正文</div>
<form name="_newscontent_fromname"><script language="javascript" src="/system/resource/js/dynclicks.js"></script>
<div class="n_tit"><h3>东川区教育局{y}年政府信息公开年度报告</h3></div><div class="n_info"><span>时间：{z}-01-29</span> <span>作者：</span> <span>来源：区教育局办公室</span> <span>点击：<script>_showDynClicks("wbnews", 1700001, 3021)</script></span></div>
<div id="vsb_content"><div class="v_news_content">@@</div></div><div id="div_vote_id"></div>
<p><ul style="list-style-type:none;"><li>附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=17&wbfileid=55" target="_blank">年度报告扫描件.pdf</a>】已下载<span id="nattach55"><script language="javascript">getClickTimes(55,17,"wbnewsfile","attach")</script></span>次</li></ul></p>
<p>上一条：<a href="3020.htm">东川区教育局2019年政府信息公开年度报告</a></p><p>下一条：<a href="3022.htm">关于放假的通知</a></p><p align="center">【<a href="javascript:window.close();">关闭</a>】</p></form>
<div class="copy">版权所有 © 东川区教育局</div></BODY></HTML>""",
        {"published_at": "2021-01-29", "publisher": "区教育局办公室"},
        ("首页", "信息公开", "年度报告"),
        (
            (
                "http://jyj.dongchuan.example.gov.cn/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=17&wbfileid=55",
                "年度报告扫描件.pdf",
                "application/pdf",
            ),
        ),
        url="http://jyj.dongchuan.example.gov.cn/info/1034/3021.htm",
    ),
    Frame(
        "ucap",
        "澄江省气象局{y}年政府信息公开工作年度报告",
        2021,
        """<!DOCTYPE html><html><head><title>澄江省气象局{y}年政府信息公开工作年度报告_年度报告_澄江省气象局</title><meta name="ArticleTitle" content="澄江省气象局{y}年政府信息公开工作年度报告"/><meta name="PubDate" content="{z}/01/25 09:06"/><meta name="ContentSource" content=""/></head><body>
<div class="BreadcrumbNav"><a href="/index.htm">首页</a> &gt; <a href="/xxgk/index.htm">政府信息公开</a> &gt; <a href="/xxgk/nb/index.htm">年度报告</a></div>
<div class="article oneColumn pub_border"><h1><UCAPTITLE>澄江省气象局{y}年政府信息公开工作年度报告</UCAPTITLE></h1>
<div class="pages-date">{z}-01-25 09:06 <span class="font index_switchsize">来源： 省气象局</span><div class="pages_print mhide"><span class="font">字体：</span><a href="#">默认</a><a href="#">大</a><a href="#">超大</a> | <a href="#">打印</a> | <span>分享到：</span><a href="#">微信</a><a href="#">微博</a></div></div>
<div class="pages_content" id="UCAP-CONTENT"><UCAPCONTENT>@@</UCAPCONTENT></div>
<div class="editor"><span>责任编辑：王某某</span></div><div class="related"><h3>相关稿件</h3><ul><li><a href="/a/1.htm">澄江省气象局2020年政府信息公开工作年度报告</a></li><li><a href="/a/2.htm">澄江省气象局2019年政府信息公开工作年度报告</a></li></ul></div></div>
<div class="footer">澄江省气象局 版权所有</div></body></html>""",
        {"published_at": "2022-01-25T09:06:00+08:00", "publisher": "省气象局"},
        ("首页", "政府信息公开", "年度报告"),
        url="http://qxj.chengjiang.example.gov.cn/xxgk/nb/202201/25/content_5670.htm",
    ),
    Frame(
        "dreamweaver_2009",
        "银溪县卫生局{y}年度政府信息公开工作年度报告",
        2009,
        """<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>无标题文档</TITLE></HEAD><BODY bgColor=#ffffff leftMargin=0 topMargin=0>
<TABLE width=778 border=0 align=center cellPadding=0 cellSpacing=0><TR><TD background=images/top.jpg height=130>&nbsp;</TD></TR></TABLE>
<TABLE width=778 border=0 align=center><TR><TD width=180 vAlign=top><TABLE width="100%"><TR><TD><A href="zn.htm">信息公开指南</A></TD></TR><TR><TD><A href="ml.htm">信息公开目录</A></TD></TR><TR><TD><A href="nb.htm">信息公开年报</A></TD></TR></TABLE></TD>
<TD vAlign=top><TABLE width="96%" align=center><TR><TD align=center height=40><FONT color=#cc0000 size=5><B>银溪县卫生局{y}年度政府信息公开工作年度报告</B></FONT></TD></TR>
<TR><TD align=center><FONT size=2>[发布时间：{z}-3-9]　[来源：县卫生局]　[阅读：341]</FONT></TD></TR><TR><TD style="LINE-HEIGHT: 180%"><FONT size=3>@@</FONT></TD></TR></TABLE></TD></TR></TABLE>
<TABLE width=778 align=center><TR><TD align=center><FONT size=2>版权所有：银溪县卫生局 电话：0000-0000000 建议使用1024×768分辨率浏览</FONT></TD></TR></TABLE></BODY></HTML>""",
        {"published_at": "2010-03-09", "publisher": "县卫生局"},
    ),
    Frame(
        "govcn_components",
        "江湾市人民政府办公室{y}年政府信息公开工作年度报告",
        2023,
        """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8"><title>江湾市人民政府办公室{y}年政府信息公开工作年度报告 - 江湾市人民政府门户网站</title></head><body><a class="skip" href="#main">跳过导航</a>
<header class="gov-header"><nav><ul><li><a href="/">首页</a></li><li><a href="/zw">政务</a></li><li><a href="/fw">服务</a></li></ul></nav></header>
<nav aria-label="面包屑" class="gov-breadcrumb"><ol><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/zwgk/nb">信息公开年报</a></li><li aria-current="page">正文</li></ol></nav>
<main id="main"><dl class="gov-record"><dt>索引号：</dt><dd>113304000025904/{z}-10021</dd><dt>主题分类：</dt><dd>综合政务/政务公开</dd><dt>发文机关：</dt><dd>江湾市人民政府办公室</dd><dt>成文日期：</dt><dd>{z}年01月12日</dd><dt>标　　题：</dt><dd>江湾市人民政府办公室{y}年政府信息公开工作年度报告</dd><dt>发文字号：</dt><dd>江政办函〔{z}〕5号</dd><dt>发布日期：</dt><dd>{z}年01月15日</dd></dl>
<article><h1 class="gov-title">江湾市人民政府办公室<br>{y}年政府信息公开工作年度报告</h1><div class="gov-text">@@</div></article>
<aside class="gov-share">分享：<button>微信</button><button>微博</button></aside></main><footer class="gov-footer"><p>主办：江湾市人民政府</p><p>网站标识码：3304000001</p></footer></body></html>""",
        {
            "index_number": "113304000025904/2024-10021",
            "topic": "综合政务/政务公开",
            "publisher": "江湾市人民政府办公室",
            "written_at": "2024-01-12",
            "document_number": "江政办函〔2024〕5号",
            "published_at": "2024-01-15",
        },
        ("首页", "政务公开", "信息公开年报"),
    ),
    Frame(
        "iframe_inner",
        "白浦区城市管理局{y}年政府信息公开工作年度报告",
        2019,
        """<html><head><meta charset="utf-8"><title>信息公开</title></head><body class="inner"><div class="print"><table class="headtable"><tbody>
<tr><td colspan="2"><span class="lab">索 引 号：</span>BP0012-0108-{z}-0003</td><td><span class="lab">组配分类：</span>年度报告</td></tr>
<tr><td colspan="2"><span class="lab">发布机构：</span>区城管局</td><td><span class="lab">生成日期：</span>{z}-01-20</td></tr>
<tr><td colspan="3"><span class="lab">名　　称：</span>白浦区城市管理局{y}年政府信息公开工作年度报告</td></tr>
<tr><td><span class="lab">文　　号：</span>无</td><td><span class="lab">有 效 性：</span>有效</td><td><span class="lab">关 键 词：</span>年报　信息公开</td></tr></tbody></table></div>
<div class="con" style="line-height:28px"><div style="text-align:center;font-size:22px"><strong>白浦区城市管理局{y}年政府信息公开工作年度报告</strong></div>@@</div></body></html>""",
        {
            "index_number": "BP0012-0108-2020-0003",
            "topic": "年度报告",
            "publisher": "区城管局",
            "written_at": "2020-01-20",
            "validity": "有效",
            "keywords": "年报　信息公开",
        },
    ),
    Frame(
        "mobile",
        "石桥街道办事处{y}年政府信息公开工作年度报告",
        2022,
        """<!DOCTYPE html><html><head><meta name="viewport" content="width=device-width,initial-scale=1,user-scalable=no"><title>石桥街道办事处{y}年政府信息公开工作年度报告</title></head><body>
<div class="m-head"><a href="javascript:history.go(-1)">返回</a><span>政务公开</span><a href="/m/">首页</a></div>
<div class="m-title">石桥街道办事处{y}年政府信息公开工作年度报告</div><div class="m-info"><em>{z}/01/09 08:05:00</em><em>石桥街道</em><em>阅读 <b id="hits">0</b></em></div>
<div class="m-con">@@</div><div class="m-share">分享到：<a>微信好友</a><a>朋友圈</a></div><div class="m-foot"><a href="/pc">电脑版</a>|<a href="/m">手机版</a></div></body></html>""",
        {"published_at": "2023-01-09T08:05:00+08:00"},
    ),
    Frame(
        "gkmlpt",
        "广平市发展和改革局{y}年政府信息公开工作年度报告",
        2021,
        """<!DOCTYPE html><html><head><meta charset="utf-8"><title>广平市发展和改革局{y}年政府信息公开工作年度报告</title></head><body><div class="page"><div class="classify"><table><tbody>
<tr><td class="td-lab">索引号:</td><td class="td-value"><span>00701234-5/{z}-00011</span></td><td class="td-lab">分类:</td><td class="td-value"><span></span></td></tr>
<tr><td class="td-lab">发布机构:</td><td><span>广平市发展和改革局</span></td><td class="td-lab">成文日期:</td><td><span>{z}-01-24</span></td></tr>
<tr><td class="td-lab">名称:</td><td colspan="3"><span>广平市发展和改革局{y}年政府信息公开工作年度报告</span></td></tr>
<tr><td class="td-lab">文号:</td><td><span></span></td><td class="td-lab">发布日期:</td><td><span>{z}-01-24</span></td></tr><tr><td class="td-lab">主题词:</td><td colspan="3"><span></span></td></tr></tbody></table></div>
<div class="content"><h1 class="title document-number">广平市发展和改革局{y}年政府信息公开工作年度报告</h1><div class="date-row">发布日期：<span>{z}-01-24</span>　浏览次数：<span id="pv">-</span></div><div class="article-content">@@</div></div></div></body></html>""",
        {
            "index_number": "00701234-5/2022-00011",
            "publisher": "广平市发展和改革局",
            "written_at": "2022-01-24",
            "published_at": "2022-01-24",
        },
    ),
    Frame(
        "zfxxgk_platform",
        "云桥市统计局{y}年政府信息公开年报",
        2020,
        """<html><head><title>云桥市统计局{y}年政府信息公开年报</title></head><body><div class="zfxxgk_left"><ul><li><a href="/zn">政府信息公开指南</a></li><li><a href="/zd">政府信息公开制度</a></li><li><a href="/gk">法定主动公开内容</a></li><li class="on"><a href="/nb">政府信息公开年报</a></li></ul></div>
<div class="zfxxgk_right"><ul class="xxgk_top clearfix"><li><b>索引号：</b><span>33040012/{z}-00332</span></li><li><b>文件编号：</b><span></span></li><li><b>发布机构：</b><span>市统计局</span></li><li><b>公开日期：</b><span>{z}-01-22</span></li><li><b>主题分类：</b><span>统计</span></li><li><b>体裁分类：</b><span>报告</span></li><li><b>公开方式：</b><span>主动公开</span></li><li><b>有效性：</b><span>有效</span></li></ul>
<div class="scroll_cont ScrollStyle"><div class="scroll_wrap"><div class="title">云桥市统计局{y}年政府信息公开年报</div><div class="wrap">@@</div></div></div></div></body></html>""",
        {
            "index_number": "33040012/2021-00332",
            "publisher": "市统计局",
            "published_at": "2021-01-22",
            "topic": "统计",
            "disclosure_method": "主动公开",
            "validity": "有效",
        },
    ),
    Frame(
        "pku_siteserver",
        "青岭县林业局{y}年政府信息公开工作年度报告",
        2017,
        """<html><head><title>青岭县林业局{y}年政府信息公开工作年度报告</title></head><body><p class="pos"><b>现在位置：</b><a href="/">首页</a> → <a href="/gk">信息公开</a> → <a href="/gk/nb">年度报告</a> → 正文</p>
<table width="100%" border="0" bgcolor="#d9ae89" cellspacing="1"><tr><td bgcolor="#ffebd6"><table width="100%" cellspacing="8"><tr><td width="30%"><strong>索 引 号：</strong>QL023-{z}-0009</td><td><strong>主题分类：</strong>农业、林业、水利</td><td><strong>发布机构：</strong>县林业局</td></tr>
<tr><td><strong>发布日期：</strong>{z}年3月1日</td><td><strong>文&nbsp;&nbsp;&nbsp;&nbsp;号：</strong></td><td><strong>关 键 词：</strong>林业</td></tr></table></td></tr></table>
<h4 align="center">青岭县林业局{y}年政府信息公开工作年度报告</h4><div class="article_text">@@</div><p class="article_print"><a href="javascript:window.print()">打印</a>　<a href="#top">返回顶部</a></p></body></html>""",
        {
            "index_number": "QL023-2018-0009",
            "topic": "农业、林业、水利",
            "publisher": "县林业局",
            "published_at": "2018-03-01",
            "keywords": "林业",
        },
        ("首页", "信息公开", "年度报告"),
    ),
    Frame(
        "ul_bullets",
        "河西县水利局{y}年政府信息公开工作年度报告",
        2022,
        """<html><head><title>河西县水利局{y}年政府信息公开工作年度报告-河西县人民政府</title></head><body><div class="bt"><h1>河西县水利局{y}年政府信息公开工作年度报告</h1></div>
<ul class="sx"><li><p>索引号:</p>6107280000/{z}-001005</li><li><p>主题分类:</p></li><li><p>来源:</p></li><li><p>发文机构:</p>县水利局</li><li><p>发文字号:</p></li><li><p>发文日期:</p>{z}年01月16日 16:40</li><li><p>有效性:</p></li><li><p>发布日期:</p>{z}年01月17日 08:34</li><li><p>内容概述:</p></li></ul>
<div class="nr">@@</div><div class="bq">返回顶部</div></body></html>""",
        {
            "index_number": "6107280000/2023-001005",
            "publisher": "县水利局",
            "published_at": "2023-01-17T08:34:00+08:00",
        },
    ),
    Frame(
        "eportal_spans",
        "滨河区住房和城乡建设委员会{y}年政府信息公开工作年度报告",
        2021,
        """<html><head><title>滨河区住房和城乡建设委员会{y}年政府信息公开工作年度报告</title></head><body><div class="xxgk_content"><div class="column"><div class="portlet"><div class="doc-info"><ol class="doc-info"><li>[主题分类] <span>城乡建设（含住房）/其他</span></li><li>[发文机构] <span>滨河区住房和城乡建设委员会</span></li><li>[成文日期] <span>{z}-01-19</span></li><li>[发文字号] <span></span></li><li>[废止日期] <span></span></li><li>[发布日期] <span>{z}-01-21</span></li><li>[有效性] <span>是</span></li></ol></div>
<div class="header"><p>滨河区住房和城乡建设委员会{y}年政府信息公开工作年度报告</p></div><div id="mainText">@@</div></div></div></div></body></html>""",
        {
            "topic": "城乡建设（含住房）/其他",
            "publisher": "滨河区住房和城乡建设委员会",
            "written_at": "2022-01-19",
            "published_at": "2022-01-21",
            "validity": "是",
        },
    ),
    Frame(
        "aspnet_info_line",
        "南河镇{y}年政府信息公开工作年度报告",
        2015,
        """<html><head><title>南河镇人民政府</title></head><body><form method="post" action="Info.aspx?id=9" id="form1"><input type="hidden" name="__VIEWSTATE" value="dDwtMTI3OTMzNDM4NDs7PgnUe4Vo">
<div id="daohang">您当前的位置 ：<a href="/">首页</a>&gt;<a href="l.aspx?c=3">镇务公开</a></div><div><span id="lblTitle" style="font-size:18pt;font-weight:bold">南河镇{y}年政府信息公开工作年度报告</span></div>
<div><span id="lblInfo">作者：党政办　来源：南河镇政府　点击数：<span id="c">87</span>　更新时间：{z}/1/5 14:03:22</span></div><div id="lblContent">@@</div>
<div><a href="javascript:void(0)" onclick="window.print()">打印此文</a> 【关闭窗口】</div></form><div>地址：南河镇人民路1号　邮编：000000</div></body></html>""",
        {"publisher": "南河镇政府", "published_at": "2016-01-05T14:03:22+08:00"},
        ("首页", "镇务公开"),
    ),
    Frame(
        "dede",
        "临泉县粮食局{y}年度信息公开工作报告",
        2013,
        """<html><head><title>临泉县粮食局{y}年度信息公开工作报告_政务公开_临泉县粮食局</title><meta name="keywords" content="粮食局,报告"><meta name="description" content="根据条例要求"></head><body>
<div class="place"><strong>当前位置:</strong> <a href='http://lsj.linquan.example.gov.cn/'>主页</a> > <a href='/zwgk/'>政务公开</a> > </div>
<div class="viewbox"><div class="title"><h2>临泉县粮食局{y}年度信息公开工作报告</h2></div><div class="info"><small>时间:</small>{z}-03-06 17:11<small>来源:</small>县粮食局 <small>作者:</small>admin <small>点击:</small><script src="/plus/count.php"></script>次</div>
<div class="content"><table width='100%'><tr><td>@@</td></tr></table></div><div class="dede_pages"><ul class="pagelist"></ul></div></div><div class="boxoff"><strong>------分隔线----------------------------</strong></div>
<div class="context"><ul><li>上一篇：<a href='/1.html'>临泉县粮食局2012年度信息公开工作报告</a></li><li>下一篇：没有了</li></ul></div><div class="tags">收藏 挑错 推荐 打印</div></body></html>""",
        {"published_at": "2014-03-06T17:11:00+08:00", "publisher": "县粮食局"},
        ("主页", "政务公开"),
    ),
    Frame(
        "vue_prerendered",
        "云桥市医疗保障局{y}年政府信息公开工作年度报告",
        2023,
        """<!DOCTYPE html><html><head><meta charset="utf-8"><title>云桥市医疗保障局</title></head><body><div id="app" data-v-app=""><div class="el-breadcrumb" role="navigation"><span class="el-breadcrumb__item"><span class="el-breadcrumb__inner is-link">首页</span><span class="el-breadcrumb__separator">/</span></span><span class="el-breadcrumb__item"><span class="el-breadcrumb__inner is-link">政府信息公开年报</span></span></div>
<div data-v-1a class="detail"><div data-v-1a class="detail-title">云桥市医疗保障局{y}年政府信息公开工作年度报告</div><div data-v-1a class="detail-meta"><div><span>发布机构：</span><span>云桥市医疗保障局</span></div><div><span>发文字号：</span><span>--</span></div><div><span>发布日期：</span><span>{z}-01-11</span></div><div><span>分类：</span><span>年报</span></div></div><div data-v-1a class="detail-html">@@</div></div>
<div class="el-backtop"><i class="el-icon"></i></div></div><noscript>请启用JavaScript</noscript></body></html>""",
        {"publisher": "云桥市医疗保障局", "published_at": "2024-01-11", "topic": "年报"},
    ),
    Frame(
        "jp_platform_th",
        "松溪县民政局{y}年政府信息公开工作年度报告",
        2019,
        """<html><head><title>松溪县民政局{y}年政府信息公开工作年度报告</title></head><body><table class="gk"><tr><th>信息索引号</th><td>SX0123/{z}-00004</td><th>生成日期</th><td>{z}0117</td></tr><tr><th>文号</th><td></td><th>公开时限</th><td>常年公开</td></tr><tr><th>发布机构</th><td>松溪县民政局</td><th>公开形式</th><td>网站</td></tr><tr><th>公开范围</th><td>面向全社会</td><th>有效期</th><td>长期</td></tr><tr><th>信息名称</th><td colspan="3">松溪县民政局{y}年政府信息公开工作年度报告</td></tr><tr><th>主题词</th><td colspan="3">民政；信息公开；报告</td></tr></table>
<div class="h">松溪县民政局{y}年政府信息公开工作年度报告</div><div class="c">@@</div></body></html>""",
        {
            "index_number": "SX0123/2020-00004",
            "written_at": "2020-01-17",
            "publisher": "松溪县民政局",
            "disclosure_method": "网站",
            "validity": "长期",
            "keywords": "民政；信息公开；报告",
        },
    ),
    Frame(
        "two_titles_two_lines",
        "大河市农业农村局{y}年政府信息公开工作年度报告",
        2020,
        """<html><head><title>大河市农业农村局{y}年政府信息公开工作年度报告-大河市农业农村局-政务公开</title></head><body><div class="wzy1"><div class="wzy1-1">大河市农业农村局{y}年政府信息公开工作年度报告</div><div class="wzy1-2"><span>信息来源：大河市农业农村局</span><span>发布时间：{z}-01-27 11:02</span><span>【字体： <a>大</a> <a>中</a> <a>小</a>】</span></div></div>
<div class="wzy2"><p style="text-align:center"><span style="font-size:22pt;font-family:方正小标宋简体">大河市农业农村局</span></p><p style="text-align:center"><span style="font-size:22pt;font-family:方正小标宋简体">{y}年政府信息公开工作年度报告</span></p>@@</div><div class="wzy3">编辑：小王　审核：小李　终审：小张</div></body></html>""",
        {"publisher": "大河市农业农村局", "published_at": "2021-01-27T11:02:00+08:00"},
    ),
    Frame(
        "archived_notice",
        "平湖镇人民政府{y}年政府信息公开年度报告",
        2018,
        """<html><head><title>平湖镇人民政府{y}年政府信息公开年度报告</title></head><body><div class="tips">归档时间：2023-06-15</div><div class="tips2">本页面内容为历史归档信息，仅供参考。</div><div class="pos">当前位置： <a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a href="/nb">年报</a></div><h3 class="t">平湖镇人民政府{y}年政府信息公开年度报告</h3><p class="i">发布时间：{z}-02-28　　信息来源：平湖镇　　作者：办公室　　浏览量：<i>102</i></p><div id="Zoom">@@</div></body></html>""",
        {"published_at": "2019-02-28", "publisher": "平湖镇"},
        ("首页", "政务公开", "年报"),
    ),
    Frame(
        "nothing_but_article",
        "桐江县司法局{y}年政府信息公开工作年度报告",
        2021,
        """<html><body><center><h2>桐江县司法局{y}年政府信息公开工作年度报告</h2></center>@@</body></html>""",
        {},
    ),
    Frame(
        "title_in_head_only",
        "桐江县财政局{y}年政府信息公开工作年度报告",
        2022,
        """<html><head><title>桐江县财政局{y}年政府信息公开工作年度报告 - 桐江县人民政府</title></head><body><div class="nav"><a href="/">首页</a><a href="/a">要闻</a><a href="/b">公开</a></div><div class="main"><div class="info">发布日期：{z}-01-30　来源：县财政局</div><div class="txt">@@</div></div></body></html>""",
        {"published_at": "2023-01-30", "publisher": "县财政局"},
    ),
    Frame(
        "json_ld",
        "桐江县商务局{y}年政府信息公开工作年度报告",
        2023,
        """<html><head><title>桐江县商务局{y}年政府信息公开工作年度报告</title><script type="application/ld+json">{"@context":"https://ziyuan.baidu.com/contexts/cambrian.jsonld","@id":"http://www.tongjiang.example.gov.cn/1.html","title":"桐江县商务局{y}年政府信息公开工作年度报告","pubDate":"{z}-01-10T10:30:00","upDate":"{z}-01-10T10:30:00"}</script></head><body><h1>桐江县商务局{y}年政府信息公开工作年度报告</h1><div class="a">@@</div></body></html>""",
        {"published_at": "2024-01-10T10:30:00+08:00"},
    ),
    Frame(
        "pipes_in_line",
        "远山市体育局{y}年政府信息公开工作年度报告",
        2020,
        """<html><head><title>远山市体育局{y}年政府信息公开工作年度报告</title></head><body><h1>远山市体育局{y}年政府信息公开工作年度报告</h1><div class="line">{z}-01-26 | 来源：市体育局 | 浏览：23 | 字号：A- A A+ | <a>打印</a> | <a>收藏</a></div><div class="body">@@</div><div class="pn"><span>上一篇：</span><a href="1.html">远山市体育局2019年政府信息公开工作年度报告</a><br><span>下一篇：</span>暂无</div></body></html>""",
        {"published_at": "2021-01-26", "publisher": "市体育局"},
    ),
    Frame(
        "uppercase_nested_record",
        "雁门县档案局{y}年政府信息公开工作年度报告",
        2016,
        """<HTML><BODY><TABLE><TR><TD><TABLE class=info><TBODY><TR><TD>索取号：</TD><TD>J0103-{z}-00001</TD></TR><TR><TD>文号：</TD><TD>雁档字〔{z}〕2号</TD></TR><TR><TD>发布机构：</TD><TD>雁门县档案局</TD></TR><TR><TD>发布日期：</TD><TD>{z}-03-20</TD></TR><TR><TD>信息名称：</TD><TD>雁门县档案局{y}年政府信息公开工作年度报告</TD></TR><TR><TD>主题分类：</TD><TD>综合政务 - 其他</TD></TR><TR><TD>主题词：</TD><TD>其它</TD></TR></TBODY></TABLE></TD></TR><TR><TD align=middle><B><FONT size=5>雁门县档案局{y}年政府信息公开工作年度报告</FONT></B></TD></TR><TR><TD>@@</TD></TR></TABLE></BODY></HTML>""",
        {
            "index_number": "J0103-2017-00001",
            "document_number": "雁档字〔2017〕2号",
            "publisher": "雁门县档案局",
            "published_at": "2017-03-20",
            "topic": "综合政务 - 其他",
            "keywords": "其它",
        },
    ),
    Frame(
        "related_column_beside",
        "临江县公安局{y}年政府信息公开工作年度报告",
        2022,
        """<html><head><title>临江县公安局{y}年政府信息公开工作年度报告</title></head><body><div class="w"><div class="l fl"><h2 class="bt">临江县公安局{y}年政府信息公开工作年度报告</h2><div class="sub">来源: 临江县公安局 发布时间: {z}-01-13 09:30 阅读量: 77</div><div class="con">@@</div></div>
<div class="r fr"><div class="box"><h3>最新信息</h3><ul><li><a href="/a1">县公安局召开工作会议</a><span>01-12</span></li><li><a href="/a2">关于交通管制的通告</a><span>01-11</span></li><li><a href="/a3">招聘公告</a><span>01-10</span></li></ul></div><div class="box"><h3>热点信息</h3><ul><li><a href="/b1">一、二月份办事指南</a></li><li><a href="/b2">户口办理须知</a></li></ul></div><div class="box"><h3>下载</h3><p><a href="/files/table.doc">居住证申请表.doc</a></p></div></div></div></body></html>""",
        {"publisher": "临江县公安局", "published_at": "2023-01-13T09:30:00+08:00"},
    ),
    Frame(
        "english_labels_mixed",
        "滨海新区管理委员会{y}年政府信息公开工作年度报告",
        2021,
        """<html><head><title>滨海新区管理委员会{y}年政府信息公开工作年度报告|滨海新区</title></head><body><div class="lang"><a href="/en">English</a> <a href="/tw">繁體</a></div><div class="det"><h1>滨海新区管理委员会{y}年政府信息公开工作年度报告</h1><div class="date"><span class="d">{z}-01-28</span><span class="v">Views: 21</span><span class="s">Source: 新区管委会办公室</span></div><div class="txt">@@</div></div></body></html>""",
        {"published_at": "2022-01-28", "publisher": "新区管委会办公室"},
    ),
    Frame(
        "flex_record_divs",
        "安平区文化和旅游局{y}年政府信息公开工作年度报告",
        2020,
        """<html><head><title>安平区文化和旅游局{y}年政府信息公开工作年度报告</title></head><body><div class="head-box"><div class="row"><div class="name">索引号</div><div class="val">AP-WL-{z}-006</div><div class="name">信息分类</div><div class="val">年度报告</div></div><div class="row"><div class="name">发布机构</div><div class="val">安平区文化和旅游局</div><div class="name">发文日期</div><div class="val">{z}-01-15 00:00:00</div></div><div class="row"><div class="name">文号</div><div class="val"></div><div class="name">关键词</div><div class="val"></div></div></div><div class="bigtitle">安平区文化和旅游局{y}年政府信息公开工作年度报告</div><div class="cont">@@</div></body></html>""",
        {
            "index_number": "AP-WL-2021-006",
            "topic": "年度报告",
            "publisher": "安平区文化和旅游局",
            "published_at": "2021-01-15T00:00:00+08:00",
        },
    ),
    Frame(
        "fullwidth_chinese_date",
        "龙泉乡{y}年政府信息公开工作年度报告",
        2012,
        """<html><head><title>龙泉乡{y}年政府信息公开工作年度报告</title></head><body><h1>龙泉乡{y}年政府信息公开工作年度报告</h1><p align="center">发布时间：二〇一三年一月九日　发布单位：龙泉乡人民政府</p>@@</body></html>""",
        {"published_at": "2013-01-09", "publisher": "龙泉乡人民政府"},
    ),
    Frame(
        "modal_and_toolbar",
        "沙河市自然资源局{y}年政府信息公开工作年度报告",
        2022,
        """<html><head><title>沙河市自然资源局{y}年政府信息公开工作年度报告_沙河市</title></head><body><div class="wza">无障碍浏览 进入关怀版</div><div class="tool"><a>A+</a><a>A-</a><a>语音播报</a></div><div class="title_box"><h1>沙河市自然资源局{y}年政府信息公开工作年度报告</h1><p class="fbsj">发布时间: {z}-1-9 &nbsp; 文章来源: 沙河市自然资源局 &nbsp; 【<a>我要纠错</a>】</p></div><div class="detail_con">@@</div><div class="bottom_tool"><a>分享</a> <a>收藏</a> <a>下载word</a> <a>下载pdf</a></div><div class="modal" style="display:none"><p>一、您即将离开本站</p><p>确定要继续访问吗？</p></div><div class="code"><p>扫一扫，手机浏览</p></div></body></html>""",
        {"published_at": "2023-01-09", "publisher": "沙河市自然资源局"},
    ),
    Frame(
        "validity_table_below",
        "望江县退役军人事务局{y}年政府信息公开工作年度报告",
        2021,
        """<html><head><title>望江县退役军人事务局{y}年政府信息公开工作年度报告</title></head><body><h2>望江县退役军人事务局{y}年政府信息公开工作年度报告</h2><table class="tb"><tr><td>发文机关</td><td>成文日期</td><td>发文字号</td><td>有效性</td></tr><tr><td>望江县退役军人事务局</td><td>{z}-01-20</td><td>--</td><td>有效</td></tr></table><div class="nr">@@</div></body></html>""",
        {"publisher": "望江县退役军人事务局", "written_at": "2022-01-20", "validity": "有效"},
    ),
)
