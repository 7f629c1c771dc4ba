"""What can be listed in the code is in the documentation, and the documentation is what the code says."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from reportharvest.cli.entry import COMMANDS, cli
from reportharvest.issues import ISSUES
from reportharvest.settings import SETTINGS
from reportharvest.storing.schema import describe, open_database

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
KIND = re.compile(r"\w+-as-\w+|lost-bytes|pinyin-annotation|traditional-conversion|escape|compatibility")


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "scripts" / "write_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["data-dictionary.md", "settings.md", "issues.md", "commands.md", "sites.md", "questions.md"],
)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    made = reference().PAGES[name]()
    assert page(name) == made, "run `python scripts/write_reference.py` and commit what it wrote"


def test_every_table_and_column_is_in_the_data_dictionary() -> None:
    text = page("data-dictionary.md")
    for table in describe(open_database(":memory:")):
        part = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert table.description in part
        assert all(f"| `{column.name}` |" in part for column in table.columns)


def test_every_command_has_help_and_a_section_with_each_option() -> None:
    text = page("commands.md")
    for name in COMMANDS:
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help
        part = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        options = [option for one in command.params for option in one.opts if option.startswith("--")]
        assert options
        assert [option for option in options if option not in part] == []
        assert command.get_short_help_str(200) == COMMANDS[name]


def test_every_command_module_is_listed() -> None:
    folder = ROOT / "src" / "reportharvest" / "cli"
    modules = {
        file.stem for file in folder.glob("*.py") if "@click.command(" in file.read_text(encoding="utf-8")
    }
    assert modules == set(COMMANDS)


def test_every_setting_is_documented() -> None:
    text = page("settings.md")
    assert [one.name for one in SETTINGS if f"`{one.name}`" not in text or one.variable not in text] == []


def test_every_issue_is_documented() -> None:
    assert [name for name in ISSUES if f"`{name}`" not in page("issues.md")] == []


def kinds() -> set[str]:
    """Kinds of repair that are written out in the code; those that are put together are in the contract."""
    found = {"utf8-as-latin1", "gbk-as-latin1", "gbk-as-big5", "big5-as-gbk", "utf8-as-big5"}
    for file in (ROOT / "src" / "reportharvest" / "repairing").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_kind_of_repair_is_documented() -> None:
    texts = "\n".join(file.read_text(encoding="utf-8") for file in DOCS.rglob("*.md"))
    assert len(kinds()) > 8
    assert [kind for kind in sorted(kinds()) if f"`{kind}`" not in texts] == []


def test_links_between_pages_lead_somewhere() -> None:
    links = [
        (file, target)
        for file in DOCS.rglob("*.md")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8"))
    ]
    assert [f"{file.name}: {target}" for file, target in links if not (file.parent / target).exists()] == []


def test_every_page_is_in_the_navigation_of_the_documentation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"([\w/.-]+\.md)$", text, re.MULTILINE))
    pages = {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")}
    assert pages - listed == set(), "add it to nav in mkdocs.yml"
    assert listed - pages == set()


def test_the_documentation_asks_no_other_host() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in text
    assert not re.search(r"https?://|- offline|- privacy|extra_javascript|extra_css", text)
