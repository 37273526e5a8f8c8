"""Deprecation of entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.deprecation import (
    Deprecation,
    batch_update_deprecation,
    update_deprecation,
)
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.resource_refs import resource_refs

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("updateDeprecation")
def resolve_update_deprecation(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Deprecate an entity, or take that back."""
    context = context_of(info)
    return update_deprecation(
        context.state.resources, str(input["urn"]), _deprecation(input), context.actor
    )


@mutation.field("batchUpdateDeprecation")
def resolve_batch_update_deprecation(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Deprecate entities, or take that back, all or none."""
    context = context_of(info)
    targets = resource_refs(input["resources"])
    return batch_update_deprecation(
        context.state.resources, _deprecation(input), targets, context.actor
    )


def _deprecation(given: JsonObject) -> Deprecation:
    return Deprecation(
        deprecated=given["deprecated"] is True,
        decommission_time=cast("int | None", given.get("decommissionTime")),
        note=cast("str | None", given.get("note")),
        replacement=cast("str | None", given.get("replacement")),
    )
