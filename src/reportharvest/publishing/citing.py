"""How to cite a report: BibTeX, and GB/T 7714-2015 as Chinese journals want it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Cited", "bibtex", "gb_t_7714"]

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_TEX_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_URL_SPECIAL = re.compile(r"[\\{}%]")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation needs; days are YYYY-MM-DD.

    Attributes:
        retrieved: the day on which the bytes were fetched.
        sha256: digest of these bytes, None where it is not known.
    """

    report_id: int
    title: str
    agency: str
    year: int | None
    published: str | None
    url: str
    retrieved: str
    sha256: str | None


def bibtex(cited: Cited) -> str:
    r"""Give the entry for BibTeX or BibLaTeX.

    >>> print(bibtex(Cited(7, "工作报告", "区财政局", 2019, "2020-01-03", "http://a.example.gov.cn/1.html",
    ...     "2024-03-01", "ab" * 32)).splitlines()[0])
    @techreport{reportharvest-7,
    """
    fields = {
        "title": "{" + _tex(cited.title) + "}",
        "author": "{" + _tex(cited.agency) + "}",
        "institution": "{" + _tex(cited.agency) + "}",
        "year": (cited.published or "")[:4] or str(cited.year or ""),
        "date": cited.published or "",
        "url": _URL_SPECIAL.sub(
            lambda found: f"%{ord(found[0]):02X}" if found[0] != "%" else r"\%", cited.url
        ),
        "urldate": cited.retrieved,
        "language": "chinese",
        "note": f"SHA-256 of the bytes retrieved: {cited.sha256}" if cited.sha256 else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@techreport{{reportharvest-{cited.report_id},", *lines, "}"])


def gb_t_7714(cited: Cited) -> str:
    """Give the entry in the manner of GB/T 7714-2015, report online ([R/OL]).

    >>> gb_t_7714(Cited(7, "工作报告", "区财政局", 2019, "2020-01-03", "http://a.example.gov.cn/1.html",
    ...     "2024-03-01", None))
    '区财政局. 工作报告[R/OL]. (2020-01-03)[2024-03-01]. http://a.example.gov.cn/1.html.'
    """
    day = f"({cited.published})" if cited.published else ""
    digest = f" SHA-256: {cited.sha256}." if cited.sha256 else ""
    return f"{cited.agency}. {cited.title}[R/OL]. {day}[{cited.retrieved}]. {cited.url}.{digest}"


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda found: _TEX[found[0]], " ".join(text.split()))
