"""How many bytes of UTF-8 each mark of loss stands for, where a browser read them as pairs.

A pair that the table has not became one mark, and so did a byte that neither stands alone in that encoding
nor leads, and a lead byte before ASCII. In UTF-8 the bytes around a mark tell which it was: every character
is led by a byte that says how many follow it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["ALONE", "MARK", "spread", "spread_pairs"]

MARK = -1
"""Stands in a sequence of bytes for a mark of loss."""

ALONE = {"shift_jis": 0xA0, "big5": 0x80, "euc-kr": 0x80}
"""The byte of UTF-8 that browsers replace by itself, by the encoding that they read."""

_ALONE_COST = 3.0  # it is one of 64, and pairs without a character are many
_LOST_COST, _TRAIL_COST = 1.5, 1.0  # of a byte of GBK; FD and FE, which end two in a hundred, stand alone
_UNKNOWN_COST = 4.0  # of a pair that is not known whole; one that is known costs 5 or more
_CUT_COST = 6.0  # hardly any run ends within a character
_LEAD_COST = 1.0  # a lead byte that is lost is taken for one of three bytes
_NEVER = 1e9

# A byte: known, one of several, lost, or a mark.
_Byte = int | tuple[int, ...] | None


def spread(raw: Sequence[_Byte], places: Sequence[int], read: str) -> tuple[list[_Byte], list[int]] | None:
    """Write for each mark the bytes that it stands for.

    Args:
        raw: the bytes, ``MARK`` for each mark.
        places: for each of them, where in the text it stands.
        read: the encoding that the bytes were read in.
    Returns:
        Bytes and places with None for a byte that is lost; None where they cannot be UTF-8.

    >>> spread([0xE5, MARK, 0xE4, 0xB8, 0xAD], [0, 1, 2, 2, 3], "shift_jis")
    ([229, None, None, 228, 184, 173], [0, 1, 1, 2, 2, 3])
    """
    # For each number of bytes that a character still needs: the least cost, and the choices that led there.
    costs = [0.0, _NEVER, _NEVER, _NEVER]
    back: list[list[tuple[int, tuple[_Byte, ...]]]] = []
    for number, one in enumerate(raw):
        following = raw[number + 1] if number + 1 < len(raw) else 0
        options = _options(one, following, read)
        reached = [_NEVER] * 4
        chosen: list[tuple[int, tuple[_Byte, ...]]] = [(0, ())] * 4
        for need, cost in enumerate(costs):
            if cost >= _NEVER:
                continue
            for extra, taken in _narrowed(one, need) if isinstance(one, tuple) else options:
                after, more = _after(need, taken)
                if after >= 0 and cost + extra + more < reached[after]:
                    reached[after] = cost + extra + more
                    chosen[after] = (need, taken)
        if min(reached) >= _NEVER:
            return None
        costs = reached
        back.append(chosen)
    need = min(range(4), key=costs.__getitem__)
    found: list[tuple[_Byte, int]] = [(None, places[-1])] * need  # the last character is cut off
    for chosen, place in zip(reversed(back), reversed(places), strict=True):
        before, taken = chosen[need]
        found += [(one, place) for one in reversed(taken)]
        need = before
    cut = min(range(4), key=costs.__getitem__)
    found = [*reversed(found[cut:]), *found[:cut]]
    return [one for one, _ in found], [place for _, place in found]


def _options(one: _Byte, following: _Byte, read: str) -> tuple[tuple[float, tuple[_Byte, ...]], ...]:
    """What a byte or a mark may stand for, each with its cost."""
    if one != MARK:
        return ((0.0, (one,)),)
    pair: tuple[float, tuple[_Byte, ...]] = (0.0, (None, None))
    alone: tuple[float, tuple[_Byte, ...]] = (_ALONE_COST, (ALONE[read],))
    if isinstance(following, int) and 0 <= following < 0x80:
        return (pair, alone, (0.0, (None,)))
    return (pair, alone)


def _narrowed(several: tuple[int, ...], need: int) -> list[tuple[float, tuple[_Byte, ...]]]:
    """Keep those of several bytes that can come, apart where they lead characters of different length."""
    kept: dict[int, list[int]] = {}
    for byte in dict.fromkeys(several):
        after, _ = _after(need, (byte,))
        if after >= 0:
            kept.setdefault(after, []).append(byte)
    return [(0.0, (one[0] if len(one) == 1 else tuple(one),)) for one in kept.values()]


def _after(need: int, taken: Sequence[_Byte]) -> tuple[int, float]:
    """How many bytes a character needs after some more, and the cost of that; -1 where they cannot come."""
    cost = 0.0
    for one in taken:
        byte = one[0] if isinstance(one, tuple) else one
        if need:
            if byte is not None and not 0x80 <= byte < 0xC0:
                return -1, 0.0
            need -= 1
        elif byte is None:
            need, cost = 2, cost + _LEAD_COST
        elif byte < 0x80:
            need = 0
        elif 0xC2 <= byte < 0xF5:
            need = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
        else:
            return -1, 0.0
    return need, cost


def spread_pairs(
    raw: Sequence[_Byte], places: Sequence[int], cost: Callable[[int, int], float]
) -> tuple[list[_Byte], list[int]]:
    """Write for each mark one byte or two, where the bytes were pairs: so that those between are prose.

    Args:
        raw: the bytes, ``MARK`` for each mark.
        places: for each of them, where in the text it stands.
        cost: of a pair of known bytes.
    Returns:
        Bytes and places with None for a byte that is lost.

    >>> spread_pairs([0xB9, 0xAB, MARK, 0xBF, 0xAA], [0, 0, 1, 2, 2], lambda lead, trail: float(lead > 0xBA))
    ([185, 171, None, None, 191, 170], [0, 0, 1, 1, 2, 2])
    """
    # For a byte that begins a character and for one that ends it: the least cost of getting there.
    costs = [0.0, _NEVER]
    back: list[list[tuple[int, int]]] = []
    before: _Byte = None
    for number, one in enumerate(raw, 1):
        reached, chosen = [_NEVER, _NEVER], [(0, 1), (0, 1)]
        for need, so_far in enumerate(costs):
            for width in (2, 1) if one == MARK else (1,):
                after = (need + width) % 2
                # Before the ASCII behind a run, a lead byte is lost by itself.
                alone = width == 1 and number < len(raw)
                extra = width * _LOST_COST + alone * _TRAIL_COST if one == MARK else 0.0
                if isinstance(one, int) and 0 <= one < 0x80 and not need:
                    after = 0
                elif need and isinstance(before, int) and isinstance(one, int) and MARK not in (before, one):
                    extra += cost(before, one)
                elif need + width > 1:
                    extra += _UNKNOWN_COST
                if so_far + extra < reached[after]:
                    reached[after], chosen[after] = so_far + extra, (need, width)
        costs, before = reached, one
        back.append(chosen)
    need = 0 if costs[0] <= costs[1] + _CUT_COST else 1
    found: list[tuple[_Byte, int]] = [(None, places[-1])] * need  # the last character is cut off
    cut = need
    for chosen, one, place in zip(reversed(back), reversed(raw), reversed(places), strict=True):
        need, width = chosen[need]
        found += [(None if one == MARK else one, place)] * width
    found = [*reversed(found[cut:]), *found[:cut]]
    return [one for one, _ in found], [place for _, place in found]
