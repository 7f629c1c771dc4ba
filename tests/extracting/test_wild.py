"""Articles of many editors in the frames of many sites: what ``process`` reads is what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from tests.extracting.wild_bodies import BODIES, Body
from tests.extracting.wild_frames import FRAMES, Frame
from tests.extracting.wild_outlines import OUTLINES
from tests.extracting.wild_pages import PAGES, Page
from tests.extracting.wild_strangers import STRANGERS

import reportharvest as rh
from reportharvest.tables.labels import FIELDS


def rows(sections: list[dict[str, Any]]) -> Iterator[tuple[int, str | None, str, str]]:
    for one in sections:
        yield one["level"], one["number"], one["heading"], one["text"]
        yield from rows(one["children"])


def faults(frame: Frame, body: Body) -> Iterator[str]:
    """Give a line for each part of the record that is not as the frame and the body say."""

    def dated(text: str) -> str:
        return text.replace("{y}", str(frame.year)).replace("{z}", str(frame.year + 1))

    page = dated(frame.markup.replace("@@", body.markup))
    record = rh.process(page.encode(), url=frame.url).to_dict()

    def compared(name: str, true: Any, found: Any) -> Iterator[str]:
        if true != found:
            yield f"{name}: {found!r}, expected {true!r}"

    yield from compared("page_kind", "report", record["page_kind"])
    yield from compared("title", dated(frame.title), record["title"])
    yield from compared("report_year", frame.year, record["report_year"])
    for name in FIELDS:
        true = frame.meta.get(name)
        if name == "published_at" and true is None and "{z}年1月9日" in body.markup:
            true = f"{frame.year + 1}-01-09"  # the date under the report, where nothing else has one
        yield from compared(name, true, record["metadata"][name])
    if frame.crumbs is not None:
        yield from compared("breadcrumb", list(frame.crumbs), record["breadcrumb"])
    true_rows = [(level, number, heading, dated(text)) for level, number, heading, text in body.outline]
    found_rows = list(rows(record["sections"]))
    for at in range(max(len(true_rows), len(found_rows))):
        true, found = (rows_[at] if at < len(rows_) else None for rows_ in (true_rows, found_rows))
        if true != found:
            yield f"outline {at}: {found!r}, expected {true!r}"
            break
    if body.values:
        values = {
            (one["form"], one["row"], one["column"]): one["value"]
            for one in record["statistics"]
            if one["value"] is not None
        }
        wrong = sorted(
            f"{'.'.join(key)} {values.get(key)!r} not {body.values.get(key)!r}"
            for key in values.keys() | body.values.keys()
            if values.get(key) != body.values.get(key)
        )
        if wrong:
            yield f"statistics: {len(wrong)} wrong, {wrong[:3]}"
    files = {
        *frame.files,
        *((urljoin(frame.url, address), text, kind) for address, text, kind in body.files),
    }
    yield from compared(
        "attachments",
        sorted(files),
        sorted((one["url"], one["title"], one["media_type"]) for one in record["attachments"]),
    )


PAIRS = [
    pytest.param(frame, body, id=f"{frame.name}-{body.name}")
    for at, frame in enumerate(FRAMES)
    for number, body in enumerate((*BODIES, *OUTLINES))
    if (number - at) % 12 == 0
]


@pytest.mark.parametrize(("frame", "body"), PAIRS)
def test_article_in_its_frame(frame: Frame, body: Body) -> None:
    found = list(faults(frame, body))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_page(page: Page) -> None:
    record = rh.process(page.page.encode(), url=page.url).to_dict()
    assert record["page_kind"] == "report"
    assert record["title"] == page.title
    if page.year is not None:
        assert record["report_year"] == page.year
    if page.meta is not None:
        assert record["metadata"] == {name: page.meta.get(name) for name in FIELDS}
    if page.outline is not None:
        assert tuple(rows(record["sections"])) == page.outline
    if page.values:
        values = {
            f"{one['row']}.{one['column']}": one["value"]
            for one in record["statistics"]
            if one["value"] is not None
        }
        assert values == page.values
    if page.files is not None:
        assert tuple(one["url"] for one in record["attachments"]) == page.files


TITLE_IN_LINES = re.compile(
    "(?:江湾市人民政府办公室|大河市农业农村局)<[^一-龥]{3,}(?:方正小标宋简体[^一-龥]*)?年政府信息公开工作年度报告"
)


def other_page(frame: Frame, title: str, body: str) -> str:
    """Put another title and article into a frame."""
    page = TITLE_IN_LINES.sub(title, frame.markup).replace(frame.title, title)
    return page.replace("@@", body).replace("{y}", str(frame.year)).replace("{z}", str(frame.year + 1))


@pytest.mark.parametrize(("title", "body"), STRANGERS)
def test_neighbour_of_a_report_is_none(title: str, body: str) -> None:
    frames = [frame for frame in FRAMES if not frame.files][len(title) % 5 :: 5]
    kinds = {
        frame.name: rh.extract(other_page(frame, title, body), url=frame.url).page_kind for frame in frames
    }
    assert "report" not in kinds.values(), kinds
