"""Put the demonstration site together: every response of every host, as a server would send it."""

# ruff: noqa: E501 (prose and mark-up stand on lines as they are printed)

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any

from .accidents import ACCIDENTS
from .agencies import AGENCIES, SITEMAPS, Agency
from .documents import docx_of, pdf_of, xlsx_of
from .draft import MEDIA, Moment, draw_draft
from .generator import FIELDS, GeneratedPage, make_page
from .listings import Entry, home_page, list_pages, news_pages
from .pagerscripts import PAGER_SCRIPTS
from .plan import DOCUMENT_ONLY, GAPS, KNOWN_WRONG, reports

__all__ = ["Response", "responses", "write_site"]

RECORDED = "2025-03-03T02:00:00Z"
EARLIER = "2024-09-09T02:00:00Z"


@dataclass(frozen=True)
class Response:
    """One recorded response and, where it has one, its reviewed record."""

    site: str
    name: str
    url: str
    body: bytes
    content_type: str | None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    recorded_at: str = RECORDED
    request: dict[str, str] | None = None
    truth: dict[str, Any] | None = None
    about: dict[str, str] = field(default_factory=dict)


def _dated(day: Moment) -> tuple[tuple[str, str], ...]:
    moment = datetime(day.year, day.month, day.day, 1, 2, 3, tzinfo=UTC)
    return (("Last-Modified", format_datetime(moment, usegmt=True)),)


def responses() -> list[Response]:
    """Give every response of the demonstration site, in order of agencies."""
    found: list[Response] = []
    for agency in AGENCIES:
        pages = [_report(make_page(recipe)) for recipe in reports(agency.key)]
        found += pages
        found += _attachments(agency)
        documents = _documents(agency)
        found += documents
        news = news_pages(agency)
        found += [
            Response(agency.key, f"news-{at}", one.url, one.body, one.content_type, 200, _dated(one.day),
                     truth={"url": one.url, "page_kind": "other"}, about={"kind": "news"})
            for at, one in enumerate(news, start=1)
        ]  # fmt: skip
        listed = pages[1:] if agency.key in SITEMAPS else pages
        entries = [_entry(one) for one in [*listed, *documents]] + [
            Entry(one.url, one.title, one.day) for one in news
        ]
        found += _lists(agency, entries)
        found += _extras(agency, pages)
    return found


def _entry(response: Response) -> Entry:
    year, month, day = map(int, response.about["day"].split("-"))
    return Entry(response.url, response.about["title"], Moment(year, month, day))


def _report(page: GeneratedPage) -> Response:
    draft = page.draft
    about = {
        "kind": "report", "template": page.template, "accident": page.accident or "", "transport": page.transport,
        "damage": " ".join(ACCIDENTS[page.accident][1]) if page.accident else "",
        "title": draft.title, "day": f"{draft.published.year}-{draft.published.month}-{draft.published.day}",
    }  # fmt: skip
    headers = _dated(draft.published)
    tag = hashlib.sha256(page.body).hexdigest()[:16]
    headers = (*headers, ("ETag", f'"{tag}"')) if draft.year % 2 else headers
    name = f"report-{draft.year}"
    return Response(
        draft.agency.key,
        name,
        page.url,
        page.body,
        page.content_type,
        200,
        headers,
        truth=page.truth,
        about=about,
    )


def _attachments(agency: Agency) -> list[Response]:
    found = []
    for recipe in reports(agency.key):
        draft = make_page(recipe).draft
        for link in draft.links:
            ending = link.url.rpartition(".")[2]
            body = {"pdf": pdf_of, "docx": docx_of, "xlsx": xlsx_of}.get(ending, lambda _: _OLD_OFFICE)(draft)
            name = f"attachment-{draft.year}-{ending}"
            found.append(
                Response(agency.key, name, link.url, body, link.media_type, 200, _dated(draft.published),
                         about={"kind": "attachment"})
            )  # fmt: skip
    return found


# The signature of a compound file and nothing else: a .doc that no reader can read.
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def _documents(agency: Agency) -> list[Response]:
    found = []
    for key, year, ending in DOCUMENT_ONLY:
        if key != agency.key:
            continue
        rng = Random(f"document {key} {year}")
        draft = draw_draft(agency, year, rng, attachments=[], signature=True)
        day = draft.published
        draft.url = f"http://{agency.host}/upload/{day.year}/{day.month:02}/{draft.year}nb.{ending}"
        body = {"pdf": pdf_of, "docx": docx_of}[ending](draft)
        truth: dict[str, Any] = {
            "url": draft.url, "title": draft.title, "report_year": year, "breadcrumb": [],
            "metadata": {name: None for name in FIELDS if name not in {"published_at", "written_at", "publisher"}},
            "sections": draft.article.sections(), "tables": draft.article.tables, "attachments": [],
            "repairs": [], "page_kind": "report",
        }  # fmt: skip
        if draft.forms:
            truth["statistics"] = [one for one in draft.forms.statistics if one["value"] is not None]
            truth["checks"] = draft.forms.checks
        about = {"kind": "report", "template": ending, "accident": "", "transport": "", "title": draft.title,
                 "day": f"{day.year}-{day.month}-{day.day}"}  # fmt: skip
        found.append(
            Response(agency.key, f"report-{year}-{ending}", draft.url, body, MEDIA[ending], 200, _dated(day),
                     truth=truth, about=about)
        )  # fmt: skip
    return found


def _lists(agency: Agency, entries: list[Entry]) -> list[Response]:
    found = []
    for page in list_pages(agency, entries):
        truth = (
            None
            if page.request or not page.url.endswith((".html", ".htm", "/"))
            else {"url": page.url, "page_kind": "list"}
        )
        headers: tuple[tuple[str, str], ...] = ()
        body = page.body
        if page.name == "list-1" and agency.key in {"lanxi-county", "songling-market"}:
            body = gzip.compress(body, mtime=0)
            headers = (("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
        elif page.name == "list-1" and agency.key == "baisha-zone":
            body = zlib.compress(body)
            headers = (("Content-Encoding", "deflate"),)
        found.append(
            Response(agency.key, page.name, page.url, body, page.content_type, 200, headers, request=page.request,
                     truth=truth, about={"kind": "list", "manner": page.manner})
        )  # fmt: skip
    for manner in sorted({one.about["manner"] for one in found} & PAGER_SCRIPTS.keys()):
        path, text = PAGER_SCRIPTS[manner]
        found.append(
            Response(agency.key, "pager-script", f"http://{agency.host}{path}", text.encode(), "application/javascript",
                     about={"kind": "script"})
        )  # fmt: skip
    return found


_ROBOTS = {
    "yunqiao-finance": "User-agent: *\nDisallow: /admin/\nCrawl-delay: 0\n",
    "lanxi-county": "User-agent: *\nDisallow: /private/\n\nSitemap: http://www.lanxixian.example.gov.cn/sitemap.xml\n",
    "qingshi-education": "User-agent: BadBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
    "dongpu-street": "\ufeff# 东埔街道\r\nUser-agent: *\r\nDisallow: /manage/\r\n",
    "songling-market": "User-agent: *\nDisallow: /inner/\n",
    "baisha-zone": "",
}


def _extras(agency: Agency, pages: list[Response]) -> list[Response]:
    base = f"http://{agency.host}"
    missing = _error_page(agency, "404 您访问的页面不存在")
    robots = _ROBOTS.get(agency.key)
    found = [
        Response(agency.key, "robots", f"{base}/robots.txt", robots.encode() if robots is not None else missing,
                 "text/plain" if robots is not None else "text/html; charset=utf-8", 200 if robots is not None else 404,
                 about={"kind": "robots"})
    ]  # fmt: skip
    if agency.key in SITEMAPS:
        # The first of them is in no list: only the sitemap leads to it.
        locs = "".join(f"<url><loc>{one.url.replace('&', '&amp;')}</loc></url>\n" for one in pages)
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{locs}</urlset>\n'
        found.append(
            Response(
                agency.key,
                "sitemap",
                f"{base}/sitemap.xml",
                text.encode(),
                "application/xml",
                about={"kind": "sitemap"},
            )
        )
    if agency.key == "yunqiao-finance":
        found.append(_redirect(agency, "redirect-home", f"{base}/", "/col/col1229/index.html", 302))
    else:
        found.append(Response(agency.key, "home", f"{base}/", home_page(agency), "text/html; charset=utf-8",
                              truth={"url": f"{base}/", "page_kind": "other"}, about={"kind": "home"}))  # fmt: skip
    if agency.key == "qingshi-education":
        found.append(_redirect(agency, "redirect-old", f"{base}/old/nb2014.html", pages[1].url, 301))
    if agency.key == "baisha-zone":
        found.append(_redirect(agency, "redirect-relative", f"{base}/gk/nb/", "index.html", 301))
    if agency.key in {"qingshi-education", "dongpu-street"}:
        found.append(Response(agency.key, "missing", f"{base}/zwgk/deleted.html", missing, "text/html; charset=utf-8", 404,
                              truth={"url": f"{base}/zwgk/deleted.html", "page_kind": "other"}, about={"kind": "missing"}))  # fmt: skip
    if agency.key == "songling-market":
        last = pages[-1]
        found.append(
            replace(last, name=last.name + "-failing", status=500, body=_error_page(agency, "500 系统繁忙，请稍后再试"),
                    content_type="text/html", headers=(), recorded_at=EARLIER, truth=None, about={"kind": "error"})
        )  # fmt: skip
    if agency.key in {"lanxi-county", "yunqiao-finance"}:
        found.append(_before_correction(pages[-1]))
    return found


def _before_correction(page: Response) -> Response:
    """Give the page as it was when first recorded: one figure of the first section was corrected later."""
    body = page.body.decode()
    record = json.dumps(page.truth, ensure_ascii=False)
    clauses = [re.split("(?<=[，,])", text)[0] for text in _texts((page.truth or {})["sections"])]
    old = next(
        one
        for one in clauses
        if one[-1:] in "，," and len(one) > 4 and body.count(one) == record.count(one) == 1
    )
    new = "据初步统计" + old[-1] + old
    truth = json.loads(record.replace(old, new))
    changed = body.replace(old, new)
    return replace(page, name=page.name + "-before", body=changed.encode(), truth=truth, recorded_at=EARLIER,
                   headers=(), about=page.about | {"kind": "report-before"})  # fmt: skip


def _texts(sections: list[dict[str, Any]]) -> list[str]:
    return [text for one in sections for text in (one["text"], *_texts(one["children"]))]


def _redirect(agency: Agency, name: str, url: str, target: str, status: int) -> Response:
    body = f'<html><head><title>{status}</title></head><body><a href="{target}">moved</a></body></html>'
    return Response(
        agency.key,
        name,
        url,
        body.encode(),
        "text/html",
        status,
        (("Location", target),),
        about={"kind": "redirect"},
    )


def _error_page(agency: Agency, text: str) -> bytes:
    return f"<html><head><meta charset='utf-8'><title>{text}</title></head><body><h1>{text}</h1><p>{agency.site}</p></body></html>".encode()


def write_site(folder: Path) -> int:
    """Write all responses below a folder; gives how many there are."""
    everything = responses()
    for one in everything:
        place = folder / one.site / one.name
        place.mkdir(parents=True, exist_ok=True)
        (place / "body.bin").write_bytes(one.body)
        headers = [["Server", "Apache"]]
        if one.content_type is not None:
            headers.append(["Content-Type", one.content_type])
        headers += [list(pair) for pair in one.headers]
        headers.append(["Content-Length", str(len(one.body))])
        record: dict[str, Any] = {
            "url": one.url,
            "status": one.status,
            "headers": headers,
            "content_type": one.content_type,
            "recorded_at": one.recorded_at,
            "sha256": hashlib.sha256(one.body).hexdigest(),
        }
        if one.request:
            record["request"] = one.request
        reason = KNOWN_WRONG.get(f"{one.site}/{one.name}")
        if reason:
            record["known_wrong"] = reason
        if f"{one.site}/{one.name}" in GAPS:
            record["gaps"] = GAPS[f"{one.site}/{one.name}"]
        record["about"] = one.about
        _write_json(place / "response.json", record)
        if one.truth is not None:
            _write_json(place / "report.json", one.truth)
    return len(everything)


def _write_json(file: Path, record: dict[str, Any]) -> None:
    file.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
