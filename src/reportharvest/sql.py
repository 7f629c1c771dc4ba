"""SQL functions ``repair_text`` and ``repair_explain`` for sqlite-utils and Datasette.

Both programs find this module by its entry points and call the hook for every connection that they open. It
loads nothing but pluggy, which both have; the character model is loaded when a function is first called.
"""

from __future__ import annotations

import json
from typing import Any

import pluggy

import reportharvest

__all__ = ["prepare_connection", "repair_explain", "repair_text"]


def repair_text(value: object) -> object:
    """Restore a damaged text.

    Args:
        value: a text; a BLOB is decoded first. NULL and numbers come back as they are.

    >>> repair_text("鏀垮簻淇℃伅"), repair_text("政府信息".encode("gbk")), repair_text(None), repair_text(7)
    ('政府信息', '政府信息', None, 7)
    """
    if isinstance(value, bytes):
        value = reportharvest.decode(value).text
    return reportharvest.repair(value).text if isinstance(value, str) else value


def repair_explain(value: object) -> str | None:
    """Say what was restored, as JSON: ``text``, ``lost`` and ``steps``.

    Args:
        value: as for :func:`repair_text`; of what is no text, nothing was restored.

    >>> json.loads(repair_explain("鏀垮簻淇℃伅"))["steps"][0]["kind"], repair_explain(None)
    ('utf8-as-gbk', None)
    """
    if value is None:
        return None
    text = reportharvest.decode(value).text if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return json.dumps({"text": text, "lost": 0, "steps": []})
    done = reportharvest.repair(text)
    steps = [step.to_dict() for step in done.steps]
    return json.dumps({"text": done.text, "lost": done.lost, "steps": steps}, ensure_ascii=False)


@pluggy.HookimplMarker("sqlite_utils")
@pluggy.HookimplMarker("datasette")
def prepare_connection(conn: Any) -> None:
    """Add the functions to a connection; the hook of both programs.

    >>> import sqlite3
    >>> connection = sqlite3.connect(":memory:")
    >>> prepare_connection(connection)
    >>> connection.execute("select repair_text('鏀垮簻淇℃伅')").fetchone()
    ('政府信息',)
    """
    for function in (repair_text, repair_explain):
        conn.create_function(function.__name__, 1, function, deterministic=True)
