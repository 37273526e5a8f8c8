"""Events of timeseries aspects: what makes one unique, and reading them from the index."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.server.store import StoredEvent

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject

_WHOLE_TABLE = "FULL_TABLE_SNAPSHOT"
"""The partition of an event that names none."""


def event_id(event: JsonObject) -> str:
    """What makes an event unique among those of its entity: one with the same id replaces it.

    That is ``messageId`` if there is one; otherwise the time, granularity and partition.
    """
    message_id = event.get("messageId")
    if isinstance(message_id, str):
        return message_id
    partition = event.get("partitionSpec")
    name = partition.get("partition") if isinstance(partition, dict) else _WHOLE_TABLE
    return json.dumps([event["timestampMillis"], event.get("eventGranularity"), name])


def stored_event(event: JsonObject, system_metadata: JsonObject) -> StoredEvent:
    """A valid event as the store keeps it."""
    timestamp = event["timestampMillis"]
    return StoredEvent(
        id=event_id(event),
        timestamp_ms=timestamp if isinstance(timestamp, int) else 0,
        value=event,
        system_metadata=system_metadata,
    )
