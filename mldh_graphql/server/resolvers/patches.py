"""The mutations ``patchEntity`` and ``patchEntities``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.entity_patches import (
    PatchEntityInput,
    PatchEntityResult,
    patch_entities,
    patch_entity,
)
from mldh_graphql.server.patch import AspectPatch, PatchOperation
from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject, JsonValue

mutation = MutationType()


@mutation.field("patchEntity")
def resolve_patch_entity(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> JsonObject:
    """Apply one patch; a refusal is a result, not an error."""
    context = context_of(info)
    return _answer(patch_entity(context.state.ingest, _patch_input(input), context.actor))


@mutation.field("patchEntities")
def resolve_patch_entities(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: list[JsonObject],  # noqa: A002  (the argument's name in DataHub)
) -> list[JsonObject]:
    """Apply patches in order, all of them or none."""
    context = context_of(info)
    patches = [_patch_input(item) for item in input]
    return [_answer(done) for done in patch_entities(context.state.ingest, patches, context.actor)]


def _answer(done: PatchEntityResult) -> JsonObject:
    return {"urn": done.urn, "name": done.name, "success": done.success, "error": done.error}


def _patch_input(item: JsonObject) -> PatchEntityInput:
    return PatchEntityInput(
        aspect=str(item["aspectName"]),
        patch=AspectPatch(
            operations=[
                PatchOperation(
                    op=str(operation["op"]).lower(),
                    path=str(operation["path"]),
                    value=cast("str | None", operation.get("value")),
                )
                for operation in _objects(item["patch"])
            ],
            array_primary_keys={
                str(key["arrayField"]): cast("list[str]", key["keys"])
                for key in _objects(item.get("arrayPrimaryKeys"))
            },
            force_generic=bool(item.get("forceGenericPatch")),
        ),
        urn=cast("str | None", item.get("urn")),
        entity_type=cast("str | None", item.get("entityType")),
        system_metadata=_system_metadata(item.get("systemMetadata")),
        headers=_string_map(item.get("headers")),
    )


def _system_metadata(given: JsonValue) -> JsonObject | None:
    if not isinstance(given, dict):
        return None
    metadata = {
        name: given[name] for name in ("lastObserved", "runId") if given.get(name) is not None
    }
    if given.get("properties") is not None:
        metadata["properties"] = {**_string_map(given["properties"])}
    return metadata


def _string_map(entries: JsonValue) -> dict[str, str]:
    pairs = ((entry["key"], entry.get("value")) for entry in _objects(entries))
    return {str(key): str(value) for key, value in pairs if value is not None}


def _objects(values: JsonValue) -> Sequence[JsonObject]:
    return cast("Sequence[JsonObject]", values or ())
