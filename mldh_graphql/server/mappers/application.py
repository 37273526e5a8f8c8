"""Applications as entities of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.ownership import ownership

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_application(entity: EntityResponse) -> GraphQLObject:
    """Return an application as ``Application``.

    Args:
        entity: The application.
    """
    document = entity.aspect("applicationProperties")
    return {
        "properties": None
        if document is None
        else {
            "name": fields.text(document, "name"),
            "description": fields.text(document, "description"),
            "externalUrl": fields.text(document, "externalUrl"),
            "customProperties": custom_properties(document, entity.urn),
        },
        "ownership": ownership(entity),
    }
