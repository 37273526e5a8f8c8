"""Why a piece of metadata is there: who put it, from which source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.entity_types import entity_stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.stub import GraphQLObject


def attribution(association: JsonObject) -> GraphQLObject | None:
    """Return the ``MetadataAttribution`` of a tag, term, owner, domain or property.

    Args:
        association: The record that may have the field ``attribution``.
    """
    document = fields.record(association, "attribution")
    if document is None:
        return None
    actor = fields.urn(document, "actor")
    source = fields.urn(document, "source")
    details = fields.text_map(document, "sourceDetail") or {}
    return {
        "time": fields.integer(document, "time"),
        "actor": None if actor is None else entity_stub(actor),
        "source": None if source is None else entity_stub(source),
        "sourceDetail": [{"key": key, "value": value} for key, value in details.items()],
    }
