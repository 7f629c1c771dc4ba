"""Every address of the site, asked without a browser."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.publishing.site.conftest import ESCAPED, SCRIPT, SENTENCE, URLS, Asked, bodies

from reportharvest.publishing.interface import texts
from reportharvest.publishing.plugin import ROUTES
from reportharvest.storing.canned import CANNED_QUERIES
from reportharvest.storing.reading_figures import FIGURES
from reportharvest.storing.reading_quality import QUALITY_LISTS
from reportharvest.storing.schema import page_id

TEMPLATES = Path(__file__).parents[3] / "src" / "reportharvest" / "publishing" / "templates"


def every_address(asked: Asked) -> list[str]:
    reports = [asked.report(name, below) for name in URLS for below in ("", ".json", "/restored", "/changes")]
    return [
        "/", "/coverage", "/coverage?group=linhe", "/search", "/search?q=公开", "/figures",
        "/figures?agency=临禾县财政局&with=临禾&measure=disputes&year=2021&region=无",
        *(f"/figures/{name}.csv" for name in FIGURES), "/quality",
        *(f"/quality/{name}" for name in QUALITY_LISTS), "/queries", *reports, "/bytes/1", "/reports",
        "/reports/reports", "/reports/v_statistics", f"/reports/reports/{page_id(URLS['sound'])}",
        *(f"/reports/{one.name}" for one in CANNED_QUERIES),
    ]  # fmt: skip


def test_every_address_answers_in_both_languages_and_every_route_is_asked(asked: Asked) -> None:
    addresses = every_address(asked)
    for path in addresses:
        for language in ("zh", "en"):
            response = asked.get(path, accept_language=language)
            assert response.status_code == 200, (path, response.text[-500:])
    paths = [path.partition("?")[0] for path in addresses]
    assert [pattern for pattern, _ in ROUTES if not any(re.search(pattern, path) for path in paths)] == []


def test_the_same_page_is_chinese_or_english_as_the_reader_wants(asked: Asked) -> None:
    assert 'lang="zh-Hans"' in asked.text("/")
    english = asked.get("/?lang=en", accept_language="zh-CN")
    assert '<html lang="en"' in english.text
    assert english.headers["set-cookie"].startswith("reportharvest_language=en;")
    assert 'href="/?lang=zh"' in english.text
    assert "Coverage" in asked.text("/", cookie="reportharvest_language=en", accept_language="zh")
    assert "set-cookie" not in asked.get("/?lang=xx").headers


def test_every_text_is_in_both_languages_and_used() -> None:
    known = texts()
    assert [key for key, both in known.items() if set(both) != {"zh", "en"} or not all(both.values())] == []
    gaps = {
        key: {name: re.findall(r"\{(\w+)\}", text) for name, text in both.items()}
        for key, both in known.items()
    }
    assert [key for key, both in gaps.items() if sorted(both["zh"]) != sorted(both["en"])] == []
    sources = [*TEMPLATES.rglob("*.html"), *TEMPLATES.parent.rglob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    made = set(re.findall(r"""t(?:\.known)?\(["']([a-z_]+\.)["'] ~""", code))
    made |= {"figure.", "measure.", "search.", "source.", "figures.", "coverage.", "series."}
    wanted = set(re.findall(r"""\bt(?:ext)?\(["']([a-z_]+(?:\.[\w-]+)+|copy|copied)["']""", code))
    assert sorted(wanted - set(known)) == []
    unused = [
        key
        for key in known
        if key not in wanted and not key.startswith(tuple(made)) and f'"{key}"' not in code
    ]
    assert unused == []


def test_home_counts_and_shows_what_is_missing(asked: Asked) -> None:
    home = asked.text("/")
    assert "<dd>7</dd>" in home  # reports
    assert 'class="missing"' in home  # 临禾县财政局 has no report for 2017
    assert "2016–2022" in home
    assert "HTTP 404" in home


def test_a_report_shows_its_metadata_with_sources_contents_and_citation(asked: Asked) -> None:
    shown = asked.text(asked.report("sound"))
    assert SENTENCE in shown
    assert re.search(r"临禾县财政局</span> <span class=\"origin\"[^>]*>标题下一行", shown)
    assert 'href="#s1"' in shown
    assert "[R/OL]. (2020-01-15)[2024-03-01]. " + URLS["sound"] in shown
    digest = hashlib.sha256(bodies()[0][2]).hexdigest()
    assert shown.count(digest) >= 3  # the source, and both citations
    assert f'href="{URLS["sound"]}" rel="noopener noreferrer external"' in shown
    years = re.findall(r'<li><a href="/report/\d+"[^>]*>(\d{4})</a>', shown)
    assert years == ["2016", "2018", "2019"]


def test_the_statutory_form_is_drawn_as_printed_and_failed_sums_are_marked(asked: Asked) -> None:
    shown = asked.text(asked.report("forms"))
    assert '<th scope="rowgroup" rowspan=' in shown
    assert ">（三）不予公开</th>" in shown
    assert 'class="failed' in shown
    notes = re.findall(r'<li id="requests-(\d+)"><b>([^<]+)</b> <code>([^<]+≠[^<]+)</code>', shown)
    assert notes
    for number, _, _ in notes:
        assert f'href="#requests-{number}"' in shown


def test_what_was_found_stands_beside_what_was_restored(asked: Asked) -> None:
    shown = asked.text(asked.report("damaged", "/restored"))
    assert SENTENCE.encode().decode("gbk", "replace")[:5] in shown
    kind = r'<mark class="kind-utf8-as-gbk[^"]*" data-step="\d+" title="UTF-8 误读为 GBK[^"]* · [\d.]+%">'
    restored = re.search(rf'<td class="side-restored">(?:<p>)?[^<]*{kind}全年主动公开', shown)
    assert restored
    assert "view-restored" in asked.text(asked.report("damaged", "/restored?view=restored"))
    assert "没有损坏" in asked.text(asked.report("sound", "/restored"))


def test_without_an_archive_the_page_says_so_and_all_else_works(without_archive: Asked) -> None:
    shown = without_archive.text(without_archive.report("damaged", "/restored"))
    assert "--archive" in shown
    assert "存档" in without_archive.text("/bytes/1", status=404)
    assert SENTENCE in without_archive.text(without_archive.report("damaged"))


def test_archived_bytes_that_are_others_are_not_given(files: Path, tmp_path: Path, asked: Asked) -> None:
    from reportharvest.publishing.server import create_site

    broken = tmp_path / "warc"
    broken.mkdir()
    [file] = (files / "warc").iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 8] ^= 1
    (broken / file.name).write_bytes(data)
    site = create_site(files / "reports.db", archive=broken)
    given = [Asked(site).get(f"/bytes/{number}") for number in range(1, 9)]
    site.close()
    assert {one.status_code for one in given} <= {200, 404}
    assert 404 in {one.status_code for one in given}


def test_archived_bytes_are_given_exactly_and_never_as_a_page(asked: Asked) -> None:
    response = asked.get("/bytes/4")
    assert response.content == bodies()[3][2]
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-archived-sha256"] == hashlib.sha256(response.content).hexdigest()
    assert "sandbox" in response.headers["content-security-policy"]
    assert asked.get("/bytes/999").status_code == 404
    assert asked.get("/bytes/9999999999999999").status_code == 404


def test_changes_are_a_diff(asked: Asked) -> None:
    shown = asked.text(asked.report("changed", "/changes"))
    assert "<del>242</del>" in shown
    assert "<ins>262</ins>" in shown
    assert "没有变动" in asked.text(asked.report("sound", "/changes"))
    same = asked.text(asked.report("changed", "/changes?from=2&to=2"))
    assert "<del>" not in same


@pytest.mark.parametrize("below", ["", "/restored", "/changes"])
def test_mark_up_in_a_page_is_text_on_ours(asked: Asked, below: str) -> None:
    shown = asked.text(asked.report("hostile", below))
    without_ours = re.sub(r'<script src="/site/[\w.]+(?:\?[\w.]+)?" defer></script>', "", shown)
    assert "<script" not in without_ours
    assert ESCAPED in shown
    assert "<img" not in shown
    assert 'href="javascript:' not in shown
    assert '"onmouseover="' not in shown


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=alert",
        "/coverage",
        "/quality/issues",
        "/figures",
        "/reports/reports",
        '/search?q=<script>alert(1)</script>&agency="><script>&heading=<script>',
    ],
)
def test_lists_show_mark_up_as_text(asked: Asked, path: str) -> None:
    shown = asked.text(path)
    assert SCRIPT not in shown
    assert "<script>alert" not in shown


def test_every_page_carries_the_headers_that_keep_it_to_itself(asked: Asked) -> None:
    for path in ("/", "/search?q=公开", asked.report("sound"), "/figures", "/nothing-here"):
        headers = asked.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
    tables = asked.get("/reports/reports").headers["content-security-policy"]
    assert "script-src 'self';" in tables  # Datasette's own scripts are not inline here


def test_no_page_has_an_inline_script_or_leads_a_browser_elsewhere(asked: Asked) -> None:
    for path in (
        *every_address(asked)[:6],
        "/reports",
        "/reports/reports?_facet=site",
        "/reports?sql=select+1",
        "/nothing",
    ):
        shown = asked.get(path).text
        scripts = re.findall(r"<script[^>]*>", shown)
        assert all('src="/' in one for one in scripts), (path, scripts)
        fetched = re.findall(r'<(?:script|img|link|iframe|source)[^>]*(?:src|href)="([^"]*)"', shown)
        assert all(one.startswith(("/", "http://localhost/")) for one in fetched), (
            path,
            fetched,
        )


def test_search_finds_both_scripts_and_ranks_titles_first(asked: Asked) -> None:
    def titles(query: str) -> list[str]:
        shown = asked.text(f"/search?{query}")
        found = re.findall(r'<h2><a href="/report/\d+" lang="zh">(.*?)</a></h2>', shown)
        return [re.sub("<[^>]*>", "", one) for one in found]

    assert titles("q=公開") == titles("q=公开")
    assert len(titles("q=公开")) == 7
    assert titles("q=台灣同胞")[0].startswith("临禾县台湾事务")
    assert titles("q=复议 费用") == titles("q=複議 費用") != []
    assert "函復" in asked.text("/search?q=函复")
    assert len(titles("q=“信息公开工作報告”")) == 6
    assert [one for one in titles("q=公开&year=2019") if "2019" not in one] == []
    assert titles("q=主动性&heading=存在的问题") != []
    assert titles("q=复议&heading=存在的问题") == []
    assert len(titles("agency=石門區")) == 1
    assert titles("q=財政局")[0].find("财政局") >= 0
    shown = asked.text("/search?q=复议")
    assert "<mark>复议</mark>3件" in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=!!!", "search.nothing"),
        ("q=公开 OR 复议", "search.operators"),
        ('q="公开', "search.quotes"),
        ("q=公开&year=abc", "search.year"),
        ("q=龘龘", "search.empty"),
        ("q=" + "公" * 5_000, "search.found"),
        ("q=公开&page=99999999999", "search.found"),
        ("q=" + "a " * 150, "search.left_out"),
    ],
)
def test_odd_searches_are_answered_sensibly(asked: Asked, query: str, said: str) -> None:
    shown = asked.text(f"/search?{query}")
    assert texts()[said]["zh"].partition("{")[0].strip("<>") in shown.replace("&#34;", '"')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404), ("/report/1", 404), ("/report/9999999999999999", 404), ("/report/1/restored", 404),
        ("/quality/nothing", 404), ("/figures/nothing.csv", 404), ("/figures/comparison.csv", 404),
        ("/-/databases", 404),
        ("/-/databases.json", 404), ("/reports?sql=delete+from+reports", 400), ("/reports?sql=select", 400),
        ("/_internal", 404), ("/reports.db", 403), ("/-/threads", 404),
    ],
)  # fmt: skip
def test_what_there_is_not_or_must_not_be_is_said_on_a_page_of_ours(
    asked: Asked, path: str, status: int
) -> None:
    shown = asked.get(path, accept_language="en")
    assert shown.status_code in {status, 403, 404}
    assert shown.status_code != 500
    if "json" not in path:
        assert "site-header" in shown.text
    assert "Traceback" not in shown.text


def test_nothing_writes(asked: Asked, files: Path) -> None:
    before = hashlib.sha256((files / "reports.db").read_bytes()).hexdigest()
    for sql in (
        "delete from reports",
        "insert into runs values (1)",
        "pragma query_only=0",
        "attach 'x.db' as x",
    ):
        assert asked.get(f"/reports?sql={sql}").status_code in {400, 403}
    assert asked.get("/reports?sql=select+load_extension('x')").status_code in {400, 403}
    database = asked.site.get_database("reports")
    with pytest.raises(sqlite3.OperationalError):
        database.connect(write=True)
    connection = database.connect()
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM reports")
    queries: dict[str, Any] = json.loads(asked.text("/reports.json"))
    assert not any(one.get("write") for one in queries["queries"])
    assert hashlib.sha256((files / "reports.db").read_bytes()).hexdigest() == before


def test_a_query_that_takes_too_long_is_stopped_and_said(asked: Asked) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert asked.get("/reports", accept_language="zh").status_code == 200
    shown = asked.get(f"/reports?sql={endless}")
    assert shown.status_code == 400
    assert "site-header" in shown.text


def test_a_page_that_takes_too_long_says_so(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> object:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr("reportharvest.publishing.pages.search.search_reports", slow)
    assert "时限" in asked.text("/search?q=公开", status=503)


def test_a_fault_of_ours_is_told_to_the_operator_only(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("secret place")

    monkeypatch.setattr("reportharvest.publishing.pages.search.search_reports", broken)
    assert "secret place" not in asked.text("/search?q=公开", status=500)
    assert "secret place" in capsys.readouterr().err


def test_figures_give_the_numbers_of_the_form(asked: Asked) -> None:
    table = asked.text("/figures/requests.csv").lstrip("\ufeff").splitlines()
    assert table[0] == "region,agency,year_or_name,series,label_zh,label_en,value,reports"
    assert len(table) == 2
    assert ",received,本年新收,received," in table[1]
    shown = asked.text("/figures?agency=没有这个机关", accept_language="en")
    assert "There is no agency called" in shown


def test_the_json_of_a_report_is_its_record(asked: Asked) -> None:
    record = json.loads(asked.text(asked.report("sound", ".json")))
    assert record["url"] == URLS["sound"]
    assert record["sections"][0]["heading"] == "总体情况"


def test_quality_lists_lead_to_the_page(asked: Asked) -> None:
    assert f'href="/report/{page_id(URLS["forms"])}#forms"' in asked.text("/quality/failed_checks")
    assert f'href="/report/{page_id(URLS["yearless"])}"' in asked.text("/quality/without_year")
    assert f'href="/report/{page_id(URLS["changed"])}/changes"' in asked.text("/quality/changed")


def test_pictures_count_what_the_views_count(demonstration: Path) -> None:
    from reportharvest.storing.reading_figures import Scope, figure_rows, superseded

    db = sqlite3.connect(f"{(demonstration / 'reports.db').as_uri()}?mode=ro", uri=True)
    earlier = superseded(db)

    def drawn(name: str, **scope: object) -> dict[object, float]:
        found = figure_rows(db, FIGURES[name], Scope(**scope), earlier)  # type: ignore[arg-type]
        return {(one["x"], one["series"]): one["value"] for one in found}

    def counted(sql: str) -> dict[object, float]:
        return {(x, series): value for x, series, value in db.execute(sql)}

    assert drawn("requests") == counted(
        "SELECT report_year, 'received', sum(received) FROM v_requests_by_year"
        " WHERE received IS NOT NULL GROUP BY 1"
    )
    assert drawn("results") == counted(
        "SELECT report_year, kind, sum(requests) FROM v_results_by_kind"
        " WHERE requests IS NOT NULL GROUP BY 1, 2"
    )
    assert drawn("litigation") == {
        (year, one): value
        for one in ("upheld", "corrected", "other_result", "pending")
        for (year, _), value in counted(
            f"SELECT report_year, '', sum({one}) FROM v_reviews_and_litigation"
            f" WHERE kind <> 'administrative_review' AND {one} IS NOT NULL GROUP BY 1"
        ).items()
    }
    agency = db.execute("SELECT agency FROM v_requests_by_year LIMIT 1").fetchone()[0]
    assert drawn("requests", agency=agency) == {
        (year, "received"): value
        for year, value in db.execute(
            "SELECT report_year, received FROM v_requests_by_year WHERE agency = ? AND received IS NOT NULL",
            [agency],
        )
    }
    db.close()


@pytest.mark.parametrize(
    "path",
    [
        "/reports/statistics",
        "/reports/v_statistics",
        "/reports/reports",
        "/reports?sql=select+report_id+from+v_reports",
    ],
)
def test_rows_lead_to_the_report(asked: Asked, path: str) -> None:
    assert re.search(r'<a href="/report/\d+">', asked.text(path))


def test_a_label_in_a_row_is_text(asked: Asked) -> None:
    shown = asked.text(f"/reports/sections?report_id={page_id(URLS['hostile'])}")
    assert ESCAPED in shown
    assert SCRIPT not in shown


def test_a_page_too_large_to_be_compared_says_so(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportharvest.publishing.pages.restored.MAX_BODY_BYTES", 100)
    assert "页面太大" in asked.text(asked.report("sound", "/restored"))
