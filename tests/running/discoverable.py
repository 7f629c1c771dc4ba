# ruff: noqa: B023, E501  mark-up is easier to read in long lines, and every function is used at once
"""Sites of differing content management, made by code: invented agencies, mark-up as such systems write it.

Each site is a function that gives its pages by path (a whole URL for a sister host), and the columns that
hold its annual reports. Every one has columns beside them that look alike and are not: reports of the
government on its work, on the rule of law, budgets, website reports, notices about such reports.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from .conftest import report_html

__all__ = ["FIRST", "Made", "Web", "without_reports"]

YEARS = range(2023, 2011, -1)
FOOT = (
    "<div class='footer'><a href='/sitemap.html'>网站地图</a><a href='/about.html'>联系我们</a>"
    "<p>主办：示例区人民政府办公室　ICP备00000001号</p></div>"
)
NEWS = [
    "区财政局召开2022年度信息公开年度报告编制工作会议",
    "关于报送2021年政府信息公开工作年度报告的通知",
    "区长深入企业调研安全生产工作",
    "我区举办政务公开培训班",
    "2023年春节放假安排公告",
    "区政府印发政务公开工作要点",
]
TITLE = "示例区财政局{}年政府信息公开工作年度报告"
WORK = [f"示例区{year}年政府工作报告" for year in range(2023, 2016, -1)]
LAW = [f"示例区财政局{year}年法治政府建设年度报告" for year in range(2023, 2016, -1)]
BUDGET = [f"示例区财政局{year}年部门决算公开报告" for year in range(2023, 2016, -1)]
SHEETS = [f"示例区政府网站工作年度报表（{year}年度）" for year in range(2023, 2018, -1)]


@dataclass
class Made:
    """A site: where it begins, its pages, and its columns; each is the set of URLs that are the column."""

    start: str
    columns: list[set[str]]
    pages: dict[str, str | bytes] = field(default_factory=dict)
    render: bool = False

    def article(self, path: str, year: int) -> None:
        self.pages[path] = report_html(year)

    def other(self, path: str, title: str) -> None:
        self.pages[path] = (
            f"<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>2023-02-01</p>"
            f"<div class=con><p>各镇人民政府、区直各部门：</p><p>{title}。现将有关事项说明如下，请认真贯彻落实。</p></div>"
        )


class Web(httpx.AsyncBaseTransport):
    """Answers for one site; counts what is asked for."""

    def __init__(self, made: Made) -> None:
        self._made = made
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked.append(path)
        found = self._made.pages.get(str(request.url)) or self._made.pages.get(path)
        if found is None or (str(request.url.host) != httpx.URL(self._made.start).host
                             and str(request.url) not in self._made.pages):  # fmt: skip
            return httpx.Response(404, stream=httpx.ByteStream(b"<h1>404</h1>"))
        body = found if isinstance(found, bytes) else found.encode()
        kind = "application/json" if body[:1] in b"{[" else "text/html"
        kind = "application/javascript" if path.partition("?")[0].endswith(".js") else kind
        return httpx.Response(200, stream=httpx.ByteStream(body), headers={"Content-Type": kind})


def page(title: str, inner: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"{inner}{FOOT}</body></html>"
    )


def lines(titles: list[str], href: Callable[[int], str], row: str = "<li><a href='{0}' title='{1}'>{1}</a><span>{2}</span></li>",
          dates: bool = True) -> str:  # fmt: skip
    return "".join(
        row.format(href(at), title, f"20{23 - at % 12:02}-01-2{at % 9}" if dates else "")
        for at, title in enumerate(titles)
    )


def reports(count: int = 12) -> list[str]:
    return [TITLE.format(year) for year in list(YEARS)[:count]]


# ------------------------------------------------------------------ the first ten


def hanweb() -> Made:
    made = Made("http://www.hw.example.gov.cn/", [{"http://www.hw.example.gov.cn/col/col105/index.html"}])

    def column(number: int, name: str, titles: list[str]) -> None:
        records = "".join(
            f"<record><![CDATA[<li><a href='/art/2020/1/{at + 1}/art_{number}_{at}.html' title='{title}'>{title}</a>"
            f"<span>2020-01-{at + 1:02}</span></li>]]></record>"
            for at, title in enumerate(titles[:6])
        )
        island = (
            f"<div id='{number}'><script type='text/xml'><datastore><nextgroup><![CDATA[<a href='/module/web/jpage/"
            f"dataproxy.jsp?page=1&columnid={number}&webid=1'></a>]]></nextgroup><recordset>{records}</recordset>"
            f"</datastore></script><script>var m={{columnid:'{number}',totalRecord:{len(titles)},perPage:6}};</script></div>"
        )
        left = "".join(
            f"<li><a href='/col/col{one}/index.html'>{text}</a></li>"
            for one, text in (
                (101, "政府信息公开指南"),
                (102, "政府信息公开制度"),
                (103, "法定主动公开内容"),
                (105, "政府信息公开年报"),
            )
        )
        way = f"<div class='bt-position'>当前位置：首页 &gt; 政府信息公开 &gt; {name}</div>"
        made.pages[f"/col/col{number}/index.html"] = page(
            f"示例区财政局 {name}", f"<div class='left_nav'><ul>{left}</ul></div>{way}{island}"
        )
        for at, title in enumerate(titles):
            path = f"/art/2020/1/{at + 1}/art_{number}_{at}.html"
            made.article(path, 2023 - at) if number == 105 else made.other(path, title)

    column(100, "政府信息公开", NEWS)
    column(101, "政府信息公开指南", ["示例区财政局政府信息公开指南"])
    column(102, "政府信息公开制度", ["政府信息公开保密审查制度"])
    column(103, "法定主动公开内容", BUDGET + NEWS)
    column(105, "政府信息公开年报", reports())
    column(200, "政府工作报告", WORK)
    made.pages["/"] = page(
        "示例区财政局",
        "<div class=nav><a href='/'>首页</a><a href='/col/col100/index.html'>政府信息公开</a>"
        "<a href='/col/col200/index.html'>政府工作报告</a></div><ul class=news>"
        + lines(NEWS, lambda at: f"/art/2020/1/{at + 1}/art_100_{at}.html") + "</ul>",
    )  # fmt: skip
    return made


def trs() -> Made:
    made = Made("http://www.trs.example.gov.cn/", [{"http://www.trs.example.gov.cn/zwgk/zfxxgknb/"}])
    menu = (
        "<ul class='menu'><li><a href='/zwgk/zfxxgkzn/'>信息公开指南</a></li><li><a href='/zwgk/zfxxgknb/'>政府信息公开工作年度报告</a></li>"
        "<li><a href='/zwgk/fzzf/'>法治政府建设年度报告</a></li><li><a href='/zwgk/gzbg/'>政府工作报告</a></li></ul>"
    )
    for folder, name, titles in (
        ("zfxxgknb", "政府信息公开工作年度报告", reports()), ("fzzf", "法治政府建设年度报告", LAW),
        ("gzbg", "政府工作报告", WORK), ("zfxxgkzn", "信息公开指南", ["信息公开指南"]),
    ):  # fmt: skip
        rows = lines(titles[:5], lambda at: f"./202001/t20200121_{1000 + at}.html")
        made.pages[f"/zwgk/{folder}/"] = page(
            f"{name}_示例区人民政府",
            f"<div class='crumb'>首页 > 政务公开 > {name}</div>{menu}<ul class='list'>{rows}</ul>"
            f'<div class=\'page\'><script>createPageHTML({-(-len(titles) // 5)}, 0, "index", "html");</script></div>',
        )
        for at, title in enumerate(titles):
            path = f"/zwgk/{folder}/202001/t20200121_{1000 + at}.html"
            made.article(path, 2023 - at) if folder == "zfxxgknb" else made.other(path, title)
    made.pages["/zwgk/"] = page("政务公开", menu + "<ul>" + lines(NEWS, lambda at: f"/n/{at}.html") + "</ul>")
    made.pages["/"] = page(
        "示例区人民政府门户网站",
        "<div class='nav'><a href='/zwgk/'>政务公开</a><a href='/hd/'>互动</a></div>",
    )
    return made


def jpaas() -> Made:
    made = Made("http://www.jp.example.gov.cn/", [{"http://www.jp.example.gov.cn/zfxxgk/nb/index.html"}])
    tree = [
        {"columnName": "政府信息公开指南", "linkUrl": "/zfxxgk/zn/index.html", "id": 1},
        {"columnName": "法定主动公开内容", "linkUrl": "/zfxxgk/fdzdgknr/index.html", "id": 2, "children": [
            {"columnName": "财政预决算", "linkUrl": "/zfxxgk/yjs/index.html"},
            {"columnName": "政府网站年报", "linkUrl": "/zfxxgk/wz/index.html"}]},
        {"columnName": "政府信息公开年报", "linkUrl": "/zfxxgk/nb/index.html", "id": 3},
    ]  # fmt: skip
    script = f"<script>var columnTree = {json.dumps(tree)}; jpaas.menu(columnTree);</script>"
    made.pages["/"] = page(
        "示例县人民政府",
        "<a href='/zfxxgk/index.html'><img src=x.png alt=''>政府信息公开</a>"
        + script.replace("columnTree", "x")[:0],
    )
    for folder, titles in (
        ("nb", reports()),
        ("yjs", BUDGET),
        ("wz", SHEETS),
        ("zn", ["指南"]),
        ("fdzdgknr", BUDGET),
    ):
        rows = lines(
            titles,
            lambda at: f"/zfxxgk/{folder}/art/{at}.html",
            "<div class='item'><a href='{0}'>{1}</a><em>{2}</em></div>",
        )
        made.pages[f"/zfxxgk/{folder}/index.html"] = page(
            "政府信息公开", f"<div id='tree'></div>{script}<div class='list'>{rows}</div>"
        )
        for at, title in enumerate(titles):
            made.article(f"/zfxxgk/{folder}/art/{at}.html", 2023 - at) if folder == "nb" else made.other(
                f"/zfxxgk/{folder}/art/{at}.html", title
            )
    made.pages["/zfxxgk/index.html"] = page(
        "政府信息公开", f"<div id='tree'></div>{script}<div class='list'></div>"
    )
    return made


def vsb() -> Made:
    base = "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid="
    made = Made(
        "http://www.vsb.example.edu.cn/index.htm", [{"http://www.vsb.example.edu.cn" + base + "1055"}]
    )
    menu = f"<div class='leftmenu'><a href='{base}1051'>公开指南</a><a href='{base}1055'>信息公开年报</a><a href='{base}1060'>本科教学质量报告</a></div>"
    for tree, name, titles in (
        (1050, "信息公开", NEWS), (1051, "公开指南", ["信息公开指南"]), (1060, "本科教学质量报告", [f"{year}年本科教学质量报告" for year in YEARS]),
        (1055, "信息公开年报", [f"示例师范学院{year - 1}-{year}学年信息公开年度报告" for year in YEARS]),
    ):  # fmt: skip
        rows = lines(
            titles,
            lambda at: f"info/{tree}/{2000 + at}.htm",
            "<tr id='line_u3_{2}'><td><a class=c href='{0}' target=_blank title='{1}'>{1}</a></td><td>{2}</td></tr>",
        )
        pager = f"<a href='?totalpage=3&PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid={tree}'>下页</a>"
        made.pages[f"{base}{tree}"] = page(
            f"{name}-示例师范学院",
            f"{menu}<table class='winstyle'>{rows}</table>{pager}<script src='/system/resource/js/vsbscreen.min.js'></script>",
        )
        for at, title in enumerate(titles):
            path = f"/info/{tree}/{2000 + at}.htm"
            made.article(path, 2023 - at) if tree == 1055 else made.other(path, title)
    made.pages["/index.htm"] = page(
        "示例师范学院",
        f"<ul class='nav'><li><a href='{base}1050'>信息公开</a></li><li><a href='xxgk.htm'>学校概况</a></li></ul>",
    )
    return made


def dede() -> Made:
    made = Made("http://www.dede.example.gov.cn/", [{"http://www.dede.example.gov.cn/plus/list.php?tid=12"}])
    menu = "<dl class='tbox'><dt>信息公开</dt><dd><a href='/plus/list.php?tid=11'>机构职能</a><a href='/plus/list.php?tid=12'>年度报告</a><a href='/plus/list.php?tid=13'>统计年报</a></dd></dl>"
    for tid, name, titles in (
        (10, "信息公开", NEWS),
        (11, "机构职能", ["机构职能"]),
        (12, "年度报告", reports()),
        (13, "统计年报", [f"{year}年统计年报" for year in YEARS]),
    ):
        rows = lines(
            titles, lambda at: f"/a/{tid}/{at}.html", "<li>[<b>信息公开</b>]<a href='{0}'>{1}</a>{2}</li>"
        )
        text = page(
            f"{name}_示例县财政局",
            f"{menu}<ul class='d6'>{rows}</ul><ul class='dede_pages pagelist'><li><a href='list_{tid}_2.html'>2</a></li></ul>",
        )
        made.pages[f"/plus/list.php?tid={tid}"] = text.replace("utf-8", "gb2312").encode("gbk")
        for at, title in enumerate(titles):
            made.article(f"/a/{tid}/{at}.html", 2023 - at) if tid == 12 else made.other(
                f"/a/{tid}/{at}.html", title
            )
    made.pages["/"] = (
        page("示例县财政局", "<div class=nav><a href='/plus/list.php?tid=10'>信息公开</a></div>")
        .replace("utf-8", "gb2312")
        .encode("gbk")
    )
    return made


def aspx() -> Made:
    made = Made(
        "http://www.net.example.gov.cn/Default.aspx", [{"http://www.net.example.gov.cn/NewsList.aspx?cid=15"}]
    )
    state = "<form method='post' id='form1'><input type='hidden' name='__VIEWSTATE' value='dDwx'/>"
    menu = "<table><tr><td><a href='NewsList.aspx?cid=14'>公开制度</a></td></tr><tr><td><a href='NewsList.aspx?cid=15'>信息公开工作年度报告</a></td></tr><tr><td><a href='NewsList.aspx?cid=16'>依法行政工作报告</a></td></tr></table>"
    for cid, name, titles in (
        (13, "政务公开", NEWS),
        (14, "公开制度", ["公开制度"]),
        (15, "信息公开工作年度报告", reports()),
        (16, "依法行政工作报告", [f"{year}年依法行政工作报告" for year in YEARS]),
    ):
        rows = lines(
            titles,
            lambda at: f"NewsShow.aspx?id={cid * 100 + at}",
            "<tr><td width=20>·</td><td><a href='{0}'>{1}</a></td><td>[{2}]</td></tr>",
        )
        made.pages[f"/NewsList.aspx?cid={cid}"] = page(
            name,
            f"{state}{menu}<table id='GridView1'>{rows}</table><a href=\"javascript:__doPostBack('AspNetPager1','2')\">下一页</a></form>",
        )
        for at, title in enumerate(titles):
            path = f"/NewsShow.aspx?id={cid * 100 + at}"
            made.article(path, 2023 - at) if cid == 15 else made.other(path, title)
    made.pages["/Default.aspx"] = page("示例市水利局", "<td><a href='NewsList.aspx?cid=13'>政务公开</a></td>")
    return made


def frames() -> Made:
    made = Made("http://www.fr.example.gov.cn/", [{"http://www.fr.example.gov.cn/gkml/nb/list.html"}])
    made.pages["/"] = page(
        "示例区卫生局", "<a href='/gkml/'>政府信息公开目录</a><a href='/news/'>工作动态</a>"
    )
    made.pages["/gkml/"] = page(
        "政府信息公开目录",
        "<iframe src='/gkml/left.html' width=200></iframe><iframe name=main src='/gkml/all.html'></iframe>",
    )
    made.pages["/gkml/left.html"] = page(
        "", "<script>d = new dTree('d');d.add(0,-1,'信息公开目录');d.add(3,0,'法定主动公开内容','/gkml/fd/list.html');"
        "d.add(12,3,'政府信息公开年报','/gkml/nb/list.html','','main');d.add(13,3,'部门决算','/gkml/js/list.html','','main');"
        "document.write(d);</script>")  # fmt: skip
    made.pages["/gkml/all.html"] = page("", "<ul>" + lines(NEWS, lambda at: f"/gkml/n{at}.html") + "</ul>")
    for folder, titles in (("nb", reports()), ("js", BUDGET), ("fd", BUDGET[:3] + NEWS)):
        rows = lines(
            titles, lambda at: f"{at}.html", "<tr><td>0000-{2}</td><td><a href='{0}'>{1}</a></td></tr>"
        )
        made.pages[f"/gkml/{folder}/list.html"] = page("信息列表", f"<table class=list>{rows}</table>")
        for at, title in enumerate(titles):
            made.article(f"/gkml/{folder}/{at}.html", 2023 - at) if folder == "nb" else made.other(
                f"/gkml/{folder}/{at}.html", title
            )
    return made


def interface() -> Made:
    made = Made(
        "http://www.api.example.gov.cn/",
        [{"http://www.api.example.gov.cn/api/article/list?channelId=77&pageNo={page}&pageSize=20"}],
    )
    nav = "<nav><a href='/zwgk.html'>政务公开</a></nav>"
    made.pages["/"] = page("示例市人民政府", nav)
    made.pages["/zwgk.html"] = page(
        "政务公开",
        nav
        + "<ul><li><a href='/channel/77.html'>政府信息公开年报</a></li><li><a href='/channel/78.html'>政府工作报告</a></li></ul>",
    )
    for channel, name, titles in ((77, "政府信息公开年报", reports()), (78, "政府工作报告", WORK)):
        made.pages[f"/channel/{channel}.html"] = page(
            name, f"{nav}<div id='list'></div><script>var channelId = {channel};$.ajax({{url:'/api/article/list',type:'get',dataType:'json',"
            "data:{channelId:channelId,pageNo:1,pageSize:20},success:function(r){draw(r.data.records);}});</script>")  # fmt: skip
        made.pages[f"/api/article/list?channelId={channel}&pageNo=1&pageSize=20"] = json.dumps({"code": 200, "data": {"total": len(titles), "records": [
            {"id": at, "title": title, "publishTime": f"2020-01-{at + 1:02}", "url": f"/content/{channel}/{at}.html"} for at, title in enumerate(titles)]}})  # fmt: skip
        for at, title in enumerate(titles):
            made.article(f"/content/{channel}/{at}.html", 2023 - at) if channel == 77 else made.other(
                f"/content/{channel}/{at}.html", title
            )
    return made


def phpcms() -> Made:
    base = "/index.php?m=content&c=index&a=lists&catid="
    made = Made("http://www.php.example.gov.cn/", [{"http://www.php.example.gov.cn" + base + "25"}])
    menu = f"<ul class='cat'><li><a href='{base}24'>公开指南</a></li><li><a href='{base}25'>信息公开年度报告</a></li><li><a href='{base}26'>财政预决算</a></li></ul>"
    made.pages["/"] = page("示例镇人民政府", f"<a href='{base}20'>信息公开</a>")
    for catid, name, titles in (
        (20, "信息公开", NEWS),
        (24, "公开指南", ["指南"]),
        (25, "信息公开年度报告", [f"{year}年" for year in YEARS]),
        (26, "财政预决算", BUDGET),
    ):
        rows = lines(
            titles,
            lambda at: f"/index.php?m=content&c=index&a=show&catid={catid}&id={at + 1}",
            "<li><a href='{0}'>{1}</a></li>",
        )
        made.pages[f"{base}{catid}"] = page(
            f"{name} - 示例镇", f"{menu}<h2>{name}</h2><ul class='list lh24 f14'>{rows}</ul>"
        )
        for at, title in enumerate(titles):
            path = f"/index.php?m=content&c=index&a=show&catid={catid}&id={at + 1}"
            made.article(path, 2023 - at) if catid == 25 else made.other(path, title)
    return made


def jeecms() -> Made:
    made = Made("http://www.jee.example.gov.cn/", [{"http://www.jee.example.gov.cn/nb/index.jhtml"}])
    made.pages["/"] = page(
        "示例区政府",
        "<a href='/xxgk/index.jhtml'>政府信息公开</a><a href='/gzbg/index.jhtml'>政府工作报告</a>",
    )
    made.pages["/xxgk/index.jhtml"] = page(
        "政府信息公开",
        "<div class=box><h3>公开指南</h3><a href='/zn/index.jhtml'>更多</a></div><div class=box><h3>年度报告</h3><a href='/nb/index.jhtml'>更多&gt;&gt;</a></div><div class=box><h3>规划计划</h3><a href='/gh/index.jhtml'>更多</a></div>",
    )
    years = [2022, 2021]
    made.pages["/nb/index.jhtml"] = page(
        "年度报告",
        "<h2>年度报告</h2><ul class=years>"
        + "".join(f"<li><a href='/nb{year}/index.jhtml'>{year}年</a></li>" for year in years)
        + "</ul>",
    )
    for year in years:
        titles = [
            f"示例区{name}{year}年政府信息公开工作年度报告"
            for name in ("教育局", "财政局", "民政局", "水利局")
        ]
        made.pages[f"/nb{year}/index.jhtml"] = page(
            f"{year}年", "<ul class=list>" + lines(titles, lambda at: f"/nb{year}/{at}.jhtml") + "</ul>"
        )
        for at in range(4):
            made.article(f"/nb{year}/{at}.jhtml", year)
    made.pages["/gzbg/index.jhtml"] = page(
        "政府工作报告", "<ul>" + lines(WORK, lambda at: f"/gzbg/{at}.jhtml") + "</ul>"
    )
    return made


FIRST: dict[str, Callable[[], Made]] = {
    "hanweb": hanweb, "trs": trs, "jpaas": jpaas, "vsb": vsb, "dede": dede, "aspx": aspx, "frames": frames,
    "interface": interface, "phpcms": phpcms, "jeecms": jeecms,
}  # fmt: skip


def without_reports() -> Made:
    made = Made("http://www.none.example.gov.cn/", [])
    made.pages["/"] = page(
        "示例区文化馆",
        "<a href='/gk/'>政务公开</a><a href='/gzbg/'>政府工作报告</a><a href='/nb/'>企业年报</a>",
    )
    made.pages["/gk/"] = page(
        "政务公开",
        "<a href='/fz/'>法治政府建设年度报告</a><a href='/tz/'>年度报告</a><ul>"
        + lines(NEWS, lambda at: f"/gk/{at}.html")
        + "</ul>",
    )
    for folder, titles in (
        ("gzbg", WORK),
        ("fz", LAW),
        ("tz", [f"示例区文化馆{year}年社会责任年度报告" for year in YEARS]),
        ("nb", [f"示例公司{year}年年度报告" for year in YEARS]),
    ):
        made.pages[f"/{folder}/"] = page("列表", "<ul>" + lines(titles, lambda at: f"{at}.html") + "</ul>")
        for at, title in enumerate(titles):
            made.other(f"/{folder}/{at}.html", title)
    for at, title in enumerate(NEWS):
        made.other(f"/gk/{at}.html", title)
    return made
