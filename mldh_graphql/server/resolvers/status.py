"""Soft deletion and lifecycle stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.soft_deletion import (
    batch_update_soft_deleted,
    set_lifecycle_stage,
)
from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("batchUpdateSoftDeleted")
def resolve_batch_update_soft_deleted(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Hide entities, or show them again."""
    context = context_of(info)
    urns = cast("list[str]", input["urns"])
    return batch_update_soft_deleted(
        context.state.resources, urns, context.actor, deleted=input["deleted"] is True
    )


@mutation.field("setLifecycleStage")
def resolve_set_lifecycle_stage(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    urn: str,
    lifecycleStageUrn: str | None = None,  # noqa: N803  (the argument's name in DataHub)
) -> bool:
    """Put an entity into a lifecycle stage, or into none."""
    context = context_of(info)
    return set_lifecycle_stage(context.state.resources, urn, lifecycleStageUrn, context.actor)
