from __future__ import annotations

import json

from benchmarks.measuring import RESULTS
from benchmarks.planning import BLOCKS, PAGE, filled

from reportharvest import __version__


def test_the_planning_page_has_the_figures_of_this_release() -> None:
    results = json.loads((RESULTS / f"{__version__}.json").read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, results) == page, "run `python -m benchmarks.planning`"
    assert all(f"<!-- figures: {name} -->" in page for name in BLOCKS)


def test_what_was_not_measured_is_said_to_be_so() -> None:
    page = "<!-- figures: engines -->\nold\n<!-- /figures -->\n"
    assert "Not measured for this release" in filled(page, {})
