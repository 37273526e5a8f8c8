"""Where things go: nothing overlaps, lines end at their boxes and go through no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from mldh_graphql.lineage import LineageEdge, LineageNode
from mldh_graphql.pictures import Picture
from mldh_graphql.pictures.layout import layout_of
from mldh_graphql.pictures.placing import HEADER, PADDING, Rect
from mldh_graphql.urns import TagUrn
from tests.pictures.graphs import graph, pictures
from tools.pictures.systems import airline, factory

if TYPE_CHECKING:
    from mldh_graphql.pictures.layout import Arrow, Layout
    from mldh_graphql.urns import Urn

SIZE = (120.0, 50.0)


def laid(picture: Picture, *, close: bool = False) -> Layout:
    """The layout of a picture whose boxes are all of one size."""
    return layout_of(picture, dict.fromkeys(picture.nodes, SIZE), close=close)


def shrunk(rect: Rect, by: float = 1.0) -> Rect:
    """What is surely inside a box."""
    return Rect(rect.x + by, rect.y + by, rect.width - 2 * by, rect.height - 2 * by)


def parts(arrow: Arrow) -> list[Rect]:
    """The straight parts of a line, as very thin boxes."""
    found = []
    for (x1, y1), (x2, y2) in zip(arrow.points, arrow.points[1:], strict=False):
        found.append(Rect(min(x1, x2), min(y1, y2), abs(x1 - x2) or 0.01, abs(y1 - y2) or 0.01))
    return found


def touches(rect: Rect, point: tuple[float, float]) -> bool:
    """Whether a point is on the border of a box, give or take a step in a line."""
    x, y = point
    near = 3.1
    inside = shrunk(rect, -near).meets(Rect(x, y, 0.01, 0.01))
    return inside and not shrunk(rect, near).meets(Rect(x, y, 0.01, 0.01))


def check(picture: Picture, layout: Layout) -> None:
    """Nothing overlaps that does not lie in another, and every line goes from border to border."""
    frames = picture.filled_frames()
    frame_of = {urn: frame for frame, members in frames.items() for urn in members}
    urns = list(picture.nodes)
    for index, urn in enumerate(urns):
        box = layout.boxes[urn]
        assert box.x >= -0.1
        assert box.y >= -0.1
        assert box.right <= layout.width + 0.1
        assert box.bottom <= layout.height + 0.1
        for other in urns[index + 1 :]:
            if frame_of.get(urn) != other and frame_of.get(other) != urn:
                assert not shrunk(box).meets(shrunk(layout.boxes[other])), (urn, other)
    for frame, members in frames.items():
        for member in members:
            inner, outer = layout.boxes[member], layout.boxes[frame]
            assert outer.x + PADDING - 1 <= inner.x
            assert inner.right <= outer.right - PADDING + 1
            assert outer.y + HEADER + PADDING - 1 <= inner.y
            assert inner.bottom <= outer.bottom - PADDING + 1
    for arrow in layout.arrows:
        assert touches(layout.boxes[arrow.upstream], arrow.points[0])
        assert touches(layout.boxes[arrow.downstream], arrow.points[-1])
        ends = (arrow.upstream, arrow.downstream)
        if any(frame_of.get(ends[way]) == ends[1 - way] for way in (0, 1)):
            continue  # From a frame to what lies in it it is not far.
        for urn in urns:
            if urn not in frames and urn not in ends:
                inside = shrunk(layout.boxes[urn], 4.0)
                assert not any(part.meets(inside) for part in parts(arrow)), (arrow, urn)


@given(picture=pictures())
def test_any_picture_is_laid_out_cleanly(picture: Picture) -> None:
    """Cycles, loops, doubled links, frames and lines to frames included."""
    check(picture, laid(picture))


def test_large_pictures_are_laid_out_cleanly() -> None:
    """In little room as well."""
    picture = factory().picture()
    check(picture, laid(picture, close=True))


def test_data_flows_from_left_to_right() -> None:
    """What is made from something stands to the right of it."""
    layout = laid(graph(("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")).picture())
    for arrow in layout.arrows:
        assert layout.boxes[arrow.upstream].right < layout.boxes[arrow.downstream].x


def test_the_concept_is_drawn_in_order() -> None:
    """Runs and versions from first to last in their frames, and lines that do not cross."""
    picture = airline().picture("concept")
    layout = laid(picture)
    names: dict[str, list[Urn]] = {}
    for urn in sorted(picture.nodes, key=lambda urn: layout.boxes[urn].y):
        names.setdefault(urn.entity_type, []).append(urn)
    assert [urn.name for urn in names["dataProcessInstance"]] == ["run_1", "run_2", "run_3"]
    assert [urn.name for urn in names["mlModel"]] == ["arima_1", "arima_2"]
    first, second = layout.arrows
    assert not any(one.meets(other) for one in parts(first) for other in parts(second))


def test_loops_stay_at_their_box() -> None:
    """They begin and end at the same one."""
    (arrow,) = laid(graph(("a", "a")).picture()).arrows
    assert arrow.upstream == arrow.downstream
    assert len(arrow.points) >= 4


def test_frames_that_hold_only_what_is_unlinked() -> None:
    """It stands in one column."""
    tags = [TagUrn.build(name) for name in "abcz"]
    nodes = {urn: LineageNode(urn, "x", urn.name) for urn in tags}
    edges = (LineageEdge(tags[0], tags[3], "Made"),)
    picture = Picture("p", nodes, edges, {tags[3]: tuple(tags[1:3])})
    layout = laid(picture)
    check(picture, layout)
    assert layout.boxes[tags[1]].x == layout.boxes[tags[2]].x
