"""One page after the other of a site that is explored: fetched politely, read, not stored."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.client import Clients, Validators
from reportharvest.crawling.pacing import HostGate
from reportharvest.crawling.robots import RobotsPolicy
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import origin_of, split
from reportharvest.reading.response import Reading, page_text, read_response
from reportharvest.running.crawl import timestamp
from reportharvest.running.settling import redirect_target

__all__ = ["Visit", "Visitor", "registered"]

MAX_HOPS = 10
_SECOND_LEVEL = frozenset({"gov", "edu", "org", "com", "net", "ac"})


@dataclass(slots=True)
class Visit:
    """A page that was read: where it was found in the end, what was read, its text."""

    url: str
    reading: Reading
    text: str


class Visitor:
    """Asks for pages, one at a time: within the site, its robots.txt, its pace, and a bound.

    Args:
        clients: ask.
        site: what is allowed, and how fast.
        user_agent: as robots.txt is read for it.
        max_pages: requests at most, robots.txt not counted; ``left`` says how many may still be made.
    """

    def __init__(self, clients: Clients, site: SiteDescription, user_agent: str, max_pages: int) -> None:
        self._clients = clients
        self._site = site
        self._user_agent = user_agent
        self._gates: dict[str, HostGate] = {}
        self._policies: dict[str, RobotsPolicy] = {}
        self._own = registered(split(site.entry[0]).host)  # type: ignore[union-attr]
        self._refused: str | None = None
        self.left = max_pages
        self.asked = 0
        self.site = site

    def is_inside(self, url: str) -> bool:
        """Tell whether a URL belongs to the site or a sister of it (xxgk. beside www.)."""
        parts = split(url)
        return parts is not None and registered(parts.host) == self._own

    async def get(self, url: str, purpose: str = "entry", method: str = "GET", body: str = "") -> Visit | str:
        """Fetch and read a page; or say why not."""
        for _ in range(MAX_HOPS):
            if not self.is_inside(url):
                return f"leads to another site: {url}"
            if self.left <= 0:
                return "the bound of pages is reached"
            policy = await self._policy(origin_of(url))
            if self._refused is not None:
                return f"{self._refused} (--allow-private permits that)"
            if not policy.allows(url, self._user_agent):
                return policy.refusal
            capture = await self._ask(url, purpose, method, body)
            target = redirect_target(capture)
            if target is None:
                return await self._read(capture)
            url, method, body = target, "GET", ""
        return f"more than {MAX_HOPS} redirects"

    async def _read(self, capture: Capture) -> Visit | str:
        if capture.error is not None:
            return capture.error
        if capture.status is None or not 200 <= capture.status < 300:
            return f"HTTP status {capture.status}"
        reading = await asyncio.to_thread(read_response, capture)
        if reading.blocked is not None:
            return f"blocked: {reading.blocked}"
        if reading.absent is not None:
            return f"says that it is not there: {reading.absent}"
        if reading.error is not None:
            return reading.error
        is_text = not capture.body[:4].startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
        return Visit(capture.url, reading, page_text(capture) if is_text else "")

    async def _ask(self, url: str, purpose: str, method: str, body: str) -> Capture:
        gate = self._gates.setdefault(origin_of(url), HostGate(self._site.delay_seconds, 1))
        policy = self._policies.get(origin_of(url))
        if policy is not None:
            gate.slow_down(policy.delay_seconds(self._user_agent))
        async with gate.slot():
            answer = await self._clients.fetch(
                self._site, url, method=method, body=body, conditional=Validators()
            )
        self.asked += 1
        self.left -= purpose != "robots"
        return Capture(
            url, timestamp(answer.fetched_at), answer.status, answer.reason, answer.headers, answer.body,
            truncated=answer.truncated, error=answer.error, refused=answer.refused,
            purpose=purpose, method=method, request_body=body,
        )  # fmt: skip

    async def _policy(self, origin: str) -> RobotsPolicy:
        if origin not in self._policies:
            capture = await self._ask(origin + "/robots.txt", "robots", "GET", "")
            for _ in range(MAX_HOPS // 2):
                target = redirect_target(capture)
                if target is None or not self.is_inside(target):
                    break
                capture = await self._ask(target, "robots", "GET", "")
            self._refused = capture.error if capture.refused else None
            self._policies[origin] = RobotsPolicy.read(capture.status, capture.body)
        return self._policies[origin]


def registered(host: str) -> str:
    """The part of a host that a site shares with its sisters: example.gov.cn for xxgk.example.gov.cn.

    >>> registered("xxgk.example.gov.cn"), registered("www.example.cn"), registered("127.0.0.1")
    ('example.gov.cn', 'example.cn', '127.0.0.1')
    """
    if re.fullmatch(r"[\d.]+|\[.*\]", host):
        return host
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])
