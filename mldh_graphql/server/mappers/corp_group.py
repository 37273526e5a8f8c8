"""Groups of users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.forms import forms
from mldh_graphql.server.mappers.ownership import ownership
from mldh_graphql.server.mappers.structured_properties import structured_properties

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_corp_group(entity: EntityResponse) -> GraphQLObject:
    """Return a group as ``CorpGroup``.

    Args:
        entity: The group.
    """
    return {
        "name": entity.key_part(0),
        "properties": _texts(entity, "corpGroupInfo", "description displayName email slack"),
        "info": _texts(entity, "corpGroupInfo", "description displayName email"),
        "editableProperties": _texts(
            entity, "corpGroupEditableInfo", "description email pictureLink slack"
        ),
        "ownership": ownership(entity),
        "structuredProperties": structured_properties(entity),
        "forms": forms(entity),
    }


def _texts(entity: EntityResponse, aspect: str, members: str) -> GraphQLObject | None:
    document = entity.aspect(aspect)
    if document is None:
        return None
    return {member: fields.text(document, member) for member in members.split()}
