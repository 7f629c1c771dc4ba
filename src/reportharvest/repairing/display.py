"""How a repaired text is shown; what people write is no damage, so nothing here runs unasked."""

from __future__ import annotations

import re
from functools import cache

from reportharvest.repairing.markup import prose_spans

__all__ = ["widen_punctuation"]

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_BESIDE = f"{_HAN}\u3001-\u3003\u3008-\u3011\uff01-\uff65\u2018-\u201d"
_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Make the expressions for signs and for brackets; few who import this ever ask for them."""
    return (
        re.compile(rf"(?<=[{_BESIDE}])[,:;?!](?=[{_BESIDE}\s]|$)"),
        re.compile(rf"(?<=[{_BESIDE}])\((?=[{_BESIDE}])([^()\n]{{1,80}})(?<=[{_BESIDE}])\)"),
    )


def widen_punctuation(text: str) -> str:
    """Write half-width punctuation between Han characters full-width.

    Signs beside digits, Latin letters or other signs stay, full stops (which may be decimal points) stay, and
    so does all mark-up.

    >>> widen_punctuation("公开机构(上虞区财政局):办公室,电话:0575-1,邮编:2")
    '公开机构（上虞区财政局）：办公室，电话:0575-1,邮编:2'
    """
    signs, brackets = _patterns()
    pieces: list[str] = []
    position = 0
    for start, end in prose_spans(text):
        # signs beside brackets that were widened are between full-width signs then
        wide = brackets.sub(r"（\1）", text[start:end])
        pieces += (text[position:start], signs.sub(lambda sign: _WIDE[sign[0]], wide))
        position = end
    return "".join([*pieces, text[position:]])
