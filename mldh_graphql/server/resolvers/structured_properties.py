"""Structured properties of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.structured_property_values import (
    remove_structured_properties,
    upsert_structured_properties,
)
from mldh_graphql.server.mappers import mapped_properties
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn
from mldh_graphql.server.resolvers.resource_refs import objects

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers import GraphQLObject

mutation = MutationType()


@mutation.field("upsertStructuredProperties")
def resolve_upsert_structured_properties(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> GraphQLObject:
    """Set properties; those that are not named stay."""
    context = context_of(info)
    urn = parsed_urn(str(input["assetUrn"]))
    values = {
        str(given["structuredPropertyUrn"]): [_value(one) for one in objects(given["values"])]
        for given in objects(input["structuredPropertyInputParams"])
    }
    aspect = upsert_structured_properties(context.state.resources, urn.text, values, context.actor)
    return mapped_properties(aspect, urn)


@mutation.field("removeStructuredProperties")
def resolve_remove_structured_properties(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> GraphQLObject:
    """Remove properties; those that are not there do not matter."""
    context = context_of(info)
    urn = parsed_urn(str(input["assetUrn"]))
    property_urns = cast("list[str]", input["structuredPropertyUrns"])
    aspect = remove_structured_properties(
        context.state.resources, urn.text, property_urns, context.actor
    )
    return mapped_properties(aspect, urn)


def _value(given: JsonObject) -> str | float:
    text = given.get("stringValue")
    return text if isinstance(text, str) else cast("float", given.get("numberValue"))
