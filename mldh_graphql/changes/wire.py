"""Changes as the generated client and the run-event request take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql_api.enums import PatchOperationType
from mldh_graphql_api.input_types import (
    ArrayPrimaryKeyInput,
    PatchEntityInput,
    PatchOperationInput,
)

from mldh_graphql.changes.change import AspectPatch, JsonValue, RunEventWrite
from mldh_graphql.changes.records import run_event_record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.changes.change import Change, Operation

__all__ = ["patch_inputs", "run_event_values"]


def patch_inputs(changes: Iterable[Change], *, attempt: int = 1) -> list[PatchEntityInput]:
    """Return the patches among the changes, in order, as GraphQL input.

    Args:
        changes: The changes; others than patches are skipped.
        attempt: 1, or 2 once DataHub has refused the first; patches that have nothing left to do
            are skipped then.
    """
    inputs = []
    for change in changes:
        if not isinstance(change, AspectPatch):
            continue
        operations = change.first_attempt if attempt == 1 else change.second_attempt
        if operations:
            inputs.append(_input(change, operations))
    return inputs


def run_event_values(changes: Iterable[Change]) -> list[tuple[str, dict[str, JsonValue]]]:
    """Return the run events among the changes, in order, each with its run's URN."""
    return [
        (str(change.urn), run_event_record(change.urn, change.event))
        for change in changes
        if isinstance(change, RunEventWrite)
    ]


def _input(patch: AspectPatch, operations: tuple[Operation, ...]) -> PatchEntityInput:
    keys = [
        ArrayPrimaryKeyInput(array_field=name, keys=list(members))
        for name, members in patch.array_primary_keys.items()
    ]
    return PatchEntityInput(
        urn=str(patch.urn),
        aspect_name=patch.aspect,
        patch=[
            PatchOperationInput(op=PatchOperationType(each.op), path=each.path, value=each.value)
            for each in operations
        ],
        array_primary_keys=keys or None,
        # Without it DataHub refuses nearly every aspect of machine learning.
        force_generic_patch=True,
    )
