"""A picture as text: trees that begin where the data begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.pictures.wording import NOTHING, printable

if TYPE_CHECKING:
    from rich.tree import Tree

    from mldh_graphql.lineage import LineageNode
    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.urns import Urn

__all__ = ["text_of"]

_INDENT: Final = 4
"""Columns that each level of a tree is indented."""


def text_of(picture: Picture) -> str:
    """Draw a picture as trees; see `Picture.text`."""
    try:
        from rich.console import Console  # noqa: PLC0415 - an extra
        from rich.text import Text  # noqa: PLC0415 - an extra
        from rich.tree import Tree  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            "Text pictures need an extra: pip install 'mldh-graphql[pictures]'"
        ) from missing

    if not picture.nodes:
        return NOTHING
    below = picture.below()
    drawn: set[Urn] = set()
    widest = 0

    def grow(forest: Tree, source: Urn) -> None:
        nonlocal widest
        waiting = [(forest, source, 1)]
        while waiting:
            branch, urn, depth = waiting.pop()
            label = _label(picture.nodes[urn])
            if urn in drawn:
                label += "  (drawn above)"
            text = Text(label)
            widest = max(widest, text.cell_len + _INDENT * depth)
            grown = branch.add(text)
            if urn not in drawn:
                drawn.add(urn)
                waiting += reversed([(grown, each, depth + 1) for each in below[urn]])

    forest = Tree("", hide_root=True)
    fed = {urn for urns in below.values() for urn in urns}
    sources = [urn for urn in picture.nodes if urn not in fed]
    # A cycle has no source; the root is drawn first then.
    first = sources or ([picture.root] if picture.root else [])
    for urn in (*first, *picture.nodes):
        if urn not in drawn:
            grow(forest, urn)
    # As wide as it takes: one line for each entity, however long its name.
    console = Console(width=widest, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(forest)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _label(node: LineageNode) -> str:
    facts = f" [{node.facts}]" if node.facts else ""
    return printable(f"{node.name}{facts} · {node.kind}")
