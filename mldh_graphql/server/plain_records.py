"""Documents that are just what their aspect asks for, checked quickly.

Nearly every document is: nothing unknown or missing in it, every member of its type. Those are
checked and copied in one walk by functions made once for each record. Whatever else there is leaves
the document to `mldh_graphql.server.records`, which knows what is dropped and what to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    Enumeration,
    MapOf,
    Record,
    Schema,
    UnionOf,
    UrnType,
)
from mldh_graphql.server.java_numbers import CONVERSIONS, LONG_MAX, LONG_MIN
from mldh_graphql.server.urn_types import entity_type_of, urn_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mldh_graphql.server.json_types import JsonObject, JsonValue

__all__ = ["NotPlain", "plain_copy"]

Path: TypeAlias = tuple[str, ...]
Destinations: TypeAlias = "Mapping[Path, list[frozenset[str]]]"
_Copy: TypeAlias = "Callable[[JsonValue], JsonValue]"


class NotPlain(Exception):  # noqa: N818 - nothing is wrong yet
    """A document has to be looked at more closely."""


def plain_copy(record: Record, destinations: Destinations) -> _Copy:
    """Return a function that copies a plain document as it is to be stored.

    Args:
        record: What the document may hold.
        destinations: Where the relationships of a schema path may lead.

    Returns:
        It raises `NotPlain` for every other document.
    """
    return _record(record, (), destinations, ())


def _copy_of(  # noqa: PLR0911 - one case for every kind of schema
    schema: Schema, spec: Path, destinations: Destinations, within: tuple[Record, ...]
) -> _Copy:
    match schema:
        case Record():
            return _record(schema, spec, destinations, within)
        case UrnType():
            return _urn(schema.name, destinations.get(spec, ()))
        case ArrayOf():
            return _array(_copy_of(schema.items, (*spec, "*"), destinations, within))
        case MapOf():
            return _map(_copy_of(schema.values, (*spec, "*"), destinations, within))
        case UnionOf():
            return _union(
                {
                    name: _copy_of(member, (*spec, name), destinations, within)
                    for name, member in schema.members.items()
                }
            )
        case Enumeration():
            return _symbol(schema.symbols)
    if schema.name == "string":
        return _text
    if schema.name == "boolean":
        return _truth
    return _number(CONVERSIONS[schema.name]) if schema.name in CONVERSIONS else _not_plain


def _record(
    record: Record, spec: Path, destinations: Destinations, within: tuple[Record, ...]
) -> _Copy:
    # What can hold itself has no end.
    if record.open or record in within:
        return _not_plain
    inside = (*within, record)
    members = {
        name: _copy_of(field.schema, (*spec, name), destinations, inside)
        for name, field in record.fields.items()
    }
    required = frozenset(record.required_names())

    def copy(value: JsonValue) -> JsonValue:
        if type(value) is not dict or not required <= value.keys():
            raise NotPlain
        found: JsonObject = {}
        for name, member in value.items():
            copy_member = members.get(name)
            if copy_member is None:
                raise NotPlain
            found[name] = copy_member(member)
        return found

    return copy


def _array(copy_element: _Copy) -> _Copy:
    def copy(value: JsonValue) -> JsonValue:
        if type(value) is not list:
            raise NotPlain
        return [copy_element(element) for element in value]

    return copy


def _map(copy_member: _Copy) -> _Copy:
    def copy(value: JsonValue) -> JsonValue:
        if type(value) is not dict:
            raise NotPlain
        return {name: copy_member(member) for name, member in value.items()}

    return copy


def _union(copies: Mapping[str, _Copy]) -> _Copy:
    def copy(value: JsonValue) -> JsonValue:
        if type(value) is not dict or len(value) != 1:
            raise NotPlain
        for name, member in value.items():
            if name in copies:
                return {name: copies[name](member)}
        raise NotPlain

    return copy


def _urn(type_name: str, destinations: list[frozenset[str]] | tuple[()]) -> _Copy:
    def copy(value: JsonValue) -> JsonValue:
        if type(value) is not str or urn_problem(type_name, value) is not None:
            raise NotPlain
        if destinations:
            entity_type = entity_type_of(value)
            for allowed in destinations:
                if entity_type not in allowed:
                    raise NotPlain
        return value

    return copy


def _symbol(symbols: frozenset[str]) -> _Copy:
    def copy(value: JsonValue) -> JsonValue:
        if type(value) is str and value in symbols:
            return value
        raise NotPlain

    return copy


def _number(convert: Callable[[float], JsonValue]) -> _Copy:
    def copy(value: JsonValue) -> JsonValue:
        if type(value) is float or (type(value) is int and LONG_MIN <= value <= LONG_MAX):
            return convert(value)
        raise NotPlain

    return copy


def _text(value: JsonValue) -> JsonValue:
    if type(value) is str:
        return value
    raise NotPlain


def _truth(value: JsonValue) -> JsonValue:
    if type(value) is bool:
        return value
    raise NotPlain


def _not_plain(_value: JsonValue) -> JsonValue:
    raise NotPlain
