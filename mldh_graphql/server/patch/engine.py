"""The patch engine: a stored document and a patch become the document to store."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from mldh_graphql.server.java_maps import hash_ordered
from mldh_graphql.server.patch.json_text import json_text
from mldh_graphql.server.patch.keyed_arrays import array_to_map, map_to_array
from mldh_graphql.server.patch.operations import (
    JavaFailure,
    JsonPatchError,
    PatchFailed,
    PatchOperation,
)
from mldh_graphql.server.patch.pointer import Target, apply_operation
from mldh_graphql.server.patch.population import populate_top_level_keys
from mldh_graphql.server.patch.templates import TEMPLATES, Template, stamp
from mldh_graphql.server.patch.values import patch_value, writable
from mldh_graphql.server.records import AspectInvalid, validated
from mldh_graphql.server.registry import aspect_record, entity_spec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.server.aspects.schema import Record
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.patch.operations import AspectPatch

_TOO_DEEP = "Document nesting depth exceeds the maximum allowed"
_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
_NO_TEMPLATE = (
    'Cannot invoke "com.linkedin.metadata.aspect.patch.template.Template.applyPatch('
    "com.linkedin.data.template.RecordTemplate, jakarta.json.JsonPatch)"
    '" because "template" is null'
)


def uses_generic_path(patch: AspectPatch) -> bool:
    """Whether DataHub patches without the aspect's template; headers are ignored then."""
    return patch.force_generic or bool(patch.array_primary_keys)


def apply_patch(
    entity_type: str,
    aspect: str,
    urn: str,
    stored: JsonObject | None,
    patch: AspectPatch,
    *,
    now_ms: int | None = None,
) -> JsonObject:
    """Apply a patch to an aspect and validate the result.

    Nothing that is passed in is changed.

    Args:
        entity_type: The entity's type, as DataHub spells it.
        aspect: The aspect's name.
        urn: The entity's URN, for messages.
        stored: The stored document, if there is one.
        patch: What to change.
        now_ms: The time for stamps in default documents; the wall clock if not given.

    Returns:
        The document to store.

    Raises:
        PatchFailed: DataHub refuses the patch or its result. The text is what follows
            ``Failed to apply batch patch: `` in DataHub's answer.
    """
    generic = uses_generic_path(patch)
    now_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    template = TEMPLATES.get(aspect)
    start = _start(aspect, urn, stored, template, generic=generic, now_ms=now_ms)
    record = aspect_record(aspect)
    keys = patch.array_primary_keys
    if not generic and template is not None:
        keys = template.array_keys
        if template.stamp is not None:
            start = {template.stamp: stamp(now_ms), **start}
    operations = [
        operation if operation.path.isascii() else replace(operation, path=writable(operation.path))
        for operation in patch.operations
    ]
    try:
        document = patched(start, operations, keys, record)
        return validated(record, document, _type_name(entity_type))
    except AspectInvalid as error:
        raise _failed(error.java_name, str(error), generic=generic) from error
    except JavaFailure as error:
        raise _failed(error.java_name, str(error), generic=generic) from error
    except RecursionError as error:
        raise _failed("java.lang.RuntimeException", _TOO_DEEP, generic=generic) from error
    except JsonPatchError as error:
        name = f"{aspect[:1].upper()}{aspect[1:]}" if record.open else record.name
        message = f"Error performing JSON PATCH on aspect {name}."
        # What is nested too deeply to be shown is left out.
        with suppress(RecursionError):
            target = _prepared(hash_ordered(start), operations, keys)
            message += f" Patch: {json_text(_shown(operations))} Target: {json_text(target)}"
        prefix = "java.lang.RuntimeException: " if generic else ""
        raise PatchFailed(f"{prefix}{message}", str(error)) from error


def patched(
    document: JsonObject,
    operations: Sequence[PatchOperation],
    keys: Mapping[str, Sequence[str]],
    record: Record,
) -> JsonObject:
    """Apply operations to a document, before it is validated.

    Args:
        document: The document; not changed.
        operations: The operations.
        keys: The arrays to address by key.
        record: What the document may hold.

    Raises:
        JsonPatchError: An operation cannot be done.
        JavaFailure: DataHub runs into a limit of its own.
    """
    _check_operation_names(operations)
    target: Target = _prepared(document, operations, keys)
    for operation in operations:
        value = patch_value(operation.value)
        target = apply_operation(target, operation.op.lower(), operation.path, value)
    if not isinstance(target, dict):
        raise JavaFailure(
            "java.lang.ClassCastException",
            "class org.eclipse.parsson.JsonArrayBuilderImpl$JsonArrayImpl cannot be cast to"
            " class jakarta.json.JsonObject",
        )
    for field, names in keys.items():
        map_to_array(target, field, names, record)
    return target


def _check_operation_names(operations: Sequence[PatchOperation]) -> None:
    for operation in operations:
        if operation.op.lower() not in _OPERATIONS:
            raise JavaFailure(
                "java.lang.IllegalArgumentException",
                f"Unsupported PATCH operation: `{operation.op}`"
                f" Supported operations: {', '.join(_OPERATIONS)}",
            )


def _start(
    aspect: str,
    urn: str,
    stored: JsonObject | None,
    template: Template | None,
    *,
    generic: bool,
    now_ms: int,
) -> JsonObject:
    default = None if template is None else template.default
    if stored is not None:
        if template is None and not generic:
            raise PatchFailed(_NO_TEMPLATE)
        return stored
    if default is not None:
        return default(now_ms)
    if generic:
        return {}
    raise PatchFailed(
        f"Patch not supported for aspect with name {aspect}. Default aspect is required because"
        f" no aspect currently exists for urn {urn}."
    )


def _prepared(
    document: JsonObject,
    operations: Sequence[PatchOperation],
    keys: Mapping[str, Sequence[str]],
) -> JsonObject:
    prepared = {name: _copy(member) for name, member in document.items()}
    for field, names in keys.items():
        array_to_map(prepared, field, names)
    populate_top_level_keys(prepared, operations)
    return prepared


def _copy(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _copy(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_copy(element) for element in value]
    return value


def _shown(operations: Sequence[PatchOperation]) -> list[JsonValue]:
    shown: list[JsonValue] = []
    for operation in operations:
        step: JsonObject = {"op": operation.op.lower(), "path": operation.path}
        value = patch_value(operation.value)
        if value is not None:
            step["value"] = value
        shown.append(step)
    return shown


def _type_name(entity_type: str) -> str:
    spec = entity_spec(entity_type)
    return entity_type if spec is None else spec.name


def _failed(java_name: str, message: str, *, generic: bool) -> PatchFailed:
    # The generic path wraps whatever happens, which puts the class before the message.
    return PatchFailed(f"{java_name}: {message}" if generic else message, message)
