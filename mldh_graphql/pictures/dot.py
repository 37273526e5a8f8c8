"""A picture in DOT, the language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.pictures.looks import look_of
from mldh_graphql.pictures.wording import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.lineage import LineageNode
    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.urns import Urn

__all__ = ["dot_of"]

_HEAD: Final = """\
digraph lineage {
    graph [rankdir=LR, compound=true, fontname="Helvetica", nodesep=0.3, ranksep=0.7]
    node [fontname="Helvetica", fontsize=12, style=filled, margin="0.2,0.1"]
    edge [color="#6b7280", arrowsize=0.8]"""

_SIZE: Final = 12.0
_ROOM: Final = 360.0
"""The widest text, in the unit of ``_SIZE``; what is longer is shortened."""


def dot_of(picture: Picture) -> str:
    """Return the picture in DOT; see `Picture.dot`."""
    ids = {urn: f"n{number}" for number, urn in enumerate(picture.nodes)}
    lines = [_HEAD, *_boxes(picture, ids)]
    frames = picture.filled_frames()
    for edge in picture.edges:
        attributes = f"tooltip={_lines(edge.relationship)}"
        attributes += ", style=dashed" if edge.is_membership else ""
        ends = []
        for urn, side in ((edge.upstream, "ltail"), (edge.downstream, "lhead")):
            # Lines lead to nodes only; those to a frame are cut off at its border.
            ends.append(ids[frames[urn][0]] if urn in frames else ids[urn])
            attributes += f", {side}=cluster_{ids[urn]}" if urn in frames else ""
        lines.append(f"    {' -> '.join(ends)} [{attributes}]")
    return "\n".join([*lines, "}"]) + "\n"


def _boxes(picture: Picture, ids: dict[Urn, str]) -> Iterator[str]:
    frames = picture.filled_frames()
    framed = {urn for members in frames.values() for urn in members}
    for urn, node in picture.nodes.items():
        if urn in frames:
            look = look_of(node)
            yield f"    subgraph cluster_{ids[urn]} {{"
            yield f"        label={_label(node)}"
            yield f'        style="rounded,filled"; fillcolor="{look.fill}"; color="{look.line}"'
            for member in frames[urn]:
                yield f"        {_box(picture, member, ids)}"
            yield "    }"
        elif urn not in framed:
            yield f"    {_box(picture, urn, ids)}"


def _box(picture: Picture, urn: Urn, ids: dict[Urn, str]) -> str:
    node = picture.nodes[urn]
    look = look_of(node)
    styles = ["filled", *(["rounded"] if look.shape == "stadium" else [])]
    styles += [] if node.exists else ["dashed"]
    style = f', style="{",".join(styles)}"' if len(styles) > 1 else ""
    width = ", penwidth=2.5" if urn == picture.root else ""
    return (
        f"{ids[urn]} [label={_label(node)}, tooltip={_lines(node.name, urn)}, shape={look.dot},"
        f' fillcolor="{look.fill}", color="{look.line}"{style}{width}]'
    )


def _label(node: LineageNode) -> str:
    lines = [node.name, node.kind, *([node.facts] if node.facts else [])]
    return _lines(*(shortened(printable(line), _SIZE, _ROOM) for line in lines))


def _lines(*lines: str) -> str:
    return '"' + r"\n".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    """Return the text so that Graphviz shows it as it is.

    A backslash begins an escape sequence, and an ampersand a character's name.
    """
    for char, escape in (("\\", r"\\"), ('"', r"\""), ("&", "&amp;")):
        text = text.replace(char, escape)
    return printable(text)
