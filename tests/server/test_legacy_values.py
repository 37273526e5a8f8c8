"""Variables as older clients send them."""

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from mldh_graphql.server.json_types import JsonObject, JsonValue
from mldh_graphql.server.legacy_values import migrated_variables

SCHEMA = build_schema(
    """
    input Inner { text: String!, flag: Boolean, more: [Inner!] }
    enum Colour { RED }
    type Query {
      ask(text: String, texts: [String!], flag: Boolean, whole: Int, part: Float, inner: Inner,
          colour: Colour): String
    }
    """
)


def migrated(declared: str, value: JsonValue) -> JsonValue:
    """What a variable of this type becomes."""
    operation = parse(f"query ($v: {declared}) {{ ask }}").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    variables: JsonObject = {"v": value}
    return migrated_variables(SCHEMA, operation.variable_definitions, variables)["v"]


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        pytest.param("String", 1, "1", id="a number for a string"),
        pytest.param("String!", True, "true", id="a boolean for a string"),
        pytest.param("String", 1.0, "1.0", id="a float keeps its point"),
        pytest.param("String", 1e10, "1.0E10", id="a large float as Java writes it"),
        pytest.param("String", [1, None], "[1, null]", id="a list as Java writes it"),
        pytest.param("String", {"a": False}, "{a=false}", id="an object as Java writes it"),
        pytest.param("String", None, None, id="null stays null"),
        pytest.param("[String!]!", [1, "a"], ["1", "a"], id="elements of a list"),
        pytest.param("[String!]", 5, "5", id="a single element instead of a list"),
        pytest.param("Boolean", "TRUE", True, id="a text for a boolean"),
        pytest.param("Boolean", "false", False, id="the other text for a boolean"),
        pytest.param("Boolean", "yes", None, id="another text is no boolean"),
        pytest.param("Boolean", 2, True, id="a number for a boolean"),
        pytest.param("Boolean", [], [], id="what is neither stays"),
        pytest.param("Int", "12", 12, id="a text for an integer"),
        pytest.param("Int", "1.5", None, id="a fraction is no integer"),
        pytest.param("Int", "many", None, id="a word is no integer"),
        pytest.param("Int", 7, 7, id="an integer stays"),
        pytest.param("Float", "1.5", 1.5, id="a text for a float"),
        pytest.param("Float", "wide", None, id="a word is no float"),
        pytest.param("Float", 3, 3, id="a number stays"),
        pytest.param("Colour", 1, 1, id="enums are taken literally"),
        pytest.param(
            "Inner",
            {"text": 1, "more": [{"text": 2.5, "flag": "true"}], "odd": 3},
            {"text": "1", "more": [{"text": "2.5", "flag": True}], "odd": 3},
            id="members of an input object, at any depth",
        ),
        pytest.param("Inner", "text", "text", id="a text for an input object stays"),
        pytest.param("Query", 1, 1, id="what is no input type stays"),
    ],
)
def test_variables_are_read_leniently(declared: str, value: JsonValue, expected: JsonValue) -> None:
    """A value of another JSON type is replaced by what it stands for."""
    assert migrated(declared, value) == expected


def test_variables_that_were_not_sent_stay_away() -> None:
    """Nothing is invented, so that defaults apply."""
    operation = parse('query ($v: String = "a") { ask(text: $v) }').definitions[0]
    assert isinstance(operation, OperationDefinitionNode)

    assert migrated_variables(SCHEMA, operation.variable_definitions, {}) == {}
