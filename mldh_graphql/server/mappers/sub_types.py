"""What kind of its type an entity is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def sub_types(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``SubTypes``, ``None`` if it has none.

    Args:
        entity: Any entity.
    """
    document = entity.aspect("subTypes")
    return None if document is None else {"typeNames": fields.texts(document, "typeNames")}
