"""Does this read as prose? The one place where a restored text is weighed against what was observed."""

from __future__ import annotations

from reportharvest.tables.language import model

__all__ = ["MARGIN", "PROSE", "gain", "is_prose"]

# Nats by which a restoration that stands alone must be more probable than what is there. Damage is found in
# one place of some millions, e**-15; clean text of the six languages in the tests stays below 10.
MARGIN = 20.0
# Mean log probability of a character. Laws reach -2.5, news and literature -5, characters drawn by chance
# from the commonest thousand -8.5; wrongly read bytes give -12 and less.
PROSE = -7.5


def gain(observed: str, restored: str) -> float:
    """Give how much more probable the restored text is than the observed one, in nats.

    >>> gain("鏀垮簻淇℃伅", "政府信息") > MARGIN > 0 > gain("政府信息", "鏀垮簻淇℃伅")
    True
    """
    prose = model()
    return prose.score(restored) * len(restored) - prose.score(observed) * len(observed)


def is_prose(text: str, grace: float = 0.0) -> bool:
    """Whether a text reads as Chinese prose; a few characters must do so better than a page.

    Args:
        text: the text.
        grace: nats a character that it may fall short, where other evidence speaks for it.

    >>> is_prose("主动公开政府信息"), is_prose("鏀垮簻淇℃伅")
    (True, False)
    """
    # One nat of grace a character is lost when only 8 are there, and two when 4 are.
    return bool(text) and model().score(text) > PROSE - grace + 8 / (len(text) + 4)
