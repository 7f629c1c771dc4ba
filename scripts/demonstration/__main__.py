"""Write the demonstration site into fixtures/: ``PYTHONPATH=scripts python -m demonstration``."""

from __future__ import annotations

import shutil
from pathlib import Path

from .agencies import AGENCIES
from .descriptions import description
from .site import write_site

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def main() -> None:
    for agency in AGENCIES:
        shutil.rmtree(FIXTURES / "pages" / agency.key, ignore_errors=True)
    count = write_site(FIXTURES / "pages")
    sites = FIXTURES / "sites"
    sites.mkdir(exist_ok=True)
    for agency in AGENCIES:
        (sites / f"{agency.key}.toml").write_text(description(agency), encoding="utf-8")
    print(f"{count} responses of {len(AGENCIES)} agencies")


if __name__ == "__main__":
    main()
