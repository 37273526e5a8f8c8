"""Containers, such as experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.access import access
from mldh_graphql.server.mappers.browse_paths import browse_path_v2
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import governance
from mldh_graphql.server.mappers.ml_model import editable_description
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub
from mldh_graphql.server.mappers.sub_types import sub_types

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse

_UNKNOWN_PLATFORM = "urn:li:dataPlatform:unknown"


def map_container(entity: EntityResponse) -> GraphQLObject:
    """Return a container as ``Container``.

    Args:
        entity: The container.
    """
    platform = fields.urn(entity.aspect("dataPlatformInstance") or {}, "platform")
    return {
        "platform": Stub("DataPlatform", _UNKNOWN_PLATFORM if platform is None else platform.text),
        "container": parent_container(entity),
        "parentContainers": None,
        "properties": _properties(entity),
        "editableProperties": editable_description(entity, "editableContainerProperties"),
        **governance(entity),
        "subTypes": sub_types(entity),
        # The aspect exists for containers, but DataHub never shows it.
        "applications": None,
        "application": None,
        "entities": None,
        "relationships": None,
        "relatedDocuments": None,
        "exists": None,
        "access": access(entity),
        "aspects": None,
        "privileges": None,
        "browsePathV2": browse_path_v2(entity),
    }


def parent_container(entity: EntityResponse) -> Stub | None:
    """Return the container that directly contains an entity, ``None`` if there is none.

    Args:
        entity: Any entity.
    """
    parent = fields.urn(entity.aspect("container") or {}, "container")
    return None if parent is None else Stub("Container", parent.text, {"type": "CONTAINER"})


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("containerProperties")
    if document is None:
        return None
    return {
        "name": fields.text(document, "name"),
        "description": fields.text(document, "description"),
        "customProperties": custom_properties(document, entity.urn),
        "externalUrl": fields.text(document, "externalUrl"),
        "qualifiedName": fields.text(document, "qualifiedName"),
    }
