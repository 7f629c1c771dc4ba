"""Which administrative division (GB/T 2260) a page belongs to, and what a name says of it.

The guideline for government websites (政府网站发展指引, 2017) numbers each site: SiteIDCode, whose first six
digits are the division of its host. Sites of ministries have ``bm`` and eight digits instead.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from reportharvest.model import Region
from reportharvest.tables.regions import code_of_spelling, codes_of, names_of

__all__ = [
    "Place",
    "full_place",
    "lies_in",
    "place_of",
    "region_of_address",
    "region_of_code",
    "region_of_site_code",
]

_SITE_CODE = re.compile(r"(\d{6})\d{4}\Z")
_GOV_HOST = re.compile(r"https?://(?:[\w-]{1,63}\.){0,6}([a-z]{4,24})\.gov\.cn(?=[:/]|\Z)", re.IGNORECASE)
_NAME_END = "省市区县州盟旗"
_LONGEST_NAME = 15
# An area that is part of another name, not a division: 社区, 城区 …
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:自治[区州县旗]|(?<![城乡小社景林校灾牧山市库矿保监治])(?<!城乡社)(?:省|市|县|区|州|旗|盟))"
)
_MUNICIPALITIES = frozenset(["11", "12", "31", "50"])


def region_of_address(url: str | None, year: int | None = None) -> Region | None:
    """Read the division from a host under gov.cn that spells its name: www.shangyu.gov.cn.

    >>> region_of_address("http://czj.shangyu.gov.cn/art/1.html").county
    '上虞区'
    >>> region_of_address("http://www.sx.gov.cn/") is None
    True
    """
    found = _GOV_HOST.match(url) if url else None
    code = code_of_spelling(found.group(1)) if found else None
    return None if code is None else region_of_code(code, "address", year)


class Place(NamedTuple):
    """The place that a name begins with.

    Attributes:
        text: full name of the place, as an agency there would have it.
        code: its division; None for a place that the table does not know, or that several are called.
        end: where the place ends in the name.
    """

    text: str
    code: str | None
    end: int


def region_of_site_code(site_code: str | None, year: int | None = None) -> Region | None:
    """Read the division of a site's host from its SiteIDCode.

    Args:
        site_code: ten digits; ``bm`` and eight digits for a ministry.
        year: prefer the names of that year.

    >>> region = region_of_site_code("3306040001")
    >>> region.code, region.province, region.city, region.county
    ('330604', '浙江省', '绍兴市', '上虞区')
    >>> region_of_site_code("bm12000001") is None
    True
    """
    if not site_code:
        return None
    found = _SITE_CODE.match(unicodedata.normalize("NFKC", site_code).strip())
    return region_of_code(found.group(1), "SiteIDCode", year) if found else None


def region_of_code(code: str, source: str, year: int | None = None) -> Region | None:
    """Give a division with its names; of a code that no year lists, the city's or the province's.

    Sites of development zones have codes that the standard does not list.

    >>> region_of_code("330699", "SiteIDCode").code, region_of_code("990000", "SiteIDCode")
    ('330600', None)
    """
    for known in (code, code[:4] + "00", code[:2] + "0000"):
        names = names_of(known, year)
        if names is not None:
            return Region(known, names.province, names.city, names.county, names.until, source)
    return None


def lies_in(code: str, other: str) -> bool:
    """Whether one of two divisions is the other, or lies in it.

    >>> lies_in("330604", "330600"), lies_in("330000", "330604"), lies_in("330604", "350102")
    (True, True, False)
    """
    return code.startswith(_stem(other)) or other.startswith(_stem(code))


def full_place(code: str) -> str:
    """Name a division as its agencies do: city with district or county, city alone, or province.

    A city at county level (诸暨市) stands alone, as one name ending in 市 does not follow another.

    >>> full_place("330604"), full_place("310104"), full_place("330681"), full_place("330000")
    ('绍兴市上虞区', '上海市徐汇区', '诸暨市', '浙江省')
    """
    names = names_of(code)
    if names is None:
        return ""
    if names.county is None:
        return names.city or names.province
    if names.county.endswith("市"):
        return names.county
    above = names.city or (names.province if code[:2] in _MUNICIPALITIES else "")
    return above + names.county


def place_of(name: str, within: str | None = None, year: int | None = None) -> Place | None:
    """Find the place that a name begins with.

    Args:
        name: name of an agency or a site.
        within: a division that the place is probably in, for names that several divisions have.
        year: prefer divisions of that year.
    Returns:
        The place; of one that the table does not know, its text alone.

    >>> place_of("上虞区财政局"), place_of("云桥市白沙区财政局")
    (Place(text='绍兴市上虞区', code='330604', end=3), Place(text='云桥市白沙区', code=None, end=6))
    >>> place_of("区财政局") is None
    True
    """
    code: str | None = None
    end = 0
    for _ in range(3):
        step = _next(name, end, code, within, year)
        if step is None:
            break
        code, end = step
    if code is not None:
        # 绍兴市高新区: a place that is known, in one that is not; only the former is given.
        return Place(full_place(code), code, end)
    text = ""
    while len(text) < len(name):
        unit = _UNIT.match(name, len(text))
        if unit is None or len(unit.group()) < 3 or len(unit.group()) > 8:
            break
        text = name[: unit.end()]
    return Place(text, None, len(text)) if text and len(text) < len(name) else None


def _next(
    name: str, start: int, code: str | None, within: str | None, year: int | None
) -> tuple[str, int] | None:
    """Read one more name of a division below the one read so far; the longest name wins."""
    for end in range(min(len(name), start + _LONGEST_NAME), start + 1, -1):
        if name[end - 1] not in _NAME_END:
            continue
        codes = codes_of(name[start:end], year)
        if code is not None:
            codes = tuple(one for one in codes if one != code and one.startswith(_stem(code)))
        if len(codes) > 1:
            codes = _likely(codes, within)
        if len(codes) == 1:
            return codes[0], end
    return None


def _likely(codes: tuple[str, ...], within: str | None) -> tuple[str, ...]:
    """Choose among divisions of one name: the one at hand, one in it or beside it, else those of today."""
    if within is not None:
        for stem in (_stem(within), within[:4], within[:2]):
            near = tuple(one for one in codes if one.startswith(stem))
            if near:
                return _of_today(near)
    return _of_today(codes)


def _of_today(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Leave the divisions of today; without one of today, the last one."""
    today = tuple(one for one in codes if (names := names_of(one)) is not None and names.until is None)
    return today or codes[:1]


def _stem(code: str) -> str:
    """Give the digits of a code that all divisions below it begin with.

    >>> _stem("341000"), _stem("330000"), _stem("330604")
    ('3410', '33', '330604')
    """
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
