# ruff: noqa: B023, E501  mark-up is easier to read in long lines, and every function is used at once
"""Ten more sites, written after the search was done on the first ten, in other mark-up: an unseen check."""

from __future__ import annotations

import json
from collections.abc import Callable

from .discoverable import (
    BUDGET,
    LAW,
    NEWS,
    SHEETS,
    WORK,
    YEARS,
    Made,
    lines,
    page,
    reports,
)

__all__ = ["SECOND"]


def fill(made: Made, folder: str, titles: list[str], *, good: bool, name: str = "{}.html") -> None:
    for at, title in enumerate(titles):
        path = folder + name.format(at)
        if good:
            made.article(path, 2023 - at)
        else:
            made.other(path, title)


def ucap() -> Made:
    """Menus whose items carry their address in data-url; rows in divisions without lists."""
    host = "http://www.uc.example.gov.cn"
    made = Made(host + "/", [{host + "/ucms/xxgknb/index.html"}])
    items = (
        ("政府信息公开指南", "zn"),
        ("政府信息公开制度", "zd"),
        ("政府信息公开年度报告", "xxgknb"),
        ("政府网站工作年度报表", "wz"),
    )
    menu = (
        "<ul class='zf_menu'>"
        + "".join(
            f"<li class='m' data-url='/ucms/{two}/index.html'><i></i><span>{one}</span></li>"
            for one, two in items
        )
        + "</ul>"
    )
    made.pages["/"] = page(
        "示例旗人民政府", "<div class='ucapnav'><a href='/ucms/index.html'>政务公开</a></div>"
    )
    made.pages["/ucms/index.html"] = page("政务公开", menu)
    for folder, titles in (("zn", ["指南"]), ("zd", ["制度"]), ("xxgknb", reports()), ("wz", SHEETS)):
        rows = lines(
            titles,
            lambda at: f"c{at}.shtml",
            "<div class='gl_con clearfix'><div class='tit'><a href='{0}' target='_blank'>{1}</a></div><div class='date'>{2}</div></div>",
        )
        made.pages[f"/ucms/{folder}/index.html"] = page("列表", menu + f"<div class='gl_list'>{rows}</div>")
        fill(made, f"/ucms/{folder}/", titles, good=folder == "xxgknb", name="c{}.shtml")
    return made


def empire() -> Made:
    """Column pages without names of their own, reached from a list of columns in a table, with pictures."""
    host = "http://www.ec.example.gov.cn"
    made = Made(host + "/index.html", [{host + "/zwgk/gkbg/"}])
    made.pages["/index.html"] = page(
        "示例市审计局",
        "<map><area href='/zwgk/' alt='信息公开' title='信息公开'></map><a href='/zwgk/'>信息公开</a>",
    )
    made.pages["/zwgk/"] = page(
        "信息公开",
        "<table><tr><td><a href='gkzn/'>信息公开指南</a></td><td><a href='gkbg/'>信息公开工作报告</a></td><td><a href='sjbg/'>审计工作报告</a></td></tr></table>",
    )
    for folder, titles in (
        ("gkbg", reports(5)),
        ("sjbg", [f"示例市{year}年审计工作报告" for year in YEARS]),
        ("gkzn", ["指南"]),
    ):
        rows = lines(
            titles,
            lambda at: f"/e/action/ShowInfo.php?classid={len(folder)}{folder[1:3]}&id={at + 10}",
            "<tr><td height=25>·<a href='{0}'>{1}</a></td></tr>",
            False,
        )
        made.pages[f"/zwgk/{folder}/"] = page("示例市审计局", f"<table width=98%>{rows}</table>")
        for at, title in enumerate(titles):
            path = f"/e/action/ShowInfo.php?classid={len(folder)}{folder[1:3]}&id={at + 10}"
            made.article(path, 2023 - at) if folder == "gkbg" else made.other(path, title)
    return made


def siteserver() -> Made:
    """Two columns: that of the government itself and that of its departments."""
    host = "http://www.ss.example.gov.cn"
    made = Made(host + "/", [{host + "/zfnb/"}, {host + "/bmnb/"}])
    made.pages["/"] = page(
        "示例县人民政府",
        "<ul id='menu'><li><a href='/gk/'>公开</a></li><li><a href='/fw/'>服务</a></li></ul>",
        "<!--sitefiles--><link href='/sitefiles/a.css'>",
    )
    made.pages["/gk/"] = page(
        "公开",
        "<div class='side'><a href='/zfnb/'>县政府信息公开年报</a><a href='/bmnb/'>部门信息公开年报</a><a href='/gb/'>政府公报</a><a href='/gzbg/'>政府工作报告</a></div>",
    )
    own = [f"示例县人民政府{year}年政府信息公开工作年度报告" for year in YEARS]
    others = [
        f"示例县{name}2022年政府信息公开工作年度报告"
        for name in ("教育局", "民政局", "财政局", "水利局", "司法局", "文旅局")
    ]
    for folder, titles in (("zfnb", own), ("bmnb", others), ("gzbg", WORK)):
        made.pages[f"/{folder}/"] = page(
            "列表",
            "<ul class='newslist'>"
            + lines(titles, lambda at: f"/contents/{folder}/{at}.html")
            + "</ul><div class='pages'><a href='index_2.html'>下一页</a></div>",
        )
        fill(made, f"/contents/{folder}/", titles, good=folder != "gzbg")
    return made


def powereasy() -> Made:
    """Names in script menus with \\u escapes in a file of its own."""
    host = "http://www.pe.example.gov.cn"
    made = Made(host + "/", [{host + "/Category_35/Index.aspx"}])
    made.pages["/"] = page("示例区住建局", "<a href='/Category_30/Index.aspx'>政府信息公开</a>")
    menu = "<script src='/js/leftmenu.js'></script>"
    nodes = [
        {"title": "信息公开年报", "href": "/Category_35/Index.aspx"},
        {"title": "行政许可", "href": "/Category_36/Index.aspx"},
    ]
    made.pages["/js/leftmenu.js"] = "var nodes = " + json.dumps(nodes) + ";"
    for number, titles in ((30, NEWS), (35, reports()), (36, NEWS)):
        made.pages[f"/Category_{number}/Index.aspx"] = page(
            "栏目",
            menu + "<ul class='ul1'>" + lines(titles, lambda at: f"/Item/{number}{at:02}.aspx") + "</ul>",
        )
        fill(made, "/Item/", titles, good=number == 35, name=f"{number}{{:02}}.aspx")
    return made


def application() -> Made:
    """An application of scripts: the column has no list before they have run."""
    host = "http://www.vue.example.gov.cn"
    made = Made(host + "/", [{host + "/nb.html"}], render=True)
    made.pages["/"] = page("示例市人民政府", "<a href='/gk.html'>政府信息公开</a>")
    made.pages["/gk.html"] = page(
        "政府信息公开",
        "<ul><li><a href='/nb.html'>政府信息公开年报</a></li><li><a href='/yjs.html'>财政预决算</a></li></ul>",
    )
    for name in ("nb", "yjs"):
        made.pages[f"/{name}.html"] = page(
            "",
            "<div id='app'></div><script src='/static/js/app.3f2a.js'></script><script>window.__init({c: 7});</script>",
        )
    return made


def traditional() -> Made:
    """A page in traditional characters, with the whole path in its rows."""
    host = "http://big5.tr.example.gov.cn"
    made = Made(host + "/", [{host + "/gate/nb/index.html"}])
    made.pages["/"] = page("示例區人民政府", "<a href='/gate/xxgk/'>政府信息公開</a>")
    made.pages["/gate/xxgk/"] = page(
        "政府信息公開",
        "<p><a href='/gate/nb/index.html'>政府信息公開年度報告</a></p><p><a href='/gate/gb/'>政府工作報告</a></p>",
    )
    titles = [f"示例區財政局{year}年政府信息公開工作年度報告" for year in YEARS]
    made.pages["/gate/nb/index.html"] = page(
        "政府信息公開年度報告",
        "<dl>" + lines(titles, lambda at: f"t{at}.html", "<dd><a href='{0}'>{1}</a></dd>") + "</dl>",
    )
    made.pages["/gate/gb/"] = page(
        "政府工作報告",
        "<dl>"
        + lines(
            [one.replace("报告", "報告") for one in WORK],
            lambda at: f"g{at}.html",
            "<dd><a href='{0}'>{1}</a></dd>",
        )
        + "</dl>",
    )
    fill(made, "/gate/nb/", titles, good=True, name="t{}.html")
    fill(made, "/gate/gb/", WORK, good=False, name="g{}.html")
    return made


def unnamed() -> Made:
    """No column of that name: the reports stand in a list called 其他法定信息."""
    host = "http://www.un.example.gov.cn"
    made = Made(host + "/", [{host + "/xxgk/qt/"}])
    made.pages["/"] = page("示例乡人民政府", "<a href='/xxgk/'>信息公开</a>")
    made.pages["/xxgk/"] = page(
        "信息公开", "<a href='/xxgk/zc/'>公开内容：政策</a><a href='/xxgk/qt/'>主动公开信息</a>"
    )
    made.pages["/xxgk/zc/"] = page("政策", "<ul class=l>" + lines(NEWS, lambda at: f"{at}.html") + "</ul>")
    made.pages["/xxgk/qt/"] = page(
        "主动公开信息",
        "<ul class=l>" + lines([*reports(8), "机构设置情况"], lambda at: f"{at}.html") + "</ul>",
    )
    fill(made, "/xxgk/qt/", reports(8), good=True)
    fill(made, "/xxgk/zc/", NEWS, good=False)
    return made


def agencies() -> Made:
    """A column whose rows bear the names of agencies alone."""
    host = "http://www.ag.example.gov.cn"
    made = Made(host + "/", [{host + "/nb2022/index.html"}])
    made.pages["/"] = page("示例州人民政府", "<li><a href='/zfxxgk/index.html'>政府信息公开</a></li>")
    made.pages["/zfxxgk/index.html"] = page(
        "政府信息公开",
        "<li><a href='/nb2022/index.html'>政府信息公开工作年度报告</a></li><li><a href='/yjs/'>部门预决算</a></li>",
    )
    names = ["州教育局", "州财政局", "州民政局", "州水利局", "州司法局", "州审计局"]
    made.pages["/nb2022/index.html"] = page(
        "政府信息公开工作年度报告",
        "<ul class='bm'>"
        + lines(names, lambda at: f"/nb2022/content_{at}.html", "<li><a href='{0}'>{1}</a></li>")
        + "</ul>",
    )
    made.pages["/yjs/"] = page(
        "部门预决算",
        "<ul class='bm'>"
        + lines(names, lambda at: f"/yjs/content_{at}.html", "<li><a href='{0}'>{1}</a></li>")
        + "</ul>",
    )
    fill(made, "/nb2022/", names, good=True, name="content_{}.html")
    fill(made, "/yjs/", BUDGET[:6], good=False, name="content_{}.html")
    return made


def sister() -> Made:
    """The reports are at a sister host, under a menu that opens a new window from a script."""
    host = "http://www.si.example.gov.cn"
    other = "http://xxgk.si.example.gov.cn"
    made = Made(host + "/", [{other + "/gk/nb.html"}])
    made.pages["/"] = page(
        "示例自治县人民政府",
        f"<a href='javascript:void(0)' onclick=\"window.open('{other}/gk/')\">政务公开</a><ul class=t>"
        + lines(NEWS, lambda at: f"/n/{at}.html")
        + "</ul>",
    )
    made.pages[other + "/gk/"] = page(
        "政务公开",
        "<div class=c><h4>公开年报</h4><a href='nb.html'>[更多]</a></div><div class=c><h4>法治建设</h4><a href='fz.html'>[更多]</a></div>",
    )
    made.pages[other + "/gk/nb.html"] = page(
        "公开年报",
        "<table>"
        + lines(reports(), lambda at: f"a/{at}.html", "<tr><td>{2}</td><td><a href='{0}'>{1}</a></td></tr>")
        + "</table>",
    )
    made.pages[other + "/gk/fz.html"] = page(
        "法治建设",
        "<table>"
        + lines(LAW, lambda at: f"f/{at}.html", "<tr><td>{2}</td><td><a href='{0}'>{1}</a></td></tr>")
        + "</table>",
    )
    for at in range(12):
        made.article(f"{other}/gk/a/{at}.html", 2023 - at)
    for at, title in enumerate(LAW):
        made.other(f"{other}/gk/f/{at}.html", title)
    return made


def posted() -> Made:
    """A list that comes as JSON by POST, with its settings in variables."""
    host = "http://www.po.example.gov.cn"
    made = Made(host + "/", [{host + "/data/nb_{page}.json"}])
    made.pages["/"] = page("示例开发区管委会", "<a href='/gkzl/'>信息公开专栏</a>")
    made.pages["/gkzl/"] = page(
        "信息公开专栏",
        "<select onchange='go(this)'><option value='/gkzl/nb/'>信息公开年报</option><option value='/gkzl/gb/'>公报</option></select>",
    )
    made.pages["/gkzl/nb/"] = page(
        "信息公开年报",
        "<div class=box v-cloak></div><script>fetch('/data/nb_1.json').then(r => r.json()).then(show)</script>",
    )
    made.pages["/data/nb_1.json"] = json.dumps(
        {
            "rows": [
                {"T": title, "D": "2020-01-02", "U": f"../c/{at}.html"} for at, title in enumerate(reports())
            ],
            "count": 12,
        }
    )
    fill(made, "/gkzl/c/", reports(), good=True)
    return made


SECOND: dict[str, Callable[[], Made]] = {
    "ucap": ucap, "empire": empire, "siteserver": siteserver, "powereasy": powereasy, "application": application,
    "traditional": traditional, "unnamed": unnamed, "agencies": agencies, "sister": sister, "posted": posted,
}  # fmt: skip
