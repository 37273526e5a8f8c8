"""The slice of the schema is a true part of DataHub's schema, in every supported release."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    is_introspection_type,
    is_specified_scalar_type,
    validate_schema,
)

from tests.datahub_schemas import (
    RELEASES,
    datahub_schema,
    oldest_slice_schema,
    since,
    slice_schema,
)

OLDEST = next(iter(RELEASES))


class Member(NamedTuple):
    """One thing that a schema promises, and the first release that promises it."""

    promise: str
    release: str


def input_promise(given: GraphQLArgument | GraphQLInputField) -> str:
    """Describe what may be passed: the type, and the default if there is one."""
    default = "" if given.default_value is Undefined else f" = {given.default_value!r}"
    return f"{given.type}{default}"


def members(schema: GraphQLSchema) -> dict[str, Member]:
    """List everything a schema promises, by path: types, fields, arguments, values, members."""
    found: dict[str, Member] = {}
    for name, named in schema.type_map.items():
        if is_introspection_type(named) or is_specified_scalar_type(named):
            continue
        first = since(named.ast_node) or OLDEST
        found[name] = Member(type(named).__name__, first)
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            found |= fields(named, first)
        elif isinstance(named, GraphQLInputObjectType):
            for field_name, field in named.fields.items():
                promise = Member(input_promise(field), since(field.ast_node) or first)
                found[f"{name}.{field_name}"] = promise
        elif isinstance(named, GraphQLEnumType):
            for value_name, value in named.values.items():
                found[f"{name}.{value_name}"] = Member("", since(value.ast_node) or first)
        elif isinstance(named, GraphQLUnionType):
            found |= {f"{name} = {member.name}": Member("", first) for member in named.types}
    return found


def fields(named: GraphQLObjectType | GraphQLInterfaceType, first: str) -> dict[str, Member]:
    """List the interfaces, fields and arguments of a type that a release introduced."""
    found = {f"{named.name} implements {i.name}": Member("", first) for i in named.interfaces}
    for field_name, field in named.fields.items():
        path, field_first = f"{named.name}.{field_name}", since(field.ast_node) or first
        found[path] = Member(str(field.type), field_first)
        for argument_name, argument in field.args.items():
            argument_first = since(argument.ast_node) or field_first
            promise = Member(input_promise(argument), argument_first)
            found[f"{path}({argument_name}:)"] = promise
    return found


def test_slice_is_a_valid_schema() -> None:
    """The slice, with and without newer members, is a schema in itself."""
    assert validate_schema(slice_schema()) == []
    assert validate_schema(oldest_slice_schema()) == []


def test_marks_name_supported_releases() -> None:
    """Every mark names a supported release, and never the oldest, which needs no mark."""
    marked = {member.release for member in members(slice_schema()).values()}
    assert OLDEST in marked
    assert marked <= set(RELEASES)
    for named in slice_schema().type_map.values():
        assert since(named.ast_node) != OLDEST


@pytest.mark.parametrize("release", RELEASES)
def test_everything_in_the_slice_is_in_the_release(release: str) -> None:
    """Each member is in the release with the same type, or, if marked as newer, is not in it."""
    promised = members(slice_schema())
    actual = members(datahub_schema(release))
    order = list(RELEASES).index
    expected = {
        path: member.promise if order(member.release) <= order(release) else None
        for path, member in promised.items()
    }
    found = {path: actual[path].promise if path in actual else None for path in promised}
    assert found == expected


@pytest.mark.parametrize("release", RELEASES)
def test_slice_leaves_out_nothing_that_must_be_sent(release: str) -> None:
    """No argument or input field that the release requires is missing from the slice."""
    promised = members(slice_schema())
    schema = datahub_schema(release)
    missing = []
    for path, member in members(schema).items():
        holder = path.partition("(")[0] if "(" in path else path.partition(".")[0]
        is_input = isinstance(schema.type_map.get(holder), GraphQLInputObjectType) or "(" in path
        required = member.promise.endswith("!")
        if is_input and required and holder in promised and path not in promised:
            missing.append(path)
    assert missing == []


def test_slice_has_every_kind_of_entity() -> None:
    """Whatever entity DataHub returns, its type, its enum value and its interfaces are known."""
    newest = datahub_schema("v1.6.1")
    ours = slice_schema()
    entity, our_entity = newest.type_map["Entity"], ours.type_map["Entity"]
    assert isinstance(entity, GraphQLInterfaceType)
    assert isinstance(our_entity, GraphQLInterfaceType)
    names = {named.name for named in newest.get_possible_types(entity)}
    assert {named.name for named in ours.get_possible_types(our_entity)} == names
    for name in names:
        implementation, our_implementation = newest.type_map[name], ours.type_map[name]
        assert isinstance(implementation, GraphQLObjectType)
        assert isinstance(our_implementation, GraphQLObjectType)
        interfaces = {i.name for i in implementation.interfaces if i.name in ours.type_map}
        assert {i.name for i in our_implementation.interfaces} == interfaces


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, named in slice_schema().type_map.items()
        if isinstance(named, GraphQLEnumType | GraphQLUnionType)
        and not is_introspection_type(named)
    ),
)
def test_enums_and_unions_are_complete(name: str) -> None:
    """Enums have all values and unions all members of the newest release."""
    ours, newest = slice_schema().type_map[name], datahub_schema("v1.6.1").type_map[name]
    if isinstance(ours, GraphQLEnumType):
        assert isinstance(newest, GraphQLEnumType)
        assert ours.values.keys() == newest.values.keys()
    else:
        assert isinstance(ours, GraphQLUnionType)
        assert isinstance(newest, GraphQLUnionType)
        assert {member.name for member in ours.types} == {member.name for member in newest.types}


@pytest.mark.parametrize("name", ["MLModel", "MLModelGroup", "Container", "DataProcessInstance"])
def test_nouns_are_complete(name: str) -> None:
    """The machine-learning nouns have every field of the newest release but documents."""
    ours, newest = slice_schema().type_map[name], datahub_schema("v1.6.1").type_map[name]
    assert isinstance(ours, GraphQLObjectType)
    assert isinstance(newest, GraphQLObjectType)
    assert newest.fields.keys() - ours.fields.keys() <= {"relatedDocuments"}
