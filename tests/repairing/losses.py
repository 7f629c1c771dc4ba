"""Which characters of a text lose bytes on the way, and what a repair made of each."""

from __future__ import annotations

from difflib import SequenceMatcher

from tests.repairing.damage import LOSSES

__all__ = ["aligned", "lost_places"]


def lost_places(text: str, manner: str) -> list[int]:
    """Give the offsets of the characters that a reader of GBK loses bytes of, the swallowed ones too.

    A reader is deterministic and looks one byte ahead: what it makes of the bytes up to a character tells, by
    length, which of them it took for a mark.
    """
    body = text.encode()
    read = LOSSES[manner]
    mark = next(one for one in read(b"\xe4\n") if one in "?\ufffd")
    places: list[int] = []
    at = 0
    lost = bytearray(len(body))
    while at < len(body):
        size = 1 if body[at] <= 0x7F or read(body[at : at + 1]) == "€" else 2
        made = read(body[at : at + size])
        taken = size
        if body[at] >= 0x80 and mark in made:
            # Either both became one mark, or the first alone did and the second stands for itself.
            taken = size if len(made) == 1 else 1
            lost[at : at + taken] = b"\x01" * taken
        at += taken
    start = 0
    for number, char in enumerate(text):
        end = start + len(char.encode())
        if any(lost[start:end]):
            places.append(number)
        start = end
    return places


def aligned(sound: str, restored: str) -> list[str]:
    """Give what stands in a restored text for each character of the sound one; "" for nothing."""
    if len(sound) == len(restored):
        return list(restored)
    found = [""] * len(sound)
    for kind, start, end, other, other_end in SequenceMatcher(
        None, sound, restored, autojunk=False
    ).get_opcodes():
        if kind == "equal" or (kind == "replace" and end - start == other_end - other):
            found[start:end] = restored[other:other_end]
    return found
