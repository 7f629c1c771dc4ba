"""Make the pictures of the site in docs/pictures/ (and README), over the demonstration database.

    python -m scripts.pictures_of_site [--browser /usr/bin/chromium]

The demonstration is harvested anew and served by the command, as a newcomer would; nothing is drawn by hand.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from .png_palette import shrink

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROGRAM = [sys.executable, "-c", "from reportharvest.cli import main; main()"]
DESK, PHONE = {"width": 1200, "height": 760}, {"width": 390, "height": 760}


def harvest(folder: Path) -> None:
    for day in (["--as-of", "2024-12-01"], []):
        words = ["harvest", "--sites", "fixtures/sites", "--replay-from", "fixtures/pages", *day]
        places = ["--db", str(folder / "reports.db"), "--archive", str(folder / "warc")]
        subprocess.run([*PROGRAM, *words, *places, "--quiet"], check=False, cwd=ROOT)


def number(folder: Path, sql: str) -> int:
    db = sqlite3.connect(folder / "reports.db")
    try:
        return int(db.execute(sql).fetchone()[0])
    finally:
        db.close()


def take(browser: Browser, address: str, folder: Path) -> None:
    failed = number(folder, "SELECT report_id FROM checks WHERE passed = 0 ORDER BY report_id LIMIT 1")
    damaged = number(
        folder,
        "SELECT report_id FROM repairs JOIN reports ON reports.id = report_id WHERE kind = 'utf8-as-gbk'"
        " AND site = 'lanxi-county' ORDER BY count DESC LIMIT 1",
    )
    wanted = [
        ("home", "/", DESK, "zh-CN", "light", None),
        ("search", "/search?q=行政复议", DESK, "zh-CN", "light", None),
        ("restored", f"/report/{damaged}/restored", DESK, "zh-CN", "light", None),
        ("form", f"/report/{failed}", {"width": 860, "height": 640}, "zh-CN", "light", "#form-requests"),
        ("figures", "/figures?lang=en", DESK, "en-GB", "dark", None),
        ("phone", f"/report/{damaged}", PHONE, "zh-CN", "light", None),
    ]
    for name, path, viewport, language, scheme, anchor in wanted:
        page = browser.new_page(
            base_url=address, viewport=viewport, locale=language, color_scheme=scheme, reduced_motion="reduce"
        )
        page.goto(path)
        page.wait_for_timeout(500)
        if anchor:
            page.locator(anchor).evaluate("one => one.scrollIntoView({block: 'start'})")
        file = PICTURES / f"site-{name}.png"
        page.screenshot(path=file)
        page.close()
        shrink(file)
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--browser", default=shutil.which("chromium") or "chromium")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        harvest(folder)
        words = ["serve", str(folder / "reports.db"), "--archive", str(folder / "warc"), "--port", "0"]
        with subprocess.Popen([*PROGRAM, *words], stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stderr is not None
                found = re.search(r"at (http://[\d.:]+)/", process.stderr.readline())
                assert found, "the site did not come up"
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=options.browser, args=FLAGS)
                    take(browser, found[1], folder)
                    browser.close()
            finally:
                process.terminate()


if __name__ == "__main__":
    main()
