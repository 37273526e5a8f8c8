"""The lenient reading of variables that DataHub kept from older GraphQL engines.

Numbers and booleans are accepted where a string is wanted, ``"true"`` for a boolean,
``"12"`` for a number. Only variables are read so, never literals in the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    VariableDefinitionNode,
    is_input_type,
    type_from_ast,
)

from mldh_graphql.server.records import java_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mldh_graphql.server.json_types import JsonObject, JsonValue


def migrated_variables(
    schema: GraphQLSchema, definitions: Iterable[VariableDefinitionNode], variables: JsonObject
) -> JsonObject:
    """``variables`` with every old-fashioned value replaced by the one it stands for.

    What fits no reading is left alone, so that it is refused later under its own name.
    """
    migrated = dict(variables)
    for definition in definitions:
        name = definition.variable.name.value
        declared = type_from_ast(schema, definition.type)
        if name in migrated and is_input_type(declared):
            migrated[name] = _migrated(migrated[name], declared)
    return migrated


def _migrated(value: JsonValue, declared: object) -> JsonValue:
    if isinstance(declared, GraphQLNonNull):
        return _migrated(value, declared.of_type)
    if isinstance(declared, GraphQLList):
        if isinstance(value, list):
            return [_migrated(element, declared.of_type) for element in value]
        return _migrated(value, declared.of_type)
    if isinstance(declared, GraphQLInputObjectType) and isinstance(value, dict):
        fields = declared.fields
        return {
            name: _migrated(member, fields[name].type) if name in fields else member
            for name, member in value.items()
        }
    read = _READINGS.get(str(declared))
    return value if value is None or read is None else read(value)


def _string(value: JsonValue) -> JsonValue:
    return value if isinstance(value, str) else java_text(value)


def _boolean(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return bool(value) if isinstance(value, int | float) else value


def _integer(value: JsonValue) -> JsonValue:
    number = _float(value)
    if isinstance(value, str) and isinstance(number, float):
        return int(number) if number.is_integer() else None
    return number


def _float(value: JsonValue) -> JsonValue:
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return None


_READINGS: dict[str, Callable[[JsonValue], JsonValue]] = {
    "String": _string,
    "Boolean": _boolean,
    "Int": _integer,
    "Float": _float,
}
