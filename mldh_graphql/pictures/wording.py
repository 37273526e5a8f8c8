"""Names in pictures: on one line, and not longer than there is room."""

from __future__ import annotations

from typing import Final
from unicodedata import category

__all__ = ["printable"]

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of surrogate pairs, separators of lines and paragraphs."""

_TURNS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What changes the direction of the text that follows."""


def printable(text: str) -> str:
    """Return the text on one line, without what would change the text around it."""
    return "".join(
        " " if category(char) in _UNPRINTABLE or char in _TURNS else char for char in text
    )
