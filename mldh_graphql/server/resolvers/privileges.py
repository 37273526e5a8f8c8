"""What the user who asks may do, with an entity and at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ariadne import QueryType
from graphql import GraphQLObjectType

from mldh_graphql.server.exceptions import AuthorizationException
from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

query = QueryType()

_READING: Final = ("VIEW_ENTITY_PAGE", "GET_ENTITY")
_WRITING: Final = ("EDIT_ENTITY", "CREATE_ENTITY", "DELETE_ENTITY")
_PLATFORM: Final = (
    "VIEW_ANALYTICS",
    "GENERATE_PERSONAL_ACCESS_TOKENS",
    "MANAGE_ACCESS_TOKENS",
    "MANAGE_POLICIES",
    "MANAGE_DOMAINS",
    "MANAGE_GLOSSARIES",
    "MANAGE_TAGS",
    "CREATE_TAGS",
    "CREATE_DOMAINS",
    "MANAGE_OWNERSHIP_TYPES",
    "MANAGE_STRUCTURED_PROPERTIES",
)
"""What ``me`` has as ``platformPrivileges``, by the names of DataHub's policies."""


@query.field("getGrantedPrivileges")
def resolve_granted(
    _root: object,
    info: GraphQLResolveInfo,
    input: dict[str, object],  # noqa: A002 - DataHub's word
) -> dict[str, object]:
    """What the user who asks is granted; of others, nobody is told.

    Raises:
        AuthorizationException: It is asked about somebody else.
    """
    actor = context_of(info).actor
    if input["actorUrn"] != actor.urn:
        raise AuthorizationException("Unauthorized to get privileges for the given author.")
    resource = input.get("resourceSpec")
    if not isinstance(resource, dict):
        return {"privileges": list(_PLATFORM) if actor.can_edit(actor.urn) else []}
    writing = _WRITING if actor.can_edit(str(resource["resourceUrn"])) else ()
    return {"privileges": [*_READING, *writing]}


def resolve_privileges(source: dict[str, object], info: GraphQLResolveInfo) -> dict[str, bool]:
    """All or nothing: this server knows users who may edit and users who may not."""
    allowed = context_of(info).actor.can_edit(str(source["urn"]))
    privileges = info.schema.type_map["EntityPrivileges"]
    fields = privileges.fields if isinstance(privileges, GraphQLObjectType) else {}
    return dict.fromkeys(fields, allowed)
