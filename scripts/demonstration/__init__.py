"""The generator of the demonstration site: invented agencies, seeded pages, and the truth about each."""

from __future__ import annotations

from .generator import GeneratedPage, Recipe, draw, make_page

__all__ = ["GeneratedPage", "Recipe", "draw", "make_page"]
