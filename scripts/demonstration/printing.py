"""What all page templates share: the marks round title and article, the head, the breadcrumb, labels and values."""

# ruff: noqa: E501 (mark-up stands on lines as it is printed)

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .agencies import ENTRY_PATHS
from .bodies import BODIES
from .chrome import Chrome
from .draft import Draft

__all__ = [
    "BODY_END",
    "BODY_START",
    "TITLE_END",
    "TITLE_START",
    "Printed",
    "body_of",
    "crumbs_of",
    "head_of",
    "shown_fields",
    "title_of",
]

BODY_START, BODY_END, TITLE_START, TITLE_END = "\x01", "\x02", "\x03", "\x04"


@dataclass
class Printed:
    """A page as text, and the fields that it shows."""

    text: str
    metadata: dict[str, str | None] = field(default_factory=dict)
    breadcrumb: list[str] = field(default_factory=list)


def body_of(draft: Draft, rng: Random, manner: str) -> str:
    return BODY_START + BODIES[manner](draft.article.blocks, rng) + BODY_END


def title_of(draft: Draft) -> str:
    """The printed title; some are broken after the agency's name."""
    title = draft.title
    if draft.visits % 12 == 0 and title.startswith(draft.agency.full):
        title = f"{draft.agency.full}<br>{title.removeprefix(draft.agency.full)}"
    return TITLE_START + title + TITLE_END


def crumbs_of(draft: Draft, rng: Random, *, label: str = "当前位置：") -> str:
    mark = rng.choice([" &gt; ", "&gt;&gt;", " &gt;&gt; ", " > "])
    targets = ["/", *(f"/col/c{at}/index.html" for at in range(1, len(draft.breadcrumb)))]
    targets[-1] = ENTRY_PATHS[draft.agency.key]
    links = [f'<a href="{to}">{name}</a>' for to, name in zip(targets, draft.breadcrumb, strict=True)]
    return label + mark.join(links)


def head_of(
    draft: Draft, chrome: Chrome, charset: str, *, extra: str = "", doctype: str = "<!DOCTYPE html>"
) -> str:
    site = chrome.agency.site
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    if charset and doctype == "<!DOCTYPE html>":
        meta = f'<meta charset="{charset}">'
    return (
        f"{doctype}\n<html>\n<head>\n{meta}\n<title>{draft.title}_{site}</title>\n{extra}\n{chrome.style}\n{chrome.script}\n"
        "</head>\n<body>\n"
    )


def shown_fields(
    draft: Draft, labels: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], dict[str, str | None]]:
    """Give label and printed value of each field asked for, and what is true of them."""
    printed, truth = [], {}
    for name, label in labels:
        if name == "published_at":
            printed.append((label, draft.published.printed(draft.date_manner)))
            truth[name] = draft.published.iso()
        elif name == "written_at":
            if draft.written:
                printed.append(
                    (label, draft.written.printed("chinese" if draft.date_manner == "padded" else "dash"))
                )
                truth[name] = draft.written.iso()
            else:
                printed.append((label, ""))
        elif name == "title":
            printed.append((label, draft.title))
        elif name in draft.fields:
            value = draft.fields[name]
            printed.append((label, value or ""))
            if value:
                truth[name] = value
        else:
            printed.append((label, name))
    return printed, truth
