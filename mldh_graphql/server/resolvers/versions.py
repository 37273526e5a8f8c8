"""Version sets: their latest version, their search, and linking entities to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import MutationType, ObjectType

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()
version_set = ObjectType("VersionSet")


@version_set.field("relationships")
def resolve_no_relationships(
    _source: object,
    _info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> None:
    """Nothing: DataHub's schema has the field, but nobody answers it."""
