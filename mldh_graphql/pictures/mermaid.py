"""A picture as a Mermaid flowchart, which GitHub, GitLab and many wikis draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mldh_graphql.pictures.looks import look_of
from mldh_graphql.pictures.wording import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.lineage import LineageNode
    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.urns import Urn

__all__ = ["mermaid_of"]

_PLAIN: Final = frozenset(" -_.,:@+=/()[]")
"""Besides letters and digits, what means nothing inside a quoted label."""

_ICON: Final = re.compile(r"(fa[bklrs]?):(?=fa-)")

_SIZE: Final = 14.0
_ROOM: Final = 420.0
"""The widest text, in the unit of ``_SIZE``; what is longer is shortened."""


def mermaid_of(picture: Picture) -> str:
    """Return the picture in Mermaid's language; see `Picture.mermaid`."""
    ids = {urn: f"n{number}" for number, urn in enumerate(picture.nodes)}
    lines = ["flowchart LR", *_boxes(picture, ids)]
    for edge in picture.edges:
        arrow = "-.->" if edge.is_membership else "-->"
        lines.append(f"    {ids[edge.upstream]} {arrow} {ids[edge.downstream]}")
    classes: dict[str, list[str]] = {}
    for urn, node in picture.nodes.items():
        look = look_of(node)
        classes.setdefault(look.name, []).append(ids[urn])
        style = f"fill:{look.fill},stroke:{look.line},color:#1a1a1a"
        if len(classes[look.name]) == 1:
            lines.append(f"    classDef {look.name} {style}")
    lines += [f"    class {','.join(named)} {name}" for name, named in classes.items()]
    missing = [ids[urn] for urn, node in picture.nodes.items() if not node.exists]
    if missing:
        lines += [
            "    classDef missing stroke-dasharray:4 3",
            f"    class {','.join(missing)} missing",
        ]
    if picture.root is not None:
        lines += ["    classDef root stroke-width:3px", f"    class {ids[picture.root]} root"]
    return "\n".join(lines) + "\n"


def _boxes(picture: Picture, ids: dict[Urn, str]) -> Iterator[str]:
    frames = picture.filled_frames()
    framed = {urn for members in frames.values() for urn in members}
    for urn, node in picture.nodes.items():
        if urn in frames:
            yield f'    subgraph {ids[urn]}["{_label(node, " · ")}"]'
            for member in frames[urn]:
                yield f"        {_box(picture.nodes[member], ids[member])}"
            yield "    end"
        elif urn not in framed:
            yield f"    {_box(node, ids[urn])}"


def _box(node: LineageNode, name: str) -> str:
    before, after = look_of(node).mermaid
    return f'{name}{before}"{_label(node)}"{after}'


def _label(node: LineageNode, between: str = "<br>") -> str:
    # The title of a subgraph has room for one line.
    lines = [node.name, node.kind, *([node.facts] if node.facts else [])]
    name, *rest = (_escaped(shortened(printable(line), _SIZE, _ROOM)) for line in lines)
    return between.join([f"<b>{name}</b>", *(f"<small>{line}</small>" for line in rest)])


def _escaped(text: str) -> str:
    """Return the text with everything as a character code that could mean something.

    Formulas and icons are looked for after the codes are read; a space of no width keeps what
    looks like them apart.
    """
    text = _ICON.sub("\\1:\u200b", text.replace("$$", "$\u200b$"))
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in text)
