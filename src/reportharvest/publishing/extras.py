"""Packages that only some formats need: loaded when they are, with a message that names the extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from reportharvest.errors import UsageError

__all__ = ["optional_package"]


def optional_package(name: str, what: str) -> Any:
    """Load a package of the extra ``publish``.

    Args:
        name: the module.
        what: what needs it, as the subject of a sentence in the plural.
    Raises:
        UsageError: it is not installed.

    >>> optional_package("no_such_package", "holograms")
    Traceback (most recent call last):
    reportharvest.errors.UsageError: holograms need a package that is not installed: no_such_package
      pip install 'reportharvest[publish]'; nothing was written
    """
    try:
        return import_module(name)
    except ImportError as missing:
        raise UsageError(
            f"{what} need a package that is not installed: {missing.name}",
            hint="pip install 'reportharvest[publish]'; nothing was written",
        ) from missing
