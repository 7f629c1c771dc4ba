"""When a host may be asked: the delay between requests, how many at once, when to try again.

Retries are not made inside a request but put back into the queue with a time, so that a harvest that
is stopped in between goes on with them, and a host that asks for ten minutes holds up no other.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["RETRIED_STATUSES", "HostGate", "retry_after_seconds", "retry_wait_seconds"]

# RFC 9110 §15.5.9, §15.6; RFC 6585 §4; 520-524 are Cloudflare's for an origin that does not answer
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 300.0
# A run does not stay open for a host that asks for longer; the page is left to the next run.
LONGEST_RETRY_AFTER_SECONDS = 3_600.0


class HostGate:
    """Lets requests to one host start with a delay between them, and only so many be under way.

    Args:
        delay_seconds: between the starts of two requests.
        concurrency: requests under way at once.
    """

    def __init__(self, delay_seconds: float, concurrency: int) -> None:
        self.delay_seconds = delay_seconds
        self._slots = asyncio.Semaphore(concurrency)
        self._turn = asyncio.Lock()
        self._next_start = 0.0

    def slow_down(self, delay_seconds: float) -> None:
        """Raise the delay to at least this."""
        self.delay_seconds = max(self.delay_seconds, delay_seconds)

    def pause(self, seconds: float) -> None:
        """Let no request start for a while; a host that answers 429 or 503 means all of its pages."""
        self._next_start = max(self._next_start, asyncio.get_running_loop().time() + seconds)

    @asynccontextmanager
    async def slot(self, stop: asyncio.Event | None = None) -> AsyncIterator[None]:
        """Wait for a turn; hold it while the request is under way.

        When ``stop`` is set the wait ends at once, and the caller is to begin nothing.
        """
        async with self._slots:
            if self.delay_seconds > 0 or self._next_start > 0:
                async with self._turn:
                    loop = asyncio.get_running_loop()
                    wait = self._next_start - loop.time()
                    while wait > 0 and not (stop is not None and stop.is_set()):
                        await _sleep(wait, stop)
                        wait = self._next_start - loop.time()
                    self._next_start = loop.time() + self.delay_seconds
            yield


async def _sleep(seconds: float, stop: asyncio.Event | None) -> None:
    if stop is None:
        await asyncio.sleep(seconds)
    else:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


def retry_wait_seconds(attempts: int, retry_after: float | None) -> float:
    """Seconds until the next try: what the host asks for, else doubling from 2 s with jitter, up to 300 s.

    Args:
        attempts: how often the page was tried so far, at least 1.
        retry_after: what :func:`retry_after_seconds` gave.

    >>> retry_wait_seconds(1, 7.0), 2.0 <= retry_wait_seconds(1, None) <= 3.0
    (7.0, True)
    """
    if retry_after is not None:
        return min(retry_after, LONGEST_RETRY_AFTER_SECONDS)
    wait = min(FIRST_WAIT_SECONDS * 2.0 ** min(attempts - 1, 20), LONGEST_WAIT_SECONDS)
    return wait * random.uniform(1.0, 1.5)  # noqa: S311  jitter, so that pages do not come back all at once


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: seconds, or an HTTP date; None when it is missing or unreadable.

    >>> retry_after_seconds("120", datetime(2024, 1, 1, tzinfo=UTC))
    120.0
    >>> retry_after_seconds("Mon, 01 Jan 2024 00:00:30 GMT", datetime(2024, 1, 1, tzinfo=UTC))
    30.0
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
