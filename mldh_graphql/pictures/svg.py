"""A picture as SVG: one file that needs nothing else."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from math import hypot
from typing import TYPE_CHECKING, Final

from mldh_graphql.pictures.cards import Card, card_of, label_of, text_element
from mldh_graphql.pictures.layout import Arrow, layout_of
from mldh_graphql.pictures.looks import look_of
from mldh_graphql.pictures.placing import HEADER, PADDING, Point, Rect
from mldh_graphql.pictures.shapes import SHAPES, decimal, path, rounded
from mldh_graphql.pictures.styles import style_sheet
from mldh_graphql.pictures.wording import NOTHING, printable, shortened, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mldh_graphql.lineage import LineageNode
    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.urns import Urn

__all__ = ["svg_of"]

MARGIN: Final = 24.0
_CROWDED: Final = 60
"""With more boxes than that they are drawn small, and a legend says what shapes mean."""
_LEGEND: Final = 44.0
_CORNER: Final = 9.0
_HEAD: Final = 8.0
_FRAME_ROOM: Final = 300.0
_TOLD: Final = 30
"""Links that the description for screen readers names one by one."""


def svg_of(
    picture: Picture, href: Callable[[Urn], str] | None = None, *, interactive: bool = False
) -> str:
    """Draw a picture; see `Picture.svg`.

    Args:
        picture: What to draw.
        href: Where a click on an entity leads to.
        interactive: Whether a script brings it to life: boxes take the keyboard's focus.
    """
    return "\n".join(_Drawing(picture, href, interactive=interactive).lines()) + "\n"


class _Drawing:
    def __init__(
        self, picture: Picture, href: Callable[[Urn], str] | None, *, interactive: bool
    ) -> None:
        self._picture = picture
        self._href = href
        self._interactive = interactive
        self._small = len(picture.nodes) > _CROWDED
        self._numbers = {urn: number for number, urn in enumerate(picture.nodes)}
        self._frames = picture.filled_frames()
        self._cards = {
            urn: card_of(node, small=self._small)
            for urn, node in picture.nodes.items()
            if urn not in self._frames
        }
        self._layout = layout_of(picture, self._sizes(), close=self._small)

    def lines(self) -> Iterator[str]:
        picture, layout = self._picture, self._layout
        legend = self._legend_cards()
        least = sum(card.width + 14 for card in legend)
        width = max(layout.width, least, 120.0) + 2 * MARGIN
        height = max(layout.height, 40.0) + 2 * MARGIN + (_LEGEND if legend else 0)
        box = f"0 0 {decimal(width)} {decimal(height)}"
        # What is inside an image has no role of its own; links and buttons need one.
        role = "group" if self._interactive or self._href else "img"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="mldh" viewBox="{box}"'
            f' width="{decimal(width)}" height="{decimal(height)}" role="{role}"'
            f' aria-label="{escape(self._summary())}">'
        )
        yield f"<title>{escape(printable(picture.title))}</title>"
        yield f"<desc>{escape(self._description())}</desc>"
        yield f"<style>\n{style_sheet(map(look_of, picture.nodes.values()))}</style>"
        yield f'<path class="mldh-paper" d="{rounded(0, 0, width, height, 10)}"/>'
        yield f'<g transform="translate({decimal((width - layout.width) / 2)} {decimal(MARGIN)})">'
        if not picture.nodes:
            yield text_element("mldh-name", NOTHING, 0, 24, width_of(NOTHING, 14))
        for urn in self._frames:
            yield from self._frame(urn, layout.boxes[urn])
        for arrow in layout.arrows:
            yield self._arrow(arrow, layout.boxes)
        for urn, card in self._cards.items():
            yield from self._box(urn, card, layout.boxes[urn])
        yield "</g>"
        if legend:
            yield from _legend(legend, width, height - MARGIN)
        yield "</svg>"

    def _sizes(self) -> dict[Urn, tuple[float, float]]:
        sizes = {urn: (card.width, card.height) for urn, card in self._cards.items()}
        for frame, members in self._frames.items():
            # All as wide as the widest, and wide enough for what the frame says.
            widths = [sizes[urn][0] for urn in members if urn in sizes]
            width = max([*widths, _frame_width(self._picture.nodes[frame])])
            sizes |= {urn: (width, sizes[urn][1]) for urn in members if urn in sizes}
            sizes[frame] = (width, HEADER)
        return sizes

    def _summary(self) -> str:
        boxes, arrows = len(self._picture.nodes), len(self._layout.arrows)
        return printable(
            f"{self._picture.title}: {boxes} {'entity' if boxes == 1 else 'entities'},"
            f" {arrows} {'link' if arrows == 1 else 'links'}"
        )

    def _description(self) -> str:
        nodes = self._picture.nodes
        told = [
            f"{label_of(nodes[frame])}, contains"
            f" {'; '.join(label_of(nodes[urn]) for urn in members)}."
            for frame, members in self._frames.items()
        ]
        arrows = self._layout.arrows
        told += [
            f"{label_of(nodes[arrow.upstream])} leads to {label_of(nodes[arrow.downstream])}."
            for arrow in arrows[:_TOLD]
        ]
        if len(arrows) > _TOLD:
            told.append(f"And {len(arrows) - _TOLD} more links.")
        return " ".join(told) or ", ".join(map(label_of, nodes.values()))

    def _frame(self, urn: Urn, box: Rect) -> Iterator[str]:
        node = self._picture.nodes[urn]
        room = box.width - 2 * PADDING
        kind = shortened(printable(node.kind).upper(), 11.2, room)
        name = shortened(printable(node.name), 14, room)
        yield self._opening(urn, box, "mldh-frame mldh-left")
        yield f'<path class="mldh-shape" d="{rounded(0, 0, box.width, box.height, 12)}"/>'
        yield text_element("mldh-kind", kind, PADDING, 20, width_of(kind, 11.2))
        yield text_element("mldh-name", name, PADDING, 37, width_of(name, 14))
        yield self._closing()

    def _box(self, urn: Urn, card: Card, box: Rect) -> Iterator[str]:
        yield self._opening(urn, box, "mldh-node")
        yield from (line for line in card.svg(box.width, box.height) if line)
        yield self._closing()

    def _opening(self, urn: Urn, box: Rect, style: str) -> str:
        node = self._picture.nodes[urn]
        styles = [style, f"mldh-{look_of(node).name}"]
        styles += ["mldh-root"] * (urn == self._picture.root)
        styles += ["mldh-missing"] * (not node.exists)
        label = escape(label_of(node))
        extra = ""
        if self._interactive:
            extra = f' id="n{self._numbers[urn]}" tabindex="0" role="button" aria-label="{label}"'
        place = f"translate({decimal(box.x)} {decimal(box.y)})"
        group = f'<g class="{" ".join(styles)}" transform="{place}"{extra}>'
        title = f"<title>{label}\n{escape(printable(urn))}</title>"
        if self._href is None or self._interactive:
            return group + title
        return f'<a href="{escape(printable(self._href(urn)))}" aria-label="{label}">{group}{title}'

    def _closing(self) -> str:
        return "</g>" if self._href is None or self._interactive else "</g></a>"

    def _arrow(self, arrow: Arrow, boxes: Mapping[Urn, Rect]) -> str:
        points = self._attached(arrow, boxes)
        nodes = self._picture.nodes
        title = (
            f"{nodes[arrow.upstream].name} → {nodes[arrow.downstream].name}"
            f" ({', '.join(arrow.relationships)})"
        )
        style = "mldh-arrow mldh-member" if arrow.is_membership else "mldh-arrow"
        ends = ""
        if self._interactive:
            upstream, downstream = self._numbers[arrow.upstream], self._numbers[arrow.downstream]
            ends = f' data-from="n{upstream}" data-to="n{downstream}"'
        return (
            f'<g class="{style}"{ends}><title>{escape(printable(title))}</title>'
            f'<path class="mldh-line" d="{_line(points)}"/>'
            f'<path class="mldh-head" d="{_head(points)}"/></g>'
        )

    def _attached(self, arrow: Arrow, boxes: Mapping[Urn, Rect]) -> list[Point]:
        """Move the ends of a line from the rectangle onto the outline inside it."""
        points = list(arrow.points)
        for index, beside, urn in ((0, 1, arrow.upstream), (-1, -2, arrow.downstream)):
            (x, y), (_, next_y) = points[index], points[beside]
            if y != next_y:
                continue  # A loop leaves at the bottom.
            box = boxes[urn]
            card = self._cards.get(urn)
            off = y - box.middle
            inset = SHAPES[card.look.shape].inset(box.height, off) if card else 0.0
            to_right = abs(x - box.x - box.width) < abs(x - box.x)
            points[index] = (box.x + box.width - inset if to_right else box.x + inset, y)
        return points

    def _legend_cards(self) -> list[Card]:
        if not self._small:
            return []
        shown: dict[str, LineageNode] = {}
        for urn in self._cards:
            node = self._picture.nodes[urn]
            shown.setdefault(node.kind, node)
        return [
            card_of(replace(node, name=kind, badges=(), exists=True), small=True)
            for kind, node in sorted(shown.items())
        ]


def _frame_width(node: LineageNode) -> float:
    text = max(
        width_of(shortened(printable(node.name), 14, _FRAME_ROOM), 14),
        width_of(shortened(printable(node.kind).upper(), 11.2, _FRAME_ROOM), 11.2),
    )
    return float(round(text))


def _legend(cards: list[Card], width: float, bottom: float) -> Iterator[str]:
    x = (width - sum(card.width + 14 for card in cards) + 14) / 2
    for card in cards:
        place = f"translate({decimal(x)} {decimal(bottom - card.height)})"
        yield f'<g class="mldh-legend mldh-{card.look.name}" transform="{place}">'
        yield from (line for line in card.svg(card.width, card.height) if line)
        yield "</g>"
        x += card.width + 14


def _line(points: list[Point]) -> str:
    """Return the path of a line with round corners, which ends where its head begins."""
    parts: list[str | float] = ["M", *points[0]]
    for before, corner, after in zip(points, points[1:-1], points[2:], strict=False):
        radius = min(_CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        parts += ["L", *_towards(corner, before, radius)]
        parts += ["Q", *corner, *_towards(corner, after, radius)]
    return path(*parts, "L", *_towards(points[-1], points[-2], _HEAD - 1))


def _head(points: list[Point]) -> str:
    tip = points[-1]
    base = _towards(tip, points[-2], _HEAD)
    aside_x, aside_y = (tip[1] - base[1]) / 2, (base[0] - tip[0]) / 2
    left = (base[0] + aside_x, base[1] + aside_y)
    right = (base[0] - aside_x, base[1] - aside_y)
    return path("M", *tip, "L", *left, "L", *right, "z")


def _distance(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _towards(start: Point, end: Point, length: float) -> Point:
    distance = _distance(start, end) or 1.0
    part = length / distance
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
