"""Arrays that a patch addresses by key: maps while the patch is applied, arrays again after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    Enumeration,
    Primitive,
    Record,
    UrnType,
)
from mldh_graphql.server.patch.operations import cast_failure
from mldh_graphql.server.records import java_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.json_types import JsonObject, JsonValue

_NESTED = "\u241f"


def array_to_map(document: JsonObject, field: str, keys: Sequence[str]) -> None:
    """Make a map of an array, in place; of anything else, or nothing, an empty map.

    Elements with the same key become one, the later one's members winning.

    Args:
        document: The document.
        field: The array's name.
        keys: The members of an element that make its key, each a level of the map, where
            ``a␟b`` is a member's member. None for arrays of texts, which are their own keys.

    Raises:
        JavaFailure: There are keys, but an element is no object.
    """
    array = document.get(field)
    levels: JsonObject = {}
    document[field] = levels
    if not isinstance(array, list):
        return
    for element in array:
        if not keys:
            levels[_key_text(element)] = element
            continue
        if not isinstance(element, dict):
            raise cast_failure(element)
        level = levels
        for key in keys:
            below = level.setdefault(_key_text(_member(element, key)), {})
            # Whatever is in these maps was put there as a map.
            level = below if isinstance(below, dict) else {}
        level.update(element)


def map_to_array(document: JsonObject, field: str, keys: Sequence[str], record: Record) -> None:
    """Undo `array_to_map` after the patch, in place.

    An array that the patch has put there stays as it is, and a missing one becomes empty.
    Objects that lack a key member get it from the path, if the member is a scalar.

    Args:
        document: The document.
        field: The array's name.
        keys: As for `array_to_map`.
        record: The aspect's record.

    Raises:
        JavaFailure: The patch has put a scalar there.
    """
    levels = document.get(field)
    if isinstance(levels, list):
        return
    if levels is None:
        levels = {}
    if not isinstance(levels, dict):
        raise cast_failure(levels)
    if keys:
        document[field] = _elements(levels, keys, _scalar_names(record, field))
    else:
        document[field] = list(levels.values())


def _elements(level: JsonValue, keys: Sequence[str], injectable: frozenset[str]) -> list[JsonValue]:
    key, *deeper = keys
    found: list[JsonValue] = []
    for text, below in _entries(level):
        if deeper:
            elements = _elements(below, deeper, injectable)
        else:
            elements = list(below) if isinstance(below, list) else [below]
        if text and key in injectable:
            for element in elements:
                if isinstance(element, dict):
                    element.setdefault(key, text)
        found += elements
    return found


def _entries(level: JsonValue) -> list[tuple[str, JsonValue]]:
    if isinstance(level, dict):
        return list(level.items())
    return [("", element) for element in level] if isinstance(level, list) else []


def _scalar_names(record: Record, field: str) -> frozenset[str]:
    declared = record.fields.get(field)
    items = declared.schema.items if declared and isinstance(declared.schema, ArrayOf) else None
    if not isinstance(items, Record):
        return frozenset()
    return frozenset(
        name
        for name, member in items.fields.items()
        if isinstance(member.schema, Primitive | UrnType | Enumeration)
    )


def _member(element: JsonValue, key: str) -> JsonValue:
    # Java's split drops empty names at the end.
    for name in key.rstrip(_NESTED).split(_NESTED):
        if not isinstance(element, dict) or name not in element:
            return ""
        element = element[name]
    return element


def _key_text(value: JsonValue) -> str:
    return "" if isinstance(value, dict | list) else java_text(value)
