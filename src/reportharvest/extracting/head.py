"""What a page says without showing it: title, meta tags and base, JSON-LD, and what its style sheets hide."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from reportharvest.extracting.blocks import Document
from reportharvest.extracting.elements import SKIPPED
from reportharvest.extracting.styles import hidden_selectors, read_style

__all__ = ["HEAD_PARTS", "Head"]

HEAD_PARTS = frozenset({"title", "meta", "base"})
"""Elements of the head; on old pages they stand in the body too."""


class Head:
    """Reads the elements that are no text into a document, and tells what is hidden."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._hidden: set[str] = set()
        self._proper: set[str] = set()

    def read(self, node: LexborNode) -> None:
        """Read a ``<head>``."""
        child = node.first_child
        while child is not None:
            tag = child.tag or ""
            if tag in HEAD_PARTS:
                self.read_part(child, tag)
            elif tag in SKIPPED:
                self.read_skipped(child, tag)
            child = child.next

    def read_part(self, node: LexborNode, tag: str) -> None:
        """Read a title, a meta tag or a base; of several titles and bases the first counts."""
        if tag == "title":
            self.document.head_title = self.document.head_title or " ".join((node.text() or "").split())
            return
        attributes = node.attributes
        if tag == "base":
            self.document.base = self.document.base or (attributes.get("href") or "").strip()
            return
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = (attributes.get("content") or "").strip()
        if name and content:
            # A page may have keywords of its own making beside the guideline's tag, which has capitals.
            key, proper = name.strip().lower(), name[:1].isupper()
            if key not in self.document.metas or (proper and key not in self._proper):
                self.document.metas[key] = content
            if proper:
                self._proper.add(key)

    def read_skipped(self, node: LexborNode, tag: str) -> None:
        """Read an element that is not shown: JSON-LD, or a style sheet."""
        if tag == "script":
            if "ld+json" in (node.attributes.get("type") or ""):
                self.document.json_ld.append(node.text() or "")
        elif tag == "style":
            self._hidden |= hidden_selectors(node.text() or "")

    def hides(self, attributes: dict[str, str | None]) -> bool:
        """Tell whether an element with these attributes is hidden."""
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        if style and read_style(style)[0]:
            return True
        hidden = self._hidden
        if not hidden:
            return False
        if "id" in attributes and f"#{attributes['id']}" in hidden:
            return True
        classes = attributes.get("class")
        return classes is not None and any(f".{name}" in hidden for name in classes.split())
