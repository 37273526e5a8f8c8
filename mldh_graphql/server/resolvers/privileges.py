"""What the user who asks may do with an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLObjectType

from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo


def resolve_privileges(source: dict[str, object], info: GraphQLResolveInfo) -> dict[str, bool]:
    """All or nothing: this server knows users who may edit and users who may not."""
    allowed = context_of(info).actor.can_edit(str(source["urn"]))
    privileges = info.schema.type_map["EntityPrivileges"]
    fields = privileges.fields if isinstance(privileges, GraphQLObjectType) else {}
    return dict.fromkeys(fields, allowed)
