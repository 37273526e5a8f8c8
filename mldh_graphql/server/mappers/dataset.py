"""Datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import NullPointerException
from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.access import access
from mldh_graphql.server.mappers.applications import application_associations
from mldh_graphql.server.mappers.asset_key import asset_key
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.browse_paths import browse_path_v2
from mldh_graphql.server.mappers.container import parent_container
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import governance
from mldh_graphql.server.mappers.platform import typed_platform
from mldh_graphql.server.mappers.sub_types import sub_types
from mldh_graphql.server.mappers.versions import version_properties

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.asset_key import AssetKey
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject
    from mldh_graphql.server.urn import Urn

_ELSEWHERE: GraphQLObject = dict.fromkeys(
    [
        "aspects",
        "assertions",
        "browsePaths",
        "contract",
        "datasetProfiles",
        "editableSchemaMetadata",
        "exists",
        "externalUrl",
        "fineGrainedLineages",
        "health",
        "incidents",
        "lineage",
        "logicalParent",
        "operations",
        "operationsStats",
        "parentContainers",
        "platformNativeType",
        "privileges",
        "relatedDocuments",
        "relationships",
        "runs",
        "schema",
        "schemaMetadata",
        "settings",
        "siblings",
        "siblingsSearch",
        "statsSummary",
        "testResults",
        "timeseriesCapabilities",
        "uri",
        "usageStats",
    ]
)
"""Fields that have resolvers of their own, or that DataHub never fills from these aspects."""


def map_dataset(entity: EntityResponse) -> GraphQLObject:
    """Return a dataset as ``Dataset``.

    Args:
        entity: The dataset.

    Raises:
        IllegalArgumentException: Its environment is unknown.
        TemplateOutputCastException: Its platform is not a URN.
        NullPointerException: It has a legacy deprecation without an actor.
    """
    key = asset_key(entity.urn)
    properties = entity.aspect("datasetProperties")
    legacy_deprecation = _legacy_deprecation(entity)
    shared = governance(entity)
    name = None if properties is None else fields.text(properties, "name")
    return {
        **_ELSEWHERE,
        "platform": typed_platform(key.platform),
        "container": parent_container(entity),
        "name": key.name if name is None else name,
        "properties": None if properties is None else _properties(properties, key, entity.urn),
        "editableProperties": _editable_properties(entity),
        **shared,
        "deprecation": shared["deprecation"] or legacy_deprecation,
        "globalTags": shared["tags"],
        "embed": _embed(entity),
        **application_associations(entity),
        "access": access(entity),
        "browsePathV2": browse_path_v2(entity),
        "origin": key.origin,
        "description": None if properties is None else fields.text(properties, "description"),
        "subTypes": sub_types(entity),
        "viewProperties": _view_properties(entity),
        "versionProperties": version_properties(entity),
    }


def _properties(document: JsonObject, key: AssetKey, associated: Urn) -> GraphQLObject:
    name = fields.text(document, "name")
    # Times are bare here, and what is required reads as zero when it is absent.
    created = audit_stamp(document, "created") or {}
    modified = audit_stamp(document, "lastModified") or {"time": 0, "actor": None}
    return {
        "name": key.name if name is None else name,
        "qualifiedName": fields.text(document, "qualifiedName"),
        "origin": key.origin,
        "description": fields.text(document, "description"),
        "customProperties": custom_properties(document, associated) or [],
        "externalUrl": fields.text(document, "externalUrl"),
        "created": created.get("time"),
        "createdActor": created.get("actor"),
        "lastModified": modified,
        "lastModifiedActor": modified["actor"],
    }


def _editable_properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("editableDatasetProperties")
    if document is None:
        return None
    return {
        "description": fields.text(document, "description"),
        "name": fields.text(document, "name"),
    }


def _embed(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("embed")
    return None if document is None else {"renderUrl": fields.text(document, "renderUrl")}


def _view_properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("viewProperties")
    if document is None:
        return None
    return {
        "materialized": fields.flag(document, "materialized", default=False),
        "logic": fields.text(document, "viewLogic"),
        "formattedLogic": fields.text(document, "formattedViewLogic"),
        "language": fields.text(document, "viewLanguage"),
    }


def _legacy_deprecation(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("datasetDeprecation")
    if document is None:
        return None
    actor = fields.urn(document, "actor")
    if actor is None:
        raise NullPointerException(
            'Cannot invoke "com.linkedin.common.urn.Urn.toString()" because the return value of '
            '"com.linkedin.dataset.DatasetDeprecation.getActor()" is null'
        )
    return {
        "deprecated": fields.flag(document, "deprecated", default=False),
        "decommissionTime": fields.integer(document, "decommissionTime"),
        "note": fields.text(document, "note"),
        "actor": actor.text,
        "actorEntity": None,
        "replacement": None,
    }
