"""Whole pages with one oddity each, written by hand: titles, years, dates, texts without mark-up, damage."""

# ruff: noqa: E501 — mark-up reads best as its editors write it
from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["PAGES", "Page"]

Row = tuple[int, str | None, str, str]
SAID = "2022年，本机关主动公开政府信息312条，收到政府信息公开申请6件，均按期答复。"
LACK = "公开内容还不够丰富，今后将加强学习。"
BODY = f"<p>一、总体情况</p><p>{SAID}</p><p>二、存在的主要问题</p><p>{LACK}</p>"
FILED = "云桥市民政局2022年政府信息公开工作年度报告"
ROOT = "http://www.yunqiao.example.gov.cn"
ROWS: tuple[Row, ...] = ((1, "一", "总体情况", SAID), (1, "二", "存在的主要问题", LACK))


@dataclass(frozen=True)
class Page:
    """A page and what is to be read from it; what is not given is not asked, fields of ``meta`` not given are null."""

    name: str
    page: str
    title: str | None
    year: int | None
    meta: dict[str, str] | None = None
    outline: tuple[Row, ...] | None = None
    values: dict[str, float] = field(default_factory=dict)
    files: tuple[str, ...] | None = None
    url: str = "http://www.yunqiao.example.gov.cn/zwgk/content.html"


def plain(title: str, body: str = BODY, *, head: str = "", line: str = "") -> str:
    """Print a page that has a title, a line under it and a body, and nothing else."""
    return f"<html><head>{head}</head><body><h1>{title}</h1>{line}<div class=con>{body}</div></body></html>"


# fmt: off
PAGES: tuple[Page, ...] = (
    # titles
    Page("title_with_break", plain("云桥市民政局<br>2022年政府信息公开工作年度报告"), "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, ROWS),
    Page("title_with_break_and_spaces", plain("云桥市民政局<br/>\n　　2022年政府信息公开<br>工作年度报告"), "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, ROWS),
    Page("year_in_words", plain("云桥市民政局二〇二二年政府信息公开工作年度报告"), "云桥市民政局二〇二二年政府信息公开工作年度报告", 2022, {}, ROWS),
    Page("year_in_words_with_o", plain("云桥市民政局二○一五年度政府信息公开工作报告"), "云桥市民政局二○一五年度政府信息公开工作报告", 2015, {}),
    Page("year_with_letter_o", plain("云桥市民政局二O一二年政府信息公开年度报告"), "云桥市民政局二O一二年政府信息公开年度报告", 2012, {}),
    Page("year_full_width", plain("云桥市民政局２０２０年政府信息公开工作年度报告"), "云桥市民政局２０２０年政府信息公开工作年度报告", 2020, {}),
    Page("year_spaced", plain("云桥市民政局 2022 年政府信息公开工作年度报告"), "云桥市民政局 2022 年政府信息公开工作年度报告", 2022, {}),
    Page("year_in_brackets", plain("云桥市民政局政府信息公开工作年度报告（2022年度）"), "云桥市民政局政府信息公开工作年度报告（2022年度）", 2022, {}),
    Page("year_of_report_behind", plain("云桥市民政局政府信息公开工作年度报告（2022）"), "云桥市民政局政府信息公开工作年度报告（2022）", 2022, {}),
    Page("year_only_in_period", plain("云桥市民政局政府信息公开工作年度报告", f"<p>本报告所列数据的统计期限自2021年1月1日起至2021年12月31日止。</p>{BODY.replace('2022', '2021')}"), "云桥市民政局政府信息公开工作年度报告", 2021, {}),
    Page("year_only_in_sentence", plain("政府信息公开年度报告", f"<p>现将云桥市民政局2019年政府信息公开工作年度报告公布如下：</p>{BODY.replace('2022', '2019')}", line="<p>发布时间：2020-01-20</p>"), "政府信息公开年度报告", 2019, {"published_at": "2020-01-20"}),
    Page("period_over_two_years", plain("云桥市民政局2008年度政府信息公开工作报告", "<p>本报告所列数据的统计期限自2008年5月1日起至2009年2月28日止。</p>" + BODY.replace("2022", "2008")), "云桥市民政局2008年度政府信息公开工作报告", 2008, {}),
    Page("title_names_two_years", plain("云桥市民政局2021年政府信息公开工作年度报告（2022年1月发布）"), "云桥市民政局2021年政府信息公开工作年度报告（2022年1月发布）", 2021, {}),
    Page("published_later_year", plain("云桥市民政局2018年度政府信息公开年报", BODY.replace("2022", "2018"), line="<p>发布日期：2021年3月5日 来源：市民政局</p>"), "云桥市民政局2018年度政府信息公开年报", 2018, {"published_at": "2021-03-05", "publisher": "市民政局"}),
    Page("correction", plain("云桥市民政局2022年政府信息公开工作年度报告（更正）"), "云桥市民政局2022年政府信息公开工作年度报告（更正）", 2022, {}, ROWS),
    Page("revised", plain("云桥市民政局2022年政府信息公开工作年度报告（修订版）"), "云桥市民政局2022年政府信息公开工作年度报告（修订版）", 2022, {}, ROWS),
    Page("about_form", plain("关于云桥市民政局2022年政府信息公开工作年度报告"), "关于云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, ROWS),
    Page("about_form_of_2010", plain("关于2010年度政府信息公开工作情况的报告", BODY.replace("2022", "2010")), "关于2010年度政府信息公开工作情况的报告", 2010, {}),
    Page("summary_of_2012", plain("云桥市民政局2012年政府信息公开工作总结", BODY.replace("2022", "2012")), "云桥市民政局2012年政府信息公开工作总结", 2012, {}),
    Page("affairs_title", plain("云桥市民政局2016年政务公开工作年度报告", BODY.replace("2022", "2016")), "云桥市民政局2016年政务公开工作年度报告", 2016, {}),
    Page("enterprise", plain("云桥市供水有限公司2022年信息公开年度报告"), "云桥市供水有限公司2022年信息公开年度报告", 2022, {}),
    Page("school", plain("云桥职业技术学院2021—2022学年信息公开工作年度报告"), "云桥职业技术学院2021—2022学年信息公开工作年度报告", None, None),
    Page("title_with_mark_of_picture", plain("云桥市民政局2022年政府信息公开工作年度报告<img src=/new.gif>"), "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}),
    Page("title_element_with_column", "<html><head><title>2022年-政府信息公开年报-云桥市民政局</title></head><body><div class=t>云桥市民政局2022年政府信息公开工作年度报告</div><div class=con>" + BODY + "</div></body></html>", "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}),
    Page("title_in_table_cell", "<html><body><table align=center><tr><td align=center><font size=5>云桥市民政局2011年政府信息公开年度报告</font></td></tr><tr><td>" + BODY.replace("2022", "2011") + "</td></tr></table></body></html>", "云桥市民政局2011年政府信息公开年度报告", 2011, {}),
    Page("title_with_number_below", plain("云桥市民政局2022年政府信息公开工作年度报告", line="<p align=center>云民办〔2023〕3号</p>"), "云桥市民政局2022年政府信息公开工作年度报告", 2022),
    # dates
    Page("date_short", plain("云桥市民政局2022年政府信息公开年报", line="<p>时间：2023-1-9</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09"}),
    Page("date_slashes_seconds", plain("云桥市民政局2022年政府信息公开年报", line="<p>时间：2023/01/09 08:05:00　来源：办公室</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09T08:05:00+08:00", "publisher": "办公室"}),
    Page("date_dots", plain("云桥市民政局2022年政府信息公开年报", line="<p>发布时间：2023.01.09</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09"}),
    Page("date_chinese_time", plain("云桥市民政局2022年政府信息公开年报", line="<p>发布时间：2023年01月09日 08时05分</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09T08:05:00+08:00"}),
    Page("date_words", plain("云桥市民政局2022年政府信息公开年报", line="<p>成文日期：二〇二三年一月九日　发布日期：二〇二三年一月十二日</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"written_at": "2023-01-09", "published_at": "2023-01-12"}),
    Page("date_iso_zone", plain("云桥市民政局2022年政府信息公开年报", head='<meta name="PubDate" content="2023-01-09T08:05:00+08:00">'), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09T08:05:00+08:00"}),
    Page("date_twelve_hours", plain("云桥市民政局2022年政府信息公开年报", line="<p>更新时间：2023/1/9 下午 3:07:21</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09T15:07:21+08:00"}),
    Page("date_under_report", plain("云桥市民政局2022年政府信息公开年报", BODY + "<p align=right>云桥市民政局</p><p align=right>2023年1月9日</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09"}, (ROWS[0], (1, "二", "存在的主要问题", LACK + "\n云桥市民政局\n2023年1月9日"))),
    Page("date_in_address", plain("云桥市民政局2022年政府信息公开年报"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-18"}, url="http://mzj.yunqiao.example.gov.cn/art/2023/1/18/art_1_88.html"),
    Page("date_with_weekday", plain("云桥市民政局2022年政府信息公开年报", line="<p>发布时间：2023-01-09 星期一</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {"published_at": "2023-01-09"}),
    # texts without mark-up
    Page("text_plain", f"云桥市民政局2022年政府信息公开工作年度报告\n发布时间：2023-01-09 来源：市民政局\n\n一、总体情况\n{SAID}\n二、存在的主要问题\n{LACK}\n", "云桥市民政局2022年政府信息公开工作年度报告", 2022, {"published_at": "2023-01-09", "publisher": "市民政局"}, ROWS, url="http://www.yunqiao.example.gov.cn/1.txt"),
    Page("text_pipes", f"首页 | 政务公开 | 年度报告\n索引号： | 330400/2023-00012 | 发布机构： | 市民政局\n文号： |  | 公开日期： | 2023-01-09\n云桥市民政局2022年政府信息公开工作年度报告\n　　一、总体情况\n　　{SAID}\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n规章 | 0 | 0 | 0\n行政规范性文件 | 3 | 1 | 28\n　　二、存在的主要问题\n　　{LACK}\n", "云桥市民政局2022年政府信息公开工作年度报告", 2022, {"index_number": "330400/2023-00012", "publisher": "市民政局", "published_at": "2023-01-09"}, ROWS, {"normative_documents.issued": 3, "normative_documents.repealed": 1, "normative_documents.in_force": 28, "regulations.issued": 0, "regulations.repealed": 0, "regulations.in_force": 0}, url="http://www.yunqiao.example.gov.cn/1.txt"),
    Page("text_one_line", f"云桥市民政局2022年政府信息公开工作年度报告　　一、总体情况　　{SAID}　　二、存在的主要问题　　{LACK}", "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, ROWS, url="http://www.yunqiao.example.gov.cn/1.txt"),
    Page("pre_element", plain("云桥市民政局2005年政府信息公开年报", f"<pre>　　一、总体情况\n　　{SAID}\n　　二、存在的主要问题\n　　{LACK}</pre>"), "云桥市民政局2005年政府信息公开年报", 2005, {}, ROWS),
    # the page's own furniture
    Page("furniture_inside_article", plain("云桥市民政局2022年政府信息公开年报", BODY + "<p>责任编辑：王某</p><p>【打印本页】【关闭窗口】</p><p>扫一扫在手机打开当前页</p><p>上一篇：<a href=1.html>云桥市民政局2021年政府信息公开年报</a></p><p>下一篇：没有了</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("follow_us_line", plain("云桥市民政局2022年政府信息公开年报", BODY + "<p>更多精彩内容欢迎扫描下方二维码关注云桥发布！</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("audio_reader_above", plain("云桥市民政局2022年政府信息公开年报", "<div class=audio>点击收听</div>" + BODY), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("hidden_copy", plain("云桥市民政局2022年政府信息公开年报", BODY + f"<div style='display:none'>{BODY}</div><textarea style='display:none'>{BODY}</textarea>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("comment_and_script_inside", plain("云桥市民政局2022年政府信息公开年报", "<!--正文开始--><script>var a='一、脚本';</script>" + BODY.replace("</p><p>二", "</p><!--分页--><style>.p{}</style><p>二") + "<!--正文结束-->"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("unclosed_everything", "<html><title>云桥市民政局2022年政府信息公开年报</title><body><center><b>云桥市民政局2022年政府信息公开年报</b></center><p>一、总体情况<p>" + SAID + "<p>二、存在的主要问题<p>" + LACK, "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("entities", plain("云桥市民政局&#50;&#48;22年政府信息公开年报", BODY.replace("、", "&#12289;").replace("。", "&#x3002;")), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("body_in_script_template", plain("云桥市民政局2022年政府信息公开年报", BODY + "<script type='text/template'><p>三、其他</p></script>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    # files
    Page("only_a_file", plain("云桥市民政局2022年政府信息公开工作年度报告", "<p><a href='/upload/nb2022.pdf'>云桥市民政局2022年政府信息公开工作年度报告.pdf</a></p>", line="<p>发布时间：2023-01-09</p>"), "云桥市民政局2022年政府信息公开工作年度报告", 2022, {"published_at": "2023-01-09"}, files=("http://www.yunqiao.example.gov.cn/upload/nb2022.pdf",)),
    Page("file_in_frame", plain("云桥市民政局2022年政府信息公开工作年度报告", "<p>附件：<a href=\"javascript:downloadFile('/upload/nb2022.docx','x')\">年度报告.docx</a></p>" + BODY), "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, files=("http://www.yunqiao.example.gov.cn/upload/nb2022.docx",)),
    Page("files_of_the_site", plain("云桥市民政局2022年政府信息公开工作年度报告", BODY) + "<div class=footer><a href='/app/yunqiao.apk'>APP下载</a><a href='/help.pdf'>网站帮助</a></div>", "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, ROWS, files=()),
    Page("file_list_below", plain("云桥市民政局2022年政府信息公开工作年度报告", BODY) + "<div class=fjlist><h4>相关附件</h4><ul><li><a href='a.xlsx'>附表.xlsx</a></li><li><a href='b.ofd'>报告.ofd</a></li></ul></div><div class=rel><h4>相关信息</h4><a href='/x.doc'>申请表.doc</a></div>", "云桥市民政局2022年政府信息公开工作年度报告", 2022, {}, ROWS, files=("http://www.yunqiao.example.gov.cn/zwgk/a.xlsx", "http://www.yunqiao.example.gov.cn/zwgk/b.ofd")),
    *(
        Page(f"file_{name}", plain(FILED, BODY + markup), FILED, 2022, {}, files=tuple(f"{ROOT}{one}" for one in files))
        for name, markup, *files in (
            ("in_a_frame", "<iframe src='/pdf/nb.pdf'></iframe>", "/pdf/nb.pdf"),
            ("embedded", "<embed src='nb.pdf' type='application/pdf'><object data='nb.doc'><p>请安装插件</p></object>", "/zwgk/nb.pdf", "/zwgk/nb.doc"),
            ("in_a_viewer", "<iframe src='/pdfjs/web/viewer.html?file=/upload/nb.pdf'></iframe>", "/upload/nb.pdf"),
            ("opened_by_script", "<p><a href='#' onclick=\"window.open('/upload/nb.doc')\">附件：年度报告</a></p>", "/upload/nb.doc"),
            ("behind_a_picture", "<p><a href='/nb.pdf'><img src='pdf.png'></a></p>", "/nb.pdf"),
            ("announced", "<p>附件：<a href='/attachment/9f8e7d'>云桥市民政局年报</a></p>", "/attachment/9f8e7d"),
            ("linked_twice", "<p><a href='/nb.pdf'></a><a href='/nb.pdf'>报告全文</a></p>", "/nb.pdf"),
            ("of_office_programs", "<p><a href='a.et'>统计表</a><a href='b.wps'>报告</a><a href='c.ofd'>版式</a></p>", "/zwgk/a.et", "/zwgk/b.wps", "/zwgk/c.ofd"),
            ("none", "<p><a href='mailto:a@b.example.gov.cn'>邮箱</a><a href='/big.jpg'>大图</a><a href='/2021.html'>2021年年报</a></p>"),
        )
    ),
    # what damage left
    Page("lost_colons", plain(FILED, BODY, line="<div>当前位置\ufffd<a href=/>首页</a> \ufffd <a href=/nb>年报</a></div><table><tr><td>索引\ufffd</td><td>330400/2023-1</td><td>发布机构\ufffd</td><td>市民政局</td></tr></table><p>发布时间\ufffd2023-01-09 浏览次数\ufffd3</p>"), FILED, 2022, {"index_number": "330400/2023-1", "publisher": "市民政局", "published_at": "2023-01-09"}, ROWS),
    Page("lost_indents", plain(FILED, f"<p>\ufffd\ufffd一、总体情况</p><p>\ufffd\ufffd{SAID}</p><p>\ufffd\ufffd二、存在的主要问题</p><p>\ufffd\ufffd{LACK}</p>"), FILED, 2022, {}, ROWS),
    Page("lost_numbers", plain(FILED, f"<p>一、总体情况</p><p>（一）公开</p><p>{SAID}</p><p>（\ufffd）申请</p><p>收到6件。</p><p>\ufffd、存在的主要问题</p><p>{LACK}</p>"), FILED, 2022, {}, ((1, "一", "总体情况", ""), (2, "一", "公开", SAID), (2, "二", "申请", "收到6件。"), (1, "二", "存在的主要问题", LACK))),
    Page("lost_units", plain(FILED, BODY + "<table><tr><td>信息内容</td><td>本年制发件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>3\ufffd</td><td>\ufffd8</td></tr></table>"), FILED, 2022, {}, ROWS, {"regulations.issued": 3}),
    Page("radicals_for_numerals", plain(FILED, f"<p>一、总体情况</p><p>(⼀)公开</p><p>{SAID}</p><p>(⼆)申请</p><p>收到6件。</p><p>二、存在的主要问题</p><p>{LACK}</p>"), FILED, 2022, {}, ((1, "一", "总体情况", ""), (2, "一", "公开", SAID), (2, "二", "申请", "收到6件。"), (1, "二", "存在的主要问题", LACK))),
    # outlines
    Page("headings_with_full_stops", plain("云桥市民政局2022年政府信息公开年报", f"<p>一、总体情况。</p><p>{SAID}</p><p>二、存在的主要问题。</p><p>{LACK}</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("headings_of_ueditor_list", plain("云桥市民政局2022年政府信息公开年报", f"<ol class='custom_cn list-paddingleft-1'><li class='list-cn-1-1'><p>总体情况</p></li><p>{SAID}</p><li class='list-cn-1-2'><p>存在的主要问题</p></li><p>{LACK}</p></ol>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("list_goes_on", plain("云桥市民政局2022年政府信息公开年报", f"<ol style='list-style-type:cjk-ideographic'><li><b>总体情况</b></li></ol><p>{SAID}</p><ol start=2 style='list-style-type:cjk-ideographic'><li><b>存在的主要问题</b></li></ol><p>{LACK}</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("numbers_as_pictures", plain("云桥市民政局2022年政府信息公开年报", f"<p><img src=/1.png alt='一、'>总体情况</p><p>{SAID}</p><p><img src=/2.png alt='二、'>存在的主要问题</p><p>{LACK}</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("run_in_one_paragraph", plain("云桥市民政局2022年政府信息公开年报", f"<p>一、总体情况。{SAID}</p><p>二、存在的主要问题。{LACK}</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ROWS),
    Page("summary_before", plain("云桥市民政局2022年政府信息公开年报", f"<p>【摘要】本年公开312条。</p>{BODY}"), "云桥市民政局2022年政府信息公开年报", 2022, {}, ((1, None, "", "【摘要】本年公开312条。"), *ROWS)),
    Page("ended_by_hereby", plain("云桥市民政局2022年政府信息公开年报", BODY + "<p>特此报告。</p>"), "云桥市民政局2022年政府信息公开年报", 2022, {}, (ROWS[0], (1, "二", "存在的主要问题", LACK + "\n特此报告。"))),
    Page("traditional_elsewhere", "<html><head><title>雲橋市民政局2022年政府信息公開工作年度報告</title></head><body><h1>雲橋市民政局2022年政府信息公開工作年度報告</h1><p>一、總體情況</p><p>2022年，本機關共發出文件312件，收到申請6件。</p><p>二、主動公開情況</p><p>均已公開。</p></body></html>", "雲橋市民政局2022年政府信息公開工作年度報告", 2022, None, url="http://www.yunqiao.example.org/1.html"),
)
