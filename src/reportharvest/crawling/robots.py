"""What robots.txt allows (RFC 9309), read by protego.

The status decides first: a missing file (4xx) allows everything, a server that fails (5xx) or cannot
be reached forbids everything for this run, so that a site in trouble is left alone.
"""

from __future__ import annotations

from protego import Protego

__all__ = ["MAX_ROBOTS_BYTES", "RobotsPolicy"]

MAX_ROBOTS_BYTES = 512_000  # RFC 9309 §2.5: at least 500 KiB are to be read; what is beyond is ignored
# A site may ask for any delay; beyond this the description's author is to decide, not robots.txt.
MAX_CRAWL_DELAY_SECONDS = 60.0


class RobotsPolicy:
    r"""The rules of one origin (scheme, host, port).

    >>> policy = RobotsPolicy.read(200, b"User-agent: *\nDisallow: /private/")
    >>> [policy.allows(url, "reportharvest") for url in ("http://a.example/private/1.html", "http://a.example/")]
    [False, True]
    >>> RobotsPolicy.read(503, b"").allows("http://a.example/", "reportharvest")
    False
    """

    def __init__(self, rules: Protego | None, default: bool) -> None:
        self._rules = rules
        self._default = default

    @classmethod
    def read(cls, status: int | None, body: bytes) -> RobotsPolicy:
        """Make the policy from the answer to the request for robots.txt.

        Args:
            status: HTTP status, or None when there was no answer.
            body: the body, content-encoding undone.
        Source:
            RFC 9309 §2.3.1. A redirect that was not followed counts as missing (§2.3.1.2).
        """
        if status is None or status >= 500:
            return cls(None, default=False)
        if not 200 <= status < 300:
            return cls(None, default=True)
        text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
        return cls(Protego.parse(text), default=True)

    @property
    def refusal(self) -> str:
        """Why a URL is not allowed."""
        if self._rules is None:
            return "robots.txt could not be fetched, which forbids everything (RFC 9309)"
        return "robots.txt forbids it"

    def allows(self, url: str, user_agent: str) -> bool:
        """Tell whether a URL may be fetched."""
        return self._default if self._rules is None else self._rules.can_fetch(url, user_agent)

    def delay_seconds(self, user_agent: str) -> float:
        """Seconds between two requests that the site asks for; 0.0 when it asks for nothing."""
        asked = None if self._rules is None else self._rules.crawl_delay(user_agent)
        if asked is None or not asked > 0:
            return 0.0
        return min(float(asked), MAX_CRAWL_DELAY_SECONDS)
