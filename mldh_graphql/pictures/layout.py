"""Where everything goes: the one place that asks the layout library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from statistics import fmean
from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import ConfigurationError

try:
    import graphlay
except ModuleNotFoundError as missing:
    raise ConfigurationError(
        "Drawing pictures needs an extra: pip install 'mldh-graphql[pictures]'"
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.urns import Urn

__all__ = ["HEADER", "PADDING", "Arrow", "Layout", "Point", "Rect", "layout_of"]

Point = tuple[float, float]

PADDING: Final = 18.0
"""Between a frame and what lies in it."""
HEADER: Final = 38.0
"""Height of what a frame says at its top."""

_GAPS: Final = {"layer_gap": 64.0, "node_gap": 22.0, "dummy_gap": 16.0, "isolated_gap": 22.0}
_CLOSE_GAPS: Final = {"layer_gap": 56.0, "node_gap": 9.0, "dummy_gap": 9.0, "isolated_gap": 9.0}
_STEP: Final = 2.0
"""A line that moves aside by less looks crooked, not bent."""


@dataclass(frozen=True, slots=True)
class Rect:
    """Where a box is: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


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
    """A picture with everything in its place, in pixels from the upper left corner."""

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
    options = _options(close=close)
    laid, routes = _laid(picture, sizes, arrows, range(len(arrows)), options)
    if picture.frames:
        # Inside a frame the library lets lines begin in an order that follows from the one in
        # which it got them, so that they may cross on their way out. Others are tried.
        fewest: int = laid.metrics()["crossings"]
        for order in _orders(routes):
            if not fewest:
                break
            tried = _laid(picture, sizes, arrows, order, options)
            crossings: int = tried[0].metrics()["crossings"]
            if crossings < fewest:
                fewest, (laid, routes) = crossings, tried
    boxes = {
        urn: Rect(
            node["center"]["x"] - node["size"]["width"] / 2,
            node["center"]["y"] - node["size"]["height"] / 2,
            node["size"]["width"],
            node["size"]["height"],
        )
        for urn, node in zip(picture.nodes, laid.nodes, strict=True)
    }
    _tighten(picture, boxes)
    return _from_corner(
        boxes, [replace(arrow, points=_straight(routes[i])) for i, arrow in enumerate(arrows)]
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


def _options(*, close: bool) -> dict[str, object]:
    gaps = _CLOSE_GAPS if close else _GAPS
    return {
        "spacing": {**gaps, "compound_padding": PADDING, "compound_header": HEADER},
        "routing": {"port_sides": "facing_only"},
    }


def _orders(routes: Mapping[int, tuple[Point, ...]]) -> Iterator[list[int]]:
    """Return orders of lines: from the top, from the middle to both sides, from the bottom."""
    falling = sorted(routes, key=lambda index: fmean(y for _, y in routes[index][1:]))
    yield falling
    middle = len(falling) // 2
    above, below = falling[:middle][::-1], falling[middle:]
    yield [each for pair in zip_longest(below, above) for each in pair if each is not None]
    yield [each for pair in zip_longest(above, below) for each in pair if each is not None]
    yield falling[::-1]


def _laid(
    picture: Picture,
    sizes: Mapping[Urn, tuple[float, float]],
    arrows: Sequence[Arrow],
    order: Sequence[int],
    options: dict[str, object],
) -> tuple[graphlay.Layout, dict[int, tuple[Point, ...]]]:
    """Return what the library makes of the lines in this order, and how each of them goes."""
    graph = _graph(picture, sizes, [arrows[index] for index in order])
    laid = graphlay.layout(graph, options=options)
    routes = {
        index: tuple((point["x"], point["y"]) for point in edge["points"])
        for index, edge in zip(order, laid.edges, strict=True)
    }
    return laid, routes


def _graph(
    picture: Picture, sizes: Mapping[Urn, tuple[float, float]], arrows: Sequence[Arrow]
) -> graphlay.Graph:
    frame_of = {urn: frame for frame, urns in picture.frames.items() for urn in urns}
    linked = {urn for arrow in arrows for urn in (arrow.upstream, arrow.downstream)}
    numbers = {urn: number for number, urn in enumerate(picture.nodes)}
    graph = graphlay.Graph()
    for urn in picture.nodes:
        width, height = sizes[urn]
        number = graph.node(str(urn), width=width, height=height)
        frame = frame_of.get(urn)
        if frame is not None:
            graph.nodes[number]["parent"] = numbers[frame]
            if urn not in linked:
                # Otherwise it would stand apart from the frame's first column.
                graph.nodes[number]["rank"] = {"fixed": 0}
    for arrow in arrows:
        graph.edge(numbers[arrow.upstream], numbers[arrow.downstream])
    return graph


def _tighten(picture: Picture, boxes: dict[Urn, Rect]) -> None:
    """Draw frames as close around their members on one side as on the other.

    The library leaves room inside a frame for lines to turn; they turn as well outside.
    """
    for frame, members in picture.frames.items():
        if members:
            left = min(boxes[urn].x for urn in members) - PADDING
            right = max(boxes[urn].x + boxes[urn].width for urn in members) + PADDING
            boxes[frame] = replace(boxes[frame], x=left, width=right - left)


def _straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a line without steps too small to be meant, nor corners that turn nowhere."""
    kept = [points[0]]
    for x, y in points[1:]:
        last_x, last_y = kept[-1]
        x = last_x if abs(x - last_x) < _STEP else x  # noqa: PLW2901 - moved onto the line
        y = last_y if abs(y - last_y) < _STEP else y  # noqa: PLW2901 - moved onto the line
        if len(kept) > 1 and (kept[-2][0] == last_x == x or kept[-2][1] == last_y == y):
            kept.pop()
        kept.append((x, y))
    return tuple(kept)


def _from_corner(boxes: Mapping[Urn, Rect], arrows: Sequence[Arrow]) -> Layout:
    """Move everything so that it begins at 0, 0."""
    corners = [point for arrow in arrows for point in arrow.points]
    for box in boxes.values():
        corners += [(box.x, box.y), (box.x + box.width, box.y + box.height)]
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
