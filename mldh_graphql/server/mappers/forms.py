"""Forms that ask for an entity's metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import resolved_audit_stamp
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def forms(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``Forms``, ``None`` if it never had any.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("forms")
    if document is None:
        return None
    return {
        "incompleteForms": _associations(document, "incompleteForms", entity.urn),
        "completedForms": _associations(document, "completedForms", entity.urn),
        "verifications": [
            {
                "form": _form(fields.urn(verification, "form")),
                "lastModified": resolved_audit_stamp(verification, "lastModified"),
            }
            for verification in fields.records(document, "verifications") or []
        ],
    }


def _associations(document: JsonObject, field: str, associated: Urn) -> list[GraphQLObject]:
    return [
        {
            "form": _form(fields.urn(association, "urn")),
            "associatedUrn": associated.text,
            "incompletePrompts": _prompts(association, "incompletePrompts"),
            "completedPrompts": _prompts(association, "completedPrompts"),
        }
        for association in fields.records(document, field) or []
    ]


def _form(urn: Urn | None) -> Stub | None:
    return None if urn is None else Stub("Form", urn.text, {"type": "FORM"})


def _prompts(association: JsonObject, field: str) -> list[GraphQLObject]:
    return [
        {
            "id": fields.text(prompt, "id"),
            "lastModified": resolved_audit_stamp(prompt, "lastModified"),
            "fieldAssociations": _field_associations(prompt),
        }
        for prompt in fields.records(association, field) or []
    ]


def _field_associations(prompt: JsonObject) -> GraphQLObject | None:
    document = fields.record(prompt, "fieldAssociations")
    if document is None:
        return None
    return {
        "completedFieldPrompts": _field_prompts(document, "completedFieldPrompts"),
        "incompleteFieldPrompts": _field_prompts(document, "incompleteFieldPrompts"),
    }


def _field_prompts(document: JsonObject, field: str) -> list[GraphQLObject] | None:
    prompts = fields.records(document, field)
    if prompts is None:
        return None
    return [
        {
            "fieldPath": fields.text(prompt, "fieldPath"),
            "lastModified": resolved_audit_stamp(prompt, "lastModified"),
        }
        for prompt in prompts
    ]
