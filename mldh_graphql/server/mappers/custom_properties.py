"""Custom properties of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.stub import GraphQLObject
    from mldh_graphql.server.urn import Urn


def custom_properties(document: JsonObject, associated: Urn) -> list[GraphQLObject] | None:
    """Return the entries of ``customProperties``, ``None`` if the aspect does not have the field.

    Args:
        document: The aspect that may have custom properties.
        associated: The entity that has the aspect.
    """
    properties = fields.text_map(document, "customProperties")
    if properties is None:
        return None
    return [
        {"key": key, "value": value, "associatedUrn": associated.text}
        for key, value in properties.items()
    ]
