"""Kinds of ownership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.status import status

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_ownership_type(entity: EntityResponse) -> GraphQLObject:
    """Return a kind of ownership as ``OwnershipTypeEntity``.

    Args:
        entity: The kind of ownership.
    """
    document = entity.aspect("ownershipTypeInfo")
    return {
        "info": None
        if document is None
        else {
            "name": fields.text(document, "name"),
            "description": fields.text(document, "description"),
            "created": audit_stamp(document, "created"),
            "lastModified": audit_stamp(document, "lastModified"),
        },
        "status": status(entity),
    }
