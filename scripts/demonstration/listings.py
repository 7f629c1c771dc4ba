"""List pages in the three manners of paging, and the news and notices that stand in them beside the reports."""

# ruff: noqa: E501 (prose and mark-up stand on lines as they are printed)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from .agencies import ENTRY_PATHS, Agency
from .chrome import chrome_of
from .draft import Moment
from .pagerscripts import PAGER_SCRIPTS
from .prose import NEWS, NOTICES, fill

__all__ = ["Entry", "ListPage", "NewsPage", "home_page", "list_pages", "news_pages"]


@dataclass(frozen=True)
class Entry:
    """A line of a list: where it leads, what it says, its day."""

    url: str
    title: str
    day: Moment


@dataclass(frozen=True)
class ListPage:
    """A list page or an answer of a list's proxy; ``manner`` is how it is continued."""

    name: str
    url: str
    body: bytes
    content_type: str
    manner: str
    request: dict[str, str] | None = None


@dataclass(frozen=True)
class NewsPage:
    """A page that is no report."""

    url: str
    title: str
    day: Moment
    body: bytes
    content_type: str


# agency: manner of paging, lines a page
_MANNERS = {
    "yunqiao-finance": ("datastore", 4),
    "lanxi-county": ("script", 6),
    "qingshi-education": ("links", 5),
    "heyuan-normal": ("datastore", 3),
    "dongpu-street": ("links", 6),
    "baisha-zone": ("script", 5),
    "songling-market": ("links", 5),
}


def news_pages(agency: Agency) -> list[NewsPage]:
    """Draw the pages of one agency that are no reports: news, a notice, the guide to disclosure."""
    rng = Random(f"news {agency.key}")
    chosen = [*rng.sample(NEWS, 1), *rng.sample(NOTICES, 1)]
    pages = []
    chrome = chrome_of(agency)
    for title, sentences in chosen:
        day = Moment(rng.randint(2012, 2024), rng.randint(1, 12), rng.randint(1, 28))
        heading = fill(title, rng, agency=agency.own, full=agency.full, year=day.year)
        text = "\n".join(
            f"<p>　　{fill(one, rng, agency=agency.own, full=agency.full, year=day.year)}</p>"
            for one in sentences
        )
        url = f"http://{agency.host}/art/{day.year}/{day.month}/{day.day}/art_77_{rng.randint(1000, 99999)}.html"
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{heading}-{agency.site}</title>{chrome.style}'
            f"{chrome.script}</head><body>{chrome.navigation}"
            f'<div class="container"><div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/xw/">新闻中心</a></div><div class="tit"><h1>{heading}</h1></div>'
            f'<div class="info">发布时间：{day.printed("dash")}　来源：{agency.full}　浏览次数：{rng.randint(9, 999)}</div>'
            f'<div class="TRS_Editor">{text}</div>{chrome.share()}{chrome.related(rng)}</div>{chrome.footer}</body></html>'
        )
        pages.append(NewsPage(url, heading, day, page.encode(), "text/html; charset=utf-8"))
    return pages


def list_pages(agency: Agency, entries: Sequence[Entry]) -> list[ListPage]:
    """Print an agency's list over as many pages as it takes, newest first."""
    path, (manner, size) = ENTRY_PATHS[agency.key], _MANNERS[agency.key]
    lines = sorted(entries, key=lambda one: (one.day.year, one.day.month, one.day.day, one.url), reverse=True)
    return {"links": _linked, "script": _scripted, "datastore": _datastore}[manner](agency, path, lines, size)


def home_page(agency: Agency) -> bytes:
    """Print a site's home page: boxes of news, and the way to the reports."""
    chrome = chrome_of(agency)
    rng = Random(f"home {agency.key}")
    way = f'<li><a href="{ENTRY_PATHS[agency.key]}">{agency.wording.removesuffix("报告").removesuffix("工作")}报告专栏</a></li>'
    boxes = "".join(
        f'<div class="box list"><h3>{name}</h3><ul>{way if name == "信息公开" else ""}{chrome.links(rng, 5)}</ul></div>'
        for name in ("新闻中心", "信息公开", "通知公告", "专题专栏")
    )
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{agency.site}</title>{chrome.style}{chrome.script}</head>\n'
        f'<body>{chrome.navigation}<div class="container"><div class="columns">{boxes}</div></div>{chrome.footer}</body></html>'
    ).encode()


def _line(entry: Entry) -> str:
    return (
        f'<li><a href="{entry.url.partition("example.")[2].partition("/")[1]}{entry.url.split("/", 3)[3]}" target="_blank" '
        f'title="{entry.title}">{entry.title}</a><span>{entry.day.printed("dash")}</span></li>'
    )


def _frame(agency: Agency, inner: str, charset: str, extra: str = "") -> str:
    chrome = chrome_of(agency)
    rng = Random(f"list {agency.key}")
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>年度报告_{agency.site}</title>{chrome.style}{chrome.script}'
        f'{extra}</head>\n<body>{chrome.navigation}<div class="container"><div class="crumb">当前位置：<a href="/">首页</a> &gt; '
        f'<a href="./">政府信息公开年报</a></div>\n<div class="list">{inner}</div>{chrome.related(rng, 5)}</div>{chrome.footer}</body></html>'
    )


def _chunks(lines: Sequence[Entry], size: int) -> list[Sequence[Entry]]:
    return [lines[at : at + size] for at in range(0, len(lines), size)]


def _extra_lines(agency: Agency) -> str:
    """Lines of a first page that lead to nothing to be had: a deleted page, a closed path, an old address, another host."""
    extra = {
        "qingshi-education": '<li><a href="/zwgk/deleted.html">关于调整年度报告栏目的说明</a></li>'
        '<li><a href="/old/nb2014.html">2014年政府信息公开年度报告（旧版）</a></li>',
        "dongpu-street": '<li><a href="/zwgk/deleted.html">2007年政府信息公开年度报告</a></li>',
        "lanxi-county": '<li><a href="/private/nb2010.html">2010年政府信息公开年度报告（内部稿）</a></li>',
        "songling-market": '<li><a href="http://elsewhere.example.org/nb.html">省局2022年政府信息公开年度报告</a></li>',
    }
    return extra.get(agency.key, "")


def _linked(agency: Agency, path: str, lines: Sequence[Entry], size: int) -> list[ListPage]:
    chunks = _chunks(lines, size)
    charset = "gb2312" if agency.key == "dongpu-street" else "utf-8"
    paths = [path if at == 0 else _numbered(path, at + 1) for at in range(len(chunks))]
    pages = []
    for at, chunk in enumerate(chunks):
        rows = "\n".join(map(_line, chunk)) + (_extra_lines(agency) if at == 0 else "")
        numbers = " ".join(
            f"<span>{one + 1}</span>" if one == at else f'<a href="{paths[one]}">{one + 1}</a>'
            for one in range(len(chunks))
        )
        following = f'<a href="{paths[at + 1]}">下一页</a>' if at + 1 < len(chunks) else "<span>下一页</span>"
        inner = f'<ul>{rows}</ul><div class="pagebar">共{len(chunks)}页 {numbers} {following}</div>'
        body = _frame(agency, inner, charset).encode("gb18030" if charset == "gb2312" else "utf-8")
        header = "text/html" if charset == "gb2312" else "text/html; charset=utf-8"
        pages.append(ListPage(f"list-{at + 1}", f"http://{agency.host}{paths[at]}", body, header, "links"))
    return pages


def _numbered(path: str, number: int) -> str:
    if "?" in path:
        return f"{path}&page={number}"
    stem, _, ending = path.rpartition(".")
    return f"{stem}_{number}.{ending}"


def _scripted(agency: Agency, path: str, lines: Sequence[Entry], size: int) -> list[ListPage]:
    chunks = _chunks(lines, size)
    stem, _, ending = path.rpartition(".")
    name = stem.rpartition("/")[2]
    pages = []
    for at, chunk in enumerate(chunks):
        rows = "\n".join(map(_line, chunk)) + (_extra_lines(agency) if at == 0 else "")
        call = f'createPageHTML({len(chunks)}, {at}, "{name}", "{ending}");'
        inner = f'<ul>{rows}</ul><div class="page"><script>\n{call}\n</script></div>'
        script = f'<script src="{PAGER_SCRIPTS["script"][0]}"></script>'
        url = f"http://{agency.host}{path if at == 0 else f'{stem}_{at}.{ending}'}"
        body = _frame(agency, inner, "utf-8", script).encode()
        pages.append(ListPage(f"list-{at + 1}", url, body, "text/html; charset=utf-8", "script"))
    return pages


def _datastore(agency: Agency, path: str, lines: Sequence[Entry], size: int) -> list[ListPage]:
    """Hanweb's data island: the first page holds the first group, a proxy gives the others when asked by POST."""
    column = path.split("/")[2].removeprefix("col")
    group = 2 * size
    groups = _chunks(lines, group)
    form = {
        "col": "1", "appid": "1", "webid": "3", "path": "/", "columnid": column, "sourceContentType": "1",
        "unitid": f"{column}33", "webname": agency.site, "permissiontype": "0",
    }  # fmt: skip
    settings = ",".join(f"{name}:'{value}'" for name, value in form.items())
    island = f'<script type="text/xml">{_store(groups[0], len(lines))}</script>'
    inner = (
        f'<div id="{form["unitid"]}" class="jpage">{island}</div>\n<script>\n'
        f"$('#{form['unitid']}').jpage({{totalRecord:{len(lines)},perPage:{size},proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        f"ajaxParam:{{type:'post',dataType:'xml',data:{{{settings}}}}}}});\n</script>"
    )
    script = f'<script src="{PAGER_SCRIPTS["datastore"][0]}"></script>'
    url = f"http://{agency.host}{path}"
    body = _frame(agency, inner, "utf-8", script).encode()
    pages = [ListPage("list-1", url, body, "text/html; charset=utf-8", "datastore")]
    for at, chunk in enumerate(groups[1:], start=2):
        start = (at - 1) * group + 1
        asked = {"startrecord": start, "endrecord": min(start + group - 1, len(lines)), "perpage": size}
        target = f"http://{agency.host}/module/web/jpage/dataproxy.jsp?{urlencode(asked)}"
        answer = '<?xml version="1.0" encoding="UTF-8"?>\n' + _store(chunk, len(lines))
        request = {"method": "POST", "body": urlencode(form)}
        pages.append(
            ListPage(f"list-{at}", target, answer.encode(), "text/xml; charset=UTF-8", "datastore", request)
        )
    return pages


def _store(entries: Sequence[Entry], total: int) -> str:
    records = "\n".join(f"<record><![CDATA[{_line(one)}]]></record>" for one in entries)
    return (
        f"<datastore><totalrecord>{total}</totalrecord><totalpage>{-(-total // 4)}</totalpage>"
        f"<recordset>\n{records}\n</recordset></datastore>"
    )
