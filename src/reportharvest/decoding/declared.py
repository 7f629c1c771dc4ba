"""What a response says of its encoding: byte-order mark, Content-Type, meta element, XML declaration."""

from __future__ import annotations

import re

from reportharvest.decoding.labels import encoding_of

__all__ = ["byte_order_mark", "from_content_type", "from_markup"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16be"),
    (b"\xff\xfe", "utf-16le"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
PRESCAN_BYTES = 4096  # the standard looks at 1,024; pages that open with a long comment or script need more
_CHARSET = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"',]+))""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"""<meta[\s/]((?:[^>"']|"[^"]*"|'[^']*')*)""", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([^\s=/>"']+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_XML = re.compile(rb"""\A\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")


def byte_order_mark(body: bytes) -> tuple[str, int] | None:
    r"""Give the encoding that a byte-order mark at the start means, and the length of the mark.

    >>> byte_order_mark(b"\xef\xbb\xbfabc"), byte_order_mark(b"abc")
    (('utf-8', 3), None)
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding, len(mark)
    return None


def from_content_type(content_type: str | None) -> str | None:
    """Give the encoding of a Content-Type header's charset parameter, or None.

    >>> from_content_type("text/html; Charset='gb2312'"), from_content_type("text/html")
    ('gb18030', None)
    """
    found = _CHARSET.search(content_type[:1000]) if content_type else None
    return encoding_of(found[1] or found[2] or found[3] or "") if found else None


def from_markup(body: bytes) -> str | None:
    """Give the encoding that a meta element or an XML declaration names, or None.

    Source:
        WHATWG HTML, 13.2.3.2 "Prescan a byte stream": UTF-16 there means UTF-8, x-user-defined windows-1252.

    >>> from_markup(b'<meta http-equiv=Content-Type content="text/html; charset=gbk">')
    'gb18030'
    >>> from_markup(b'<!-- <meta charset=big5> --><meta charset="euc-kr">')
    'euc-kr'
    """
    head = body[:PRESCAN_BYTES]
    if b"<" not in head:
        return None
    declaration = _XML.match(head)
    if declaration and (encoding := _ascii_compatible(declaration[1])):
        return encoding
    if b"<!--" in head:
        head = _COMMENT.sub(b"", head)
    for element in _META.finditer(head):
        encoding = _from_meta(element[1])
        if encoding:
            return encoding
    return None


def _from_meta(inside: bytes) -> str | None:
    attributes: dict[bytes, bytes] = {}
    for one in _ATTRIBUTE.finditer(inside):
        attributes.setdefault(one[1].lower(), one[2] or one[3] or one[4] or b"")
    if b"charset" in attributes:
        return _ascii_compatible(attributes[b"charset"])
    if b"content" in attributes and attributes.get(b"http-equiv", b"").lower() == b"content-type":
        found = _CHARSET.search(attributes[b"content"].decode("latin-1"))
        if found:
            return _ascii_compatible((found[1] or found[2] or found[3] or "").encode("latin-1"))
    return None


def _ascii_compatible(label: bytes) -> str | None:
    text = label.decode("latin-1")
    if text.strip().lower() == "x-user-defined":
        return "windows-1252"
    encoding = encoding_of(text)
    return "utf-8" if encoding in {"utf-16le", "utf-16be"} else encoding
