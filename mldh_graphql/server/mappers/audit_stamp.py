"""Who did something, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject


def audit_stamp(document: JsonObject, field: str) -> GraphQLObject | None:
    """Return an ``AuditStamp``, ``None`` if absent; its actor is a URN's text or null.

    Args:
        document: The record that has the stamp.
        field: The stamp's field: an AuditStamp or a TimeStamp.
    """
    stamp = fields.record(document, field)
    if stamp is None:
        return None
    actor = fields.urn(stamp, "actor")
    return {
        "time": fields.integer(stamp, "time"),
        "actor": None if actor is None else actor.text,
    }


def resolved_audit_stamp(document: JsonObject, field: str) -> GraphQLObject | None:
    """Return a ``ResolvedAuditStamp``, ``None`` if absent; its actor is a user even for a group.

    Args:
        document: The record that has the stamp.
        field: The stamp's field: an AuditStamp.
    """
    stamp = fields.record(document, field)
    if stamp is None:
        return None
    actor = fields.urn(stamp, "actor")
    return {
        "time": fields.integer(stamp, "time"),
        "actor": None if actor is None else Stub("CorpUser", actor.text),
    }
