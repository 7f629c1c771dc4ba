"""What Prometheus reads, read back by a reader of its format."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.running.living import LivingSite

from reportharvest.running import monitoring
from reportharvest.running.harvest import harvest
from reportharvest.running.monitoring import prometheus_text, write_prometheus
from reportharvest.running.status import SiteStatus
from reportharvest.storing.site_state import HostState, LastRun

NOW = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)
Sample = tuple[str, frozenset[tuple[str, str]]]
_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)')


def parse(text: str) -> dict[Sample, float]:
    """Read the exposition format 0.0.4, and refuse what Prometheus would."""
    assert text.endswith("\n")
    samples: dict[Sample, float] = {}
    typed: set[str] = set()
    for line in text[:-1].split("\n"):
        if line.startswith("#"):
            _, kind, name, rest = line.split(" ", 3)
            assert rest
            if kind == "TYPE":
                assert name not in typed, f"{name} is announced twice"
                typed.add(name)
            continue
        found = _SAMPLE.fullmatch(line)
        assert found is not None, line
        labels, place = {}, 0
        for label in _LABEL.finditer(found[2] or ""):
            assert label.start() == place
            place = label.end()
            labels[label[1]] = re.sub(r"\\(.)", lambda one: {"n": "\n"}.get(one[1], one[1]), label[2])
        assert place == len(found[2] or "")
        assert found[1] in typed
        key = (found[1], frozenset(labels.items()))
        assert key not in samples
        samples[key] = float(found[3])
    return samples


def site_status(name: str, **more: object) -> SiteStatus:
    values = {
        "site": name, "reports": 3, "last_success": "2026-03-01T00:00:00Z", "new": 1, "changed": 0,
        "failed": 2, "reasons": {}, "missing": 0, "refused": 0, "refusals": {}, "missing_reports": 0,
        "short": (), "pending": 0, "postponed": "", "slowed": (), "overdue": False, "days_since_success": 1,
    }  # fmt: skip
    return SiteStatus(**(values | more))  # type: ignore[arg-type]


def test_every_number_of_a_site_is_there() -> None:
    host = HostState("www.example.gov.cn", 1.0, 4.0, None, "HTTP status 503", "2026-03-01T00:00:00Z")
    site = site_status("a", slowed=(host,), short=("x", "y"), overdue=True)
    never = site_status("b", last_success=None, days_since_success=None)
    run = LastRun(7, "2026-03-01T00:00:00Z", "2026-03-01T00:10:00Z", "incomplete", {"fetch/stored": 5}, False)
    samples = parse(prometheus_text([site, never], run, NOW))

    def value(name: str, **labels: str) -> float:
        return samples["reportharvest_" + name, frozenset(labels.items())]

    assert value("site_reports", site="a") == 3
    assert value("site_failed", site="a") == 2
    assert value("site_overdue", site="a") == 1
    assert value("site_expectations_missed", site="a") == 2
    assert value("site_last_success_timestamp_seconds", site="a") == 1772323200
    assert ("reportharvest_site_last_success_timestamp_seconds", frozenset({("site", "b")})) not in samples
    assert value("host_delay_seconds", host="www.example.gov.cn", site="a") == 4
    assert value("run_outcome", outcome="incomplete") == 1
    assert value("run_outcome", outcome="complete") == 0
    assert value("run_end_timestamp_seconds") - value("run_start_timestamp_seconds") == 600
    assert value("run_count", stage="fetch", what="stored") == 5
    assert value("state_timestamp_seconds") == NOW.timestamp()


@given(st.text(max_size=20))
def test_any_name_is_written_so_that_it_is_read_again(name: str) -> None:
    samples = parse(prometheus_text([site_status(name)], None, NOW))
    assert ("reportharvest_site_reports", frozenset({("site", name)})) in samples


def test_the_file_is_replaced_at_once_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = LivingSite(tmp_path)
    living.reports(2024, 2025)
    harvest(living.options())
    folder = tmp_path / "prom"
    folder.mkdir()
    file = folder / "reports.prom"
    write_prometheus(tmp_path / "r.db", file, now=living.clock())
    before = file.read_text(encoding="utf-8")
    assert parse(before)["reportharvest_site_reports", frozenset({("site", "living")})] == 2

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(monitoring.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_prometheus(tmp_path / "r.db", file)
    assert file.read_text(encoding="utf-8") == before
    assert [one.name for one in folder.iterdir()] == ["reports.prom"]
