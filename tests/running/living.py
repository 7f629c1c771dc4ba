"""A site that lives: its pages change, come and go between harvests, and a clock that tests turn on."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from tests.running.conftest import list_html, report_html

from reportharvest.running.harvest import HarvestOptions

HOST = "www.example.gov.cn"
DESCRIPTION = f"""
name = "living"
publisher = "示例区财政局"
entry = ["http://{HOST}/nb/index.html"]
scope = ["{HOST}"]
[fetch]
delay_seconds = 0
"""


@dataclass
class Clock:
    """The present, as a test sets it."""

    at: datetime = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class LivingSite(httpx.AsyncBaseTransport):
    """Pages by path; answers conditional requests with 304 and counts what is asked for."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    pages: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    description: str = DESCRIPTION

    def reports(self, *years: int) -> None:
        """Put up a list of reports, the newest first."""
        for year in years:
            self.pages.setdefault(f"/art/{year}.html", report_html(year))
        rows = [
            (f"/art/{year}.html", f"示例区财政局{year}年政府信息公开工作年度报告")
            for year in sorted(years, reverse=True)
        ]
        self.pages["/nb/index.html"] = list_html(*rows)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked[path] += 1
        if path in self.status or path not in self.pages:
            return httpx.Response(self.status.get(path, 404), stream=httpx.ByteStream(b""))
        body = self.pages[path].encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, stream=httpx.ByteStream(b""))
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": etag}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))

    def options(self, **more: Any) -> HarvestOptions:
        file = self.folder / "living.toml"
        file.write_text(self.description, encoding="utf-8")
        return HarvestOptions(
            file, self.folder / "r.db", self.folder / "warc", transport=self, now=self.clock, **more
        )

    def asked_since(self) -> Counter[str]:
        """What was asked for since the last call."""
        asked, self.asked = self.asked, Counter()
        return asked

    def query(self, sql: str) -> list[tuple]:
        connection = sqlite3.connect(self.folder / "r.db")
        found = connection.execute(sql).fetchall()
        connection.close()
        return found
