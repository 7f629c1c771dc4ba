"""What identifies a report as rows of ``agencies`` and ``report_identities``, and back."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from reportharvest.model import Agency, DocumentNumber, IndexNumber, Region, Report

__all__ = ["agency_id", "agency_row", "identity_from_row", "identity_row"]

_INDEX = {
    "scheme": "index_scheme",
    "category": "index_category",
    "year": "index_year",
    "sequence": "index_sequence",
    "organisation_code": "organisation_code",
    "organisation_code_valid": "organisation_code_valid",
    "credit_code": "credit_code",
    "credit_code_valid": "credit_code_valid",
    "region_code": "index_region_code",
    "local_code": "local_code",
}
_DOCUMENT = {
    "issuer": "document_issuer",
    "year": "document_year",
    "number": "document_sequence",
    "normalised": "document_normalised",
}
_REGION = {
    "code": "region_code",
    "province": "region_province",
    "city": "region_city",
    "county": "region_county",
    "until": "region_until",
    "source": "region_source",
}
_FLAGS = ("organisation_code_valid", "credit_code_valid")


def agency_id(name: str, site: str | None) -> int:
    """Number an agency by its name, and by its site where the name alone does not tell it from others.

    >>> agency_id("云桥市财政局", None) != agency_id("财政局", "yunqiao") != agency_id("财政局", "lanxi")
    True
    """
    text = name if site is None else f"{name}\n{site}"
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 11


def agency_row(agency: Agency, site: str) -> dict[str, Any]:
    """Give an agency as a row."""
    only = None if agency.complete else site
    return {
        "id": agency_id(agency.name, only),
        "name": agency.name,
        "site": only,
        "region_code": agency.region_code,
        "province": agency.province,
        "city": agency.city,
        "county": agency.county,
    }


def identity_row(report: Report) -> dict[str, Any]:
    """Give what identifies a report as a row, without the numbers of report and agency."""
    row: dict[str, Any] = {}
    for record, columns in (
        (report.index_number_parts, _INDEX),
        (report.document_number_parts, _DOCUMENT),
        (report.region, _REGION),
    ):
        row |= {column: None if record is None else getattr(record, name) for name, column in columns.items()}
    agency = report.agency
    row["agency_source"] = None if agency is None else agency.source
    row["agency_region_code"] = None if agency is None else agency.region_code
    return row


def identity_from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Build the parts of the record again; ``row`` has the columns of the agency, too, or nothing at all."""
    if not row:
        return {}
    row = dict(row)
    for name in _FLAGS:
        row[name] = None if row[name] is None else bool(row[name])
    agency = None
    if row["agency"] is not None:
        here = row["agency_region_code"] is not None
        agency = Agency(
            row["agency"],
            row["agency_source"],
            row["agency_region_code"],
            row["province"] if here else None,
            row["city"] if here else None,
            row["county"] if here else None,
            bool(row["complete"]),
        )
    return {
        "index_number_parts": _record(IndexNumber, _INDEX, "index_scheme", row),
        "document_number_parts": _record(DocumentNumber, _DOCUMENT, "document_sequence", row),
        "region": _record(Region, _REGION, "region_code", row),
        "agency": agency,
    }


def _record(kind: type, columns: Mapping[str, str], key: str, row: Mapping[str, Any]) -> Any:
    return None if row[key] is None else kind(**{name: row[column] for name, column in columns.items()})
