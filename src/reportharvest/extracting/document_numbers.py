"""Document numbers (文号): who issued a document, in which year, under which number.

The form is 浙政发〔2019〕3号 (GB/T 9704-2012, 7.2.5): six-cornered brackets, no 第, no leading zero. Pages
print every other bracket, one of the two, or none.
"""

from __future__ import annotations

import re
import unicodedata

from reportharvest.extracting.numerals import ordinal, spelled_year
from reportharvest.model import DocumentNumber

__all__ = ["parse_document_number"]

_OPEN = r"[〔\[(【「『〈《<{﹝〖]"
_CLOSE = r"[〕\])】」』〉》>}﹞〗]"
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇零○ＯOo九][〇零○ＯOo一二三四五六七八九]{2})"
_WORD = r"[\u4e00-\u9fffA-Za-z]"
_ISSUER = rf"(?P<issuer>[\u4e00-\u9fffA-Za-z·、]{{0,30}}?(?:\({_WORD}{{1,12}}\){_WORD}{{0,12}}?)?)"
_NUMBER = r"第?(?P<number>\d{1,6}(?:-\d{1,4})?|[一二三四五六七八九十百]{1,6})"
_FORMS = (
    # Both brackets, or one of them; 号 may be missing then.
    re.compile(
        rf"{_ISSUER}(?:{_OPEN}{{1,2}}{_YEAR}年?度?{_CLOSE}{{0,2}}"
        rf"|{_YEAR.replace('?P<year>', '?P<year2>')}年?{_CLOSE})[-—]?{_NUMBER}号?"
    ),
    # 公告2019年第3号
    re.compile(rf"{_ISSUER}{_YEAR}年{_NUMBER}号"),
    # No bracket at all: a gap or a dash is left of them.
    re.compile(rf"{_ISSUER}{_YEAR}(?:\s|-|—|·){{1,2}}{_NUMBER}号"),
    # 令第3号
    re.compile(rf"{_ISSUER}第(?P<number>\d{{1,6}}|[一二三四五六七八九十百]{{1,6}})号"),
)
_LONGEST = 60


def parse_document_number(text: str | None) -> DocumentNumber | None:
    """Read a document number into its parts.

    Args:
        text: the number as printed, in any brackets.
    Returns:
        Issuer, year and number with the form that the standard asks for; None where the text is something
        else, or holds more than one number.

    >>> parse_document_number("浙政发[2019]03号")
    DocumentNumber(issuer='浙政发', year=2019, number='3', normalised='浙政发〔2019〕3号')
    >>> parse_document_number("云桥市财政局公告 2019年第3号").normalised
    '云桥市财政局公告2019年第3号'
    >>> parse_document_number("第三号").number, parse_document_number("无")
    ('3', None)
    """
    if not text or len(text) > _LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    tight = plain.replace(" ", "")
    for place, form in enumerate(_FORMS):
        found = form.fullmatch(plain if place == 2 else tight)
        if found is None and place == 2:
            found = form.fullmatch(re.sub(r"(?<=[\u4e00-\u9fff])\s|\s(?=号)|(?<=第)\s", "", plain))
        if found is not None:
            return _parts(found, place)
    return None


def _parts(found: re.Match[str], place: int) -> DocumentNumber | None:
    groups = found.groupdict()
    issuer = groups["issuer"].strip("、·") or None
    printed = groups.get("year") or groups.get("year2")
    year = spelled_year(printed) if printed else None
    number = groups["number"]
    if not number[0].isdigit():
        value = ordinal(number)
        if value is None:
            return None
        number = str(value)
    number = number.lstrip("0") or "0"
    if year is None and (printed or place != 3):
        return None
    if place in {1, 3}:
        normalised = f"{issuer or ''}{f'{year}年' if year else ''}第{number}号"
    else:
        normalised = f"{issuer or ''}〔{year}〕{number}号"
    return DocumentNumber(issuer, year, number, normalised)
