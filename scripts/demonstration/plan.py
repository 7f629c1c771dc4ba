"""Which reports the demonstration site holds: agency by agency, year by year, and what is wrong with each.

A line gives year, template, accident, scope, transport; the rest is drawn from these names.
"""

# ruff: noqa: E501 (tables are easier to check with one entry on a line)

from __future__ import annotations

from typing import Any

from .agencies import agency
from .forms import FormStyle
from .generator import Recipe

__all__ = ["DOCUMENT_ONLY", "GAPS", "KNOWN_WRONG", "reports"]

Line = tuple[int, str, str | None, str, str, dict[str, Any]]

_PLAN: dict[str, list[Line]] = {
    "yunqiao-finance": [
        (2010, "nested-tables", None, "", "gb2312", {}),
        (2012, "hanweb-table", None, "", "gbk-undeclared", {}),
        (2014, "hanweb-table", "utf8-as-gbk-question", "body", "utf-8", {}),
        (2015, "hanweb-table", "utf8-as-gbk", "body", "utf-8", {}),
        (2016, "hanweb-table", "readings-s2t", "page", "utf-8", {}),
        (2017, "piped-text", "readings-s2t", "page", "utf-8", {}),
        (2018, "hanweb-table", "readings-s2tw", "page", "utf-8-meta", {}),
        (2019, "hanweb-table", None, "", "utf-8", {"form_style": FormStyle(), "attachments": ["pdf", "xlsx"]}),
        (2020, "hanweb-table", "traditional-s2t", "page", "utf-8", {"form_style": FormStyle(split=True)}),
        (2021, "word-export", None, "", "utf-8", {"form_style": FormStyle(zero="", thousands=True)}),
        (2022, "structured-data", "utf8-as-gbk-swallow", "body", "utf-8", {"form_style": FormStyle(zero="/")}),
        (2023, "structured-data", None, "", "utf-8", {"form_style": FormStyle(wrong_total=True)}),
    ],
    "lanxi-county": [
        (2008, "nested-tables", None, "", "gbk-bad-bytes", {}),
        (2009, "nested-tables", "gbk-as-latin1", "body", "utf-8", {}),
        (2011, "trs-editor", "utf8-as-latin1", "page", "utf-8", {}),
        (2013, "trs-editor", "utf8-as-latin1-twice", "body", "utf-8", {}),
        (2015, "trs-editor", None, "", "gbk-called-utf-8", {"attachments": ["doc"]}),
        (2017, "trs-editor", "escape-entity", "body", "utf-8", {}),
        (2019, "trs-editor", None, "", "utf-8", {"form_style": FormStyle(zero="-", units=True)}),
        (2020, "trs-editor", None, "", "mixed", {"form_style": FormStyle()}),
        (2021, "trs-editor", "utf8-as-gbk-replacement", "body", "utf-8", {"form_style": FormStyle()}),
        (2022, "guideline", None, "", "utf-8", {"form_style": FormStyle(transposed=True), "attachments": ["docx"]}),
        (2023, "guideline", None, "", "utf-8", {"form_style": FormStyle(spaced=True)}),
        (2024, "guideline", None, "", "utf-8", {"form_style": FormStyle(short=True, note=False)}),
    ],
    "qingshi-education": [
        (2012, "label-list", "gbk-as-big5", "body", "utf-8", {}),
        (2014, "label-list", None, "", "gbk-meta", {}),
        (2016, "label-list", "escape-unicode", "body", "utf-8", {}),
        (2018, "guideline", "utf8-as-gbk-question", "body", "utf-8", {}),
        (2019, "guideline", "compatibility", "body", "utf-8", {"form_style": FormStyle(zero="/")}),
        (2020, "guideline", None, "", "utf-8-called-gb2312", {"form_style": FormStyle(wrong_total=True)}),
        (2021, "guideline", "utf8-as-cp1252", "body", "utf-8", {"form_style": FormStyle()}),
        (2022, "guideline", None, "", "utf-8", {"form_style": FormStyle(split=True, zero="无")}),
        (2023, "guideline", "utf8-as-gbk-python", "body", "utf-8", {"form_style": FormStyle()}),
    ],
    "heyuan-normal": [
        (2013, "word-export", None, "", "gb2312", {}),
        (2015, "word-export", "utf8-as-big5", "body", "utf-8", {}),
        (2017, "definition-list", "gbk-as-latin1-then-utf8-as-latin1", "body", "utf-8", {}),
        (2019, "definition-list", None, "", "utf-8", {"attachments": ["pdf"]}),
        (2021, "definition-list", "escape-percent", "body", "utf-8", {}),
        (2022, "word-export", None, "", "mixed", {}),
        (2023, "definition-list", None, "", "utf-8", {"numbered": False}),
    ],
    "dongpu-street": [
        (2009, "nested-tables", None, "", "gbk-called-latin1", {}),
        (2011, "nested-tables", "big5-as-gbk", "page", "utf-8", {}),
        (2013, "nested-tables", None, "", "gbk-bad-bytes", {}),
        (2014, "piped-text", None, "", "gbk-undeclared", {}),
        (2016, "label-list", "readings-s2hk", "page", "utf-8", {}),
        (2018, "label-list", None, "", "utf-8", {"numbered": False}),
        (2020, "label-list", "traditional-s2tw", "page", "utf-8", {"form_style": FormStyle()}),
    ],
    "baisha-zone": [
        (2014, "definition-list", "gbk-as-big5", "body", "utf-8", {}),
        (2016, "definition-list", "gbk-as-cp1252", "body", "utf-8", {}),
        (2018, "word-export", "utf8-as-gbk-swallow", "body", "utf-8", {}),
        (2020, "word-export", None, "", "utf-8", {"form_style": FormStyle(units=True, thousands=True)}),
        (2022, "definition-list", "escape-entity", "title", "utf-8", {"form_style": FormStyle(wrong_total=True)}),
        (2023, "structured-data", None, "", "utf-8", {"form_style": FormStyle(zero="", transposed=True)}),
    ],
    "songling-market": [
        (2015, "label-list", "big5-as-gbk", "page", "utf-8", {}),
        (2017, "trs-editor", "utf8-as-big5", "body", "utf-8", {}),
        (2019, "trs-editor", "compatibility", "body", "utf-8", {"form_style": FormStyle(zero="")}),
        (2021, "label-list", "utf8-as-gbk-replacement", "body", "utf-8", {"form_style": FormStyle()}),
        (2022, "label-list", None, "", "utf-8", {"form_style": FormStyle(zero="-", split=True)}),
        (2024, "structured-data", None, "", "utf-8", {"form_style": FormStyle()}),
    ],
}  # fmt: skip

# agency, year and file type of reports that exist as a file only
DOCUMENT_ONLY = [
    ("dongpu-street", 2021, "pdf"),
    ("baisha-zone", 2021, "docx"),
    ("songling-market", 2020, "pdf"),
    ("heyuan-normal", 2020, "docx"),
]

# "site/page" of pages that come out wrong and are to be put right later, with the reason; a test fails as soon as
# one of them comes out right.
KNOWN_WRONG = {
    "yunqiao-finance/report-2022": "two swallowed bytes are guessed wrongly: 处 comes out as 天, a colon as a comma",
}

# "site/page" of pages whose bytes leave characters open that the truth knows: how many may be marked as lost.
GAPS = {
    "baisha-zone/report-2018": 8,
    "dongpu-street/report-2013": 2,
    "heyuan-normal/report-2015": 165,
    "lanxi-county/report-2008": 2,
    "lanxi-county/report-2021": 5,
    "qingshi-education/report-2018": 3,
    "songling-market/report-2017": 83,
    "songling-market/report-2021": 3,
    "yunqiao-finance/report-2014": 14,
}


def reports(key: str) -> list[Recipe]:
    """Give the recipes of one agency's reports, oldest first."""
    recipes = []
    for year, template, accident, scope, transport, wishes in _PLAN[key]:
        seed = f"{accident or transport}"
        recipes.append(
            Recipe(agency(key), year, template, seed, accident, scope or "body", transport, wishes=wishes)
        )
    return recipes
