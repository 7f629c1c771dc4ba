"""How pages are made: variables that every template has, filters, errors, arguments of an address."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from datasette.utils.asgi import NotFound, Response
from markupsafe import Markup, escape

from reportharvest.publishing.interface import COOKIE, Language, Texts, chosen_language
from reportharvest.publishing.table_view import shown_rows

__all__ = [
    "FILTERS",
    "argument",
    "language_of",
    "marked",
    "number",
    "page_number",
    "page_variables",
    "render",
    "render_error",
    "safe_link",
    "site_page",
    "url_number",
    "with_arguments",
]

MAX_ARGUMENT_CHARS = 400
"""Longer than any title or query that a reader types."""

_MAX_PAGE = 100_000
_View = Callable[..., Awaitable[Response]]


def language_of(request: Any) -> Language:
    """Give the language that a request is to be answered in."""
    if request is None:
        return "zh"
    return chosen_language(
        request.args.get("lang"), request.cookies.get(COOKIE), request.headers.get("accept-language", "")
    )


def page_variables(request: Any) -> dict[str, Any]:
    """Give what every template has: language, texts, the same page in the other language."""
    language = language_of(request)
    other: Language = "en" if language == "zh" else "zh"
    path, query = ("/", {}) if request is None else (request.path, dict(_arguments(request)))
    return {
        "lang": language,
        "t": Texts(language),
        "other_language": other,
        "other_language_url": f"{path}?{urlencode(query | {'lang': other})}",
        "here": path,
    }


async def render(site: Any, request: Any, template: str, *, status: int = 200, **context: Any) -> Response:
    """Make a page from a template of ours."""
    html = await site.render_template(
        f"site/{template}", {"ours": True, **context}, request=request, view_name=template
    )
    return Response.html(html, status=status)


async def render_error(site: Any, request: Any, status: int, message: str) -> Response:
    """Make the page that says what went wrong; JSON where JSON was asked for."""
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status}, status=status)
    html = await site.render_template(
        "error.html", {"ours": True, "status": status, "error": message}, request=request
    )
    return Response.html(html, status=status)


def site_page(view: _View) -> _View:
    """Let a page that took too long, or a file that cannot be read just now, be said as such."""

    @wraps(view)
    async def guarded(datasette: Any, request: Any) -> Response:
        try:
            return await view(datasette, request)
        except sqlite3.OperationalError as error:
            text = Texts(language_of(request))
            reason = text("error.slow") if "interrupted" in str(error) else text("error.database", why=error)
            return await render_error(datasette, request, 503, reason)

    return guarded


def argument(request: Any, name: str) -> str:
    """Give an argument of the address, trimmed and shortened; empty where it is missing."""
    return (request.args.get(name) or "").strip()[:MAX_ARGUMENT_CHARS].replace("\0", "")


def number(request: Any, name: str) -> int | None:
    """Give an argument as a whole number; None where it is none."""
    text = argument(request, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None


def page_number(request: Any) -> int:
    """Give the number of the page asked for, from 1."""
    return max(1, min(number(request, "page") or 1, _MAX_PAGE))


def url_number(request: Any, name: str) -> int:
    """Give a number of the path.

    Raises:
        NotFound: it is larger than any of ours.
    """
    value = int(request.url_vars[name])
    if value >= 2**63:
        raise NotFound("there is no such page")
    return value


def with_arguments(request: Any, **changes: object) -> str:
    """Give the address of this page with other arguments; None takes one away."""
    values = {**dict(_arguments(request)), **changes}
    values.pop("lang", None)
    kept = {name: value for name, value in values.items() if value not in {None, ""}}
    return f"{request.path}?{urlencode(kept)}" if kept else str(request.path)


def safe_link(url: str | None) -> str | None:
    """Give a URL where a browser may follow it: http and https only, never a script.

    >>> safe_link("https://www.example.gov.cn/a.pdf"), safe_link("javascript:alert(1)")
    ('https://www.example.gov.cn/a.pdf', None)
    """
    try:
        return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None
    except ValueError:
        return None


def marked(pieces: list[tuple[str, bool]]) -> Markup:
    """Put hits into <mark>; everything else is text.

    >>> marked([("<b>", False), ("公开", True)])
    Markup('&lt;b&gt;<mark>公开</mark>')
    """
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text) if hit else escape(text) for text, hit in pieces
    )


def _arguments(request: Any) -> list[tuple[str, str]]:
    return [(name, request.args[name]) for name in request.args if len(name) < 40]


def _count(value: object) -> str:
    """Write a number with thousands separated; empty for none.

    >>> _count(13612), _count(2.50), _count(None)
    ('13,612', '2.5', '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _moment(value: str | None) -> str:
    """Write a moment without its seconds.

    >>> _moment("2026-01-02T03:04:05Z"), _moment("2026-01-02"), _moment(None)
    ('2026-01-02 03:04 UTC', '2026-01-02', '')
    """
    if not value:
        return ""
    day, _, time = value.partition("T")
    zone = " UTC" if time.endswith("Z") else ""
    return f"{day} {time[:5]}{zone}" if time else day


def _percent(value: float | None) -> str:
    """Write a probability.

    >>> _percent(0.9999), _percent(0.04167), _percent(1.0)
    ('99.9%', '4.2%', '100%')
    """
    if value is None:
        return ""
    if value < 1:
        value = min(value, 0.999)
    return f"{value * 100:.1f}".removesuffix(".0") + "%"


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


FILTERS: dict[str, Callable[..., Any]] = {
    "count": _count,
    "moment": _moment,
    "percent": _percent,
    "paragraphs": _paragraphs,
    "safe_link": safe_link,
    "shown_rows": shown_rows,
    "quoted": lambda text: quote(str(text), safe=""),
}
