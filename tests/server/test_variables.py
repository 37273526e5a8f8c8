"""Variables that are read quickly are what graphql-core makes of them."""

import pytest
from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    OperationDefinitionNode,
    build_schema,
    get_variable_values,
    parse,
)
from hypothesis import example, given
from hypothesis import strategies as st

from mldh_graphql.server import variables
from mldh_graphql.server.json_types import JsonObject, JsonValue
from mldh_graphql.server.legacy_values import migrated_variables
from mldh_graphql.server.variables import Variables
from tests.server.test_app import too_deep

SCHEMA = build_schema(
    """
    scalar Any
    enum Colour { RED BLUE }
    input Leaf { text: String!, count: Int = 3, colour: Colour, names: [String!], id: ID }
    input Tree { leaf: Leaf!, leaves: [Leaf!], trees: [Tree], any: Any, part: Float }
    input Either @oneOf { text: String, whole: Int }
    type Query { ask: String }
    """
)
DECLARED = "query ($tree: Tree, $leaves: [Leaf!]! = [], $flag: Boolean, $either: Either) { ask }"

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-9, 9),
    st.floats(),
    st.sampled_from(["RED", "GREEN", "true", "7", ""]),
    st.text(max_size=3),
)


def leaves() -> st.SearchStrategy[JsonValue]:
    """Leaves as the schema wants them, and leaves that are odd in one place or more."""
    good: dict[str, st.SearchStrategy[JsonValue]] = {
        "count": st.integers(-9, 9),
        "colour": st.sampled_from(["RED", "BLUE"]),
        "names": st.lists(st.text(max_size=3), max_size=3).map(list),
        "id": st.text(max_size=3),
    }
    odd = st.one_of(SCALARS, st.lists(SCALARS, max_size=2))
    return st.one_of(
        st.fixed_dictionaries({"text": st.text(max_size=3)}, optional=good),
        st.dictionaries(st.sampled_from([*good, "text", "odd"]), odd),
        SCALARS,
    )


def trees() -> st.SearchStrategy[JsonValue]:
    """Trees, with or without trees in them."""
    members = {
        "leaves": st.one_of(st.lists(leaves(), max_size=3), leaves()),
        "any": SCALARS,
        "part": SCALARS,
        "trees": st.lists(st.fixed_dictionaries({"leaf": leaves()}), max_size=2),
    }
    return st.one_of(st.fixed_dictionaries({"leaf": leaves()}, optional=members), SCALARS)


SENT = st.fixed_dictionaries(
    {},
    optional={
        "tree": trees(),
        "leaves": st.one_of(st.lists(leaves(), max_size=3), leaves()),
        "flag": SCALARS,
        "either": st.one_of(
            st.dictionaries(st.sampled_from(["text", "whole"]), SCALARS, max_size=2), SCALARS
        ),
        "undeclared": SCALARS,
    },
)


def operation(text: str = DECLARED) -> OperationDefinitionNode:
    """The operation of a document."""
    node = parse(text).definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    return node


@given(SENT)
@example({"tree": {"leaf": {"text": "a", "names": ["b"]}, "part": 1.5}, "flag": True})
@example({"leaves": [{"text": "a"}], "tree": None})
def test_reading_quickly_changes_nothing(sent: JsonObject) -> None:
    """Values, defaults, and what is wrong: all as if graphql-core had read the variables."""
    definitions = operation().variable_definitions
    expected = get_variable_values(
        SCHEMA, definitions, migrated_variables(SCHEMA, definitions, sent)
    )

    found = Variables(SCHEMA, definitions).read(sent)

    assert _said(found) == _said(expected)


def _said(result: object) -> str:
    # `1 == True`, and `nan != nan`: only the texts tell everything.
    return repr([str(error) for error in result] if isinstance(result, list) else result)


def test_what_is_plain_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow way is not gone for what the schema asks for."""
    monkeypatch.setattr(variables, "migrated_variables", too_deep)
    tree: JsonObject = {
        "leaf": {"text": "a", "colour": "RED", "names": ["b"]},
        "leaves": [{"text": "c", "count": 4}],
        "part": 0.5,
    }

    found = Variables(SCHEMA, operation().variable_definitions).read({"tree": tree, "flag": False})

    assert found == {
        "tree": {
            "leaf": {"text": "a", "count": 3, "colour": "RED", "names": ["b"]},
            "leaves": [{"text": "c", "count": 4}],
            "part": 0.5,
        },
        "leaves": [],
        "flag": False,
    }


def test_input_types_may_convert_what_they_hold() -> None:
    """A type's own ``out_type`` and a member's own name are used."""
    schema = build_schema("input Point { x: Int! } type Query { ask: String }")
    point = schema.type_map["Point"]
    assert isinstance(point, GraphQLInputObjectType)
    point.out_type = lambda value: {"point": value}  # type: ignore[method-assign]
    field: GraphQLInputField = point.fields["x"]
    field.out_name = "across"

    found = Variables(schema, operation("query ($p: Point) { ask }").variable_definitions).read(
        {"p": {"x": 1}}
    )

    assert found == {"p": {"point": {"across": 1}}}
