"""Measure the first test on bytes: which reports it misses, and what a page costs.

    python -m benchmarks selection [--pages 3000] [--record FILE]

Recall is over the drawn pages that process() takes for reports. Cost is processor time for drawn reports, and
for pages of other kinds that it passes over, made here: Chinese, Latin and ASCII text of 40 kB, and noise.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archives import write_archive
from benchmarks.measuring import arguments, record, table
from scripts.demonstration.generator import draw

from reportharvest.pipeline import process
from reportharvest.processing.blocks import index_source, read_block
from reportharvest.processing.selecting import may_be_report
from reportharvest.processing.sources import Source

OTHERS = {
    "Chinese": ("<p>区财政局召开工作会议，研究部署下一步工作。</p>" * 600).encode(),
    "Chinese in GBK": ("<p>区财政局召开工作会议，研究部署下一步工作。</p>" * 600).encode("gbk"),
    "Chinese, with parts of the words": ("<p>公平的公共服务，年度报道之总览，报名开始。</p>" * 600).encode(),
    "Chinese, with escapes": ("<p>区财政局&nbsp;召开&#160;工作&#8220;会议&#8221;。</p>" * 600).encode(),
    "Latin": ("<p>Ceci n'est pas un rapport été général à l'école.</p>" * 700).encode(),
    "ASCII": b"<p>This is not a report on the disclosure of information.</p>" * 660,
    "noise": bytes(random.Random(1).choices(range(256), k=40_000)),
}


def reading_costs(pages: int) -> tuple[float, float]:
    """Give the milliseconds that reading a page takes, and cutting files into blocks."""
    with tempfile.TemporaryDirectory() as name:
        [file] = write_archive(Path(name), pages, per_file=pages)
        source = Source(str(file), file.stat().st_size)
        began = time.process_time()
        blocks = index_source(source, 1_000_000)
        cut = time.process_time() - began
        count = sum(found.capture is not None for block in blocks for found in read_block(block))
        opened = time.process_time() - began - cut
    return 1000 * opened / count, 1000 * cut / count


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=3_000)
    options = parser.parse_args()
    missed: Counter[str] = Counter()
    reports = 0
    spent = 0.0
    may_be_report(OTHERS["noise"])  # builds what it looks for
    for number in range(options.pages):
        page = draw(number)
        began = time.process_time()
        selected = may_be_report(page.body, page.url, page.content_type)
        spent += time.process_time() - began
        if process(page.body, url=page.url, content_type=page.content_type).page_kind == "report":
            reports += 1
            missed[page.accident or page.transport] += not selected
    lost = missed.total()
    print(f"recall {1 - lost / reports:.4f}: {reports - lost} of {reports} reports")
    print("missed: " + (", ".join(f"{count} {name}" for name, count in missed.items() if count) or "none"))
    print()
    cost = {"drawn reports, selected": 1e6 * spent / options.pages}
    for name, body in OTHERS.items():
        began = time.process_time()
        for _ in range(50):
            assert not may_be_report(body)
        cost[f"{name}, passed over"] = 1e6 * (time.process_time() - began) / 50
    opened, cut = reading_costs(options.pages)
    print(f"to read a page from its archive {opened:.3f} ms, to cut the archive into blocks {cut:.3f} ms\n")
    table(("page", "µs a page"), [(name, f"{value:.0f}") for name, value in cost.items()])
    micros = {name: round(value) for name, value in cost.items()}
    figures = {"ms_to_read": round(opened, 3), "ms_to_cut": round(cut, 3), "us_per_page": micros}
    record(options.record, "selection", {"reports": reports, "missed": lost} | figures)


if __name__ == "__main__":
    main()
