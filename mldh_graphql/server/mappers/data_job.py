"""Jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import labels
from mldh_graphql.server.mappers.platform import data_platform_instance
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_data_job(entity: EntityResponse) -> GraphQLObject:
    """Return a job as ``DataJob``.

    Args:
        entity: The job.

    Raises:
        TemplateOutputCastException: Its flow is not a URN.
    """
    return {
        "dataFlow": Stub("DataFlow", fields.parsed_urn(entity.key_part(0)).text),
        "jobId": entity.key_part(1),
        "properties": _properties(entity),
        **labels(entity),
        "dataPlatformInstance": data_platform_instance(entity),
    }


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("dataJobInfo")
    if document is None:
        return None
    return {
        "name": fields.text(document, "name"),
        "description": fields.text(document, "description"),
        "externalUrl": fields.text(document, "externalUrl"),
        "customProperties": custom_properties(document, entity.urn),
    }
