"""Imported once by the process that workers are forked from: all that blocks need is loaded then.

Workers share that memory, and begin with their first page at once. What was loaded stays out of the sight of
the garbage collector, which would look through it, and so copy it, in each of them.
"""

from __future__ import annotations

import gc

from reportharvest.processing.merging import link_years
from reportharvest.processing.tables import arrow
from reportharvest.processing.work import warm_up
from reportharvest.workers import Kept

__all__ = ["link_years", "warm_up"]

# Arrow's own allocator takes a gigabyte of addresses at once, which counts as memory of each worker.
arrow().set_memory_pool(arrow().system_memory_pool())
with Kept():  # what fails here fails in the records that it concerns, and is written down there
    warm_up()
gc.collect()
gc.freeze()
