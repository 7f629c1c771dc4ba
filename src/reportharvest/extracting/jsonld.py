"""What the JSON-LD of a page says of its article: headline, publisher, dates, keywords (schema.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["headline", "json_ld_values"]

_MAX_SCRIPTS, _MAX_CHARS, _MAX_NODES = 10, 200_000, 20
_KEYS = {
    "headline": "title",
    "datePublished": "published_at",
    "pubDate": "published_at",
    "dateCreated": "written_at",
    "publisher": "publisher",
    "sourceOrganization": "publisher",
    "keywords": "keywords",
}
"""Keys of schema.org by field; ``pubDate`` is that of the search engines' own dialect."""


def json_ld_values(scripts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Give field, text and key of everything that the scripts say of the page.

    Args:
        scripts: texts of the JSON-LD scripts; those that are no JSON are left out.

    >>> list(json_ld_values(['{"headline": "2019年年报", "publisher": {"name": "云桥市财政局"}}', "{"]))
    [('title', '2019年年报', 'headline'), ('publisher', '云桥市财政局', 'publisher')]
    """
    for script in scripts[:_MAX_SCRIPTS]:
        try:
            data = json.loads(script[:_MAX_CHARS], strict=False)
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        for node in graph[:_MAX_NODES] if isinstance(graph, list) else ():
            if isinstance(node, dict):
                yield from _values(node)


def headline(scripts: Sequence[str]) -> str | None:
    """Give the headline, for the title to be checked against; None where there is none.

    >>> headline(['{"headline": "2019年年报"}']), headline([])
    ('2019年年报', None)
    """
    return next((text for name, text, _ in json_ld_values(scripts) if name == "title"), None)


def _values(node: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, field in _KEYS.items():
        value = node.get(key)
        if isinstance(value, list) and key == "keywords":
            value = ";".join(one for one in value if isinstance(one, str))
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and value.strip():
            yield field, value.strip(), key
