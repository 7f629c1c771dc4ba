"""The demonstration site: recordings are whole, reviewed records come out, nothing of the set is missing."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tomllib
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

import reportharvest as rh

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAGES = FIXTURES / "pages"
# Kinds of repair that the contract lists; each must occur on at least two pages.
KINDS = {
    "utf8-as-gbk", "utf8-as-latin1", "utf8-as-big5", "gbk-as-latin1", "gbk-as-big5", "big5-as-gbk",
    "lost-bytes", "pinyin-annotation", "traditional-conversion", "escape", "compatibility",
}  # fmt: skip


def load(file: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return record


def recorded() -> list[tuple[Path, dict[str, Any]]]:
    return [(file.parent, load(file)) for file in sorted(PAGES.glob("*/*/response.json"))]


def about(response: dict[str, Any], name: str) -> str:
    """What the generator says of a recording; empty for recordings from live sites."""
    return str(response.get("about", {}).get(name, ""))


def needs_record(response: dict[str, Any]) -> bool:
    """Whether a page must have a reviewed record: every report, and every page recorded from a live site."""
    if "about" in response:
        return about(response, "kind").startswith("report")
    page = (response["content_type"] or "text/html").startswith(("text/html", "application/"))
    return page and response["status"] == 200 and not response["url"].endswith("/robots.txt")


def recorded_pages() -> list[Any]:
    """One case per page that has a record or must have one; what is known to come out wrong says why."""
    cases = []
    for folder, response in recorded():
        if not (needs_record(response) or (folder / "report.json").exists()):
            continue
        wrong = response.get("known_wrong")
        marks = [pytest.mark.xfail(strict=True, reason=wrong)] if wrong else []
        cases.append(pytest.param(folder, response, marks=marks, id=folder.relative_to(PAGES).as_posix()))
    return cases


def content(folder: Path, response: dict[str, Any]) -> bytes:
    body = (folder / "body.bin").read_bytes()
    coding = {name.lower(): value for name, value in response["headers"]}.get("content-encoding")
    if coding == "gzip":
        return gzip.decompress(body)
    return zlib.decompress(body) if coding == "deflate" else body


def differences(reviewed: Any, found: Any, where: str = "") -> list[str]:
    """Say where ``found`` does not hold what ``reviewed`` holds; further keys of ``found`` are welcome."""
    if isinstance(reviewed, dict) and isinstance(found, dict):
        lines = [f"{where}.{key}: missing" for key in reviewed.keys() - found.keys()]
        for key in reviewed.keys() & found.keys():
            lines += differences(reviewed[key], found[key], f"{where}.{key}")
        return lines
    if isinstance(reviewed, list) and isinstance(found, list):
        lines = (
            [] if len(reviewed) == len(found) else [f"{where}: {len(found)} items, reviewed {len(reviewed)}"]
        )
        for at, (one, other) in enumerate(zip(reviewed, found, strict=False)):
            lines += differences(one, other, f"{where}[{at}]")
        return lines
    if reviewed == found or (isinstance(reviewed, str) and isinstance(found, str) and marks(reviewed, found)):
        return []
    return [f"{where}: {found!r}, reviewed {reviewed!r}"]


def marks(reviewed: str, found: str) -> bool:
    """Whether a text is the reviewed one but for characters that it marks as lost.

    A mark may stand for a character and the one that was swallowed with it. How many marks a page may have
    stands in its recording as ``gaps``; a wrong character is never let through.
    """
    pattern = "".join(".{0,2}" if one == "\ufffd" else re.escape(one) for one in found)
    return "\ufffd" in found and re.fullmatch(pattern, reviewed, re.DOTALL) is not None


def sortable(record: dict[str, Any]) -> dict[str, Any]:
    """Order what the contract leaves unordered, and drop cells without a value, which may be left out."""
    record = dict(record)
    if "statistics" in record:
        cells = [one for one in record["statistics"] if one["value"] is not None]
        record["statistics"] = sorted(cells, key=lambda one: (one["form"], one["row"], one["column"]))
    if "checks" in record:
        keys = ("rule", "row", "column")
        record["checks"] = sorted(record["checks"], key=lambda one: [one.get(key) or "" for key in keys])
    if record.get("page_kind") in {"list", "other"}:
        record["page_kind"] = "no report"  # which of the two matters to nobody and is often open
    if "repairs" in record:
        record["repairs"] = sorted(record["repairs"], key=lambda one: one["kind"])
    return record


@pytest.mark.parametrize(("folder", "response"), recorded_pages())
def test_recorded_page_gives_the_reviewed_report(folder: Path, response: dict[str, Any]) -> None:
    report = rh.process(content(folder, response), url=response["url"], content_type=response["content_type"])
    reviewed = folder / "report.json"
    assert reviewed.exists(), (
        f"no reviewed record: run `reportharvest extract {folder / 'body.bin'} --url {response['url']}`, "
        f"read the result against the page, save what is right as {reviewed}"
    )
    found = differences(sortable(load(reviewed)), sortable(report.to_dict()))
    assert not found, "\n".join(found[:20])
    gaps = response.get("gaps", load(reviewed).get("lost", 0))
    assert report.lost <= gaps, f"{report.lost} characters marked as lost, {gaps} in the reviewed page"


def test_bodies_are_what_was_recorded() -> None:
    for folder, response in recorded():
        body = (folder / "body.bin").read_bytes()
        assert hashlib.sha256(body).hexdigest() == response["sha256"], (
            f"{folder}/body.bin is not what was recorded"
        )
        assert {"url", "status", "headers", "content_type", "recorded_at"} <= response.keys(), folder


def test_every_host_answers_for_robots() -> None:
    hosts = {urlsplit(response["url"]).netloc for _, response in recorded()}
    robots = {urlsplit(r["url"]).netloc for _, r in recorded() if r["url"].endswith("/robots.txt")}
    assert robots == hosts


def test_descriptions_name_recorded_hosts_and_counts() -> None:
    reports: dict[str, set[str]] = defaultdict(set)
    for folder, response in recorded():
        if about(response, "kind") == "report":
            reports[folder.parent.name].add(response["url"])
    descriptions = [
        tomllib.loads(one.read_text(encoding="utf-8")) for one in (FIXTURES / "sites").glob("*.toml")
    ]
    assert {one["name"] for one in descriptions} == set(reports)
    for one in descriptions:
        assert one["expect"]["reports"]["min"] <= len(reports[one["name"]]) <= one["expect"]["reports"]["max"]
        assert all(urlsplit(url).netloc + "/" in one["scope"] for url in one["entry"])


def test_set_has_the_size_it_is_meant_to_have() -> None:
    everything = recorded()
    reports = [response for _, response in everything if about(response, "kind") == "report"]
    templates = {about(response, "template") for response in reports}
    assert len(everything) >= 60
    assert len(reports) >= 50
    assert len({folder.parent for folder, _ in everything}) >= 6
    assert len(templates - {"pdf", "docx"}) >= 8
    assert templates >= {"pdf", "docx"}
    assert sum((folder / "body.bin").stat().st_size for folder, _ in everything) < 6_000_000


def test_every_kind_of_damage_occurs_at_least_twice() -> None:
    kinds: Counter[str] = Counter()
    for _, response in recorded():
        kinds.update(about(response, "damage").split())
    assert {kind for kind, count in kinds.items() if count >= 2} >= KINDS
    ways = Counter(about(response, "transport") for _, response in recorded())
    assert ways["gbk-bad-bytes"] >= 2
    assert ways["mixed"] >= 2
    assert {"gbk-undeclared", "gbk-called-utf-8", "gbk-called-latin1", "utf-8-called-gb2312"} <= ways.keys()


def test_lists_are_continued_in_three_manners_over_two_pages_or_more() -> None:
    pages: dict[str, Counter[str]] = defaultdict(Counter)
    posts = 0
    for folder, response in recorded():
        if about(response, "kind") == "list":
            pages[about(response, "manner")][folder.parent.name] += 1
            posts += response.get("request", {}).get("method") == "POST"
    assert pages.keys() == {"links", "script", "datastore"}
    assert all(max(counts.values()) >= 2 for counts in pages.values())
    assert posts >= 2


def test_a_sitemap_is_an_entry_and_alone_leads_to_a_report() -> None:
    maps = [(folder, one) for folder, one in recorded() if about(one, "kind") == "sitemap"]
    assert maps
    for folder, response in maps:
        description = tomllib.loads((FIXTURES / "sites" / f"{folder.parent.name}.toml").read_text("utf-8"))
        assert response["url"] in description["entry"]
        named = set(re.findall("<loc>([^<]+)</loc>", content(folder, response).decode()))
        siblings = [(other, one) for other, one in recorded() if other.parent == folder.parent]
        lists = "".join(
            content(other, one).decode() for other, one in siblings if about(one, "kind") == "list"
        )
        reports = {one["url"] for _, one in siblings if about(one, "kind") == "report"}
        assert [
            url
            for url in named & reports
            if urlsplit(url)._replace(scheme="", netloc="").geturl() not in lists
        ]


def test_sites_can_be_walked_through_in_a_browser() -> None:
    everything = recorded()
    recorded_urls = {response["url"] for _, response in everything}
    homes = {
        response["url"] for response in (one for _, one in everything) if about(response, "kind") == "home"
    }
    hosts = {urlsplit(response["url"]).netloc for _, response in everything}
    assert {f"http://{host}/" for host in hosts} <= recorded_urls
    assert len(homes) >= 5
    for folder, response in everything:
        if about(response, "kind") not in {"list", "home", "news"} or response.get("request"):
            continue
        page = content(folder, response)
        shown = re.findall(rb'(?:<img|<script)[^>]* src="([^"]+)"', page)
        assert b'class="logo"' in page
        for source in shown:
            full = urljoin(response["url"], source.decode("ascii"))
            assert full.startswith("data:") or full in recorded_urls, (folder, full)


def test_other_responses_of_a_real_site_are_there() -> None:
    everything = [response for _, response in recorded()]
    statuses = Counter(response["status"] for response in everything)
    assert statuses[301] >= 1
    assert statuses[302] >= 1
    assert statuses[404] >= 2
    assert statuses[500] >= 1
    locations = [v for r in everything for k, v in r["headers"] if k == "Location"]
    assert any(not one.startswith("http") and not one.startswith("/") for one in locations)
    codings = {value for r in everything for name, value in r["headers"] if name == "Content-Encoding"}
    assert codings >= {"gzip", "deflate"}
    names = Counter(name for r in everything for name, _ in r["headers"])
    assert names["ETag"] >= 20
    assert names["Last-Modified"] >= 50
    assert any(response["url"].endswith("/sitemap.xml") for response in everything)
    times: dict[str, set[str]] = defaultdict(set)
    for response in everything:
        if response["status"] == 200:
            times[response["url"]].add(response["recorded_at"])
    assert sum(len(one) > 1 for one in times.values()) >= 2
