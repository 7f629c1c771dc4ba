"""Links to files: absolute address, title, media type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from reportharvest.extracting.blocks import Link
from reportharvest.model import Attachment

__all__ = ["MEDIA_TYPES", "attachments_of", "leads_to_file", "media_type_of", "quoted_file"]

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "dot": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docm": "application/vnd.ms-word.document.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "csv": "text/csv",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "ofd": "application/ofd",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain",
    "ceb": "application/x-ceb",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "tar": "application/x-tar",
    "gz": "application/gzip",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}
"""Media types by extension, from the IANA registry; wps, et, ofd and ceb as their makers and the national
standard GB/T 33190 name them."""

_UNKNOWN = "application/octet-stream"
_MAX_URL = 4_000
"""Longer addresses carry data or are broken; browsers and servers stop at 2,000 to 8,000."""

_PICTURES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
}
_PAGES = frozenset({"html", "htm", "shtml", "xhtml"})
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{2,5})$")
_NAMED = re.compile(
    rf"[^\s/\\?&=]\.({'|'.join(sorted(MEDIA_TYPES, key=len, reverse=True))})(?![A-Za-z0-9])", re.IGNORECASE
)
_PLAIN_PAGE = re.compile(r"[^?#%'\"]*[^/?#%'\"]\.(?:s?html?|xhtml)")
"""The address of a page and nothing else, as nine of ten links have it; not worth taking apart."""
_QUOTED_FILE = re.compile(rf"['\"]([^'\"]+\.(?:{'|'.join(MEDIA_TYPES)})(?:\?[^'\"]*)?)['\"]", re.IGNORECASE)
_VIEWED = re.compile(
    rf"/viewer\.s?html?\?(?:[^#]*&)?file=([^&#]+\.(?:{'|'.join(MEDIA_TYPES)}))(?=[&#]|\Z)", re.IGNORECASE
)
_OTHER_SCHEME = re.compile(r"(?!https?:|ftp:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HANDLER = re.compile(
    r"(?:down(?:load)?(?:file)?s?|attach(?:ment)?s?|getfile|fileserv\w*|showfile|upfile)", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"(?:app|客户端|手机版|移动端|阅读器|浏览器|插件|播放器|reader|flash|无障碍|辅助工具|读屏)\S{0,8}(?:下载|安装)?$"
    r"|^(?:下载|安装).{0,6}(?:app|客户端|阅读器|浏览器|插件|播放器|软件)",
    re.IGNORECASE,
)


def attachments_of(links: Sequence[Link], url: str | None) -> tuple[Attachment, ...]:
    """Pick the links that lead to files, each file once.

    A link leads to a file where its path, a value of its query, its text or its title ends with a file's
    extension, or where a download handler is called and the text says 附件. Pictures and downloads of
    programs (apps, readers) are page furniture.

    Args:
        links: links of the body, in order; ``href`` as printed.
        url: address of the page (or its base), or None.
    Returns:
        The files in order; an address stays relative where there is nothing to resolve it against. Spaces
        in an address are escaped, other characters stay as printed.

    >>> link = Link("../files/P020200103 1.pdf", "附件：报告全文")
    >>> [one] = attachments_of([link], "http://www.yunqiao.example.gov.cn/art/2020/1/t1.html")
    >>> one.url
    'http://www.yunqiao.example.gov.cn/art/2020/files/P020200103%201.pdf'
    >>> one.title, one.media_type
    ('附件：报告全文', 'application/pdf')
    """
    found: dict[str, Attachment] = {}
    for link in links:
        if _PLAIN_PAGE.fullmatch(link.href) and not any(
            "." in text or "附件" in text for text in (link.text, link.title)
        ):
            continue
        address = _address(link.href, url)
        if address is None:
            continue
        text, hint = " ".join(link.text.split()), " ".join(link.title.split())
        media_type = _media_type(address, text, hint)
        if media_type is None or _FURNITURE.search(text or hint):
            continue
        name = _file_name(address)
        title = text or hint or name
        if text.endswith(("…", "...")) and hint.startswith(text.rstrip(".… ")):
            title = hint
        key = unquote(address)
        kept = found.get(key)
        if kept is None:
            found[key] = Attachment(address, title, media_type)
        elif kept.title == name:
            found[key] = Attachment(kept.url, title, media_type)
    return tuple(found.values())


def media_type_of(url: str) -> str | None:
    """Give the media type of a file by the extension in its address: its path, or a value of its query.

    >>> media_type_of("http://a.example.gov.cn/down.jsp?classid=0&filename=1.docx")[-8:]
    'document'
    >>> media_type_of("http://a.example.gov.cn/art/2020/1/3/art_1_2.html") is None
    True
    """
    if _PLAIN_PAGE.fullmatch(url):
        return None
    return next((MEDIA_TYPES[one] for one in _extensions(_split(url)) if one in MEDIA_TYPES), None)


def leads_to_file(link: Link) -> bool:
    """Tell whether a link leads to a file by its address, or by its text where a download handler is called.

    >>> leads_to_file(Link("/system/download.jsp?wbfileid=55", "年度报告.pdf"))
    True
    """
    if _PLAIN_PAGE.fullmatch(link.href) and "." not in link.text:
        return False
    return _media_type(link.href, " ".join(link.text.split()), " ".join(link.title.split())) is not None


def quoted_file(script: str) -> str | None:
    """Give the address of a file that a script opens.

    >>> quoted_file("window.open('/upload/nb.doc')")
    '/upload/nb.doc'
    """
    quoted = _QUOTED_FILE.search(script)
    return quoted[1] if quoted else None


def _media_type(address: str, text: str, hint: str) -> str | None:
    parts = _split(address)
    extensions = list(_extensions(parts))
    known = next((MEDIA_TYPES[one] for one in extensions if one in MEDIA_TYPES), None)
    if known:
        return known
    named = next((_NAMED.search(one) for one in (text, hint) if _NAMED.search(one)), None)
    handled = _HANDLER.search(parts.path + "?" + parts.query) is not None
    attached = text.startswith("附件") or hint.startswith("附件")
    if any(one in _PICTURES for one in extensions):
        return _PICTURES[extensions[0]] if attached and extensions[0] in _PICTURES else None
    if named and (handled or not _is_page(extensions)):
        return MEDIA_TYPES[named[1].lower()]
    return _UNKNOWN if handled and attached else None


def _is_page(extensions: Sequence[str]) -> bool:
    return any(one in _PAGES for one in extensions)


def _extensions(parts: SplitResult) -> Iterator[str]:
    """Yield the extensions that an address names, that of the path first."""
    for text in (parts.path, *(value for _, value in parse_qsl(parts.query, max_num_fields=None)[:50])):
        if match := _EXTENSION.search(unquote(text).rstrip(" ./")):
            yield match[1].lower()


def _address(href: str, base: str | None) -> str | None:
    """Make an address absolute; None for what leads to no file (a script, a mail address, an anchor)."""
    href = re.sub(r"[\t\r\n]", "", href).strip()
    if len(href) > _MAX_URL:
        return None
    if href.lower().startswith("javascript:"):
        quoted = quoted_file(unquote(href))
        if quoted is None:
            return None
        href = quoted
    elif _OTHER_SCHEME.match(href) or not href or href.startswith("#"):
        return None
    path, mark, query = href.partition("?")
    href = path.replace("\\", "/") + mark + query
    try:
        whole = urljoin(base, href) if base else href
        if viewed := _VIEWED.search(whole):  # a viewer's page, and the file that it shows
            whole = urljoin(whole, unquote(viewed[1]))
        return urlsplit(whole)._replace(fragment="").geturl().replace(" ", "%20")
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _file_name(address: str) -> str:
    """Give the name of the file that an address names, from its path or its query."""
    parts = _split(address)
    for text in (parts.path, *(value for _, value in parse_qsl(parts.query)[:50])):
        name = re.split(r"[/\\]", unquote(text).rstrip("/"))[-1]
        match = _EXTENSION.search(name)
        if match and match[1].lower() in MEDIA_TYPES:
            return name
    return unquote(parts.path).rstrip("/").rsplit("/", 1)[-1] or address
