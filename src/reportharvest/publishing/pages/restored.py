"""A page as it was found beside what was restored, read anew from the archived bytes."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Any

from datasette.utils.asgi import Response

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.errors import ArchiveError
from reportharvest.pipeline import Processed, explain
from reportharvest.publishing.comparing import Comparison, Line, compare
from reportharvest.publishing.pages.archived import read_archived
from reportharvest.publishing.pages.report import report_or_404
from reportharvest.publishing.rendering import render, site_page

__all__ = ["page"]

MAX_BODY_BYTES = 2_000_000
"""A page of this size takes some seconds to read; larger ones are files, which are downloaded instead."""

_CONTEXT_LINES = 1


@site_page
async def page(datasette: Any, request: Any) -> Response:
    """Show both sides, or say why they cannot be shown."""
    stored = await report_or_404(datasette, request)
    view = request.args.get("view")
    context: dict[str, Any] = {
        "stored": stored, "about": stored.about, "view": view if view in {"found", "restored"} else "both",
        "problem": None, "comparison": None, "blocks": [], "kinds": [], "encoding": None,
    }  # fmt: skip
    try:
        capture = await read_archived(datasette, stored.fetch)
    except ArchiveError as error:
        context["problem"] = error.message
        return await render(datasette, request, "restored.html", **context)
    content = undo_content_encoding(capture.body, capture.header("content-encoding"), MAX_BODY_BYTES)
    if content.error is not None or len(content.body) > MAX_BODY_BYTES:
        context["problem"] = "too-large"
        return await render(datasette, request, "restored.html", **context)
    processed, comparison = await asyncio.to_thread(_compared, capture, content.body)
    context |= {
        "comparison": comparison,
        "blocks": blocks(comparison.lines),
        "kinds": _kinds(comparison),
        "encoding": processed.report.encoding,
        "lost": processed.report.lost,
    }
    return await render(datasette, request, "restored.html", **context)


def _compared(capture: Capture, body: bytes) -> tuple[Processed, Comparison]:
    processed = explain(body, url=capture.url, content_type=capture.header("content-type"))
    return processed, compare(processed)


def _kinds(comparison: Comparison) -> list[tuple[str, int, float]]:
    """Give each kind with how many stretches it has and the lowest confidence among them."""
    found: dict[str, list[float]] = {}
    for mark in comparison.marks:
        for kind in mark.kinds:
            found.setdefault(kind, []).append(mark.confidence)
    return [(kind, len(many), min(many)) for kind, many in found.items()]


def blocks(lines: tuple[Line, ...]) -> list[tuple[bool, list[Line]]]:
    """Group lines into those to show (restored, or beside such) and those to fold away."""
    shown = {
        near
        for at, line in enumerate(lines)
        if line.changed
        for near in range(at - _CONTEXT_LINES, at + _CONTEXT_LINES + 1)
    }
    return [
        (visible, [line for _, line in group])
        for visible, group in groupby(enumerate(lines), key=lambda one: one[0] in shown)
    ]
