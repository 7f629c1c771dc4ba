"""Numbers of pages, which whoever reads pages gives without loading the database."""

from __future__ import annotations

from hashlib import sha256

__all__ = ["page_id"]


def page_id(url: str) -> int:
    """Number a page by its canonical URL: the same in every database and after every harvest.

    Returns:
        The first 53 bits of the URL's SHA-256, so that JavaScript, JSON and spreadsheets keep it exact.
        Two of a million pages share a number with a probability of 1 : 18,000.

    >>> page_id("http://www.yunqiao.example.gov.cn/art/2019/1/3/art_1.html")
    551535063651585
    """
    return int.from_bytes(sha256(url.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 11
