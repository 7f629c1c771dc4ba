"""Pages that are plain text: cells parted by pipes, with line ends or without."""

from __future__ import annotations

from random import Random

from .bodies import plain_body
from .chrome import Chrome
from .draft import Draft
from .printing import BODY_END, BODY_START, TITLE_END, TITLE_START, Printed, shown_fields

__all__ = ["piped_text", "sample_text"]


def piped_text(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:  # noqa: ARG001
    """Plain text, cells parted by pipes, rows of empty cells."""
    rows, truth = shown_fields(draft, [
        ("index_number", "索引号:"), ("disclosure_method", "公开方式:"), ("document_number", "文号:"),
        ("published_at", "公开日期:"), ("publisher", "发布单位:"),
    ])  # fmt: skip
    lines = [f"当前位置 : {' > '.join(draft.breadcrumb)} |", "|"]
    lines += [
        "".join(f"{label} | {value + ' | ' if value else ''}" for label, value in pair).rstrip()
        for pair in (rows[0:2], rows[2:4], rows[4:5])
    ]
    lines.append(f"{TITLE_START}{draft.title}{TITLE_END} | " + "|" * rng.randint(2, 120))
    body = BODY_START + plain_body(draft.article.blocks) + BODY_END
    return Printed("\n".join([*lines, body, "|", "|" * rng.randint(3, 90), "|", ""]), truth, draft.breadcrumb)


def sample_text(draft: Draft, chrome: Chrome, rng: Random, charset: str) -> Printed:
    """Piped text that has lost its line ends: a section a line, headings run into their body, forms gone."""
    printed = piped_text(draft, chrome, rng, charset)
    lines: list[str] = []
    for block in draft.article.blocks:
        text = block.text + block.rest
        if (block.kind == "heading" and block.level == 1) or not lines:
            lines.append(text)
        else:
            lines[-1] += " " + text
    before, _, rest = printed.text.partition(BODY_START)
    printed.text = before + BODY_START + "\n".join(lines) + BODY_END + rest.partition(BODY_END)[2]
    return printed
