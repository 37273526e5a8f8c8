"""Structured properties of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.attribution import attribution
from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.mappers.stub import GraphQLObject, GraphQLValue, Stub
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def structured_properties(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``StructuredProperties``, ``None`` if it never had any.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("structuredProperties")
    if document is None:
        return None
    return mapped_properties(document, entity.urn)


def mapped_properties(document: JsonObject, associated: Urn) -> GraphQLObject:
    """Return an aspect ``structuredProperties`` as GraphQL object.

    Args:
        document: The aspect.
        associated: The entity that has it.
    """
    properties = fields.records(document, "properties") or []
    return {"properties": [_entry(entry, associated) for entry in properties]}


def property_value(union: JsonObject) -> GraphQLObject | None:
    """Return a ``PropertyValue``, ``None`` if the union holds neither text nor number.

    Args:
        union: ``{"string": ...}`` or ``{"double": ...}``.
    """
    text = fields.text(union, "string")
    if text is not None:
        return {"__typename": "StringValue", "stringValue": text}
    number = fields.number(union, "double")
    if number is not None:
        return {"__typename": "NumberValue", "numberValue": number}
    return None


def _entry(entry: JsonObject, associated: Urn) -> GraphQLObject:
    structured_property = fields.urn(entry, "propertyUrn")
    values: list[GraphQLValue] = []
    entities: list[GraphQLValue] = []
    for union in fields.records(entry, "values") or []:
        value = property_value(union)
        if value is not None:
            values.append(value)
        try:
            entities.append(entity_stub(Urn.parse(fields.text(union, "string") or "")))
        except UrnSyntaxError:
            continue
    return {
        "structuredProperty": None
        if structured_property is None
        else Stub(
            "StructuredPropertyEntity", structured_property.text, {"type": "STRUCTURED_PROPERTY"}
        ),
        "values": values,
        "valueEntities": entities,
        "associatedUrn": associated.text,
        "attribution": attribution(entry),
    }
