"""Mutations that are in the schema and that this server does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import UnsupportedOperationException

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo, GraphQLSchema


def bind_refusals(schema: GraphQLSchema) -> None:
    """Give every mutation that has no resolver one that refuses: null would look like success."""
    fields = {} if schema.mutation_type is None else schema.mutation_type.fields
    for field in fields.values():
        if field.resolve is None:
            field.resolve = refuse


def refuse(_root: object, info: GraphQLResolveInfo, **_arguments: object) -> None:
    """Say that this is missing here.

    Raises:
        UnsupportedOperationException: Always.
    """
    raise UnsupportedOperationException(f"The local DataHub does not have {info.field_name}.")
