"""Model groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.applications import application_associations
from mldh_graphql.server.mappers.asset_key import asset_key
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.browse_paths import browse_path_v2
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import governance
from mldh_graphql.server.mappers.hyper_params import model_lineage
from mldh_graphql.server.mappers.ml_model import editable_description
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub
from mldh_graphql.server.mappers.versions import version_tag

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.asset_key import AssetKey
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def map_ml_model_group(entity: EntityResponse) -> GraphQLObject:
    """Return a model group as ``MLModelGroup``.

    Args:
        entity: The model group.

    Raises:
        IllegalArgumentException: Its environment is unknown.
        TemplateOutputCastException: Its platform is not a URN.
    """
    key = asset_key(entity.urn)
    properties = entity.aspect("mlModelGroupProperties")
    return {
        "name": key.name,
        "platform": Stub("DataPlatform", key.platform.text),
        "origin": key.origin,
        "description": None if properties is None else fields.text(properties, "description"),
        "properties": None if properties is None else _properties(properties, key, entity.urn),
        **governance(entity),
        "relationships": None,
        "relatedDocuments": None,
        "lineage": None,
        "browsePaths": None,
        "browsePathV2": browse_path_v2(entity),
        **application_associations(entity),
        "editableProperties": editable_description(entity, "editableMlModelGroupProperties"),
        "exists": None,
        "aspects": None,
        "privileges": None,
    }


def _properties(document: JsonObject, key: AssetKey, associated: Urn) -> GraphQLObject:
    name = fields.text(document, "name")
    return {
        "name": key.name if name is None else name,
        "description": fields.text(document, "description"),
        "created": audit_stamp(document, "created"),
        "lastModified": audit_stamp(document, "lastModified"),
        "version": version_tag(document, "version"),
        "customProperties": custom_properties(document, associated) or [],
        "externalUrl": fields.text(document, "externalUrl"),
        "createdAt": fields.integer(document, "createdAt"),
        "mlModelLineageInfo": model_lineage(document),
    }
