"""One box of a picture: what it says, how large it is, and its SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities import RunResultType
from mldh_graphql.pictures.looks import Look, look_of
from mldh_graphql.pictures.nodes import MISSING
from mldh_graphql.pictures.shapes import SHAPES, decimal, rounded
from mldh_graphql.pictures.wording import printable, shortened, width_of
from mldh_graphql.urns import TrainingRunUrn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.lineage import LineageNode

__all__ = ["Card", "card_of", "label_of", "text_element"]

_NAME: Final = 14.0
_KIND: Final = 10.0
_BADGE: Final = 11.0
_SMALL_NAME: Final = 12.0

_ROOM: Final = 260.0
"""The widest text; what is longer is shortened."""
_LEAST: Final = 84.0
_BADGE_ROOM: Final = 130.0
_BADGE_HEIGHT: Final = 17.0
_BADGE_GAP: Final = 5.0
_MARK: Final = 11.0
"""Width of a tick or a cross with the gap behind it."""
_REGULAR: Final = 0.96
"""Regular letters are a little narrower than bold ones."""
_SPACED: Final = 1.12
"""Spaced capitals are wider."""

_TONES: Final = {
    RunResultType.SUCCESS: ("good", "M.5 4.5l2.6 2.6 4.6 -5.6"),
    RunResultType.FAILURE: ("bad", "M1 1l6 6M7 1l-6 6"),
    RunResultType.UP_FOR_RETRY: ("plain", "M7 4a3 3 0 1 1 -1 -2.2M7.4 .4v2h-2"),
    RunResultType.SKIPPED: ("plain", "M1 1l3 3 -3 3M4.4 1l3 3 -3 3"),
}


@dataclass(frozen=True, slots=True)
class _Badge:
    text: str
    tone: str
    mark: str
    width: float


@dataclass(frozen=True, slots=True)
class Card:
    """A box with everything that it says, and its size."""

    node: LineageNode
    look: Look
    width: float
    height: float
    name: str
    kind: str
    badges: tuple[_Badge, ...]
    is_small: bool

    def svg(self, width: float, height: float) -> Iterator[str]:
        """Draw the box from 0, 0 on, in this size."""
        shape = SHAPES[self.look.shape]
        for path in shape.behind(width, height):
            yield f'<path class="mldh-shape" d="{path}"/>'
        yield f'<path class="mldh-shape" d="{shape.outline(width, height)}"/>'
        strokes = shape.strokes(width, height)
        if strokes:
            yield f'<path class="mldh-stroke" d="{strokes}"/>'
        left, top, right, bottom = shape.room
        middle = (left + width - right) / 2
        centre = (top + height - bottom) / 2
        if self.is_small:
            yield from self._line(middle, centre)
        else:
            yield from self._lines(middle, centre)

    def _lines(self, x: float, centre: float) -> Iterator[str]:
        y = centre - _content_height(self.badges) / 2
        yield text_element("mldh-kind", self.kind, x, y + 9, _kind_width(self.kind))
        yield text_element("mldh-name", self.name, x, y + 26, width_of(self.name, _NAME))
        left = x - _badges_width(self.badges) / 2
        for badge in self.badges:
            yield from _badge(badge, left, y + 35)
            left += badge.width + _BADGE_GAP

    def _line(self, x: float, centre: float) -> Iterator[str]:
        name = width_of(self.name, _SMALL_NAME)
        left = x - _line_width(self.name, self.badges) / 2
        yield text_element("mldh-name", self.name, left + name / 2, centre + 4.3, name)
        left += name
        for badge in self.badges:
            left += _BADGE_GAP
            yield from _mark(badge, left, centre - 4)
            mark = _MARK if badge.mark else 0.0
            width = width_of(badge.text, _BADGE) * _REGULAR
            yield _toned(
                badge,
                text_element("mldh-badge", badge.text, left + mark + width / 2, centre + 4, width),
            )
            left += mark + width


def card_of(node: LineageNode, *, small: bool) -> Card:
    """Return the box of an entity; a small one has one line, without its noun."""
    look = look_of(node)
    left, top, right, bottom = SHAPES[look.shape].room
    size = _SMALL_NAME if small else _NAME
    name = shortened(printable(node.name), size, _ROOM)
    badges = _badges(node, small=small)
    kind = shortened(printable(node.kind).upper(), _KIND * _SPACED, _ROOM)
    if small:
        width = _line_width(name, badges)
        height = 19.0
    else:
        width = max(width_of(name, _NAME), _kind_width(kind), _badges_width(badges))
        height = _content_height(badges) + 17
    return Card(
        node=node,
        look=look,
        # Whole pixels keep the lines sharp.
        width=float(round(max(width, _LEAST) + left + right)),
        height=float(round(height + top + bottom)),
        name=name,
        kind=kind,
        badges=badges,
        is_small=small,
    )


def label_of(node: LineageNode) -> str:
    """Return what an entity is called and what it is, in full."""
    facts = f", {node.facts}" if node.facts else ""
    return printable(f"{node.name}, {node.kind}{facts}")


def text_element(style: str, text: str, x: float, y: float, width: float) -> str:
    """Return a text that is exactly as wide as planned, whatever font there is."""
    if not text.strip() or width < 1:
        return ""
    return (
        f'<text class="{style}" x="{decimal(x)}" y="{decimal(y)}" textLength="{decimal(width)}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
    )


def _badges(node: LineageNode, *, small: bool) -> tuple[_Badge, ...]:
    found: list[_Badge] = []
    used = 0.0
    for number, said in enumerate(node.badges):
        tone, mark = "plain", ""
        if said == MISSING and not node.exists:
            tone = "bad"
        elif isinstance(node.urn, TrainingRunUrn) and said in _TONES:
            tone, mark = _TONES[RunResultType(said)]
        # In small boxes the mark says it all.
        text = "" if small and mark else shortened(printable(said), _BADGE, _BADGE_ROOM)
        badge = _sized(text, tone, mark)
        if used + badge.width > _ROOM - 30 and number + 1 < len(node.badges):
            found.append(_sized(f"+{len(node.badges) - number}", "plain", ""))
            break
        found.append(badge)
        used += badge.width + _BADGE_GAP
    return tuple(found)


def _sized(text: str, tone: str, mark: str) -> _Badge:
    width = width_of(text, _BADGE) * _REGULAR + 14 + (_MARK if mark else 0)
    return _Badge(text, tone, mark, float(round(width)))


def _badge(badge: _Badge, x: float, y: float) -> Iterator[str]:
    mark = _MARK if badge.mark else 0.0
    width = width_of(badge.text, _BADGE) * _REGULAR
    pill = rounded(x, y, badge.width, _BADGE_HEIGHT, _BADGE_HEIGHT / 2)
    text = text_element("mldh-badge", badge.text, x + 7 + mark + width / 2, y + 12.5, width)
    parts = [f'<path class="mldh-pill" d="{pill}"/>', *_mark(badge, x + 7, y + 4.5), text]
    yield _toned(badge, "".join(parts))


def _mark(badge: _Badge, x: float, y: float) -> Iterator[str]:
    if badge.mark:
        place = f"translate({decimal(x)} {decimal(y)})"
        path = f'<path class="mldh-stroke" transform="{place}" d="{badge.mark}"/>'
        yield _toned(badge, path)


def _toned(badge: _Badge, content: str) -> str:
    return content if badge.tone == "plain" else f'<g class="mldh-{badge.tone}">{content}</g>'


def _kind_width(kind: str) -> float:
    return width_of(kind, _KIND) * _SPACED


def _badges_width(badges: tuple[_Badge, ...]) -> float:
    return sum(badge.width for badge in badges) + _BADGE_GAP * max(0, len(badges) - 1)


def _line_width(name: str, badges: tuple[_Badge, ...]) -> float:
    # Without pills, their padding is not needed.
    return width_of(name, _SMALL_NAME) + sum(badge.width - 14 + _BADGE_GAP for badge in badges)


def _content_height(badges: tuple[_Badge, ...]) -> float:
    return 31.0 + (_BADGE_HEIGHT + 4 if badges else 0)
