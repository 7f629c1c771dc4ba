"""What stands round an article on every page of a site: head, navigation, side columns, footer, scripts."""

# ruff: noqa: E501 (prose and mark-up stand on lines as they are printed)

from __future__ import annotations

from random import Random

from .agencies import ENTRY_PATHS, Agency
from .styles import banner, stylesheet

__all__ = ["Chrome", "chrome_of"]

_COLUMNS = [
    "首页", "机构概况", "新闻中心", "信息公开", "办事服务", "互动交流", "专题专栏", "政策解读", "通知公告", "工作动态",
    "部门预决算", "行政执法公示", "人事信息", "招标采购", "民意征集", "在线访谈", "便民查询", "数据发布",
]  # fmt: skip
_RELATED = [
    "关于开展防汛演练的通知", "重点项目建设进展顺利", "党员干部集中学习", "图解：小微企业扶持办法", "医保缴费时间提醒",
    "清明期间文明祭扫倡议书", "机关食堂食材采购结果公示", "老旧小区改造完成过半", "全民健身月活动启动", "秋季开学准备就绪",
    "省道改线工程通车", "夜间施工公告", "优秀志愿者名单", "数字乡村试点名单公布", "森林防火进入紧要期", "人才公寓申请指南",
]  # fmt: skip


class Chrome:
    """The surroundings of one site's pages; the same for every page of the site.

    Args:
        agency: whose site it is.
        weight: 1 for a slim site, more for a heavier one.
    """

    def __init__(self, agency: Agency, weight: int = 1) -> None:
        self.agency = agency
        self._rng = Random(f"chrome {agency.key}")
        self.weight = weight
        self.style = self._style()
        self.script = self._script()
        self.navigation = self._navigation()
        self.footer = self._footer()

    def _style(self) -> str:
        return f'<style type="text/css">{stylesheet(self.agency, self.weight)}</style>'

    def _script(self) -> str:
        rng = self._rng
        lines = ['<script type="text/javascript">', "//<![CDATA[", "var _hmt = _hmt || [];"]
        for at in range(18 * self.weight):
            name = f"fn{rng.randint(1000, 9999)}"
            lines.append(
                f"function {name}(obj){{ var o=document.getElementById('d{at}'); if(!o) return false; "
                f"o.style.display=(obj==1)?'block':'none'; document.title='{self.agency.site}'; return {rng.randint(0, 9)}; }}"
            )
        lines += [
            "function doZoom(size){document.getElementById('zoom').style.fontSize=size+'px';}",
            "//]]>",
            "</script>",
        ]
        return "\n".join(lines)

    def _navigation(self) -> str:
        items = "".join(
            f'<li class="{"on" if name == "信息公开" else f"n{at}"}"><a href="{self._target(at, name)}" title="{name}">{name}</a></li>'
            for at, name in enumerate(_COLUMNS[: 8 + self.weight])
        )
        site = self.agency.site
        return (
            f'<div class="topbar"><span id="weather">今天是星期三 多云转晴</span> <a href="/login.jsp">登录</a> | '
            f'<a href="/wza/">无障碍浏览</a> | <a href="/en/">English</a></div>\n'
            f'<div class="header"><div class="logo"><a href="/"><img src="{banner(self.agency)}" alt="{site}"></a></div>'
            '<form action="/search.jsp" method="get"><input type="text" name="q" value="请输入关键字">'
            '<input type="submit" value="搜索"></form></div>\n'
            f'<ul class="nav">{items}</ul>\n'
        )

    def _target(self, at: int, name: str) -> str:
        if name == "信息公开":
            return ENTRY_PATHS[self.agency.key]
        return "/" if name == "首页" else f"/col/col{1000 + at}/index.html"

    def _footer(self) -> str:
        links = "".join(
            f'<option value="http://www{at}.example.gov.cn/">友情链接{at}</option>' for at in range(1, 12)
        )
        return (
            f'<div class="links"><select onchange="window.open(this.value)"><option>相关网站</option>{links}</select></div>\n'
            f'<div class="footer"><p>主办单位：{self.agency.full}　承办单位：信息中心</p>'
            f"<p>网站标识码：{self.agency.division}{self._rng.randint(1000, 9999)}　ICP备案号：某ICP备{self._rng.randint(10000000, 99999999)}号</p>"
            '<p><a href="/map.html">网站地图</a> | <a href="/about.html">联系我们</a> | 建议使用1024×768分辨率浏览</p></div>'
        )

    def related(self, rng: Random, count: int = 8) -> str:
        """Print a side column of other pages."""
        return f'<div class="related"><h3>相关信息</h3><ul>{self.links(rng, count)}</ul></div>'

    def links(self, rng: Random, count: int) -> str:
        """Print links to other pages as items of a list."""
        return "".join(
            f'<li><a href="/art/2021/{rng.randint(1, 12)}/{rng.randint(1, 28)}/art_88_{rng.randint(1000, 9999)}.html">{text}</a>'
            f"<span>{rng.randint(1, 12):02}-{rng.randint(1, 28):02}</span></li>"
            for text in rng.sample(_RELATED, min(count, len(_RELATED)))
        )

    def share(self) -> str:
        """Print the widgets for sharing, printing and font size."""
        return (
            '<div class="article-tools"><span class="fontsize">字体：【<a href="javascript:doZoom(18)">大</a> '
            '<a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a>】</span> '
            '<a class="printbtn" href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a>'
            '<div class="bdsharebuttonbox share"><a href="#" class="bds_weixin" title="分享到微信">分享到微信</a>'
            '<a href="#" class="bds_tsina" title="分享到新浪微博">分享到新浪微博</a></div></div>'
        )


def chrome_of(agency: Agency) -> Chrome:
    """Give the surroundings of an agency's pages."""
    return Chrome(agency, weight=1 + sum(map(ord, agency.key)) % 3)
