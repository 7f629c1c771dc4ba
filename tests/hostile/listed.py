"""The table of ``docs/hostile.md``, made from the tests: ``python -m tests.hostile.listed`` writes it."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.test_hostile import LINES
from tests.hostile.test_surroundings import ADDRESSES

__all__ = ["PAGE", "with_tables"]

PAGE = Path(__file__).parents[2] / "docs" / "hostile.md"
_SAID = {"": "", "protocol": "remote protocol: …"}


def _rows() -> str:
    rows = ["| what the site does | outcome | what is said of it |", "| --- | --- | --- |"]
    for line in LINES:
        said = _SAID.get(line.error, f"… {line.error.split('|')[0]} …" if line.error else "")
        where = " (robots.txt)" if line.path == "/robots.txt" else ""
        found = "" if line.reports is None else f", {line.reports} report" + "s" * (line.reports != 1)
        rows.append(f"| {line.name} | `{line.outcome}`{where}{found} | {said} |")
    return "\n".join(rows)


def _addresses() -> str:
    rows = ["| where a link leads | what is said of it |", "| --- | --- |"]
    rows += [f"| {name}: {', '.join(at) or url} | … {error} |" for name, url, at, error in ADDRESSES]
    return "\n".join(rows)


def with_tables(page: str) -> str:
    """Put the tables as they are today into the page."""
    for name, rows in (("behaviours", _rows()), ("addresses", _addresses())):
        before, _, rest = page.partition(f"<!-- {name} -->\n")
        page = (
            f"{before}<!-- {name} -->\n{rows}\n<!-- end {name} -->{rest.partition(f'<!-- end {name} -->')[2]}"
        )
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
