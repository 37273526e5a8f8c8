"""Domains as entities of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import resolved_audit_stamp
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.deprecation import deprecation
from mldh_graphql.server.mappers.forms import forms
from mldh_graphql.server.mappers.institutional_memory import institutional_memory
from mldh_graphql.server.mappers.ownership import ownership
from mldh_graphql.server.mappers.structured_properties import structured_properties

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_domain(entity: EntityResponse) -> GraphQLObject:
    """Return a domain as ``Domain``.

    Args:
        entity: The domain.
    """
    return {
        "id": entity.key_part(0),
        "properties": _properties(entity),
        "ownership": ownership(entity),
        "institutionalMemory": institutional_memory(entity),
        "deprecation": deprecation(entity),
        "structuredProperties": structured_properties(entity),
        "forms": forms(entity),
    }


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("domainProperties")
    if document is None:
        return None
    return {
        "name": fields.text(document, "name"),
        "description": fields.text(document, "description"),
        "customProperties": custom_properties(document, entity.urn),
        "createdOn": resolved_audit_stamp(document, "created"),
    }
