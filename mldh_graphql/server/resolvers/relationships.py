"""The fields ``relationships`` and ``lineage``: edges of the graph index."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import InterfaceType

from mldh_graphql.server.lineage import TimeWindow
from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.graph import RelationshipDirection
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.lineage import LineageDirection, LineageRelationship
    from mldh_graphql.server.mappers.stub import Stub

entity = InterfaceType("Entity")
entity_with_relationships = InterfaceType("EntityWithRelationships")


@entity.field("relationships")
def resolve_relationships(
    source: dict[str, object],
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """The edges of some types that begin or end at the entity.

    None once the request has asked for those of too many entities.
    """
    context = context_of(info)
    urn = str(source["urn"])
    if not context.visit(urn):
        return {"start": 0, "count": 0, "total": 0, "relationships": []}
    page = context.state.graph.relationships(
        urn,
        cast("list[str]", input["types"]),
        cast("RelationshipDirection", input["direction"]),
        start=cast("int | None", input.get("start")),
        count=cast("int | None", input.get("count")),
        include_soft_delete=input.get("includeSoftDelete") is not False,
        related_entity_types=cast("list[str] | None", input.get("relatedEntityTypes")),
    )
    return {
        "start": page.start,
        "count": page.count,
        "total": page.total,
        "relationships": [
            {
                "type": edge.type,
                "direction": edge.direction,
                "entity": _entity(edge.urn),
                "created": edge.created,
            }
            for edge in page.relationships
        ],
    }


@entity_with_relationships.field("lineage")
def resolve_lineage(
    source: dict[str, object],
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """What is one step up or down the lineage of the entity."""
    page = context_of(info).state.graph.lineage(
        str(source["urn"]),
        cast("LineageDirection", input["direction"]),
        start=cast("int | None", input.get("start")),
        count=cast("int | None", input.get("count")),
        include_ghosts=input.get("includeGhostEntities") is True,
        window=_window(input),
    )
    return {
        "start": page.start,
        "count": page.count,
        "total": page.total,
        "filtered": page.filtered,
        "relationships": [_neighbour(edge) for edge in page.relationships],
    }


def _window(given: JsonObject) -> TimeWindow | None:
    start, end = given.get("startTimeMillis"), given.get("endTimeMillis")
    if not isinstance(start, int) or not isinstance(end, int):
        return None  # half a window is none
    return TimeWindow(start, end)


def _neighbour(edge: LineageRelationship) -> dict[str, object]:
    return {
        "type": edge.type,
        "entity": _entity(edge.urn),
        "degree": edge.degree,
        "createdOn": edge.created_on,
        "createdActor": _entity(edge.created_actor),
        "updatedOn": edge.updated_on,
        "updatedActor": _entity(edge.updated_actor),
        "isManual": edge.is_manual,
        "paths": [{"path": [_entity(urn) for urn in edge.path]}],
    }


def _entity(urn: str | None) -> Stub | None:
    return None if urn is None else entity_stub(parsed_urn(urn))
