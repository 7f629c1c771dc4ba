"""repair over streams: CSV field by field, pages without their mark-up, files in place, any size."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportharvest import repair
from reportharvest.cli import main
from reportharvest.cli.restoring import Work, restore, sniff_delimiter
from reportharvest.cli.streams import line_blocks
from reportharvest.repairing import FAMILIES, RULES, choose_rules, repair_csv, repair_html, widen_punctuation
from reportharvest.repairing.pieces import csv_fields

SOUND = "政府信息公开工作年度报告"
MISREAD = SOUND.encode().decode("latin-1")
TABLE = f'年份,标题,"备注"\r\n2018,{MISREAD},"见 ""{MISREAD}"", 第2页"\r\n2019,{SOUND},"无\n"\r\n'


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["repair", *arguments])
    shown = capsys.readouterr()
    assert isinstance(caught.value.code, int)
    return caught.value.code, shown.out, shown.err


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_bytes(TABLE.encode())
    return file


def test_fields_are_repaired_and_their_quoting_kept(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    assert call(capsys, "--csv", str(table)) == (0, TABLE.replace(MISREAD, SOUND), "")
    assert repair_csv(TABLE).text == TABLE.replace(MISREAD, SOUND)


@pytest.mark.parametrize("columns", ["2", "标题", "标题,1"])
def test_columns_are_named_by_number_or_head(
    capsys: pytest.CaptureFixture[str], table: Path, columns: str
) -> None:
    status, out, _ = call(capsys, "--csv", "--columns", columns, str(table))
    rows = list(csv.reader(io.StringIO(out)))
    assert (status, rows[1]) == (0, ["2018", SOUND, f'见 "{MISREAD}", 第2页'])


def test_a_column_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    status, out, err = call(capsys, "--csv", "--columns", "标提", str(table))
    assert (status, out) == (2, "")
    assert "no column '标提'" in err
    assert "2 (标题)" in err


def test_a_field_gets_quotation_marks_where_it_needs_them() -> None:
    escaped = "\\u653f\\u5e9c\\n\\u4fe1\\u606f"
    assert repair(escaped).text == "政府\n信息"
    assert repair_csv(f"1,{escaped},2\n").text == '1,"政府\n信息",2\n'


def test_steps_say_where_in_the_file(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    _, out, _ = call(capsys, "--csv", "--explain", "--json", str(table))
    explained = json.loads(out)
    assert len(explained["steps"]) == 2
    for step in explained["steps"]:
        assert TABLE[step["start"] : step["end"]] == step["before"] == MISREAD
        assert step["after"] == SOUND


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from('a,;"\n\r公开 '), max_size=6), min_size=2, max_size=4), max_size=5
    )
)
def test_fields_are_what_the_standard_library_reads(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    text = written.getvalue()
    found: dict[int, list[str]] = {}
    for one in csv_fields(text, ","):
        value = text[one.start : one.end]
        found.setdefault(one.row, []).append(value.replace('""', '"') if one.quoted else value)
    assert list(found.values()) == list(csv.reader(io.StringIO(text, newline="")))


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from('a,;"\n\r公开<>&'), max_size=40))
def test_sound_fields_and_pages_come_back(text: str) -> None:
    assert repair_csv(text).text == text
    assert repair_html(text).text == text


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a,b\nc,d\n", ","), ("a;b,c\nd;e\n", ";"), ("a\tb\n", "\t"), ("甲|乙\n丙|丁", "|"), ("甲\n乙", ",")],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert sniff_delimiter(text) == delimiter


def test_mark_up_of_a_page_stays() -> None:
    page = (
        "<!DOCTYPE html><!-- {0} --><title>{0}</title><style>/* {0} */</style>"
        '<p class="{0}" title="{0}" alt=\'{0}\'>{0}<br/>{0}</p><script>var a = "{0}";</script>'
    ).replace("{0}", MISREAD)
    restored = repair_html(page)
    assert restored.text.count(SOUND) == 5
    assert restored.text.count(MISREAD) == 4
    assert restored.text.replace(SOUND, MISREAD) == page
    assert all(page[step.start : step.end] == step.before for step in restored.steps)


def test_short_runs_of_a_page_go_along_and_attributes_stay_closed() -> None:
    short = "首页".encode().decode("latin-1")
    page = f'<a title="{short}">{short}</a><p>{SOUND.encode().decode("latin-1")}</p>'
    assert repair_html(page).text == f'<a title="首页">首页</a><p>{SOUND}</p>'
    quoted = '<p title="&amp;#25919;&amp;#24220;&amp;#34;">'
    assert repair_html(quoted).text.count('"') == 2


def test_rules_are_switched_by_name() -> None:
    text = f"２０１８年\u200b，&#25919;&#24220;{MISREAD}⼯作"
    for name in RULES:
        chosen = choose_rules(f"none,{name}")
        restored = repair(text, rules=chosen.rules, without=chosen.without)
        kinds = {step.kind for step in restored.steps}
        assert kinds <= {name, "compatibility"} | ({"utf8-as-latin1"} if name == "misread" else set())
    nothing = choose_rules("none")
    assert repair(text, rules=nothing.rules, without=nothing.without).text is text
    everything = choose_rules("all")
    assert repair(text, rules=everything.rules, without=everything.without).text == f"2018年，政府{SOUND}工作"
    with pytest.raises(ValueError, match="no kind of damage is called 'esc'"):
        repair(text, without=["esc"])


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = call(capsys, "--list-rules")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == list(RULES)
    assert [line.split()[0] for line in out.splitlines()][: len(FAMILIES)] == list(FAMILIES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("公开,透明;及时!", "公开，透明；及时！"),
        ("一是(含街道)公开", "一是（含街道）公开"),
        ("时间:10:30,电话:0575-8212,3件", "时间:10:30,电话:0575-8212,3件"),
        ("(pdf)版,见http://a.example/,b", "(pdf)版，见http://a.example/,b"),
        (
            '<p style="a:b">公开,透明</p><script>"公,开"</script>',
            '<p style="a:b">公开，透明</p><script>"公,开"</script>',
        ),
        ("version 1.0, ok?", "version 1.0, ok?"),
    ],
)
def test_punctuation_is_widened_only_when_asked(text: str, shown: str) -> None:
    assert widen_punctuation(text) == shown
    assert repair(text).text == text


def test_widening_leaves_delimiters(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('甲,乙\n"公开,透明",丙\n', encoding="utf-8")
    assert call(capsys, "--csv", "--widen-punctuation", str(file))[1] == '甲,乙\n"公开，透明",丙\n'
    assert call(capsys, "--widen-punctuation", str(file))[1] == '甲，乙\n"公开，透明",丙\n'


def test_a_file_is_replaced_and_its_original_kept(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    status, out, err = call(capsys, "--in-place", "--csv", str(table))
    kept = table.with_name("table.csv.orig")
    assert (status, out) == (0, "")
    assert f"2 steps, 0 characters lost; the original is {kept}" in err
    assert table.read_bytes() == TABLE.replace(MISREAD, SOUND).encode()
    assert kept.read_bytes() == TABLE.encode()
    assert "nothing to restore" in call(capsys, "--in-place", "--csv", str(table))[2]
    table.write_bytes(TABLE.encode())
    status, _, err = call(capsys, "--in-place", "--csv", str(table))
    assert (status, "move it away" in err) == (2, True)
    assert table.read_bytes() == TABLE.encode()
    assert call(capsys, "--in-place=~", "--csv", str(table))[0] == 0
    assert sorted(one.name for one in table.parent.iterdir()) == ["table.csv", "table.csv.orig", "table.csv~"]


def test_a_file_in_another_encoding_becomes_utf8_in_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes((SOUND * 3).encode("gbk"))
    assert "it was gb18030 and is UTF-8 now" in call(capsys, "--in-place", str(file))[2]
    assert file.read_text(encoding="utf-8") == SOUND * 3


@pytest.mark.parametrize("kind", ["text", "csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_stream_in_blocks_is_what_it_is_whole(kind: str, encoding: str) -> None:
    body = (TABLE.replace("\r\n", "\n") * 40).encode(encoding)
    work = Work(kind, choose_rules())
    whole = "".join(one.repaired.text for one in restore([body], work, "x"))
    parts = list(restore(line_blocks(io.BytesIO(body), 1_000), work, "x"))
    assert len(parts) > 5
    assert "".join(one.repaired.text for one in parts) == whole
    assert {one.decoded.encoding for one in parts} == {encoding}
    text = body.decode(encoding)
    assert all(text[step.start : step.end] == step.before for one in parts for step in one.steps)


def test_blocks_end_where_lines_do_and_lose_nothing() -> None:
    body = b"".join(b"x" * size + b"\n" for size in range(100)) + b"end"
    for size in (1, 7, 64, 10_000):
        blocks = list(line_blocks(io.BytesIO(body), size))
        assert b"".join(blocks) == body
        assert all(block.endswith(b"\n") for block in blocks[:-1])
    wide = "公开\n信息".encode("utf-16")
    assert list(line_blocks(io.BytesIO(wide), 4)) == [wide]
    assert list(line_blocks(io.BytesIO(b""), 4)) == [b""]
