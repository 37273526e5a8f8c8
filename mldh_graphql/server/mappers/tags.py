"""Tags on an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.attribution import attribution
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def global_tags(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``GlobalTags``, ``None`` if it never had tags.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("globalTags")
    if document is None:
        return None
    tags = fields.records(document, "tags") or []
    return {"tags": [_association(tag, entity.urn) for tag in tags]}


def _association(association: JsonObject, associated: Urn) -> GraphQLObject:
    tag = fields.urn(association, "tag")
    return {
        "tag": None if tag is None else Stub("Tag", tag.text),
        "associatedUrn": associated.text,
        "context": fields.text(association, "context"),
        "attribution": attribution(association),
    }
