"""Index numbers (索引号) and their parts, where they follow a scheme that is known.

Whoever catalogues a page gives it a number of an organisation, often a category, a year and a sequence. The
organisation is a code with a check character (GB 11714, GB 32100), a division (GB/T 2260), or a local code.
"""

from __future__ import annotations

import re
import unicodedata

from reportharvest.model import IndexNumber
from reportharvest.tables.regions import divisions_of

__all__ = ["credit_code_is_valid", "organisation_code_is_valid", "parse_index_number"]

_SEPARATOR = r"\s?[-/\\_—–−.]{1,2}\s?"
_SHAPE = re.compile(
    rf"(?P<body>[0-9A-Z]{{18}}|[0-9A-Z]{{8}}-?[0-9A-Z]|[A-Z]{{0,4}}[0-9]{{3,10}}[A-Z]?|[A-Z]{{1,4}}[0-9]{{2,10}}){_SEPARATOR}"
    rf"(?:(?P<category>[0-9A-Z]{{1,8}}(?:-[0-9A-Z]{{1,6}})?){_SEPARATOR})?"
    rf"(?P<year>(?:19|20)[0-9]{{2}}){_SEPARATOR}(?P<sequence>[0-9]{{1,9}})",
    re.IGNORECASE,
)
_LETTERS = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# GB 32100 leaves out I, O, S, V and Z, which are easily taken for digits or for one another.
_CREDIT = {char: value for value, char in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_LONGEST = 60


def organisation_code_is_valid(code: str) -> bool:
    """Test the check character of an organisation code.

    Args:
        code: nine characters, without a hyphen.
    Source:
        GB 11714-1997, 4.3: weights 3, 7, 9, 10, 5, 8, 4, 2, modulus 11, X for 10.

    >>> organisation_code_is_valid("002590702"), organisation_code_is_valid("002590703")
    (True, False)
    """
    if len(code) != 9 or any(char not in _LETTERS for char in code):
        return False
    total = sum(weight * _LETTERS[char] for weight, char in zip(_WEIGHTS, code, strict=False))
    return code[8] == "0123456789X0"[11 - total % 11]


def credit_code_is_valid(code: str) -> bool:
    """Test the check character of a unified social credit code.

    Args:
        code: eighteen characters, capital letters.
    Source:
        GB 32100-2015, annex A: weights 3**i modulo 31, modulus 31, over 31 characters.

    >>> credit_code_is_valid("91350100M000100Y43"), credit_code_is_valid("91350100M000100Y44")
    (True, False)
    """
    if len(code) != 18 or any(char not in _CREDIT for char in code):
        return False
    total = sum(pow(3, place, 31) * _CREDIT[char] for place, char in enumerate(code[:17]))
    return _CREDIT[code[17]] == (31 - total % 31) % 31


def parse_index_number(text: str | None) -> IndexNumber | None:
    """Read an index number into its parts.

    Args:
        text: the index number as printed; full-width characters and spaces do not matter.
    Returns:
        Its parts; None for a number in no known scheme, which is kept whole.

    >>> one = parse_index_number("002590702/2019-58088")
    >>> one.scheme, one.organisation_code, one.organisation_code_valid, one.year, one.sequence
    ('organisation/year', '002590702', True, 2019, '58088')
    >>> one = parse_index_number("GZ0001-01-2019-000123")
    >>> one.scheme, one.local_code, one.category, one.year, one.sequence
    ('local/category/year', 'GZ0001', '01', 2019, '000123')
    >>> parse_index_number("20200103-000123") is None
    True
    """
    if not text or len(text) > _LONGEST:
        return None
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("[]()【】")
    found = _SHAPE.fullmatch(plain)
    if found is None:
        return None
    body, category, sequence = found["body"], found["category"], found["sequence"]
    year = int(found["year"])
    code = body.replace("-", "").upper()
    with_category = "/category" if category else ""
    if len(code) == 18:
        if not code.isdigit() and any(char not in _CREDIT for char in code):
            return None
        return IndexNumber(
            f"credit-code{with_category}/year",
            category=category,
            year=year,
            sequence=sequence,
            credit_code=code,
            credit_code_valid=credit_code_is_valid(code),
            organisation_code=code[8:17],
            organisation_code_valid=organisation_code_is_valid(code[8:17]),
            region_code=code[2:8] if divisions_of(code[2:8]) else None,
        )
    if len(code) == 9:
        valid = organisation_code_is_valid(code)
        if valid or code[:8].isdigit():
            return IndexNumber(
                f"organisation{with_category}/year",
                category=category,
                year=year,
                sequence=sequence,
                organisation_code=code,
                organisation_code_valid=valid,
            )
    if len(body) == 6 and body.isdigit() and divisions_of(body):
        return IndexNumber(
            f"region{with_category}/year",
            category=category,
            year=year,
            sequence=sequence,
            region_code=body,
        )
    if category is None:
        return None
    return IndexNumber(
        "local/category/year", category=category, year=year, sequence=sequence, local_code=body
    )
