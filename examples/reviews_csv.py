"""How often agencies were corrected, from CSV as R would read it: python examples/reviews_csv.py data/csv."""

import csv
import sys
from collections import defaultdict
from pathlib import Path


def corrected(folder: Path) -> dict[str, tuple[float, float]]:
    """Cases that were decided against each agency, and cases that were decided at all."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    with (folder / "v_reviews_and_litigation.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            # A cell without a number is empty; it is no zero, but it adds nothing.
            numbers = [float(row[name] or 0) for name in ("upheld", "corrected", "other_result")]
            found[row["agency"]][0] += numbers[1]
            found[row["agency"]][1] += sum(numbers)
    return {agency: (against, decided) for agency, (against, decided) in sorted(found.items())}


if __name__ == "__main__":
    for agency, (against, decided) in corrected(Path(sys.argv[1])).items():
        print(f"{agency}\t{against:g}\t{decided:g}")
