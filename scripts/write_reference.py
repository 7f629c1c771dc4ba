"""Write the pages of docs/ that are made from the code: data dictionary, settings, issues, commands.

    python scripts/write_reference.py

``tests/test_documented.py`` compares the pages with what the code gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from click.testing import CliRunner

from reportharvest.cli.entry import COMMANDS, cli
from reportharvest.crawling.json_lists import LIST_API_SETTINGS
from reportharvest.crawling.sites import SITE_SETTINGS
from reportharvest.issues import ISSUES
from reportharvest.settings import SETTINGS
from reportharvest.storing.canned import CANNED_QUERIES
from reportharvest.storing.exporting import all_resources
from reportharvest.storing.schema import describe, open_database
from reportharvest.tables.labels import labels_of, meta_fields

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- made by scripts/write_reference.py; change the code and run it again -->\n"

DICTIONARY = """
The database is one SQLite file in write-ahead mode; it can be read while a harvest writes. The same
descriptions stand in the file: `.schema reports` in the `sqlite3` shell shows them. `reports.id` is
`pages.id`, made from the URL, so that it is the same in every database; rows below a report are keyed by
`report_id` and `position`. Names are plain, except `column`, which some other databases want in quotation
marks. How to search: [search.md](search.md).
"""
SETTINGS_BEFORE = """
A setting is read from its default, then from `reportharvest.toml` of the current folder (or the file that
`--config` names), then from the environment, then from the command line; the last one counts. A name that
is not in this table is refused wherever it stands, with the nearest one that is. What concerns one site
stands in its description: [sites.md](sites.md).

"""
SETTINGS_AFTER = """
A file:

```toml
db = "/srv/reports/reports.db"
archive = "/srv/reports/warc"
contact = "reports@example.org"
```
"""
ISSUES_BEFORE = """
What was odd about a page or a run is data, never an exception: a name, a place and the value found there.
Issues of a page are in the table `issues` and in a record's `issues`; those of a run as a whole are in
`runs.issues`.

"""
ISSUES_AFTER = """
Which pages have them:

```sql
SELECT issues.name, issues.place, issues.found, pages.url
FROM issues JOIN pages ON pages.id = issues.page_id ORDER BY 1, 4;
```
"""
QUESTIONS = """
The ten questions that researchers ask first. Each is one SELECT over the views and runs as it stands on
the [site](site.md), in the `sqlite3` shell, in pandas and in DuckDB; `reportharvest export NAME` writes the
answer as a file of any format. Read [what the numbers mean](what-the-numbers-mean.md) before you quote them.
"""


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def data_dictionary() -> str:
    """Every table, view and column, as SQLite keeps their descriptions."""
    parts = [f"# Data dictionary\n\n{MADE}{DICTIONARY}"]
    db = open_database(":memory:")
    # SQLite declares no type for what a view calculates.
    words = {"integer": "integer", "number": "real"}
    calculated = {
        (one.name, column.name): words.get(column.type, "text")
        for one in all_resources(db)
        for column in one.columns
    }
    for one in describe(db):
        rows = [
            (
                f"`{column.name}`",
                column.type.lower() or calculated.get((one.name, column.name), ""),
                " ".join(
                    word for word, holds in (("key", column.key), ("required", column.required)) if holds
                )
                + (f" → `{column.references}`" if column.references else ""),
                column.description,
            )
            for column in one.columns
        ]
        parts.append(f"\n## {one.name}\n\n{one.kind[0].upper()}{one.kind[1:]}. {one.description}\n\n")
        parts.append(table(("column", "type", "", "meaning"), rows))
    db.close()
    return "".join(parts)


def settings_page() -> str:
    """Every setting."""
    rows = [
        (
            f"`{one.name}`",
            f"`{flag}`" if (flag := f"--{one.name.replace('_', '-')}") in options() else "",
            f"`{one.variable}`",
            f"`{str(one.default).lower() if one.kind == 'flag' else one.default}`"
            if one.default != ""
            else "",
            one.allowed,
            one.help + (f" ({one.unit})" if one.unit else ""),
        )
        for one in SETTINGS
    ]
    head = ("name", "option", "environment", "default", "allowed", "meaning")
    return f"# Settings\n\n{MADE}{SETTINGS_BEFORE}{table(head, rows)}{SETTINGS_AFTER}"


def options() -> set[str]:
    """Every option of every command."""
    commands = [cli.get_command(click.Context(cli), name) for name in COMMANDS]
    return {option for command in commands if command for one in command.params for option in one.opts}


def issues_page() -> str:
    """Every name an issue may have."""
    rows = [(f"`{name}`", text) for name, text in ISSUES.items()]
    return f"# Issues\n\n{MADE}{ISSUES_BEFORE}{table(('name', 'what it says'), rows)}{ISSUES_AFTER}"


def with_help(page: str) -> str:
    """Put the printed help of each command between its marks."""

    def block(found: re.Match[str]) -> str:
        name = found[1]
        shown = CliRunner().invoke(
            cli, [name, "--help"], prog_name="reportharvest", terminal_width=100, env={"COLUMNS": "100"}
        )
        return f"<!-- help of {name} -->\n```text\n{shown.output.rstrip()}\n```\n<!-- end -->"

    return re.sub(r"<!-- help of (\w+) -->\n.*?<!-- end -->", block, page, flags=re.DOTALL)


def commands_page() -> str:
    """The page of commands as it is, with the help printed today."""
    return with_help((DOCS / "commands.md").read_text(encoding="utf-8"))


def sites_page() -> str:
    """The page of site descriptions, with every setting that there is today."""
    rows = [
        (
            f"`[{one.table}]` `{one.name}`" if one.table else f"`{one.name}`",
            {"strings": "list of strings", "range": "{min, max}", "verify": "boolean or path"}.get(
                one.kind, one.kind
            ),
            "required" if one.default is None and not one.table else _toml(one.default),
            "" if one.low is None or one.high is None else f"{_number(one.low)} to {_number(one.high)}",
            one.help.replace("[", "\\["),
        )
        for one in SITE_SETTINGS
    ] + [
        (
            f"`[[list_api]]` `{one.name}`",
            one.kind,
            "required" if one.default is None else _toml(one.default) if one.default != "" else "",
            "",
            one.help,
        )
        for one in LIST_API_SETTINGS
    ]
    made = table(("name", "type", "default", "range", "meaning"), rows)
    page = (DOCS / "sites.md").read_text(encoding="utf-8")
    return re.sub(
        r"(<!-- site settings -->\n).*?(?=<!-- end -->)", lambda found: found[1] + made, page, flags=re.DOTALL
    )


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", "_") if float(value).is_integer() else f"{value:g}"


def _toml(value: object) -> str:
    if value is None or value == ():
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


FIELD_ORDER = (
    *("url", "title", "report_year", "index_number", "index_number_parts", "document_number"),
    *("document_number_parts", "disclosure_method", "publisher", "agency", "region", "published_at"),
    *("written_at", "topic", "keywords", "validity", "breadcrumb", "sections", "tables", "statistics"),
    *("figures", "checks", "attachments", "repairs", "page_kind", "encoding", "lost", "issues", "evidence"),
)


def field_names() -> tuple[str, ...]:
    """The fields that have a page, those of this list first."""
    there = sorted(file.stem for file in (DOCS / "fields").glob("*.md") if file.stem != "index")
    return (
        *(name for name in FIELD_ORDER if name in there),
        *(name for name in there if name not in FIELD_ORDER),
    )


def field_page(name: str) -> str:
    """The page of a field as it is, with the labels and meta tags that the table has today."""
    page = (DOCS / "fields" / f"{name}.md").read_text(encoding="utf-8")
    labels = "、".join(labels_of(name))
    tags = ", ".join(f"`{tag}`" for tag, field in meta_fields().items() if field == name)
    made = f"Labels, the most trusted first: {labels}.\n" + (f"\nMeta tags: {tags}.\n" if tags else "")
    return re.sub(
        rf"(<!-- labels of {name} -->\n).*?(?=<!-- end -->)",
        lambda found: found[1] + made,
        page,
        flags=re.DOTALL,
    )


def field_index() -> str:
    """The list of all fields, each with the first sentence of its page."""
    lines = [
        "# Fields of a record\n",
        "\nOne page a field: what it means, where it is read, what is known not to work, an example.\n\n",
    ]
    for name in field_names():
        text = (DOCS / "fields" / f"{name}.md").read_text(encoding="utf-8").split("\n\n")[1]
        first = re.split(r"(?<=[.;])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(";:.")
        first = re.sub(r"\]\((?!http)", "](", first)
        lines.append(f"- [{name}]({name}.md): {first}.\n")
    return "".join(lines)


def questions_page() -> str:
    """Every canned question, with its SQL."""
    parts = [f"# Questions\n\n{MADE}{QUESTIONS}"]
    for number, one in enumerate(CANNED_QUERIES, 1):
        parts.append(
            f"\n## {number}. {one.title_en}\n\n{one.title_zh}\n\n{one.description_en}\n\n{one.description_zh}"
            f"\n\n`reportharvest export {one.name}`\n\n```sql\n{one.sql}\n```\n"
        )
    return "".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    **{f"fields/{name}.md": partial(field_page, name) for name in field_names()},
    "fields/index.md": field_index,
    "data-dictionary.md": data_dictionary,
    "settings.md": settings_page,
    "issues.md": issues_page,
    "commands.md": commands_page,
    "sites.md": sites_page,
    "questions.md": questions_page,
}


def main() -> None:
    missing = [name for name in COMMANDS if f"<!-- help of {name} -->" not in commands_page()]
    if missing:
        raise SystemExit(f"docs/commands.md has no place for the help of: {', '.join(missing)}")
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
