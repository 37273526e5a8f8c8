"""Changes as the generated client and the run-event request take them."""

from __future__ import annotations

import functools
import json
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Final

from mldh_graphql_api.enums import PatchOperationType
from mldh_graphql_api.input_types import (
    ArrayPrimaryKeyInput,
    PatchEntityInput,
    PatchOperationInput,
)
from mldh_graphql_api.operations import PATCH_ENTITIES_GQL

from mldh_graphql.changes.change import (
    AspectPatch,
    DatasetProfileWrite,
    JsonValue,
    RunEventWrite,
)
from mldh_graphql.changes.records import dataset_profile_record, run_event_record
from mldh_graphql.json_text import JSONText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql_api.patch_entities import PatchEntitiesPatchEntities

    from mldh_graphql.changes.change import Change, Operation

__all__ = [
    "PATCH_ENTITIES_GQL",
    "event_text",
    "operations_text",
    "patch_inputs",
    "patch_results",
    "patch_text",
    "run_event_values",
]

_quoted: Final = encode_basestring_ascii
_ENCODER: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


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


def operations_text(operations: Iterable[Operation]) -> str:
    """Return operations as JSON objects of ``PatchOperationInput``, with commas in between.

    Thousands of them are sent at once, and the generated models take ten times as long.
    """
    return ",".join(
        [
            f'{{"op":"{op}","path":{_quoted(path)}}}'
            if value is None
            else f'{{"op":"{op}","path":{_quoted(path)},"value":{_quoted(value)}}}'
            for op, path, value in operations
        ]
    )


def patch_text(
    urn: str, aspect: str, operations: str, keys: Mapping[str, tuple[str, ...]]
) -> JSONText:
    """Return one patch as the JSON of a ``PatchEntityInput``.

    Args:
        urn: The entity.
        aspect: The aspect.
        operations: What `operations_text` made of the operations.
        keys: The lists that are patched, each with the members that identify an entry.
    """
    lists = f'"arrayPrimaryKeys":{_keys_text(tuple(keys.items()))},' if keys else ""
    return JSONText(
        f'{{"urn":{_quoted(urn)},"aspectName":{_quoted(aspect)},"patch":[{operations}],{lists}'
        '"forceGenericPatch":true}'
    )


@functools.lru_cache(maxsize=256)
def _keys_text(keys: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    entries = [{"arrayField": name, "keys": members} for name, members in keys]
    return _ENCODER.encode(entries)


def patch_results(data: Mapping[str, object]) -> list[PatchEntitiesPatchEntities]:
    """Return what DataHub says about each patch.

    Raises:
        pydantic.ValidationError: It says something else.
    """
    # Only who writes needs it, and it takes a while to import.
    from mldh_graphql_api.patch_entities import PatchEntities  # noqa: PLC0415

    return PatchEntities.model_validate(data).patch_entities


def event_text(write: RunEventWrite | DatasetProfileWrite) -> JSONText:
    """Return an event of a timeseries aspect as JSON."""
    if isinstance(write, DatasetProfileWrite):
        return JSONText(_ENCODER.encode(dataset_profile_record(write)))
    return JSONText(_ENCODER.encode(run_event_record(write.urn, write.event)))


def run_event_values(
    changes: Iterable[Change], *, new: bool = True
) -> list[tuple[str, dict[str, JsonValue]]]:
    """Return the run events among the changes, in order, each with its run's URN.

    Args:
        changes: The changes; others than run events are skipped.
        new: Whether the runs are new; events that only new runs get are skipped otherwise.
    """
    return [
        (str(change.urn), run_event_record(change.urn, change.event))
        for change in changes
        if isinstance(change, RunEventWrite) and (new or not change.only_if_new)
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
