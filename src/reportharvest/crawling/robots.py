"""What robots.txt allows (RFC 9309), read by protego.

The status decides first: a missing file (4xx) allows everything, a server that fails (5xx) or cannot
be reached forbids everything for this run, so that a site in trouble is left alone.
"""

from __future__ import annotations

import codecs
import re

from protego import Protego

__all__ = ["MAX_ROBOTS_AGE_SECONDS", "MAX_ROBOTS_BYTES", "RobotsPolicy", "product_token"]

MAX_ROBOTS_BYTES = 512_000  # RFC 9309 §2.5: at least 500 KiB are to be read; what is beyond is ignored
MAX_ROBOTS_AGE_SECONDS = 86_400.0  # RFC 9309 §2.4: not to be used longer than 24 hours
# A site may ask for any delay; beyond this the description's author is to decide, not robots.txt.
MAX_CRAWL_DELAY_SECONDS = 60.0

_TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309 §2.2.1
_GROUP = re.compile(r"(\s*user-?agent\s*:)([^#]*)(.*)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NOBODY = "-"  # the name of a group that is about others


def product_token(user_agent: str) -> str:
    """Give the part of a User-Agent that robots.txt names: letters, ``_`` and ``-`` at its beginning.

    >>> product_token("reportharvest/0.1 (+mailto:reports@example.org)")
    'reportharvest'
    """
    found = _TOKEN.match(user_agent)
    return found[0].lower() if found else "reportharvest"


class RobotsPolicy:
    r"""The rules of one origin (scheme, host, port).

    >>> policy = RobotsPolicy.read(200, b"User-agent: *\nDisallow: /private/")
    >>> [policy.allows(url, "reportharvest") for url in ("http://a.example/private/1.html", "http://a.example/")]
    [False, True]
    >>> RobotsPolicy.read(503, b"").allows("http://a.example/", "reportharvest")
    False
    """

    def __init__(self, text: str | None, default: bool) -> None:
        self._text = text
        self._default = default
        self._rules: tuple[str, Protego] | None = None

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
        return cls(_text(body), default=True)

    @property
    def is_known(self) -> bool:
        """Whether the host gave an answer that tells what is allowed; without one, all is forbidden."""
        return self._default

    @property
    def refusal(self) -> str:
        """Why a URL is not allowed."""
        if not self._default:
            return "robots.txt could not be fetched, which forbids everything (RFC 9309)"
        return "robots.txt forbids it"

    def allows(self, url: str, user_agent: str) -> bool:
        """Tell whether a URL may be fetched."""
        rules, token = self._for(user_agent)
        return self._default if rules is None else rules.can_fetch(url, token)

    def delay_seconds(self, user_agent: str) -> float:
        """Seconds between two requests that the site asks for; 0.0 when it asks for nothing."""
        rules, token = self._for(user_agent)
        if rules is None:
            return 0.0
        asked = rules.crawl_delay(token) or 0.0
        rate = rules.request_rate(token)
        if rate is not None and rate.requests > 0:
            asked = max(asked, rate.seconds / rate.requests)
        return min(float(asked), MAX_CRAWL_DELAY_SECONDS) if asked > 0 else 0.0

    def _for(self, user_agent: str) -> tuple[Protego | None, str]:
        token = product_token(user_agent)
        if self._text is None:
            return None, token
        if self._rules is None or self._rules[0] != token:
            self._rules = (token, Protego.parse(_groups_for(self._text, token)))
        return self._rules[1], token


def _text(body: bytes) -> str:
    """Decode as UTF-8, whatever is declared, unless a mark at the beginning says otherwise.

    What is no character becomes U+FFFD: a rule that holds one matches nothing, the others count. The last
    line of a file that is too long is left out, as half a rule may forbid or allow anything.
    """
    if len(body) > MAX_ROBOTS_BYTES:
        cut = body[:MAX_ROBOTS_BYTES]
        body = cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r"), 0)]
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace").replace("\0", "")
    return body.decode("utf-8", "replace").replace("\0", "")


def _groups_for(text: str, token: str) -> str:
    """Name the groups as protego finds them: it takes part of a name for the name, and a version for more.

    Source:
        RFC 9309 §2.2.1: the product token, without regard to case, or ``*``.
    """
    lines = []
    for line in text.splitlines():
        found = _GROUP.match(line)
        if found is None:
            lines.append(line)
            continue
        name = found[2].strip()
        named = _TOKEN.match(name)
        kept = "*" if name == "*" else token if named and named[0].lower() == token else _NOBODY
        lines.append(f"User-agent: {kept}")
    return "\n".join(lines)
