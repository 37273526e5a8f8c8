"""Roles that give access to an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def access(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``Access``, ``None`` if no role was ever named.

    Args:
        entity: A container or a dataset.
    """
    document = entity.aspect("access")
    if document is None:
        return None
    roles = fields.records(document, "roles") or []
    return {"roles": [_association(role, entity.urn) for role in roles]}


def _association(association: JsonObject, associated: Urn) -> GraphQLObject:
    role = fields.urn(association, "urn")
    return {
        "role": None if role is None else Stub("Role", role.text, {"type": "ROLE"}),
        "associatedUrn": associated.text,
    }
