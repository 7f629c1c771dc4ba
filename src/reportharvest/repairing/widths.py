"""How many bytes each mark of loss stands for, where bytes were read as pairs of another encoding.

A pair that the table has not became one mark, and so did a byte that neither stands alone in that encoding
nor leads, and a lead byte before ASCII. In UTF-8 the bytes around a mark tell which it was: every character
is led by a byte that says how many follow it. In GBK and Big5 what makes prose of the pairs between does.

Where bytes cannot come, one is taken to be missing before them: a text is read on behind a place that says
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["ALONE", "LITERAL", "MARK", "spread", "spread_pairs"]

MARK = -1
"""Stands in a sequence of bytes for a mark of loss."""

LITERAL = 0x100
"""Code points from here on, with this added, stand in a sequence of bytes for characters that are none."""

ALONE = {"shift_jis": 0xA0, "big5": 0x80, "euc-kr": 0x80}
"""The byte of UTF-8 that browsers replace by itself, by the encoding that they read."""

_ALONE_COST = 3.0  # it is one of 64, and pairs without a character are many
_LOST_COST = 1.5  # of a byte of GBK or Big5
# A byte alone, not before ASCII: in Shift_JIS FD and FE, which end two in a hundred; elsewhere hardly any.
_ALONE_COSTS = {"shift_jis": 1.0, "big5": 9.0, "euc-kr": 9.0, "gbk": 9.0}
_UNKNOWN_COST = 4.0  # of a pair that is not known whole; one that is known costs 5 or more
_CUT_COST = 6.0  # hardly any run ends within a character
_LETTER_COST, _MORE_COST = 6.5, 1.0  # of an ASCII letter that is no second byte, and of one behind another
_LEAD_COST = 1.0  # a lead byte that is lost is taken for one of three bytes
_MISSING_COST = _UNKNOWN_COST + 2 * _CUT_COST  # of a second byte before the first of another character
_NEVER = 1e9
# How one gets to a byte that begins a character and to one that ends it: see _pair_steps.
_PAIRED = [(1, 1, False), (0, 1, False)]
_MISSED = [(1, 1, False), (1, 1, True)]

# A byte: known, one of several, lost, or a mark.
_Byte = int | tuple[int, ...] | None


def spread(raw: Sequence[_Byte], places: Sequence[int], read: str) -> tuple[list[_Byte], list[int], float]:
    """Write for each mark the bytes of UTF-8 that it stands for.

    Args:
        raw: the bytes, ``MARK`` for each mark.
        places: for each of them, where in the text it stands.
        read: the encoding that the bytes were read in.
    Returns:
        Bytes and places with None for a byte that is lost, and by how many nats it is improbable that the
        marks are that.

    >>> spread([0xE5, MARK, 0xE4, 0xB8, 0xAD], [0, 1, 2, 2, 3], "shift_jis")
    ([229, None, None, 228, 184, 173], [0, 1, 1, 2, 2, 3], 0.0)
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
                mended = taken
                if after < 0:
                    after, mended, more = _mended(need, taken)
                if cost + extra + more < reached[after]:
                    reached[after] = cost + extra + more
                    chosen[after] = (need, mended)
        costs = reached
        back.append(chosen)
    need = min(range(4), key=costs.__getitem__)
    odd = costs[need]
    found: list[tuple[_Byte, int]] = [(None, places[-1])] * need  # the last character is cut off
    cut = need
    for chosen, place in zip(reversed(back), reversed(places), strict=True):
        before, taken = chosen[need]
        found += [(one, place) for one in reversed(taken)]
        need = before
    found = [*reversed(found[cut:]), *found[:cut]]
    return [one for one, _ in found], [place for _, place in found], odd


def _mended(need: int, taken: tuple[_Byte, ...]) -> tuple[int, tuple[_Byte, ...], float]:
    """Put what is missing before bytes that cannot come: how many are needed then, the bytes, the cost."""
    mended = (None,) * need + taken
    after, more = _after(need, mended)
    if after < 0:  # a continuation that nothing led
        mended = (None,) * (need + 1) + taken
        after, more = _after(need, mended)
    if after < 0:  # no byte of UTF-8 at all
        mended, after, more = (None,) * need, 0, _CUT_COST
    return after, mended, more + _CUT_COST


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
    if not kept:
        return [(0.0, (several[0],))]
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
        elif byte < 0x80 or byte >= LITERAL:
            need = 0
        elif 0xC2 <= byte < 0xF5:
            need = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
        else:
            return -1, 0.0
    return need, cost


def spread_pairs(
    raw: Sequence[_Byte],
    places: Sequence[int],
    cost: Callable[[int, int], float],
    read: str,
    *,
    single: bool = False,
) -> tuple[list[_Byte], list[int], float]:
    """Write for each mark one byte or two, where the bytes were pairs: so that those between are prose.

    Args:
        raw: the bytes, ``MARK`` for each mark.
        places: for each of them, where in the text it stands.
        cost: of a pair of known bytes; with 0 as the first, of an ASCII letter behind one that is not known.
        read: the encoding that the bytes were read in.
        single: every mark is one byte.
    Returns:
        Bytes and places with None for a byte that is lost, and by how many nats it is improbable that the
        marks are that.

    >>> spread_pairs([0xB9, 0xAB, MARK, 0xBF, 0xAA], [0, 0, 1, 2, 2], lambda lead, trail: lead - 0xB9, "big5")
    ([185, 171, None, None, 191, 170], [0, 0, 1, 1, 2, 2], 0.0)
    """
    # For a byte that begins a character and for one that ends it: the least cost of getting there, and from
    # which of the two, with how many bytes, how many of them before the byte itself.
    costs = [0.0, _NEVER]
    back: list[list[tuple[int, int, bool]]] = []
    before: _Byte = None
    for number, one in enumerate(raw):
        if isinstance(one, int) and 0x80 <= one < LITERAL:
            # Most are such bytes: a second one, or the first after a whole character.
            whole, half = costs
            known = _UNKNOWN_COST
            if isinstance(before, int) and 0x40 <= before < LITERAL:
                known = cost(before, one)
            costs = [half + known, whole]
            if whole <= half + _MISSING_COST:
                back.append(_PAIRED)
            else:
                costs[1] = half + _MISSING_COST
                back.append(_MISSED)
            before = one
            continue
        reached, chosen = [_NEVER, _NEVER], [(0, 1, False), (0, 1, False)]
        # Before ASCII a lead byte is lost by itself; elsewhere only bytes that lead nothing are.
        ends = number + 1 == len(raw) or _is_ascii(raw[number + 1])
        alone = None if single else 0.0 if ends else _ALONE_COSTS[read]
        for need, so_far in enumerate(costs):
            if so_far >= _NEVER:
                continue
            for after, width, cut, extra in _pair_steps(one, before, need, cost, alone):
                if so_far + extra < reached[after]:
                    reached[after], chosen[after] = so_far + extra, (need, width, cut)
        costs, before = reached, one
        back.append(chosen)
    need = 0 if costs[0] <= costs[1] + _CUT_COST else 1
    found: list[_Byte] = []
    where: list[int] = []
    last, odd = need, 0.0
    following: _Byte = None
    literal = False
    for chosen, one, place in zip(reversed(back), reversed(raw), reversed(places), strict=True):
        need, width, cut = chosen[need]
        found += [None if one == MARK else one] * width + [None] * cut
        where += [place] * (width + cut)
        odd += cut * _CUT_COST
        if one == MARK and following is not None:
            # Behind a mark stands the byte that made no pair with the one before.
            if _is_letter(following) and literal:
                odd += _LETTER_COST
            elif width == 1 and not single and not _is_ascii(following):
                odd += _ALONE_COSTS[read]
        following, literal = one, not need
    found.reverse()
    where.reverse()
    return found + [None] * last, where + [places[-1]] * last, odd  # the last character may be cut off


def _is_letter(one: _Byte) -> bool:
    return isinstance(one, int) and 0x40 <= one < 0x80


def _is_ascii(one: _Byte) -> bool:
    return isinstance(one, int) and 0 <= one < 0x80


def _pair_steps(
    one: _Byte, before: _Byte, need: int, cost: Callable[[int, int], float], alone: float | None
) -> list[tuple[int, int, bool, float]]:
    """Say what a byte or a mark may be: bytes needed then, bytes it is, whether one is missing before, cost.

    Args:
        one: the byte.
        before: the one before.
        need: bytes that are needed.
        cost: of a pair of known bytes.
        alone: what it costs that a mark is one byte; None: every one is.
    """
    if one == MARK:
        known = (_UNKNOWN_COST if need else 0.0) + _LOST_COST
        if alone is None:
            return [(1 - need, 1, False, known)]
        return [(need, 2, False, _UNKNOWN_COST + 2 * _LOST_COST), (1 - need, 1, False, known + alone)]
    if isinstance(one, int) and (one < 0x40 or one >= LITERAL):
        return [(0, 1, bool(need), need * _CUT_COST)]
    ascii_ = isinstance(one, int) and one < 0x80
    letter = _MORE_COST if _is_ascii(before) else _LETTER_COST
    if not need:
        return [(0, 1, False, letter)] if ascii_ else [(1, 1, False, 0.0)]
    if isinstance(before, int) and isinstance(one, int) and before != MARK:
        known = cost(before, one)
    else:
        known = _UNKNOWN_COST + (cost(0, one) if ascii_ and isinstance(one, int) else 0.0)
    extra = _UNKNOWN_COST + _CUT_COST
    return [(0, 1, False, known), (0, 1, True, extra + letter) if ascii_ else (1, 1, True, _MISSING_COST)]
