"""Pictures of lineage, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import category

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from rich.tree import Tree

    from mldh_graphql.lineage import LineageGraph, LineageNode
    from mldh_graphql.urns import Urn

__all__ = ["text_picture"]

_INDENT: Final = 4
"""Columns that each level of a tree is indented."""

_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of surrogate pairs, separators of lines and paragraphs."""

_TURNS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What changes the direction of the text that follows."""


def text_picture(graph: LineageGraph) -> str:
    """Draw a lineage graph as trees that begin where the data begins.

    An entity that several others lead to is drawn in full once and referred to afterwards, so a
    graph with many joins stays short. Names are shown as they are, markup included, but for
    control characters, which become spaces.

    Raises:
        ConfigurationError: The extra ``pictures`` is not installed.
    """
    try:
        from rich.console import Console  # noqa: PLC0415 - an extra
        from rich.text import Text  # noqa: PLC0415 - an extra
        from rich.tree import Tree  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            "Text pictures need an extra: pip install 'mldh-graphql[pictures]'"
        ) from missing

    drawn: set[Urn] = set()
    widest = 0

    def grow(forest: Tree, source: Urn) -> None:
        nonlocal widest
        waiting = [(forest, source, 1)]
        while waiting:
            branch, urn, depth = waiting.pop()
            label = _label(graph.nodes[urn])
            if urn in drawn:
                label += "  (drawn above)"
            text = Text(label)
            widest = max(widest, text.cell_len + _INDENT * depth)
            grown = branch.add(text)
            if urn not in drawn:
                drawn.add(urn)
                below = [(grown, each, depth + 1) for each in graph.downstream_of(urn)]
                waiting += reversed(below)

    forest = Tree("", hide_root=True)
    # A cycle has no source; the root is drawn first then.
    for urn in (*(graph.sources() or (graph.root,)), *graph.nodes):
        if urn not in drawn:
            grow(forest, urn)
    # As wide as it takes: one line for each entity, however long its name.
    console = Console(width=widest, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(forest)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _label(node: LineageNode) -> str:
    facts = f" [{node.facts}]" if node.facts else ""
    return _printable(f"{node.name}{facts} · {node.kind}")


def _printable(text: str) -> str:
    """Return the text on one line, without what would change the lines around it."""
    return "".join(
        " " if category(char) in _UNPRINTABLE or char in _TURNS else char for char in text
    )
