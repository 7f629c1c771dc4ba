"""Text to text: restore what was damaged on its way from the author to the page."""

from __future__ import annotations

from reportharvest.repairing.compatibility import COMPATIBILITY_RULES, DEFAULT_COMPATIBILITY
from reportharvest.repairing.display import widen_punctuation
from reportharvest.repairing.engine import repair
from reportharvest.repairing.pieces import repair_csv, repair_html
from reportharvest.repairing.rules import FAMILIES, RULES, choose_rules
from reportharvest.repairing.traditional import restore_machine_traditional

__all__ = [
    "COMPATIBILITY_RULES",
    "DEFAULT_COMPATIBILITY",
    "FAMILIES",
    "RULES",
    "choose_rules",
    "repair",
    "repair_csv",
    "repair_html",
    "restore_machine_traditional",
    "widen_punctuation",
]
