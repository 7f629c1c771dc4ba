"""Canonical URLs: one spelling for one page, so that a page is fetched once and its id is stable.

The rules are those of the WHATWG URL standard for ``http`` and ``https``, with these deviations, all
made so that equal pages get equal names: session ids and campaign marks are dropped, percent-escapes
of unreserved characters are decoded, a lone ``%`` becomes ``%25``, and user names and passwords are
dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["SplitURL", "canonical", "origin_of", "split"]

# Longer URLs are traps or data; servers refuse them from 8 KiB on (Apache's LimitRequestLine is 8190).
MAX_URL_CHARS = 8_000
DEFAULT_PORTS = {"http": 80, "https": 443}

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_EDGES = "".join(map(chr, range(0x21)))
_REMOVED = re.compile(r"[\t\n\r]")
_HOST_FORBIDDEN = re.compile(r"[\x00-\x20#/<>?@\\^|%\x7f]")
_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_PATH_KEPT = _UNRESERVED | frozenset(b"!$&'()*+,;=:@/")
_QUERY_KEPT = _PATH_KEPT | frozenset(b"?[]")
_HEX = frozenset(b"0123456789abcdefABCDEF")
# names of parameters that carry a session or a campaign, never the choice of a page
_SESSION_PARAMETER = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|cfid|cftoken|utm_\w+)",
    re.IGNORECASE,
)
_SESSION_SEGMENT = re.compile(r";(?:jsessionid|phpsessid|session_?id)=[^/;?]*", re.IGNORECASE)
_ASPNET_SEGMENT = re.compile(r"/\((?:[SAFX]\([a-z0-9]{24,}\))+\)(?=/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SplitURL:
    """The parts of an absolute URL; ``port`` is None where the scheme's own is meant."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None

    @property
    def authority(self) -> str:
        """Host, with the port where it is not the scheme's own."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def effective_port(self) -> int:
        """The port that a client connects to."""
        return DEFAULT_PORTS[self.scheme] if self.port is None else self.port

    def __str__(self) -> str:
        query = "" if self.query is None else f"?{self.query}"
        return f"{self.scheme}://{self.authority}{self.path}{query}"


def canonical(url: str, base: str | None = None, encoding: str = "utf-8") -> str | None:
    r"""Give the one spelling of a link's target, or None where it is no page.

    Args:
        url: a link as written: absolute, ``//host/path``, with backslashes, spaces, Han characters …
        base: the URL of the page it stands on; without it only absolute URLs are understood.
        encoding: that of the page; queries, and only they, are sent in it (WHATWG) beyond ASCII.
    Returns:
        An absolute ``http`` or ``https`` URL in ASCII, without fragment; None for other schemes, for
        hosts that cannot be, and for a relative link without a base. Never raises on any string.
    Source:
        https://url.spec.whatwg.org/#url-parsing; the deviations are in the module's docstring.

    >>> canonical("../b/./年报 1.html;jsessionid=0A?x=1#top", "HTTP://WWW.Example.gov.cn:80/a/c/d.html")
    'http://www.example.gov.cn/a/b/%E5%B9%B4%E6%8A%A5%201.html?x=1'
    >>> canonical("\\\\example.gov.cn\\col\\index.html", "https://a.example/")
    'https://example.gov.cn/col/index.html'
    >>> canonical("javascript:void(0)", "http://a.example/") is None
    True
    """
    parts = split(url, base, encoding)
    if parts is None:
        return None
    text = str(parts)
    return text if len(text) <= MAX_URL_CHARS else None


def split(url: str, base: str | None = None, encoding: str = "utf-8") -> SplitURL | None:
    """Parse a link into canonical parts; the same rules and the same None as :func:`canonical`."""
    if len(url) > MAX_URL_CHARS:
        return None
    text = _REMOVED.sub("", url.strip(_EDGES)).partition("#")[0]
    scheme_match = _SCHEME.match(text)
    parent = split(base) if base is not None else None
    if scheme_match:
        scheme = scheme_match[1].lower()
        if scheme not in DEFAULT_PORTS:
            return None
        rest = text[scheme_match.end() :]
        address, mark, query = _slashes(rest)
        if parent is not None and parent.scheme == scheme and not address.startswith("/"):
            return _relative(parent, address, query if mark else None, encoding)
        return _absolute(scheme, address.lstrip("/"), query if mark else None, encoding)
    if parent is None:
        return None
    address, mark, query = _slashes(text)
    if address.startswith("//"):
        return _absolute(parent.scheme, address.lstrip("/"), query if mark else None, encoding)
    return _relative(parent, address, query if mark else None, encoding)


def origin_of(url: str) -> str:
    """Give scheme, host and port of a canonical URL: what robots.txt and pacing go by.

    >>> origin_of("http://127.0.0.1:8000/a/b?c")
    'http://127.0.0.1:8000'
    """
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{re.split('[/?]', rest, maxsplit=1)[0]}"


def _slashes(text: str) -> tuple[str, str, str]:
    address, mark, query = text.partition("?")
    return address.replace("\\", "/"), mark, query


def _absolute(scheme: str, address: str, query: str | None, encoding: str) -> SplitURL | None:
    authority, _, path = address.partition("/")
    host_and_port = authority.rpartition("@")[2]
    host, colon, port_text = host_and_port.rpartition(":")
    if not colon or (port_text.endswith("]")):
        host, port_text = host_and_port, ""
    name = _host(host)
    if name is None or not (port_text == "" or (port_text.isascii() and port_text.isdigit())):
        return None
    port = int(port_text) if port_text else None
    if port is not None and port > 65_535:
        return None
    if port == DEFAULT_PORTS[scheme]:
        port = None
    return SplitURL(scheme, name, port, _path("/" + path), _query(query, encoding))


def _relative(parent: SplitURL, address: str, query: str | None, encoding: str) -> SplitURL:
    if not address:
        path = parent.path
        kept = parent.query if query is None else _query(query, encoding)
    else:
        start = "" if address.startswith("/") else parent.path.rpartition("/")[0] + "/"
        path = _path(start + address)
        kept = _query(query, encoding)
    return SplitURL(parent.scheme, parent.host, parent.port, path, kept)


def _host(text: str) -> str | None:
    if text.startswith("[") and text.endswith("]"):
        inside = text[1:-1].lower()
        return f"[{inside}]" if re.fullmatch(r"[0-9a-f:.]{2,45}", inside) else None
    plain = _decode_all(text)
    if plain is None or not plain:
        return None
    plain = plain.lower().replace("\u3002", ".").replace("\uff0e", ".")
    if not plain.isascii():
        try:
            plain = plain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    plain = plain.rstrip(".").lower()
    if (
        not plain
        or len(plain) > 253
        or _HOST_FORBIDDEN.search(plain)
        or ":" in plain
        or "[" in plain
        or "]" in plain
    ):
        return None
    return plain


def _decode_all(text: str) -> str | None:
    """Undo percent-escapes in a host, where they are as good as the characters."""
    if "%" not in text:
        return text
    raw = re.sub(
        rb"%([0-9a-fA-F]{2})", lambda one: bytes([int(one[1], 16)]), text.encode("utf-8", "surrogatepass")
    )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _path(path: str) -> str:
    path = _SESSION_SEGMENT.sub("", path)
    path = _escaped(path, _PATH_KEPT)
    path = _SESSION_SEGMENT.sub("", path)
    segments: list[str] = []
    parts = path.split("/")[1:]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "..":
            if segments:
                segments.pop()
            if last:
                segments.append("")
        elif part == ".":
            if last:
                segments.append("")
        else:
            segments.append(part)
    joined = "/" + "/".join(segments)
    return _ASPNET_SEGMENT.sub("", joined) or "/"


def _query(query: str | None, encoding: str) -> str | None:
    if not query:
        return None
    text = _escaped(query, _QUERY_KEPT, encoding)
    kept = [pair for pair in text.split("&") if not _SESSION_PARAMETER.fullmatch(pair.partition("=")[0])]
    return "&".join(kept) or None


def _escaped(text: str, kept: frozenset[int], encoding: str = "utf-8") -> str:
    """Write every byte that may not stand for itself as ``%XX``; decode what need not be escaped."""
    try:
        raw = text.encode(encoding)
    except (LookupError, UnicodeError):
        raw = text.encode("utf-8", "replace")
    out = bytearray()
    index, size = 0, len(raw)
    while index < size:
        byte = raw[index]
        if byte == 0x25 and index + 2 < size and raw[index + 1] in _HEX and raw[index + 2] in _HEX:
            value = int(raw[index + 1 : index + 3], 16)
            out += bytes([value]) if value in _UNRESERVED else b"%%%02X" % value
            index += 3
            continue
        out += bytes([byte]) if byte in kept else b"%%%02X" % byte
        index += 1
    return out.decode("ascii")
