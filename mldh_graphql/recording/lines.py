"""Changes as JSON, and back: what a run's buffer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from mldh_graphql.changes import AspectPatch, Operation, RunEventWrite
from mldh_graphql.entities import RunEvent
from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.times import millis
from mldh_graphql.urns import TrainingRunUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.changes import Change, JsonValue

__all__ = ["changes_of", "lines_of"]


def lines_of(changes: Iterable[Change]) -> list[JsonValue]:
    """Return changes as JSON; a recorder makes patches and run events only."""
    lines: list[JsonValue] = []
    for change in changes:
        if isinstance(change, AspectPatch):
            lines.append(_patch_line(change))
        elif isinstance(change, RunEventWrite):
            lines.append(_event_line(change))
    return lines


def changes_of(lines: object) -> tuple[Change, ...]:
    """Return the changes that these lines hold.

    Raises:
        ValueError: They hold something else (`KeyError` and `TypeError` as well).
    """
    if not isinstance(lines, list):
        raise TypeError("a list of changes is expected")
    return tuple(_change(cast("Mapping[str, object]", line)) for line in lines)


def _patch_line(patch: AspectPatch) -> JsonValue:
    return {
        "urn": str(patch.urn),
        "aspect": patch.aspect,
        "operations": _operation_lines(patch.operations),
        "create_only": _operation_lines(patch.create_only),
        "otherwise": _operation_lines(patch.otherwise),
        "keys": {name: list(members) for name, members in patch.array_primary_keys.items()},
    }


def _operation_lines(operations: Iterable[Operation]) -> list[JsonValue]:
    return [[each.op, each.path, each.value] for each in operations]


def _event_line(write: RunEventWrite) -> JsonValue:
    event = write.event
    return {
        "urn": str(write.urn),
        "status": event.status.value,
        "timestamp": millis(event.timestamp),
        "result": None if event.result is None else event.result.value,
        "native_result_type": event.native_result_type,
        "attempt": event.attempt,
        "duration": (
            None if event.duration is None else round(event.duration.total_seconds() * 1000)
        ),
    }


def _change(line: Mapping[str, object]) -> Change:
    urn = str(line["urn"])
    if "status" in line:
        event = RunEvent(
            cast("str", line["status"]),
            cast("int", line["timestamp"]),
            result=cast("str | None", line["result"]),
            native_result_type=cast("str | None", line["native_result_type"]),
            attempt=cast("int | None", line["attempt"]),
            duration=cast("int | None", line["duration"]),
        )
        return RunEventWrite(TrainingRunUrn(urn), event)
    keys = cast("Mapping[str, list[str]]", line["keys"])
    return AspectPatch(
        urn=Urn(urn),
        aspect=str(line["aspect"]),
        operations=_operations(line["operations"]),
        create_only=_operations(line["create_only"]),
        otherwise=_operations(line["otherwise"]),
        array_primary_keys=FrozenMapping({name: tuple(keys[name]) for name in keys}),
    )


def _operations(lines: object) -> tuple[Operation, ...]:
    found = []
    for op, path, value in cast("list[list[str]]", lines):
        if op not in {"ADD", "REMOVE", "TEST"}:
            raise ValueError("an operation that nobody wrote")
        found.append(Operation(cast("Literal['ADD', 'REMOVE', 'TEST']", op), path, value))
    return tuple(found)
