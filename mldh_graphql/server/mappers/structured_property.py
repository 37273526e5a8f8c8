"""Structured properties as entities of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import resolved_audit_stamp
from mldh_graphql.server.mappers.structured_properties import property_value
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse

_SETTINGS = [
    "hideInAssetSummaryWhenEmpty",
    "isHidden",
    "showAsAssetBadge",
    "showInAssetSummary",
    "showInColumnsTable",
    "showInSearchFilters",
]


def map_structured_property(entity: EntityResponse) -> GraphQLObject:
    """Return a structured property as ``StructuredPropertyEntity``.

    A property that was deleted reads as a definition without a name, as others may still use it.

    Args:
        entity: The structured property.
    """
    settings = entity.aspect("structuredPropertySettings")
    definition = entity.aspect("propertyDefinition")
    return {
        "definition": _no_definition() if definition is None else _definition(definition),
        "settings": None
        if settings is None
        else {field: fields.flag(settings, field, default=False) for field in _SETTINGS},
    }


def _definition(document: JsonObject) -> GraphQLObject:
    value_type = fields.urn(document, "valueType")
    entity_types = fields.urns(document, "entityTypes") or []
    allowed = fields.records(document, "allowedValues")
    return {
        "qualifiedName": fields.text(document, "qualifiedName"),
        "displayName": fields.text(document, "displayName"),
        "description": fields.text(document, "description"),
        "cardinality": fields.text(document, "cardinality") or "SINGLE",
        "immutable": fields.flag(document, "immutable", default=False),
        "valueType": None if value_type is None else _data_type(value_type.text),
        "entityTypes": [_entity_type(urn.text) for urn in entity_types],
        "allowedValues": None if allowed is None else [_allowed(value) for value in allowed],
        "created": resolved_audit_stamp(document, "created"),
        "lastModified": resolved_audit_stamp(document, "lastModified"),
    }


def _no_definition() -> GraphQLObject:
    return {
        "qualifiedName": "",
        "displayName": None,
        "description": None,
        "cardinality": "SINGLE",
        "immutable": True,
        "valueType": _data_type("urn:li:dataType:datahub.string"),
        "entityTypes": [_entity_type("urn:li:entityType:datahub.dataset")],
        "allowedValues": None,
        "created": None,
        "lastModified": None,
    }


def _allowed(value: JsonObject) -> GraphQLObject:
    return {
        "value": property_value(fields.record(value, "value") or {}),
        "description": fields.text(value, "description"),
    }


def _data_type(urn: str) -> Stub:
    return Stub("DataTypeEntity", urn, {"type": "DATA_TYPE"})


def _entity_type(urn: str) -> Stub:
    return Stub("EntityTypeEntity", urn, {"type": "ENTITY_TYPE"})
