"""Text to text: restore what was damaged on its way from the author to the page."""

from __future__ import annotations

from reportharvest.repairing.engine import repair

__all__ = ["repair"]
