"""Entities by URN: one, many, or whether they are there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import InterfaceType, QueryType

from mldh_graphql.server.exceptions import (
    NullPointerException,
    RuntimeJavaException,
    URISyntaxException,
)
from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn
from mldh_graphql.server.resolvers.stubs import loaded
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from graphql import GraphQLResolveInfo, GraphQLSchema

    from mldh_graphql.server.mappers.stub import Stub

query = QueryType()
entity = InterfaceType("Entity")


def bind_entity_queries(schema: GraphQLSchema) -> None:
    """Give every root field that takes nothing but a URN and returns one type its resolver."""
    fields = {} if schema.query_type is None else schema.query_type.fields
    for field in fields.values():
        if field.resolve is None and list(field.args) == ["urn"]:
            field.resolve = resolve_entity_of_type


def resolve_entity_of_type(
    _root: object, info: GraphQLResolveInfo, *, urn: str
) -> Awaitable[object]:
    """Load an entity of the field's type; a missing one is an object, too."""
    return context_of(info).load(str(info.return_type), urn)


@query.field("entity")
def resolve_entity(_root: object, info: GraphQLResolveInfo, *, urn: str) -> object:
    """An entity of any type; null when its type has no GraphQL type."""
    return loaded(entity_stub(parsed_urn(urn)), info)


@query.field("entities")
def resolve_entities(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    urns: list[str],
    checkForExistence: bool | None = None,  # noqa: N803  (the argument's name in DataHub)
) -> object:
    """Entities in the order asked for, duplicates included."""
    store = context_of(info).state.store
    stubs: list[Stub] = []
    for urn in [parsed_urn(text) for text in urns]:
        if checkForExistence and not store.exists(urn.text):
            continue
        stub = entity_stub(urn)
        if stub is None:
            raise NullPointerException
        stubs.append(stub)
    return loaded(stubs, info)


@query.field("entityExists")
def resolve_entity_exists(_root: object, info: GraphQLResolveInfo, *, urn: str) -> bool:
    """Whether an entity was ever written; a soft-deleted one was."""
    try:
        parsed = Urn.parse(urn)
    except UrnSyntaxError as error:
        raise URISyntaxException(str(error)) from error
    if entity_spec(parsed.entity_type) is None:
        raise RuntimeJavaException(f"Failed to check whether entity {urn} exists")
    return context_of(info).state.store.exists(parsed.text)


@entity.field("exists")
def resolve_exists(source: dict[str, object], info: GraphQLResolveInfo) -> bool:
    """Whether the entity is more than a URN that something points to."""
    return context_of(info).state.store.exists(str(source["urn"]))
