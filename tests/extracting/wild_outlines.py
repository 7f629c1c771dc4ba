"""Articles whose outline, paragraphs or tables are hard to tell apart, written by hand."""

# ruff: noqa: E501 — mark-up reads best as its editors write it
from __future__ import annotations

from tests.extracting.wild_bodies import ASKED, KEPT, LACK, SAID, Body
from tests.extracting.wild_forms import ACTIVE_PLAIN, active_values, request_values, requests

__all__ = ["OUTLINES"]

# fmt: off
OUTLINES: tuple[Body, ...] = (
    Body("nested_layout_rows", f"<table><tr><td><table><tr><td><p>一、概述</p></td></tr><tr><td>{SAID}</td></tr></table></td></tr><tr><td><table><tr><td>二、存在的主要问题</td></tr><tr><td><div>{LACK}</div></td></tr></table></td></tr></table>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("skips", f"<p>一、概述</p><p>{SAID}</p><p>三、依申请公开情况</p><p>{ASKED}</p><p>四、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"三","依申请公开情况",ASKED),(1,"四","存在的主要问题",LACK))),
    Body("repeats", f"<p>一、概述</p><p>{SAID}</p><p>二、依申请公开情况</p><p>{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","依申请公开情况",ASKED),(1,"二","存在的主要问题",LACK))),
    Body("restarts_in_sections_jm", f"<p>一、概 述</p><p>{SAID}</p><p>（一）健全机制</p><p>{KEPT}</p><p>二、公开情况</p><p>（一）公开渠道</p><p>{ASKED}</p><p>（三）公开形式</p><p>{KEPT}</p><p>三、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概 述",SAID),(2,"一","健全机制",KEPT),(1,"二","公开情况",""),(2,"一","公开渠道",ASKED),(2,"三","公开形式",KEPT),(1,"三","存在的主要问题",LACK))),
    Body("hard_wrapped_br", f"<p>一、概述</p><p>{SAID[:30]}<br>{SAID[30:]}</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID[:30]+"\n"+SAID[30:]),(1,"二","存在的主要问题",LACK))),
    Body("links_in_text", f"<p>一、概述</p><p>详见<a href='http://www.x.example.gov.cn/'>门户网站</a>（<a href='http://www.x.example.gov.cn'>www.x.example.gov.cn</a>）。</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述","详见门户网站（www.x.example.gov.cn）。"),(1,"二","存在的主要问题",LACK))),
    Body("anchors_in_headings", f"<p><a name='_Toc1'></a><a name='OLE_LINK1'>一、概述</a></p><p>{SAID}</p><p><a id='b'>二、存在的主要问题</a></p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("table_of_contents", f"<p align=center>目 录</p><p><a href='#a'>一、概述</a></p><p><a href='#b'>二、存在的主要问题</a></p><p id=a>一、概述</p><p>{SAID}</p><p id=b>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("unit_line_before_table", f"<p>一、概述</p><p>{SAID}</p><p>二、主动公开政府信息情况</p><p align=right>单位：件</p>{ACTIVE_PLAIN}<p>注：数据来源于政务公开管理系统。</p><p>三、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","主动公开政府信息情况","单位：件\n注：数据来源于政务公开管理系统。"),(1,"三","存在的主要问题",LACK)), active_values()),
    Body("caption_paragraph", f"<p>一、概述</p><p>{SAID}</p><p>二、主动公开政府信息情况</p><p align=center><b>主动公开政府信息情况统计表</b></p>{ACTIVE_PLAIN}<p>三、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","主动公开政府信息情况","主动公开政府信息情况统计表"),(1,"三","存在的主要问题",LACK)), active_values()),
    Body("picture_with_caption", f"<p>一、概述</p><p>{SAID}</p><p style='text-align:center'><img src='/1.png' alt='图1'></p><p style='text-align:center'>图1 公开渠道占比</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID+"\n图1 公开渠道占比"),(1,"二","存在的主要问题",LACK))),
    Body("quotes_in_heading", f"<p>一、突出“三个聚焦”，扎实推进政府信息公开</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","突出“三个聚焦”，扎实推进政府信息公开",SAID),(1,"二","存在的主要问题",LACK))),
    Body("shi_in_bold_run_in", f"<p>一、概述</p><p><strong>一是强化组织领导。</strong>{KEPT}</p><p><strong>二是拓宽公开渠道。</strong>{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",""),(2,"一是","强化组织领导",KEPT),(2,"二是","拓宽公开渠道",ASKED),(1,"二","存在的主要问题",LACK))),
    Body("points_semicolons", "<p>一、概述</p><p>主要做法有：</p><p>1.制定计划；</p><p>2.明确责任；</p><p>3.加强检查。</p><p>二、存在的主要问题</p><p>"+LACK+"</p>", ((1,"一","概述","主要做法有："),(2,"1","","制定计划；"),(2,"2","","明确责任；"),(2,"3","","加强检查。"),(1,"二","存在的主要问题",LACK))),
    Body("years_at_paragraph_start", f"<p>一、概述</p><p>2022年，我局公开312条。</p><p>12345热线办理20件。</p><p>312条信息中，政策类16条。</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述","2022年，我局公开312条。\n12345热线办理20件。\n312条信息中，政策类16条。"),(1,"二","存在的主要问题",LACK))),
    Body("law_articles", f"<p>第一章　总体情况</p><p>{SAID}</p><p>第二章　公开情况</p><p>第一节　主动公开</p><p>{KEPT}</p><p>第二节　依申请公开</p><p>{ASKED}</p><p>第三章　存在的主要问题</p><p>{LACK}</p>", ((1,"一","总体情况",SAID),(1,"二","公开情况",""),(2,"一","主动公开",KEPT),(2,"二","依申请公开",ASKED),(1,"三","存在的主要问题",LACK))),
    Body("h_tags_without_numbers", f"<h2>总体情况</h2><p>{SAID}</p><h3>主动公开</h3><p>{KEPT}</p><h3>依申请公开</h3><p>{ASKED}</p><h2>存在的主要问题</h2><p>{LACK}</p>", ((1,None,"总体情况",SAID),(2,None,"主动公开",KEPT),(2,None,"依申请公开",ASKED),(1,None,"存在的主要问题",LACK))),
    Body("bold_subheads_under_numbers", f"<p>一、概述</p><p><b>机制建设</b></p><p>{KEPT}</p><p><b>申请办理</b></p><p>{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",""),(2,None,"机制建设",KEPT),(2,None,"申请办理",ASKED),(1,"二","存在的主要问题",LACK))),
    Body("parenthesised_halfwidth", f"<p>一、概述</p><p>(一)组织领导</p><p>{KEPT}</p><p>(二) 公开渠道</p><p>{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",""),(2,"一","组织领导",KEPT),(2,"二","公开渠道",ASKED),(1,"二","存在的主要问题",LACK))),
    Body("number_then_dunhao_digit", f"<p>1、概述</p><p>{SAID}</p><p>2、依申请公开情况</p><p>（1）收到情况</p><p>{ASKED}</p><p>（2）处理情况</p><p>{KEPT}</p><p>3、存在的主要问题</p><p>{LACK}</p>", ((1,"1","概述",SAID),(1,"2","依申请公开情况",""),(2,"1","收到情况",ASKED),(2,"2","处理情况",KEPT),(1,"3","存在的主要问题",LACK))),
    Body("two_level_brackets", f"<p>一、概述</p><p>（一）公开</p><p>1.网站。发布300条。</p><p>（1）要闻。200条。</p><p>①市级。100条。</p><p>②县级。100条。</p><p>（2）政策。100条。</p><p>2.公众号。发布120条。</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",""),(2,"一","公开",""),(3,"1","网站","发布300条。"),(4,"1","要闻","200条。"),(5,"①","市级","100条。"),(5,"②","县级","100条。"),(4,"2","政策","100条。"),(3,"2","公众号","发布120条。"),(1,"二","存在的主要问题",LACK))),
    Body("signature_three_lines", f"<p>一、概述</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p><p>附件：政府信息公开情况统计表</p><p style='text-align:right'>云桥市某局办公室</p><p style='text-align:right'>{{z}}年1月9日</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK+"\n附件：政府信息公开情况统计表\n云桥市某局办公室\n{z}年1月9日"))),
    Body("contact_block", f"<p>一、概述</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p><p>地址：云桥市人民路1号；邮编：000000；电话：0573-0000000。</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK+"\n地址：云桥市人民路1号；邮编：000000；电话：0573-0000000。"))),
    Body("blank_sections", f"<p>一、概述</p><p>{SAID}</p><p>二、主动公开情况</p><p>三、依申请公开情况</p><p>无</p><p>四、存在的主要问题</p><p>无。</p>", ((1,"一","概述",SAID),(1,"二","主动公开情况",""),(1,"三","依申请公开情况","无"),(1,"四","存在的主要问题","无。"))),
    Body("spans_nbsp_between_words", f"<p>&nbsp;一、概述&nbsp;</p><p>&ensp;&ensp;{SAID}&nbsp;</p><p>&emsp;&emsp;二、存在的主要问题</p><p>&#12288;&#12288;{LACK}</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("font_in_heading_colour", f"<p><font color=red><b>一、概述</b></font></p><p><font>{SAID}</font></p><p><font color=red><b>二、存在的主要问题</b></font></p><p><font>{LACK}</font></p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("everything_bold", f"<b><p>一、概述</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p></b>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("everything_centred", f"<div align=center><p>一、概述</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p></div>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("text_nodes_and_divs", f"一、概述<div>{SAID}</div>二、存在的主要问题<div>{LACK}</div>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("dl_sections", f"<dl><dt>一、概述</dt><dd>{SAID}</dd><dt>二、存在的主要问题</dt><dd>{LACK}</dd></dl>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("heading_table_cells", f"<table border=1><tr><td width=20%>一、概述</td><td>{SAID}</td></tr><tr><td>二、存在的主要问题</td><td>{LACK}</td></tr></table>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("tabs_panels", f"<div class=tab-content><div class='tab-pane active'><p>一、概述</p><p>{SAID}</p></div><div class='tab-pane'><p>二、存在的主要问题</p><p>{LACK}</p></div></div>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("page_break_marks", f"<p>一、概述</p><p>{SAID}</p><p>#PAGE_BREAK#</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("wbr_zero_width", f"<p>一、概\u200b述</p><p>\ufeff{SAID}</p><p>二、存在<wbr>的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","存在的主要问题",LACK))),
    Body("sup_sub", f"<p>一、概述</p><p>{SAID[:-1]}<sup>①</sup>。</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID[:-1]+"①。"),(1,"二","存在的主要问题",LACK))),
    Body("chengyu_numbers", f"<p>一、概述</p><p>一年来，我局高度重视。</p><p>二级单位均已公开。</p><p>十三届人大会议期间办理建议3件。</p><p>第一时间发布信息。</p><p>三公经费公开及时。</p><p>二、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述","一年来，我局高度重视。\n二级单位均已公开。\n十三届人大会议期间办理建议3件。\n第一时间发布信息。\n三公经费公开及时。"),(1,"二","存在的主要问题",LACK))),
    Body("requests_thousands_fullwidth", f"<p>一、概述</p><p>{SAID}</p><p>二、收到和处理政府信息公开申请情况</p>"+requests().replace('<td>5</td>','<td>５</td>').replace('<td>6</td>','<td> 6&nbsp;</td>')+f"<p>三、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","收到和处理政府信息公开申请情况",""),(1,"三","存在的主要问题",LACK)), request_values()),
    Body("requests_col_numbers", f"<p>一、概述</p><p>{SAID}</p><p>二、收到和处理政府信息公开申请情况</p>"+requests(before='<td></td>')+f"<p>三、存在的主要问题</p><p>{LACK}</p>", ((1,"一","概述",SAID),(1,"二","收到和处理政府信息公开申请情况",""),(1,"三","存在的主要问题",LACK)), request_values()),
    Body("unit_in_headings_brackets", f"<p>一、概述（单位：件）</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p><p>附：</p><p>1.统计表</p><p>2.说明</p>", ((1, "一", "概述（单位：件）", SAID), (1, "二", "存在的主要问题", LACK + "\n附：\n1.统计表\n2.说明"))),
)
