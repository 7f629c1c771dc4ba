"""Lists that exist only after their scripts have run: read in a Chromium that is installed, page by page.

The browser has no network of its own: every request of a page comes here, is judged like any other (scope,
robots.txt, public addresses, the pace of the host, the budget of the run) and answered by the harvest's own
client, or refused. What the page shows then is archived next to the response, so that a replay needs no
browser. A page that a captcha, a challenge or a login stands before is not given to the browser at all.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from reportharvest.archiving.capture import Capture
from reportharvest.crawling.blocked import block_evidence
from reportharvest.crawling.client import Answer
from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.crawling.robots import RobotsPolicy
from reportharvest.crawling.sites import SiteDescription
from reportharvest.crawling.urls import canonical, origin_of
from reportharvest.errors import UsageError
from reportharvest.reading.response import MAX_CONTENT_BYTES, page_text

__all__ = ["Ask", "Renderer", "find_browser", "is_rendered"]

_log = logging.getLogger(__name__)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAX_REQUESTS = 80  # of one page; lists on such sites make 5 to 30
MAX_TURNS = 30  # further pages of a list that are reached by clicking; each is a request or more
MAX_DOM_BYTES = 20_000_000
QUIET_SECONDS = 0.5  # without a request under way, after which a page is taken to be done
LONGEST_SETTLING_SECONDS = 20.0
MAX_HOPS = 5
# pictures, fonts and films draw no list, and are most of what such a page asks for
_KINDS = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_NEXT = re.compile(r"^\s*(?:下一页|下页|下一頁|后一页|[>›»]|next)\s*[>›»]?\s*$", re.IGNORECASE)
_PER_CONNECTION = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "location"}
)
_BODY = re.compile(r"<body[^<>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)

Ask = Callable[[SiteDescription, str, str, str, float], Awaitable[Answer | None]]
"""Asks for a URL with method and body, at a pace of at least so many seconds; None: not in this run."""


def find_browser(given: str = "") -> str:
    """Give the path of an installed Chromium.

    Args:
        given: what the setting ``browser`` says; empty to look in PATH.
    Raises:
        UsageError: there is none, or the extra is not installed.
    """
    try:
        __import__("playwright.async_api")
    except ImportError as missing:
        raise UsageError(
            "a site description says render = true, and the extra 'render' is not installed",
            hint="pip install 'reportharvest[render]', or take render out of the description",
        ) from missing
    found = given if given and Path(given).is_file() else shutil.which(given) if given else None
    if not given:
        found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise UsageError(
            f"browser = {given!r}: there is no such program" if given else "no Chromium was found in PATH",
            allowed=["the path of Chromium, Chrome or Edge"],
            hint="a site description says render = true; install Chromium, or name it with --browser",
        )
    return found


def is_rendered(site: SiteDescription, capture: Capture) -> bool:
    """Tell whether a response is to be read after its scripts have run: lists of a site that says so."""
    return (
        site.render
        and capture.purpose in {"entry", "list"}
        and capture.method == "GET"
        and capture.status == 200
        and capture.error is None
        and "html" in (capture.header("Content-Type") or "html").lower()
        and block_evidence(page_text(capture), 200) is None
    )


@dataclass
class _Page:
    """What is under way for one page."""

    site: SiteDescription
    capture: Capture
    asked: int = 0
    under_way: int = 0
    refused: list[str] = field(default_factory=list)
    quiet_since: float = 0.0
    shown: bool = False


class Renderer:
    """A browser for the pages of one run; begun when it is first needed.

    Args:
        browser: path of the program.
        user_agent: as every request names itself.
        ask: asks for what pages need.
    """

    def __init__(self, browser: str, user_agent: str, ask: Ask) -> None:
        self._browser_path = browser
        self._user_agent = user_agent
        self._ask = ask
        self._policies: dict[str, RobotsPolicy] = {}
        self._starting = asyncio.Lock()
        self._turn = asyncio.Semaphore(2)  # pages at once; each takes some 100 MB
        self._playwright: Any = None
        self._browser: Any = None

    async def shown(self, site: SiteDescription, capture: Capture, policy: RobotsPolicy) -> Capture | None:
        """Give what a page shows after its scripts have run, as a capture of its own; None where that fails.

        Args:
            site: its description.
            capture: the response; its bytes are what the browser gets.
            policy: the rules of its host.
        """
        from playwright.async_api import Error  # noqa: PLC0415  an extra, needed by few

        self._policies.setdefault(origin_of(capture.url), policy)
        page = _Page(site, capture)
        try:
            async with self._turn:
                text = await self._text_of(page)
        except Error as error:
            _log.warning("%s: could not be rendered: %s", capture.url, str(error).split("\n")[0])
            return None
        if page.refused:
            _log.info("%s: %d requests of its scripts were refused, such as %s",
                      capture.url, len(page.refused), page.refused[0])  # fmt: skip
        body = text.encode("utf-8", "replace")[:MAX_DOM_BYTES]
        headers = ((b"Content-Type", b"text/html; charset=utf-8"),)
        return replace(capture, reason="", headers=headers, body=body, rendered="dom", attempts_left=0)

    async def close(self) -> None:
        """End the browser."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()
        self._browser = self._playwright = None

    async def _start(self) -> Any:
        from playwright.async_api import async_playwright  # noqa: PLC0415

        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                if self._playwright is None:
                    self._playwright = await async_playwright().start()
                arguments = [
                    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever slips by finds no host
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--no-first-run",
                ]
                if os.geteuid() == 0:
                    arguments.append("--no-sandbox")  # the sandbox refuses root
                self._browser = await self._playwright.chromium.launch(
                    executable_path=self._browser_path, headless=True, args=arguments
                )
            return self._browser

    async def _text_of(self, page: _Page) -> str:
        browser = await self._start()
        context = await browser.new_context(
            user_agent=self._user_agent, locale="zh-CN", service_workers="block", accept_downloads=False
        )
        try:
            await context.route("**/*", lambda route: self._answer(page, route))
            tab = await context.new_page()
            tab.set_default_timeout(LONGEST_SETTLING_SECONDS * 1000)
            await tab.goto(page.capture.url, wait_until="domcontentloaded")
            await self._settle(page)
            texts: list[str] = [await tab.content()]
            await self._turn_pages(page, tab, texts)
        finally:
            await context.close()
        if len(texts) == 1:
            return texts[0]
        bodies = [match[1] for text in texts[1:] if (match := _BODY.search(text))]
        more = "".join(
            f'<div data-rendered-page="{at}">{body}</div>' for at, body in enumerate(bodies, start=2)
        )
        head, found, tail = texts[0].rpartition("</body>")
        return head + more + found + tail if found else texts[0] + more

    async def _turn_pages(self, page: _Page, tab: Any, texts: list[str]) -> None:
        """Click on 下一页 as long as that shows something new and no address leads there."""
        size = len(texts[0])
        for _ in range(MAX_TURNS):
            button = await self._next_button(tab)
            if button is None or page.asked >= MAX_REQUESTS:
                return
            await button.click(timeout=2000, force=True)
            await asyncio.sleep(0.05)
            await self._settle(page)
            text = await tab.content()
            size += len(text)
            if text == texts[-1] or _BODY.sub(_squeezed, text) in {
                _BODY.sub(_squeezed, one) for one in texts
            }:
                return
            if size > MAX_DOM_BYTES:
                return
            texts.append(text)

    @staticmethod
    async def _next_button(tab: Any) -> Any:
        """The element that turns to the next page by a script; None for none, or a disabled one."""
        for node in (await tab.query_selector_all("a, button, li, span, div[onclick], i"))[:3000]:
            text = await node.text_content()
            if text is None or len(text) > 12 or not _NEXT.match(text):
                continue
            href = (await node.get_attribute("href") or "").strip()
            if href and not href.startswith(("#", "javascript:")):
                return None  # an address, which the harvest follows by itself
            state = " ".join(
                [await node.get_attribute(one) or "" for one in ("class", "aria-disabled", "disabled")]
            )
            disabled = await node.get_attribute("disabled") is not None
            if (
                not disabled
                and not re.search(r"disab|true|gray|grey|no-?next", state)
                and await node.is_visible()
            ):
                return node
        return None

    async def _settle(self, page: _Page) -> None:
        """Wait until nothing has been under way for a while."""
        clock = asyncio.get_running_loop().time
        page.quiet_since = clock()
        end = clock() + LONGEST_SETTLING_SECONDS
        while clock() < end:
            await asyncio.sleep(0.05)
            if page.under_way == 0 and clock() - page.quiet_since >= QUIET_SECONDS:
                return

    async def _answer(self, page: _Page, route: Any) -> None:
        from playwright.async_api import Error  # noqa: PLC0415

        page.under_way += 1
        try:
            answer = await self._answer_to(page, route.request)
            if answer is None:
                page.refused.append(route.request.url)
                await route.abort("blockedbyclient")
                return
            status, headers, body = answer
            await route.fulfill(status=status, headers=headers, body=body)
        except Error as error:
            _log.debug("a request of %s ended with its page: %s", page.capture.url, error)
        finally:
            page.under_way -= 1
            page.quiet_since = asyncio.get_running_loop().time()

    async def _answer_to(self, page: _Page, request: Any) -> tuple[int, dict[str, str], bytes] | None:
        """Answer one request of a page; None refuses it."""
        is_main = request.is_navigation_request() and request.frame.parent_frame is None
        if is_main:
            if page.shown:
                page.refused.append(request.url)
                return 204, {}, b""  # the page stays; where it wants to go is for the harvest to decide
            page.shown = True
            capture = page.capture
            return _plain(capture.status or 200, capture.headers, capture.body)
        if request.resource_type not in _KINDS or page.asked >= MAX_REQUESTS:
            return None
        url, method = canonical(request.url), request.method
        if method not in {"GET", "POST"}:
            return None
        body = request.post_data or "" if method == "POST" else ""
        for _ in range(MAX_HOPS):
            if url is None or not page.site.scope.allows(url):
                return None
            policy = await self._policy(page.site, origin_of(url))
            if not policy.allows(url, self._user_agent):
                return None
            page.asked += 1
            answer = await self._ask(page.site, url, method, body, policy.delay_seconds(self._user_agent))
            if answer is None or answer.status is None or answer.error is not None:
                return None
            location = next((value for name, value in answer.headers if name.lower() == b"location"), None)
            if not 300 <= answer.status < 400 or location is None:
                return _plain(answer.status, answer.headers, answer.body)
            url, method, body = canonical(urljoin(url, location.decode("latin-1"))), "GET", ""
        return None

    async def _policy(self, site: SiteDescription, origin: str) -> RobotsPolicy:
        """The rules of a host that a page's scripts ask; those of the page's own host are known."""
        if origin not in self._policies:
            answer = await self._ask(site, origin + "/robots.txt", "GET", "", 0.0)
            status = None if answer is None or answer.error is not None else answer.status
            self._policies[origin] = RobotsPolicy.read(status, b"" if answer is None else answer.body)
        return self._policies[origin]


def _plain(
    status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """An answer as a browser takes it from a program: its content-encoding undone."""
    named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    content = undo_content_encoding(body, named.get("content-encoding"), MAX_CONTENT_BYTES)
    kept = {name: value for name, value in named.items() if name not in _PER_CONNECTION}
    return status, kept, content.body


def _squeezed(match: re.Match[str]) -> str:
    return re.sub(r"\s+", "", match[1])
