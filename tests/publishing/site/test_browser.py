"""The site in a real browser, over the demonstration database.

axe-core 4.14.1 (axe.min.js, MPL-2.0, unchanged; its licence stands beside it) looks for what keeps people
with disabilities out. scripts/pictures_of_site.py makes the pictures of the documentation in the same way.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "axe.min.js"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ADDRESS = re.compile(r"at (http://127\.0\.0\.1:\d+)/")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def address(demonstration: Path) -> Iterator[str]:
    """The site, served by the command."""
    words = [
        "serve",
        str(demonstration / "reports.db"),
        "--archive",
        str(demonstration / "warc"),
        "--port",
        "0",
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", "from reportharvest.cli import main; main()", *words],
        stderr=subprocess.PIPE,
        text=True,
        cwd=demonstration,
    )
    assert process.stderr is not None
    found = ADDRESS.search(process.stderr.readline())
    assert found
    yield found[1]
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A browser window that notes what must not happen."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(base_url=address, accept_downloads=True, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.wrong: list[str] = []
        self.page.on(
            "console", lambda said: said.type in {"error", "warning"} and self.wrong.append(said.text)
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "request",
            lambda request: (
                request.url.startswith((address, "data:", "blob:")) or self.wrong.append(request.url)
            ),
        )

    def open(self, path: str) -> None:
        response = self.page.goto(path)
        assert response is not None
        assert response.ok, path

    def violations(self) -> list[str]:
        """What axe finds that is serious or critical."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'],"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})"
        )
        return [
            f"{one['id']}: {node['html'][:120]}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"][:3]
        ]


def reports(demonstration: Path, sql: str) -> list[int]:
    db = sqlite3.connect(demonstration / "reports.db")
    try:
        return [row[0] for row in db.execute(sql)]
    finally:
        db.close()


@pytest.mark.parametrize(
    "window",
    [
        {"color_scheme": "light", "locale": "zh-CN", "viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark", "locale": "en-GB", "viewport": {"width": 390, "height": 844}},
    ],
    ids=["desk", "phone"],
)
def test_every_page_is_quiet_reachable_and_keeps_to_itself(
    demonstration: Path, address: str, browser: Any, window: dict[str, Any]
) -> None:
    visit = Visit(browser, address, **window)
    failed = reports(demonstration, "SELECT report_id FROM checks WHERE passed = 0 LIMIT 1")[0]
    damaged = reports(demonstration, "SELECT report_id FROM repairs ORDER BY count DESC LIMIT 1")[0]
    changed = reports(demonstration, "SELECT report_id FROM report_versions LIMIT 1")[0]
    pages = [
        "/", "/coverage", "/search", "/search?q=公开", "/search?q=龘", f"/report/{failed}",
        f"/report/{damaged}/restored", f"/report/{changed}/changes", "/figures", "/quality",
        "/quality/failed_checks", "/queries",
    ]  # fmt: skip
    wrong = {}
    for path in pages:
        visit.open(path)
        problems = visit.violations()
        too_wide = visit.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if problems or too_wide > 0:
            wrong[path] = [*problems, f"{too_wide} pixels too wide"]
    visit.context.close()
    assert wrong == {}
    assert visit.wrong == []


def test_a_reader_searches_narrows_compares_and_takes_a_picture_away(
    demonstration: Path, address: str, browser: Any
) -> None:
    visit = Visit(browser, address, locale="zh-CN")
    page = visit.page
    visit.open("/")
    page.fill("#q", "公開")  # traditional: the reports are simplified
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator(".hits mark").first.text_content() == "公开"
    every = page.locator(".result-count").text_content()
    page.select_option("#year", "2020")
    page.click(".search-large button")
    page.wait_for_url("**year=2020*")
    assert page.locator(".result-count").text_content() != every
    assert set(page.locator(".hit-about span:first-child").all_text_contents()) == {"2020"}
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/report/*")
    assert page.locator("h1").is_visible()

    damaged = reports(demonstration, "SELECT report_id FROM repairs WHERE kind = 'utf8-as-gbk' LIMIT 1")[0]
    visit.open(f"/report/{damaged}")
    page.locator(".tabs a").nth(1).click()
    page.wait_for_url("**/restored")
    assert page.locator("td.side-found mark").first.is_visible()
    page.click("[data-view=restored]")
    assert not page.locator("td.side-found").first.is_visible()
    assert page.locator("td.side-restored mark").first.is_visible()
    page.click("[data-view=found]")
    assert page.locator("td.side-found mark").first.is_visible()

    visit.open("/figures")
    page.wait_for_selector("[data-chart][data-drawn]")
    with page.expect_download() as download:
        page.click("#figure-results [data-download=svg]")
    assert download.value.path().read_text(encoding="utf-8").startswith("<svg")
    with page.expect_download() as download:
        page.click("#figure-results [data-download=png]")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as download:
        page.click("#figure-results a[download]")
    assert "granted" in download.value.path().read_text(encoding="utf-8-sig")

    page.click(".language")
    page.wait_for_url("**lang=en*")
    assert page.locator("h1").text_content() == "Figures"
    visit.open("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    visit.open("/reports/reports?_facet=report_year")  # Datasette's own pages: no inline script is blocked
    visit.context.close()
    assert visit.wrong == []
