"""When a host may be asked: the delay between requests, how many at once, when to try again.

The delay adapts to how the host bears the requests. An answer that says "too many" (429, 503), a gateway
that gives up (502, 504), a time-out or a refused connection doubles it; a host that takes several times
as long as it did slows the harvest by a quarter with each answer. Each good answer takes a tenth of what
was added away again, so that a host is back to its normal pace after some thirty of them, and one that
wavers is not asked faster and faster in between.

Retries are not made inside a request but put back into the queue with a time, so that a harvest that
is stopped in between goes on with them, and a host that asks for ten minutes holds up no other. All times
here are those of a clock that only grows: a computer whose date jumps waits neither for ever nor not at all.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = [
    "LONGEST_RETRY_AFTER_SECONDS",
    "RETRIED_STATUSES",
    "HostGate",
    "HostPace",
    "retry_after_seconds",
    "retry_wait_seconds",
]

# RFC 9110 §15.5.9, §15.6; RFC 6585 §4; 520-524 are Cloudflare's for an origin that does not answer
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
# A 500 is as a rule one page's own fault; these say that the host, or what stands before it, is in trouble.
TROUBLED_STATUSES = frozenset({429, 502, 503, 504, 520, 521, 522, 523, 524})
FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 300.0
# A run does not stay open for a host that asks for longer; the page is left to the next run.
LONGEST_RETRY_AFTER_SECONDS = 3_600.0

LONGEST_DELAY_SECONDS = 120.0
SLOWER = 2.0
SLOWER_BY_LATENCY = 1.25
RECOVERY = 0.9  # of what was added: 0.9 ** 30 = 4 %
# The first step of a host that has no delay, which only loopback may have.
SMALLEST_STEP_SECONDS = 0.05
# A host is slow when it takes three times its usual time, and more than two seconds: below that, noise
# decides, such as pages that are being read on the same processor (1.3 s for 0.4 s on a busy machine).
LATENCY_GROWTH = 3.0
SLOW_LATENCY_SECONDS = 2.0
_RECENT = 0.3  # weight of the newest answer among the recent ones
_USUAL = 0.02  # and in the usual time, which follows over some fifty answers


@dataclass(frozen=True, slots=True)
class HostPace:
    """How fast a host is asked at the moment.

    Attributes:
        normal_seconds: the delay that its description and robots.txt give.
        delay_seconds: the delay at the moment.
        paused_seconds: for how long nothing more is asked; 0.0: not paused.
        latency_seconds: how long recent answers took; None: none came.
        reason: why it is slower than normal, or empty.
    """

    normal_seconds: float
    delay_seconds: float
    paused_seconds: float = 0.0
    latency_seconds: float | None = None
    reason: str = ""

    @property
    def is_slowed(self) -> bool:
        """Whether the host is asked noticeably more slowly than it might be."""
        return self.delay_seconds > 1.1 * self.normal_seconds + 0.01 or self.paused_seconds > 0


class HostGate:
    """Lets requests to one host start with a delay between them, and only so many be under way.

    Args:
        delay_seconds: between the starts of two requests, at least.
        concurrency: requests under way at once.
        clock: seconds that only grow; None: those of the event loop.
    """

    def __init__(
        self, delay_seconds: float, concurrency: int, *, clock: Callable[[], float] | None = None
    ) -> None:
        self.normal_seconds = delay_seconds
        self._added = 0.0
        self._slots = asyncio.Semaphore(concurrency)
        self._turn = asyncio.Lock()
        self._next_start = 0.0
        self._clock = clock
        self._recent: float | None = None
        self._usual: float | None = None
        self._reason = ""

    def _now(self) -> float:
        return asyncio.get_running_loop().time() if self._clock is None else self._clock()

    @property
    def delay_seconds(self) -> float:
        """Seconds between the starts of two requests at the moment."""
        return self.normal_seconds + self._added

    def pace(self) -> HostPace:
        """Tell how fast the host is asked at the moment."""
        slowed = self.delay_seconds > 1.1 * self.normal_seconds + 0.01
        paused = self._next_start - self._now() - self.delay_seconds
        return HostPace(
            self.normal_seconds,
            self.delay_seconds,
            max(0.0, paused),
            self._recent,
            self._reason if slowed or paused > 0 else "",
        )

    def slow_down(self, delay_seconds: float) -> None:
        """Raise the normal delay to at least this."""
        self.normal_seconds = max(self.normal_seconds, delay_seconds)

    def remember(self, delay_seconds: float, reason: str) -> None:
        """Begin as slowly as an earlier run ended."""
        self._added = max(self._added, min(delay_seconds, LONGEST_DELAY_SECONDS) - self.normal_seconds)
        self._reason = reason

    def pause(self, seconds: float) -> None:
        """Let no request start for a while; a host that answers 429 or 503 means all of its pages."""
        self._next_start = max(self._next_start, self._now() + seconds)

    def answered(self, seconds: float, status: int | None, error: str | None = None) -> None:
        """Learn from one request how the host bears the pace.

        Args:
            seconds: how long it took.
            status: HTTP status, None where no answer came.
            error: why there was none, or why it is not whole.
        """
        if status in TROUBLED_STATUSES:
            self._slower(SLOWER, f"HTTP status {status}")
        elif status is None:
            self._slower(SLOWER, (error or "no answer")[:100])
        elif self._has_grown(seconds) and self.normal_seconds > 0:  # loopback without a delay is our own
            self._slower(SLOWER_BY_LATENCY, f"answers take {self._recent:.1f} s, usually {self._usual:.1f} s")
        else:
            self._added *= RECOVERY
            if self._added < 0.01 + 0.02 * self.normal_seconds:
                self._added, self._reason = 0.0, ""

    def _slower(self, factor: float, reason: str) -> None:
        step = max(self.normal_seconds, SMALLEST_STEP_SECONDS, (factor - 1) * self.delay_seconds)
        if factor < SLOWER:
            step = max((factor - 1) * self.delay_seconds, SMALLEST_STEP_SECONDS)
        most = max(LONGEST_DELAY_SECONDS, self.normal_seconds)
        self._added = min(self._added + step, most - self.normal_seconds)
        self._reason = reason

    def _has_grown(self, seconds: float) -> bool:
        if self._recent is None or self._usual is None:
            self._recent = self._usual = seconds
            return False
        self._recent += _RECENT * (seconds - self._recent)
        # quicker answers are the host's own pace at once; slower ones become the usual only slowly
        self._usual += (_RECENT if seconds < self._usual else _USUAL) * (seconds - self._usual)
        return self._recent > max(SLOW_LATENCY_SECONDS, LATENCY_GROWTH * self._usual)

    @asynccontextmanager
    async def slot(self, stop: asyncio.Event | None = None) -> AsyncIterator[None]:
        """Wait for a turn; hold it while the request is under way.

        When ``stop`` is set the wait ends at once, and the caller is to begin nothing.
        """
        async with self._slots:
            if self.delay_seconds > 0 or self._next_start > 0:
                async with self._turn:
                    wait = self._next_start - self._now()
                    while wait > 0 and not (stop is not None and stop.is_set()):
                        await _sleep(wait, stop)
                        wait = self._next_start - self._now()
                    self._next_start = self._now() + self.delay_seconds
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
