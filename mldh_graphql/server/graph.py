"""Relationships between entities, as DataHub's graph index knows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mldh_graphql.server.lineage import Lineage
from mldh_graphql.server.paging import checked_page
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mldh_graphql.server.index import Index
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.lineage import LineageDirection, LineagePage, TimeWindow

RelationshipDirection: TypeAlias = Literal["INCOMING", "OUTGOING"]

_DEFAULT_COUNT = 100
_MAX_PARENTS = 50


@dataclass(frozen=True, slots=True)
class Relationship:
    """One edge, seen from the entity that was asked for.

    Attributes:
        type: The relationship, such as ``TrainedBy``.
        direction: Whether the entity asked for is its source (outgoing) or its target.
        urn: The other end; it need not exist.
        created: When and by whom the edge was made, as an ``AuditStamp``, if the aspect says so.
    """

    type: str
    direction: RelationshipDirection
    urn: str
    created: JsonObject | None


@dataclass(frozen=True, slots=True)
class RelationshipPage:
    """A page of relationships.

    Attributes:
        start: The place of the page's first edge among all.
        count: How many are on the page.
        total: How many there are, less those left out of this page.
        relationships: The page.
    """

    start: int
    count: int
    total: int
    relationships: list[Relationship]


class Graph:
    """Answers questions about edges; as stale as the index is.

    Args:
        index: Where the edges are.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lineage = Lineage(index)

    def relationships(
        self,
        urn: str,
        types: Sequence[str],
        direction: RelationshipDirection,
        *,
        start: int | None = None,
        count: int | None = None,
        include_soft_delete: bool = True,
        related_entity_types: Collection[str] | None = None,
    ) -> RelationshipPage:
        """The edges of some types that begin or end at an entity.

        As in DataHub, of a container the incoming edges of the one type ``IsPartOf`` are
        sub-containers only, and ``include_soft_delete`` only matters for a container.

        Args:
            urn: The entity; it need not exist.
            types: The relationships wanted; none gives none.
            direction: Whether the entity is to be their target or their source.
            start: How many to skip, none by default.
            count: How many to give at most, 100 by default.
            include_soft_delete: Whether soft-deleted entities appear.
            related_entity_types: Only these entity types; the others of a page are left out of it.

        Raises:
            IllegalArgumentException: ``start`` or ``count`` is negative.
        """
        start, count = checked_page(start, count, default_count=_DEFAULT_COUNT)
        from_container = _entity_type(urn) == "container"
        sub_containers = from_container and direction == "INCOMING" and [*types] == ["IsPartOf"]
        rows = self._edges(urn, types, direction, sub_containers=sub_containers)
        page = [
            Relationship(relationship, direction, text, created(audit))
            for relationship, text, audit in rows[start : start + count]
        ]
        kept = [
            edge
            for edge in page
            if (related_entity_types is None or _entity_type(edge.urn) in related_entity_types)
            and (include_soft_delete or not from_container or self._is_alive(edge.urn))
        ]
        total = len(rows) - (len(page) - len(kept))
        return RelationshipPage(start, len(kept), total, kept)

    def related(
        self, urn: str, types: Sequence[str], direction: RelationshipDirection
    ) -> list[tuple[str, str]]:
        """All edges of some types that begin or end at an entity: their type and other end.

        Args:
            urn: The entity; it need not exist.
            types: The relationships wanted; none gives none.
            direction: Whether the entity is to be their target or their source.
        """
        return [(name, other) for name, other, _ in self._edges(urn, types, direction)]

    def _edges(
        self,
        urn: str,
        types: Sequence[str],
        direction: RelationshipDirection,
        *,
        sub_containers: bool = False,
    ) -> list[tuple[str, str, str | None]]:
        """Type, other end and stored audit text of edges; perhaps only those to containers."""
        near, far = (
            ("source_id", "destination_id")
            if direction == "OUTGOING"
            else ("destination_id", "source_id")
        )
        return self._index.connection.execute(
            "SELECT relationship, text, min(audit) FROM edge"  # noqa: S608  (column names and question marks)
            f" JOIN urn ON urn.id = {far}"
            f" WHERE {near} = (SELECT id FROM urn WHERE text = ?)"
            f" AND relationship IN ({', '.join('?' * len(types))})"
            f" AND (? = 0 OR text LIKE 'urn:li:container:%')"
            f" GROUP BY relationship, {far} ORDER BY min({far}), relationship",
            (urn, *types, sub_containers),
        ).fetchall()

    def lineage(
        self,
        urn: str,
        direction: LineageDirection,
        *,
        start: int | None = None,
        count: int | None = None,
        include_ghosts: bool = False,
        window: TimeWindow | None = None,
    ) -> LineagePage:
        """The entities one step up or down the lineage; see :meth:`Lineage.neighbours`."""
        return self._lineage.neighbours(
            urn, direction, start=start, count=count, include_ghosts=include_ghosts, window=window
        )

    def parents(self, urn: str) -> list[str]:
        """The containers that an entity is in, the nearest first; read from SQL, never stale."""
        parents: list[str] = []
        current = urn
        while len(parents) < _MAX_PARENTS:
            aspect = self._index.store.aspect(current, "container")
            if aspect is None:
                break
            current = str(aspect.value["container"])
            parents.append(current)
        return parents

    def _is_alive(self, urn: str) -> bool:
        status = self._index.store.aspect(urn, "status")
        removed = status is not None and status.value.get("removed") is True
        return not removed and self._index.store.exists(urn)


def created(audit: str | None) -> JsonObject | None:
    """The ``created`` stamp of an edge's stored audit text."""
    stamp = None if audit is None else json.loads(audit).get("created")
    return stamp if isinstance(stamp, dict) else None


def _entity_type(urn: str) -> str:
    entity_type = Urn.parse(urn).entity_type
    spec = entity_spec(entity_type)
    return entity_type if spec is None else spec.name
