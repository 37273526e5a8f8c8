"""The style sheet of a picture: literal colours, since not every reader of SVG knows variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mldh_graphql.pictures.looks import Look

__all__ = ["DARK_PAPER", "PAPER", "style_sheet"]

PAPER: Final = "#ffffff"
DARK_PAPER: Final = "#0f141b"

_INK: Final = "#17202e"
_DARK_INK: Final = "#e8edf4"
_ARROW: Final = "#76839a"
_DARK_ARROW: Final = "#7f8da3"

# With the metrics of Helvetica, on which the widths of boxes are based.
_FONT: Final = 'Helvetica,Arial,"Liberation Sans",sans-serif'

_LAYOUT: Final = f"""\
.mldh text{{font-family:{_FONT};font-size:14px;text-anchor:middle}}
.mldh .mldh-name{{font-weight:700}}
.mldh .mldh-kind{{font-size:10px;letter-spacing:.5px}}
.mldh .mldh-badge{{font-size:11px}}
.mldh .mldh-line{{fill:none;stroke-width:1.4}}
.mldh .mldh-member .mldh-line{{stroke-dasharray:5 4}}
.mldh .mldh-shape{{stroke-width:1.4;stroke-linejoin:round}}
.mldh .mldh-stroke{{fill:none;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}}
.mldh .mldh-root .mldh-shape{{stroke-width:3}}
.mldh .mldh-missing .mldh-shape{{stroke-dasharray:6 4}}
.mldh .mldh-frame .mldh-shape{{stroke-width:1.4}}
.mldh-left text{{text-anchor:start}}
.mldh a{{text-decoration:none}}
"""


def style_sheet(looks: Iterable[Look]) -> str:
    """Return the style sheet of a picture in which these looks appear."""
    shown = sorted(set(looks), key=lambda look: look.name)
    dark = "".join(_colours(shown, dark=True))
    return (
        _LAYOUT
        + "".join(_colours(shown, dark=False))
        # Prints stay light whatever the screen is.
        + f"@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n"
    )


def _colours(looks: Iterable[Look], *, dark: bool) -> Iterator[str]:
    paper, ink, arrow = (DARK_PAPER, _DARK_INK, _DARK_ARROW) if dark else (PAPER, _INK, _ARROW)
    good, bad = ("#63cf94", "#ff8f88") if dark else ("#176b41", "#b3261e")
    yield f".mldh .mldh-paper{{fill:{paper}}}\n"
    yield f".mldh text{{fill:{ink}}}\n"
    yield f".mldh .mldh-line{{stroke:{arrow}}}\n.mldh .mldh-head{{fill:{arrow}}}\n"
    for look in looks:
        fill, line = (look.dark_fill, look.dark_line) if dark else (look.fill, look.line)
        mine = f".mldh .mldh-{look.name}"
        yield f"{mine} .mldh-shape{{fill:{fill};stroke:{line}}}\n"
        yield f"{mine} .mldh-stroke{{stroke:{line}}}\n"
        yield f"{mine} .mldh-kind{{fill:{line}}}\n"
        yield f"{mine} .mldh-pill{{fill:{paper};stroke:{line}}}\n"
    yield f".mldh .mldh-frame .mldh-shape{{fill-opacity:{'.5' if dark else '.45'}}}\n"
    for tone, colour in (("good", good), ("bad", bad)):
        yield f".mldh .mldh-{tone} .mldh-pill{{stroke:{colour}}}\n"
        yield f".mldh .mldh-{tone} text{{fill:{colour}}}\n"
        yield f".mldh .mldh-{tone} .mldh-stroke{{stroke:{colour}}}\n"
