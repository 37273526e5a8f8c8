"""The GraphQL engine on a small schema: limits, refusals, errors, and documents kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from graphql import GraphQLError, GraphQLObjectType, build_schema

from mldh_graphql.server.exceptions import AuthorizationException, IllegalArgumentException
from mldh_graphql.server.graphql import GraphQLEngine, GraphQLRequest
from mldh_graphql.server.graphql_wording import coercion_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from mldh_graphql.server.context import RequestContext
    from mldh_graphql.server.json_types import JsonObject

SDL = """
scalar Long
enum Colour { RED GREEN }
input ItemInput { name: String!, colour: Colour }
type Query {
  echo(text: String, number: Int, long: Long, colour: Colour, input: [ItemInput!]): String
  needs(text: String!): String
  node: Node
  nodes: [Node]
}
type Node { name: String!, colour: Colour, node: Node, count: Int }
"""


def engine_with(resolvers: dict[str, Callable[..., object]], **options: bool) -> GraphQLEngine:
    """An engine whose root fields are resolved so."""
    schema = build_schema(SDL)
    query = schema.query_type
    assert isinstance(query, GraphQLObjectType)
    for name, resolver in resolvers.items():
        query.fields[name].resolve = resolver
    return GraphQLEngine(schema, **options)


NO_CONTEXT = cast("RequestContext", None)


async def answer(
    engine: GraphQLEngine,
    query: str,
    variables: JsonObject | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Run a document."""
    return await engine.execute(GraphQLRequest(query, name, variables or {}), NO_CONTEXT)


def echo(_root: object, _info: object, **arguments: object) -> str:
    """Tell what arrived."""
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


async def test_an_answer_has_data_and_extensions_but_no_empty_errors() -> None:
    """``errors`` appears only when there are some."""
    engine = engine_with({"echo": echo})

    assert await answer(engine, "{ echo(number: 1) }") == {
        "data": {"echo": "number=1"},
        "extensions": {},
    }


async def test_awaitable_fields_are_awaited() -> None:
    """Resolvers may be asynchronous."""

    async def later(*_arguments: object) -> dict[str, object]:
        return {"name": "n"}

    assert await answer(engine_with({"node": later}), "{ node { name } }") == {
        "data": {"node": {"name": "n"}},
        "extensions": {},
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param(
            "{ node { name }",
            "Invalid syntax with offending token '<EOF>' at line 1 column 16",
            id="a missing brace",
        ),
        pytest.param(
            "{\n  node { & } }",
            "Invalid syntax with offending token '&' at line 2 column 10",
            id="an unexpected character",
        ),
        pytest.param(
            "null", "Invalid syntax with offending token 'null' at line 1 column 1", id="a name"
        ),
    ],
)
async def test_what_is_not_graphql_is_invalid_syntax(query: str, message: str) -> None:
    """The answer says where, and there is no data."""
    body = await answer(engine_with({}), query)

    assert body["data"] is None
    (error,) = body["errors"]
    assert error["message"] == message
    assert error["extensions"] == {"classification": "InvalidSyntax"}
    assert error["locations"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param(
            "{ node { nmae } }",
            "Validation error (FieldUndefined@[node/nmae]) : Field 'nmae' in type 'Node' is"
            " undefined",
            id="field",
        ),
        pytest.param(
            "{ node { ...F } } fragment F on Node { nmae }",
            "Validation error (FieldUndefined@[F/nmae]) : Field 'nmae' in type 'Node' is undefined",
            id="field in a fragment",
        ),
        pytest.param(
            "{ echo(txt: 1) }",
            "Validation error (UnknownArgument@[echo]) : Unknown field argument 'txt'",
            id="argument",
        ),
        pytest.param(
            "{ node { name @nope } }",
            "Validation error (UnknownDirective@[node/name]) : Unknown directive 'nope'",
            id="directive",
        ),
        pytest.param(
            "{ echo @skip(unless: true, if: true) }",
            "Validation error (UnknownArgument@[echo]) : Unknown directive argument 'unless'",
            id="argument of a directive",
        ),
        pytest.param(
            "query ($v: Nope) { echo(text: $v) }",
            "Validation error (UnknownType@[]) : Unknown type 'Nope'",
            id="type",
        ),
        pytest.param(
            "{ node { ...F } }",
            "Validation error (UndefinedFragment@[node]) : Undefined fragment 'F'",
            id="fragment",
        ),
        pytest.param(
            "{ echo } fragment F on Node { name }",
            "Validation error (UnusedFragment@[F]) : Unused fragment 'F'",
            id="fragment that is not used",
        ),
        pytest.param(
            "query ($v: String) { echo }",
            "Validation error (UnusedVariable@[]) : Unused variable 'v'",
            id="variable that is not used",
        ),
        pytest.param(
            "{ echo(text: $v) }",
            "Validation error (UndefinedVariable@[echo]) : Undefined variable 'v'",
            id="variable",
        ),
        pytest.param(
            "query ($v: Int) { echo(text: $v) }",
            "Validation error (VariableTypeMismatch@[echo]) : Variable 'v' of type 'Int' used in"
            " position expecting type 'String'",
            id="variable of another type",
        ),
        pytest.param(
            "{ echo { name } }",
            "Validation error (SubselectionNotAllowed@[echo]) : Subselection not allowed on leaf"
            " type 'String' of field 'echo'",
            id="selection on a leaf",
        ),
        pytest.param(
            "{ node }",
            "Validation error (SubselectionRequired@[node]) : Subselection required for type"
            " 'Node' of field 'node'",
            id="no selection",
        ),
        pytest.param(
            "{ needs }",
            "Validation error (MissingFieldArgument@[needs]) : Missing field argument 'text'",
            id="missing argument",
        ),
        pytest.param(
            '{ echo(colour: "RED") }',
            "Validation error (WrongType@[echo]) : Enum 'Colour' cannot represent non-enum value:"
            ' "RED".',
            id="literal of another type",
        ),
    ],
)
async def test_what_does_not_fit_the_schema_is_a_validation_error(query: str, message: str) -> None:
    """Kind, place and words are those that DataHub's engine uses."""
    body = await answer(engine_with({}), query)

    assert body["data"] is None
    assert message in [error["message"] for error in body["errors"]]
    for error in body["errors"]:
        assert error["extensions"] == {"classification": "ValidationError"}


async def test_literals_are_not_read_leniently() -> None:
    """A number for a string is fine in a variable only."""
    engine = engine_with({"echo": echo})

    lenient = await answer(engine, "query ($v: String) { echo(text: $v) }", {"v": 1})
    strict = await answer(engine, "{ echo(text: 1) }")

    assert lenient["data"] == {"echo": "text='1'"}
    assert strict["errors"][0]["extensions"] == {"classification": "ValidationError"}


@pytest.mark.parametrize(
    ("declared", "value", "reason"),
    [
        pytest.param(
            "[ItemInput!]",
            [{"colour": "RED"}],
            "Field 'name' of required type 'String!' was not provided.",
            id="missing member",
        ),
        pytest.param(
            "[ItemInput!]",
            [{"name": "n", "shade": 1}],
            "Field 'shade' is not defined by type 'ItemInput'.",
            id="unknown member",
        ),
        pytest.param(
            "[ItemInput!]",
            [{"name": "n", "colour": "BLUE"}],
            "Value 'BLUE' does not exist in 'Colour' enum.",
            id="unknown enum value",
        ),
        pytest.param(
            "[ItemInput!]!",
            None,
            "of non-null type '[ItemInput!]!' must not be null.",
            id="null for what is required",
        ),
    ],
)
async def test_a_variable_that_does_not_fit_is_named(
    declared: str, value: Any, reason: str
) -> None:
    """The message names the variable and nothing is executed."""
    engine = engine_with({"echo": echo})

    body = await answer(engine, f"query ($v: {declared}) {{ echo(input: $v) }}", {"v": value})

    assert body["data"] is None
    (error,) = body["errors"]
    assert error["message"].startswith("Variable 'v' has an invalid value: ")
    assert reason in error["message"]
    assert error["extensions"] == {"classification": "ValidationError"}


async def test_a_missing_required_variable_is_named() -> None:
    """Leaving out a required variable is refused before anything runs."""
    body = await answer(engine_with({}), "query ($v: String!) { needs(text: $v) }")

    (error,) = body["errors"]
    assert error["message"].startswith("Variable 'v' has an invalid value: ")


async def test_exceptions_of_resolvers_become_datahub_errors() -> None:
    """Code, type, path and place are told; the other fields are answered."""

    def fail(*_arguments: object, **_named: object) -> None:
        raise IllegalArgumentException("no such thing")

    engine = engine_with({"node": fail, "echo": echo})

    assert await answer(engine, "{ echo it: node { name } }") == {
        "data": {"echo": "", "it": None},
        "extensions": {},
        "errors": [
            {
                "message": "no such thing",
                "locations": [{"line": 1, "column": 8}],
                "path": ["it"],
                "extensions": {
                    "code": 400,
                    "type": "BAD_REQUEST",
                    "classification": "DataFetchingException",
                },
            }
        ],
    }


async def test_forbidden_is_code_403_and_type_unauthorized() -> None:
    """DataHub calls 403 UNAUTHORIZED."""

    def refuse(*_arguments: object) -> None:
        raise AuthorizationException("not you")

    body = await answer(engine_with({"node": refuse}), "{ node { name } }")

    assert body["errors"][0]["extensions"] == {
        "code": 403,
        "type": "UNAUTHORIZED",
        "classification": "DataFetchingException",
    }


async def test_a_bug_in_a_resolver_is_told_without_details(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The client reads DataHub's text for the unknown; the log has the exception."""

    def crash(*_arguments: object) -> None:
        raise KeyError("secret detail")

    body = await answer(engine_with({"node": crash}), "{ node { name } }")

    (error,) = body["errors"]
    assert error["message"] == "An unknown error occurred."
    assert error["extensions"]["code"] == 500
    assert "secret detail" in caplog.text


async def test_null_for_a_required_field_spreads_to_its_parent() -> None:
    """The parent becomes null and the error has its own classification and no code."""
    engine = engine_with({"nodes": lambda *_: [{"name": "a"}, {"name": None}]})

    body = await answer(engine, "{ nodes { name } }")

    assert body["data"] == {"nodes": [{"name": "a"}, None]}
    (error,) = body["errors"]
    assert error["path"] == ["nodes", 1, "name"]
    assert error["extensions"] == {"classification": "NullValueInNonNullableField"}
    assert "The field at path '/nodes[1]/name' was declared as a non null type" in error["message"]


async def test_a_value_of_another_type_cannot_be_serialized() -> None:
    """The field is null and the error names its path; there is no code."""
    engine = engine_with({"node": lambda *_: {"colour": "BLUE"}})

    body = await answer(engine, "{ node { colour } }")

    assert body["data"] == {"node": {"colour": None}}
    (error,) = body["errors"]
    assert error["message"].startswith("Can't serialize value (/node/colour) : ")
    assert error["extensions"] == {"classification": "DataFetchingException"}


async def test_an_error_of_the_engine_itself_is_passed_on() -> None:
    """A resolver may raise a GraphQL error with a text of its own."""

    def fail(*_arguments: object) -> None:
        raise GraphQLError("odd")

    body = await answer(engine_with({"node": fail}), "{ node { name } }")

    assert body["errors"][0]["message"] == "Can't serialize value (/node) : odd"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param(
            "{" + "node {" * 50 + "name" + "}" * 51,
            "maximum query depth exceeded 51 > 50",
            id="depth",
        ),
        pytest.param(
            "{" + " ".join(f"a{i}: echo" for i in range(2001)) + "}",
            "maximum query complexity exceeded 2001 > 2000",
            id="complexity",
        ),
    ],
)
async def test_too_large_an_operation_is_aborted(query: str, message: str) -> None:
    """Nothing is executed, and the answer says which limit it was."""
    body = await answer(engine_with({"echo": echo}), query)

    assert body == {
        "data": None,
        "extensions": {},
        "errors": [{"message": message, "extensions": {"classification": "ExecutionAborted"}}],
    }


async def test_the_elements_of_a_batch_count_as_complexity() -> None:
    """A list given as ``input`` costs one per element."""
    engine = engine_with({"echo": echo})
    query = "query ($v: [ItemInput!]) { echo(input: $v) }"

    fits = await answer(engine, query, {"v": [{"name": "n"}] * 1999})
    exceeds = await answer(engine, query, {"v": [{"name": "n"}] * 2000})

    assert "errors" not in fits
    assert exceeds["errors"][0]["message"] == "maximum query complexity exceeded 2001 > 2000"


async def test_too_long_a_document_is_not_even_parsed() -> None:
    """The parser gives up, which is a matter of syntax."""
    body = await answer(engine_with({}), "{ echo }" + " " * 1_048_576)

    (error,) = body["errors"]
    assert error["extensions"] == {"classification": "InvalidSyntax"}
    assert "parsing has been cancelled" in error["message"]


TWO = "query first { echo(number: 1) } query second { echo(number: 2) }"


async def test_the_operation_that_is_named_runs() -> None:
    """Of several operations the name decides."""
    engine = engine_with({"echo": echo})

    assert (await answer(engine, TWO, name="second"))["data"] == {"echo": "number=2"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("third", "Unknown operation named 'third'.", id="unknown name"),
        pytest.param(
            None,
            "Must provide operation name if query contains multiple operations.",
            id="no name",
        ),
    ],
)
async def test_an_operation_that_cannot_be_chosen_is_refused(
    name: str | None, message: str
) -> None:
    """Several operations need the name of one of them."""
    body = await answer(engine_with({"echo": echo}), TWO, name=name)

    assert body["data"] is None
    assert [error["message"] for error in body["errors"]] == [message]


async def test_introspection_can_be_switched_off() -> None:
    """Then the schema's fields do not exist."""
    query = '{ __type(name: "Node") { name } }'

    shown = await answer(engine_with({}), query)
    hidden = await answer(engine_with({}, introspection=False), query)

    assert shown["data"] == {"__type": {"name": "Node"}}
    assert hidden["data"] is None
    assert hidden["errors"][0]["message"] == (
        "Validation error (FieldUndefined@[__type]) : Field '__type' in type 'Query' is undefined"
    )


async def test_documents_are_kept_but_not_without_limit() -> None:
    """Many different documents do not fill the memory, and all are answered."""
    engine = engine_with({"echo": echo})

    for number in range(600):
        body = await answer(engine, f"{{ a{number}: echo }}")
        assert body["data"] == {f"a{number}": ""}

    assert len(engine._documents) == 512


def test_an_unforeseen_complaint_about_variables_is_passed_on() -> None:
    """What has no better wording keeps its own."""
    assert coercion_message(GraphQLError("too deep")) == "too deep"
