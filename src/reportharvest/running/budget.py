"""How much a run may ask for: requests, bytes, hours; of the run as a whole and of each site."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from reportharvest.crawling.sites import Budget, SiteDescription

__all__ = ["Budget", "Budgets"]


class Budgets:
    """Counts what a run asks for, and says when that is enough.

    A request is counted before it is made, so that a bound on their number is kept exactly; bytes and
    hours are looked at before each request, and those under way are finished.

    Args:
        run: the bounds of the run.
        sites: the descriptions with the bounds of each.
        clock: seconds that only grow.

    >>> budgets = Budgets(Budget(pages=1), [])
    >>> budgets.take("a"), budgets.take("a"), budgets.spent
    (True, False, {'a': 'max_pages = 1 of this run'})
    """

    def __init__(
        self, run: Budget, sites: Iterable[SiteDescription], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._started = clock()
        self._bounds = {"": run} | {site.name: site.budget for site in sites}
        self._pages = dict.fromkeys(self._bounds, 0)
        self._bytes = dict.fromkeys(self._bounds, 0)
        self.spent: dict[str, str] = {}

    def take(self, site: str) -> bool:
        """Count one more request, if there is one left; else say in ``spent`` which bound was reached."""
        for name in ("", site):
            reached = self._reached(name)
            if reached:
                self.spent[site] = reached + (" of this run" if not name else "")
                return False
        for name in ("", site):
            self._pages[name] = self._pages.get(name, 0) + 1
        return True

    def received(self, site: str, size_bytes: int) -> None:
        """Count the bytes of an answer."""
        for name in ("", site):
            self._bytes[name] = self._bytes.get(name, 0) + size_bytes

    def _reached(self, name: str) -> str:
        bounds = self._bounds.get(name, Budget())
        if bounds.pages is not None and self._pages[name] >= bounds.pages:
            return f"max_pages = {bounds.pages}"
        if bounds.bytes is not None and self._bytes[name] >= bounds.bytes:
            return f"max_bytes = {bounds.bytes}"
        if bounds.hours is not None and self._clock() - self._started >= bounds.hours * 3600:
            return f"max_hours = {bounds.hours:g}"
        return ""
