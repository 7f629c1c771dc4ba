from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from reportharvest.decoding.labels import CODECS, LABELS, encoding_of, single_byte_table


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("utf8", "utf-8"),
        ("GB2312", "gb18030"),
        ("gbk", "gb18030"),
        ("\tx-gbk\n", "gb18030"),
        ("big5-hkscs", "big5"),
        ("ks_c_5601-1987", "euc-kr"),
        ("Shift_JIS", "shift_jis"),
        ("iso-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("unicode", "utf-16le"),
        ("hz-gb-2312", None),
        ("x-user-defined", None),
        ("", None),
        ("gb 2312", None),
    ],
)
def test_labels_mean_what_the_standard_says(label, encoding):
    assert encoding_of(label) == encoding


STANDARD = json.loads((Path(__file__).parent / "whatwg_labels.json").read_text(encoding="utf-8"))["encodings"]
# the decoder of gbk is gb18030's, and that is the name it has here
RENAMED = {"gbk": "gb18030"}


@pytest.mark.parametrize("encoding", STANDARD)
def test_every_label_of_the_standard_means_its_encoding(encoding):
    for label in STANDARD[encoding]:
        assert LABELS[label] == RENAMED.get(encoding, encoding)
        wanted = None if encoding in {"replacement", "x-user-defined"} else RENAMED.get(encoding, encoding)
        assert encoding_of(f" {label.upper()}\n") == wanted


def test_there_is_no_label_beside_those_of_the_standard():
    assert set(LABELS) == {label for labels in STANDARD.values() for label in labels}


def test_every_encoding_has_a_codec_and_is_its_own_label():
    assert len(LABELS) == 228  # labels in the table of the standard
    for name, codec in CODECS.items():
        codecs.lookup(codec)
        assert encoding_of(name) == name


def test_single_byte_tables_are_whole():
    for name in CODECS:
        if name.startswith(("windows-", "iso-8859", "koi8")):
            table = single_byte_table(name)
            assert len(table) == 256
            assert table[:128] == "".join(map(chr, range(128)))
    assert single_byte_table("windows-1252")[0x80] == "€"
    assert single_byte_table("windows-1252")[0x81] == "\x81"
