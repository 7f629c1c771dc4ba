"""Articles as editors leave them, each with its outline, forms and files, written by hand.

``{y}`` stands for the year of the report, ``{z}`` for the year after. An outline is rows of level, number,
heading and text. Figures are given by row in the order of the form's columns; None is a blank.
"""

# ruff: noqa: E501 — mark-up reads best as its editors write it
from __future__ import annotations

from dataclasses import dataclass, field

from tests.extracting.wild_forms import ACTIVE_PLAIN, ALL, NO_BLANKS, REVIEW, REVIEW_PLAIN, Values, requests

__all__ = ["BODIES", "Body", "Row"]

Row = tuple[int, str | None, str, str]

SAID = "{y}年，本机关通过门户网站主动公开政府信息312条，同比增长8.5%，其中政策文件16件、工作动态201条。"
ASKED = "全年收到政府信息公开申请6件，均在法定期限内答复，办结率100%。"
KEPT = "落实“先审后发”制度，做到一、二、三级审核到人，全年无泄密事件发生。"
LACK = "工作中还存在以下不足：一是公开内容不够丰富；二是解读形式较为单一；三是工作人员业务能力有待提高。"
NONE = "本年度没有收取信息处理费，无其他需要报告的事项。"
LEAD = "本报告根据《中华人民共和国政府信息公开条例》（国务院令第711号）编制，所列数据的统计期限自{y}年1月1日起至12月31日止。"

SIX = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
COMMON: tuple[Row, ...] = (
    (1, None, "", LEAD),
    (1, "一", SIX[0], ""),
    (2, "一", "主动公开情况", SAID),
    (2, "二", "依申请公开情况", ASKED),
    (2, "三", "监督保障情况", KEPT),
    (1, "二", SIX[1], ""),
    (1, "三", SIX[2], ""),
    (1, "四", SIX[3], ""),
    (1, "五", SIX[4], LACK),
    (1, "六", SIX[5], NONE),
)
SHORT: tuple[Row, ...] = (
    (1, "一", "概述", SAID),
    (1, "二", "依申请公开政府信息情况", ASKED),
    (1, "三", "存在的主要问题", LACK),
)


def renumbered(*numbers: str | None, rows: tuple[Row, ...] = COMMON) -> tuple[Row, ...]:
    return tuple((row[0], number, *row[2:]) for row, number in zip(rows, numbers, strict=True))


def told(
    *, lead: str, one: str, two: str, forms: tuple[str, str, str] = (ACTIVE_PLAIN, "", REVIEW_PLAIN)
) -> str:
    """Print the common article: ``lead`` frames a paragraph, ``one`` and ``two`` headings of their levels."""
    tables = (forms[0], forms[1] or requests(), forms[2])
    parts, at = [], 0
    for level, number, heading, text in COMMON:
        if number:
            parts.append((one if level == 1 else two).format(n=number, h=heading))
        if text:
            parts.append(lead.format(text))
        if number in {"二", "三", "四"} and level == 1:
            parts.append(tables[at])
            at += 1
    return "".join(parts)


@dataclass(frozen=True)
class Body:
    """An article: its mark-up and what is to be read from it."""

    name: str
    markup: str
    outline: tuple[Row, ...] = COMMON
    values: Values = field(default_factory=dict)
    files: tuple[tuple[str, str, str], ...] = ()


MSO = '<p class=MsoNormal style="text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt"><span style="font-size:16.0pt;font-family:仿宋_GB2312;mso-bidi-font-family:宋体">{}<span lang=EN-US><o:p></o:p></span></span></p>\n'
XIUMI = '<section style="box-sizing:border-box;font-size:16px"><section style="text-align:justify;margin:10px 0" powered-by="xiumi.us"><p style="white-space:normal;margin:0;padding:0">{}</p></section></section>'
FORMS = ACTIVE_PLAIN + requests() + REVIEW_PLAIN

BODIES = (
    Body(
        "paragraphs_with_ideographic_spaces",
        told(lead="<p>　　{}</p>", one="<p>　　<strong>{n}、{h}</strong></p>", two="<p>　　（{n}）{h}</p>"),
        values=ALL,
    ),
    Body(
        "one_paragraph_of_breaks",
        "<p>"
        + told(
            lead="&nbsp;&nbsp;&nbsp;&nbsp;{}<br />\r\n",
            one="&nbsp;&nbsp;&nbsp;&nbsp;<b>{n}、{h}</b><br />\r\n",
            two="&nbsp;&nbsp;&nbsp;&nbsp;（{n}）{h}<br>",
            forms=("", " ", ""),
        )
        + "</p>",
    ),
    Body(
        "xiumi_sections",
        told(
            lead=XIUMI,
            one='<section style="display:flex;flex-flow:row"><section style="display:inline-block;background:#c00;color:#fff"><p>{n}、</p></section><section style="display:inline-block;vertical-align:top"><p><strong>{h}</strong></p></section></section>',
            two='<section style="margin:5px"><p style="color:rgb(192,0,0)"><strong><span style="caret-color:red">（{n}）</span>{h}</strong></p></section>',
        ),
        values=ALL,
    ),
    Body(
        "word_html",
        told(
            lead=MSO,
            one=MSO.format(
                "<b><span style='font-family:黑体'>{n}、</span></b><span style='font-family:黑体'>{h}</span>"
            ),
            two=MSO.format(
                "<![if !supportLists]><span style='mso-list:Ignore'>（{n}）<span style='font:7.0pt \"Times New Roman\"'>&nbsp;</span></span><![endif]><span style='font-family:楷体_GB2312'>{h}</span>"
            ),
            forms=(
                ACTIVE_PLAIN,
                requests(
                    "<td width=64 style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt'><p class=MsoNormal align=center style='text-align:center'><span lang=EN-US style='font-size:10.5pt'>{}<o:p></o:p></span></p></td>"
                ),
                REVIEW_PLAIN,
            ),
        ),
        values=ALL,
    ),
    Body(
        "wps_html",
        told(
            lead='<p class="p0" style="text-indent:32.1pt"><span style="mso-spacerun:\'yes\';font-family:仿宋;font-size:16pt">{}</span><span style="mso-spacerun:\'yes\'"><o:p></o:p></span></p>',
            one='<p class="15"><span style="mso-spacerun:\'yes\';font-family:黑体"><font face="黑体">{n}、{h}</font></span></p>',
            two='<p class="p0"><b><span style="font-family:楷体"><font face="楷体">（{n}）</font></span></b><b><span>{h}</span></b></p>',
            forms=(
                ACTIVE_PLAIN,
                requests(
                    "<td valign=center><p class=p0 align=center><span style=\"mso-spacerun:'yes'\"><font face=Calibri>{}</font></span></p></td>",
                    blank="",
                ),
                REVIEW_PLAIN,
            ),
        ),
        values=NO_BLANKS,
    ),
    Body(
        "excel_html",
        told(
            lead="<p>{}</p>",
            one="<p><b>{n}、{h}</b></p>",
            two="<p>（{n}）{h}</p>",
            forms=(
                ACTIVE_PLAIN,
                requests(
                    "<td class=xl68 align=right style='border-left:none' x:num>{}</td>",
                    label="<td class=xl65{} style='height:27.0pt;mso-ignore:colspan'>{}</td>",
                    blank="　",
                    before="",
                ),
                REVIEW_PLAIN,
            ),
        ),
        values=NO_BLANKS,
    ),
    Body(
        "table_rows_as_paragraphs",
        "<table width=95% cellpadding=8>"
        + told(
            lead="<tr><td><font size=3>　　{}</font></td></tr>",
            one="<tr><td><font size=3><b>{n}、{h}</b></font></td></tr>",
            two="<tr><td><font size=3>（{n}）{h}</font></td></tr>",
            forms=("", " ", ""),
        )
        + "</table>",
    ),
    Body(
        "div_per_section",
        told(
            lead="<div class=p>{}</div>",
            one="<div class=sec><h3 class=h>{n}、{h}</h3></div>",
            two="<h4>（{n}）{h}</h4>",
        ),
        values=ALL,
    ),
    Body(
        "decimals",
        told(lead="<p>{}</p>", one="<p>{n}、{h}</p>", two="<p>（{n}）{h}</p>", forms=("", " ", ""))
        .replace("<p>一、", "<p>1 ")
        .replace("<p>二、", "<p>2 ")
        .replace("<p>三、", "<p>3 ")
        .replace("<p>四、", "<p>4 ")
        .replace("<p>五、", "<p>5 ")
        .replace("<p>六、", "<p>6 ")
        .replace("<p>（一）", "<p>1.1 ")
        .replace("<p>（二）", "<p>1.2 ")
        .replace("<p>（三）", "<p>1.3 "),
        renumbered(None, "1", "1.1", "1.2", "1.3", "2", "3", "4", "5", "6"),
    ),
    Body(
        "runs_in_bold",
        f"<p>{LEAD}</p><p><b>一、总体情况</b></p><p><b>（一）主动公开情况。</b>{SAID}</p><p><strong>（二）依申请公开情况。</strong>{ASKED}</p><p><span style='font-weight:bold'>（三）监督保障情况。</span>{KEPT}</p><p><b>二、主动公开政府信息情况</b></p><p><b>三、收到和处理政府信息公开申请情况</b></p><p><b>四、政府信息公开行政复议、行政诉讼情况</b></p><p><b>五、存在的主要问题及改进情况</b></p><p>{LACK}</p><p><b>六、其他需要报告的事项</b></p><p>{NONE}</p>",
    ),
    Body(
        "lists_numbered_by_css",
        f"<p>{LEAD}</p><ol style='list-style-type:cjk-ideographic'><li><strong>总体情况</strong><p>{SAID}</p></li><li><strong>依申请公开情况</strong><p>{ASKED}</p></li><li><strong>监督保障情况</strong><p>{KEPT}</p></li></ol>",
        (
            (1, None, "", LEAD),
            (1, "一", "总体情况", SAID),
            (1, "二", "依申请公开情况", ASKED),
            (1, "三", "监督保障情况", KEPT),
        ),
    ),
    Body(
        "lists_numbered_in_digits",
        f"<h3>一、概述</h3><p>{SAID}</p><h3>二、主要做法</h3><ol><li>加强组织领导</li><p>{KEPT}</p><li>规范依申请公开</li><p>{ASKED}</p></ol><h3>三、存在的主要问题</h3><p>{LACK}</p>",
        (
            (1, "一", "概述", SAID),
            (1, "二", "主要做法", ""),
            (2, "1", "加强组织领导", KEPT),
            (2, "2", "规范依申请公开", ASKED),
            (1, "三", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "points_begin_paragraphs",
        f"<p>一、概述</p><p>{SAID}</p><p>一是加强领导。{KEPT}</p><p>二是规范办理。{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (1, "一", "概述", SAID),
            (2, "一是", "加强领导", KEPT),
            (2, "二是", "规范办理", ASKED),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "ordinals_begin_paragraphs",
        f"<p>一、概述</p><p>第一，加强领导。{KEPT}</p><p>第二，规范办理。{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (1, "一", "概述", ""),
            (2, "第一", "加强领导", KEPT),
            (2, "第二", "规范办理", ASKED),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "letter",
        f"<p>各位市民朋友：</p><p>您好！{SAID}</p><p>一、依申请公开政府信息情况</p><p>{ASKED}</p><p>二、存在的主要问题</p><p>{LACK}</p><p>感谢您的关注。</p><p align=right>办公室</p><p align=right>{{z}}年1月9日</p>",
        (
            (1, None, "", f"各位市民朋友：\n您好！{SAID}"),
            (1, "一", "依申请公开政府信息情况", ASKED),
            (1, "二", "存在的主要问题", f"{LACK}\n感谢您的关注。\n办公室\n{{z}}年1月9日"),
        ),
    ),
    Body(
        "english_words",
        f"<p>一、概述</p><p>{SAID}APP、IPv6改造和“12345”热线（call center）同步推进，5G+政务公开试点完成。</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (
                1,
                "一",
                "概述",
                SAID + "APP、IPv6改造和“12345”热线（call center）同步推进，5G+政务公开试点完成。",
            ),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "parts",
        f"<p align=center>第一部分　总体情况</p><p>{SAID}</p><p align=center>第二部分　依申请公开情况</p><p>{ASKED}</p><p align=center>第三部分　存在的主要问题</p><p>{LACK}</p>",
        ((1, "一", "总体情况", SAID), (1, "二", "依申请公开情况", ASKED), (1, "三", "存在的主要问题", LACK)),
    ),
    Body(
        "centred_bold_without_numbers",
        f"<p style='text-align:center'><strong>概述</strong></p><p>{SAID}</p><p style='text-align:center'><strong>依申请公开政府信息情况</strong></p><p>{ASKED}</p><p style='text-align:center'><strong>存在的主要问题</strong></p><p>{LACK}</p>",
        (
            (1, None, "概述", SAID),
            (1, None, "依申请公开政府信息情况", ASKED),
            (1, None, "存在的主要问题", LACK),
        ),
    ),
    Body(
        "full_width_digits",
        f"<p>一、概述</p><p>１．组织领导。{KEPT}</p><p>２．公开内容。{SAID}</p><p>（１）网站。全年发布300条。</p><p>（２）公众号。全年发布120条。</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (1, "一", "概述", ""),
            (2, "１", "组织领导", KEPT),
            (2, "２", "公开内容", SAID),
            (3, "１", "网站", "全年发布300条。"),
            (3, "２", "公众号", "全年发布120条。"),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "colons_and_gaps",
        f"<p>一、&nbsp;&nbsp;概述</p><p>{SAID}</p><p>二 、依申请公开政府信息情况</p><p>{ASKED}</p><p>三、存在的主要问题 </p><p>{LACK}</p>",
        SHORT,
    ),
    Body(
        "headings_in_spans_cut_anywhere",
        f"<p><span>一</span><span>、</span><span>概</span><span>述</span></p><p><span>{SAID[:11]}</span><span>{SAID[11:]}</span></p><p><span>二、依申请</span><em></em><span>公开政府信息情况</span></p><p>{ASKED}</p><div><span>三、存在的主要问题</span></div><div>{LACK}</div>",
        SHORT,
    ),
    Body(
        "circled",
        f"<p>一、概述</p><p>（一）公开渠道</p><p>①门户网站。全年发布300条。</p><p>②政务新媒体。全年发布120条。</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (1, "一", "概述", ""),
            (2, "一", "公开渠道", ""),
            (3, "①", "门户网站", "全年发布300条。"),
            (3, "②", "政务新媒体", "全年发布120条。"),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "review_in_three_tables",
        told(
            lead="<p>{}</p>",
            one="<p>{n}、{h}</p>",
            two="<p>（{n}）{h}</p>",
            forms=(
                ACTIVE_PLAIN,
                requests(flat=True),
                "".join(
                    f"<table><caption>{name}</caption><tr><td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td></tr><tr>{''.join(f'<td>{v}</td>' for v in row)}</tr></table>"
                    for name, row in zip(
                        ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"),
                        REVIEW,
                        strict=True,
                    )
                ),
            ),
        ),
        values=ALL,
    ),
    Body(
        "units_in_cells",
        told(
            lead="<p>{}</p>",
            one="<p>{n}、{h}</p>",
            two="<p>（{n}）{h}</p>",
            forms=(
                ACTIVE_PLAIN.replace("1204", "1 204件")
                .replace("12.65", "12.65 万元")
                .replace(">37<", "> 37 件 <"),
                requests("<td>{} 件</td>", blank="0"),
                REVIEW_PLAIN,
            ),
        ),
        values=ALL,
    ),
    Body(
        "many_blanks",
        told(
            lead="<p>{}</p>",
            one="<p>{n}、{h}</p>",
            two="<p>（{n}）{h}</p>",
            forms=(ACTIVE_PLAIN, requests(blank="\\"), REVIEW_PLAIN.replace("<td>0</td>", "<td>—</td>")),
        ),
        values={key: value for key, value in NO_BLANKS.items() if key[0] != "review_litigation" or value},
    ),
    Body(
        "sum_row_added",
        told(
            lead="<p>{}</p>",
            one="<p>{n}、{h}</p>",
            two="<p>（{n}）{h}</p>",
            forms=(
                ACTIVE_PLAIN,
                requests(
                    extra="<tr><td colspan=3>合计</td>"
                    + "<td>9</td>" * 7
                    + "</tr><tr><td colspan=10>填报说明：以上数据截至12月31日。</td></tr>"
                ),
                REVIEW_PLAIN,
            ),
        ),
        values=ALL,
    ),
    Body(
        "head_rows_in_thead",
        told(
            lead="<p>{}</p>",
            one="<h2>{n}、{h}</h2>",
            two="<h3>（{n}）{h}</h3>",
            forms=(
                ACTIVE_PLAIN,
                requests(label="<th{} scope=row><p>{}</p></th>"),
                REVIEW_PLAIN.replace("<table border=1><tr>", "<table><thead><tr>", 1),
            ),
        ),
        values=ALL,
    ),
    Body(
        "forms_without_articles_each_a_table",
        told(
            lead="<p>{}</p>",
            one="<p>{n}、{h}</p>",
            two="<p>（{n}）{h}</p>",
            forms=(
                "<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>行政规范性文件</td><td>3</td><td>1</td><td>28</td></tr></table><table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>1,204</td></tr></table><table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政处罚</td><td>37</td></tr><tr><td>行政强制</td><td>0</td></tr></table><table><tr><td>信息内容</td><td>本年收费金额（单位：万元）</td></tr><tr><td>行政事业性收费</td><td>12.65</td></tr></table>",
                requests(head=True),
                REVIEW_PLAIN,
            ),
        ),
        values=ALL,
    ),
    Body(
        "attachments_listed",
        told(lead="<p>{}</p>", one="<p>{n}、{h}</p>", two="<p>（{n}）{h}</p>", forms=("", " ", ""))
        + "<p>附件：1.<a href='./P020230109.xls' oldsrc='W0201.xls'>政府信息公开情况统计表.xls</a></p><p>　　　2.<a href='/upload/2023/nb.docx?v=1' title='年报全文'>年报全文</a></p>",
        (*COMMON[:-1], (1, "六", SIX[5], NONE + "\n附件：1.政府信息公开情况统计表.xls\n2.年报全文")),
        files=(
            ("P020230109.xls", "政府信息公开情况统计表.xls", "application/vnd.ms-excel"),
            (
                "/upload/2023/nb.docx?v=1",
                "年报全文",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
        ),
    ),
    Body(
        "contents_before_it",
        f"<p>{LEAD}全文包括总体情况、主动公开情况、依申请公开情况、存在的主要问题等部分。</p><p>一、概述</p><p>{SAID}</p><p>二、依申请公开政府信息情况</p><p>{ASKED}</p><p>三、存在的主要问题</p><p>{LACK}</p>",
        (
            (1, None, "", LEAD + "全文包括总体情况、主动公开情况、依申请公开情况、存在的主要问题等部分。"),
            *SHORT,
        ),
    ),
    Body(
        "restarts_below",
        f"<p>一、概述</p><p>（一）组织领导</p><p>1.成立领导小组。组长由局长担任。</p><p>2.明确责任科室。办公室具体负责。</p><p>（二）公开内容</p><p>1.政策文件。全年16件。</p><p>2.工作动态。全年201条。</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (1, "一", "概述", ""),
            (2, "一", "组织领导", ""),
            (3, "1", "成立领导小组", "组长由局长担任。"),
            (3, "2", "明确责任科室", "办公室具体负责。"),
            (2, "二", "公开内容", ""),
            (3, "1", "政策文件", "全年16件。"),
            (3, "2", "工作动态", "全年201条。"),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
    Body(
        "scattered_empty_paragraphs",
        "<p>&nbsp;</p>"
        + told(
            lead="<p><span>&nbsp; &nbsp; {}</span></p><p><br></p>",
            one="<p><br></p><p><strong>&nbsp; &nbsp; {n}、{h}</strong></p>",
            two="<p>&nbsp; &nbsp; （{n}）{h}</p><p>&nbsp;</p>",
        ),
        values=ALL,
    ),
    Body(
        "sentences_that_look_numbered",
        f"<p>一、概述</p><p>{SAID}二期平台于2月上线。</p><p>2.5万人次访问网站，3月1日起启用新版。</p><p>{{y}}年12月，举办开放日活动。</p><p>一、二季度公开情况较好，三、四季度有所下降。</p><p>二、存在的主要问题</p><p>{LACK}</p>",
        (
            (
                1,
                "一",
                "概述",
                SAID
                + "二期平台于2月上线。\n2.5万人次访问网站，3月1日起启用新版。\n{y}年12月，举办开放日活动。\n一、二季度公开情况较好，三、四季度有所下降。",
            ),
            (1, "二", "存在的主要问题", LACK),
        ),
    ),
)
