"""The agency that issued a report, under the one name that joins its years.

Pages print 区财政局(区国资办), 上虞区财政局办公室 or 财政局 for 绍兴市上虞区财政局. Rules undo what is
abbreviated; no list of agencies is needed, and an agency that was renamed stays two. Where a place is missing
it comes from the title, the site's name, the division of the site, or the site description.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reportharvest.extracting.regions import Place, full_place, place_of
from reportharvest.model import Agency
from reportharvest.tables.regions import names_of

__all__ = ["PageNames", "agency_of_page", "agency_with_site", "tidy_name"]

_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]{0,40}(?:[)）\]】〕]|\Z)")
_SEPARATORS = re.compile(r"[、,，;；/|]")
_NO_AGENCY = re.compile(
    r"本站|本网|原创|转载|互联网|网络|管理员|系统|编辑|未知|匿名|admin|(?:网|报|台|杂志|论坛|公众号|客户端|新华社)\Z",
    re.IGNORECASE,
)
_SITE_WORD = re.compile(
    r"(?:政府)?(?:信息)?(?:公开)?(?:门户|官方)?网站\Z|政府信息公开(?:网|平台|专栏)?\Z|(?<=[局委厅府])(?:政务|信息)?网\Z"
)
_ENDINGS = (
    (re.compile(r"(?:人民)?政府办公厅\Z"), "人民政府办公厅"),
    (re.compile(r"(?:(?:人民)?政府|府)办(?:公室)?\Z"), "人民政府办公室"),
    (re.compile(r"(?<!人民)政府\Z"), "人民政府"),
    (re.compile(r"管(?:理)?委(?:员)?会(?:办公室)?\Z"), "管理委员会"),
    (re.compile(r"街道(?:办)?\Z"), "街道办事处"),
    (re.compile(r"(?<!监督)监管局\Z"), "监督管理局"),
    (re.compile(r"(?<=[局厅])办公室\Z"), ""),
    (re.compile(r"(?<=[\u4e00-\u9fff]{2})办\Z"), "办公室"),
)
_GENERIC = re.compile(r"[本我]?(自治区|自治州|自治县|省|市|区|县|州|旗)(?=[\u4e00-\u9fff]{2,})")
_OFFICE = re.compile(
    r"(?:局|委|委员会|会|厅|政府|检察院|法院|处|队|中心|办公室|办公厅|办事处|所|站|镇|乡|街道)\Z"
)
_NATIONAL = re.compile(r"(?:国家|中国|中华|全国|国务院|中央|中共|共青团|最高人民)")
_UNIT = re.compile("[\u4e00-\u9fff]{1,4}(?<!办事)(?<!管理)[处科股室]")  # a unit within some agency
_CENTRAL = re.compile(r"(?:国家税务总局|国家统计局|中共|共青团|中国人民银行|中华人民共和国)(?=.{4,})")
_YEAR = re.compile(
    r"[(（\[]?(?:关于)?(?:(?:19|20)\d{2}|[二一][〇零○ＯOo九][〇零○ＯOo一二三四五六七八九]{2})\s?年?度?[)）\]]?"
)
_ABOUT = re.compile(
    r"(?:关于|公布|发布|印发)*(?:政府信息公开|政务信息公开|信息公开|政务公开|依申请公开|年度报告|工作报告|年报|政府网站).*\Z"
)
_LONGEST = 60
_LONGEST_NAME = 200


class PageNames(NamedTuple):
    """What names agencies and places on a page.

    Attributes:
        publisher: the publisher as printed.
        title: the title.
        sites: names of the site, its host and its first column, those that are trusted most first.
        region_code: division of the site.
        year: the year that the report covers.
        region_source: what the division was read from.
    """

    publisher: str | None
    title: str | None = None
    sites: Sequence[str] = ()
    region_code: str | None = None
    year: int | None = None
    region_source: str = "SiteIDCode"


def tidy_name(printed: str | None) -> str | None:
    """Take off what is no part of an agency's name, and write out what is customarily abbreviated.

    Args:
        printed: the publisher as printed.
    Returns:
        The name, its place still as printed; None where the text names no agency.

    >>> [tidy_name(one) for one in ("区财政局(区国资办)", "上虞区 财政局办公室", "区府办", "本站原创")]
    ['区财政局', '上虞区财政局', '区人民政府办公室', None]
    """
    if not printed or len(printed) > _LONGEST_NAME:
        return None
    name = _BRACKETS.sub("", unicodedata.normalize("NFKC", printed).strip(" -—_·:"))
    words = _SEPARATORS.split(name)[0].split()
    # 市财政局 市国资委 are two agencies, 上虞区 财政局 and 市人民政府 办公室 are one.
    two = len(words) > 1 and len(words[0]) >= 3 and _OFFICE.search(words[0]) and words[1][:1] != "办"
    name = words[0] if two else "".join(words)
    name = _SITE_WORD.sub("", name) if not name.endswith("政府") else name
    if not 3 <= len(name) <= _LONGEST or _NO_AGENCY.search(name) or _UNIT.fullmatch(name):
        return None
    if not re.fullmatch(r"[\u4e00-\u9fff][\u4e00-\u9fff·A-Za-z0-9]+", name):
        return None
    for ending, whole in _ENDINGS:
        name, count = ending.subn(whole, name)
        if count:
            break
    return name if len(name) >= 3 else None


def _name_in_title(title: str | None) -> str | None:
    """Give the agency that a title names before or after the year."""
    if not title:
        return None
    text = "".join(unicodedata.normalize("NFKC", title).split())
    text = _YEAR.sub("", text)
    about = _ABOUT.search(text)
    if about is None:
        return None
    name = text[: about.start()].removeprefix("关于").rstrip("的关于")
    if name.endswith("人民") and text[len(name) :].startswith("政府信息"):
        name += "政府"
    tidy = tidy_name(name)
    return tidy if tidy is not None and (_OFFICE.search(tidy) or len(tidy) >= 4) else None


def agency_of_page(names: PageNames) -> Agency | None:
    """Name the agency of a page.

    Returns:
        The agency; None where the page names none.

    >>> agency = agency_of_page(PageNames("区财政局(区国资办)", "上虞区财政局2018年政府信息公开工作报告"))
    >>> agency.name, agency.source, agency.city
    ('绍兴市上虞区财政局', 'publisher+title', '绍兴市')
    >>> agency_of_page(PageNames("区财政局", region_code="330604")).name
    '绍兴市上虞区财政局'
    >>> agency_of_page(PageNames("白沙区财政局", "年报", ["云桥市白沙区人民政府"])).name
    '云桥市白沙区财政局'
    """
    title = names.title if names.title and len(names.title) <= _LONGEST_NAME else None
    return _agency_of(names._replace(title=title, sites=tuple(names.sites)))


@lru_cache(maxsize=512)
def _agency_of(names: PageNames) -> Agency | None:
    """Name the agency; the pages of one site give the same names again and again."""
    printed, titled = tidy_name(names.publisher), _name_in_title(names.title)
    name, source = (printed, "publisher") if printed is not None else (titled, "title")
    if name is None:
        return None
    others = [("title", titled)] if titled is not None and printed is not None else []
    others += [("site name", tidy_site(one)) for one in names.sites]
    return _completed(name, source, others, names.region_code, names.year, region_source=names.region_source)


def agency_with_site(agency: Agency | None, site_publisher: str) -> Agency | None:
    """Complete the agency of a page by the publisher that its site description names.

    >>> agency_with_site(None, "云桥市财政局").source
    'site description'
    >>> agency_with_site(Agency("区财政局", "publisher", complete=False), "绍兴市上虞区财政局").name
    '绍兴市上虞区财政局'
    """
    name = tidy_name(site_publisher)
    if name is None or (agency is not None and agency.complete):
        return agency
    if agency is None:
        return _completed(name, "site description", [], None)
    source = agency.source.partition("+")[0]
    completed = _completed(agency.name, source, [("site description", name)], agency.region_code)
    return completed if completed.complete or completed.name != agency.name else agency


def tidy_site(name: str) -> str:
    """Give the name of a site, of its host or column without what follows a place or an agency.

    >>> tidy_site("主办：云桥市人民政府办公室  承办：市大数据局")
    '云桥市人民政府办公室'
    """
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"\A.{0,20}?(?:主办(?:单位)?|版权所有|Copyright)[\s:©]*", "", text)
    return re.split(r"[\s·_|,;:()\[\]-]", text.strip())[0][:_LONGEST]


def _completed(
    name: str,
    source: str,
    others: Sequence[tuple[str, str]],
    region_code: str | None,
    year: int | None = None,
    *,
    region_source: str = "",
) -> Agency:
    """Put the full place before an agency's name; ``others`` are names that may hold it, the best first."""
    central = _CENTRAL.match(name)
    if central is not None:
        place = place_of(name[central.end() :], region_code, year)
        return _agency(name, source, place.code if place else None)
    if _NATIONAL.match(name):
        return Agency(name, source)
    place = place_of(name, region_code, year)
    if place is not None and place.code is not None:
        return _agency(place.text + name[place.end :], source, place.code)
    generic = _GENERIC.match(name)
    body = name[place.end :] if place else name[generic.end() :] if generic else name
    level = place.text if place else generic.group(1) if generic else ""
    for other_source, other in others:
        full = _from_other(level, body, other, region_code, year, named=place is not None)
        if full is not None:
            return _agency(full.text, f"{source}+{other_source}", full.code, complete=_is_complete(full))
    if region_code is not None and place is None and _OFFICE.search(body):
        code = _at_level(region_code, level)
        if code is not None:
            return _agency(full_place(code) + body, f"{source}+{region_source}", code)
    known = place is not None and _is_complete(place)
    return Agency(name, source, complete=known)


def _agency(name: str, source: str, code: str | None, *, complete: bool = True) -> Agency:
    region = None if code is None else names_of(code)
    if region is None:
        return Agency(name, source, complete=complete)
    return Agency(name, source, code, region.province, region.city, region.county, complete)


def _is_complete(place: Place) -> bool:
    """Whether a place cannot be mistaken for one in another city: it is in the table, or names its city."""
    return place.code is not None or re.search(r"[省市州]", place.text) is not None


def _from_other(
    level: str, body: str, other: str, region_code: str | None, year: int | None, *, named: bool
) -> Place | None:
    """Take the place of an agency from another name; the result's text is the agency's full name."""
    if not _OFFICE.search(body) and not other.endswith(body):
        return None  # a school or a company: its city is no part of its name
    place = place_of(other + "府", region_code, year)
    if place is None:
        return None
    if named:
        # 白沙区财政局 in 云桥市白沙区…
        return place._replace(text=place.text + body) if place.text.endswith(level) else None
    if place.code is not None:
        code = _at_level(place.code, level)
        return None if code is None else Place(full_place(code) + body, code, 0)
    if not level:
        return place._replace(text=place.text + body)
    at = place.text.rfind(level)
    return place._replace(text=place.text[: at + len(level)] + body) if at > 0 else None


def _at_level(code: str, level: str) -> str | None:
    """Give the division of a code that 省, 市, 区 … stands for; None where there is none of that level.

    >>> _at_level("330604", "市"), _at_level("330681", "市"), _at_level("330600", "区")
    ('330600', '330681', None)
    """
    if not level:
        return code
    name = full_place(code)
    if name.endswith(level):
        return code
    for above in (code[:4] + "00", code[:2] + "0000"):
        if above != code and full_place(above).endswith(level):
            return above
    return None
