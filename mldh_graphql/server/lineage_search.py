"""Searching what is any number of steps up or down the lineage: impact analysis.

The lineage is walked first, then what was reached is searched as usual. So what does not
exist, is soft-deleted or is not the latest version is walked through, but not found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.lineage import Lineage
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.search import Facet
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mldh_graphql.server.index import Index
    from mldh_graphql.server.lineage import LineageDirection, TimeWindow
    from mldh_graphql.server.search import ScrollPage, Search, SearchPage, SearchQuery
    from mldh_graphql.server.search_filters import FacetFilter

DEGREES = Facet("degree", "Degree of Dependencies", [("1", 0), ("2", 0), ("3+", 0)])
"""The facet that stands first; DataHub does not count it either."""

_DEGREE = "degree"
_NO_END = 1000
"""DataHub walks no further."""
_MAX_PATHS = 100
"""A lattice has too many paths to tell all of them."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An entity on the way.

    Attributes:
        urn: The entity.
        degree: How many steps away it is, on the shortest way.
        paths: The shortest ways to it, with both ends.
    """

    urn: str
    degree: int
    paths: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LineageQuestion:
    """Where to walk and what to find there.

    Attributes:
        urn: Where to start.
        direction: Up or down.
        query: What to find; its filters may tell the field ``degree``: ``1``, ``2`` or ``3+``.
        window: Only edges that were made or changed then; ``None``: all.
    """

    urn: str
    direction: LineageDirection
    query: SearchQuery
    window: TimeWindow | None = None


class LineageSearch:
    """Walks and searches; as stale as the index is.

    Args:
        index: Where the edges are.
        search: Searches what was reached.
    """

    def __init__(self, index: Index, search: Search) -> None:
        self._lineage = Lineage(index)
        self._search = search

    def search(
        self, question: LineageQuestion, *, start: int | None = None, count: int | None = None
    ) -> tuple[SearchPage, dict[str, Reached]]:
        """A page by its place, and everything that was reached by URN.

        Raises:
            IllegalArgumentException: The question or the page is none.
        """
        reached, query = self._found(question)
        return self._search.search(query, start=start, count=count), reached

    def scroll(
        self, question: LineageQuestion, *, scroll_id: str | None, count: int | None
    ) -> tuple[ScrollPage, dict[str, Reached]]:
        """A page by what came before it, and everything that was reached by URN.

        Raises:
            IllegalArgumentException: The question or the page is none.
            IllegalStateException: The scroll id is none.
        """
        reached, query = self._found(question)
        return self._search.scroll(query, scroll_id=scroll_id, count=count), reached

    def _found(self, question: LineageQuestion) -> tuple[dict[str, Reached], SearchQuery]:
        if _entity_type(question.urn) == "schemaField":
            raise IllegalArgumentException(
                "The local server keeps no lineage between schema fields: ask for the dataset's"
            )
        query = question.query
        groups = query.or_filters or ((),)
        hops = _max_hops([*query.filters, *(one for group in groups for one in group)])
        wanted = _degrees([*query.filters, *groups[0]])
        reached = {
            urn: one
            for urn, one in self.walk(question, hops).items()
            if wanted is None or _class_of(one.degree) in wanted
        }
        return reached, replace(
            query,
            filters=_without_degree(query.filters),
            or_filters=tuple(_without_degree(group) for group in query.or_filters),
            urns=frozenset(reached),
        )

    def walk(self, question: LineageQuestion, max_hops: int = _NO_END) -> dict[str, Reached]:
        """Everything within so many steps, the nearest first, without the beginning.

        Args:
            question: Where to walk.
            max_hops: How many steps at most.
        """
        found: dict[str, Reached] = {}
        front = [Reached(question.urn, 0, ((question.urn,),))]
        for degree in range(1, max_hops + 1):
            ways: dict[str, list[tuple[str, ...]]] = {}
            for near in front:
                edges = self._lineage.edges(near.urn, question.direction, window=question.window)
                for edge in edges:
                    if edge.urn != question.urn and edge.urn not in found:
                        paths = ways.setdefault(edge.urn, [])
                        room = _MAX_PATHS - len(paths)
                        paths += [(*path, edge.urn) for path in near.paths[:room]]
            if not ways:
                break
            front = [Reached(urn, degree, tuple(paths)) for urn, paths in ways.items()]
            found |= {one.urn: one for one in front}
        return found


def _max_hops(criteria: Iterable[FacetFilter]) -> int:
    asked = {value for one in criteria if one.field == _DEGREE for value in one.values}
    if "3+" in asked or not asked & {"1", "2"}:
        return _NO_END
    return 2 if "2" in asked else 1


def _degrees(criteria: Iterable[FacetFilter]) -> frozenset[str] | None:
    asked = [value for one in criteria if one.field == _DEGREE for value in one.values]
    for value in asked:
        if value not in {"1", "2", "3+"}:
            raise IllegalArgumentException(
                f"{value} is not a valid filter value for degree filters"
            )
    return frozenset(asked) if asked else None


def _class_of(degree: int) -> str:
    return str(degree) if degree <= 2 else "3+"


def _without_degree(criteria: Sequence[FacetFilter]) -> tuple[FacetFilter, ...]:
    return tuple(one for one in criteria if one.field != _DEGREE)


def _entity_type(urn: str) -> str:
    entity_type = Urn.parse(urn).entity_type
    spec = entity_spec(entity_type)
    return entity_type if spec is None else spec.name
