"""Mirrors and reprints of one report: found, and linked to the one that they repeat.

Annual reports are written after one another: offices of one town share a text and change the name and the
numbers, and last year's report is this year's template. So likeness alone says little. A pair is first found
by an exact digest, or by MinHash over runs of characters (datasketch); then both texts are laid side by side.
A mirror has something more or less (a preface, a lost character, a cut end); another report has something
else in the same place: another number, another name. Only the first kind is linked.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from reportharvest.errors import UsageError

__all__ = ["Candidate", "Mirror", "check_sketching", "fingerprint", "link", "says_the_same"]

PERMUTATIONS = 128  # error of the estimate 1/sqrt(128) = 0.09; 512 bytes a report
SHINGLE_CHARS = 5
# Below, candidates are not even compared. Of generated reprints with a fifth cut off, all are above; what
# is wrongly above is taken out by comparing the texts, so recall decides (python -m benchmarks mirrors).
THRESHOLD = 0.7
# What datasketch takes for this threshold; to find it out, it would load scipy and take 20 ms each time.
BANDS = (14, 9)
MIN_CHARS = 60  # "2018年度报告见附件" is no text to be compared
MAX_CHANGED_SHARE = 0.3  # of the sentences; beyond, nobody would call it a reprint
CUT_SHARE = 0.95  # a text that is shorter than this beside its like may have been cut off
CHARS_PER_TYPO = 500  # one other character in so many may be a correction, or damage restored differently

_NOT_TEXT = re.compile(r"[\W_]+")
_BREAK = re.compile(r"[。；！？;!?\n\t]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile("[\u4e00-\u9fff]")
# what the name of an office ends in, or a place's name before it
_OFFICE = "局委办厅府院镇乡街道中心处区县市省村学校站所会司部署"
_OFFICE_NEAR = re.compile(f"[{_OFFICE}]")
_TITLE_FILLING = re.compile(
    r"[12][0-9]{3}|年度?|关于|政府|信息|政务|公开|主动|依申请|工作|情况|报告|年报|总结|的|\d|[（(].*?[）)]"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one report for finding its mirrors.

    Attributes:
        report_id: its number.
        url: its URL.
        title: its title.
        publisher: the agency as printed.
        report_year: the year that it covers; reports of different years are never mirrors.
        published_at: when it was published, as printed.
        text_sha256: digest of its text without white space and punctuation.
        minhash: its signature, ``PERMUTATIONS`` numbers of 32 bits, little-endian.
        chars: characters of that text.
    """

    report_id: int
    url: str
    title: str | None
    publisher: str | None
    report_year: int | None
    published_at: str | None
    text_sha256: str
    minhash: bytes
    chars: int


@dataclass(frozen=True, slots=True)
class Mirror:
    """A report that repeats another one.

    Attributes:
        report_id: the mirror.
        url: its URL.
        canonical_id: the report that it repeats; never a mirror itself.
        canonical_url: that one's URL.
        similarity: share of common runs of characters, in 0..1; estimated for ``near``.
        kind: ``exact`` where the texts are the same but for white space and punctuation.
    """

    report_id: int
    url: str
    canonical_id: int
    canonical_url: str
    similarity: float
    kind: Literal["exact", "near"]


def check_sketching() -> None:
    """See that datasketch is there, which belongs to the extra ``scale``, without loading it.

    Raises:
        UsageError: it is not installed.
    """
    if find_spec("datasketch") is None:
        raise UsageError(
            "finding mirrors needs a package that is not installed: datasketch",
            hint="pip install 'reportharvest[scale]'; nothing was done",
        )


def fingerprint(text: str) -> tuple[str, bytes, int]:
    """Give digest, signature and length of a text, white space and punctuation left out.

    >>> fingerprint("全年 主动公开，政府信息。") == fingerprint("全年主动公开政府信息")
    True
    """
    plain = _plain(text)
    sketch = _empty_sketch().copy()
    runs = {plain[at : at + SHINGLE_CHARS] for at in range(max(1, len(plain) - SHINGLE_CHARS + 1))}
    sketch.update_batch([run.encode("utf-8", "replace") for run in runs])
    digest = sha256(plain.encode("utf-8", "replace")).hexdigest()
    return digest, sketch.hashvalues.astype("<u4").tobytes(), len(plain)


def link(
    candidates: Iterable[Candidate], texts: Callable[[int | None, Sequence[int]], Mapping[int, str]]
) -> list[Mirror]:
    """Find the mirrors among reports; the same reports in any order give the same links.

    Args:
        candidates: one for each report.
        texts: gives the texts of some reports of one year, by number: of those that are like another one.
    Returns:
        One link for each mirror, by URL.
    """
    by_year: dict[int | None, list[Candidate]] = {}
    for one in candidates:
        if one.chars >= MIN_CHARS:
            by_year.setdefault(one.report_year, []).append(one)
    found: list[Mirror] = []
    for year, several in by_year.items():
        several.sort(key=_rank)
        alike = _alike(several)
        found += _linked(alike, texts(year, [one.report_id for one in alike]) if alike else {})
    return sorted(found, key=lambda one: (one.url, one.report_id))


def says_the_same(text: str, other: str) -> bool:
    """Tell whether two texts differ in what is left out or added only, not in what they say.

    >>> says_the_same("全年公开12条。受理申请3件。", "来源：区政府。全年公开12条。受理申请3件。")
    True
    >>> says_the_same("全年公开12条。受理申请3件。", "全年公开15条。受理申请3件。")
    False
    """
    if len(text) > len(other):
        text, other = other, text
    if len(text) < CUT_SHARE * len(other):
        text = _whole_sentences(text)
    left, right = _sentences(text), _sentences(other)
    numbers, others = Counter(_numbers(text)), Counter(_numbers(other))
    if numbers - others and others - numbers:
        return False
    rest, more = Counter(left) - Counter(right), Counter(right) - Counter(left)
    if not rest or not more:
        return True
    if min(rest.total(), more.total()) > max(2, MAX_CHANGED_SHARE * min(len(left), len(right))):
        return False
    typos = 0
    for kind, start, end, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "replace":
            found = _replaced("".join(left[start:end]), "".join(right[first:last]))
            if found is None:
                return False
            typos += found
    return typos <= min(len(text), len(other)) // CHARS_PER_TYPO


def _alike(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the reports that are like no other one, which are nearly all; nobody need read them."""
    index = _empty_index()
    sketches: dict[int, Any] = {}
    digests: dict[str, int] = {}
    found: set[int] = set()
    for one in candidates:
        if one.report_id in sketches:
            continue
        sketch = _sketch(one.minhash)
        same = digests.setdefault(one.text_sha256, one.report_id)
        near = [other for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= THRESHOLD]
        if same != one.report_id or near:
            found |= {one.report_id, same, *near}
        sketches[one.report_id] = sketch
        index.insert(one.report_id, sketch)
    return [one for one in candidates if one.report_id in found]


def _linked(candidates: Sequence[Candidate], texts: Mapping[int, str]) -> list[Mirror]:
    """Link each report to the first one before it, in order of rank, that it repeats."""
    index = _empty_index()
    exact: dict[str, list[Candidate]] = {}
    originals: dict[int, tuple[Candidate, Any]] = {}
    found: list[Mirror] = []
    for one in candidates:
        sketch = _sketch(one.minhash)
        if one.report_id in originals:
            continue
        same_text = exact.get(one.text_sha256, [])
        near = [originals[number] for number in index.query(sketch)]
        likely = [(float(sketch.jaccard(mine)), other) for other, mine in near if other not in same_text]
        likely.sort(key=lambda pair: (-pair[0], _rank(pair[1])))
        choices = [(1.0, other) for other in same_text] + [pair for pair in likely if pair[0] >= THRESHOLD]
        for similarity, other in choices:
            if _repeats(one, other, texts):
                same = one.text_sha256 == other.text_sha256
                found.append(
                    Mirror(
                        one.report_id, one.url, other.report_id, other.url,
                        1.0 if same else round(similarity, 4), "exact" if same else "near",
                    )
                )  # fmt: skip
                break
        else:
            exact.setdefault(one.text_sha256, []).append(one)
            originals[one.report_id] = (one, sketch)
            index.insert(one.report_id, sketch)
    return found


def _repeats(one: Candidate, other: Candidate, texts: Mapping[int, str]) -> bool:
    """Tell whether two alike reports are one: by their names first, then word by word."""
    name, known = _agency(one.title), _agency(other.title)
    if name and known and name not in known and known not in name:
        return False
    text, counterpart = texts.get(one.report_id, ""), texts.get(other.report_id, "")
    if not (name or known) and one.publisher != other.publisher and not _names(text, one, other):
        return False  # nothing in either text says whose report it is
    return one.text_sha256 == other.text_sha256 or says_the_same(text, counterpart)


def _names(text: str, one: Candidate, other: Candidate) -> bool:
    """Tell whether a text names one of the two publishers."""
    plain = _plain(text)
    return any(name and _plain(name) in plain for name in (one.publisher, other.publisher))


def _rank(one: Candidate) -> tuple[bool, str, int, str, int]:
    """Order reports: those on government hosts first, then by date of publication and shortness."""
    host = one.url.partition("://")[2].partition("/")[0].partition(":")[0]
    return (not host.endswith(".gov.cn"), one.published_at or "9", len(one.url), one.url, one.report_id)


def _replaced(text: str, other: str) -> int | None:
    """Count characters that stand for one another in two stretches; None where that changes the meaning."""
    typos = 0
    for kind, start, end, first, last in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        mine, theirs = text[start:end], other[first:last]
        if any(one.isdigit() for one in mine + theirs):
            return None
        if _HAN.search(mine) and _HAN.search(theirs):
            if len(mine) > 1 or len(theirs) > 1 or _OFFICE_NEAR.search(text[end : end + 3]):
                return None
            typos += 1
    return typos


def _whole_sentences(text: str) -> str:
    """Leave out the last sentence, within which a text may have been cut off: 136 of 13612."""
    ends = [found.start() for found in _BREAK.finditer(text.rstrip())]
    return text[: ends[-1]] if ends else text


def _sentences(text: str) -> list[str]:
    plain = [_plain(one) for one in _BREAK.split(text)]
    return [one for one in plain if one]


def _numbers(text: str) -> list[str]:
    """Give the numbers of a text; 03 and 3 are one."""
    return [one.lstrip("0") or "0" for one in _NUMBER.findall(unicodedata.normalize("NFKC", text))]


def _plain(text: str) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text)).lower()


def _agency(title: str | None) -> str:
    """Give what a title says besides year and kind: the agency's name.

    >>> _agency("云桥区财政局2018年度政府信息公开工作报告")
    '云桥区财政局'
    """
    return _NOT_TEXT.sub("", _TITLE_FILLING.sub("", unicodedata.normalize("NFKC", title or "")))


@cache
def _datasketch() -> Any:
    check_sketching()
    return import_module("datasketch")


@cache
def _empty_sketch() -> Any:
    return _datasketch().MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32, scheme="affine32")


def _empty_index() -> Any:
    return _datasketch().MinHashLSH(num_perm=PERMUTATIONS, params=BANDS)


def _sketch(stored: bytes) -> Any:
    """Make a signature comparable again."""
    numbers = import_module("numpy").frombuffer(stored, dtype="<u4")
    empty = _empty_sketch()
    sketch = empty.copy()
    sketch.hashvalues = numbers.astype(empty.hashvalues.dtype)
    return sketch
