"""Platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_data_platform(entity: EntityResponse) -> GraphQLObject:
    """Return a platform as ``DataPlatform``.

    Args:
        entity: The platform.
    """
    return {
        "name": entity.key_part(0),
        "displayName": None,
        "properties": _properties(entity),
        "info": None,
        "lastIngested": entity.last_ingested(),
    }


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("dataPlatformInfo")
    if document is None:
        return None
    logical = document.get("logical")
    return {
        "type": fields.text(document, "type"),
        "displayName": fields.text(document, "displayName"),
        "datasetNameDelimiter": fields.text(document, "datasetNameDelimiter"),
        "logoUrl": fields.text(document, "logoUrl"),
        "logical": None if logical is None else fields.flag(document, "logical", default=False),
    }
