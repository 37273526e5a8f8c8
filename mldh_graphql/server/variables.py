"""Reads the variables of an operation as DataHub does: leniently, and many of them quickly.

A client that writes sends thousands of input objects in one variable. Nearly all of them are
just what the schema asks for, and those are read in one walk by functions made once for each type.
Whatever is unusual (a number where a text is wanted, a missing member, an unknown one) leaves the
whole operation to graphql-core, which knows how to convert and what to say.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    get_variable_values,
    is_input_type,
    type_from_ast,
    value_from_ast,
)

from mldh_graphql.server.legacy_values import migrated_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphql import GraphQLError, GraphQLInputField

    from mldh_graphql.server.json_types import JsonObject, JsonValue

_Read: TypeAlias = "Callable[[JsonValue], JsonValue]"


class _Unusual(Exception):  # noqa: N818 - nothing is wrong yet
    """A value is not just what its type asks for."""


class Variables:
    """The variables that one operation declares.

    Args:
        schema: The schema.
        definitions: What the operation declares.
    """

    def __init__(
        self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]
    ) -> None:
        self._schema = schema
        self._definitions = definitions
        self._readers: list[tuple[str, VariableDefinitionNode, GraphQLInputType, _Read]] = []
        for each in definitions:
            found = type_from_ast(schema, each.type)
            # Documents are validated before; another type cannot stand here.
            if is_input_type(found):
                declared = cast("GraphQLInputType", found)
                name = each.variable.name.value
                self._readers.append((name, each, declared, _reader(declared, ())))

    def read(self, sent: JsonObject) -> JsonObject | list[GraphQLError]:
        """Return the values of the variables, coerced, or what is wrong with them.

        Args:
            sent: As they came; not changed.
        """
        try:
            return self._plain(sent)
        except _Unusual:
            migrated = migrated_variables(self._schema, self._definitions, sent)
            return get_variable_values(self._schema, self._definitions, migrated)

    def _plain(self, sent: JsonObject) -> JsonObject:
        found: JsonObject = {}
        for name, definition, declared, read in self._readers:
            if name in sent:
                found[name] = read(sent[name])
            elif definition.default_value is not None:
                found[name] = value_from_ast(definition.default_value, declared)
            elif isinstance(declared, GraphQLNonNull):
                raise _Unusual
        return found


def _reader(declared: GraphQLInputType, within: tuple[str, ...]) -> _Read:
    """Return a function that returns a value coerced, or raises `_Unusual`.

    Args:
        declared: The value's type.
        within: The input objects that it is a member of.
    """
    if isinstance(declared, GraphQLNonNull):
        return _required(_reader(declared.of_type, within))
    if isinstance(declared, GraphQLList):
        return _list(_reader(declared.of_type, within))
    if isinstance(declared, GraphQLInputObjectType):
        # What can hold itself can be nested too deeply, which is not found out here.
        if declared.name in within or declared.is_one_of:
            return _unusual
        return _object(declared, (*within, declared.name))
    if isinstance(declared, GraphQLScalarType | GraphQLEnumType):
        return _SCALARS.get(declared.name) or _leaf(declared)
    return _unusual


def _unusual(_value: JsonValue) -> JsonValue:
    raise _Unusual


def _required(read: _Read) -> _Read:
    def required(value: JsonValue) -> JsonValue:
        if value is None:
            raise _Unusual
        return read(value)

    return required


def _list(read: _Read) -> _Read:
    def elements(value: JsonValue) -> JsonValue:
        if type(value) is list:
            return [read(element) for element in value]
        # A single value stands for a list of one.
        return None if value is None else [read(value)]

    return elements


def _object(declared: GraphQLInputObjectType, within: tuple[str, ...]) -> _Read:
    members = [
        (name, field.out_name or name, _reader(field.type, within), _absent(field))
        for name, field in declared.fields.items()
    ]
    out_type = declared.out_type
    # The library's own hands back what it is given.
    converts = out_type is not GraphQLInputObjectType.out_type

    def members_of(value: JsonValue) -> JsonValue:
        if type(value) is not dict:
            if value is None:
                return None
            raise _Unusual
        found: JsonObject = {}
        known = 0
        for name, out_name, read, absent in members:
            if name in value:
                known += 1
                found[out_name] = read(value[name])
            elif absent is _Unusual:
                raise _Unusual
            elif absent is not Undefined:
                found[out_name] = cast("JsonValue", absent)
        if known != len(value):
            raise _Unusual
        return cast("JsonValue", out_type(found)) if converts else found

    return members_of


def _absent(field: GraphQLInputField) -> object:
    """What stands for a member that was not sent: its default, nothing, or that it must be sent."""
    if field.default_value is Undefined and isinstance(field.type, GraphQLNonNull):
        return _Unusual
    return field.default_value


def _leaf(declared: GraphQLScalarType | GraphQLEnumType) -> _Read:
    parse: Callable[[JsonValue], object] = cast(
        "Callable[[JsonValue], object]", declared.parse_value
    )

    def leaf(value: JsonValue) -> JsonValue:
        if value is None:
            return None
        try:
            parsed = parse(value)
        except Exception as error:
            raise _Unusual from error
        if parsed is Undefined:
            raise _Unusual
        return cast("JsonValue", parsed)

    return leaf


def _text(value: JsonValue) -> JsonValue:
    if type(value) is str or value is None:
        return value
    raise _Unusual


def _truth(value: JsonValue) -> JsonValue:
    if type(value) is bool or value is None:
        return value
    raise _Unusual


def _integer(value: JsonValue) -> JsonValue:
    if value is None or (type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT):
        return value
    raise _Unusual


def _real(value: JsonValue) -> JsonValue:
    if value is None or (type(value) is float and math.isfinite(value)):
        return value
    raise _Unusual


_SCALARS: Final[dict[str, _Read]] = {
    "String": _text,
    "ID": _text,
    "Boolean": _truth,
    "Int": _integer,
    "Float": _real,
}
