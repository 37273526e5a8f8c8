"""Audit stamps and run events of generated results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import UNKNOWN_ACTOR, AuditStamp, RunEvent

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import AuditStampFields, DataProcessRunEventFields

__all__ = ["run_event_of", "stamp_at", "stamp_of"]


def stamp_at(time: int | None, actor: str | None) -> AuditStamp | None:
    """Return the stamp of a time and a user; ``None`` where DataHub filled a gap."""
    if time is None:
        return None
    stamp = AuditStamp(time, None if actor == UNKNOWN_ACTOR else actor)
    return None if stamp.is_unknown else stamp


def stamp_of(result: AuditStampFields | None) -> AuditStamp | None:
    """Return the stamp of a result."""
    return None if result is None else stamp_at(result.time, result.actor)


def run_event_of(result: DataProcessRunEventFields) -> RunEvent | None:
    """Return the event; ``None`` if its status is missing, or one that only a newer DataHub has."""
    if result.status is None or not result.status.is_known:
        return None
    outcome = result.result
    return RunEvent(
        result.status.value,
        result.timestamp_millis,
        result=outcome.result_type.value if outcome and outcome.result_type else None,
        native_result_type=outcome.native_result_type if outcome else None,
        attempt=result.attempt,
        duration=result.duration_millis,
    )
