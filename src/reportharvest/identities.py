"""Who issued a report, where, under which numbers, and what tells so: records without behaviour.

They are part of :mod:`reportharvest.model`, which everything else imports them from.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Agency", "DocumentNumber", "Evidence", "IndexNumber", "Region"]


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """The parts of an index number (索引号) that follows a known scheme.

    Attributes:
        scheme: what it is made of: ``organisation/year``, ``credit-code/category/year``…
        category: the class that the catalogue gives, as printed.
        year: year of registration.
        sequence: number within the year, leading zeros kept.
        organisation_code: nine characters (GB 11714); also those that a credit code holds.
        organisation_code_valid: whether its check character is right.
        credit_code: unified social credit code, eighteen characters (GB 32100).
        credit_code_valid: whether its check character is right.
        region_code: administrative division (GB/T 2260) that stands in it.
        local_code: code of the organisation in a catalogue of its own, as printed.
    """

    scheme: str
    category: str | None = None
    year: int | None = None
    sequence: str | None = None
    organisation_code: str | None = None
    organisation_code_valid: bool | None = None
    credit_code: str | None = None
    credit_code_valid: bool | None = None
    region_code: str | None = None
    local_code: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The parts of a document number (文号).

    Attributes:
        issuer: the issuer's abbreviation (浙政发) or name; None where only year and number are printed.
        year: the year, or None for a number that runs on over the years (令第3号).
        number: the number, without leading zeros.
        normalised: the number in the form of the standard, 浙政发〔2019〕3号.
    """

    issuer: str | None
    year: int | None
    number: str
    normalised: str


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division (GB/T 2260).

    Attributes:
        code: six digits.
        province: name of the province, autonomous region or municipality.
        city: name of the city; None for a province, and where a county has no city above it.
        county: name of the county, district or county-level city.
        until: the last year that lists the code; None for a code of today.
        source: what it was read from: ``SiteIDCode``, ``publisher``, ``title``, ``site name``,
            ``credit code``, ``index number``, ``address`` or ``site description``.
    """

    code: str
    province: str
    city: str | None = None
    county: str | None = None
    until: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency whose report it is, under the name that joins its years.

    Attributes:
        name: full name with its region: 绍兴市上虞区财政局.
        source: where the name was read: ``publisher``, ``title``, ``site description``, or two of them
            joined by ``+`` where the first has the agency and the second its region.
        region_code: its division (GB/T 2260), where it is known.
        province: name of its province, autonomous region or municipality.
        city: name of its city.
        county: name of its county, district or county-level city.
        complete: whether the name is unique in the country, so that reports of several sites join under it.
    """

    name: str
    source: str
    region_code: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value that was found for a field, chosen or not.

    Attributes:
        field: the field of the record: ``title``, ``report_year``, or one of the metadata.
        value: the value as the record would have it; None where the raw text is none.
        source: kind of source: ``metadata block``, ``meta tag``, ``line under the title``, ``JSON-LD``…
        place: the label as printed, or a selector of the element.
        raw: the text as it stands on the page, shortened to 200 characters.
        chosen: whether the record has it.
        reason: why it was chosen or not.
    """

    field: str
    value: str | None
    source: str
    place: str = ""
    raw: str = ""
    chosen: bool = True
    reason: str = ""

    def __post_init__(self) -> None:
        if len(self.raw) > 200:
            object.__setattr__(self, "raw", self.raw[:199] + "…")
