"""Recording: pages of a live site into a folder, in the form that demonstrations and tests replay."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import httpx

from reportharvest.archiving.capture import Capture
from reportharvest.archiving.recordings import write_recording
from reportharvest.crawling.client import Answer, Clients, Validators
from reportharvest.crawling.pacing import HostGate
from reportharvest.crawling.robots import RobotsPolicy
from reportharvest.crawling.scope import Scope
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical, origin_of, split
from reportharvest.errors import UsageError, WorkFailedError
from reportharvest.running.crawl import timestamp
from reportharvest.running.settling import redirect_target

__all__ = ["record"]

MAX_HOPS = 10


def record(
    urls: Sequence[str],
    folder: Path,
    site: str,
    *,
    user_agent: str,
    allow_private: bool = False,
    delay_seconds: float = 1.0,
    transport: httpx.AsyncBaseTransport | None = None,
) -> list[Path]:
    """Fetch pages, with the robots.txt of their hosts and every hop of a redirect, and write them down.

    Args:
        urls: what to fetch.
        folder: where recordings are kept; each gets a folder ``<site>/<page>`` of its own.
        site: name of the folder of the site.
        user_agent: how the program names itself.
        allow_private: allow loopback and private addresses.
        delay_seconds: between two requests.
        transport: answers instead of the network.
    Returns:
        The ``response.json`` of each recording, in the order of the requests.
    Raises:
        UsageError: a URL is none, or the site's name cannot be a folder's.
        WorkFailedError: a page could not be fetched, or robots.txt forbids it; earlier ones stay recorded.
    """
    if not re.fullmatch(r"[^\W_](?:[\w.-]{0,62}\w)?", site):
        raise UsageError(f'site = "{site}" must be letters, digits, "-", "." and "_", at most 64')
    targets = []
    for url in urls:
        target = canonical(url)
        if target is None:
            raise UsageError(f'"{url}" is not an http or https URL')
        targets.append(target)
    description = SiteDescription(
        site, site, tuple(targets), Scope(()), allow_private, delay_seconds=delay_seconds
    )
    return asyncio.run(_record(targets, folder / site, description, user_agent, transport))


async def _record(
    targets: Sequence[str],
    folder: Path,
    site: SiteDescription,
    user_agent: str,
    transport: httpx.AsyncBaseTransport | None,
) -> list[Path]:
    clients = Clients(user_agent, transport=transport)
    gate = HostGate(site.delay_seconds, 1)
    policies: dict[str, RobotsPolicy] = {}
    written: list[Path] = []

    async def fetch(url: str) -> Capture:
        async with gate.slot():
            answer = await clients.fetch(site, url, conditional=Validators())
        capture = _capture(url, answer)
        if answer.status is None or answer.truncated:
            raise WorkFailedError(
                f"{url}: {answer.error or 'no answer'}", hint=f"{len(written)} pages were recorded"
            )
        written.append(write_recording(folder / _page_name(url), capture))
        return capture

    try:
        for target in targets:
            url: str | None = target
            for _ in range(MAX_HOPS):
                if url is None:
                    break
                origin = origin_of(url)
                if origin not in policies:
                    robots = await fetch(origin + "/robots.txt")
                    policies[origin] = RobotsPolicy.read(robots.status, robots.body)
                if not policies[origin].allows(url, user_agent):
                    raise WorkFailedError(f"{url}: {policies[origin].refusal}")
                url = redirect_target(await fetch(url))
    finally:
        await clients.aclose()
    return written


def _capture(url: str, answer: Answer) -> Capture:
    when = timestamp(answer.fetched_at)
    return Capture(url, when, answer.status, answer.reason, answer.headers, answer.body)


def _page_name(url: str) -> str:
    """A folder's name from a URL: readable, and with a digest that keeps two pages apart."""
    parts = split(url)
    text = "" if parts is None else f"{parts.path}-{parts.query or ''}"
    words = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()
    return f"{words[-60:].strip('-') or 'home'}-{sha256(url.encode()).hexdigest()[:8]}"
