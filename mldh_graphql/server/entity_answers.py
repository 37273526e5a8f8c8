"""Entities as OpenAPI answers them: a URN, and aspects with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.registry import TIMESERIES, entity_spec
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from collections.abc import Collection

    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.proposal import IngestResult
    from mldh_graphql.server.stored import StoredAspect


def entity_answer(
    state: ServerState, urn: str, wanted: Collection[str], *, with_metadata: bool
) -> JsonObject | None:
    """An entity with the aspects that are wanted, of timeseries aspects the newest event.

    Args:
        state: The server.
        urn: The entity.
        wanted: The aspects by name; none: all.
        with_metadata: Whether the aspects come with system metadata and audit stamps.

    Returns:
        ``None`` when it has none of them.
    """
    answer: JsonObject = {
        name: aspect_answer(aspect, with_metadata=with_metadata)
        for name, aspect in state.store.aspects(urn).items()
        if not wanted or name in wanted
    }
    for name in sorted(_timeseries(urn) & {*wanted}):
        event = event_answer(state, urn, name, with_metadata=with_metadata)
        if event is not None:
            answer[name] = event
    return {"urn": urn, **answer} if answer else None


def aspect_answer(aspect: StoredAspect, *, with_metadata: bool) -> JsonObject:
    """An aspect's value, with what is known about the writing of it when that is wanted."""
    if not with_metadata:
        return {"value": aspect.value}
    return {
        "value": aspect.value,
        "systemMetadata": aspect.system_metadata,
        "auditStamp": {"actor": aspect.actor, "time": aspect.created_ms},
    }


def event_answer(
    state: ServerState, urn: str, aspect: str, *, with_metadata: bool
) -> JsonObject | None:
    """The newest event of a timeseries aspect, ``None`` when there is none."""
    for event in state.store.events(urn, aspect, limit=1):
        if with_metadata:
            return {"value": event.value, "systemMetadata": event.system_metadata}
        return {"value": event.value}
    return None


def written_answers(results: list[IngestResult]) -> list[JsonObject]:
    """What was written, by entity."""
    entities: dict[str, JsonObject] = {}
    for result in results:
        entity = entities.setdefault(result.urn, {"urn": result.urn})
        entity[result.aspect] = {"value": result.value}
    return [*entities.values()]


def _timeseries(urn: str) -> frozenset[str]:
    try:
        spec = entity_spec(Urn.parse(urn).entity_type)
    except UrnSyntaxError:
        return frozenset()
    return frozenset() if spec is None else spec.aspects & TIMESERIES
