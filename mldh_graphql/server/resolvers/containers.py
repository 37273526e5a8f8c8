"""Where an entity is contained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo


def resolve_parent_containers(
    source: dict[str, object], info: GraphQLResolveInfo
) -> dict[str, object]:
    """The containers around the entity: the nearest first, the outermost last."""
    parents = context_of(info).state.graph.parents(str(source["urn"]))
    return {
        "count": len(parents),
        "containers": [entity_stub(parsed_urn(parent)) for parent in parents],
    }
