"""Who issued a report and where: numbers in their parts, division, agency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportharvest.extracting.blocks import Document
from reportharvest.extracting.document_numbers import parse_document_number
from reportharvest.extracting.index_numbers import parse_index_number
from reportharvest.extracting.publishers import PageNames, agency_of_page
from reportharvest.extracting.regions import region_of_code, region_of_site_code
from reportharvest.model import Agency, DocumentNumber, IndexNumber, Metadata, Region

__all__ = ["Identity", "identify"]

_HOST = re.compile(r"主办(?:单位)?\s?[:：]|版权所有")
_FOOT_BLOCKS = 25
"""Blocks at the end of a page among which its footer names the host of the site."""


class Identity(NamedTuple):
    """What identifies a report beside its title."""

    index_number: IndexNumber | None
    document_number: DocumentNumber | None
    region: Region | None
    agency: Agency | None


def identify(
    document: Document, metadata: Metadata, title: str | None, path: Sequence[str], year: int | None
) -> Identity:
    """Read the numbers into their parts and find division and agency.

    The division is that of the SiteIDCode, else that of the agency's name, else that of the credit code or
    the index number.

    Args:
        document: the page.
        metadata: its fields.
        title: its title.
        path: the path of columns above it.
        year: the year that the report covers.

    >>> page = Document(metas={"siteidcode": "3306040001"})
    >>> found = identify(page, Metadata(publisher="区财政局"), None, (), 2018)
    >>> found.agency.name, found.region.county
    ('绍兴市上虞区财政局', '上虞区')
    """
    index_number = parse_index_number(metadata.index_number)
    region = region_of_site_code(document.metas.get("siteidcode"), year)
    sites = [document.metas["sitename"]] if "sitename" in document.metas else []
    sites += [block.text for block in document.blocks[-_FOOT_BLOCKS:] if _is_host(block.text)]
    sites += path[:1]
    names = PageNames(metadata.publisher, title, sites, region.code if region else None, year)
    agency = agency_of_page(names)
    if region is None and agency is not None and agency.region_code is not None:
        region = region_of_code(agency.region_code, agency.source.rpartition("+")[2], year)
    if region is None and index_number is not None and index_number.region_code is not None:
        source = "credit code" if index_number.credit_code else "index number"
        region = region_of_code(index_number.region_code, source, year)
    return Identity(index_number, parse_document_number(metadata.document_number), region, agency)


def _is_host(text: str) -> bool:
    return 4 <= len(text) <= 200 and _HOST.search(text) is not None
