from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.decoding.declared import byte_order_mark, from_content_type, from_markup


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("text/html; charset=gb2312", "gb18030"),
        ('text/html; charset="big5"; x=y', "big5"),
        ("text/html;charset = UTF-8", "utf-8"),
        ("text/html; charset=nonsense", None),
        ("text/html", None),
        ("", None),
        (None, None),
    ],
)
def test_header(header, encoding):
    assert from_content_type(header) == encoding


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        (b"<meta charset=gbk>", "gb18030"),
        (b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312' />", "gb18030"),
        (b"<meta content='text/html; charset=big5' http-equiv=content-type>", "big5"),
        (b"<meta name=description content='charset=big5'>", None),
        (b"<meta charset=utf-16>", "utf-8"),
        (b"<meta charset=x-user-defined>", "windows-1252"),
        (b"<!-- <meta charset=big5> --><meta charset=euc-jp>", "euc-jp"),
        (b"<meta charset=nonsense><meta charset=gbk>", "gb18030"),
        (b'<?xml version="1.0" encoding="GB2312"?><a/>', "gb18030"),
        (b" " * 5000 + b"<meta charset=gbk>", None),
        (b"no mark-up, charset=gbk", None),
    ],
)
def test_markup(page, encoding):
    assert from_markup(page) == encoding


def test_marks():
    assert byte_order_mark(b"\xff\xfea\0") == ("utf-16le", 2)
    assert byte_order_mark(b"\xfe\xff\0a") == ("utf-16be", 2)
    assert byte_order_mark(b"\x84\x31\x95\x33a") == ("gb18030", 4)
    assert byte_order_mark(b"\xef\xbb") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_scanned(body):
    from_markup(b"<meta " + body)
    from_content_type(body.decode("latin-1"))
