"""Which pages are columns of annual reports on information disclosure: by their names, and by their rows.

Other annual reports stand beside them under names that differ by a word (政府工作报告, 法治政府建设年度报告,
政府网站工作年度报表, 部门决算), and the columns have dozens of names themselves; so a name proposes and rows
decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from reportharvest.crawling.listing import Link, Listing

__all__ = ["Column", "column_name_strength", "judge_rows", "names_report", "plain_name"]

_PUBLIC = r"(?:(?:政府|政务|政務|部门|本级|机关|行政)?(?:信息|資訊|资讯|政[务務])[公][开開])"
_REPORT = r"(?:年[报報]|年度?(?:工作)?(?:[报報]告|总结|總結)|(?:工作|情况|年终)?(?:[报報]告|总结|總結))"
# the column itself: 政府信息公开年报, 信息公开工作年度报告, 年度报告(信息公开) …
_STRONG = re.compile(
    rf"{_PUBLIC}.{{0,8}}{_REPORT}|{_REPORT}.{{0,6}}{_PUBLIC}|公开(?:工作)?年[报報]|公开(?:工作)?年度(?:工作)?[报報]告"
    r"|信息年度公开报告|公开信息(?:工作)?年度(?:工作)?报告"
)
# the column under a heading that says what it is about: 年报, 年度报告, 工作年度报告
_WEAK = re.compile(
    r"(?:历年|本[局级单位]{1,2}|[各县区市州省本级部门单位乡镇街道办]{2,8})?(?:工作)?(?:年[报報]|年度(?:工作)?(?:[报報]告|总结))(?:专栏|列表|公开|汇编)?"
)
_LEADS = (
    (re.compile(r"法定主动公开|主动公开(?:内容|信息|目录)?|公开(?:内容|事项)"), 60),
    (re.compile(rf"{_PUBLIC}(?:专栏|专题|平台|网|栏目|目录|工作|服务)?|信息公开|信息公開"), 55),
    (re.compile(r"政务公开|政務公開|公开专栏|公开平台|公开目录|政府公开|五公开"), 50),
    (re.compile(r"指南|制度|依申请公开"), 18),
    (re.compile(r"^公开$|^(?:政务|政府|公众)$|透明|阳光"), 30),
)  # fmt: skip
# reports of other kinds, and what is written about such reports
_OTHER = re.compile(
    r"政府工作报告|人大|政协|法治|依法行政|预算|决算|预决算|统计|财政|财务|审计|绩效|环境|质量|网站|报表|新媒体|企业|社会责任|上市|"
    r"会计|白皮书|党建|党务|教学|就业|解读|建议|提案|办理|规划|普法|安全|应急|卫生|扶贫|乡村|项目|国资|国有|培训|会议|通知|条例|规定|办法|格式|"
    r"模板|考核|评估|招标|采购|招聘|人事|新闻|动态|指南|申请表|流程|意见箱|问卷|价格|收费|双随机|权责|权力|编制|要点|印发|召开|举办|方案|推进|深化"
)
_NOT_A_REPORT = re.compile(
    r"通知|指南|条例|规定|办法|格式|模板|培训|会议|考核|通报|方案|要点|计划|解读|答复|评估|网站|报表|法治|预算|决算|申请表|流程|目录$|制度|意见$|公告$|函$"
)
_REPORT_ROW = re.compile(rf"{_PUBLIC}.{{0,24}}{_REPORT}|{_REPORT}.{{0,12}}{_PUBLIC}|公开.{{0,8}}{_REPORT}")
_YEAR = re.compile(r"(?:19|20)\d{2}|二[〇○零0]?[〇○零一二三四五六七八九]{2,3}")
_BARE_ROW = re.compile(
    r"\W*(?:(?:19|20)\d{2}|二[〇○零][〇○零一二三四五六七八九]{2})\s*(?:年度?)?\W*(?:(?:工作)?(?:年[报報]|年度[报報]告|[报報]告|总结))?\W*(?:(?:19|20)\d{2}\W?\d{0,2}\W?\d{0,2}\W*)?"
)
_FILLING = re.compile(
    r"查看(?:更多|详情|全部)?|更多|详情|详细|点击进入|进入(?:栏目)?|more|»|>>|›|\+|\[|\]|&gt;", re.IGNORECASE
)
_ROW_TAGS = re.compile(
    r"(?:^|>)(?:li|tr|td|dd|dt|p)(?:>|$)|\.(?:\S*(?:list|item|row|con|news|text)\S*)(?:>|$)", re.IGNORECASE
)
_NAVIGATION = re.compile(r"nav|menu|header|foot|top|crumb|sitemap|friend|yqlj|link", re.IGNORECASE)
MAX_NAME_CHARS = 24  # the longest column name seen has 21: 市政府部门政府信息公开工作年度报告（历年）
MAX_LEAD_CHARS = 14  # 示例区政府信息公开工作专栏; what is longer is a headline
MIN_ROW_CHARS = 4
MIN_UNDATED_ROWS = 4


@dataclass(frozen=True, slots=True)
class Column:
    """What the rows of a page are.

    Attributes:
        reports: links that name a report on information disclosure, or a bare year in a column of them.
        named: how many of them name it in full.
        others: rows beside them, in the same list, that are something else.
        rows: links that look like rows of a list at all.
    """

    reports: tuple[Link, ...]
    named: int
    others: int
    rows: int

    @property
    def purity(self) -> float:
        """Share of reports among the rows of their lists, 0..1."""
        return len(self.reports) / max(1, len(self.reports) + self.others)


def plain_name(text: str) -> str:
    """A link's text as a column's name: without "更多", arrows, counts in brackets and white space.

    >>> plain_name("政府信息公开年报 (12) 更多>>")
    '政府信息公开年报'
    """
    text = re.sub(r"[(（\[【]\s*\d{1,6}\s*[条篇]?\s*[)）\]】]", "", text)
    return re.sub(r"\s+", "", _FILLING.sub("", text)).strip("·•-—|｜:：>＞<《》*# ")


def column_name_strength(name: str) -> int:
    """How much a column's name promises: 100 for one of these reports, else less.

    >>> [column_name_strength(one) for one in ("信息公开年报", "年度报告", "法定主动公开", "政府工作报告")]
    [100, 75, 60, 0]
    """
    name = plain_name(name)
    if not name or len(name) > MAX_NAME_CHARS or _YEAR.search(name):
        return 0
    without = _PUBLIC_RE.sub("", name)
    if _STRONG.search(name):
        return 0 if _OTHER.search(without) else 100
    if _OTHER.search(without) and not re.search(r"指南|制度", without):
        return 0
    if _WEAK.fullmatch(name):
        return 75
    if len(name) > MAX_LEAD_CHARS:
        return 0
    return next((score for pattern, score in _LEADS if pattern.search(name)), 0)


_PUBLIC_RE = re.compile(_PUBLIC)


def names_report(text: str) -> bool:
    """Tell a row that names a report on information disclosure from one that is about such reports.

    >>> names_report("区财政局2019年政府信息公开工作年度报告"), names_report("关于报送信息公开年度报告的通知")
    (True, False)
    """
    return _REPORT_ROW.search(text) is not None and _NOT_A_REPORT.search(_PUBLIC_RE.sub("", text)) is None


def judge_rows(listing: Listing, *, is_named: bool) -> Column:
    """Judge the rows of a page.

    Args:
        listing: the page.
        is_named: its own name, or that of the link to it, says that it is such a column; then rows that
            bear nothing but a year count.
    """
    groups: dict[str, list[Link]] = defaultdict(list)
    for link in listing.links:
        groups[link.place].append(link)
    reports: list[Link] = []
    named = others = rows = 0
    for place, links in groups.items():
        telling = [one for one in links if _tells(one, is_named=is_named)]
        undated = [one for one in links if one not in telling and names_report(_said(one))]
        is_menu = _NAVIGATION.search(place) is not None
        # names without a year are a menu, unless they are many: the reports of many agencies
        if len({one.text for one in undated}) >= MIN_UNDATED_ROWS and not is_menu:
            telling = [one for one in links if one in telling or one in undated]
        if is_menu and not telling:
            continue
        rows += len(telling)
        if _ROW_TAGS.search(place) or len(telling) > 1:
            rows += sum(len(one.text) >= MIN_ROW_CHARS for one in links) - len(telling)
        if telling:
            reports += telling
            named += sum(names_report(_said(one)) for one in telling)
            others += sum(len(one.text) >= MIN_ROW_CHARS and one not in telling for one in links)
    return Column(tuple(reports), named, others, rows)


def _tells(link: Link, *, is_named: bool) -> bool:
    said = _said(link)
    has_year = _YEAR.search(said) is not None
    if names_report(said) and (has_year or column_name_strength(link.text) == 0):
        return True
    return (
        has_year and is_named and _BARE_ROW.fullmatch(_FILLING.sub("", link.text) or link.context) is not None
    )


def _said(link: Link) -> str:
    return f"{link.text} {link.context}".strip()
