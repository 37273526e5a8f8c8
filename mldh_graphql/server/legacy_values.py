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

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    if value is None:
        return None
    if isinstance(declared, GraphQLList):
        if isinstance(value, list):
            return [_migrated(element, declared.of_type) for element in value]
        return _migrated(value, declared.of_type)
    if isinstance(declared, GraphQLInputObjectType):
        if not isinstance(value, dict):
            return value
        fields = declared.fields
        return {
            name: _migrated(member, fields[name].type) if name in fields else member
            for name, member in value.items()
        }
    match str(declared):
        case "String":
            return value if isinstance(value, str) else _java_text(value)
        case "Boolean":
            return _boolean(value)
        case "Int":
            return _integer(value) if isinstance(value, str) else value
        case "Float":
            return _float(value) if isinstance(value, str) else value
        case _:
            return value


def _boolean(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    if isinstance(value, int | float):
        return bool(value)
    return value


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _integer(text: str) -> int | None:
    number = _float(text)
    return int(number) if number is not None and number.is_integer() else None


def _java_text(value: JsonValue) -> str:
    """``value`` as Java's ``String.valueOf`` writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return java_double(value)
        case list():
            return f"[{', '.join(_java_text(element) for element in value)}]"
        case dict():
            members = (f"{name}={_java_text(member)}" for name, member in value.items())
            return f"{{{', '.join(members)}}}"
        case _:
            return str(value)


def java_double(number: float) -> str:
    """``number`` as Java's ``Double.toString`` writes it."""
    digits, _, exponent_text = f"{number:e}".partition("e")
    shortest = repr(number)
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        return shortest if "e" not in shortest else f"{number:f}"
    if "e" in shortest:
        digits = shortest.partition("e")[0]
    else:
        bare = shortest.replace(".", "").lstrip("-").lstrip("0").rstrip("0") or "0"
        digits = ("-" if number < 0 else "") + bare[0] + "." + (bare[1:] or "0")
    if "." not in digits:
        digits += ".0"
    return f"{digits}E{int(exponent_text)}"
