"""Administrative divisions by code (GB/T 2260) and by name, those of today and former ones.

From ``data/regions.tsv``, made by ``scripts/build_regions.py``. Codes have six digits: two for the province,
two for the city, two for the county.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from reportharvest.tables.readings import readings

__all__ = ["Division", "RegionNames", "code_of_spelling", "codes_of", "divisions_of", "names_of"]

_ENDLESS = 9999
_REVISIONS_END = 2019
_FIRST_REPORTS = 2003
"""Names that were gone before are found by code only: no agency reported under them."""


class Division(NamedTuple):
    """A name under its code, with the first and the last year that list it; None: listed today."""

    code: str
    name: str
    first: int
    last: int | None


class RegionNames(NamedTuple):
    """A code in words; ``until`` is the last year that lists it, None for a code of today."""

    code: str
    province: str
    city: str | None
    county: str | None
    until: int | None


@cache
def _table() -> Mapping[str, tuple[Division, ...]]:
    text = files("reportharvest.tables").joinpath("data/regions.tsv").read_text(encoding="utf-8")
    table: dict[str, tuple[Division, ...]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            code, name, first, last = line.split("\t")
            division = Division(code, name, int(first), int(last) if last else None)
            table[code] = (*table.get(code, ()), division)
    return table


@cache
def _codes() -> Mapping[str, tuple[Division, ...]]:
    by_name: dict[str, list[Division]] = {}
    for divisions in _table().values():
        for one in divisions:
            if (one.last or _ENDLESS) < _FIRST_REPORTS:
                continue
            by_name.setdefault(one.name, []).append(one)
    return {
        name: tuple(sorted(found, key=lambda one: (-(one.last or _ENDLESS), one.code)))
        for name, found in by_name.items()
    }


def divisions_of(code: str) -> tuple[Division, ...]:
    """Give every name that a code has had.

    >>> [(one.name, one.last) for one in divisions_of("330682")]
    [('上虞市', 2013)]
    """
    return _table().get(code, ())


def codes_of(name: str, year: int | None = None) -> tuple[str, ...]:
    """Give the codes that a full name has had since 2003, those of today first, then the latest.

    Args:
        name: full name of a division.
        year: leave out codes that were not in use then, unless none was.

    >>> codes_of("上虞区"), codes_of("巢湖市", 2009), codes_of("巢湖市")
    (('330604',), ('341400',), ('340181', '341400'))
    """
    found = _codes().get(name, ())
    if year is None or len(found) < 2:
        return tuple(one.code for one in found)
    then = [one.code for one in found if _starts(one) <= year <= (one.last or _ENDLESS)]
    return tuple(then) if then else tuple(one.code for one in found)


def code_of_spelling(letters: str) -> str | None:
    """Give the division of today whose name is spelled so in Hanyu Pinyin, without tones and 省, 市, 区, 县.

    Every reading of every character counts, so that a spelling that could be another division's is none.

    >>> code_of_spelling("shangyu"), code_of_spelling("xiamen"), code_of_spelling("jilin")
    ('330604', '350200', None)
    """
    codes = _spellings().get(letters.lower(), ())
    return codes[0] if len(codes) == 1 else None


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    stems: dict[str, list[str]] = {}
    for divisions in _table().values():
        for one in divisions:
            stem = one.name.rstrip("省市区县旗")
            if one.last is None and 2 <= len(stem) <= 4 and "自治" not in one.name:
                stems.setdefault(stem, []).append(one.code)
    known = readings().toneless_of({character for stem in stems for character in stem})
    spellings: dict[str, tuple[str, ...]] = {}
    for stem, codes in stems.items():
        for letters in {"".join(one) for one in product(*(known[character] for character in stem))}:
            spellings[letters] = (*spellings.get(letters, ()), *codes)
    return spellings


def _starts(one: Division) -> int:
    """What only the latest state lists came some time after the revisions ended."""
    return min(one.first, _REVISIONS_END)


def names_of(code: str, year: int | None = None) -> RegionNames | None:
    """Give province, city and county of a code; None for a code that no year lists.

    Districts and counties of Beijing, Tianjin, Shanghai and Chongqing, and counties that their province
    governs itself, have no city. Names of a former county are given with the city that it belonged to.

    Args:
        code: six digits.
        year: prefer the names of that year; else those of today, or the last ones.

    >>> names_of("330604")
    RegionNames(code='330604', province='浙江省', city='绍兴市', county='上虞区', until=None)
    >>> names_of("341402")
    RegionNames(code='341402', province='安徽省', city='巢湖市', county='居巢区', until=2010)
    """
    own = _named(code, year)
    if own is None:
        return None
    then = own.last if year is None or not own.first <= year <= (own.last or _ENDLESS) else year
    province = _named(code[:2] + "0000", then)
    if province is None:
        return None
    if code.endswith("0000"):
        return RegionNames(code, own.name, None, None, own.last)
    if code.endswith("00"):
        return RegionNames(code, province.name, own.name, None, own.last)
    city = _named(code[:4] + "00", then)
    return RegionNames(code, province.name, city.name if city else None, own.name, own.last)


def _named(code: str, year: int | None) -> Division | None:
    """Give the division that a code names in a year, or else the last one."""
    found = _table().get(code, ())
    if year is not None:
        for one in found:
            if one.first <= year <= (one.last or _ENDLESS):
                return one
    return max(found, key=lambda one: (one.last or _ENDLESS, one.first), default=None)
