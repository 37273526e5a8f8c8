"""Flows of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.governance import labels
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_data_flow(entity: EntityResponse) -> GraphQLObject:
    """Return a flow as ``DataFlow``.

    Args:
        entity: The flow.
    """
    orchestrator = entity.key_part(0)
    return {
        "orchestrator": orchestrator,
        "flowId": entity.key_part(1),
        "cluster": entity.key_part(2),
        "platform": Stub(
            "DataPlatform", f"urn:li:dataPlatform:{orchestrator}", {"type": "DATA_PLATFORM"}
        ),
        "properties": _properties(entity),
        **labels(entity),
    }


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("dataFlowInfo")
    if document is None:
        return None
    return {
        "name": fields.text(document, "name"),
        "project": fields.text(document, "project"),
        "description": fields.text(document, "description"),
        "externalUrl": fields.text(document, "externalUrl"),
        "customProperties": custom_properties(document, entity.urn),
    }
