"""repair and extract, as processes and in this one: bytes in, bytes out."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from reportharvest import process, repair
from reportharvest.cli import main
from reportharvest.model import DecodedText

COMMAND = [sys.executable, "-c", "from reportharvest.cli import main; main()"]
MISREAD = "政府信息公开工作年度报告".encode().decode("latin-1")
PAGE = "<h1>云桥区财政局2018年度政府信息公开工作报告</h1><p>一、总体情况</p><p>无。</p>"


def run(*arguments: str, stdin: bytes = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*COMMAND, *arguments], input=stdin, capture_output=True, timeout=60, check=False, **options
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "公开",
        "公开\n",
        "公开\r\n\r\n信息\r",
        "a\tb\x00c\n\n\n",
        "\ufeff公开,信息\r\n",
        "no newline at the end",
    ],
)
def test_sound_text_comes_back_byte_for_byte(text: str) -> None:
    done = run("repair", stdin=text.encode())
    assert (done.stdout, done.stderr, done.returncode) == (text.encode(), b"", 0)


def test_damaged_text_is_restored_from_stdin_and_from_a_file(tmp_path: Path) -> None:
    damaged = f"标题：{MISREAD}。\r\n"
    file = tmp_path / "damaged.txt"
    file.write_bytes(damaged.encode())
    for done in (run("repair", "-", stdin=damaged.encode()), run("repair", str(file))):
        assert done.stdout.decode() == repair(damaged).text == "标题：政府信息公开工作年度报告。\r\n"


def test_the_locale_does_not_matter(tmp_path: Path) -> None:
    done = run("repair", stdin=MISREAD.encode(), env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert done.stdout.decode() == "政府信息公开工作年度报告"


def test_text_in_another_encoding_comes_out_as_utf8() -> None:
    text = "政府信息公开工作年度报告\n" * 5
    assert run("repair", "--encoding", "gb18030", stdin=text.encode("gb18030")).stdout.decode() == text


def test_each_step_is_explained() -> None:
    done = run("repair", "--explain", stdin=MISREAD.encode())
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("encoding: utf-8, by utf-8")
    assert any("utf8-as-latin1" in line and "→" in line and "confidence" in line for line in lines[1:-1])
    assert lines[-1].endswith("0 characters lost")
    explained = json.loads(run("repair", "--explain", "--json", stdin=MISREAD.encode()).stdout)
    assert explained["text"] == "政府信息公开工作年度报告"
    assert explained["steps"][0]["start"] == 0
    assert {"kind", "start", "end", "confidence", "before", "after"} <= set(explained["steps"][0])


def test_extract_gives_what_a_harvest_would_store(tmp_path: Path) -> None:
    body = PAGE.encode("gbk")
    file = tmp_path / "page.html"
    file.write_bytes(body)
    url = "http://www.yunqiao.example.gov.cn/1.html"
    done = run("extract", str(file), "--url", url)
    assert json.loads(done.stdout) == process(body, url=url).to_dict()
    assert "云桥区财政局" in done.stdout.decode()
    from_stdin = json.loads(run("extract", "-", stdin=body).stdout)
    assert from_stdin["url"] is None
    assert from_stdin["report_year"] == 2018


def test_extract_explains_where_values_come_from(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE + f"<p>{MISREAD}</p>", encoding="utf-8")
    done = run("extract", str(file), "--explain")
    explanation = json.loads(done.stdout)["explanation"]
    assert explanation["encoding"]["name"] == "utf-8"
    assert explanation["repair_steps"][0]["kind"].startswith("utf8-as-")
    [title] = [one for one in explanation["evidence"] if one["field"] == "title"]
    assert (title["chosen"], title["offset"]) == (True, PAGE.index(title["raw"]))
    assert f"title: {title['value']}" in done.stderr.decode()
    assert set(explanation) == {"encoding", "evidence", "issues", "repair_steps", "conversion_steps"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["repair", "none.txt"], ["none.txt: cannot be read: No such file", "- for stdin"]),
        (["repair", "."], [".: this is a folder"]),
        (["repair", "a\0b"], ["cannot be read"]),
        (["repair", "--encoding", "gb9999"], ["gb9999", "no such encoding", "gb18030"]),
        (["repair", "--json"], ["--json needs --explain"]),
        (["repair", "--columns", "1"], ["--delimiter and --columns need --csv"]),
        (["repair", "--csv", "--html", "-"], ["--csv and --html exclude each other"]),
        (["repair", "--csv", "--delimiter", "ab"], ["--delimiter is 'ab'", "one character"]),
        (["repair", "--rules", "zero-widht"], ["no rule 'zero-widht'", "'zero-width'", "--list-rules"]),
        (["repair", "--in-place"], ["--in-place needs a file"]),
        (["repair", "--in-place=a/b", "x"], ["a suffix is part of a file's name"]),
        (["repair", "a", "b"], ["unexpected extra argument", "--help"]),
        (["repair", "--explan"], ['no option "--explan"', 'did you mean "--explain"', "allowed here"]),
        (["extract"], ["missing argument", "--help"]),
        (["extract", "ftp://example.gov.cn/1"], ["this kind of URL is not fetched", "https://"]),
        (["extract", "none.html"], ["none.html: cannot be read"]),
        (["repiar"], ['no command "repiar"', 'did you mean "repair"', "harvest, replay"]),
        (["--nonsense"], ['no option "--nonsense"']),
        (["search"], ["missing argument"]),
        (["status", "--db", "none.db"], ["none.db: there is no such database", "reportharvest harvest"]),
        (["status", "--overdue-days", "0"], ["--overdue-days is '0'", "from 1 to 36500"]),
        (["status", "--config", "none.toml"], ["none.toml: the settings file cannot be read"]),
        (["search", "!?", "--db", "none.db"], ["nothing to search for"]),
        (["harvest", "--sites", "none"], ["none"]),
        (["harvest", "--as-of", "2024-01-01"], ["--as-of needs recordings", "nothing was fetched"]),
        (["harvest", "--as-of", "yesterday", "--replay-from", "."], ["'yesterday' is no day", "YYYY-MM-DD"]),
        (["harvest", "--replay-from", "none"], ["'none' does not exist", "--help"]),
        (["replay", "none"], ["'none' does not exist"]),
        (["harvest", "--db", "."], [".: this is a folder", "--db"]),
        (["harvest", "--proxy", "localhost"], ["--proxy is 'localhost'", "http://host:port"]),
        (["replay", ".", "--port", "1"], ["need --serve"]),
        (["replay", ".", ".", "--serve"], ["one file or folder"]),
        (["record", "not a url"], ['"not a url" is not an http']),
        (["status", "--db", "bad\x1b[31m.db"], [r"bad\x1b[31m.db: there is no such database"]),
    ],
)
def test_a_mistake_is_explained_with_status_2(
    arguments: list[str],
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    shown = capsys.readouterr()
    assert (caught.value.code, shown.out) == (2, "")
    assert shown.err.startswith("error: ")
    assert all(word in shown.err for word in words), shown.err
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_errors_are_json_where_json_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["status", "--db", "none.db", "--log-format", "json"])
    error = json.loads(capsys.readouterr().err)
    assert (error["level"], error["message"]) == ("error", "none.db: there is no such database")


def test_the_version_and_the_help_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--version"], ["--help"], ["harvest", "--help"], ["repair", "-h"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        shown = capsys.readouterr()
        assert (caught.value.code, shown.err) == (0, "")
        assert "reportharvest" in shown.out


def test_a_call_without_a_command_shows_the_help_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([])
    shown = capsys.readouterr()
    assert (caught.value.code, shown.out) == (2, "")
    assert "Commands:" in shown.err


@pytest.mark.parametrize(
    ("redirection", "status", "word"),
    [
        ("<&-", 2, "stdin is closed"),
        (">&-", 2, "stdout is closed"),
        (">/dev/full", 1, "stdout: No space left"),
    ],
)
def test_a_stream_that_is_closed_or_full_is_told(redirection: str, status: int, word: str) -> None:
    source = [] if "<" in redirection else [__file__]
    shell = ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", *COMMAND, "repair", *source]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(f"error: {word}")
    assert "Traceback" not in done.stderr


def test_a_document_is_no_text_to_repair() -> None:
    for body in (b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08"):
        done = run("repair", stdin=body + b"\0" * 40)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"error: stdin: this is a document or an archive, not text" in done.stderr
        assert b"reportharvest extract" in done.stderr
    assert run("repair", stdin=b"PK%PDF-").stdout == b"PK%PDF-"


def test_steps_are_shown_within_their_surroundings(tmp_path: Path) -> None:
    file = tmp_path / "damaged.txt"
    file.write_text(
        "\n关于：" + "政府信息公开工作年度报告".encode().decode("latin-1") * 20 + "\n。", encoding="utf-8"
    )
    lines = run("repair", "--explain", str(file)).stdout.decode().splitlines()
    [step] = [line for line in lines if "utf8-as-latin1" in line]
    assert "\\n关于：[“" in step
    assert "…" in step
    assert "政府信息公开" in step.split("→")[1]
    assert step.endswith("]\\n。")
    assert len(step) < 150


def test_options_before_the_command_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--quiet", "status"])
    assert caught.value.code == 2
    assert "options of a command stand after its name" in capsys.readouterr().err


def test_errors_are_json_where_the_settings_ask_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("reportharvest.toml").write_text('log_format = "json"\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["status", "--db", "none.db"])
    assert json.loads(capsys.readouterr().err)["level"] == "error"
    Path("reportharvest.toml").unlink()
    monkeypatch.setenv("REPORTHARVEST_LOG_FORMAT", "json")
    with pytest.raises(SystemExit):
        main(["nonsense"])
    assert json.loads(capsys.readouterr().err)["level"] == "error"


def test_what_libraries_log_stays_off_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def chatty(_body: bytes, content_type: str | None) -> DecodedText:
        logging.getLogger("some.library").error("something")
        warnings.warn("something else", stacklevel=1)
        return DecodedText("公开", "utf-8", "utf-8", 1.0)

    monkeypatch.setattr("reportharvest.cli.restoring.decode", chatty)
    with pytest.raises(SystemExit) as caught:
        main(["repair", __file__])
    assert (caught.value.code, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_ends_the_program_quietly(unbuffered: str) -> None:
    text = ("政府信息公开\n" * 100_000).encode()
    with subprocess.Popen(
        [*COMMAND, "repair"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONUNBUFFERED": unbuffered},
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdin.write(text)
        program.stdin.close()
        program.stdout.read(10)
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(timeout=60) == 1


def test_repairing_a_text_loads_no_crawler() -> None:
    code = (
        "import sys; from reportharvest.cli.entry import cli; cli.get_command(None, 'repair');"
        "print(sorted({'httpx', 'sqlite_utils', 'selectolax', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
