"""Pictures of lineage, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from rich.tree import Tree

    from mldh_graphql.lineage import LineageGraph, LineageNode
    from mldh_graphql.urns import Urn

__all__ = ["text_picture"]


def text_picture(graph: LineageGraph) -> str:
    """Draw a lineage graph as trees that begin where the data begins.

    An entity that several others lead to is drawn in full once and referred to afterwards, so a
    graph with many joins stays short. Names and URNs are shown as they are, markup included.

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

    def grow(branch: Tree, urn: Urn) -> None:
        node = graph.nodes[urn]
        if urn in drawn:
            branch.add(Text(f"{_label(node)}  (drawn above)"))
            return
        drawn.add(urn)
        grown = branch.add(Text(_label(node)))
        for below in graph.downstream_of(urn):
            grow(grown, below)

    forest = Tree("", hide_root=True)
    # A cycle has no source; the root is drawn first then.
    for urn in graph.sources() or (graph.root,):
        grow(forest, urn)
    for urn in graph.nodes:
        if urn not in drawn:
            grow(forest, urn)
    console = Console(width=200, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(forest)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _label(node: LineageNode) -> str:
    facts = f" [{node.facts}]" if node.facts else ""
    return f"{node.name}{facts} · {node.kind}"
