"""Rest.li's actions on aspects: writing proposals, reading events, counting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.server.event_filters import matches
from mldh_graphql.server.restli_proposals import many_proposals, one_proposal
from mldh_graphql.server.restli_wire import Malformed, optional_integer, optional_text, text

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.restli_writes import RestLiWrites
    from mldh_graphql.server.stored import StoredEvent

_DEFAULT_LIMIT = 10_000


class AspectActions:
    """The actions of one server.

    Args:
        state: The server.
        writes: Writes what is proposed.
    """

    def __init__(self, state: ServerState, writes: RestLiWrites) -> None:
        self._state = state
        self._writes = writes

    def ingest_proposal(self, body: JsonValue, actor: Actor) -> JsonValue:
        """Write one aspect; answers the URN."""
        results = self._writes.write(one_proposal(body, actor), actor)
        return results[0].urn if results else ""

    def ingest_proposal_batch(self, body: JsonValue, actor: Actor) -> JsonValue:
        """Write many aspects, all or none."""
        self._writes.write(many_proposals(body, actor), actor)
        return "success"

    def timeseries_values(self, body: JsonValue, _actor: Actor) -> JsonValue:
        """Events of an entity, newest first."""
        urn, entity, aspect = text(body, "urn"), text(body, "entity"), text(body, "aspect")
        start = optional_integer(body, "startTimeMillis")
        end = optional_integer(body, "endTimeMillis")
        given = optional_integer(body, "limit")
        limit = _DEFAULT_LIMIT if given is None else given
        latest = isinstance(body, dict) and body.get("latestValue") is True
        criteria = body.get("filter") if isinstance(body, dict) else None
        events = self._state.index.events(urn, aspect, start_ms=start, end_ms=end)
        if not _is_newest_first(body):
            events.reverse()
        found = [event for event in events if matches(event.value, criteria)][:limit]
        answer: JsonObject = {"entityName": entity, "aspectName": aspect}
        if start is not None:
            answer["startTimeMillis"] = start
        if end is not None:
            answer["endTimeMillis"] = end
        # DataHub says that it gives the latest only, and gives all the same.
        answer["limit"] = 1 if latest else limit
        answer["values"] = [_enveloped(event) for event in found]
        return answer

    def count(self, body: JsonValue, _actor: Actor) -> JsonValue:
        """How many entities have an aspect; ``urnLike`` is a pattern of SQL's ``LIKE``."""
        return self._state.store.count_aspects(text(body, "aspect"), optional_text(body, "urnLike"))


def _is_newest_first(body: JsonValue) -> bool:
    sort = body.get("sort") if isinstance(body, dict) else None
    if sort is None:
        return True
    if text(sort, "field") != "timestampMillis":
        raise Malformed("Events are sorted by timestampMillis only")
    return text(sort, "order") == "DESCENDING"


def _enveloped(event: StoredEvent) -> JsonObject:
    return {
        "aspect": {"value": json.dumps(event.value), "contentType": "application/json"},
        "systemMetadata": event.system_metadata,
    }
