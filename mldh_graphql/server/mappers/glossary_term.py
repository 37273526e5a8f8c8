"""Glossary terms as entities of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.applications import application_associations
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.deprecation import deprecation
from mldh_graphql.server.mappers.domains import domain_association
from mldh_graphql.server.mappers.forms import forms
from mldh_graphql.server.mappers.institutional_memory import institutional_memory
from mldh_graphql.server.mappers.ownership import ownership
from mldh_graphql.server.mappers.status import status
from mldh_graphql.server.mappers.structured_properties import structured_properties
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub
from mldh_graphql.server.mappers.terms import term_name

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_glossary_term(entity: EntityResponse) -> GraphQLObject:
    """Return a glossary term as ``GlossaryTerm``.

    Args:
        entity: The term.

    Raises:
        ArrayIndexOutOfBoundsException: Its id consists of dots only.
    """
    hierarchical_name = entity.key_part(0)
    return {
        "name": term_name(hierarchical_name),
        "hierarchicalName": hierarchical_name,
        "properties": _properties(entity, term_name(hierarchical_name)),
        "ownership": ownership(entity),
        "domain": domain_association(entity),
        "deprecation": deprecation(entity),
        "status": status(entity),
        "institutionalMemory": institutional_memory(entity),
        "structuredProperties": structured_properties(entity),
        "forms": forms(entity),
        **application_associations(entity),
    }


def _properties(entity: EntityResponse, legacy_name: str) -> GraphQLObject | None:
    document = entity.aspect("glossaryTermInfo")
    if document is None:
        return None
    name = fields.text(document, "name")
    definition = fields.text(document, "definition")
    return {
        "name": legacy_name if name is None else name,
        "description": definition,
        "definition": definition,
        "termSource": fields.text(document, "termSource"),
        "sourceRef": fields.text(document, "sourceRef"),
        "sourceUrl": fields.text(document, "sourceUrl"),
        "rawSchema": fields.text(document, "rawSchema"),
        "customProperties": custom_properties(document, entity.urn),
        "createdOn": _created_on(entity),
    }


def _created_on(entity: EntityResponse) -> GraphQLObject | None:
    # The term was created when its key aspect was.
    key = entity.aspects.get("glossaryTermKey")
    if key is None:
        return None
    return {"time": key.created_ms, "actor": Stub("CorpUser", key.actor)}
