"""Owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.attribution import attribution
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def ownership(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``Ownership``, ``None`` if it never had owners.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("ownership")
    if document is None:
        return None
    owners = fields.records(document, "owners") or []
    return {
        "owners": [_owner(owner, entity.urn) for owner in owners],
        "lastModified": audit_stamp(document, "lastModified")
        or {"time": 0, "actor": "urn:li:corpuser:unknown"},
    }


def _owner(owner: JsonObject, associated: Urn) -> GraphQLObject:
    kind = fields.text(owner, "type")
    who = fields.urn(owner, "owner")
    kind_urn = fields.urn(owner, "typeUrn")
    system_kind = f"urn:li:ownershipType:__system__{(kind or '').lower()}"
    source = fields.record(owner, "source")
    is_user = who is not None and who.entity_type == "corpuser"
    return {
        # Whoever is not a user is taken for a group.
        "owner": Stub("CorpUser" if is_user else "CorpGroup", None if who is None else who.text),
        "type": kind,
        "ownershipType": Stub(
            "OwnershipTypeEntity",
            system_kind if kind_urn is None else kind_urn.text,
            {"type": "CUSTOM_OWNERSHIP_TYPE"},
        ),
        "source": None
        if source is None
        else {"type": fields.text(source, "type"), "url": fields.text(source, "url")},
        "associatedUrn": associated.text,
        "attribution": attribution(owner),
    }
