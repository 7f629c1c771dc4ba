"""Who may import whom: the one-way flow of data, held as a table."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "reportharvest"

BASE = {"model", "errors", "issues"}
MAY_IMPORT: dict[str, set[str]] = {
    "issues": set(),
    "errors": set(),
    "identities": set(),
    "model": {"issues", "identities"},
    "tables": set(),
    "settings": {"errors"},
    "workers": set(),
    # pure stages: they do not know each other and meet in the pipeline
    "decoding": BASE | {"tables"},
    "repairing": BASE | {"tables"},
    "extracting": BASE | {"tables"},
    "pipeline": BASE | {"decoding", "repairing", "extracting"},
    # stages with I/O: they meet in running
    "crawling": BASE | {"settings"},
    "archiving": BASE | {"settings"},
    "storing": BASE | {"settings", "tables"},
    # one archived response, or several that belong together, to a record
    "reading": BASE | {"pipeline", "decoding", "repairing", "crawling", "archiving"},
    "running": BASE
    | {"settings", "pipeline", "decoding", "repairing", "reading", "crawling", "archiving", "storing"}
    | {"workers"},
    # SQL functions for programs that are not ours
    "sql": set(),
    # many archives at once: the same pipeline without a harvest around it
    "processing": BASE | {"settings", "pipeline", "reading", "crawling", "archiving", "storing", "workers"},
    # what readers see and take away; only through the named queries of storing
    "publishing": BASE | {"settings", "tables", "pipeline", "crawling", "archiving", "storing"},
    # fixtures for the tests of others: a harvest from recordings
    "testing": BASE | {"settings", "pipeline", "crawling", "archiving", "storing", "running"},
    "cli": BASE
    | {"settings", "pipeline", "decoding", "repairing", "reading", "running", "storing", "processing"}
    | {"publishing"},
}
PURE = ("decoding", "repairing", "extracting", "pipeline", "model", "issues")
# time and randomness make a result irreproducible; the network and the file system make it impure
IMPURE_MODULES = {"httpx", "logging", "os", "random", "requests", "socket", "sqlite3", "sqlite_utils", "time"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> list[tuple[int, str]]:
    """Line and dotted name of everything that a module imports."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are absolute here"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def test_every_part_of_the_package_has_a_row() -> None:
    assert {part_of(file) for file in modules()} - {"__init__", "__main__"} == set(MAY_IMPORT)


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_module_imports_only_from_stages_before_it(file: Path) -> None:
    part = part_of(file)
    if part in {"__init__", "__main__"}:
        pytest.skip("the public names of everything")
    allowed = MAY_IMPORT[part] | {part, "__version__"}
    wrong = [
        f"{file.name}:{line} imports {name}"
        for line, name in imported(file)
        if name.startswith("reportharvest.") and name.split(".")[1] not in allowed
    ]
    assert not wrong


@pytest.mark.parametrize(
    "file", [file for file in modules() if part_of(file) in PURE], ids=lambda file: file.name
)
def test_pure_stages_import_nothing_that_does_input_or_output(file: Path) -> None:
    wrong = [
        f"{file.name}:{line} imports {name}"
        for line, name in imported(file)
        if name.split(".")[0] in IMPURE_MODULES
    ]
    assert not wrong


def test_no_folder_bears_the_name_of_a_public_function() -> None:
    import reportharvest

    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert not folders & set(reportharvest.__all__)


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import reportharvest", {"httpx", "sqlite_utils", "selectolax", "ftfy", "opencc", "click", "rich"}),
        (
            "import reportharvest; reportharvest.decode",
            {"httpx", "sqlite_utils", "selectolax", "click", "rich"},
        ),
        (
            "import reportharvest; reportharvest.repair",
            {"httpx", "sqlite_utils", "selectolax", "click", "rich"},
        ),
        (
            "import reportharvest; reportharvest.process",
            {"httpx", "sqlite_utils", "click", "rich", "pdfplumber"},
        ),
    ],
)
def test_a_public_name_loads_no_more_than_it_needs(statement: str, unwanted: set[str]) -> None:
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {name.split(".")[0] for name in loaded} & unwanted


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_pattern_is_possessive(file: Path) -> None:
    # Python before 3.11.5 misses matches of possessive groups (CPython issue 106052); Debian 12 has 3.11.2.
    strings = [
        node.value
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    possessive = re.compile(r"[)\]}][*+?]\+|\{\d*,?\d*\}\+|\(\?>")
    assert not [one for one in strings if "\n" not in one and possessive.search(one)]
