"""Which of the values found for a field is the record's, and why the others are not.

In order of trust: the page's own metadata block, the meta tags of the national guideline, the line under
the title, JSON-LD, the address, the date under the report. For the publisher any label wins over
the meta tag, and 发布机构 and its like over 来源.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportharvest.extracting.blocks import Block, Document, compact
from reportharvest.extracting.dates import date_in_url, find_date
from reportharvest.extracting.jsonld import json_ld_values
from reportharvest.extracting.metadata import BLOCK, DATES, LINE, META, Found, LabelledValues, clean
from reportharvest.issues import Issue
from reportharvest.model import Evidence, Metadata
from reportharvest.tables.labels import FIELDS, meta_fields

__all__ = ["SOURCES", "resolve"]

_JSON, _URL, _BODY = 3, 4, 5
SOURCES = (
    "metadata block",
    "meta tag",
    "line under the title",
    "JSON-LD",
    "address",
    "date under the report",
)
"""Kinds of source in order of trust."""

_GUIDELINE = frozenset(["sitename", "siteidcode", "columnname", "articletitle", "pubdate", "contentsource"])
_AGENCY_DATE = re.compile(
    r"(?:19|20)\d\d\s?年.{1,8}日?\Z|[二一][〇零○ＯOo九].{2}年.{1,10}\Z|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}\Z"
)
_MAX_EVIDENCE = 60


def resolve(
    document: Document, values: LabelledValues, article: Sequence[Block], url: str | None
) -> tuple[Metadata, list[Evidence], list[Issue]]:
    """Choose one value for each field.

    Args:
        document: the page.
        values: what its labels say.
        article: the blocks of the article, for the date under it.
        url: the page's address.
    Returns:
        The fields; for each what was found, the chosen value first; and an issue for each conflict and each
        unreadable date.
    """
    by_field: dict[str, list[Found]] = {name: [] for name in FIELDS}
    for one in (*values.found, *_from_metas(document), *_from_dates(values), *_from_json(document.json_ld)):
        by_field[one.field].append(one)
    for one in _from_page(article, url):
        # A label without a value says that there is none; the signature does not gainsay it.
        if not by_field[one.field] and (one.trust == _URL or one.field not in values.seen):
            by_field[one.field].append(one)
    issues: list[Issue] = []
    fields: dict[str, str | None] = {}
    evidence: list[Evidence] = []
    for name, candidates in by_field.items():
        fields[name] = _choose(name, candidates, evidence, issues)
    evidence += [
        _evidence(one, None, "empty, or says that there is none", chosen=False) for one in values.empty
    ]
    return Metadata(**fields), evidence[:_MAX_EVIDENCE], issues


def _choose(
    name: str, candidates: Sequence[Found], evidence: list[Evidence], issues: list[Issue]
) -> str | None:
    """Choose the value of one field; note what speaks for it and what was rejected."""
    read = [(_order(name, one), place, one, _value(one)) for place, one in enumerate(candidates)]
    read.sort(key=lambda entry: entry[:2])
    best: Found | None = None
    chosen = ""
    others: set[str] = set()
    for _, _, one, value in read:
        if value is None:
            issues.append(Issue("metadata-unreadable", name, one.value))
            evidence.append(_evidence(one, None, "no date of the calendar", chosen=False))
        elif best is None:
            best, chosen = one, value
            evidence.append(_evidence(one, value, "the most trusted source that has one", chosen=True))
        else:
            differs = _differs(name, value, chosen)
            if differs and one.trust < _URL:
                others.add(value)
            reason = (
                f"less trusted than {SOURCES[best.trust]}" if one.trust != best.trust else "a later label"
            )
            evidence.append(_evidence(one, value, reason if differs else "says the same", chosen=False))
    if others:
        issues.append(Issue("metadata-conflict", name, f"{chosen} kept; also {', '.join(sorted(others))}"))
    return chosen if best is not None else None


def _evidence(one: Found, value: str | None, reason: str, *, chosen: bool) -> Evidence:
    source = SOURCES[one.trust]
    return Evidence(one.field, value, source, one.label, one.raw or one.value, chosen, reason)


def _order(name: str, one: Found) -> tuple[int, int]:
    if name == "publisher":
        # A label of any kind wins over the meta tag, and 发布机构 over 来源, wherever each stands.
        return (0 if one.trust in {BLOCK, LINE} else one.trust, one.rank)
    return (one.trust, one.rank)


def _value(one: Found) -> str | None:
    if one.field not in DATES:
        return one.value
    date = find_date(one.value)
    return None if date is None else date.iso


def _differs(name: str, one: str, other: str) -> bool:
    if name in DATES:
        return one[:10] != other[:10]
    return compact(one) != compact(other)


def _from_metas(document: Document) -> Iterator[Found]:
    """Give the values of the guideline's meta tags; ``keywords`` alone, which any page has, is none."""
    metas = document.metas
    ours = not _GUIDELINE.isdisjoint(metas)
    for tag, name in meta_fields().items():
        if name in FIELDS and tag in metas and (ours or tag != "keywords"):
            value = clean(name, metas[tag])
            if value is not None:
                yield Found(name, value, META, 0, f"meta[name={tag}]", raw=metas[tag])


def _from_dates(values: LabelledValues) -> Iterator[Found]:
    for iso in values.undated[:1]:
        yield Found("published_at", iso, LINE, 10_000, "")


def _from_json(scripts: Sequence[str]) -> Iterator[Found]:
    for name, text, key in json_ld_values(scripts):
        if name in FIELDS and (name in DATES or clean(name, text)):
            yield Found(name, text, _JSON, 0, f"script[type='application/ld+json'] {key}")


def _from_page(article: Sequence[Block], url: str | None) -> Iterator[Found]:
    """Give what the address and the date under the report say, for fields that have nothing better."""
    iso = date_in_url(url) if url else None
    if iso is not None:
        yield Found("published_at", iso, _URL, 0, "path")
        return
    tail = [block.text for block in article[-12:] if block.text]
    for index in range(len(tail) - 1, -1, -1):
        if len(tail[index]) > 30 or not _AGENCY_DATE.match(compact(tail[index])):
            continue
        date = find_date(tail[index])
        if date is not None and date.iso is not None:
            yield Found("published_at", date.iso, _BODY, 0, "signature", raw=tail[index])
        return
