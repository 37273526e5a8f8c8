"""Values of entities as DataHub's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.entities.audit_stamp import UNKNOWN_ACTOR, AuditStamp
from mldh_graphql.entities.owner import OwnershipType
from mldh_graphql.entities.times import millis

if TYPE_CHECKING:
    from mldh_graphql.changes.change import DatasetProfileWrite, JsonValue
    from mldh_graphql.entities.link import Link
    from mldh_graphql.entities.metric import HyperParam, Metric
    from mldh_graphql.entities.owner import Owner
    from mldh_graphql.entities.run_event import RunEvent
    from mldh_graphql.urns import StructuredPropertyUrn, TrainingRunUrn

__all__ = [
    "UNKNOWN_STAMP",
    "audit_stamp",
    "dataset_profile_record",
    "link_record",
    "named_value_record",
    "owner_record",
    "run_event_record",
    "structured_property_record",
    "time_stamp",
]

UNKNOWN_STAMP: Final = AuditStamp(0)
"""Written where DataHub demands a stamp and none is known: never "now", so that writing the same
thing again changes nothing."""


def audit_stamp(stamp: AuditStamp | None) -> dict[str, JsonValue]:
    """Return an AuditStamp, whose actor DataHub demands."""
    stamp = stamp or UNKNOWN_STAMP
    return {"time": millis(stamp.time), "actor": str(stamp.actor or UNKNOWN_ACTOR)}


def time_stamp(stamp: AuditStamp | None) -> dict[str, JsonValue] | None:
    """Return a TimeStamp, whose actor may be missing."""
    if stamp is None:
        return None
    record: dict[str, JsonValue] = {"time": millis(stamp.time)}
    if stamp.actor is not None:
        record["actor"] = str(stamp.actor)
    return record


def named_value_record(value: Metric | HyperParam) -> dict[str, JsonValue]:
    """Return an MLMetric or MLHyperParam."""
    record: dict[str, JsonValue] = {"name": value.name}
    if value.value is not None:
        record["value"] = value.value
    if value.description is not None:
        record["description"] = value.description
    if value.created_at is not None:
        record["createdAt"] = millis(value.created_at)
    return record


def owner_record(owner: Owner) -> dict[str, JsonValue]:
    """Return an Owner; a role that an administrator made is of type CUSTOM."""
    record: dict[str, JsonValue] = {"owner": str(owner.urn), "type": owner.type_name}
    if not isinstance(owner.type, OwnershipType):
        record["typeUrn"] = str(owner.type)
    return record


def link_record(link: Link) -> dict[str, JsonValue]:
    """Return an InstitutionalMemoryMetadata."""
    return {
        "url": link.url,
        "description": link.description,
        "createStamp": audit_stamp(link.created),
    }


def structured_property_record(
    urn: StructuredPropertyUrn, values: tuple[str | float, ...]
) -> dict[str, JsonValue]:
    """Return a StructuredPropertyValueAssignment."""
    return {
        "propertyUrn": str(urn),
        "values": [
            {"string": value} if isinstance(value, str) else {"double": value} for value in values
        ],
    }


def dataset_profile_record(write: DatasetProfileWrite) -> dict[str, JsonValue]:
    """Return a DatasetProfile; its message id tells it from what others say of the same time."""
    record: dict[str, JsonValue] = {
        "timestampMillis": write.timestamp,
        "messageId": f"{write.urn}/profile/{write.timestamp}",
    }
    counts = {
        "rowCount": write.row_count,
        "columnCount": write.column_count,
        "sizeInBytes": write.size_in_bytes,
    }
    record.update((name, count) for name, count in counts.items() if count is not None)
    return record


def run_event_record(urn: TrainingRunUrn, event: RunEvent) -> dict[str, JsonValue]:
    """Return a DataProcessInstanceRunEvent.

    The message id follows from the content. DataHub overwrites the event that has it, so the same
    event never appears twice, and two of the same time do not erase each other.
    """
    timestamp, status = millis(event.timestamp), str(event.status)
    record: dict[str, JsonValue] = {
        "timestampMillis": timestamp,
        "messageId": f"{urn}/{status}/{timestamp}",
        "status": status,
    }
    if event.attempt is not None:
        record["attempt"] = event.attempt
    if event.result is not None:
        result = str(event.result)
        native = event.native_result_type or result
        record["result"] = {"type": result, "nativeResultType": native}
    if event.duration is not None:
        record["durationMillis"] = round(event.duration.total_seconds() * 1000)
    return record
