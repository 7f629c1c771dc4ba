"""Which URLs belong to a site, and which hosts are not public."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from reportharvest.crawling.urls import SplitURL, split

__all__ = ["Scope", "is_private_address", "is_private_host"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which URLs belong to a site: host, port and path prefix, any of several.

    >>> scope = Scope.of(["www.example.gov.cn/xxgk/", "127.0.0.1:8000"])
    >>> scope.allows("https://www.example.gov.cn/xxgk/1.html"), scope.allows("http://www.example.gov.cn/news/")
    (True, False)
    """

    entries: tuple[tuple[str, int | None, str], ...]

    @classmethod
    def of(cls, texts: list[str] | tuple[str, ...]) -> Scope:
        """Read scope entries as written.

        Raises:
            ValueError: an entry is not of the form ``host[:port][/path prefix]``.
        """
        entries = []
        for text in texts:
            parts = None if "://" in text else split(f"http://{text}")
            if parts is None or parts.query is not None:
                raise ValueError(f'"{text}" is not of the form host[:port][/path prefix]')
            port = 80 if parts.port is None and ":80" in text.split("/")[0] else parts.port
            entries.append((parts.host, port, parts.path))
        return cls(tuple(entries))

    def allows(self, url: str) -> bool:
        """Tell whether a canonical URL is in scope. Without a port, only the schemes' own ports are."""
        parts = split(url)
        return parts is not None and any(_in_scope(parts, *entry) for entry in self.entries)


def _in_scope(parts: SplitURL, host: str, port: int | None, prefix: str) -> bool:
    port_fits = parts.port is None if port is None else parts.effective_port == port
    return parts.host == host and port_fits and parts.path.startswith(prefix)


def is_private_host(host: str) -> bool:
    """Tell whether a host as written is an address that is not public, or a name for one.

    >>> is_private_host("127.0.0.1"), is_private_host("www.example.gov.cn"), is_private_host("[::1]")
    (True, False, True)
    """
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return is_private_address(host.strip("[]"))
    except ValueError:
        return False


def is_private_address(address: str) -> bool:
    """Tell whether an IP address is loopback, private, link-local, multicast or otherwise not public.

    An IPv4 address inside an IPv6 one (mapped, compatible, 6to4, Teredo, NAT64) is judged as itself: a
    translator on the way would deliver to it. What a translator of the network itself has is not public.

    Raises:
        ValueError: it is no IP address.

    >>> is_private_address("::ffff:10.0.0.1"), is_private_address("64:ff9b::7f00:1")
    (True, True)
    """
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        nat64 = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF) if one in _NAT64 else None
        if one in _LOCAL_NAT64:
            return True
        compatible = ipaddress.IPv4Address(int(one)) if int(one) >> 32 == 0 and int(one) > 1 else None
        inner = compatible or one.ipv4_mapped or one.sixtofour or (one.teredo and one.teredo[1]) or nat64
        if inner:
            return is_private_address(str(inner))
    return not one.is_global or one.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215
