"""Models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.applications import application_associations
from mldh_graphql.server.mappers.asset_key import asset_key
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.browse_paths import browse_path_v2
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import governance
from mldh_graphql.server.mappers.hyper_params import measured, model_lineage, urn_texts
from mldh_graphql.server.mappers.model_card import model_card
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub
from mldh_graphql.server.mappers.versions import version_properties

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.asset_key import AssetKey
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def map_ml_model(entity: EntityResponse) -> GraphQLObject:
    """Return a model as ``MLModel``.

    Args:
        entity: The model.

    Raises:
        IllegalArgumentException: Its environment is unknown.
        TemplateOutputCastException: Its platform is not a URN.
    """
    key = asset_key(entity.urn)
    properties = entity.aspect("mlModelProperties")
    shared = governance(entity)
    return {
        "name": key.name,
        "platform": Stub("DataPlatform", key.platform.text),
        "origin": key.origin,
        "description": None if properties is None else fields.text(properties, "description"),
        **shared,
        "globalTags": shared["tags"],
        "properties": None if properties is None else _properties(properties, key, entity.urn),
        **model_card(entity),
        "relationships": None,
        "relatedDocuments": None,
        "lineage": None,
        "browsePaths": None,
        "browsePathV2": browse_path_v2(entity),
        **application_associations(entity),
        "editableProperties": editable_description(entity, "editableMlModelProperties"),
        "exists": None,
        "aspects": None,
        "privileges": None,
        "versionProperties": version_properties(entity),
    }


def editable_description(entity: EntityResponse, aspect: str) -> GraphQLObject | None:
    """Return the description that users edit, ``None`` if the aspect is absent.

    Args:
        entity: Any entity.
        aspect: The aspect that holds nothing but a ``description``.
    """
    document = entity.aspect(aspect)
    return None if document is None else {"description": fields.text(document, "description")}


def _properties(document: JsonObject, key: AssetKey, associated: Urn) -> GraphQLObject:
    name = fields.text(document, "name")
    groups = fields.urns(document, "groups")
    version = fields.record(document, "version")
    return {
        "name": key.name if name is None else name,
        "description": fields.text(document, "description"),
        "lastModified": audit_stamp(document, "lastModified"),
        "version": None if version is None else fields.text(version, "versionTag"),
        "type": fields.text(document, "type"),
        # The map of hyper-parameters is stored, but DataHub never shows it.
        "hyperParameters": None,
        "hyperParams": measured(document, "hyperParams"),
        "trainingMetrics": measured(document, "trainingMetrics"),
        "mlFeatures": urn_texts(document, "mlFeatures"),
        "tags": fields.texts(document, "tags") or [],
        "groups": None
        if groups is None
        else [Stub("MLModelGroup", group.text) for group in groups],
        "customProperties": custom_properties(document, associated) or [],
        "externalUrl": fields.text(document, "externalUrl"),
        "created": audit_stamp(document, "created"),
        "date": fields.integer(document, "date"),
        "mlModelLineageInfo": model_lineage(document),
    }
