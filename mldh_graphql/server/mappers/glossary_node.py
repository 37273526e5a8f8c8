"""Groups of glossary terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.ownership import ownership

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_glossary_node(entity: EntityResponse) -> GraphQLObject:
    """Return a term group as ``GlossaryNode``.

    Args:
        entity: The term group.
    """
    document = entity.aspect("glossaryNodeInfo")
    return {
        "properties": None
        if document is None
        else {
            "name": fields.text(document, "name") or entity.key_part(0),
            "description": fields.text(document, "definition"),
        },
        "ownership": ownership(entity),
    }
