"""Edges of lineage that people draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import MutationType

from mldh_graphql.server.governance.lineage_edges import LineageEdge, update_lineage
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.resource_refs import objects

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject, JsonValue

mutation = MutationType()


@mutation.field("updateLineage")
def resolve_update_lineage(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Draw and erase edges between datasets."""
    context = context_of(info)
    return update_lineage(
        context.state.resources,
        _edges(input["edgesToAdd"]),
        _edges(input["edgesToRemove"]),
        context.actor,
    )


def _edges(given: JsonValue) -> list[LineageEdge]:
    return [
        LineageEdge(str(edge["downstreamUrn"]), str(edge["upstreamUrn"]))
        for edge in objects(given)
        if edge is not None
    ]
