from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from reportharvest.errors import UsageError
from reportharvest.settings import SETTINGS, Settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_table_and_the_fields_are_the_same() -> None:
    assert [setting.name for setting in SETTINGS] == [one.name for one in fields(Settings)]


def test_defaults_hold_where_nothing_is_given() -> None:
    settings = load_settings()
    assert all(getattr(settings, one.name) == one.default for one in SETTINGS)


def test_every_default_is_allowed() -> None:
    given = {one.name: one.default for one in SETTINGS}
    assert load_settings(command_line=given) == load_settings()


def test_command_line_wins_over_environment_over_file_over_default(tmp_path: Path) -> None:
    Path("reportharvest.toml").write_text('db = "file.db"\nport = 1\noverdue_days = 1\n')
    settings = load_settings(
        environment={"REPORTHARVEST_PORT": "2", "REPORTHARVEST_OVERDUE_DAYS": "2", "HOME": "/"},
        command_line={"overdue_days": 3, "search_limit": None},
    )
    assert (settings.search_limit, settings.db, settings.port, settings.overdue_days) == (
        20,
        Path("file.db"),
        2,
        3,
    )


def test_another_file_can_be_named(tmp_path: Path) -> None:
    Path("reportharvest.toml").write_text("port = 1\n")
    Path("other.toml").write_bytes(b'\xef\xbb\xbflog_format = "json"\n')
    settings = load_settings(file=Path("other.toml"))
    assert (settings.log_format, settings.port) == ("json", 8000)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("1", True), ("YES", True), ("false", False), ("0", False), ("", False)],
)
def test_flags_are_read_from_the_environment(text: str, value: bool) -> None:
    assert load_settings(environment={"REPORTHARVEST_QUIET": text}).quiet is value


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('dbb = "x"', ['no setting "dbb"', 'did you mean "db"', "allowed here", "nothing was done"]),
        ("[crawler]\nx = 1", ['no setting "crawler"']),
        ("port = 70000", ["port is 70000", "a whole number from 0 to 65535"]),
        ("port = true", ["port is True"]),
        ("port = 1.5", ["port is 1.5"]),
        ('quiet = "perhaps"', ["quiet is 'perhaps'", "true or false"]),
        ('log_format = "xml"', ["one of text, json"]),
        ("db = 3", ["db is 3", "a path"]),
        ('db = ""', ["db is ''"]),
        ('db = "a\\u0000b"', ["a path"]),
        ('proxy = "localhost"', ["proxy is 'localhost'", "http://host:port"]),
        ("port = ", ["this is not TOML"]),
    ],
)
def test_a_wrong_file_is_explained(toml: str, words: list[str]) -> None:
    Path("reportharvest.toml").write_text(toml)
    with pytest.raises(UsageError) as caught:
        load_settings()
    assert all(word in str(caught.value) for word in ["reportharvest.toml", *words]), str(caught.value)


def test_a_file_that_is_missing_or_not_utf8_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: the settings file cannot be read"):
        load_settings(file=Path("none.toml"))
    Path("gbk.toml").write_bytes('db = "报告.db"'.encode("gbk"))
    with pytest.raises(UsageError, match=r"gbk\.toml: byte 6 is not UTF-8"):
        load_settings(file=Path("gbk.toml"))


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"REPORTHARVEST_PROT": "1"}, ['"REPORTHARVEST_PROT"', 'did you mean "REPORTHARVEST_PORT"']),
        ({"REPORTHARVEST_PORT": "many"}, ["REPORTHARVEST_PORT is 'many'", "a whole number"]),
    ],
)
def test_a_wrong_variable_is_explained(variables: dict[str, str], words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(environment=variables)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_an_unknown_name_of_the_command_line_is_refused() -> None:
    with pytest.raises(UsageError, match="no setting"):
        load_settings(command_line={"databse": "x"})
