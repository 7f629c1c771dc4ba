"""A record beside the one that somebody has reviewed: where they differ, and what does not count."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportharvest.crawling.contents import undo_content_encoding
from reportharvest.errors import ArchiveError
from reportharvest.pipeline import process

__all__ = ["differences", "record_of_recording", "sortable"]

Record = dict[str, Any]

_MAX_BODY_BYTES = 134_217_728


def record_of_recording(folder: Path) -> Record:
    """Make the record of a recorded page, by the calls that a harvest makes.

    Args:
        folder: one recording: ``body.bin`` and ``response.json``.
    Raises:
        ArchiveError: it is not there, or the body is not what was recorded.
    """
    try:
        response = json.loads((folder / "response.json").read_text(encoding="utf-8"))
        body = (folder / "body.bin").read_bytes()
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{folder}: is no recording: {error}") from error
    if sha256(body).hexdigest() != response["sha256"]:
        raise ArchiveError(f"{folder}/body.bin is not what was recorded: its digest differs")
    headers = {name.lower(): value for name, value in response["headers"]}
    content = undo_content_encoding(body, headers.get("content-encoding"), _MAX_BODY_BYTES)
    report = process(content.body, url=response["url"], content_type=response["content_type"])
    record: Record = report.to_dict()
    return record


def differences(reviewed: Any, found: Any, where: str = "") -> list[str]:
    r"""Say where a record does not hold what the reviewed one holds.

    Keys that the reviewed record has not are not compared, so that it may leave out what a page leaves
    open. A character that the record marks as lost (U+FFFD) stands for whatever the reviewed text has.

    Args:
        reviewed: what somebody has read beside the page.
        found: what came out.
        where: the place of both in the whole, for messages.
    Returns:
        One line a difference; none where the records agree.

    >>> differences({"title": "年度报告", "lost": 0}, {"title": "年度报\ufffd", "lost": 1})
    ['.lost: 1, reviewed 0']
    """
    if isinstance(reviewed, dict) and isinstance(found, dict):
        lines = [f"{where}.{key}: missing" for key in reviewed if key not in found]
        for key in reviewed:
            if key in found:
                lines += differences(reviewed[key], found[key], f"{where}.{key}")
        return lines
    if isinstance(reviewed, list) and isinstance(found, list):
        lines = []
        if len(reviewed) != len(found):
            lines.append(f"{where}: {len(found)} items, reviewed {len(reviewed)}")
        for at, (one, other) in enumerate(zip(reviewed, found, strict=False)):
            lines += differences(one, other, f"{where}[{at}]")
        return lines
    both_texts = isinstance(reviewed, str) and isinstance(found, str)
    if reviewed == found or (both_texts and _marks(reviewed, found)):
        return []
    return [f"{where}: {found!r}, reviewed {reviewed!r}"]


def sortable(record: Record) -> Record:
    """Order what the contract leaves without order, and drop cells without a value, which may be left out.

    >>> sortable({"repairs": [{"kind": "escape"}, {"kind": "compatibility"}]})["repairs"][0]
    {'kind': 'compatibility'}
    """
    ordered = dict(record)
    if "statistics" in ordered:
        cells = [one for one in ordered["statistics"] if one["value"] is not None]
        ordered["statistics"] = sorted(cells, key=lambda one: (one["form"], one["row"], one["column"]))
    if "checks" in ordered:
        keys = ("rule", "row", "column")
        ordered["checks"] = sorted(ordered["checks"], key=lambda one: [one.get(key) or "" for key in keys])
    if "repairs" in ordered:
        ordered["repairs"] = sorted(ordered["repairs"], key=lambda one: str(one["kind"]))
    return ordered


def _marks(reviewed: str, found: str) -> bool:
    """Tell whether a text is the reviewed one but for marks of loss, each for at most two characters."""
    if "\ufffd" not in found:
        return False
    pattern = "".join(".{0,2}" if one == "\ufffd" else re.escape(one) for one in found)
    return re.fullmatch(pattern, reviewed, re.DOTALL) is not None
