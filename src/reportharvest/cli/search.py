"""``reportharvest search``: find reports by words in title, publisher or text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from reportharvest.cli.messages import counted
from reportharvest.cli.options import common_options, read_settings, setting_option
from reportharvest.cli.streams import write_json, write_text
from reportharvest.errors import UsageError
from reportharvest.repairing.traditional import to_simplified
from reportharvest.storing import reader
from reportharvest.storing.fulltext import match_expression
from reportharvest.storing.schema import open_database

__all__ = ["command"]


@click.command("search", short_help="find reports by words")
@click.argument("query", nargs=-1, required=True)
@setting_option("db")
@setting_option("search_limit", metavar="N")
@click.option("--json", "as_json", is_flag=True, help="print the hits as JSON")
@common_options
def command(query: tuple[str, ...], *, as_json: bool, **given: Any) -> None:
    """Find the reports that hold every word of QUERY, the best first.

    A word may be of any length, one or two characters too; "…" holds a phrase together; annu* finds
    words that begin so. Words in titles count most. Where nothing holds a query in traditional
    characters, its simplified form is searched for.
    """
    settings, messages = read_settings(given.pop("config"), given)
    words = " ".join(query)
    if match_expression(words) is None:
        raise UsageError(
            f"the query {words!r} has nothing to search for",
            hint="give at least one letter, digit or character",
        )
    db = open_database(settings.db, read_only=True)
    try:
        hits = reader.search(db, words, limit=settings.search_limit)
        simplified = "".join(to_simplified(character) for character in words)
        if not hits and simplified != words:
            # Reports of mainland agencies are stored as they were written, in simplified characters.
            hits = reader.search(db, simplified, limit=settings.search_limit)
            messages.tell(f"no report holds {words}; searched for {simplified}", simplified=simplified)
    finally:
        db.close()
    if as_json:
        write_json([asdict(hit) for hit in hits])
        return
    write_text("".join(_shown(at, hit) for at, hit in enumerate(hits, 1)))
    messages.tell(f"{counted(len(hits), 'report')} found in {settings.db}", hits=len(hits))


def _shown(at: int, hit: reader.SearchHit) -> str:
    about = ", ".join(str(one) for one in (hit.report_year, hit.publisher) if one)
    return (
        f"{at}. {hit.title or '(no title)'}{f' ({about})' if about else ''}\n   {hit.url}\n   {hit.snippet}\n"
    )
