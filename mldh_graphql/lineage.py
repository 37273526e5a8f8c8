"""Lineage: which entities made which, as a graph that was walked hop by hop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from mldh_graphql.errors import EntityNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mldh_graphql.pictures import Picture
    from mldh_graphql.urns import Urn

__all__ = ["LineageEdge", "LineageGraph", "LineageHop", "LineageNode", "NodeField"]

_MEMBERSHIP: Final = frozenset({"MemberOf", "IsPartOf"})
"""Links that say where something belongs, and not what it was made from."""


@dataclass(frozen=True, slots=True)
class LineageHop:
    """One neighbour of an entity in DataHub's lineage (GraphQL ``lineage.relationships``)."""

    urn: Urn
    """The neighbour."""
    relationship: str
    """DataHub's name of the link: ``TrainedBy``, ``MemberOf``, ``DataProcessInstanceConsumes``."""


class NodeField(NamedTuple):
    """Something that is known of an entity, as a picture's details show it."""

    name: str
    """What it is: ``version``, ``accuracy``."""
    value: str
    """The value, as text."""
    section: str = ""
    """What it belongs to: ``metrics``, ``hyper-parameters``; empty for the entity itself."""


@dataclass(frozen=True, slots=True)
class LineageNode:
    """An entity in a lineage graph."""

    urn: Urn
    """Which entity."""
    kind: str
    """Its noun in DataHub's words: ``model``, ``model group``, ``training run``, ``dataset``."""
    name: str
    """Its display name, or the name in its URN."""
    badges: tuple[str, ...] = ()
    """What tells it from its siblings: version and aliases of a model, result of a run."""
    fields: tuple[NodeField, ...] = ()
    """What else is known of it, in the order in which it is shown."""
    exists: bool = True
    """Whether DataHub has it; others may link to what is not there."""

    @property
    def facts(self) -> str:
        """The badges as one text, such as ``1.0 @champion``."""
        return " ".join(self.badges)


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """Data flows from ``upstream`` to ``downstream``."""

    upstream: Urn
    """Where data or a model comes from."""
    downstream: Urn
    """What is made from it."""
    relationship: str
    """DataHub's name of the link."""

    @property
    def is_membership(self) -> bool:
        """Whether it says where something belongs, and not what it was made from."""
        return self.relationship in _MEMBERSHIP


@dataclass(frozen=True, slots=True)
class LineageGraph:
    """Entities and the lineage between them, upstream before downstream."""

    root: Urn
    """The entity from which the graph was walked."""
    nodes: Mapping[Urn, LineageNode]
    """Every entity that was reached, by URN."""
    edges: tuple[LineageEdge, ...] = ()
    """Every link between them, in the order in which it was found."""

    def sources(self) -> tuple[Urn, ...]:
        """Return the entities that nothing in the graph is upstream of."""
        fed = {edge.downstream for edge in self.edges}
        return tuple(urn for urn in self.nodes if urn not in fed)

    def downstream_of(self, urn: Urn) -> tuple[Urn, ...]:
        """Return what is made directly from ``urn``, each once."""
        return tuple(dict.fromkeys(edge.downstream for edge in self.edges if edge.upstream == urn))

    def upstream_of(self, urn: Urn) -> tuple[Urn, ...]:
        """Return what ``urn`` is directly made from, each once."""
        return tuple(dict.fromkeys(edge.upstream for edge in self.edges if edge.downstream == urn))

    def picture(self) -> Picture:
        """Return the graph as something to look at; data flows from left to right."""
        from mldh_graphql.pictures import Picture  # noqa: PLC0415 - graphs are often not drawn

        return Picture(
            f"Lineage of {self.nodes[self.root].name}", self.nodes, self.edges, {}, self.root
        )

    def text(self) -> str:
        """Draw the graph as trees that begin where the data begins; see `Picture.text`.

        Raises:
            ConfigurationError: The extra ``pictures`` is not installed.
        """
        return self.picture().text()

    def mermaid(self) -> str:
        """Return the graph as a Mermaid flowchart; see `Picture.mermaid`."""
        return self.picture().mermaid()

    def dot(self) -> str:
        """Return the graph in Graphviz' language; see `Picture.dot`."""
        return self.picture().dot()

    def svg(self, *, href: Callable[[Urn], str] | None = None) -> str:
        """Draw the graph as an SVG image that needs nothing else; see `Picture.svg`.

        Args:
            href: Where a click on an entity leads to; nowhere if left out.

        Raises:
            ConfigurationError: The extra ``pictures`` is not installed.
        """
        return self.picture().svg(href=href)

    def html(self, *, href: Callable[[Urn], str] | None = None) -> str:
        """Draw the graph as a page that opens offline; see `Picture.html`.

        Args:
            href: Where an entity's details link to; nowhere if left out.

        Raises:
            ConfigurationError: The extra ``pictures`` is not installed.
        """
        return self.picture().html(href=href)


class LineageReader(Protocol):
    """What the walk needs to know: the neighbours of entities, and what entities are called."""

    async def lineage_hops(
        self, urns: Sequence[Urn], *, upstream: bool
    ) -> Mapping[Urn, Sequence[LineageHop]]:
        """Return what entities are directly made from, or what is made directly from them.

        Those that have none, or do not exist, may be left out.
        """
        ...

    async def lineage_nodes(self, urns: Iterable[Urn]) -> Sequence[LineageNode]:
        """Return the node of every one of ``urns``."""
        ...


@dataclass(slots=True)
class _Walk:
    """The entities and links seen so far; each entity is expanded once per direction."""

    found: dict[Urn, None] = field(default_factory=dict)
    edges: dict[LineageEdge, None] = field(default_factory=dict)


async def walk(
    reader: LineageReader, root: Urn, *, depth: int, upstream: bool = True, downstream: bool = True
) -> LineageGraph:
    """Walk from ``root`` and return what was reached.

    Up and down are walked separately: the other results of an upstream dataset are not relatives
    of ``root``. All entities that are equally far away are asked for at once. One that is deleted
    meanwhile ends the walk there.

    Args:
        reader: Who answers.
        root: Where to begin.
        depth: How many hops to go, at least 1.
        upstream: Whether to follow what ``root`` is made from.
        downstream: Whether to follow what is made from it.

    Raises:
        EntityNotFoundError: ``root`` does not exist.
    """
    seen = _Walk(found={root: None})
    for wanted, up in ((upstream, True), (downstream, False)):
        if wanted:
            await _expand(reader, root, depth, seen, up=up)
    nodes = {node.urn: node for node in await reader.lineage_nodes(seen.found)}
    if not nodes[root].exists:
        raise EntityNotFoundError(
            operation="getLineages", urn=root, reason="DataHub does not have this entity"
        )
    return LineageGraph(root, nodes, tuple(seen.edges))


async def _expand(reader: LineageReader, root: Urn, depth: int, seen: _Walk, *, up: bool) -> None:
    reached = {root}
    farthest = [root]
    for _ in range(depth):
        hops = await reader.lineage_hops(farthest, upstream=up)
        next_ones: list[Urn] = []
        for urn in farthest:
            for hop in hops.get(urn, ()):
                above, below = (hop.urn, urn) if up else (urn, hop.urn)
                seen.edges.setdefault(LineageEdge(above, below, hop.relationship))
                seen.found.setdefault(hop.urn)
                if hop.urn not in reached:
                    reached.add(hop.urn)
                    next_ones.append(hop.urn)
        farthest = next_ones
        if not farthest:
            return
