"""How docstrings become pages: sections apart, doctests and names of Python as code; used by mkdocs.yml."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:class|meth|func|mod|data|attr|exc):`~?(?:[\w.]*\.)?(\w+)`")

# Sections follow each other without a blank line here; the parser of Google's style wants one.
_SECTION = re.compile(r"\n([ \t]*(?:Args|Attributes|Returns|Yields|Raises|Source):[ \t]*\n)")


class Docstrings(griffe.Extension):
    """Doctests have no heading of their own here, so Markdown would take them for quotations."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None:
            apart = _SECTION.sub(r"\n\n\1", obj.docstring.value)
            obj.docstring.value = fenced(_ROLE.sub(r"`\1`", apart))


def fenced(text: str) -> str:
    """Put each doctest, with what it prints, into a fence.

    >>> print(fenced("Add.\\n\\n    >>> 1 + 1\\n    2\\n\\nMore."))
    Add.
    <BLANKLINE>
    ```pycon
    >>> 1 + 1
    2
    ```
    <BLANKLINE>
    More.
    """
    blocks = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        at = next((at for at, line in enumerate(lines) if line.lstrip().startswith(">>> ")), None)
        if at is None:
            blocks.append(block)
            continue
        if at:
            blocks.append("\n".join(lines[:at]))
        indent = len(lines[at]) - len(lines[at].lstrip())
        blocks.append("\n".join(["```pycon", *(line[indent:] for line in lines[at:]), "```"]))
    return "\n\n".join(blocks)
