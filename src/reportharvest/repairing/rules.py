"""What can be switched on and off, by name: kinds of damage, and rules for characters that nobody types."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from reportharvest.repairing.compatibility import COMPATIBILITY_RULES

__all__ = ["FAMILIES", "RULES", "Chosen", "Rule", "choose_rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as a user sees it: its name, whether it is on by default, what it does."""

    name: str
    default: bool
    description: str


FAMILIES: dict[str, str] = {
    "escape": "&#25919; \\u653f %u653f become 政 in prose; code, addresses and mark-up stay",
    "misread": "text whose bytes were read with the wrong codec is read again (all kinds …-as-…, lost bytes)",
    "pinyin-annotation": "readings in parentheses after Han characters are removed",
    "traditional-conversion": "simplified again, where inserted readings prove a conversion by machine",
}
"""Kinds of damage that are repaired unless they are switched off, in the order they are looked for."""

RULES: dict[str, Rule] = {
    **{name: Rule(name, True, description) for name, description in FAMILIES.items()},
    **{name: Rule(name, rule.default, rule.description) for name, rule in COMPATIBILITY_RULES.items()},
}
"""All rules, in the order in which they are applied."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of rules, as the arguments of :func:`reportharvest.repairing.repair`.

    Attributes:
        rules: names of the compatibility rules to apply.
        without: kinds of damage to leave as they are.
    """

    rules: frozenset[str]
    without: frozenset[str]


def choose_rules(words: str = "") -> Chosen:
    """Read a choice of rules.

    Args:
        words: names, separated by commas; one with ``-`` before it is switched off, any other on. ``all`` and
            ``none`` stand for every rule. What is not named keeps its default.
    Raises:
        ValueError: a name is unknown; the message names the nearest that is.

    >>> sorted(choose_rules("full-width,-zero-width").rules)[:3]
    ['compatibility-ideographs', 'control', 'full-width']
    >>> choose_rules("none,escape").without == {"misread", "pinyin-annotation", "traditional-conversion"}
    True
    """
    on = {name for name, rule in RULES.items() if rule.default}
    for word in filter(None, (word.strip() for word in words.split(","))):
        name = word.lstrip("+-")
        if name in {"all", "none"}:
            on = set(RULES) if (name == "all") != word.startswith("-") else set()
        elif name not in RULES:
            near = get_close_matches(name, RULES, n=1, cutoff=0.5)
            guess = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"there is no rule {name!r}{guess}")
        elif word.startswith("-"):
            on.discard(name)
        else:
            on.add(name)
    return Chosen(frozenset(on & COMPATIBILITY_RULES.keys()), frozenset(FAMILIES.keys() - on))
