"""Where everything goes: the one place that asks the layout library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    """A picture with everything in its place, in pixels."""

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
        sizes: Width and height of every box; of a frame, the least.
        close: Whether to leave less room between boxes.

    Raises:
        ConfigurationError: The extra ``pictures`` is not installed.
    """
    try:
        import graphlay  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            "Drawing pictures needs an extra: pip install 'mldh-graphql[pictures]'"
        ) from missing

    arrows = _arrows(picture)
    frame_of = {urn: frame for frame, urns in picture.frames.items() for urn in urns}
    tangled = {
        frame_of[arrow.upstream]
        for arrow in arrows
        if arrow.upstream in frame_of and frame_of[arrow.upstream] == frame_of.get(arrow.downstream)
    }
    graph = graphlay.Graph()
    numbers = {urn: number for number, urn in enumerate(picture.nodes)}
    for urn in picture.nodes:
        width, height = sizes[urn]
        number = graph.node(str(urn), width=width, height=height)
        frame = frame_of.get(urn)
        if frame is not None:
            graph.nodes[number]["parent"] = numbers[frame]
            if frame not in tangled:
                # In one column, also what nothing leads to or from.
                graph.nodes[number]["rank"] = {"fixed": 0}
    for arrow in arrows:
        graph.edge(numbers[arrow.upstream], numbers[arrow.downstream])
    gaps = _CLOSE_GAPS if close else _GAPS
    laid = graphlay.layout(
        graph,
        options={
            "spacing": {
                **gaps,
                "port_gap": 6.0 if close else 12.0,
                "compound_padding": PADDING,
                "compound_header": HEADER,
            },
            "routing": {"port_sides": "facing_only"},
        },
    )
    boxes = {
        urn: Rect(
            node["center"]["x"] - node["size"]["width"] / 2,
            node["center"]["y"] - node["size"]["height"] / 2,
            node["size"]["width"],
            node["size"]["height"],
        )
        for urn, node in zip(picture.nodes, laid.nodes, strict=True)
    }
    lines = [[(point["x"], point["y"]) for point in edge["points"]] for edge in laid.edges]
    _tighten(picture, boxes, sizes)
    return _placed(boxes, arrows, lines)


def _arrows(picture: Picture) -> list[Arrow]:
    found: dict[tuple[Urn, Urn], dict[str, bool]] = {}
    for edge in picture.edges:
        links = found.setdefault((edge.upstream, edge.downstream), {})
        links[edge.relationship] = edge.is_membership
    return [
        Arrow(upstream, downstream, tuple(links), all(links.values()))
        for (upstream, downstream), links in found.items()
    ]


def _tighten(
    picture: Picture, boxes: dict[Urn, Rect], sizes: Mapping[Urn, tuple[float, float]]
) -> None:
    """Draw frames as close around their members on the right as on the left.

    The library leaves room inside a frame for lines to turn; they turn as well outside.
    """
    for frame, members in picture.frames.items():
        if members:
            inner = [boxes[urn] for urn in members]
            left = min(each.x for each in inner) - PADDING
            right = max(each.x + each.width for each in inner) + PADDING
            missing = max(0.0, sizes[frame][0] - (right - left)) / 2
            old = boxes[frame]
            left = max(left - missing, old.x)
            right = min(right + missing, old.x + old.width)
            boxes[frame] = Rect(left, old.y, right - left, old.height)


def _placed(
    boxes: Mapping[Urn, Rect], arrows: Sequence[Arrow], lines: Sequence[Sequence[Point]]
) -> Layout:
    """Move everything so that it begins at 0, 0."""
    xs = [x for line in lines for x, _ in line] + [each.x for each in boxes.values()]
    ys = [y for line in lines for _, y in line] + [each.y for each in boxes.values()]
    left, top = min(xs, default=0.0), min(ys, default=0.0)
    right = max([*xs, *(each.x + each.width for each in boxes.values())], default=0.0)
    bottom = max([*ys, *(each.y + each.height for each in boxes.values())], default=0.0)
    return Layout(
        {
            urn: Rect(each.x - left, each.y - top, each.width, each.height)
            for urn, each in boxes.items()
        },
        tuple(
            Arrow(
                arrow.upstream,
                arrow.downstream,
                arrow.relationships,
                arrow.is_membership,
                tuple((x - left, y - top) for x, y in line),
            )
            for arrow, line in zip(arrows, lines, strict=True)
        ),
        right - left,
        bottom - top,
    )
