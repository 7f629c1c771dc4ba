"""Which content management system made a page: by its mark-up and addresses, as people recognise them.

Only for the person who checks a proposed description; nothing in a harvest depends on it.
"""

from __future__ import annotations

import re

__all__ = ["family_of", "pager_manner"]

# Name and signs, most telling first. Two signs of one family are worth more than one of another.
# fmt: off
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("jpaas (Hanweb)", (r"jpaas", r"unitbuild", r"jpaas-jpublish-server", r"front/page/build")),
    ("Hanweb (大汉)", (
        r"dataproxy\.jsp", r"<datastore", r"/col/col\d+/", r"/art/\d{4}/\d{1,2}/\d{1,2}/art_", r"hanweb",
    )),
    ("TRS (拓尔思)", (r"TRS_Editor", r"createPageHTML\s*\(", r"/t\d{8}_\d+\.s?html?", r"trs(?:ui|_|wcm)")),
    ("VSB (博达)", (
        r"wbtreeid=", r"vsb_content", r"_sitegray", r"vsbscreen", r"/info/\d{4}/\d+\.htm", r"_vsl/",
    )),
    ("jeecms", (r"jeecms", r"\.jhtml\b", r"\.jspx\b")),
    ("DedeCMS (dreamWeaver, 织梦)", (
        r"dedecms", r"/plus/(?:list|view|search)\.php", r"dede_pages", r"list_\d+_\d+\.html", r"dreamweaver",
    )),
    ("EmpireCMS (帝国)", (r"/e/action/ListInfo", r"/e/public/", r"/e/data/", r"empirecms")),
    ("PHPCMS", (r"m=content&(?:amp;)?c=index&(?:amp;)?a=lists", r"phpcms")),
    ("SiteServer", (r"siteserver", r"/sitefiles/", r"stl:")),
    ("PowerEasy (动易)", (r"powereasy", r"/Item/\d+\.aspx", r"/Category_\d+/")),
    ("Kaipu (开普, ucap)", (r"ucap", r"kaipuyun", r"/ucms/", r"ucapcontent")),
    ("gov-cms", (r"gov-?cms", r"gov_cms", r"/govpublic/", r"/zfxxgk_new/")),
    ("ASP.NET pages", (r"__VIEWSTATE", r"__doPostBack")),
    ("WordPress", (r"/wp-content/", r"wp-json")),
    ("a script application (Vue, React …)", (
        r"id=[\"']?app[\"']?", r"/static/js/(?:app|main)[.\w-]*\.js", r"__NUXT__", r"data-v-[0-9a-f]{6}",
    )),
)  # fmt: skip
_COMPILED = tuple((name, tuple(re.compile(one, re.IGNORECASE) for one in signs)) for name, signs in _FAMILIES)
_GENERATOR = re.compile(
    r"<meta[^<>]{0,200}name=[\"']?generator[\"']?[^<>]{0,200}content=[\"']([^\"'<>]{2,80})", re.IGNORECASE
)
MAX_CHARS = 500_000


def family_of(pages: list[str]) -> tuple[str, str]:
    """Give the system's name and what shows it; empty texts where nothing does.

    Args:
        pages: texts of some of the site's pages, with their addresses where that is possible.

    >>> family_of(["<a href=/art/2020/1/3/art_12_34.html>", "<datastore>"])[0]
    'Hanweb (大汉)'
    """
    best: tuple[int, str, str] = (0, "", "")
    for name, signs in _COMPILED:
        seen = [match[0] for sign in signs if (match := _first(sign, pages)) is not None]
        if len(seen) > best[0]:
            best = (len(seen), name, ", ".join(dict.fromkeys(one[:40] for one in seen)))
    if best[0] == 0:
        for page in pages:
            if match := _GENERATOR.search(page[:MAX_CHARS]):
                return match[1].strip(), "meta generator"
    return best[1], best[2]


def _first(sign: re.Pattern[str], pages: list[str]) -> re.Match[str] | None:
    return next((match for page in pages if (match := sign.search(page[:MAX_CHARS])) is not None), None)


def pager_manner(page: str, url: str, following: list[tuple[str, str]], *, is_unread: bool) -> str:
    """Say how a list goes on.

    Args:
        page: its text.
        url: its URL.
        following: method and URL of the requests that continue it.
        is_unread: it has a pager that could not be read.

    >>> url = "http://a.example/nb/"
    >>> pager_manner("", url, [("GET", url + "index_1.html")], is_unread=False)
    'numbered files such as index_1.html'
    """
    if not following:
        return "a pager that only a script can follow; set render = true" if is_unread else "one page"
    method, first = following[0]
    if "dataproxy.jsp" in first:
        return f"Hanweb data island with dataproxy.jsp ({method})"
    if method == "POST":
        return "a form sent by POST"
    if call := re.search(r"\b([A-Za-z_$][\w$.]*[Pp]age[\w$]*)\s*\(\s*[^()]{3,200}\)", page):
        name = first.rpartition("/")[2]
        if re.search(r"_\d+\.\w+$", name) and re.search(r"['\"]s?html?['\"]", call[0]):
            return f"script {call[1]}(…), {name} and on"
    if first.partition("?")[0] == url.partition("?")[0] and "?" in first:
        differing = set(first.partition("?")[2].split("&")) - set(url.partition("?")[2].split("&"))
        return f"query such as ?{min(differing)}" if differing else "a query"
    return f"numbered files such as {first.rpartition('/')[2] or first}"
