"""Walking through recordings with a browser: the list of what there is, links that stay on this machine."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from pathlib import Path

import httpx
import pytest

from reportharvest.archiving.recordings import Recorded
from reportharvest.running.browsing import for_browser
from reportharvest.running.serving import ThroughServer, serving

HOST = "www.example.gov.cn"
LOCAL = f"http://{HOST}.localhost:8000"
LINKS = f'<a href="http://{HOST}/a.pdf">附件</a> <a href="http://elsewhere.example/">x</a>'.encode("gbk")


def write(
    folder: Path, name: str, url: str, body: bytes, status: int = 200, *headers: tuple[str, str]
) -> None:
    place = folder / "site" / name
    place.mkdir(parents=True)
    (place / "body.bin").write_bytes(body)
    record = {
        "url": url, "status": status, "headers": [["Content-Type", "text/html"], *map(list, headers)],
        "content_type": "text/html", "recorded_at": "2024-05-06T02:00:00Z",
        "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    (place / "response.json").write_text(json.dumps(record), encoding="utf-8")


def opened(folder: Path, host: str, target: str, *, by_proxy: bool = False) -> httpx.Response:
    async def run() -> httpx.Response:
        async with serving(folder) as server:
            proxy = server.url if by_proxy else None
            url = f"http://{host}{target}" if by_proxy else f"{server.url}{target}"
            async with httpx.AsyncClient(proxy=proxy, trust_env=False) as client:
                return await client.get(url, headers={} if by_proxy else {"Host": host})

    return asyncio.run(run())


def test_the_list_names_each_host_and_what_was_recorded_when(tmp_path: Path) -> None:
    write(tmp_path, "one", f"http://{HOST}/nb/<1>.html", b"one")
    write(tmp_path, "gone", f"http://{HOST}/gone.html", b"gone", 404)
    answer = opened(tmp_path, "127.0.0.1:8000", "/")
    assert answer.status_code == 200
    assert f"<h2>{HOST}</h2>" in answer.text
    assert f'href="{LOCAL}/gone.html"' in answer.text
    assert "2024-05-06" in answer.text
    assert "404" in answer.text
    assert "<1>" not in answer.text


@pytest.mark.parametrize("host", [f"{HOST}.localhost:8000", "127.0.0.1:8000"])
def test_what_was_not_recorded_says_so_and_leads_back(tmp_path: Path, host: str) -> None:
    write(tmp_path, "one", f"http://{HOST}/1.html", b"one")
    answer = opened(tmp_path, host, "/<other>.html")
    assert answer.status_code == 404
    assert 'href="http://127.0.0.1:8000/"' in answer.text
    assert "<other>" not in answer.text


def test_links_to_recorded_hosts_stay_here_in_a_browser_and_only_there(tmp_path: Path) -> None:
    write(tmp_path, "one", f"http://{HOST}/1.html", LINKS)
    seen = opened(tmp_path, f"{HOST}.localhost:8000", "/1.html")
    assert f'href="{LOCAL}/a.pdf">附件'.encode("gbk") in seen.content
    assert b'href="http://elsewhere.example/"' in seen.content
    assert seen.headers["Cache-Control"] == "no-cache"
    harvested = opened(tmp_path, HOST, "/1.html", by_proxy=True)
    assert harvested.content == LINKS
    assert "Cache-Control" not in harvested.headers


def test_a_compressed_page_and_a_redirect_are_led_back_too(tmp_path: Path) -> None:
    packed = gzip.compress(LINKS, mtime=0)
    write(tmp_path, "one", f"http://{HOST}/1.html", packed, 200, ("Content-Encoding", "gzip"))
    write(tmp_path, "old", f"http://{HOST}/old.html", b"", 301, ("Location", f"http://{HOST}/1.html"))
    assert f"{LOCAL}/a.pdf".encode() in opened(tmp_path, f"{HOST}.localhost:8000", "/1.html").content
    moved = opened(tmp_path, f"{HOST}.localhost:8000", "/old.html")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{LOCAL}/1.html"


def test_a_page_recorded_over_https_is_found(tmp_path: Path) -> None:
    write(tmp_path, "one", f"https://{HOST}/1.html", b"secure")
    assert opened(tmp_path, f"{HOST}.localhost:8000", "/1.html").content == b"secure"


CUT = gzip.compress(LINKS, mtime=0)[:20]


@pytest.mark.parametrize("body", [b"", b"\x1f\x8bbroken", b"no gzip at all", CUT])
def test_a_body_that_cannot_be_inflated_is_sent_as_it_is(body: bytes) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    answer = for_browser(Recorded(200, headers, body), frozenset({HOST}), "8000")
    assert answer.body == body
    assert ("Content-Encoding", "gzip") in answer.headers


def test_recordings_of_https_sites_can_be_asked_for_with_their_whole_url(tmp_path: Path) -> None:
    write(tmp_path, "one", f"https://{HOST}/1.html", b"secure")
    write(tmp_path, "two", f"http://{HOST}/1.html", b"plain")

    async def run() -> list[bytes]:
        async with serving(tmp_path) as server:
            transport = ThroughServer(server)
            async with httpx.AsyncClient(transport=transport) as first:
                found = [(await first.get(f"https://{HOST}/1.html")).content]
            async with httpx.AsyncClient(
                transport=transport
            ) as second:  # closing the first has closed nothing
                found.append((await second.get(f"http://{HOST}/1.html")).content)
            await transport.close()
            return found

    assert asyncio.run(run()) == [b"secure", b"plain"]
