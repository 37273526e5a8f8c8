"""Domains: putting entities into one, and out of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.domains import batch_set_domain, set_domain, unset_domain
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.resource_refs import resource_refs

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("setDomain")
def resolve_set_domain(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    entityUrn: str,  # noqa: N803  (the argument's name in DataHub)
    domainUrn: str,  # noqa: N803  (the argument's name in DataHub)
) -> bool:
    """Put an entity into one domain and out of all others."""
    context = context_of(info)
    return set_domain(context.state.resources, entityUrn, domainUrn, context.actor)


@mutation.field("unsetDomain")
def resolve_unset_domain(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    entityUrn: str,  # noqa: N803  (the argument's name in DataHub)
) -> bool:
    """Take an entity out of its domains."""
    context = context_of(info)
    return unset_domain(context.state.resources, entityUrn, context.actor)


@mutation.field("batchSetDomain")
def resolve_batch_set_domain(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put entities into one domain and out of all others, or out of all."""
    context = context_of(info)
    domain = cast("str | None", input.get("domainUrn"))
    targets = resource_refs(input["resources"])
    return batch_set_domain(context.state.resources, domain, targets, context.actor)
