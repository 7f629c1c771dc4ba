"""What attributes say about an element: hidden, bold, how it is aligned, what its names promise."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["hidden_selectors", "keeps_lines", "name_hint", "read_style"]

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)",
    re.IGNORECASE,
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.IGNORECASE)
_ALIGN_STYLE = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"white-space\s*:\s*([\w-]+)", re.IGNORECASE)
_GOOD_NAME = re.compile(
    r"zoom|ucap-?content|trs_?(?:ue)?editor|vsb_?content|wp_articlecontent|article|content|con_?txt|maintext|detail|"
    r"neirong|zhengwen|news_?text|text_?con|newscon|xxgk_?con",
    re.IGNORECASE,
)
_BAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:bread)?-?crumbs?|position|location|(?:top|main|sub|side|left|right)?-?nav(?:bar|i|igation)?|menu|"
    r"foot(?:er)?|bottom|copyright|(?:bd|bsd?)?-?share\w*|jiathis\w*|relat(?:ed?|ion)\w*|xgxx|xgwd|side-?bar|aside|"
    r"tool-?(?:bar|s)?|print\w*|qr-?code|ewm|pag(?:er|ination)|prev\w*|next\w*|friend\w*|links?|login|search\w*|"
    r"banner|header|head-?top|top-?bar|hot\w*|recommend\w*|rank\w*|comments?|sxpage|syxw|dlist|news-?list)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDES = re.compile(r"[dD](?i:isplay\s*:\s*none)")  # a first character to look for is four times as fast
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+\Z")


def hidden_selectors(rules: str) -> set[str]:
    """Give the simple selectors, of a class or an id, that a style sheet hides.

    >>> hidden_selectors(".note { display: none } p { color: red }")
    {'.note'}
    """
    names: set[str] = set()
    end = -1
    for hiding in _HIDES.finditer(rules):
        if hiding.start() < end:
            continue
        start, end = end + 1, rules.find("}", hiding.end())
        if end < 0:
            break
        start = max(start, rules.rfind("}", start, hiding.start()) + 1)
        # cut at braces: a pattern for whole rules would begin anew at every character
        selectors, _, declarations = rules[start:end].rpartition("{")
        if _HIDES.search(declarations):
            names.update(one.strip() for one in selectors.rpartition("{")[2].split(","))
    return {name for name in names if _SIMPLE_SELECTOR.match(name)}


@lru_cache(maxsize=2048)
def read_style(style: str) -> tuple[bool, bool | None, str]:
    """Read a ``style`` attribute: hidden, bold or not or unsaid, alignment; pages repeat few styles.

    >>> read_style("text-align: center; font-weight:bold")
    (False, True, 'center')
    """
    weight = _BOLD_STYLE.search(style)
    aligned = _ALIGN_STYLE.search(style)
    heavy = weight.group(1)[0] in "bB6789" if weight else None
    return _HIDDEN.search(style) is not None, heavy, aligned.group(1).lower() if aligned else ""


@lru_cache(maxsize=512)
def keeps_lines(style: str) -> bool | None:
    """Tell whether line breaks of the source are line breaks on the screen; None where nothing is said.

    >>> keeps_lines("white-space: pre-wrap"), keeps_lines("white-space:normal"), keeps_lines("color:red")
    (True, False, None)
    """
    found = _WHITE_SPACE.search(style)
    return None if found is None else found.group(1).lower().startswith(("pre", "break"))


@lru_cache(maxsize=2048)
def name_hint(name: str) -> int:
    """Tell what the names of an element promise: 1 the article, -1 the contrary, 0 nothing.

    >>> name_hint("TRS_Editor"), name_hint("footer"), name_hint("box")
    (1, -1, 0)
    """
    return -1 if _BAD_NAME.search(name) else 1 if _GOOD_NAME.search(name) else 0
