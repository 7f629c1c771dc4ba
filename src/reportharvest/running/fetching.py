"""One page, fetched by itself through the crawler's client: with its limits, over checked addresses."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.client import Answer, Clients, Validators
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.running.crawl import timestamp
from reportharvest.running.settling import redirect_target

__all__ = ["FetchedPage", "fetch_page"]

MAX_HOPS = 10  # as in a harvest
MAX_CONTENT_BYTES = 134_217_728  # as in a harvest: of what a body inflates to


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as ``process`` takes it: final URL, body with content-encoding undone, Content-Type header."""

    url: str
    body: bytes
    content_type: str | None


def fetch_page(
    url: str,
    *,
    user_agent: str,
    proxy: str | None = None,
    allow_private: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
) -> FetchedPage:
    """Fetch one page that a person asked for, following redirects.

    Args:
        url: the page.
        user_agent: how the program names itself.
        proxy: URL of an HTTP proxy, or None.
        allow_private: allow loopback and private addresses.
        transport: answers instead of the network.
    Raises:
        UsageError: the URL is none.
        WorkFailedError: there is no such page, or it could not be fetched whole.
    """
    target = canonical(url)
    if target is None:
        raise UsageError(f'"{url}" is not an http or https URL')
    site = SiteDescription("extract", "", (target,), Scope(()), allow_private)
    return asyncio.run(_fetch(target, site, Clients(user_agent, proxy=proxy, transport=transport)))


async def _fetch(target: str, site: SiteDescription, clients: Clients) -> FetchedPage:
    try:
        for _ in range(MAX_HOPS):
            answer = await clients.fetch(site, target, conditional=Validators())
            capture = _capture(target, answer)
            following = redirect_target(capture)
            if following is None:
                return _page(capture, answer)
            target = following
    finally:
        await clients.aclose()
    raise WorkFailedError(f"{target}: more than {MAX_HOPS} redirects")


def _page(capture: Capture, answer: Answer) -> FetchedPage:
    if answer.refused:
        raise WorkFailedError(f"{capture.url}: {answer.error}", hint="--allow-private permits such addresses")
    if answer.error is not None:
        raise WorkFailedError(f"{capture.url}: {answer.error}", hint="nothing was read; try again later")
    if capture.status is None or not 200 <= capture.status < 300:
        raise WorkFailedError(
            f"{capture.url}: HTTP status {capture.status}",
            hint="open the page in a browser to see what it is",
        )
    content = undo_content_encoding(capture.body, capture.header("Content-Encoding"), MAX_CONTENT_BYTES)
    if content.error is not None:
        raise WorkFailedError(f"{capture.url}: {content.error}")
    return FetchedPage(capture.url, content.body, capture.header("Content-Type"))


def _capture(url: str, answer: Answer) -> Capture:
    when = timestamp(answer.fetched_at)
    return Capture(url, when, answer.status, answer.reason, answer.headers, answer.body)
