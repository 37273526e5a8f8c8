"""Outlines of boxes, drawn into a rectangle as SVG paths."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SHAPES", "Shape", "decimal", "path", "rounded"]

_CAP: Final = 6.0
"""Half the height of a cylinder's lid."""
_POINT: Final = 13.0
"""How far the points of a hexagon stand out."""
_SHEET: Final = 4.0
"""How far one sheet of a stack lies behind the other."""
_TAB: Final = 7.0
"""Height of a folder's tab."""
_CUT: Final = 12.0
"""Size of a corner that is cut off."""
_BAR: Final = 8.0
"""Distance of a process's bars from its sides."""
_SLANT: Final = 12.0
"""How far a slanted box leans."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline.

    Attributes:
        outline: The filled outline in a rectangle of this width and height.
        strokes: Lines upon it; empty if there are none.
        behind: Outlines that are drawn before it, from back to front.
        room: What of the rectangle has no room for text: left, top, right, bottom.
        inset: How far left and right of the outline lie inside the rectangle, at a height that
            is given as the distance from the middle.
    """

    outline: Callable[[float, float], str]
    strokes: Callable[[float, float], str] = lambda _width, _height: ""
    behind: Callable[[float, float], tuple[str, ...]] = lambda _width, _height: ()
    room: tuple[float, float, float, float] = (12, 0, 12, 0)
    inset: Callable[[float, float], float] = lambda _height, _off: 0.0


def decimal(value: float) -> str:
    """Return a coordinate, exact to a tenth of a pixel."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(*parts: str | float) -> str:
    """Return the ``d`` of an SVG path of these commands and coordinates."""
    return " ".join(part if isinstance(part, str) else decimal(part) for part in parts)


def rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    """Return the path of a rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    w, h = width - 2 * r, height - 2 * r
    arc = ("a", r, r, 0, 0, 1)
    right, left = ("h", w, *arc, r, r, "v", h), ("h", -w, *arc, -r, -r, "v", -h)
    return path("M", x + r, y, *right, *arc, -r, r, *left, *arc, r, -r, "z")


def _box(width: float, height: float) -> str:
    return rounded(0, 0, width, height, 6)


def _stadium(width: float, height: float) -> str:
    return rounded(0, 0, width, height, height / 2)


def _stadium_inset(height: float, off: float) -> float:
    r = height / 2
    return r - sqrt(max(0.0, r * r - min(abs(off), r) ** 2))


def _cylinder(width: float, height: float) -> str:
    arc = ("a", width / 2, _CAP, 0, 0, 1)
    return path("M", 0, _CAP, *arc, width, 0, "v", height - 2 * _CAP, *arc, -width, 0, "z")


def _lid(width: float, _height: float) -> str:
    return path("M", 0, _CAP, "a", width / 2, _CAP, 0, 0, 0, width, 0)


def _hexagon(width: float, height: float) -> str:
    right, middle = width - _POINT, height / 2
    upper = (_POINT, 0, "L", right, 0, "L", width, middle)
    return path("M", *upper, "L", right, height, "L", _POINT, height, "L", 0, middle, "z")


def _stack(width: float, height: float) -> str:
    return rounded(0, 2 * _SHEET, width - 2 * _SHEET, height - 2 * _SHEET, 5)


def _sheets(width: float, height: float) -> tuple[str, ...]:
    size = (width - 2 * _SHEET, height - 2 * _SHEET, 5)
    return rounded(2 * _SHEET, 0, *size), rounded(_SHEET, _SHEET, *size)


def _folder(width: float, height: float) -> str:
    tab = min(58.0, width * 0.4)
    top = ("M", 0, 0, "H", tab, "l", _TAB, _TAB, "H", width)
    return path(*top, "V", height, "H", 0, "z")


def _bars(width: float, height: float) -> str:
    return path("M", _BAR, 0, "v", height, "M", width - _BAR, 0, "v", height)


def _slanted(width: float, height: float) -> str:
    return path("M", _SLANT, 0, "H", width, "L", width - _SLANT, height, "H", 0, "z")


def _header(width: float, _height: float) -> str:
    return path("M", 0, _CAP, "h", width)


def _cut(width: float, height: float) -> str:
    return path("M", 0, 0, "H", width - _CUT, "L", width, _CUT, "V", height, "H", 0, "z")


def _ear(width: float, _height: float) -> str:
    return path("M", width - _CUT, 0, "v", _CUT, "h", _CUT)


SHAPES: Final = {
    "box": Shape(_box),
    "cylinder": Shape(
        _cylinder,
        strokes=_lid,
        room=(12, _CAP * 2 - 2, 12, 2),
    ),
    "stadium": Shape(_stadium, room=(20, 0, 20, 0), inset=_stadium_inset),
    "hexagon": Shape(
        _hexagon,
        room=(_POINT + 6, 0, _POINT + 6, 0),
        inset=lambda height, off: _POINT * min(1.0, abs(off) * 2 / height),
    ),
    "stack": Shape(_stack, behind=_sheets, room=(12, 2 * _SHEET, 2 * _SHEET + 12, 0)),
    "folder": Shape(_folder, room=(12, _TAB, 12, 0)),
    "process": Shape(_box, strokes=_bars, room=(_BAR + 10, 0, _BAR + 10, 0)),
    "slanted": Shape(
        _slanted, room=(_SLANT + 6, 0, _SLANT + 6, 0), inset=lambda _height, _off: _SLANT / 2
    ),
    "table": Shape(_box, strokes=_header, room=(12, _CAP, 12, 0)),
    "cut": Shape(_cut, strokes=_ear, room=(12, 0, _CUT + 4, 0)),
}
"""The outlines by name."""
