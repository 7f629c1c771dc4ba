"""Help for testing site descriptions and extraction with recorded pages.

Installed as a pytest plugin: the fixtures ``replay_site`` and ``check_record`` are there without an
import. The same things can be called from any other program through the names below, which are imported
on first use: every run of pytest loads this package.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportharvest.testing.comparing import differences, record_of_recording, sortable
    from reportharvest.testing.replaying import ReplayedSite, replay_recorded_site

__all__ = ["ReplayedSite", "differences", "record_of_recording", "replay_recorded_site", "sortable"]

_HOMES = {"ReplayedSite": "replaying", "replay_recorded_site": "replaying"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'comparing')}"), name)
    globals()[name] = value
    return value
