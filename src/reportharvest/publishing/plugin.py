"""Our plugin of Datasette: routes, texts, headers, questions. It does nothing in any other Datasette."""

from __future__ import annotations

import re
import traceback
from collections.abc import Awaitable, Callable, Generator
from html import unescape
from typing import Any
from urllib.parse import parse_qs

from datasette import hookimpl
from datasette.utils.asgi import Base400, NotFound, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup

from reportharvest import __version__
from reportharvest.publishing.interface import COOKIE, LANGUAGES, Texts
from reportharvest.publishing.pages import (
    archived,
    coverage,
    figures,
    home,
    quality,
    queries,
    report,
    restored,
    search,
)
from reportharvest.publishing.rendering import FILTERS, language_of, page_variables, render_error
from reportharvest.publishing.table_view import is_statutory
from reportharvest.storing.canned import CANNED_QUERIES

__all__ = ["NAME", "ROUTES"]

NAME = "reportharvest-site"

ROUTES: tuple[tuple[str, Callable[..., Awaitable[Response]]], ...] = (
    (r"^/$", home.page),
    (r"^/coverage$", coverage.page),
    (r"^/search$", search.page),
    (r"^/report/(?P<report_id>\d{1,16})$", report.page),
    (r"^/report/(?P<report_id>\d{1,16})\.json$", report.record),
    (r"^/report/(?P<report_id>\d{1,16})/restored$", restored.page),
    (r"^/report/(?P<report_id>\d{1,16})/changes$", report.changes),
    (r"^/bytes/(?P<fetch_id>\d{1,16})$", archived.download),
    (r"^/figures$", figures.page),
    (r"^/figures/(?P<name>[a-z_]{1,40})\.csv$", figures.table),
    (r"^/quality$", quality.page),
    (r"^/quality/(?P<name>[a-z_]{1,40})$", quality.listing),
    (r"^/queries$", queries.page),
)
"""Our addresses. Everything else is Datasette's own: /reports and what is below it."""

_STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATASETTE = _STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Datasette's own pages have style attributes; scripts in a page run on none of ours and none of its."""

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"vary", b"Cookie, Accept-Language"),
)
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>.*?</script>", re.DOTALL)
_OWN_TEMPLATES = ("base.html", "error.html", "site/")
_YEAR_SECONDS = 31_536_000
_HIDDEN = re.compile(r"^/-/(?:databases|threads|actor|messages|permissions|patterns|allow-debug)\b")
"""Pages of Datasette that tell of the machine, or that have no use without a login."""


class _WithoutInlineScripts(Extension):
    """Takes the scripts out of Datasette's templates; static/datasette.js does what they did."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return source if (name or "").startswith(_OWN_TEMPLATES) else _INLINE_SCRIPT.sub("", source)


def _ours(datasette: Any) -> bool:
    return hasattr(datasette, "archive") and hasattr(datasette, "remembered")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Put our pages before those of Datasette."""
    if not _ours(datasette):
        return []
    return [*ROUTES, (_HIDDEN.pattern, _hidden)]


async def _hidden() -> Response:
    raise NotFound("there is no such page")


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Any) -> None:
    """Add what our templates use, and take inline scripts out of the others."""
    if _ours(datasette):
        env.filters.update(FILTERS)
        env.tests["statutory"] = is_statutory
        env.add_extension(_WithoutInlineScripts)
        env.globals["version"] = __version__


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Any, datasette: Any) -> dict[str, Any]:
    """Give every template, Datasette's too, the language and the texts."""
    return page_variables(request) if _ours(datasette) else {}


@hookimpl  # type: ignore[untyped-decorator]
def canned_queries(datasette: Any, database: str) -> dict[str, dict[str, Any]]:
    """Offer the questions that researchers ask first; none of them writes."""
    if not _ours(datasette) or database == "_internal":
        return {}
    return {
        one.name: {
            "sql": one.sql,
            "title": f"{one.title_zh} · {one.title_en}",
            "description": f"{one.description_zh} {one.description_en}",
            "write": False,
        }
        for one in CANNED_QUERIES
    }


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Let the number of a report lead to its page, in every table, view and answer; in reports, its title."""
    if not _ours(datasette):
        return None
    if (table, column) == ("reports", "title"):
        number, label = _number_and_label(row["id"])[0], value or "—"
    elif column.startswith("report_id"):
        number, label = _number_and_label(value)
    else:
        return None
    return Markup('<a href="/report/{}">{}</a>').format(number, label) if isinstance(number, int) else None


def _number_and_label(value: Any) -> tuple[Any, Any]:
    """Read a cell that refers to a row elsewhere, for which Datasette found a label, or one that does not."""
    if isinstance(value, dict):
        return value.get("value"), value.get("label") or value.get("value")
    return value, value


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Generator[None, Any, None]:
    """Show errors in the reader's language, in the place of Datasette's handler.

    That one prints a trace for every address that there is not, and knows nothing of our templates' texts.
    """
    outcome = yield
    if not _ours(datasette):
        return

    async def inner() -> Response:
        if isinstance(exception, Base400):
            return await render_error(datasette, request, exception.status, str(exception.args[0]))
        if isinstance(exception, DatasetteError):
            message = exception.message
            plain = unescape(re.sub(r"<[^>]*>", "", message)) if exception.message_is_html else message
            return await render_error(datasette, request, exception.status, plain)
        traceback.print_exception(exception)  # a fault of ours: whoever runs the server is to see it
        return await render_error(datasette, request, 500, Texts(language_of(request))("error.fault"))

    outcome.force_result([inner])


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Add the headers that keep a page to itself, and remember a language that was asked for."""

    def wrap(app: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            added = [*_HEADERS, *_page_headers(scope)]

            async def sending(message: Any) -> None:
                if message["type"] == "http.response.start":
                    names = {name.lower() for name, _ in message["headers"]}
                    kept = [one for one in added if one[0] not in names or one[0] == b"set-cookie"]
                    message = {**message, "headers": [*message["headers"], *kept]}
                await send(message)

            await app(scope, receive, sending)

        return wrapped if _ours(datasette) else app

    return wrap


def _page_headers(scope: Any) -> list[tuple[bytes, bytes]]:
    path = scope["path"]
    policy = _DATASETTE if path.startswith(("/reports", "/-/")) else _STRICT
    headers = [(b"content-security-policy", policy.encode())]
    if path.startswith("/site/"):
        headers.append((b"cache-control", b"public, max-age=3600"))
    asked = parse_qs(scope.get("query_string", b"")[:4000].decode("latin-1")).get("lang", [""])[-1]
    if asked in LANGUAGES:
        cookie = f"{COOKIE}={asked}; Path=/; Max-Age={_YEAR_SECONDS}; SameSite=Lax; HttpOnly"
        headers.append((b"set-cookie", cookie.encode()))
    return headers
