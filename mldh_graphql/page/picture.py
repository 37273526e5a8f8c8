"""The lineage of an entity, as far as it can be drawn so that people still can read it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.lineage import LineageGraph, LineageHop, LineageNode, walk
from mldh_graphql.page.addresses import entity_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mldh_graphql.page.catalogue import Catalogue
    from mldh_graphql.urns import Urn

DEPTHS: Final = (1, 2, 3, 5)
"""How many hops a visitor may ask for."""

MOST_DRAWN: Final = 120
"""A picture of more entities takes long to make, and nobody finds anything in it."""


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


async def draw(catalogue: Catalogue, urn: Urn, *, depth: int) -> Drawing:
    """Draw the lineage of an entity, as many hops of those asked for as can be read.

    Args:
        catalogue: Who answers.
        urn: The entity in the middle.
        depth: How many hops to go in each direction at most.
    """
    for tried in sorted((each for each in DEPTHS if each <= depth), reverse=True):
        try:
            graph = await walk(_Bounded(catalogue), urn, depth=tried)
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
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._seen: set[Urn] = set()

    async def lineage_hops(
        self, urns: Sequence[Urn], *, upstream: bool
    ) -> dict[Urn, Sequence[LineageHop]]:
        """Return what entities are directly made from, or what is made directly from them."""
        return {urn: await self._hops(urn, upstream=upstream) for urn in urns}

    async def lineage_nodes(self, urns: Iterable[Urn]) -> Sequence[LineageNode]:
        """Return the node of every one of ``urns``."""
        return await self._catalogue.client.lineage_nodes(urns)

    async def _hops(self, urn: Urn, *, upstream: bool) -> Sequence[LineageHop]:
        found = await self._catalogue.neighbours(urn, upstream=upstream, size=MOST_DRAWN)
        self._seen.update(hop.urn for hop in found.hops)
        if found.total > MOST_DRAWN or len(self._seen) > MOST_DRAWN:
            raise _TooLargeError
        return found.hops
