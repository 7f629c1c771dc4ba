"""Restore and structure Chinese government reports.

The public names; each is imported on first use, so that ``import reportharvest`` costs next to
nothing and loads neither httpx nor sqlite-utils.

>>> import reportharvest as rh
>>> rh.decode("公开".encode("gb18030"), content_type="text/html; charset=gb2312").text
'公开'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportharvest.decoding import decode
    from reportharvest.model import (
        Attachment,
        Check,
        DecodedText,
        Metadata,
        RepairedText,
        RepairStep,
        RepairSummary,
        Report,
        Section,
        Statistic,
        Table,
    )
    from reportharvest.pipeline import extract, process
    from reportharvest.repairing import repair

__version__ = "0.1.0"

__all__ = [
    "Attachment",
    "Check",
    "DecodedText",
    "Metadata",
    "RepairStep",
    "RepairSummary",
    "RepairedText",
    "Report",
    "Section",
    "Statistic",
    "Table",
    "__version__",
    "decode",
    "extract",
    "process",
    "repair",
]

_HOMES = {
    "decode": "reportharvest.decoding",
    "repair": "reportharvest.repairing",
    "extract": "reportharvest.pipeline",
    "process": "reportharvest.pipeline",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "reportharvest.model")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
