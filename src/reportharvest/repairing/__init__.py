"""Text to text: restore what was damaged on its way from the author to the page."""

from __future__ import annotations

from reportharvest.repairing.compatibility import COMPATIBILITY_RULES, DEFAULT_COMPATIBILITY
from reportharvest.repairing.engine import repair
from reportharvest.repairing.traditional import restore_machine_traditional

__all__ = ["COMPATIBILITY_RULES", "DEFAULT_COMPATIBILITY", "repair", "restore_machine_traditional"]
