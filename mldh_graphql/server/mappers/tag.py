"""Tags as entities of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.deprecation import deprecation
from mldh_graphql.server.mappers.ownership import ownership

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_tag(entity: EntityResponse) -> GraphQLObject:
    """Return a tag as ``Tag``.

    Args:
        entity: The tag.
    """
    name = entity.key_part(0)
    properties = entity.aspect("tagProperties")
    return {
        "name": name,
        "description": None if properties is None else fields.text(properties, "description"),
        "properties": None
        if properties is None
        else {
            "name": fields.text(properties, "name") or name,
            "description": fields.text(properties, "description"),
            "colorHex": fields.text(properties, "colorHex"),
        },
        "ownership": ownership(entity),
        "deprecation": deprecation(entity),
    }
