"""Attachments: which links lead to files, and what they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportharvest.extracting.attachments import attachments_of, media_type_of
from reportharvest.extracting.blocks import Link

PAGE = "http://www.yunqiao.example.gov.cn/art/2020/1/3/art_1_58088.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./P02020.pdf", "http://www.yunqiao.example.gov.cn/art/2020/1/3/P02020.pdf"),
        ("/attach/0/附件.docx", "http://www.yunqiao.example.gov.cn/attach/0/附件.docx"),
        ("..\\..\\files\\a b.xls", "http://www.yunqiao.example.gov.cn/art/2020/files/a%20b.xls"),
        ("//file.example.gov.cn/a.PDF#page=2", "http://file.example.gov.cn/a.PDF"),
        (" http://file.example.gov.cn/\n a.zip ", "http://file.example.gov.cn/%20a.zip"),
        (
            "/down.jsp?classid=0&filename=1.wps",
            "http://www.yunqiao.example.gov.cn/down.jsp?classid=0&filename=1.wps",
        ),
        ("javascript:downfile('/a/1.doc')", "http://www.yunqiao.example.gov.cn/a/1.doc"),
    ],
)
def test_addresses_become_absolute(href, url):
    assert [one.url for one in attachments_of([Link(href, "附件")], PAGE)] == [url]


@pytest.mark.parametrize(
    ("href", "text", "media_type"),
    [
        ("a.pdf", "全文", "application/pdf"),
        ("a.doc", "全文", "application/msword"),
        ("a.docx", "", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/download?id=7", "附件：报告.pdf", "application/pdf"),
        ("/attachment/7", "附件1", "application/octet-stream"),
        ("/u/1.jpg", "附件：流程图", "image/jpeg"),
        ("a.ofd", "", "application/ofd"),
        ("a.rar", "", "application/vnd.rar"),
    ],
)
def test_media_types(href, text, media_type):
    assert [one.media_type for one in attachments_of([Link(href, text)], PAGE)] == [media_type]


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("/art/2020/1/3/art_1_2.html", "附件说明"),
        ("/index.html", "首页"),
        ("/u/big.jpg", "查看大图"),
        ("/soft/app.zip", "手机APP下载"),
        ("/soft/reader.zip", "下载阅读器"),
        ("mailto:a@b.example.gov.cn", "附件.pdf"),
        ("javascript:void(0)", "附件"),
        ("#top", "附件.doc"),
        ("", "附件.doc"),
        ("http://[bad/a.pdf", "附件"),
        ("/a." + "x" * 5000 + ".pdf", "附件"),
        ("/col/col1/index.html", "关于印发a.doc的通知"),
    ],
)
def test_what_is_no_attachment(href, text):
    assert attachments_of([Link(href, text)], PAGE) == ()


def test_each_file_once_with_its_best_title():
    links = [
        Link("/a.pdf", ""),
        Link("/a.pdf", "附件1：全文", ""),
        Link("/b.pdf", "附件2：情况…", "附件2：情况统计表"),
    ]
    links += [Link("/%E9%99%84.doc", "附"), Link("/附.doc", "附")]
    found = attachments_of(links, PAGE)
    assert [one.title for one in found] == ["附件1：全文", "附件2：情况统计表", "附"]
    assert attachments_of([Link("/x/%E8%A1%A8.xls", "")], PAGE)[0].title == "表.xls"


def test_without_a_page_address_a_link_stays_relative():
    assert attachments_of([Link("a.pdf", "附件")], None)[0].url == "a.pdf"


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_link_is_read(href, text, title):
    for one in attachments_of([Link(href, text, title), Link(href + ".pdf", text, title)], PAGE):
        assert one.title
        assert "/" in one.media_type
    media_type_of(href)
