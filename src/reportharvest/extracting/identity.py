"""Who issued a report and where: numbers in their parts, division, agency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportharvest.extracting.blocks import Document
from reportharvest.extracting.document_numbers import parse_document_number
from reportharvest.extracting.index_numbers import parse_index_number
from reportharvest.extracting.publishers import PageNames, agency_of_page
from reportharvest.extracting.regions import lies_in, region_of_address, region_of_code, region_of_site_code
from reportharvest.issues import Issue
from reportharvest.model import Agency, DocumentNumber, IndexNumber, Metadata, Region

__all__ = ["Identity", "identify"]

_SITE_CODE = re.compile(r"(?:网站)?标识码\s?[:：]?\s?(\d{10})(?!\d)")
_HOST = re.compile(r"主办(?:单位)?\s?[:：]|版权所有")
_FOOT_BLOCKS = 25
"""Blocks at the end of a page among which its footer names the host of the site."""


class Identity(NamedTuple):
    """What identifies a report beside its title."""

    index_number: IndexNumber | None
    document_number: DocumentNumber | None
    region: Region | None
    agency: Agency | None

    def issues(self) -> list[Issue]:
        """Say where the division of the site is another than that of the agency's name."""
        code = None if self.agency is None else self.agency.region_code
        if self.region is None or code is None or lies_in(code, self.region.code):
            return []
        found = f"{self.region.code} kept; the agency's name says {code}"
        return [Issue("metadata-conflict", "region", found)]


def identify(
    document: Document,
    metadata: Metadata,
    title: str | None,
    path: Sequence[str],
    *,
    year: int | None,
    url: str | None = None,
) -> Identity:
    """Read the numbers into their parts and find division and agency.

    The division is that of the SiteIDCode, which the footer may print as 网站标识码, else that of the
    agency's name, of the credit code, of the index number, or of the address.

    Args:
        document: the page.
        metadata: its fields.
        title: its title.
        path: the path of columns above it.
        year: the year that the report covers.
        url: the page's address.

    >>> page = Document(metas={"siteidcode": "3306040001"})
    >>> found = identify(page, Metadata(publisher="区财政局"), None, (), year=2018)
    >>> found.agency.name, found.region.county
    ('绍兴市上虞区财政局', '上虞区')
    """
    index_number = parse_index_number(metadata.index_number)
    foot = [block.text for block in document.blocks[-_FOOT_BLOCKS:] if 4 <= len(block.text) <= 400]
    printed = next(
        (found.group(1) for text in foot if "标识码" in text and (found := _SITE_CODE.search(text))), None
    )
    region = region_of_site_code(document.metas.get("siteidcode") or printed, year)
    address = region_of_address(url, year) if region is None else None
    sites = [document.metas["sitename"]] if "sitename" in document.metas else []
    sites += [text for text in foot if _HOST.search(text)]
    sites += path[:1]
    near = region or address
    place = (near.code, near.source) if near else (None, "")
    names = PageNames(metadata.publisher, title, sites, place[0], year, place[1])
    agency = agency_of_page(names)
    if region is None and agency is not None and agency.region_code is not None:
        region = region_of_code(agency.region_code, agency.source.rpartition("+")[2], year)
    if region is None and index_number is not None and index_number.region_code is not None:
        source = "credit code" if index_number.credit_code else "index number"
        region = region_of_code(index_number.region_code, source, year)
    region = region or address
    return Identity(index_number, parse_document_number(metadata.document_number), region, agency)
