"""Glossary terms on an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import ArrayIndexOutOfBoundsException
from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.attribution import attribution
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def glossary_terms(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``GlossaryTerms``, ``None`` if it never had terms.

    Args:
        entity: Any entity.

    Raises:
        ArrayIndexOutOfBoundsException: A term's id consists of dots only.
    """
    document = entity.aspect("glossaryTerms")
    if document is None:
        return None
    terms = fields.records(document, "terms") or []
    return {"terms": [_association(term, entity.urn) for term in terms]}


def term_name(hierarchical_name: str) -> str:
    """Return the last part of a dotted name; dots at its end do not count.

    Args:
        hierarchical_name: A term's id.

    Raises:
        ArrayIndexOutOfBoundsException: The name consists of dots only.
    """
    if "." not in hierarchical_name:
        return hierarchical_name
    parts = hierarchical_name.rstrip(".").split(".")
    if parts == [""]:
        raise ArrayIndexOutOfBoundsException("Index -1 out of bounds for length 0")
    return parts[-1]


def _association(association: JsonObject, associated: Urn) -> GraphQLObject:
    term = fields.urn(association, "urn")
    actor = fields.urn(association, "actor")
    return {
        "term": None
        if term is None
        else Stub(
            "GlossaryTerm", term.text, {"type": "GLOSSARY_TERM", "name": term_name(term.parts[0])}
        ),
        "actor": None if actor is None else Stub("CorpUser", actor.text, {"type": "CORP_USER"}),
        "associatedUrn": associated.text,
        "context": fields.text(association, "context"),
        "attribution": attribution(association),
    }
