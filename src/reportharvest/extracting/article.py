"""Where on a page the article is, and which of its blocks are no part of it.

Evidence decides, names only help: sentences, numbered headings and data tables are counted, link lists
and footers are not. The smallest container with nearly all of the evidence holds the article; what stands
at its head and foot is trimmed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from reportharvest.extracting.blocks import Block, Document, compact
from reportharvest.extracting.numbering import read_mark
from reportharvest.extracting.pairs import pairs_in_line

__all__ = [
    "Article",
    "begins_other_matter",
    "find_article",
    "has_labels",
    "is_furniture",
    "table_of_contents",
]

_FOOT = re.compile(
    # each branch begins with one character: five times as fast as with IGNORECASE or a class
    r"版权所有|C(?i:opyright)|c(?i:opyright)|A(?i:ll Rights Reserved)|a(?i:ll Rights Reserved)|"
    r"I(?i:CP\s*[备证])|i(?i:CP\s*[备证])|Ｉ[Ｃｃ][Ｐｐ]备|ｉ[Ｃｃ][Ｐｐ]备|网站标识码|公网安备|公安备案|网安备|技术支持[：:]|"
    r"主办(?:单位|部门)?[：:]|承办(?:单位|部门)?[：:]|协办(?:单位|部门)?[：:]|运维(?:单位|部门)?[：:]|"
    r"建议使用.{0,20}(?:浏览器|分辨率)|您是第.{0,12}位|网站地图|联系我们|关于我们|无障碍|政府网站找错"
)
_WIDGET = re.compile(
    r"\W*(?:打印(?:本页|此页|文章|页面)?|关闭(?:窗口|本页|页面)?|返回(?:顶部|列表|上一?页|首页)?|收藏(?:本页)?|分享(?:到|至)?|"
    r"加入收藏|我要纠错|纠错|字体|字号|大|中|小|默认|保护视力色?|视力保护色?|扫一扫.{0,30}|扫描二维码.{0,20}|用?手机(?:扫描|看|查看|浏览).{0,20}|"
    r"微信|微博|新浪微博|QQ空间|QQ好友|更多|朗读|语音播报|繁体|简体|无障碍浏览|长者模式|TOP|A[+-]?|"
    r"一键分享|点击收听|朗读全文|生成海报|点赞|回到顶部)\W*",
    re.IGNORECASE,
)
_WIDGET_START = re.compile(
    r"\W*(?:[打关返收分加我纠字大中小默保视扫用手微新更朗语繁简无长一点生回QTA]|q|t|a|\Z)"
)
"""How a text begins that may be of widgets alone; most begin otherwise."""
_WIDGET_GAP = re.compile(r"[\s|｜】\]]+")
_WIDGET_LINE = re.compile(
    r"\W*(?:【|\[|\()?\s*(?:字体|字号|字体大小|打印|关闭|分享到|分享至|分享|保护视力色|视力保护色)\s*[：:】\]]?.{0,40}\Z|"
    r"#?_?(?:ueditor_)?page_?break_?(?:tag)?_?#?\Z|\[?next ?page\]?\Z|"
    r"(?:欢迎|敬请|更多)[^。；]{0,16}(?:扫描|扫码|长按|关注)[^。；]{0,30}[！!。]?\Z|"
    r"(?:责任)?编辑[：:].{0,20}\Z|责编[：:].{0,20}\Z|(?:审核|审稿|校对|录入|供稿|终审|复审|初审)[：:].{0,20}\Z",
    re.IGNORECASE,
)
_PAGER = re.compile(
    r"\W*[上下前后]一?(?:篇|条|页|则|个)(?:文章|新闻|信息)?\s*(?:[：:>›»\]】].*|\W*)\Z|\W*(?:没有|已是|已经是).{0,6}(?:了|篇|条)\W*\Z"
)
_RELATED = re.compile(
    r"\W*(?:相关(?:文章|信息|链接|阅读|新闻|推荐|文件|资讯|内容|政策|稿件|报道|解读|文档)|延伸阅读|热门(?:文章|信息|推荐)|推荐阅读|最新(?:信息|文章|公开)|"
    r"猜你喜欢|友情链接|网友评论|发表评论|热点(?:信息|新闻|推荐)|您可能感兴趣.{0,6}|其他年度报告|历年年报|更多年报)(?:\W*\Z|\s?[:：](?=\s*(?P<links>.)))"
)
_FILE = re.compile(r"附\s?件|\.(?:pdf|docx?|xlsx?|wps|et|ofd|rar|zip)", re.IGNORECASE)
_CONTENTS = re.compile(r"\W*目\s*录\W*")
_PAGE_NUMBER = re.compile(r"[\s.…·—-]*\d{0,3}\s*\Z")
_FILE_HEADING = re.compile("附\\s?件|附\\s?表|下载|文件|全文|原文|正文")
_SENTENCE_END = re.compile("[。；！？]")


@dataclass(slots=True)
class Article:
    """The blocks from ``start`` to ``end`` without those in ``dropped``; ``certain`` if there is evidence."""

    start: int
    end: int
    certain: bool
    name: str
    dropped: set[int]

    def blocks(self, document: Document) -> list[Block]:
        """Give the article's blocks in order."""
        return [
            block
            for index, block in enumerate(document.blocks[self.start : self.end], start=self.start)
            if index not in self.dropped and (block.text or block.grid is not None)
        ]


def is_furniture(block: Block) -> bool:
    """Tell a block that serves the page and no reader of the report: share and print widgets, pager, footer.

    >>> [is_furniture(Block(one)) for one in ("【打印】 【关闭】", "上一篇：没有了", "总体情况")]
    [True, True, False]
    """
    text = block.text
    if not text or len(text) > 300:
        return False
    related = _RELATED.match(text)
    if related is not None:
        # 相关文件： may begin a sentence; before links it heads a list.
        return not related.group("links") or 2 * block.linked >= len(text) - related.end()
    if _WIDGET_LINE.match(text) or _PAGER.match(text):
        return True
    short = len(text) <= 80 and _WIDGET_START.match(text)
    if short and all(map(_WIDGET.fullmatch, filter(None, _WIDGET_GAP.split(text)))):
        return True
    return _FOOT.search(text) is not None and _SENTENCE_END.search(text) is None


def begins_other_matter(block: Block) -> bool:
    """Tell a block after an article that heads a list of others, or leads to the one before or after.

    >>> [begins_other_matter(Block(one)) for one in ("最新信息", "上一篇：没有了", "附件下载")]
    [True, True, False]
    """
    related = _RELATED.match(block.text) is not None and is_furniture(block)
    headed = 0 < block.level <= 6 and len(block.text) <= 12 and _FILE_HEADING.search(block.text) is None
    return related or headed or _PAGER.match(block.text) is not None


def table_of_contents(blocks: Sequence[Block]) -> range:
    """Find the list of headings before an article, each of which comes again; an empty range where none is.

    >>> texts = ["目　录", "一、概述……1", "二、问题……3", "一、概述", "公开信息242条。", "二、问题"]
    >>> table_of_contents([Block(text) for text in texts])
    range(0, 3)
    """
    start = next((at for at, block in enumerate(blocks[:40]) if _CONTENTS.fullmatch(block.text)), -1)
    if start < 0:
        return range(0)
    later: dict[str, int] = {}
    for at, block in enumerate(blocks):
        later[compact(block.text)] = at
    end = start + 1
    while end < len(blocks) and later.get(name := compact(_PAGE_NUMBER.sub("", blocks[end].text)), -1) > end:
        if not name:
            break
        end += 1
    return range(start, end) if end != start + 2 else range(0)  # links among them were left out before


def find_article(document: Document) -> Article:
    """Find the range of blocks that the article is in.

    Args:
        document: the page.
    Returns:
        The article; on a page without evidence of one, all but navigation and footer.

    >>> texts = ["一、总体情况", "2018年，我局主动公开信息。", "ICP备1号"]
    >>> article = find_article(Document([Block(text) for text in texts]))
    >>> article.start, article.end, article.certain
    (0, 2, True)
    """
    blocks = document.blocks
    weights = _evidence(blocks)
    _mark_boilerplate(document, weights)
    weights = [0 if block.boiler else weight for block, weight in zip(blocks, weights, strict=True)]
    total = list(accumulate(weights, initial=0))
    everything = total[-1]
    if everything < 20:
        return _without_evidence(document)
    start, end, name = _container(document, total)
    dropped = {index for index in range(start, end) if blocks[index].boiler}
    last = end - 1
    while last > start and weights[last] == 0:
        last -= 1
    end = _tail(blocks, last, end)
    end = min(end, next((index for index in range(last + 1, end) if _ends_article(blocks[index])), end))
    dropped |= {index for index in range(start, end) if _is_widget(blocks[index])}
    return Article(start, end, certain=True, name=name, dropped=dropped)


def _is_widget(block: Block) -> bool:
    return len(block.text) <= 80 and block.grid is None and is_furniture(block)


def _ends_article(block: Block) -> bool:
    related = _RELATED.match(block.text) is not None and is_furniture(block)
    return bool(_PAGER.match(block.text) or related or block.boiler)


def _tail(blocks: Sequence[Block], last: int, end: int) -> int:
    """Cut furniture off the end."""
    while end > last + 1 and (
        not (blocks[end - 1].text or blocks[end - 1].grid) or is_furniture(blocks[end - 1])
    ):
        end -= 1
    return end


def _evidence(blocks: Sequence[Block]) -> list[int]:
    """Weigh each block: how much it says that an article is here."""
    weights = []
    for block in blocks:
        text = block.text
        length = len(text)
        if block.grid is not None:
            rows = block.grid.rows
            weights.append(
                min(400, 10 * sum(map(len, rows)) // max(1, len(rows[0])) + 40) if len(rows) > 2 else 10
            )
        elif 2 * block.linked > length or (length < 6 and not is_numbered(text)):
            weights.append(0)
        elif length >= 15 and _SENTENCE_END.search(text) and not _FOOT.search(text):
            weights.append(length)
        elif read_mark(text) is not None and not has_labels(text):
            weights.append(max(6, min(length, 40)))
        elif length >= 60 and not _FOOT.search(text) and not has_labels(text):
            weights.append(length // 2)
        else:
            weights.append(0)
    return weights


def is_numbered(text: str) -> bool:
    """Tell whether a text begins with a number of the upper levels, which lists beside it do not have."""
    mark = read_mark(text)
    return mark is not None and mark.style in {"章", "条", "部分", "一、", "（一）"}


def has_labels(text: str) -> bool:
    """Tell whether a short text is a line of labels and values."""
    return (
        len(text) < 300 and (":" in text or "：" in text) and any(pair.field for pair in pairs_in_line(text))
    )


def _mark_boilerplate(document: Document, weights: Sequence[int]) -> None:
    """Mark the blocks in elements named navigation and the like, unless most of the evidence is there."""
    total = list(accumulate(weights, initial=0))
    count = len(document.blocks)
    for element in document.elements:
        if element.hint < 0 and element.start < element.end:
            end = min(element.end, count)
            if 2 * (total[end] - total[min(element.start, end)]) < total[-1] or total[-1] == 0:
                for index in range(element.start, end):
                    document.blocks[index].boiler = True


def _container(document: Document, total: Sequence[int]) -> tuple[int, int, str]:
    """Find the smallest container with nearly all of the evidence, promising names first."""
    count = len(document.blocks)
    everything = total[-1]
    best = whole = (0, count, "page")
    size = whole_size = count
    named = (0, 0, "")
    named_size = count + 1
    for element in document.elements:
        end = min(element.end, count)
        if end <= element.start or element.hint < 0:
            continue
        inside = total[end] - total[element.start]
        span = end - element.start
        # 0.93: a short closing section may stand outside the container of all others; half a report does not.
        if inside >= 0.93 * everything and span <= size:
            best, size = (element.start, end, element.name), span
        if element.hint > 0 and inside >= 0.6 * everything and span <= named_size:
            named, named_size = (element.start, end, element.name), span
        if inside == everything and span <= whole_size:
            whole, whole_size = (element.start, end, element.name), span
    if not _complete(document, best, whole, total):
        best, size = whole, whole_size
    if named[2] and named_size < size and _complete(document, named, best, total):
        return named
    return best


def _complete(
    document: Document, inner: tuple[int, int, str], outer: tuple[int, int, str], total: Sequence[int]
) -> bool:
    """Whether no numbered heading lies between two containers: then the inner one is the article."""
    outside = [*range(outer[0], inner[0]), *range(inner[1], outer[1])]
    return not any(
        total[index + 1] > total[index]
        and (document.blocks[index].grid is not None or is_numbered(document.blocks[index].text))
        for index in outside
    )


def _is_mere_link(block: Block) -> bool:
    """Whether a block is hardly more than a link to another page; a link to a file may be all there is."""
    return 5 * block.linked > 4 * len(compact(block.text)) > 0 and _FILE.search(block.text) is None


def _without_evidence(document: Document) -> Article:
    """Give the article of a page with hardly any text: a container with a promising name, else the page."""
    blocks = document.blocks
    start, end, name = 0, len(blocks), "page"
    for element in document.elements:
        if element.hint > 0 and any(block.text for block in blocks[element.start : element.end]):
            start, end, name = element.start, min(element.end, len(blocks)), element.name
    dropped = {
        index
        for index in range(start, end)
        if blocks[index].boiler or is_furniture(blocks[index]) or _is_mere_link(blocks[index])
    }
    return Article(start, end, certain=False, name=name, dropped=dropped)
