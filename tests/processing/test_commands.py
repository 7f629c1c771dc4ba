from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportharvest.cli import main


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(word) for word in words])
        shown = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, shown.out, shown.err

    return run


def test_archives_are_processed_and_loaded(call, archive: Path, tmp_path: Path) -> None:
    out, db = tmp_path / "tables", tmp_path / "r.db"
    status, shown, told = call("process", archive, "--out", out, "--workers", 1)
    assert (status, shown) == (0, "")
    assert "process complete: 1 file" in told
    assert f"reportharvest load {out}" in told
    status, shown, told = call("load", out, "--db", db)
    assert (status, shown) == (0, "")
    assert "0 known before" in told
    assert call("load", "--mirrors-only", "--db", db)[0] == 0
    status, shown, _ = call("search", "公开", "--db", db, "--json")
    assert status == 0
    assert json.loads(shown)
    status, _, told = call("process", archive, "--out", out, "--resume", "--workers", 1)
    assert status == 0
    assert "1 block finished by an earlier call" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("process", "none.warc.gz", "--out", "o"), "there is no such file or folder"),
        (("process", "tables", "--out", "o", "--engine", "spark"), "local, dask"),
        (("process", "tables", "--out", "o", "--scheduler", "tcp://a:1"), "--scheduler needs --engine dask"),
        (("process", "--out", "o"), "missing argument"),
        (("load",), "name folders to load"),
        (("load", "tables", "--mirrors-only"), "name folders to load"),
        (("load", "tables"), "not written by `process`"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tables").mkdir()
    status, shown, told = call(*words)
    assert (status, shown) == (2, "")
    assert message in told
    assert sorted(one.name for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".lock") == []


def test_json_messages_carry_the_counts(call, archive: Path, tmp_path: Path) -> None:
    status, _, told = call(
        "process", archive, "--out", tmp_path / "o", "--workers", 1, "--log-format", "json"
    )
    assert status == 0
    last = json.loads(told.splitlines()[-1])
    assert last["outcome"] == "complete"
    assert last["rows"]["reports"] == last["records"]["report"] > 5
