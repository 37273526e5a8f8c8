"""Instances of platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.deprecation import deprecation
from mldh_graphql.server.mappers.institutional_memory import institutional_memory
from mldh_graphql.server.mappers.ownership import ownership
from mldh_graphql.server.mappers.platform import typed_platform
from mldh_graphql.server.mappers.status import status
from mldh_graphql.server.mappers.tags import global_tags

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_data_platform_instance(entity: EntityResponse) -> GraphQLObject:
    """Return a platform instance as ``DataPlatformInstance``.

    Args:
        entity: The platform instance.

    Raises:
        TemplateOutputCastException: Its platform is not a URN.
    """
    return {
        "platform": typed_platform(fields.parsed_urn(entity.key_part(0))),
        "instanceId": entity.key_part(1),
        "properties": _properties(entity),
        "ownership": ownership(entity),
        "tags": global_tags(entity),
        "institutionalMemory": institutional_memory(entity),
        "status": status(entity),
        "deprecation": deprecation(entity),
    }


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("dataPlatformInstanceProperties")
    if document is None:
        return None
    return {
        "name": fields.text(document, "name"),
        "description": fields.text(document, "description"),
        "externalUrl": fields.text(document, "externalUrl"),
        "customProperties": custom_properties(document, entity.urn),
    }
