"""Draw report pages with their truth: one page from a recipe, or any number of them from seeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .accidents import ACCIDENTS, do_accident, swallowed, unmark
from .agencies import AGENCIES, Agency
from .chrome import chrome_of
from .damage import bad_bytes
from .draft import Draft, draw_draft
from .printing import BODY_END, BODY_START, Printed
from .templates import TEMPLATES

__all__ = ["FIELDS", "GeneratedPage", "Recipe", "draw", "make_page"]

FIELDS = (
    "index_number", "document_number", "disclosure_method", "publisher", "published_at", "written_at",
    "topic", "keywords", "validity",
)  # fmt: skip

# How a page's bytes are made and what its header and mark-up say about them: codec, header, meta.
TRANSPORTS: dict[str, tuple[str, str | None, str]] = {
    "utf-8": ("utf-8", "utf-8", "utf-8"),
    "utf-8-meta": ("utf-8", None, "utf-8"),
    "gb2312": ("gb18030", "gb2312", "gb2312"),
    "gbk-meta": ("gb18030", None, "gbk"),
    "gbk-undeclared": ("gb18030", None, ""),
    "gbk-called-utf-8": ("gb18030", "utf-8", "utf-8"),
    "gbk-called-latin1": ("gb18030", "ISO-8859-1", ""),
    "utf-8-called-gb2312": ("utf-8", "gb2312", "gb2312"),
    "gbk-bad-bytes": ("gb18030", "gbk", "gb2312"),
    "mixed": ("utf-8", "utf-8", "utf-8"),
}


@dataclass(frozen=True)
class Recipe:
    """What page to make.

    Attributes:
        agency: who publishes.
        year: the year of the report.
        template: a key of TEMPLATES.
        seed: draws all the rest.
        accident: a key of ACCIDENTS, or None.
        scope: what the accident hits: page, body or title.
        transport: a key of TRANSPORTS.
        url: the page's address; None for one in the template's manner.
        wishes: handed to ``draw_draft``.
    """

    agency: Agency
    year: int
    template: str
    seed: str
    accident: str | None = None
    scope: str = "body"
    transport: str = "utf-8"
    url: str | None = None
    wishes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class GeneratedPage:
    """A page as a server sends it, and what is true of it.

    Attributes:
        body: the bytes.
        url: its address.
        content_type: the header, or None.
        truth: the record in the shape of the contract; a key that is left out is not known.
        draft: what it was printed from.
        template: the template's name.
        accident: the accident's name, or None.
    """

    body: bytes
    url: str
    content_type: str | None
    truth: dict[str, Any]
    draft: Draft
    template: str
    accident: str | None
    transport: str


def draw(seed: int | str, *, clean: bool | None = None) -> GeneratedPage:
    """Draw a random page.

    Args:
        seed: the same seed gives the same page.
        clean: True for pages without damage, False for damaged ones, None for either.
    """
    rng = Random(f"draw {seed}")
    agency = rng.choice(AGENCIES)
    template = rng.choice(list(TEMPLATES))
    damaged = rng.random() < 0.6 if clean is None else not clean
    kinds = [name for name in ACCIDENTS if not (name == "big5-as-gbk" and agency.host.endswith("edu.cn"))]
    accident = rng.choice(kinds) if damaged and rng.random() < 0.75 else None
    if accident and accident.startswith("traditional") and agency.host.endswith("edu.cn"):
        accident = None
    transport = "utf-8"
    if accident is None:
        sound = ["utf-8", "utf-8", "utf-8-meta", "gb2312", "gbk-meta"]
        transport = rng.choice(list(TRANSPORTS)[4:] if damaged else sound)
    scope = rng.choice(["body", "page"]) if accident else "body"
    if accident in {"compatibility", "escape-entity"} or (accident and "gbk" in accident):
        scope = "body"
    if accident and accident.startswith(("readings", "traditional", "big5")):
        scope = "page"
    wishes = {"numbered": rng.random() > 0.08} if not template.endswith("-text") else {}
    if template == "sample-text":
        wishes = {"run_in": True, "forms": False, "attachments": [], "signature": False}
    year = rng.randint(2008, 2024)
    return make_page(
        Recipe(agency, year, template, f"seed {seed}", accident, scope, transport, wishes=wishes)
    )


def make_page(recipe: Recipe) -> GeneratedPage:
    """Make the page that a recipe describes."""
    rng = Random(f"{recipe.agency.key} {recipe.year} {recipe.template} {recipe.seed}")
    draft = draw_draft(recipe.agency, recipe.year, rng, **recipe.wishes)
    draft.url = recipe.url or _address(draft, recipe.template, rng)
    codec, header, meta = TRANSPORTS[recipe.transport]
    printed = TEMPLATES[recipe.template](draft, chrome_of(recipe.agency), rng, meta)
    text = printed.text
    truth = _truth(draft, printed, recipe)
    if recipe.accident == "utf8-as-gbk-swallow":
        for run, gaps in swallowed(text).items():
            _replace(truth["sections"], run, gaps)
    if recipe.accident:
        text = do_accident(text, recipe.accident, recipe.scope, rng)
    if recipe.transport == "gbk-bad-bytes":
        body = _spoil(text, truth, rng)
    elif recipe.transport == "mixed":
        body = _mix(text)
    else:
        body = unmark(text).encode(codec)
    kind = "text/plain" if recipe.template.endswith("-text") else "text/html"
    content_type = kind if header is None else f"{kind}; charset={header}"
    return GeneratedPage(
        body, draft.url, content_type, truth, draft, recipe.template, recipe.accident, recipe.transport
    )


def _address(draft: Draft, template: str, rng: Random) -> str:
    day = draft.published
    serial = rng.randint(1000, 999999)
    month = f"{day.year}{day.month:02}"
    paths = {
        "hanweb-table": f"/art/{day.year}/{day.month}/{day.day}/art_1229_{serial}.html",
        "trs-editor": f"/zwgk/xxgknb/{month}/t{month}{day.day:02}_{serial}.html",
        "guideline": f"/zfxxgk/c100{serial % 100:02}/{month}/{serial:x}{serial * 7:x}.shtml",
        "nested-tables": f"/show.asp?id={serial}",
        "piped-text": f"/xxgk/txt/{serial}.txt",
        "sample-text": f"/xxgk/txt/{serial}.txt",
    }
    return f"http://{draft.agency.host}" + paths.get(template, f"/info/{1000 + serial % 90}/{serial}.htm")


def _truth(draft: Draft, printed: Printed, recipe: Recipe) -> dict[str, Any]:
    truth: dict[str, Any] = {
        "url": draft.url,
        "title": draft.title,
        "report_year": draft.year,
        "metadata": {name: printed.metadata.get(name) for name in FIELDS},
        "breadcrumb": list(printed.breadcrumb),
        "sections": draft.article.sections(),
        "tables": list(draft.article.tables),
        "attachments": [
            {"url": link.url, "title": link.title, "media_type": link.media_type} for link in draft.links
        ],
        "page_kind": "report",
    }
    if draft.forms:
        truth["statistics"] = [one for one in draft.forms.statistics if one["value"] is not None]
        truth["checks"] = draft.forms.checks
    if recipe.template.endswith("-text"):
        # Plain text has no links, and whether its rows are tables is left open by the contract.
        del truth["tables"]
        truth["attachments"] = []
    if recipe.template == "sample-text":
        _replace(truth["sections"], "\n", " ")
    kinds = ACCIDENTS[recipe.accident][1] if recipe.accident else ()
    truth["repairs"] = [{"kind": kind} for kind in kinds]
    if recipe.accident == "utf8-as-big5":
        # Every second character has lost a byte or more: what can be known of it is not for us to say.
        for key in ("sections", "tables", "statistics", "checks", "attachments", "repairs"):
            truth.pop(key, None)
    return truth


def _spoil(text: str, truth: dict[str, Any], rng: Random) -> bytes:
    """Make two bytes of the article undecodable; each costs the character it belongs to, for good."""
    before, _, rest = text.partition(BODY_START)
    inside, _, after = rest.partition(BODY_END)
    runs = [match for match in re.finditer(r">([^<>]{30,})<", inside) if "，" in match[1]]
    if not runs:
        runs = list(re.finditer(r"([^\n|]{30,})", inside))
    for run in rng.sample(runs, min(2, len(runs))):
        spot = rng.randrange(run.start(1) + 12, run.end(1) - 4)
        while not "\u4e00" <= inside[spot] <= "\u9fff":
            spot -= 1
        context = inside[spot - 6 : spot + 4]
        if sum(context in one for one in _texts(truth["sections"])) != 1 or inside.count(context) != 1:
            continue
        inside = inside[:spot] + "\ufffd" + inside[spot + 1 :]
        _replace(truth["sections"], context, context[:6] + "\ufffd" + context[7:])
    body = unmark(before + inside + after)
    mark = "\ufffd".encode("gb18030")
    encoded = body.encode("gb18030")
    while mark in encoded:
        # The trail byte is gone bad; the lead byte is that of an everyday character.
        at = encoded.index(mark)
        encoded = (
            encoded[:at]
            + bytes((rng.randrange(0xB0, 0xD7),))
            + bad_bytes(b"\x00", [0])
            + encoded[at + len(mark) :]
        )
    return encoded


def _texts(sections: list[dict[str, Any]]) -> list[str]:
    return [text for one in sections for text in (one["text"], *_texts(one["children"]))]


def _replace(sections: list[dict[str, Any]], old: str, new: str) -> None:
    for one in sections:
        for key in ("heading", "text"):
            one[key] = one[key].replace(old, new)
        _replace(one["children"], old, new)


def _mix(text: str) -> bytes:
    """Encode the article as GBK inside a page that is UTF-8."""
    before, _, rest = text.partition(BODY_START)
    inside, _, after = rest.partition(BODY_END)
    return unmark(before).encode() + unmark(inside).encode("gb18030") + unmark(after).encode()
