"""Does this read as prose? The one place where a restored text is weighed against what was observed."""

from __future__ import annotations

from reportharvest.tables.language import model

__all__ = ["MARGIN", "gain"]

MARGIN = 20.0


def gain(observed: str, restored: str) -> float:
    """Give how much more probable the restored text is than the observed one, in nats.

    >>> gain("鏀垮簻淇℃伅", "政府信息") > MARGIN > 0 > gain("政府信息", "鏀垮簻淇℃伅")
    True
    """
    prose = model()
    return prose.score(restored) * len(restored) - prose.score(observed) * len(observed)
