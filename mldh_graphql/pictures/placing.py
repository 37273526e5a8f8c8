"""Boxes in their places and lines around them: the one module that asks the layout library."""

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
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["HEADER", "PADDING", "Places", "Point", "Rect", "places_of"]

Point = tuple[float, float]

PADDING: Final = 18.0
"""Between a frame and what lies in it."""
HEADER: Final = 38.0
"""Height of what a frame says at its top."""

_STUB: Final = 15.0
"""How far a line goes straight on from a box before it turns."""
_GAPS: Final = {"layer_gap": 64.0, "node_gap": 22.0, "dummy_gap": 16.0, "isolated_gap": 22.0}
_CLOSE_GAPS: Final = {"layer_gap": 56.0, "node_gap": 9.0, "dummy_gap": 9.0, "isolated_gap": 22.0}


_MORE_ROOM: Final = (60.0, 180.0)
"""Around boxes without lines, if lines would go through them otherwise."""
_MANY: Final = 400
"""Boxes for which the library's best order of lines would take seconds."""


@dataclass(frozen=True, slots=True)
class Rect:
    """Where a box is: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2

    def meets(self, other: Rect) -> bool:
        """Return whether they have a part in common."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where the library puts boxes, by number, and which way each line goes."""

    boxes: dict[int, Rect]
    lines: Sequence[Sequence[Point]]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be laid out: boxes and frames by number, lines from one to another."""

    sizes: Sequence[tuple[float, float]]
    lines: Sequence[tuple[int, int]]
    frames: Mapping[int, Sequence[int]]
    close: bool
    around_unlinked: float = 0.0

    @property
    def gaps(self) -> dict[str, float]:
        """The room between boxes; more around those without lines, if so wanted."""
        gaps = _CLOSE_GAPS if self.close else _GAPS
        return gaps | {"isolated_gap": gaps["isolated_gap"] + self.around_unlinked}


def places_of(
    sizes: Sequence[tuple[float, float]],
    lines: Sequence[tuple[int, int]],
    frames: Mapping[int, Sequence[int]],
    *,
    close: bool,
) -> Places:
    """Put boxes into layers from left to right, with as few crossings as can be.

    Args:
        sizes: Width and height of every box; of a frame it is not used.
        lines: Which boxes they connect.
        frames: Boxes that are drawn around others, and those others.
        close: Whether to leave less room between boxes.
    """
    # The library has no way to lead a line from a frame into itself.
    inner = {
        number
        for number, (source, target) in enumerate(lines)
        if (source in frames and (target == source or target in frames[source]))
        or (target in frames and source in frames[target])
    }
    outer = [line for number, line in enumerate(lines) if number not in inner]
    task = _Task(sizes, outer, frames, close=close)
    places = _framed_afterwards(task) or _nested(task)
    rest = iter(places.lines)
    return Places(
        places.boxes,
        [
            _inner_line(places.boxes[line[0]], places.boxes[line[1]], task.gaps["node_gap"])
            if number in inner
            else next(rest)
            for number, line in enumerate(lines)
        ],
    )


def _inner_line(source: Rect, target: Rect, gap: float) -> list[Point]:
    """Lead a line from a frame to what lies in it, from there to the frame, or back to itself."""
    if source == target:
        middle, down = source.x + source.width / 2, gap * 0.6
        around = ((-_STUB, 0.0), (-_STUB, down), (_STUB, down), (_STUB, 0.0))
        return [(middle + x, source.bottom + y) for x, y in around]
    if source.width > target.width:
        return [(source.x, target.middle), (target.x, target.middle)]
    return [(source.right, source.middle), (target.right, source.middle)]


def _framed_afterwards(task: _Task) -> Places | None:
    """Lay out as if there were no frames, then make room for them.

    That gives the fewest crossings. ``None`` if something would lie in a frame that does not
    belong there, or if lines lead to a frame itself.
    """
    if any(end in task.frames for line in task.lines for end in line):
        return None
    places = _places(_flat(task))
    boxes = places.boxes
    around = {frame: _around(boxes, members) for frame, members in task.frames.items()}
    if not _are_apart(boxes | around, task.frames):
        return None
    room = _Room(around.values())
    moved = {
        number: replace(box, y=box.y + room.above(box.middle)) for number, box in boxes.items()
    }
    frames = {frame: _framed(moved, members) for frame, members in task.frames.items()}
    lines = [
        room.moved(line, *(moved[end].y - boxes[end].y for end in ends))
        for ends, line in zip(task.lines, places.lines, strict=True)
    ]
    return Places(moved | frames, lines)


def _flat(task: _Task) -> graphlay.Layout:
    """Let the library lay out boxes without frames.

    Lines may go through boxes without lines, which it puts below; then these get more room.
    """
    gaps = task.gaps
    if task.frames:
        # Lines turn outside the frames, which stand out of the layers.
        wider = {name: gaps[name] + 2 * PADDING for name in ("layer_gap", "isolated_gap")}
        gaps = gaps | wider | {"stub": _STUB + PADDING}
    graph = _graph(task, range(len(task.lines)))
    laid = graphlay.layout(graph, options=_options(task, gaps))
    for more in _MORE_ROOM:
        if not laid.metrics()["node_edge_hits"]:
            break
        roomier = gaps | {"isolated_gap": gaps["isolated_gap"] + more}
        laid = graphlay.layout(graph, options=_options(task, roomier))
    return laid


class _Room:
    """What has to move down so that frames have room above and below, in all columns alike.

    What is above another stays above it, at least as far away, so nothing meets that did not.
    """

    def __init__(self, frames: Iterable[Rect]) -> None:
        self._cuts: dict[int, float] = {}
        for frame in frames:
            for height, room in ((frame.y, HEADER + PADDING), (frame.bottom, PADDING)):
                cut = round(height)
                self._cuts[cut] = max(room, self._cuts.get(cut, 0.0))

    def above(self, height: float) -> float:
        """Return how far something at this height moves."""
        return sum(room for cut, room in self._cuts.items() if height >= cut)

    def moved(self, line: Sequence[Point], source: float, target: float) -> list[Point]:
        """Move a line whose ends move this far with their boxes."""
        first, last = line[0][1], line[-1][1]
        if all(y == first for _, y in line) and source != target:
            middle = (line[0][0] + line[-1][0]) / 2
            turns = [(middle, first + source), (middle, last + target)]
            return [(line[0][0], first + source), *turns, (line[-1][0], last + target)]
        found: list[Point] = []
        for x, y in line:
            # What is level with an end stays so.
            found.append((x, y + (source if y == first else self.above(y))))
        return [
            (x, y + target if y == last and y != first else moved)
            for (x, y), (_, moved) in zip(line, found, strict=True)
        ]


def _are_apart(boxes: Mapping[int, Rect], frames: Mapping[int, Sequence[int]]) -> bool:
    """Return whether frames have no part in common with what does not lie in them."""
    return not any(
        boxes[frame].meets(box)
        for frame, members in frames.items()
        for number, box in boxes.items()
        if number != frame and number not in members
    )


def _nested(task: _Task) -> Places:
    """Let the library lay out what is in frames by itself, and then the frames.

    To frames without lines it gives too little room where little is asked for.
    """
    places = _nested_once(task)
    if _are_apart(places.boxes, task.frames):
        return places
    return _nested_once(replace(task, around_unlinked=HEADER + 2 * PADDING))


def _nested_once(task: _Task) -> Places:
    """Lay out with as few crossings as can be.

    Inside a frame the library lets lines begin in an order that follows from the one in which it
    got them, so that they may cross on their way out. A few others are tried.
    """
    best = _in_order(task, range(len(task.lines)))
    fewest = _crossings(best[0])
    for order in _orders(best[1]):
        if not fewest:
            break
        tried = _in_order(task, order)
        if _crossings(tried[0]) < fewest:
            best, fewest = tried, _crossings(tried[0])
    laid, routes = best
    boxes = dict(_places(laid).boxes)
    lines = [list(routes[number]) for number in range(len(routes))]
    for frame, members in task.frames.items():
        # The library leaves room inside a frame for lines to turn; they turn as well outside.
        old, inner = boxes[frame], _framed(boxes, members)
        boxes[frame] = replace(old, x=inner.x, width=inner.width)
        for ends, line in zip(task.lines, lines, strict=True):
            for index, end in zip((0, -1), ends, strict=True):
                x, y = line[index]
                if end == frame:
                    is_left = abs(x - old.x) < abs(x - old.right)
                    line[index] = (inner.x if is_left else inner.right, y)
    return Places(boxes, lines)


def _options(task: _Task, gaps: dict[str, float]) -> dict[str, object]:
    close = task.close
    return {
        "effort": "fast" if len(task.sizes) > _MANY else "balanced",
        "spacing": {**gaps, "compound_padding": PADDING, "compound_header": HEADER},
        # Where many lines begin or end in one box, a trunk with branches is easier to follow.
        "routing": {"port_sides": "facing_only", "merge_edges": "both" if close else "none"},
    }


def _in_order(
    task: _Task, order: Sequence[int]
) -> tuple[graphlay.Layout, dict[int, Sequence[Point]]]:
    graph = _graph(task, order, nested=True)
    laid = graphlay.layout(graph, options=_options(task, task.gaps))
    return laid, dict(zip(order, _places(laid).lines, strict=True))


def _orders(routes: Mapping[int, Sequence[Point]]) -> Iterator[list[int]]:
    """Return orders of lines: from the top, from the middle to both sides, from the bottom."""
    falling = sorted(routes, key=lambda number: fmean(y for _, y in routes[number][1:]))
    yield falling
    middle = len(falling) // 2
    above, below = falling[:middle][::-1], falling[middle:]
    yield [each for pair in zip_longest(below, above) for each in pair if each is not None]
    yield [each for pair in zip_longest(above, below) for each in pair if each is not None]
    yield falling[::-1]


def _graph(
    task: _Task,
    order: Iterable[int],
    *,
    nested: bool = False,
) -> graphlay.Graph:
    frame_of = {each: frame for frame, members in task.frames.items() for each in members}
    linked = {end for line in task.lines if line[0] != line[1] for end in line}
    graph = graphlay.Graph()
    for number, (width, height) in enumerate(task.sizes):
        if number in task.frames and not nested:
            continue
        fields = graph.nodes[graph.node(number, width=width, height=height)]
        if nested and number in frame_of:
            fields["parent"] = frame_of[number]
            if number not in linked:
                # Otherwise it would stand apart from the frame's first column.
                fields["rank"] = {"fixed": 0}
    for number in order:
        graph.edge(*task.lines[number])
    return graph


def _places(laid: graphlay.Layout) -> Places:
    return Places(
        {
            number: Rect(
                node["center"]["x"] - node["size"]["width"] / 2,
                node["center"]["y"] - node["size"]["height"] / 2,
                node["size"]["width"],
                node["size"]["height"],
            )
            for number, node in zip(laid.ids, laid.nodes, strict=True)
        },
        [[(point["x"], point["y"]) for point in edge["points"]] for edge in laid.edges],
    )


def _crossings(laid: graphlay.Layout) -> int:
    crossings: int = laid.metrics()["crossings"]
    return crossings


def _around(boxes: Mapping[int, Rect], members: Iterable[int]) -> Rect:
    inner = [boxes[each] for each in members]
    x, y = min(box.x for box in inner), min(box.y for box in inner)
    return Rect(x, y, max(box.right for box in inner) - x, max(box.bottom for box in inner) - y)


def _framed(boxes: Mapping[int, Rect], members: Iterable[int]) -> Rect:
    inner = _around(boxes, members)
    return Rect(
        inner.x - PADDING,
        inner.y - PADDING - HEADER,
        inner.width + 2 * PADDING,
        inner.height + 2 * PADDING + HEADER,
    )
