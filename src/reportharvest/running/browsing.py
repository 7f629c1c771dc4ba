"""What a browser needs of the loopback server: a list of what there is, and links that stay inside.

A harvest that comes through the server as a proxy gets recorded bytes; only pages that are asked for under
``<host>.localhost`` have their absolute links led back to the server.
"""

from __future__ import annotations

import html
import re
import zlib
from collections import defaultdict
from dataclasses import replace

from reportharvest.archiving.recordings import Recorded, Recording, Recordings
from reportharvest.crawling.urls import split

__all__ = ["LOCAL_SUFFIX", "for_browser", "index_page", "local_url", "missing_page", "recorded_hosts"]

LOCAL_SUFFIX = ".localhost"
_HTML = ("Content-Type", "text/html; charset=utf-8")
_MAX_INFLATED_BYTES = 16_777_216  # a page that is larger than this once inflated is sent as it is
_MAX_LISTED = 2_000  # rows on the list; beyond this a browser is no way to look at an archive
_LINKING = re.compile(r"text/html|application/xhtml|text/xml|application/xml", re.IGNORECASE)
_ABSOLUTE = re.compile(rb"https?://([A-Za-z0-9.-]{1,253})(?=[/\"'?#\s<>&])", re.IGNORECASE)
_STYLE = """
body{max-width:1000px;margin:2em auto;padding:0 1em;font:15px/1.6 system-ui,sans-serif;color:#1d2730}
h1{font-size:22px} h2{font-size:16px;margin:1.6em 0 .2em}
table{border-collapse:collapse;width:100%;font-size:14px}
td{padding:1px 12px 1px 0;vertical-align:top;overflow-wrap:anywhere}
td.n{white-space:nowrap;color:#667;width:1%}
code{background:#eef1f4;padding:1px 4px} .bad{color:#a33}
"""


def recorded_hosts(recordings: Recordings) -> frozenset[str]:
    """Give the hosts that answers were recorded of."""
    parts = (split(url) for url in recordings.urls())
    return frozenset(one.host for one in parts if one is not None)


def local_url(url: str, port: str) -> str:
    """Give the address at which a browser finds a recorded URL on this machine.

    >>> local_url("http://www.example.gov.cn/nb/?id=1", "8000")
    'http://www.example.gov.cn.localhost:8000/nb/?id=1'
    """
    parts = split(url)
    if parts is None:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"http://{parts.host}{LOCAL_SUFFIX}:{port}{parts.path}{query}"


def index_page(recordings: Recordings, port: str, as_of: str | None) -> Recorded:
    """List what was recorded, host by host, with links that a browser can follow."""
    hosts: dict[str, list[Recording]] = defaultdict(list)
    urls = recordings.urls()
    for url in urls[:_MAX_LISTED]:
        parts, found = split(url), recordings.find("GET", url, as_of=as_of)
        if parts is not None and found is not None:
            hosts[parts.host].append(found)
    more = (
        f"<p>The first {_MAX_LISTED} of {len(urls)} addresses are listed.</p>"
        if len(urls) > _MAX_LISTED
        else ""
    )
    state = f"as of {html.escape(as_of)}" if as_of else "in their latest state"
    text = (
        f"<h1>{len(urls)} recorded addresses of {len(hosts)} hosts, {state}</h1>"
        f"<p>Follow a link to walk through a site as it was; links to recorded hosts stay on this machine. "
        "To harvest from here: <code>reportharvest harvest --contact you@example.org"
        f" --proxy http://127.0.0.1:{port}</code>.</p>{more}"
        + "".join(_host_rows(host, rows, port) for host, rows in sorted(hosts.items()))
    )
    return _page(200, "Recorded responses", text)


def _host_rows(host: str, recordings: list[Recording], port: str) -> str:
    rows = "".join(
        f'<tr><td class="n">{one.recorded_at[:10]}'
        f'<td class="n{"" if one.status == 200 else " bad"}">{one.status}'
        f'<td><a href="{html.escape(local_url(one.url, port))}">{html.escape(_path(one.url))}</a>'
        for one in recordings
    )
    return f"<h2>{html.escape(host)}</h2><table>{rows}</table>"


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3] if url.count("/") >= 3 else url


def missing_page(url: str, port: str) -> Recorded:
    """Say in a browser that an address was not recorded, and the way back."""
    text = (
        f"<h1>Not recorded</h1><p><code>{html.escape(url)}</code> is not among the recorded responses.</p>"
        f'<p><a href="http://127.0.0.1:{port}/">What is recorded</a></p>'
    )
    return _page(404, "Not recorded", text)


def _page(status: int, title: str, text: str) -> Recorded:
    page = f"<!doctype html><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>{text}"
    return Recorded(status, (_HTML, ("Cache-Control", "no-cache")), page.encode())


def for_browser(answer: Recorded, hosts: frozenset[str], port: str) -> Recorded:
    """Lead a redirect and the absolute links of a page back to this server, if their hosts are recorded.

    Browsers keep pages without saying so; they are told to ask again, as the recordings may change.
    """
    headers = {name.lower(): value for name, value in answer.headers}

    def led_back(link: re.Match[bytes]) -> bytes:
        host = link[1].decode("ascii").lower()
        return f"http://{host}{LOCAL_SUFFIX}:{port}".encode() if host in hosts else link[0]

    body = answer.body
    if body and _LINKING.match(headers.get("content-type", "text/html")):
        plain = _inflated(body) if "content-encoding" in headers else body
        if plain is not None and (changed := _ABSOLUTE.sub(led_back, plain)) != plain:
            body = changed
            headers.pop("content-encoding", None)
    kept = tuple(
        (name, _ABSOLUTE.sub(led_back, value.encode("latin-1", "replace") + b" ")[:-1].decode("latin-1"))
        if name.lower() == "location"
        else (name, value)
        for name, value in answer.headers
        if name.lower() in headers and name.lower() != "cache-control"
    )
    return replace(answer, headers=(*kept, ("Cache-Control", "no-cache")), body=body)


def _inflated(body: bytes) -> bytes | None:
    inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever the first bytes say
    try:
        plain = inflate.decompress(body, _MAX_INFLATED_BYTES)
    except zlib.error:
        return None
    return plain if inflate.eof else None
