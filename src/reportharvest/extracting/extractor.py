"""The order of extracting: blocks, article, labels, title, outline, forms, kind of page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

from reportharvest.extracting.article import (
    Article,
    begins_other_matter,
    find_article,
    has_labels,
    is_furniture,
    table_of_contents,
)
from reportharvest.extracting.attachments import attachments_of, leads_to_file
from reportharvest.extracting.blocks import Block, Document, Link, compact
from reportharvest.extracting.checks import checks_of
from reportharvest.extracting.choosing import resolve
from reportharvest.extracting.document import breadcrumb, parse
from reportharvest.extracting.figures import figures_of
from reportharvest.extracting.identity import identify
from reportharvest.extracting.jsonld import headline
from reportharvest.extracting.kinds import page_kind
from reportharvest.extracting.metadata import read_labels, without_title
from reportharvest.extracting.numbering import read_mark
from reportharvest.extracting.sections import build_outline
from reportharvest.extracting.statistics import statistics_of
from reportharvest.extracting.titles import Title, YearFound, find_title, report_year
from reportharvest.issues import Issue
from reportharvest.model import Evidence, Report

__all__ = ["extract"]

_TAIL = 15
"""Blocks after the article in which a metadata block may follow it; beyond stand other articles."""


def extract(page: str, *, url: str | None = None, continued: Sequence[str] = ()) -> Report:
    """Structure a decoded and repaired page: HTML, or plain or pipe-delimited text.

    Args:
        page: the page as text.
        url: where it was fetched; links are resolved against it.
        continued: further pages of the same article, and files that hold its text, in order; their bodies
            follow that of the page, what stands above and around them does not.
    Returns:
        The record; nothing in a page makes this raise.

    >>> page = "<h1>区财政局2018年度政府信息公开工作报告</h1><p>一、总体情况</p><p>公开信息242条。</p>"
    >>> report = extract(page)
    >>> report.title, report.report_year, report.sections[0].heading, report.page_kind
    ('区财政局2018年度政府信息公开工作报告', 2018, '总体情况', 'report')
    """
    document = parse(page, url)
    article = find_article(document)
    first = _first_text(document, article)
    after = (article.end, min(article.end + _TAIL, len(document.blocks)))
    values = read_labels(document, [(0, first)] if after[0] < first else [(0, first), after])
    path, crumbs = breadcrumb(document, first)
    title = find_title(document, values.title or headline(document.json_ld), first, crumbs)
    if path and title.text and compact(path[-1]) == compact(title.text):
        path = path[:-1]
    values.found = without_title(values, title.text, title.blocks)
    body = _body(document, article, title, values.consumed | crumbs, first)
    links = _file_links(document, article, title)
    for text in continued:
        more, more_links = _continued(text, url)
        body += more
        links += more_links
    metadata, evidence, issues = resolve(document, values, body, url)
    outline = build_outline(body, plain=document.plain)
    year = report_year(title.text, [block.text for block in body])
    statistics, statistic_issues = statistics_of(outline.tables, outline.sections)
    attachments = attachments_of(links, urljoin(url or "", document.base) or None)
    forms = sum(statistic.evidence is None for statistic in statistics)
    kind = page_kind(
        document,
        title.text,
        body,
        outline.sections,
        tables=outline.tables,
        attachments=attachments,
        forms=forms,
    )
    issues += _title_issues(title, year, document)
    evidence[:0] = _title_evidence(title, year, document, article)
    identity = identify(document, metadata, title.text, path, year=year.year, url=url)
    issues += identity.issues()
    return Report(
        url=url,
        title=title.text,
        report_year=year.year,
        metadata=metadata,
        breadcrumb=path,
        sections=outline.sections,
        tables=outline.tables,
        statistics=statistics,
        figures=(
            figures_of(outline.tables, outline.sections, year.year) if kind == "report" and not forms else ()
        ),
        checks=checks_of(statistics),
        attachments=attachments,
        page_kind=kind,
        issues=(*document.issues, *issues, *statistic_issues),
        index_number_parts=identity.index_number,
        document_number_parts=identity.document_number,
        region=identity.region,
        agency=identity.agency,
        evidence=tuple(evidence),
    )


def _title_issues(title: Title, year: YearFound, document: Document) -> list[Issue]:
    issues = [] if title.text else [Issue("title-missing", "title")]
    named = document.metas.get("articletitle")
    if title.text and named and not _says_same(title.text, named):
        issues.append(Issue("metadata-conflict", "title", f"{title.text} kept; also {named}"))
    if year.year is None:
        issues.append(Issue("year-missing", "title", title.text or ""))
    elif year.stated not in {None, year.year}:
        found = f"{year.year} kept; the body states the period of {year.stated}"
        issues.append(Issue("metadata-conflict", "report_year", found))
    return issues


def _says_same(title: str, named: str) -> bool:
    """Whether a title and what the head calls it differ in white space, width or a part left out at most."""
    shown, called = (compact(unicodedata.normalize("NFKC", text)) for text in (title, named))
    return shown in called or called in shown


def _title_evidence(title: Title, year: YearFound, document: Document, article: Article) -> list[Evidence]:
    """Say where the title, the year and the body were found."""
    found = []
    if title.text:
        tag = document.blocks[title.blocks[0]].tag if title.blocks else ""
        found.append(Evidence("title", title.text, title.source, tag, title.text))
    named = document.metas.get("articletitle")
    if title.text and named and not _says_same(title.text, named):
        reason = "the page shows another title"
        found.append(Evidence("title", named, "meta tag", "meta[name=articletitle]", named, False, reason))
    if year.year is not None:
        found.append(Evidence("report_year", str(year.year), year.source, raw=year.raw))
    if year.stated not in {None, year.year}:
        reason = "the title says otherwise"
        found.append(Evidence("report_year", str(year.stated), "period", chosen=False, reason=reason))
    found.append(Evidence("sections", None, "container", article.name))
    return found


def _continued(page: str, url: str | None) -> tuple[list[Block], list[Link]]:
    """Give body and links of a further part of an article, without the title and labels that it repeats."""
    document = parse(page, url)
    article = find_article(document)
    first = _first_text(document, article)
    values = read_labels(document, [(0, first)])
    _, crumbs = breadcrumb(document, first)
    title = find_title(document, values.title, first, crumbs)
    body = _body(document, article, title, values.consumed | crumbs, first)
    return body, _file_links(document, article, title)


def _first_text(document: Document, article: Article) -> int:
    """Find the article's first block that is no title and no metadata: a sentence, a heading, a table."""
    if not article.certain:
        return article.end
    for index in range(article.start, article.end):
        block = document.blocks[index]
        if index in article.dropped or block.boiler:
            continue
        if block.grid is not None:
            return index
        mark = read_mark(block.text)
        if mark is not None and not (block.level == 1 or 2 * block.linked > len(block.text)):
            return index
        if (len(block.text) >= 15 and block.text[-1] in "。；！：") or "。" in block.text[:-1]:
            return index
        if len(block.text) >= 6 and block.text[-1] == "。" and not has_labels(block.text):
            return index
        if len(block.text) >= 100 and ":" not in block.text and "：" not in block.text:
            return index
    return article.end


def _body(document: Document, article: Article, title: Title, taken: set[int], first: int) -> list[Block]:
    """Give the blocks of the article that belong to its text."""
    blocks = document.blocks
    shown = [index for index in title.blocks if article.start <= index < article.end]
    start = max(shown) + 1 if shown and max(shown) < max(first, article.start + 1) else article.start
    gone = article.dropped | taken | set(title.blocks)
    if article.certain:
        gone |= {index for index in range(start, min(first, article.end)) if _is_head_matter(blocks[index])}
    body = [
        blocks[index]
        for index in range(start, article.end)
        if index not in gone and (blocks[index].text or blocks[index].grid is not None)
    ]
    contents = table_of_contents(body)
    return body[: contents.start] + body[contents.stop :]


def _is_head_matter(block: Block) -> bool:
    """Whether a short block before the text is a link or a widget, and no part of the text."""
    return block.grid is None and (2 * block.linked > len(block.text) or is_furniture(block))


def _file_links(document: Document, article: Article, title: Title) -> list[Link]:
    """Give the links of the article, and links to files beside it that no navigation holds."""
    start = min((article.start, *title.blocks))
    other = _other_matter(document, article)
    found = []
    for link in document.links:
        inside = article.start <= link.block < article.end and link.block not in article.dropped
        near = start <= link.block and not _is_boiler(document.blocks, link.block)
        text = document.blocks[link.block].text if link.block < len(document.blocks) else link.text
        named = link.block < other or "附件" in text
        if inside or (near and named and leads_to_file(link)):
            announced = text.startswith("附件") and link.text and not link.title and not leads_to_file(link)
            found.append(replace(link, title="附件") if announced else link)
    if any(link.shown for link in found) and any(leads_to_file(link) for link in found if not link.shown):
        return [link for link in found if not link.shown]  # what a frame shows is linked to as well
    return found


def _other_matter(document: Document, article: Article) -> int:
    """Find the block after the article where other documents begin, whose files are not its own."""
    blocks = document.blocks
    others = (at for at in range(article.end, len(blocks)) if begins_other_matter(blocks[at]))
    return next(others, len(blocks) + 1)


def _is_boiler(blocks: Sequence[Block], index: int) -> bool:
    return 0 <= index < len(blocks) and blocks[index].boiler
