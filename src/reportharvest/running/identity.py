"""How a harvest names itself to the sites: a product, its version, and a way to reach who runs it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from reportharvest.crawling.sites import SiteDescription
from reportharvest.errors import UsageError

__all__ = ["DEFAULT_USER_AGENT", "check_contact", "require_contact", "user_agent_with"]

DEFAULT_USER_AGENT = "reportharvest/0.1 (research on government reports)"
_MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,190}\.[^\s@<>().]{2,63}")
_URL = re.compile(r"https?://[^\s<>()]+\.[^\s<>()]+", re.IGNORECASE)


def check_contact(contact: str) -> str:
    """Give a contact as it is, if a site's administrator can use it.

    Raises:
        UsageError: it is neither a mail address nor a URL, or cannot stand in a header.

    >>> check_contact("reports@example.org")
    'reports@example.org'
    """
    text = contact.strip()
    whole = _MAIL.fullmatch(text.removeprefix("mailto:")) or _URL.fullmatch(text)
    if text and not (whole and text.isascii() and text.isprintable()):
        raise UsageError(
            f"contact is {contact!r}",
            allowed=[
                "a mail address such as reports@example.org",
                "a URL such as https://example.org/crawler",
            ],
            hint="it is sent to the sites, whose administrators are to reach you there; nothing was fetched",
        )
    return text


def user_agent_with(user_agent: str, contact: str) -> str:
    """Put the User-Agent together.

    Args:
        user_agent: the setting; empty for the program's own.
        contact: mail address or URL, or empty.

    >>> user_agent_with("", "reports@example.org")
    'reportharvest/0.1 (research on government reports; +reports@example.org)'
    >>> user_agent_with("example-university (reports@example.org)", "reports@example.org")
    'example-university (reports@example.org)'
    """
    if not contact or contact in user_agent:
        return user_agent or DEFAULT_USER_AGENT
    if not user_agent:
        return f"{DEFAULT_USER_AGENT[:-1]}; +{contact})"
    return f"{user_agent} (+{contact})"


def require_contact(sites: Iterable[SiteDescription], user_agent: str) -> None:
    """Refuse to ask hosts of others without saying who asks.

    Args:
        sites: what is to be harvested; loopback needs no contact.
        user_agent: what will be sent.
    Raises:
        UsageError: there is a site beyond loopback, and the User-Agent has no contact.
    """
    if _MAIL.search(user_agent) or _URL.search(user_agent):
        return
    for site in sites:
        for host, _, _ in site.scope.entries:
            if not _is_loopback(host):
                raise UsageError(
                    f"{site.file or site.name}: {host} is to be harvested, and no contact is set",
                    allowed=["a mail address", "a URL"],
                    hint="sites must be able to reach who harvests them: give --contact you@example.org, set"
                    ' REPORTHARVEST_CONTACT, or write contact = "you@example.org" into reportharvest.toml;'
                    " nothing was fetched",
                )


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
