"""Where an entity stands in the tree that users browse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.entity_types import entity_stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def browse_path_v2(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``BrowsePathV2``, ``None`` if it has none.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("browsePathsV2")
    if document is None:
        return None
    return {"path": [_entry(entry) for entry in fields.records(document, "path") or []]}


def _entry(entry: JsonObject) -> GraphQLObject:
    urn = fields.urn(entry, "urn")
    return {
        "name": fields.text(entry, "id"),
        "entity": None if urn is None else entity_stub(urn),
    }
