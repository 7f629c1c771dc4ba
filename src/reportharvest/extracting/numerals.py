"""Chinese numerals as numbers: counted (二十一), spelled digit by digit (二〇一八), circled and bracketed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["DIGITS", "NUMERALS", "in_chinese", "ordinal", "spelled_year"]

DIGITS = "〇零○Ｏ一二三四五六七八九"
"""Characters that spell a year; ○ and Ｏ are customary stand-ins for 〇."""

NUMERALS = "一二三四五六七八九十百千零〇两廿卅"

_VALUES = {"〇": 0, "零": 0, "○": 0, "Ｏ": 0, "O": 0, "o": 0, "两": 2, "廿": 20, "卅": 30}
_VALUES |= {ch: index for index, ch in enumerate("一二三四五六七八九", start=1)}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=1024)
def ordinal(text: str) -> int | None:
    """Read a numeral up to 9999: Chinese, Arabic in either width, circled or bracketed; else None.

    >>> [ordinal(one) for one in ("二十一", "１０", "③", "㈡", "一百零三", "十", "二期")]
    [21, 10, 3, 2, 103, 10, None]
    """
    text = "".join(ch for ch in unicodedata.normalize("NFKC", text) if ch not in "(). ")
    if not 0 < len(text) <= 9:
        return None
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= 4 else None
    total = current = 0
    for ch in text:
        if ch in _UNITS:
            total += (current or 1) * _UNITS[ch]
            current = 0
        elif ch in _VALUES:
            value = _VALUES[ch]
            if value >= 10:
                total += value
            else:
                current = value
        else:
            return None
    return total + current


def in_chinese(value: int) -> str:
    """Spell a number from 1 to 99 as headings count: 一, 十, 二十一; larger ones in digits.

    >>> in_chinese(10), in_chinese(21), in_chinese(30)
    ('十', '二十一', '三十')
    """
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    digits = "〇一二三四五六七八九"
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


def spelled_year(text: str) -> int | None:
    """Read a year of four digits, spelled in Chinese or Arabic digits of either width.

    >>> spelled_year("二〇一八"), spelled_year("２０１９"), spelled_year("二十")
    (2018, 2019, None)
    """
    digits = "".join(str(_VALUES.get(ch, unicodedata.digit(ch, -1))) for ch in text)
    return int(digits) if len(text) == 4 and len(digits) == 4 and digits.isdigit() else None
