"""The server's GraphQL schema, as a visitor of the explorer reads about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    Undefined,
    ast_from_value,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    is_introspection_type,
    print_ast,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema, IntrospectionQuery

INTROSPECTION: Final = get_introspection_query()
"""What a client asks for the whole schema."""

INTROSPECTION_NAME: Final = "IntrospectionQuery"
"""The name of that operation."""

_WORDS: Final = (
    (GraphQLObjectType, "Type"),
    (GraphQLInterfaceType, "Interface"),
    (GraphQLUnionType, "Union"),
    (GraphQLEnumType, "Enum"),
    (GraphQLInputObjectType, "Input"),
    (GraphQLScalarType, "Scalar"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field, an argument, or a value of an enum.

    Attributes:
        name: What it is called.
        type: Its type as GraphQL writes it; empty for values of enums.
        named: The type in it that has a page of its own.
        description: What it means.
        deprecated: Why it should not be used any more; ``None`` if it may.
        default: The value that it has when it is left out, as GraphQL writes it.
        arguments: What it takes.
    """

    name: str
    type: str = ""
    named: str = ""
    description: str = ""
    deprecated: str | None = None
    default: str | None = None
    arguments: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeGuide:
    """A type of the schema.

    Attributes:
        name: What it is called.
        word: What sort of type it is.
        description: What it means.
        entries: Its fields or values.
        interfaces: The interfaces that it implements.
        possible: The types that a value of it can have.
        used_by: The fields and arguments that have it, as ``Type.field``.
    """

    name: str
    word: str
    description: str
    entries: tuple[Entry, ...] = ()
    interfaces: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()


class SchemaGuide:
    """A schema that a server described.

    Args:
        introspected: What the server answered to `INTROSPECTION`.
    """

    def __init__(self, introspected: Mapping[str, object]) -> None:
        self._schema = build_client_schema(cast("IntrospectionQuery", introspected))
        self._types = {
            name: type_
            for name, type_ in sorted(self._schema.type_map.items())
            if not is_introspection_type(type_)
        }
        self._used_by = _usage(self._types)

    @property
    def schema(self) -> GraphQLSchema:
        """The schema itself."""
        return self._schema

    @property
    def roots(self) -> list[str]:
        """The types whose fields are the operations."""
        roots = (self._schema.query_type, self._schema.mutation_type)
        return [root.name for root in roots if root is not None]

    def names(self, wanted: str = "") -> dict[str, list[str]]:
        """Return the names of all types by their sort.

        Args:
            wanted: Only names that contain this; upper and lower case do not count.
        """
        found: dict[str, list[str]] = {}
        for name, type_ in self._types.items():
            if wanted.lower() in name.lower():
                found.setdefault(_word(type_), []).append(name)
        return {word: found[word] for _, word in _WORDS if word in found}

    def type(self, name: str) -> TypeGuide | None:
        """Return what there is to read about a type; ``None`` if there is none of this name."""
        type_ = self._types.get(name)
        if type_ is None:
            return None
        possible = _possible(self._schema, type_)
        interfaces = (
            tuple(each.name for each in type_.interfaces)
            if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
            else ()
        )
        return TypeGuide(
            name=name,
            word=_word(type_),
            description=type_.description or "",
            entries=_entries(type_),
            interfaces=interfaces,
            possible=possible,
            used_by=tuple(self._used_by.get(name, ())),
        )


def _word(type_: GraphQLNamedType) -> str:
    return next(word for kind, word in _WORDS if isinstance(type_, kind))


def _possible(schema: GraphQLSchema, type_: GraphQLNamedType) -> tuple[str, ...]:
    if not isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        return ()
    return tuple(sorted(each.name for each in schema.get_possible_types(type_)))


def _entries(type_: GraphQLNamedType) -> tuple[Entry, ...]:
    if isinstance(type_, GraphQLEnumType):
        return tuple(
            Entry(name, description=value.description or "", deprecated=value.deprecation_reason)
            for name, value in type_.values.items()
        )
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return tuple(_entry(name, field) for name, field in type_.fields.items())
    return ()


def _entry(name: str, said: GraphQLField | GraphQLInputField | GraphQLArgument) -> Entry:
    default = None
    arguments: tuple[Entry, ...] = ()
    if isinstance(said, GraphQLField):
        arguments = tuple(_entry(each, argument) for each, argument in said.args.items())
    elif said.default_value is not Undefined:
        written = ast_from_value(said.default_value, said.type)
        default = None if written is None else print_ast(written)
    return Entry(
        name=name,
        type=str(said.type),
        named=get_named_type(said.type).name,
        description=said.description or "",
        deprecated=said.deprecation_reason,
        default=default,
        arguments=arguments,
    )


def _usage(types: Mapping[str, GraphQLNamedType]) -> dict[str, list[str]]:
    used: dict[str, list[str]] = {}
    for name, type_ in types.items():
        for entry in _entries(type_):
            for named in dict.fromkeys((entry.named, *(each.named for each in entry.arguments))):
                if named:
                    used.setdefault(named, []).append(f"{name}.{entry.name}")
    return used
