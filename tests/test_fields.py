"""Each field of the record has a page, its lists are those of the tables, and its example is true."""

from __future__ import annotations

import copy
import importlib.util
import json
import re
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reportharvest.extracting import extract, pairs
from reportharvest.model import Metadata, Report
from reportharvest.tables import labels

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "fields"
GUIDE = ROOT / "docs" / "adding-a-label.md"


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "scripts" / "write_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def holds(expected: Any, found: Any) -> bool:
    """Whether everything that is expected is found; lists are compared from their beginnings, whole."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            holds(value, found.get(key)) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(holds, expected, found))
    return bool(expected == found)


def names() -> list[str]:
    own = {one.name for one in fields(Report)} - {"metadata"}
    return sorted(own | {one.name for one in fields(Metadata)})


def test_every_field_has_a_page_and_every_page_a_field() -> None:
    assert sorted(file.stem for file in PAGES.glob("*.md") if file.stem != "index") == names()


def test_lists_and_index_are_those_of_the_tables() -> None:
    made = {name: make for name, make in reference().PAGES.items() if name.startswith("fields/")}
    assert len(made) == len(names()) + 1
    stale = [
        name for name, make in made.items() if (ROOT / "docs" / name).read_text(encoding="utf-8") != make()
    ]
    assert stale == [], "run `python scripts/write_reference.py` and commit what it wrote"


@pytest.mark.parametrize("name", names())
def test_a_page_has_all_parts_and_its_example_is_true(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {name}\n")
    assert "\n## Where it is read\n" in page
    assert "\n## Known limits\n" in page
    assert all(spelling in page for spelling in labels.labels_of(name))
    example = re.search(r"```html\n(.*?)```\n\n```json\n(.*?)```", page, re.DOTALL)
    if example is None:
        assert name not in {one.name for one in fields(Metadata)}
        return
    record = extract(example[1], url="http://www.example.gov.cn/nb/1.html").to_dict()
    expected = json.loads(example[2])
    assert holds(expected, record), {key: record[key] for key in expected}


def test_the_guide_to_adding_a_label_works(monkeypatch: pytest.MonkeyPatch) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    entry = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])
    found = re.search(r"```python\n\s*\((\".*?\"), (\{.*?\})\),", text, re.DOTALL)
    assert found is not None
    head, expected = json.loads(found[1]), json.loads(found[2])
    page = (
        f"{head}<h1>云桥市林业局2018年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>公开信息20条。</p>"
    )
    field = next(iter(expected))
    assert extract(page).to_dict()["metadata"][field] is None
    table = copy.deepcopy(dict(labels._table()))
    for name, spellings in entry["labels"].items():
        table["labels"][name] += spellings
    caches = (labels.label_fields, labels.field_of, labels._ranks, pairs._remembered_pairs)
    with monkeypatch.context() as patch:
        patch.setattr(labels, "_table", lambda: table)
        for cached in caches:
            cached.cache_clear()
        assert extract(page).to_dict()["metadata"] | expected == extract(page).to_dict()["metadata"]
    for cached in caches:
        cached.cache_clear()
    assert extract(page).to_dict()["metadata"][field] is None
