"""Descriptions and names that people give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import MutationType

from mldh_graphql.server.governance.descriptions import update_description
from mldh_graphql.server.governance.names import update_name
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.resource_refs import resource_ref

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("updateDescription")
def resolve_update_description(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Replace the description that people gave; the machine's own one stays."""
    context = context_of(info)
    return update_description(
        context.state.resources, resource_ref(input), str(input["description"]), context.actor
    )


@mutation.field("updateName")
def resolve_update_name(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Rename an entity whose type can be renamed; models and runs cannot."""
    context = context_of(info)
    return update_name(
        context.state.resources, str(input["urn"]), str(input["name"]), context.actor
    )
