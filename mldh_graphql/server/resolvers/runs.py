"""What a run did: its events from the timeseries index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import ObjectType

from mldh_graphql.server.mappers import map_run_event
from mldh_graphql.server.paging import checked_page
from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLResolveInfo

data_process_instance = ObjectType("DataProcessInstance")

_DEFAULT_LIMIT = 5000
_MOST = 10_000


@data_process_instance.field("state")
def resolve_state(
    source: dict[str, object],
    info: GraphQLResolveInfo,
    *,
    startTimeMillis: int | None = None,  # noqa: N803  (the argument's name in DataHub)
    endTimeMillis: int | None = None,  # noqa: N803  (the argument's name in DataHub)
    limit: int | None = None,
) -> list[Mapping[str, object]]:
    """The run's events, newest first."""
    _, count = checked_page(None, limit, default_count=_DEFAULT_LIMIT)
    events = context_of(info).state.index.events(
        str(source["urn"]),
        "dataProcessInstanceRunEvent",
        start_ms=startTimeMillis,
        end_ms=endTimeMillis,
        limit=min(count, _MOST),
    )
    return [map_run_event(event.value) for event in events]
