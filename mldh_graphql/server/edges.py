"""Scrolling through the edges of the graph index, page by page."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalStateException
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mldh_graphql.server.index import Index


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """One edge, from the entity that stores it to the one that it names.

    Attributes:
        relationship: Its name, such as ``TrainedBy``.
        source: The entity whose aspect says so.
        destination: The entity it leads to, which need not exist.
    """

    relationship: str
    source: str
    destination: str


@dataclass(frozen=True, slots=True)
class EdgeEnd:
    """What one end of an edge must be.

    Attributes:
        urns: One of these; ``None``: any.
        entity_types: Of one of these types; none: of any.
    """

    urns: Collection[str] | None = None
    entity_types: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class EdgePage:
    """A page of edges, and where the next one begins: ``None`` on the last one."""

    next_scroll_id: str | None
    edges: list[GraphEdge]


class EdgeScroll:
    """Finds edges; as stale as the index is.

    Args:
        index: Where the edges are.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    def page(
        self,
        ways: Sequence[tuple[EdgeEnd, EdgeEnd]],
        *,
        relationships: Collection[str] = (),
        count: int,
        scroll_id: str | None = None,
        include_soft_deleted: bool = True,
    ) -> EdgePage:
        """A page of edges, ordered by source, destination and name.

        Args:
            ways: What source and destination may be; an edge must fit one of these pairs.
            relationships: The names wanted; none: all.
            count: How many to give at most.
            scroll_id: Where to go on, from the page before; ``None`` begins.
            include_soft_deleted: Whether edges with a soft-deleted end appear.

        Raises:
            IllegalStateException: The scroll id is none.
        """
        sql = [
            "SELECT DISTINCT s.text, d.text, relationship FROM edge"
            " JOIN urn AS s ON s.id = source_id JOIN urn AS d ON d.id = destination_id WHERE 1"
        ]
        parameters: list[str] = []
        if relationships:
            sql.append(f" AND relationship IN ({_marks(relationships)})")
            parameters += relationships
        if not include_soft_deleted:
            sql.append(
                " AND NOT EXISTS (SELECT 1 FROM search_field WHERE name = 'removed'"
                " AND value = 'true' AND urn_id IN (source_id, destination_id))"
            )
        sql.append(f" AND ({' OR '.join(_way(way, parameters) for way in ways)})")
        if scroll_id is not None:
            sql.append(" AND (s.text, d.text, relationship) > (?, ?, ?)")
            parameters += _decoded(scroll_id)
        sql.append(" ORDER BY 1, 2, 3 LIMIT ?")
        rows = self._index.connection.execute("".join(sql), [*parameters, count + 1]).fetchall()
        edges = [GraphEdge(name, source, destination) for source, destination, name in rows[:count]]
        is_last = len(rows) <= count or not edges
        return EdgePage(None if is_last else _encoded(edges[-1]), edges)


def _way(way: tuple[EdgeEnd, EdgeEnd], parameters: list[str]) -> str:
    source, destination = way
    return f"({_end('s', source, parameters)} AND {_end('d', destination, parameters)})"


def _end(alias: str, end: EdgeEnd, parameters: list[str]) -> str:
    conditions = ["1"]
    if end.urns is not None:
        conditions.append(f"{alias}.text IN ({_marks(end.urns)})")
        parameters += end.urns
    if end.entity_types:
        prefixes = [f"urn:li:{name}:" for name in end.entity_types]
        conditions.append(
            f"({' OR '.join(f'substr({alias}.text, 1, length(?)) = ?' for _ in prefixes)})"
        )
        parameters += [prefix for prefix in prefixes for _ in range(2)]
    return " AND ".join(conditions)


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _encoded(edge: GraphEdge) -> str:
    text = json.dumps([edge.source, edge.destination, edge.relationship])
    return base64.b64encode(text.encode()).decode()


def _decoded(scroll_id: str) -> tuple[str, str, str]:
    try:
        source, destination, relationship = json.loads(base64.b64decode(scroll_id, validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise _no_scroll_id(scroll_id) from error
    for text in (source, destination, relationship):
        if not isinstance(text, str):
            raise _no_scroll_id(scroll_id)
    return source, destination, relationship


def _no_scroll_id(text: str) -> IllegalStateException:
    return IllegalStateException(f"Invalid scroll Id cannot be mapped: {text}")


def entity_type(urn: str) -> str:
    """The entity type of an edge's end."""
    return Urn.parse(urn).entity_type
