"""Whether an entity is soft-deleted, and its lifecycle stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import audit_stamp

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject
    from mldh_graphql.server.urn import Urn


def status(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``Status``, ``None`` if it has none.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("status")
    if document is None:
        return None
    stage = fields.urn(document, "lifecycleStage")
    return {
        "removed": fields.flag(document, "removed", default=False),
        "lifecycleStage": None if stage is None else _stage(stage),
        "lifecycleLastUpdated": audit_stamp(document, "lifecycleLastUpdated"),
    }


def _stage(stage: Urn) -> GraphQLObject:
    # Nothing loads a stage: its required name stays null, and so does the whole field.
    return {
        "urn": stage.text,
        "name": None,
        "description": None,
        "entityTypes": None,
        "hideInSearch": False,
        "allowedPreviousStages": None,
    }
