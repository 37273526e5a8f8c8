"""What most entities have in common: owners, tags, terms, domain, links, status and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers.deprecation import deprecation
from mldh_graphql.server.mappers.domains import domain_association
from mldh_graphql.server.mappers.forms import forms
from mldh_graphql.server.mappers.institutional_memory import institutional_memory
from mldh_graphql.server.mappers.ownership import ownership
from mldh_graphql.server.mappers.platform import data_platform_instance
from mldh_graphql.server.mappers.status import status
from mldh_graphql.server.mappers.structured_properties import structured_properties
from mldh_graphql.server.mappers.tags import global_tags
from mldh_graphql.server.mappers.terms import glossary_terms

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def governance(entity: EntityResponse) -> GraphQLObject:
    """Return the fields that models, model groups, containers and datasets share.

    Args:
        entity: One of these.
    """
    return {
        "lastIngested": entity.last_ingested(),
        **labels(entity),
        "institutionalMemory": institutional_memory(entity),
        "status": status(entity),
        "deprecation": deprecation(entity),
        "dataPlatformInstance": data_platform_instance(entity),
        "structuredProperties": structured_properties(entity),
        "forms": forms(entity),
    }


def labels(entity: EntityResponse) -> GraphQLObject:
    """Return who owns an entity, and how it is tagged, termed and placed in a domain.

    Args:
        entity: Any entity that can have these aspects.
    """
    return {
        "ownership": ownership(entity),
        "tags": global_tags(entity),
        "glossaryTerms": glossary_terms(entity),
        "domain": domain_association(entity),
    }
