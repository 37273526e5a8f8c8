"""Applications that an entity belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def application_associations(entity: EntityResponse) -> GraphQLObject:
    """Return the fields ``applications`` and ``application``, the first of them.

    Args:
        entity: Any entity that DataHub maps applications of.
    """
    urns = fields.urns(entity.aspect("applications") or {}, "applications")
    if urns is None:
        return {"applications": None, "application": None}
    associations: list[GraphQLObject] = [
        {
            "application": Stub("Application", urn.text, {"type": "APPLICATION"}),
            "associatedUrn": entity.urn.text,
        }
        for urn in urns
    ]
    return {
        "applications": associations,
        "application": associations[0] if associations else None,
    }
