"""The pytest plugin, as somebody else's tests see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.running.conftest import SITE, SmallSite, small_site

from reportharvest.errors import ArchiveError, UsageError
from reportharvest.testing import differences, record_of_recording, replay_recorded_site, sortable

__all__ = ["small_site"]

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester: pytest.Pytester, small_site: SmallSite) -> pytest.Pytester:
    """A folder of somebody's tests with the recorded site beside them."""
    pytester.makefile(".toml", site=SITE.replace("delay_seconds = 0", "delay_seconds = 3600"))
    (pytester.path / "pages").symlink_to(small_site.root / "pages")
    return pytester


def run(project: pytest.Pytester, test: str, *arguments: str) -> pytest.RunResult:
    project.makepyfile(test)
    return project.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def test_a_recorded_site_is_harvested_without_waiting(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        def test_site(replay_site):
            site = replay_site("site.toml", "pages")
            assert [one["report_year"] for one in site.records()] == [2019, 2020]
            assert site.record("http://www.example.gov.cn/nb/2.html")["report_year"] == 2020
            assert site.query("SELECT outcome FROM fetches WHERE url LIKE '%gone%'") == [("missing",)]
            assert site.query("SELECT outcome FROM fetches WHERE url LIKE '%secret%'") == [("refused",)]
            again = replay_site("site.toml", "pages")
            assert again.db == site.db
            assert again.query("SELECT count(*) FROM runs") == [(2,)]
            assert again.query("SELECT count(*) FROM report_versions") == [(0,)]
        """,
    )
    result.assert_outcomes(passed=1)


def test_two_sites_and_two_tests_do_not_meet(project: pytest.Pytester) -> None:
    project.makefile(".toml", other=SITE.replace('"example"', '"other"'))
    result = run(
        project,
        """
        import pytest

        @pytest.mark.parametrize("at", [1, 2])
        def test_site(replay_site, at):
            databases = {replay_site(name, "pages").db for name in ("site.toml", "other.toml")}
            assert len(databases) == 2
            assert all(str(at) in str(one) or one.exists() for one in databases)
        """,
    )
    result.assert_outcomes(passed=2)


RECORDS = """
    from pathlib import Path

    PAGE = next(one.parent for one in Path("pages").glob("*/*/body.bin") if b"<h1>" in one.read_bytes())

    def test_record(check_record):
        check_record(PAGE)
"""


def test_a_record_is_written_on_demand_reviewed_and_held(project: pytest.Pytester) -> None:
    result = run(project, RECORDS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*report.json: there is no reviewed record. `pytest --update-records` *"])
    assert not list(project.path.glob("pages/*/*/report.json"))

    result = run(project, RECORDS, "--update-records")
    result.assert_outcomes(failed=1)  # until somebody has read it, and runs without the option
    result.stdout.fnmatch_lines(["*report.json is written; read it beside the page*"])
    [written] = project.path.glob("pages/*/*/report.json")
    record = json.loads(written.read_text("utf-8"))
    assert record["sections"][0]["heading"] == "总体情况"
    run(project, RECORDS).assert_outcomes(passed=1)

    record["report_year"] = 1999
    record["sections"][0]["heading"] = "总体"
    del record["title"]
    written.write_text(json.dumps(record), "utf-8")
    result = run(project, RECORDS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines_random(
        [
            "*report.json says otherwise:",
            ".report_year: 20??, reviewed 1999",
            "*.heading: '总体情况', reviewed '总体'",
        ]
    )


def test_a_record_of_any_origin_is_compared_with_a_file(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        import pytest
        import reportharvest as rh

        def test_record(check_record, tmp_path):
            report = rh.extract("关于2020年工作的报告\\n一、总体情况\\n主动公开26条。")
            (tmp_path / "right.json").write_text('{"attachments": []}')
            (tmp_path / "wrong.json").write_text('{"attachments": ["a"]}')
            check_record(report, tmp_path / "right.json")
            check_record(report.to_dict(), tmp_path / "right.json")
            with pytest.raises(pytest.fail.Exception, match="0 items, reviewed 1"):
                check_record(report, tmp_path / "wrong.json")
            with pytest.raises(TypeError, match="name the file"):
                check_record(report)
        """,
    )
    result.assert_outcomes(passed=1)


def test_a_body_that_is_not_what_was_recorded_is_refused(small_site: SmallSite) -> None:
    folder = small_site.root / "pages" / "example" / "002"
    assert record_of_recording(folder)["report_year"] == 2019
    (folder / "body.bin").write_bytes(b"else")
    with pytest.raises(ArchiveError, match="not what was recorded"):
        record_of_recording(folder)
    with pytest.raises(ArchiveError, match="is no recording"):
        record_of_recording(folder / "nothing")


def test_a_description_that_is_missing_is_named(small_site: SmallSite, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        replay_recorded_site(tmp_path / "none.toml", small_site.root / "pages", tmp_path / "out")


def test_an_address_without_a_report_is_named_with_those_that_have_one(
    small_site: SmallSite, tmp_path: Path
) -> None:
    (small_site.root / "site.toml").write_text(SITE, "utf-8")
    site = replay_recorded_site(small_site.root / "site.toml", small_site.root / "pages", tmp_path / "out")
    with pytest.raises(KeyError, match=r"nothing\.html.*nb/1\.html"):
        site.record("http://www.example.gov.cn/nothing.html")


@pytest.mark.parametrize(
    ("reviewed", "found", "lines"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, 0),
        ({"a": 1}, {}, 1),
        ({"a": None}, {"a": ""}, 1),
        ({"a": [1, 2]}, {"a": [1]}, 1),
        ({"a": "政府信息"}, {"a": "政\ufffd信息"}, 0),
        ({"a": "政府信息"}, {"a": "政\ufffd公开"}, 1),
        ({"a": "政\ufffd信息"}, {"a": "政府信息"}, 1),
        ({"a": 1}, {"a": "1"}, 1),
    ],
)
def test_what_counts_as_a_difference(reviewed: dict, found: dict, lines: int) -> None:
    assert len(differences(reviewed, found)) == lines


def test_cells_without_a_value_may_be_left_out() -> None:
    cell = {"form": "requests", "row": "received", "column": "total"}
    left = sortable({"statistics": [cell | {"value": None}, cell | {"value": 1}]})
    assert differences(left, sortable({"statistics": [cell | {"value": 1}]})) == []
