"""Pages that come with status 200 and say that there is no such page.

Sites answer so for articles that were withdrawn, and would otherwise count as healthy when all of their
reports are gone. The words are looked for only where a page shows little else: a report may tell how many
pages of a site could not be found.
"""

from __future__ import annotations

import re

from reportharvest.crawling.markup import visible_text

__all__ = ["absence_evidence"]

# Error pages of 40 sites show 10 to 250 characters beside the frame of the site; with it up to 900.
MAX_BARE_CHARS = 300
MAX_VISIBLE_CHARS = 1_200
MAX_PAGE_CHARS = 200_000
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_THING = r"(?:页面|頁面|网页|網頁|文件|文章|内容|內容|信息|資訊|栏目|稿件|地址|链接|资源|网址)"
_GONE = re.compile(
    rf"{_THING}.{{0,6}}(?:不存在|不見了|不见了|找不到|未找到|没有找到|无法找到|已.{{0,3}}(?:刪除|删除|失效|下线|撤下|移除|过期))"
    rf"|(?:找不到|未找到|没有找到|无法找到|不存在).{{0,12}}{_THING}"
    r"|(?:page|file|document|url).{0,20}"
    r"(?:not (?:be )?found|does(?: not|n't) exist|no longer (?:exists|available))"
    r"|404\W{0,4}(?:not found|error|错误|页)|(?:error|错误|http)\W{0,4}404|not found",
    re.IGNORECASE,
)
_TITLES = re.compile(r"\W*404\W*|\W*(?:出错|错误|error)(?:了|页面|提示|信息)?\W*", re.IGNORECASE)


def absence_evidence(page: str) -> str | None:
    """Give the words by which a page says that there is no such page; None for any other page.

    Args:
        page: the answer as text, which has been found to be no report.

    >>> absence_evidence("<title>提示</title><p>抱歉，您访问的页面不存在或已被删除！</p>")
    '页面不存在或已被删除'
    >>> absence_evidence("<title>监督检查</title><p>发现页面不存在等问题。</p>" * 30) is None
    True
    """
    if len(page) > MAX_PAGE_CHARS:
        return None
    shown = visible_text(page)
    if len(shown) > MAX_VISIBLE_CHARS:
        return None
    title = found[1].strip() if (found := _TITLE.search(page)) else ""
    if told := _GONE.search(title):
        return told[0]
    told = _GONE.search(shown)
    if told is not None and (len(shown) <= MAX_BARE_CHARS or _TITLES.fullmatch(title)):
        return told[0]
    return title if title and _TITLES.fullmatch(title) and "404" in title else None
