"""Features and primary keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import labels

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_ml_feature(entity: EntityResponse) -> GraphQLObject:
    """Return a feature as ``MLFeature``.

    Args:
        entity: The feature.
    """
    return _feature(entity, "mlFeatureProperties")


def map_ml_primary_key(entity: EntityResponse) -> GraphQLObject:
    """Return a primary key as ``MLPrimaryKey``.

    Args:
        entity: The primary key.
    """
    return _feature(entity, "mlPrimaryKeyProperties")


def _feature(entity: EntityResponse, aspect: str) -> GraphQLObject:
    return {
        "featureNamespace": entity.key_part(0),
        "name": entity.key_part(1),
        "description": fields.text(entity.aspect(aspect) or {}, "description"),
        "properties": described(entity, aspect),
        **labels(entity),
    }


def described(entity: EntityResponse, aspect: str) -> GraphQLObject | None:
    """Return the description and custom properties of an aspect, ``None`` if it is absent.

    Args:
        entity: Any entity.
        aspect: The aspect's name.
    """
    document = entity.aspect(aspect)
    if document is None:
        return None
    return {
        "description": fields.text(document, "description"),
        "customProperties": custom_properties(document, entity.urn),
    }
