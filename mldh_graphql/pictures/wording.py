"""Names in pictures: on one line, and no wider than there is room."""

from __future__ import annotations

from typing import Final
from unicodedata import category, combining, east_asian_width

__all__ = ["NOTHING", "printable", "shortened", "width_of"]

NOTHING: Final = "There is nothing to show."
"""What an empty picture says."""

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of surrogate pairs, separators of lines and paragraphs."""

_TURNS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What changes the direction of the text that follows."""

_NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
"""What XML has no way to write."""

_ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"

# Widths of Helvetica and Arial in bold, in thousandths of the font size, by character.
_WIDTHS: Final = {
    char: width
    for width, chars in {
        238: "'",
        278: " ,./\\Iijl|",
        333: "!()-:;[]`ft",
        389: "*r{}",
        474: '"',
        500: "z",
        556: "#$0123456789_aceksvxyJ",
        584: "+<=>^~",
        611: "?FLTZbdghnopqu",
        667: "EPSVXY",
        722: "&ABCDHKNRU",
        778: "GOQw",
        833: "M",
        889: "%m",
        944: "W",
        975: "@",
    }.items()
    for char in chars
}
_WIDE: Final = 1050
_NARROW: Final = 620


def printable(text: str) -> str:
    """Return the text on one line, without what would change the text around it."""
    return "".join(
        " " if category(char) in _UNPRINTABLE or char in _TURNS or char in _NO_CHARACTERS else char
        for char in text
    )


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is in a font of this size, in the unit of ``size``.

    Exact for Latin letters in Helvetica and Arial; a guess that errs on the wide side for others.
    """
    if text.isascii():
        return sum(map(_width, text)) * size / 1000
    return sum(_width_at(text, index) for index in range(len(text))) * size / 1000


def shortened(text: str, size: float, room: float) -> str:
    """Return the text, or as much of its beginning as there is room for, with an ellipsis.

    What is one character to the eye (a letter with its accents, a family of emoji) is kept whole.
    """
    if width_of(text, size) <= room:
        return text
    room -= width_of(_ELLIPSIS, size)
    used, fitting = 0.0, 0
    for index in range(len(text)):
        used += _width_at(text, index) * size / 1000
        if used > room:
            break
        if index + 1 == len(text) or not _continues(text, index + 1):
            fitting = index + 1
    return text[:fitting].rstrip() + _ELLIPSIS


def _width_at(text: str, index: int) -> int:
    # A family of emoji is as wide as one of them.
    return 0 if index and _continues(text, index) else _width(text[index])


def _width(char: str) -> int:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if _is_attached(char):
        return 0
    is_wide = char == _ELLIPSIS or _is_flag(char) or east_asian_width(char) in "WF"
    return _WIDE if is_wide else _NARROW


def _continues(text: str, index: int) -> bool:
    """Return whether the character belongs to the one before."""
    return (
        _is_attached(text[index])
        or text[index - 1] == _JOINER
        or (_is_flag(text[index]) and _flags_before(text, index) % 2 == 1)
    )


def _is_attached(char: str) -> bool:
    return combining(char) > 0 or category(char) in {"Mn", "Me", "Cf"} or "🏻" <= char <= "🏿"


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, index: int) -> int:
    before = text[:index]
    return len(before) - len(before.rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
