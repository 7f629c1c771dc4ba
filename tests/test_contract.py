"""The names and shapes that other programs rely on."""

from __future__ import annotations

import dataclasses
import inspect
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportharvest as rh

METADATA = [
    "index_number",
    "document_number",
    "disclosure_method",
    "publisher",
    "published_at",
    "written_at",
    "topic",
    "keywords",
    "validity",
]
PAGE = """<html><head><title>县水务局2021年政府信息公开工作年度报告</title></head><body>
<div id="zoom"><h1>县水务局2021年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>全年主动公开信息12条。</p><p>二、其他需要报告的事项</p><p>无。</p>
<p><a href="/files/a.pdf">附件：年度报告.pdf</a></p></div></body></html>"""


def test_signatures() -> None:
    def parameters(function: object) -> dict[str, str]:
        return {name: one.kind.name for name, one in inspect.signature(function).parameters.items()}  # type: ignore[arg-type]

    assert parameters(rh.decode) == {"body": "POSITIONAL_OR_KEYWORD", "content_type": "KEYWORD_ONLY"}
    assert next(iter(parameters(rh.repair).items())) == ("text", "POSITIONAL_OR_KEYWORD")
    assert parameters(rh.extract) == {"page": "POSITIONAL_OR_KEYWORD", "url": "KEYWORD_ONLY"}
    assert parameters(rh.process) == {
        "body": "POSITIONAL_OR_KEYWORD",
        "url": "KEYWORD_ONLY",
        "content_type": "KEYWORD_ONLY",
        "ocr": "KEYWORD_ONLY",
    }


def test_every_public_name_is_there() -> None:
    assert all(hasattr(rh, name) for name in rh.__all__)
    assert set(dir(rh)) == set(rh.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rh.nothing  # noqa: B018


def test_record_has_the_keys_of_the_contract() -> None:
    record = rh.process(
        PAGE.encode(), url="http://www.example.gov.cn/a.html", content_type="text/html"
    ).to_dict()
    assert {
        "url",
        "title",
        "report_year",
        "metadata",
        "breadcrumb",
        "sections",
        "tables",
        "statistics",
        "checks",
        "attachments",
        "repairs",
    } <= record.keys()
    assert list(record["metadata"]) == METADATA
    assert record["title"] == "县水务局2021年政府信息公开工作年度报告"
    assert record["report_year"] == 2021
    assert [(one["number"], one["level"], one["heading"]) for one in record["sections"]] == [
        ("一", 1, "总体情况"),
        ("二", 1, "其他需要报告的事项"),
    ]
    assert record["attachments"] == [
        {
            "url": "http://www.example.gov.cn/files/a.pdf",
            "title": "附件：年度报告.pdf",
            "media_type": "application/pdf",
        }
    ]
    assert json.loads(json.dumps(record)) == record
    assert rh.Report.from_dict(record).to_dict() == record


@pytest.mark.parametrize(
    "call",
    [
        lambda: rh.decode("text"),  # type: ignore[arg-type]
        lambda: rh.repair(b"bytes"),  # type: ignore[arg-type]
        lambda: rh.extract(b"bytes"),  # type: ignore[arg-type]
        lambda: rh.extract("text", url=b"http://a/"),  # type: ignore[arg-type]
        lambda: rh.process("text", url="http://a/"),  # type: ignore[arg-type]
        lambda: rh.process(b"", url=None),  # type: ignore[arg-type]
        lambda: rh.process(b"", url="http://a/", content_type=b"text/html"),  # type: ignore[arg-type]
    ],
)
def test_wrong_calls_are_type_errors(call: object) -> None:
    with pytest.raises(TypeError):
        call()  # type: ignore[operator]


def test_results_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        rh.repair("公开").text = ""  # type: ignore[misc]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_no_body_raises(body: bytes, content_type: str | None) -> None:
    record = rh.process(body, url="http://www.example.org/", content_type=content_type).to_dict()
    json.dumps(record)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.none() | st.text(max_size=40))
def test_no_page_raises(page: str, url: str | None) -> None:
    rh.extract(rh.repair(page).text, url=url).to_dict()
