"""What kind of page it is: an annual report on information disclosure, a list of links, or another.

The title says what the page claims to be, the article whether it is: its sections, its forms, its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reportharvest.extracting.blocks import Block, Document, compact
from reportharvest.model import Attachment, PageKind, Section, Table
from reportharvest.tables.variants import origins

__all__ = ["page_kind"]

_SUBJECT = re.compile(r"信息公开|政务公开|信息主动公开|公开政府信息")
_REPORT = re.compile(r"年度?报告|年报|工作报告|工作总结|情况报告|情况的报告|总结|报告")
_OTHER = re.compile(
    r"通知|通告|公告|函\Z|指南|指引|目录|条例|办法|制度|规定|规范|意见\Z|方案|计划|要点|申请表|解读|问答|答复|批复|培训|会议|召开|"
    r"举办|举行|开展|启动|部署|督查|通报|考核|评估|发布会|新闻|栏目|列表|检索|搜索|查询|公示|模板|格式|范本|样表|流程|说明\Z|"
    r"决定\Z|编制|报送|撰写|图解|一图|(?<!\w)404(?!\d)|不存在|出错|错误|专栏|出炉|举措|成效|荣获|获评|评为|实录|报表|模版|样式|"
    r"(?:年报|报告)(?:公布|公开|发布)?工作\Z|(?:[XxＸ×]{2,}|[*＊_＿]{2,})(?:[年市县区省局单（(]|\w{0,3}年)"
)
_NEWS = re.compile(
    r"(?:发布|公布|印发|出台|公开发布|上线|推出|完成|按时|率先|全面|顺利|集中|圆满|积极|认真|扎实|高度).{0,30}(?:报告|年报)\Z"
    r"|^关于(?!.{4,60}(?:情况的?报告|工作的?报告|工作总结|年度报告|年报)\Z)"
)
# Agencies report on other duties in the same form and speak of disclosure there, too.
_OTHER_SUBJECT = re.compile(
    r"法治政府|依法行政|安全生产|政府工作报告|决算|预算|绩效|党建|述职|审计|双随机|行政执法|营商环境|普法|环境|统计公报|"
    r"提案|信用体系|放管服|行政决策|政府网站|党务公开|村务公开|厂务公开|法人年度报告|年鉴|统计年报"
)
# A report's title ends with what it is; what says more about reports (年报填报要点) is something else.
_GOES_ON = re.compile(
    r"(?:报告|年报|总结)(?!.*(?:报告|年报|总结))(?![\d年度月日期至第季]*\Z|全文|正文|[—–_|-])\w{3,}\Z"
)
# The page itself says in its head that it is no article, whatever the texts of its links are.
_DOOR = re.compile(r"搜索|检索|登录|(?<!\w)404(?!\d)|not found", re.IGNORECASE)
# A column bears the name of what it holds, with no agency and no year.
_COLUMN = re.compile(r"(?:政府|政务)?信息(?:主动)?公开(?:工作)?(?:年度?报告?|年报)(?:专栏|列表|汇总)?")
_TRADITIONAL = re.compile("[報開總結況]")
"""Characters that the title of every report in traditional type has at least one of."""
_BARE_CHARS = 60
"""Characters beside links below which a page has no text of its own; the shortest report seen has 140."""
_GONE = re.compile(
    r"不存在|已(?:经|被)?.{0,2}(?:删除|更名|下线|移动)|没有权限|无权|正在加载|加载中|请稍[候后]|请?先登[录陆]|暂停访问|暂无(?:内容|数据|信息)"
)
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○零]")
# How a report without the subject in its title begins: it says what it is, and after which law.
_LEAD = re.compile(
    r"(?:信息公开|政务公开|公开政府信息)(?:工作)?.{0,12}(?:报告|年报|总结|情况)|《[^》]*信息公开条例》.{0,60}(?:报告|公布)"
)
_LEAD_CHARS = 600
_FULL = 5  # times that the text speaks of disclosure; a chapter of a report on other duties does two or three
_HEADINGS = (
    re.compile(r"总体情况|概述|基本情况|总体概况|概况|工作情况|主要工作"),
    re.compile(r"主动公开"),
    re.compile(r"申请.{0,10}(?:情况|处理|办理|答复)|依申请公开"),
    re.compile(r"复议|诉讼|申诉|举报"),
    re.compile(r"存在.{0,8}问题|主要问题|改进|不足|下一步|今后|打算|措施"),
    re.compile(r"其他需要报告|其他.{0,6}事项|需要说明|附[表件]"),
    re.compile(r"收费|减免|费用"),
    re.compile(r"咨询|回应|解读|平台建设|监督保障|制度建设|组织领导"),
)


def page_kind(
    document: Document,
    title: str | None,
    article: Sequence[Block],
    sections: Sequence[Section],
    *,
    tables: Sequence[Table],
    attachments: Sequence[Attachment],
    forms: int,
) -> PageKind:
    """Tell what kind of page it is.

    Args:
        document: the page.
        title: its title.
        article: the blocks of the article.
        sections: the tree of sections.
        tables: the tables of the article.
        attachments: the files it links to.
        forms: how many cells of the statutory forms were read from tables.
    Returns:
        ``report``, ``list`` or ``other``.

    >>> page_kind(Document(), "办事指南", [], [], tables=[], attachments=[], forms=0)
    'other'
    """
    if title and _TRADITIONAL.search(title):
        title, document, article, sections = _in_simplified(title, document, article, sections)
    name = compact(title or "")
    chars = sum(len(block.text) for block in article)
    linked = sum(block.linked for block in article)
    structure = _structure(sections)
    about = _about(article)
    named = bool(_SUBJECT.search(name) and _REPORT.search(name)) or bool(
        re.search(r"信息公开.{0,6}年报|公开年报", name)
    )
    general = bool(_REPORT.search(name)) and about >= 2
    plain = _without_subject(name)
    strange = bool(_OTHER.search(plain) or _NEWS.search(name) or _GOES_ON.search(plain))
    listed = _is_list(document, article, chars, linked) or _leads_to_reports(document, name)
    if listed and structure < 3 and not forms:
        return "list"
    rest: PageKind = "list" if _lists_reports(document) else "other"
    if _DOOR.search(document.head_title or "") and structure < 3 and not forms:
        return rest
    if chars - linked < 2 * _BARE_CHARS and not structure and not forms:
        if _GONE.search("".join(block.text for block in article)):
            return rest
        if chars - linked < _BARE_CHARS and _COLUMN.fullmatch(name):
            return "list"  # what it leads to are its reports, if only one file
    if named and not strange:
        said = about >= 1 and _YEAR.search(name) is not None
        enough = (
            structure
            or sum(one.number is not None for one in sections) > 1
            or said
            or forms
            or chars - linked >= 150
            or (attachments and chars <= 600)
            or tables
        )
        # A column that scripts fill has the name of its reports, and neither a year nor a text.
        return "report" if enough else "list" if not said and not chars else rest
    if not named and not forms and _OTHER_SUBJECT.search(name) and not _SUBJECT.search(name):
        return rest
    if strange:
        return (
            "report" if _REPORT.search(name) and structure >= 4 and about >= 3 and not _guides(name) else rest
        )
    if general and structure >= 2 and (about >= _FULL or _begins_as_report(article)):
        return "report"
    if structure >= 4 and about >= 2 and (forms or chars >= 300):
        return "report"
    return rest


def _in_simplified(
    title: str, document: Document, article: Sequence[Block], sections: Sequence[Section]
) -> tuple[str, Document, Sequence[Block], Sequence[Section]]:
    """Give copies of what is judged with each character as simplified as its likeliest origin."""
    table = str.maketrans({one: origin[0] for one, origin in origins().items()})

    def copied(block: Block) -> Block:
        return replace(block, text=block.text.translate(table))

    def renamed(one: Section) -> Section:
        children = tuple(replace(child, heading=child.heading.translate(table)) for child in one.children)
        return replace(one, heading=one.heading.translate(table), children=children)

    copy = replace(
        document,
        blocks=[copied(block) for block in document.blocks],
        links=[replace(link, text=link.text.translate(table)) for link in document.links],
        head_title=document.head_title.translate(table),
    )
    return title.translate(table), copy, [copied(block) for block in article], [*map(renamed, sections)]


def _begins_as_report(article: Sequence[Block]) -> bool:
    """Whether the first sentences say that this is an account of disclosure."""
    return _LEAD.search("".join(block.text for block in article[:12])[:_LEAD_CHARS]) is not None


def _leads_to_reports(document: Document, name: str) -> bool:
    """Whether links name several reports, and the title is a column's, or nowhere but in such a link."""
    own = _YEAR.search(name) is not None
    if own and any(compact(one.text) == name and 2 * one.linked < len(one.text) for one in document.blocks):
        return False
    links = [compact(one.text) for one in document.links]
    reports = {
        text for text in links if _SUBJECT.search(text) and _REPORT.search(text) and _YEAR.search(text)
    }
    return len(reports) >= 2 and (name in reports if own else bool(_COLUMN.fullmatch(name)))


def _guides(name: str) -> bool:
    return bool(
        re.search(
            r"通知|指南|格式|模板|范本|样表|办法|条例|解读|编制|指引|要点|口径|填报|填写|课件|问答|"
            r"[XxＸ×*＊]{2}",
            name,
        )
    )


def _without_subject(name: str) -> str:
    """Take out words of the subject that look like another kind of page."""
    return re.sub(
        r"编制说明|条例》|《[^》]*》|(?:情况|事项)说明|[（(](?![^）)]*(?:模[板版]|格式|样[本式表]|范本|空[白表]))[^）)]*[)）]|实施情况|贯彻落实",
        "",
        name,
    )


def _structure(sections: Sequence[Section]) -> int:
    """Count which of a report's customary parts the headings of the outline name."""
    headings = [one.heading for top in sections for one in (top, *top.children) if one.heading]
    together = "\n".join(headings)
    return sum(pattern.search(together) is not None for pattern in _HEADINGS)


def _about(article: Sequence[Block]) -> int:
    """Count how often the article speaks of its subject, up to ten."""
    text = "".join(block.text for block in article)[:30_000]
    return min(10, len(re.findall(r"信息公开|政务公开|公开政府信息|依申请公开|主动公开", text)))


def _lists_reports(document: Document) -> bool:
    """Whether three lines or more are hardly more than links to reports, and hardly a sentence is there."""
    reports = said = 0
    for block in document.blocks:
        linked = 3 * block.linked > 2 * len(block.text) - 24
        reports += block.grid is None and linked and block.linked > 0 and bool(_REPORT.search(block.text))
        said += len(block.text) if "。" in block.text and not linked else 0
    reports += sum(
        0 <= link.block < len(document.blocks)
        and document.blocks[link.block].grid is not None
        and bool(_REPORT.search(link.text))
        for link in document.links
    )
    return reports >= 3 and said < 80


def _is_list(document: Document, article: Sequence[Block], chars: int, linked: int) -> bool:
    """Tell a page that is mainly links: most of its article, or many links and hardly a sentence."""
    sentences = sum(
        len(block.text) for block in article if "。" in block.text and 2 * block.linked < len(block.text)
    )
    named = sum(len(link.text) >= 8 for link in document.links)
    if chars and 2 * linked > chars and named >= 3:
        return sentences < 200
    return named >= 8 and sentences == 0 and all(block.grid is None for block in document.blocks)
