"""Whether an entity should still be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.entity_types import entity_stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def deprecation(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``Deprecation``, ``None`` if nothing was ever said about it.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("deprecation")
    if document is None:
        return None
    actor = fields.urn(document, "actor")
    replacement = fields.urn(document, "replacement")
    return {
        "deprecated": fields.flag(document, "deprecated", default=False),
        "decommissionTime": fields.integer(document, "decommissionTime"),
        "note": fields.text(document, "note"),
        "actor": None if actor is None else actor.text,
        "actorEntity": None if actor is None else entity_stub(actor),
        "replacement": None if replacement is None else entity_stub(replacement),
    }
