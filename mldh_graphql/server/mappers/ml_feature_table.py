"""Feature tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.governance import labels
from mldh_graphql.server.mappers.ml_feature import described
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_ml_feature_table(entity: EntityResponse) -> GraphQLObject:
    """Return a feature table as ``MLFeatureTable``.

    Args:
        entity: The feature table.

    Raises:
        TemplateOutputCastException: Its platform is not a URN.
    """
    return {
        "platform": Stub("DataPlatform", fields.parsed_urn(entity.key_part(0)).text),
        "name": entity.key_part(1),
        "description": fields.text(entity.aspect("mlFeatureTableProperties") or {}, "description"),
        "properties": described(entity, "mlFeatureTableProperties"),
        **labels(entity),
    }
