"""A picture with everything in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mldh_graphql.pictures.placing import Rect, places_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.pictures.placing import Point
    from mldh_graphql.urns import Urn

__all__ = ["Arrow", "Layout", "layout_of"]

_STEP: Final = 3.0
"""A line that moves aside by less looks crooked, not bent."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One line from one box to another; links between the same two share it."""

    upstream: Urn
    downstream: Urn
    relationships: tuple[str, ...]
    is_membership: bool
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where boxes are and how arrows go, in pixels from the upper left corner."""

    boxes: Mapping[Urn, Rect]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def layout_of(
    picture: Picture, sizes: Mapping[Urn, tuple[float, float]], *, close: bool = False
) -> Layout:
    """Put everything in its place: data flows from left to right.

    The same picture gives the same layout.

    Args:
        picture: What to lay out.
        sizes: Width and height of every box; a frame becomes as large as what lies in it.
        close: Whether to leave less room between boxes.
    """
    arrows = _arrows(picture)
    numbers = {urn: number for number, urn in enumerate(picture.nodes)}
    places = places_of(
        [sizes[urn] for urn in picture.nodes],
        [(numbers[arrow.upstream], numbers[arrow.downstream]) for arrow in arrows],
        {
            numbers[urn]: [numbers[member] for member in members]
            for urn, members in picture.filled_frames().items()
        },
        close=close,
    )
    return _from_corner(
        {urn: places.boxes[number] for urn, number in numbers.items()},
        [
            replace(arrow, points=_straight(line))
            for arrow, line in zip(arrows, places.lines, strict=True)
        ],
    )


def _arrows(picture: Picture) -> list[Arrow]:
    found: dict[tuple[Urn, Urn], dict[str, bool]] = {}
    for edge in picture.edges:
        links = found.setdefault((edge.upstream, edge.downstream), {})
        links[edge.relationship] = edge.is_membership
    return [
        Arrow(upstream, downstream, tuple(links), all(links.values()))
        for (upstream, downstream), links in found.items()
    ]


def _straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a line without steps too small to be meant, nor corners that turn nowhere."""
    kept = [points[0]]
    for next_x, next_y in points[1:]:
        last_x, last_y = kept[-1]
        x = last_x if abs(next_x - last_x) < _STEP else next_x
        y = last_y if abs(next_y - last_y) < _STEP else next_y
        if len(kept) > 1 and (kept[-2][0] == last_x == x or kept[-2][1] == last_y == y):
            kept.pop()
        kept.append((x, y))
    return tuple(kept)


def _from_corner(boxes: Mapping[Urn, Rect], arrows: Sequence[Arrow]) -> Layout:
    """Move everything so that it begins at 0, 0."""
    corners = [point for arrow in arrows for point in arrow.points]
    for box in boxes.values():
        corners += [(box.x, box.y), (box.right, box.bottom)]
    left, top = (min((corner[axis] for corner in corners), default=0.0) for axis in (0, 1))
    right, bottom = (max((corner[axis] for corner in corners), default=0.0) for axis in (0, 1))
    return Layout(
        {urn: replace(box, x=box.x - left, y=box.y - top) for urn, box in boxes.items()},
        tuple(
            replace(arrow, points=tuple((x - left, y - top) for x, y in arrow.points))
            for arrow in arrows
        ),
        right - left,
        bottom - top,
    )
