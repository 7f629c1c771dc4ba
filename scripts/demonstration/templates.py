"""The page templates: one function for each manner in which a content management system prints a report.

Each gives the page's text and what it shows: which fields, which breadcrumb. The body of the article is wrapped in
two private marks, so that damage can be done to the article alone; they are taken out before a page is written.
"""

# ruff: noqa: E501 (mark-up stands on lines as it is printed)

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from random import Random

from .bodies import BODIES
from .chrome import Chrome
from .draft import Draft
from .printing import Printed, body_of, crumbs_of, head_of, shown_fields, title_of
from .textpages import piped_text, sample_text

__all__ = ["TEMPLATES"]


def hanweb_table(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """Hanweb's 政府信息公开 page: a table of pairs, then the article in #zoom."""
    spread = rng.random() < 0.5
    rows, truth = shown_fields(draft, [
        ("index_number", "索 引 号：" if spread else "索引号："), ("disclosure_method", "公开方式："),
        ("document_number", "文　　号：" if spread else "文号："), ("published_at", "公开日期："),
        ("publisher", "发布单位："), ("topic", "主题分类："),
    ])  # fmt: skip
    pairs = [rows[0:2], rows[2:4], rows[4:6]]
    table = '<table class="xxgk" width="100%" border="0" cellspacing="1" cellpadding="0" bgcolor="#cccccc">'
    for pair in pairs:
        cells = "".join(
            f'<td width="12%" bgcolor="#f5f5f5"><b>{label}</b></td><td width="38%">{escape(value, quote=False)}</td>'
            for label, value in pair
        )
        table += f"\n<tr>{cells}</tr>"
    page = (
        head_of(draft, chrome, charset, doctype='<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
              '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">')
        + chrome.navigation
        + f'<div class="container"><table width="100%"><tr><td class="crumb">{crumbs_of(draft, rng)}</td></tr></table>\n'
        + table + "\n</table>\n"
        + f'<div id="article"><table width="100%"><tr><td class="title" align="center">{title_of(draft)}</td></tr></table>\n'
        + f'<div id="zoom">\n<!--ZJEG_RSS.content.begin-->{body_of(draft, rng, rng.choice(["paragraphs", "word", "breaks"]))}'
        + "<!--ZJEG_RSS.content.end-->\n</div></div>\n"
        + chrome.share() + chrome.related(rng) + "</div>\n" + chrome.footer + "</body></html>"
    )  # fmt: skip
    return Printed(page, truth, draft.breadcrumb)


def trs_editor(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """TRS WCM: a line under the title, the article in TRS_Editor, share widgets."""
    label = rng.choice(["发布时间", "发布日期", "时间"])
    line = (
        f'<div class="info"><span>{label}：{draft.published.printed(draft.date_manner)}</span>　<span>来源：{draft.fields["publisher"]}</span>　'
        f'<span>浏览次数：<script src="/count/{draft.visits}.js"></script>{draft.visits}</span>　{{tools}}</div>'
    ).replace("{tools}", chrome.share())
    page = (
        head_of(draft, chrome, charset)
        + chrome.navigation
        + f'<div class="container"><div class="main-left"><div class="crumb">{crumbs_of(draft, rng, label="您现在的位置：")}</div>\n'
        + f'<div class="tit"><h1>{title_of(draft)}</h1></div>\n{line}\n'
        + '<div class="TRS_Editor"><div class="Custom_UnionStyle">\n'
        + body_of(draft, rng, rng.choice(["paragraphs", "word"]))
        + "\n</div></div>\n"
        + '<div id="ewm" style="display:none">扫一扫在手机打开当前页</div></div>\n'
        + f'<div class="main-right">{chrome.related(rng)}{chrome.related(rng, 5)}</div></div>\n'
        + chrome.footer
        + "</body>\n</html>"
    )
    truth = {"published_at": draft.published.iso(), "publisher": draft.fields["publisher"]}
    return Printed(page, truth, draft.breadcrumb)


def guideline(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """The national guideline's meta tags and UCAP-CONTENT, no visible metadata but the date."""
    day = draft.published.printed("dash")
    keywords = draft.fields["keywords"]
    tags = [
        ("SiteName", chrome.agency.site), ("SiteDomain", chrome.agency.host), ("SiteIDCode", f"{chrome.agency.division}0017"),
        ("ColumnName", draft.breadcrumb[-1]), ("ColumnType", "政务公开"), ("ArticleTitle", draft.title), ("PubDate", day),
        ("ContentSource", draft.fields["publisher"]), ("Keywords", keywords or ""), ("Author", ""),
        ("Description", f"{draft.title}全文"), ("Url", draft.url),
    ]  # fmt: skip
    quote = rng.choice(['"', "'"])
    flip = rng.random() < 0.3
    metas = "\n".join(
        f"<meta content={quote}{value}{quote} name={quote}{name}{quote}>"
        if flip
        else f"<meta name={quote}{name}{quote} content={quote}{value}{quote}/>"
        for name, value in tags
    )
    page = (
        head_of(draft, chrome, charset, extra=metas)
        + chrome.navigation
        + f'<div class="wrap container"><div class="BreadcrumbNav">{crumbs_of(draft, rng, label="")}</div>\n'
        + f'<div class="article"><h1 class="title">{title_of(draft)}</h1>\n'
        + f'<div class="pages-date">{day}<span class="font"> 来源：{draft.fields["publisher"]}</span>'
        + '<div class="pages_print">【字体：<span>大</span> <span>中</span> <span>小</span>】<span>打印</span></div></div>\n'
        + f'<div class="pages_content" id="UCAP-CONTENT">{body_of(draft, rng, rng.choice(["paragraphs", "headed"]))}</div>\n'
        + f'<div class="related">{chrome.related(rng)}</div></div></div>{chrome.footer}</body></html>'
    )
    truth = {"published_at": draft.published.iso(), "publisher": draft.fields["publisher"]}
    if keywords:
        truth["keywords"] = keywords
    return Printed(page, truth, draft.breadcrumb)


def label_list(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """A ul of label pairs above the article."""
    rows, truth = shown_fields(draft, [
        ("index_number", "索引号"), ("topic", "信息分类"), ("publisher", "发布机构"), ("published_at", "发布日期"),
        ("title", "名称"), ("document_number", "文号"), ("keywords", "主题词"), ("validity", "有效性"),
    ])  # fmt: skip
    bold = rng.choice(
        [("<b>", "：</b>"), ("<em>", "：</em>"), ("<span>【", "】</span>"), ("<strong>", ":</strong>")]
    )
    items = "\n".join(
        f"<li>{bold[0]}{label}{bold[1]}{escape(value, quote=False)}</li>" for label, value in rows
    )
    page = (
        head_of(draft, chrome, charset)
        + chrome.navigation
        + f'<div class="container"><div class="crumb">{crumbs_of(draft, rng)}</div><div class="content">\n<ul class="xxgk_info clearfix">\n{items}\n</ul>\n'
        + f'<h2 class="bt">{title_of(draft)}</h2>\n<div class="nr" id="content">\n'
        + body_of(draft, rng, rng.choice(["paragraphs", "breaks", "headed"]))
        + f"\n</div>\n{chrome.share()}</div>{chrome.related(rng, 6)}</div>\n{chrome.footer}</body></html>"
    )
    return Printed(page, truth, draft.breadcrumb)


def definition_list(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """A dl of metadata in a header, the article with real headings."""
    rows, truth = shown_fields(draft, [
        ("index_number", "信息索引号："), ("disclosure_method", "公开形式："), ("publisher", "公开责任部门："),
        ("written_at", "成文日期："), ("published_at", "公开日期："), ("validity", "时效性："), ("document_number", "发文字号："),
    ])  # fmt: skip
    pairs = "".join(f"<dt>{label}</dt><dd>{escape(value, quote=False)}</dd>\n" for label, value in rows)
    page = (
        head_of(draft, chrome, charset)
        + chrome.navigation
        + f'<div class="container"><nav class="crumb">{crumbs_of(draft, rng)}</nav>\n<main><article><header><dl class="meta">\n{pairs}</dl>\n'
        + f'<h1>{title_of(draft)}</h1></header>\n<section class="body">\n{body_of(draft, rng, rng.choice(["headed", "paragraphs"]))}\n'
        + f"</section></article></main>\n<aside>{chrome.related(rng)}</aside>{chrome.share()}</div>\n{chrome.footer}</body></html>"
    )
    return Printed(page, truth, draft.breadcrumb)


def nested_tables(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """Layout tables within layout tables and font tags, as in 2008."""
    line = f"发布时间：{draft.published.printed(draft.date_manner)}　　来源：{draft.fields['publisher']}　　点击数：{draft.visits}"
    page = (
        head_of(draft, chrome, charset, doctype="<!-- saved from template v2.1 -->")
        + f'<table width="780" border="0" align="center" cellpadding="0" cellspacing="0" bgcolor="#FFFFFF"><tr><td colspan="2">{chrome.navigation}</td></tr>\n'
        + f'<tr><td width="180" valign="top" bgcolor="#F2F6FA">{chrome.related(rng, 6)}</td>\n'
        + '<td valign="top"><table width="100%" border="0" cellspacing="0" cellpadding="0">\n'
        + f'<tr><td height="30"><font size="2">{crumbs_of(draft, rng, label="当前位置: ")}</font></td></tr>\n'
        + f'<tr><td height="50" align="center"><font size="5" color="#FF0000"><b>{title_of(draft)}</b></font></td></tr>\n'
        + f'<tr><td align="center" bgcolor="#EFEFEF"><font size="2">{line}</font></td></tr>\n'
        + f'<tr><td class="content">{body_of(draft, rng, rng.choice(["fonts", "breaks"]))}</td></tr>\n'
        + '<tr><td align="right"><font size="2">【<a href="javascript:window.print()">打印此页</a>】 '
        + '【<a href="javascript:window.close()">关闭窗口</a>】</font></td></tr>\n</table></td></tr>\n'
        + f'<tr><td colspan="2" align="center">{chrome.footer}</td></tr></table>\n</body></html>'
    )
    truth = {"published_at": draft.published.iso(), "publisher": draft.fields["publisher"]}
    return Printed(page, truth, draft.breadcrumb)


def word_export(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """An article pasted from Word, title and all, under span pairs of metadata."""
    rows, truth = shown_fields(draft, [
        ("index_number", "索引号："), ("publisher", "发文机关："), ("written_at", "生成日期："), ("published_at", "公开日期："),
        ("document_number", "文件编号："), ("keywords", "关键词："),
    ])  # fmt: skip
    spans = "".join(
        f'<div class="col"><span class="lab">{label}</span><span class="val">{escape(value, quote=False)}</span></div>\n'
        for label, value in rows
    )
    office = "<xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml>"
    page = (
        head_of(draft, chrome, charset, extra=f"<!--[if gte mso 9]>{office}<![endif]-->")
        + chrome.navigation
        + f'<div class="container"><div class="crumb">{crumbs_of(draft, rng)}</div>\n<div class="headInfo">{spans}</div>\n'
        + f'<div class="artTitle">{title_of(draft)}</div>\n<div class="Section0" style="layout-grid:15.6pt">\n'
        + body_of(draft, rng, "word")
        + f"\n</div>\n{chrome.share()}{chrome.related(rng)}</div>\n{chrome.footer}</body></html>"
    )
    return Printed(page, truth, draft.breadcrumb)


def structured_data(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """A recent system: JSON-LD, article element, metadata in a table with spans."""
    day = draft.published
    record = {
        "@context": "https://schema.org", "@type": "Article", "headline": draft.title,
        "datePublished": day.iso(), "publisher": {"@type": "GovernmentOrganization", "name": draft.fields["publisher"]},
    }  # fmt: skip
    rows, truth = shown_fields(draft, [
        ("index_number", "统一登记号"), ("document_number", "文号"), ("publisher", "发布机构"), ("published_at", "发布日期"),
        ("topic", "主题分类"), ("validity", "有效性"),
    ])  # fmt: skip
    cells = [f'<th scope="row">{label}</th><td>{escape(value, quote=False)}</td>' for label, value in rows]
    table = "".join(f"<tr>{one}{two}</tr>" for one, two in zip(cells[::2], cells[1::2], strict=True))
    data = f'<script type="application/ld+json">{json.dumps(record, ensure_ascii=False)}</script>'
    page = (
        head_of(draft, chrome, charset, extra=data)
        + chrome.navigation
        + f'<div class="container"><div class="crumb">{crumbs_of(draft, rng, label="位置：")}</div>\n<article>\n'
        + f'<table class="policy-info"><tr><th scope="row">标题</th><td colspan="3">{draft.title}</td></tr>{table}</table>\n'
        + f'<h1>{title_of(draft)}</h1>\n<div class="article-content">{body_of(draft, rng, rng.choice(["headed", "paragraphs"]))}</div>\n'
        + f"</article>{chrome.share()}{chrome.related(rng)}</div>\n{chrome.footer}</body></html>"
    )
    return Printed(page, truth, draft.breadcrumb)


def department_site(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """A small office's site: every page printed a little differently, no metadata block, files in a box of their own."""
    day, source = draft.published.printed(draft.date_manner), draft.fields["publisher"]
    line, truth = rng.choice(
        [
            (
                f"日期：{day}　浏览次数：[ {draft.visits} ]　信息来源：{source}　字号：[ <a href='#'>大</a> <a href='#'>中</a> ]",
                True,
            ),
            (f"[发布时间：{day}] [来源：{source}] [阅读次数：{draft.visits}] [关闭]", True),
            (f"<span>发布日期：{day}</span><span>稿源：{source}</span><span>责任编辑：林某</span>", True),
            (
                f"<i>来源：{source}</i><em>更新时间：{day}</em><b>访问量：<span id='hits'>{draft.visits}</span></b>",
                True,
            ),
            (f"发布时间: {day} | 点击数: {draft.visits} | 作者: 办公室 | 来源: {source}", True),
            (f"<span class='date'>发布时间：{day}</span>", False),
        ]
    )
    metadata: dict[str, str | None] = {
        "published_at": draft.published.iso(),
        "publisher": source if truth else None,
    }
    title = rng.choice(
        [
            '<h1 class="t">{}</h1>',
            '<div class="title">{}</div>',
            '<p align="center"><b><font size="5">{}</font></b></p>',
            "<h3>{}</h3>",
        ]
    ).format(title_of(draft))
    crumbs, breadcrumb = rng.choice(
        [
            (
                f'<div class="pos">{crumbs_of(draft, rng, label=rng.choice(["您当前的位置：", "所在位置：", "当前位置 : "]))}</div>',
                True,
            ),
            (
                f'<ul class="breadcrumb">{"".join(f"<li><a href=/c{at}/>{name}</a></li>" for at, name in enumerate(draft.breadcrumb))}</ul>',
                True,
            ),
            ("", False),
        ]
    )
    after = rng.choice(
        [
            '<div class="prev">上一篇：<a href="/a/1.html">防汛工作通知</a></div><div>下一篇：<a href="/a/2.html">没有了</a></div>',
            '<p class="editor">责任编辑：林某　审核：办公室</p><div id="qr">扫一扫在手机打开当前页</div>',
            '<div class="bshare-custom"><a>分享到：</a><a title="微信">微信</a></div><div class="back"><a href="#top">返回顶部</a></div>',
            '<div style="display:none">本页二维码由系统生成，请勿删除。</div>',
        ]
    )
    page = (
        head_of(draft, chrome, charset)
        + chrome.navigation
        + f'<div id="wrap" class="container">{crumbs}\n<div class="left">{chrome.related(rng, 4)}</div>\n<div class="right">{title}\n'
        + f'<div class="sub">{line}</div>\n<div class="con">\n{body_of(draft, rng, rng.choice(list(BODIES)))}\n</div>\n{after}\n</div></div>\n'
        + chrome.footer
        + "</body></html>"
    )
    return Printed(page, metadata, draft.breadcrumb if breadcrumb else [])


def cell_pairs(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """Label and value in one cell, or in nested elements, spans across; the title is a row of the table."""
    rows, truth = shown_fields(draft, [
        ("index_number", "索引号"), ("publisher", "发布机构"), ("written_at", "生成日期"), ("title", "名 称"),
        ("document_number", "文 号"), ("topic", "组配分类"), ("published_at", "公开日期"), ("keywords", "主 题 词"),
    ])  # fmt: skip
    colon = rng.choice(["：", ":", "： "])
    manner = rng.randrange(3)
    cells = []
    for label, value in rows:
        shown = escape(value, quote=False)
        wide = ' colspan="2"' if label == "名 称" else ""
        if manner == 0:
            cells.append(f"<td{wide}><strong>{label}{colon}</strong>{shown}</td>")
        elif manner == 1:
            cells.append(
                f'<td{wide}><label>{label}{colon}</label><span class="v">{shown or "&nbsp;"}</span></td>'
            )
        else:
            cells.append(f"<td{wide}>{label}{colon}{shown}</td>")
    lines = [cells[0:2], [cells[3]], [cells[2], cells[4]], cells[5:7], cells[7:8]]
    if rng.random() < 0.25:
        # A row of labels above a row of values.
        pairs = [rows[0:4], rows[4:8]]
        lines = []
        for part in pairs:
            lines.append([f"<th>{label}</th>" for label, _ in part])
            lines.append([f"<td>{escape(value, quote=False) or '&nbsp;'}</td>" for _, value in part])
    table = "\n".join("<tr>" + "".join(line) + "</tr>" for line in lines)
    page = (
        head_of(draft, chrome, charset)
        + chrome.navigation
        + f'<div class="container"><div class="crumb">{crumbs_of(draft, rng)}</div>\n<div class="xxgk"><table class="head" width="100%">\n{table}\n</table>\n'
        + f'<p class="bt" style="text-align:center">{title_of(draft)}</p>\n<div class="view">'
        + body_of(draft, rng, rng.choice(["paragraphs", "breaks", "word"]))
        + f"</div></div>{chrome.share()}{chrome.related(rng)}</div>\n{chrome.footer}</body></html>"
    )
    return Printed(page, truth, draft.breadcrumb)


TEMPLATES: dict[str, Callable[[Draft, Chrome, Random, str], Printed]] = {
    "hanweb-table": hanweb_table,
    "trs-editor": trs_editor,
    "guideline": guideline,
    "label-list": label_list,
    "definition-list": definition_list,
    "nested-tables": nested_tables,
    "word-export": word_export,
    "structured-data": structured_data,
    "department-site": department_site,
    "cell-pairs": cell_pairs,
    "piped-text": piped_text,
    "sample-text": sample_text,
}
