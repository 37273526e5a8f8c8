"""Links of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def institutional_memory(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``InstitutionalMemory``, ``None`` if it never had links.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("institutionalMemory")
    if document is None:
        return None
    elements = fields.records(document, "elements") or []
    return {"elements": [_element(element, entity.urn) for element in elements]}


def _element(element: JsonObject, associated: Urn) -> GraphQLObject:
    description = fields.text(element, "description")
    author = fields.urn(fields.record(element, "createStamp") or {}, "actor")
    settings = fields.record(element, "settings")
    return {
        "url": fields.text(element, "url"),
        "label": description,
        "author": None if author is None else Stub("CorpUser", author.text),
        "actor": None if author is None else _actor(author),
        "created": audit_stamp(element, "createStamp"),
        "updated": audit_stamp(element, "updateStamp"),
        "description": description,
        "associatedUrn": associated.text,
        "settings": None
        if settings is None
        else {"showInAssetPreview": fields.flag(settings, "showInAssetPreview", default=False)},
    }


def _actor(actor: Urn) -> Stub:
    # Whoever is not a group is taken for a user.
    if actor.entity_type == "corpGroup":
        return Stub("CorpGroup", actor.text, {"type": "CORP_GROUP"})
    return Stub("CorpUser", actor.text, {"type": "CORP_USER"})
