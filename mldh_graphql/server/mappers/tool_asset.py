"""Charts and dashboards: what belongs to them beside their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers.governance import labels
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub
from mldh_graphql.server.mappers.text_record import TEXT_RECORDS

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_chart(entity: EntityResponse) -> GraphQLObject:
    """Return a chart as ``Chart``.

    Args:
        entity: The chart.
    """
    return {**TEXT_RECORDS["chart"](entity), **_of_tool(entity)}


def map_dashboard(entity: EntityResponse) -> GraphQLObject:
    """Return a dashboard as ``Dashboard``.

    Args:
        entity: The dashboard.
    """
    return {**TEXT_RECORDS["dashboard"](entity), **_of_tool(entity)}


def _of_tool(entity: EntityResponse) -> GraphQLObject:
    platform = f"urn:li:dataPlatform:{entity.key_part(0)}"
    return {"platform": Stub("DataPlatform", platform), **labels(entity)}
