"""The READMEs: what they show is what comes out, and the Chinese one says what the English one says."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str) -> list[tuple[str, str]]:
    """Code without its comments, which are in the language of the reader."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [(kind, re.sub(r" *(?<!\S)#\s.*", "", block) if kind else block) for kind, block in found]


def links(text: str) -> list[str]:
    # The first link of each leads to the other one.
    return sorted(set(re.findall(r"\]\(([^)]+)\)", text)) - set(READMES))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_readme", ROOT / "scripts" / "write_readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_have_the_same_commands_code_and_outputs() -> None:
    english, chinese = (blocks(text_of(name)) for name in READMES)
    assert english == chinese
    assert len(english) > 8


def test_both_lead_to_the_same_pages_which_exist() -> None:
    english, chinese = (links(text_of(name)) for name in READMES)
    assert english == chinese
    for link in english:
        assert link.startswith("http") or (ROOT / link.partition("#")[0]).exists(), link


def test_both_have_the_same_sections() -> None:
    heads = [re.findall(r"^(#+) ", text_of(name), re.MULTILINE) for name in READMES]
    assert heads[0] == heads[1]


def test_each_names_the_other() -> None:
    assert "](README.zh-CN.md)" in text_of("README.md")
    assert "](README.md)" in text_of("README.zh-CN.md")


def test_the_chinese_one_is_in_chinese() -> None:
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", text_of("README.zh-CN.md"), flags=re.DOTALL)
    lines = [line for line in prose.splitlines() if len(line) > 20]
    assert [line for line in lines if not re.search("[\u4e00-\u9fff]", line)] == []


def test_what_is_shown_is_what_comes_out(script: ModuleType, tmp_path: Path) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("no sqlite3 shell here")
    harvest = script.harvested(tmp_path)
    for name in READMES:
        made = script.with_outputs(text_of(name), tmp_path, harvest)
        assert text_of(name) == made, "run `python scripts/write_readme.py`, read the difference, commit it"
