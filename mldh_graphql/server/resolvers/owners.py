"""Owners: adding and removing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.owners import (
    OwnerInput,
    add_owners,
    checked_targets,
    remove_owners,
)
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.resource_refs import objects, resource_refs

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.governance.owners import OwnerEntityType
    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("addOwner")
def resolve_add_owner(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Add an owner to an entity."""
    context = context_of(info)
    targets = [str(input["resourceUrn"])]
    return add_owners(context.state.resources, [_owner(input)], targets, context.actor)


@mutation.field("addOwners")
def resolve_add_owners(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Add owners to an entity."""
    context = context_of(info)
    owners = [_owner(one) for one in objects(input["owners"])]
    return add_owners(context.state.resources, owners, [str(input["resourceUrn"])], context.actor)


@mutation.field("batchAddOwners")
def resolve_batch_add_owners(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Add owners to entities, all or none."""
    context = context_of(info)
    common = cast("str | None", input.get("ownershipTypeUrn"))
    owners = [_owner(one, common) for one in objects(input["owners"])]
    targets = checked_targets(resource_refs(input["resources"]))
    return add_owners(context.state.resources, owners, targets, context.actor)


@mutation.field("removeOwner")
def resolve_remove_owner(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Remove an owner from an entity."""
    context = context_of(info)
    return remove_owners(
        context.state.resources,
        [str(input["ownerUrn"])],
        [str(input["resourceUrn"])],
        context.actor,
        ownership_type_urn=cast("str | None", input.get("ownershipTypeUrn")),
    )


@mutation.field("batchRemoveOwners")
def resolve_batch_remove_owners(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Remove owners from entities, all or none."""
    context = context_of(info)
    return remove_owners(
        context.state.resources,
        cast("list[str]", input["ownerUrns"]),
        checked_targets(resource_refs(input["resources"])),
        context.actor,
        ownership_type_urn=cast("str | None", input.get("ownershipTypeUrn")),
    )


def _owner(given: JsonObject, common_type_urn: str | None = None) -> OwnerInput:
    return OwnerInput(
        urn=str(given["ownerUrn"]),
        entity_type=cast("OwnerEntityType", given["ownerEntityType"]),
        type=cast("str | None", given.get("type")),
        ownership_type_urn=cast("str | None", given.get("ownershipTypeUrn")) or common_type_urn,
    )
