"""The pages about repairs: their examples run, and they name every kind and every rule there is."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from reportharvest.repairing.compatibility import COMPATIBILITY_RULES

DOCS = Path(__file__).parents[2] / "docs"
PAGES = DOCS / "repairs"
CASES = Path(__file__).parents[2] / "fixtures" / "repairs"


@pytest.mark.parametrize(
    "page", [*sorted(PAGES.glob("*.md")), DOCS / "decoding.md", DOCS / "sql.md"], ids=lambda page: page.stem
)
def test_examples_run(page):
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert failed == 0


def test_every_page_is_listed_and_every_link_leads_somewhere():
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert {f"{name}.md" for name in re.findall(r"\(([\w-]+)\.md\)", index)} == {
        page.name for page in PAGES.glob("*.md") if page.stem != "index"
    }


def test_every_kind_with_labelled_cases_has_its_row():
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    for file in CASES.glob("*.json"):
        assert f"`{file.stem}`" in index


PARTS = ("**How it happens.**", "**How to recognise it.**", "**What is restored.**")


@pytest.mark.parametrize("page", [one for one in sorted(PAGES.glob("*.md")) if one.stem != "index"])
def test_a_page_tells_how_and_what_and_what_not(page):
    text = page.read_text(encoding="utf-8")
    assert [part for part in PARTS if part not in text] == []
    assert "**What cannot be restored.**" in text or "**What cannot be told.**" in text
    assert "```pycon" in text


def test_every_compatibility_rule_is_described():
    page = (PAGES / "compatibility.md").read_text(encoding="utf-8")
    for name, rule in COMPATIBILITY_RULES.items():
        assert re.search(rf"\| `{name}` \| {'yes' if rule.default else 'on demand'} \|", page), name
