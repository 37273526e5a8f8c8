"""Fields of a dataset's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.entity_types import entity_stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_schema_field(entity: EntityResponse) -> GraphQLObject:
    """Return a schema field as ``SchemaFieldEntity``.

    Args:
        entity: The schema field.

    Raises:
        TemplateOutputCastException: What it is a field of is not a URN.
    """
    return {
        "parent": entity_stub(fields.parsed_urn(entity.key_part(0))),
        "fieldPath": entity.key_part(1),
        "logicalParent": None,
    }
