"""Patches that change only what differs, and that DataHub refuses if it was changed meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes import AspectPatch, Operation, json_pointer
from mldh_graphql.entities import UNKNOWN_ACTOR, FrozenMapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.urns import Urn

__all__ = ["guarded", "minimal"]

_REQUIRED_LISTS: Final = {
    "dataProcessInstanceInput": ("inputs",),
    "dataProcessInstanceOutput": ("outputs",),
}
"""Lists that DataHub demands, even empty."""

_UNSEEN: Final = frozenset(
    {("glossaryTerms", "/auditStamp"), ("mlTrainingRunProperties", "/externalUrl")}
)
"""What is written along with something else, and GraphQL does not show."""


def minimal(
    wanted: Iterable[AspectPatch],
    seen: Iterable[AspectPatch],
    *,
    prune: bool,
    unguarded: frozenset[str] = frozenset(),
    guard: bool = True,
) -> tuple[AspectPatch, ...]:
    """Return the patches that lead from what was seen to what is wanted.

    Args:
        wanted: What would write the whole description.
        seen: What would write all that DataHub has, as far as the description has the field.
        prune: Whether to remove entries of lists and maps that are not wanted.
        unguarded: Paths of single values that are written whatever is there.
        guard: Whether DataHub is to refuse if single values are no longer as they were seen.
    """
    before: dict[str, AspectPatch] = {}
    values: dict[str, dict[str, str | None]] = {}
    for stored in seen:
        before.setdefault(stored.aspect, stored)
        values.setdefault(stored.aspect, {}).update(_values(stored))
    after = {patch.aspect: patch for patch in wanted}
    found = []
    for aspect in dict.fromkeys((*after, *before)):
        patch, old = after.get(aspect), before.get(aspect)
        there = values.get(aspect, {})
        here = _values(patch)
        todo = [each for each in (patch.operations if patch else ()) if _is_new(each, there)]
        keys = {**_keys(old), **_keys(patch)}
        tests: list[Operation] = []
        if guard:
            for each in todo:
                if each.path not in unguarded:
                    tests += _tests(aspect, each, there, keys)
        removed: list[Operation] = []
        if prune:
            removed = [
                Operation("REMOVE", path) for path in there if path not in here and _is_entry(path)
            ]
        source = patch or old
        if source is None or not (todo or removed):
            continue
        operations = (*tests, *removed, *todo)
        touched = {_top(each.path) for each in operations} | set(_REQUIRED_LISTS.get(aspect, ()))
        kept = {name: members for name, members in keys.items() if name in touched}
        found.append(_for_domains(source.urn, aspect, operations, kept))
    return tuple(found)


def guarded(patch: AspectPatch) -> AspectPatch:
    """Return a patch of something new, which DataHub refuses if a single value is there already."""
    keys = _keys(patch)
    known = {each.path for each in patch.create_only}
    tests: list[Operation] = []
    for each in patch.operations:
        asked = _tests(patch.aspect, each, {}, keys)
        # In one patch, DataHub refuses to remove the same thing twice.
        if not any(test.path in known for test in asked):
            tests += asked
    whole = _for_domains(patch.urn, patch.aspect, (*tests, *patch.operations), keys)
    return AspectPatch(
        urn=patch.urn,
        aspect=patch.aspect,
        operations=whole.operations,
        array_primary_keys=whole.array_primary_keys,
        create_only=patch.create_only,
        otherwise=patch.otherwise,
    )


def _for_domains(
    urn: Urn,
    aspect: str,
    operations: tuple[Operation, ...],
    keys: Mapping[str, tuple[str, ...]],
) -> AspectPatch:
    # Newer servers start from an empty list of domains, older ones from none. As a keyed list both
    # are the same empty object to a test.
    if aspect == "domains":
        keys = {"domains": ()}
    return AspectPatch(
        urn=urn, aspect=aspect, operations=operations, array_primary_keys=FrozenMapping(keys)
    )


def _values(patch: AspectPatch | None) -> dict[str, str | None]:
    operations = patch.operations if patch else ()
    return {each.path: each.value for each in operations if each.op == "ADD"}


def _keys(patch: AspectPatch | None) -> dict[str, tuple[str, ...]]:
    return dict(patch.array_primary_keys) if patch else {}


def _is_new(operation: Operation, there: Mapping[str, str | None]) -> bool:
    return operation.op != "ADD" or there.get(operation.path) != operation.value


def _is_entry(path: str) -> bool:
    return path.count("/") > 1


def _top(path: str) -> str:
    return path[1:].partition("/")[0]


def _tests(
    aspect: str,
    operation: Operation,
    there: Mapping[str, str | None],
    keys: Mapping[str, tuple[str, ...]],
) -> list[Operation]:
    path = operation.path
    if operation.op != "ADD" or (aspect, path) in _UNSEEN:
        return []
    old = there.get(path)
    if path == "/domains":
        if old is None:
            return [Operation("TEST", path, "{}")]
        return [
            Operation("TEST", json_pointer("domains", each), json.dumps(each))
            for each in json.loads(old)
        ]
    if old is not None:
        return list(_leaves(path, json.loads(old)))
    if _is_entry(path) and _top(path) in keys:
        # Entries of lists are only added; two who add the same one mean the same.
        return []
    # TEST cannot ask for absence, but REMOVE below a member leaves an empty object where there was
    # nothing. Where there is something, one of the two fails.
    return [Operation("REMOVE", f"{path}/_"), Operation("TEST", path, "{}")]


def _leaves(path: str, value: JsonValue) -> Iterator[Operation]:
    if isinstance(value, dict):
        for name, each in value.items():
            if not (name == "actor" and each == UNKNOWN_ACTOR):
                yield from _leaves(f"{path}/{name}", each)
    else:
        yield Operation("TEST", path, json.dumps(value, ensure_ascii=False))
