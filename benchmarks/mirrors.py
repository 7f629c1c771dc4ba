"""Find generated reprints among reports that share their words: recall and precision of linking mirrors.

    python -m benchmarks mirrors [--reports 200]

From each drawn report come four reprints (a portal's preface and imprint, a fifth cut off, characters lost,
forms of characters changed) and four other reports that were written on its template: another year with other
numbers, another office with other numbers, another office with the same numbers, the same office and year
with corrected numbers. Only the reprints are to be linked, and to their own original.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measuring import arguments, record, table
from scripts.demonstration.generator import draw

from reportharvest.pipeline import process
from reportharvest.processing.mirrors import Candidate, fingerprint, link
from reportharvest.storing.rows import body_text

__all__ = ["Labelled", "labelled", "measure"]

OFFICES = ("民政局", "教育局", "水利局", "司法局", "审计局", "统计局", "商务局", "科技局")
REPRINTS = ("preface", "cut", "lost", "forms")
OTHERS = ("other year", "other office and numbers", "other office, same numbers", "corrected numbers")
WIDE = str.maketrans("0123456789,:()%", "０１２３４５６７８９，：（）％")


@dataclass(frozen=True)
class Labelled:
    """A report, and the number of the one that it repeats; None for one that stands for itself."""

    number: int
    kind: str
    title: str
    text: str
    year: int | None
    repeats: int | None


def labelled(count: int) -> list[Labelled]:
    """Make reports with their reprints and the reports written on their template."""
    found: list[Labelled] = []
    seen = set()
    for seed in range(10 * count):
        page = draw(seed, clean=True)
        report = process(page.body, url=page.url, content_type=page.content_type)
        text = body_text(report)
        if report.page_kind != "report" or not report.title or report.report_year is None or len(text) < 400:
            continue
        rng = Random(seed)
        agency = page.draft.agency
        at = len(found)
        if (agency.own, report.report_year, report.title) in seen:
            continue
        seen.add((agency.own, report.report_year, report.title))
        found.append(Labelled(at, "original", report.title, text, report.report_year, None))
        for kind in REPRINTS:
            title = report.title if kind != "preface" else f"{agency.full}：{report.title}"
            made = reprinted(text, kind, rng)
            found.append(Labelled(len(found), kind, title, made, report.report_year, at))
        for kind in OTHERS:
            original = found[at]
            title, made, year = rewritten(original, kind, rng, agency.own)
            found.append(Labelled(len(found), kind, title, made, year, None))
        if at >= 9 * (count - 1):
            break
    return found


def reprinted(text: str, kind: str, rng: Random) -> str:
    """Repeat a text as another site does."""
    if kind == "preface":
        return f"来源：市政府门户网站\n现将有关情况予以转载。\n{text}\n责任编辑：信息中心"
    if kind == "cut":
        return text[: len(text) * 4 // 5]
    if kind == "lost":
        spots = [at for at, one in enumerate(text) if "\u4e00" <= one <= "\u9fff"]
        lost = set(rng.sample(spots, max(1, len(spots) // 200)))
        return "".join("\ufffd" if at in lost else one for at, one in enumerate(text))
    return re.sub(r"\n", "\n\u3000\u3000", text.translate(WIDE))


def rewritten(original: Labelled, kind: str, rng: Random, name: str) -> tuple[str, str, int]:
    """Write another report on the template of one."""
    title, text, year = original.title, original.text, original.year or 0
    other = rng.choice([one for one in OFFICES if one not in name])
    if kind != "other office, same numbers":
        spots = list(re.finditer(r"(?<![0-9.])[0-9]{1,4}(?=[条件次个人份场篇])", text))
        chosen = spots if kind != "corrected numbers" else rng.sample(spots, min(2, len(spots)))
        for spot in reversed(chosen):
            text = text[: spot.start()] + str(int(spot[0]) + rng.randint(1, 30)) + text[spot.end() :]
        if not chosen:
            text += f"\n全年主动公开政府信息{rng.randint(1, 999)}条。"
    if kind == "other year":
        title, text = title.replace(str(year), str(year + 1)), text.replace(str(year), str(year + 1))
        year += 1
    if "office" in kind:
        title, text = title.replace(name, other), text.replace(name, other)
        if name not in title:
            title = other + title
    return title, text, year


def measure(reports: list[Labelled]) -> dict[str, tuple[int, int, int]]:
    """Give per kind how many there are, how many were linked rightly, and how many wrongly."""
    rng = Random(1)
    candidates = []
    for one in reports:
        digest, minhash, chars = fingerprint(one.text)
        host = "www.example.gov.cn" if one.repeats is None else "mirror.example.org"
        url = f"http://{host}/{one.number}.html"
        candidates.append(
            Candidate(one.number, url, one.title, None, one.year, "2020-01-01", digest, minhash, chars)
        )
    rng.shuffle(candidates)
    texts = {one.number: one.text for one in reports}
    links = {one.report_id: one.canonical_id for one in link(candidates, lambda _year, _numbers: texts)}
    found: dict[str, tuple[int, int, int]] = {}
    for one in reports:
        count, right, wrong = found.get(one.kind, (0, 0, 0))
        target = links.get(one.number)
        is_right = target is not None and target == one.repeats
        found[one.kind] = (count + 1, right + is_right, wrong + (target is not None and not is_right))
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--reports", type=int, default=200)
    options = parser.parse_args()
    reports = labelled(options.reports)
    began = time.process_time()
    found = measure(reports)
    seconds = time.process_time() - began
    table(
        ("kind", "pages", "linked to its original", "linked wrongly"),
        [(kind, *counts) for kind, counts in found.items()],
    )
    right = sum(one[1] for one in found.values())
    wrong = sum(one[2] for one in found.values())
    wanted = sum(one.repeats is not None for one in reports)
    print(f"recall {right / wanted:.4f}, precision {right / (right + wrong):.4f},", end=" ")
    print(f"{1000 * seconds / len(reports):.2f} ms a report, signatures included")
    figures = {"reprints": wanted, "right": right, "wrong": wrong}
    record(options.record, "mirrors", figures | {"ms_per_report": round(1000 * seconds / len(reports), 2)})


if __name__ == "__main__":
    main()
