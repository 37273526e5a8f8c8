"""The lineage of an entity, as far as it can be drawn so that people still can read it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from markupsafe import Markup

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.lineage import LineageGraph, LineageHop, LineageNode, walk
from mldh_graphql.page.addresses import entity_address
from mldh_graphql.page.catalogue import NEIGHBOURS, Catalogue, Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mldh_graphql.urns import Urn

DEPTHS: Final = (1, 2, 3, 5)
"""How many hops a visitor may ask for."""

MOST_DRAWN: Final = NEIGHBOURS
"""A picture of more entities takes long to make, and nobody finds anything in it."""

Known: TypeAlias = "Mapping[tuple[Urn, bool], Neighbours]"
"""The first page of neighbours by entity, and by whether they are upstream of it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of lineage, or why there is none.

    Attributes:
        depth: How many hops in each direction it shows; 0 when even one hop is too large.
        graph: What it shows.
        svg: The picture; ``None`` where it cannot be drawn.
        hint: What the visitor can do about it.
    """

    depth: int
    graph: LineageGraph | None = None
    svg: Markup | None = None
    hint: str | None = None


async def draw(catalogue: Catalogue, urn: Urn, *, depth: int, known: Known) -> Drawing:
    """Draw the lineage of an entity, as many hops of those asked for as can be read.

    Args:
        catalogue: Who answers.
        urn: The entity in the middle.
        depth: How many hops to go in each direction at most.
        known: First pages of neighbours that need not be asked for again.
    """
    reader = _Bounded(catalogue, known)
    for tried in sorted((each for each in DEPTHS if each <= depth), reverse=True):
        reader.seen.clear()
        try:
            graph = await walk(reader, urn, depth=tried)
        except _TooLargeError:
            continue
        try:
            # A layout can take some tenths of a second, and others want answers meanwhile.
            svg = await asyncio.to_thread(graph.svg, href=entity_address)
        except ConfigurationError as missing:
            return Drawing(tried, graph, hint=str(missing))
        return Drawing(tried, graph, Markup(svg))  # noqa: S704 - made by this library, which escapes
    return Drawing(0)


class _TooLargeError(Exception):
    """The graph has more entities than can be drawn."""


class _Bounded:
    """Reads lineage until there is more of it than can be drawn.

    Args:
        catalogue: Who answers.
        known: What need not be asked for.

    Attributes:
        seen: What was reached in this walk; what was read before is not read again.
    """

    def __init__(self, catalogue: Catalogue, known: Known) -> None:
        self._catalogue = catalogue
        self._known = dict(known)
        self.seen: set[Urn] = set()

    async def lineage_hops(
        self, urns: Sequence[Urn], *, upstream: bool
    ) -> Mapping[Urn, Sequence[LineageHop]]:
        """Return the next hop of entities."""
        new = [urn for urn in urns if (urn, upstream) not in self._known]
        found = await asyncio.gather(
            *(self._catalogue.neighbours(urn, upstream=upstream) for urn in new)
        )
        self._known.update(((urn, upstream), near) for urn, near in zip(new, found, strict=True))
        near = {urn: self._known[urn, upstream] for urn in urns}
        self.seen.update(hop.urn for each in near.values() for hop in each.hops)
        if len(self.seen) > MOST_DRAWN or any(each.total > MOST_DRAWN for each in near.values()):
            raise _TooLargeError
        return {urn: each.hops for urn, each in near.items()}

    async def lineage_nodes(self, urns: Iterable[Urn]) -> Sequence[LineageNode]:
        """Return the node of every one of ``urns``."""
        return await self._catalogue.client.lineage_nodes(urns, columns=True)
