"""How far the reading of a body has come, and what it is read as."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportharvest.decoding.plausible import Valuer, valuer

__all__ = ["LANGUAGES", "MULTI_BYTE", "Reading"]

LANGUAGES = {"gb18030": "zh", "big5": "zh", "euc-jp": "ja", "shift_jis": "ja", "euc-kr": "ko"}
MULTI_BYTE = frozenset(LANGUAGES) | {"utf-8", "utf-16le", "utf-16be"}


@dataclass
class Reading:
    """What was read so far.

    Attributes:
        lost: bytes or sequences given up.
        characters: characters outside ASCII by encoding, of the stretches that were looked at one by one.
        thorough: whether every stretch is weighed in both encodings.
        short: whether the body is short enough to be read character by character.
        beyond: what follows the block that is read; empty at the end of the body, where a character may be
            cut off.
        after: likewise what follows the stretch.
        is_beyond_gbk: whether something was seen that GB 18030 has and GBK has not.
        is_traditional: whether the characters are traditional; None until that was asked.
    """

    encoding: str
    other: str | None
    language: str
    budget: float
    pieces: list[str] = field(default_factory=list)
    lost: int = 0
    characters: dict[str, int] = field(default_factory=dict)
    thorough: bool = False
    short: bool = False
    beyond: str = ""
    after: str = ""
    is_traditional: bool | None = None
    is_beyond_gbk: bool = False

    @property
    def value(self) -> Valuer:
        """Measure of the language."""
        return valuer(self.language)

    @property
    def is_mixed(self) -> bool:
        """Whether pieces in the other encoding were found by a reading that did not look for all of them."""
        return self.other is not None and not self.thorough and self.characters.get(self.other, 0) > 1

    @property
    def text(self) -> str:
        """All that was read."""
        return "".join(self.pieces)

    def add(self, text: str, encoding: str, lost: int = 0) -> None:
        """Append a piece that was read in an encoding."""
        self.pieces.append(text)
        self.lost += lost
        self.characters[encoding] = self.characters.get(encoding, 0) + len(text)
