"""The explorer: operations, what is wrong with them, and the schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from graphql import GraphQLObjectType, parse
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.page.examples import EXAMPLES, Example
from mldh_graphql.page.suggestions import suggestions
from mldh_graphql.server.resolvers import executable_schema
from tests.page.browsing import Shown, visiting

if TYPE_CHECKING:
    from tests.page.browsing import Visitor

SCHEMA = executable_schema(patch_mutations=True)
ME = "{ me { corpUser { urn } } }"


async def send(visitor: Visitor, query: str, variables: str = "", **fields: str) -> Shown:
    """Send the explorer's form."""
    answer = await visitor.http.post(
        "/api/graphiql", data={"query": query, "variables": variables, **fields}
    )
    assert answer.status_code == 200, answer.text
    return Shown(answer)


@pytest.mark.parametrize("address", ["/api/graphiql", "/graphiql"])
async def test_the_explorer_is_where_datahub_has_it(visitor: Visitor, address: str) -> None:
    """The shorter address leads there, too."""
    answer = await visitor.http.get(address, follow_redirects=True)

    assert answer.url.path == "/api/graphiql"
    assert "http://local-datahub/api/graphql" in Shown(answer).text


@pytest.mark.usefixtures("airline")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
async def test_every_example_can_be_run_as_it_stands(visitor: Visitor, example: Example) -> None:
    """It asks about the tutorial's entities, and gets an answer without errors."""
    form = await visitor.see(f"/api/graphiql?example={example.slug}")
    assert example.document.strip().splitlines()[0] in form.text

    page = await send(visitor, example.document, example.variables)

    answer = json.loads(
        page.response.text.split("<pre")[1]
        .split("<code>")[1]
        .split("</code>")[0]
        .replace("&#34;", '"')
        .replace("&#39;", "'")
    )
    assert "errors" not in answer
    assert any(answer["data"].values())


async def test_an_operation_goes_to_the_api_as_anyones(visitor: Visitor) -> None:
    """It is recorded, and hit by faults that tests inject."""
    page = await send(visitor, ME)
    assert "urn:li:corpuser:__datahub_system" in page.text
    (request,) = visitor.datahub.requests
    assert (request.path, request.query) == ("/api/graphql", ME)

    visitor.datahub.inject("500")
    page = await send(visitor, ME)

    assert "The server answers with status 500" in page.text


async def test_an_operation_carries_the_visitors_token() -> None:
    """Who signed in acts under the name that the token stands for."""
    async with visiting(token={"t1": "alice", "t2": "bob"}) as visitor:
        await visitor.http.post("/sign-in", data={"token": "t2"})

        page = await send(visitor, ME)

    assert "urn:li:corpuser:bob" in page.text


async def test_variables_and_names_are_sent(visitor: Visitor) -> None:
    """The name chooses one of several operations."""
    document = """
query a($urn: String!) { entityExists(urn: $urn) }
query b { me { corpUser { urn } } }
"""
    page = await send(visitor, document, '{"urn": "urn:li:container:x"}', operationName="a")

    assert '"entityExists": false' in page.text
    assert visitor.datahub.requests[0].operation == "a"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        pytest.param("{ me { nothing } }", "Line 1, column 8 : { me { nothing } }", id="unknown"),
        pytest.param("{\n  me {\n", "Line 3, column 1", id="unfinished"),
    ],
)
async def test_mistakes_are_shown_where_they_are(
    visitor: Visitor, document: str, place: str
) -> None:
    """With line, column, and what the line says."""
    page = await send(visitor, document)

    assert place in page.text


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        pytest.param("{", "The variables are not JSON", id="no JSON"),
        pytest.param("[1]", "variables are a JSON object", id="a list"),
    ],
)
async def test_variables_that_are_none_are_said(
    visitor: Visitor, variables: str, said: str
) -> None:
    """In words, where DataHub answers with an empty body."""
    page = await send(visitor, ME, variables)

    assert said in page.text
    assert ME in page.text, "what was typed stays"


async def test_documents_can_be_formatted(visitor: Visitor) -> None:
    """Nothing is sent."""
    page = await send(visitor, "{me{corpUser{urn}}}", do="format")

    assert "{\n  me {\n    corpUser {\n      urn\n    }\n  }\n}" in page.response.text
    assert not visitor.datahub.requests


@pytest.mark.parametrize(
    ("document", "said"),
    [
        pytest.param("{ me # who?\n}", "the comments (#) would be lost", id="comments"),
        pytest.param("{ me", "Line 1, column 5", id="unfinished"),
    ],
)
async def test_what_cannot_be_formatted_stays_as_it_is(
    visitor: Visitor, document: str, said: str
) -> None:
    """And the visitor learns why."""
    page = await send(visitor, document, do="format")

    assert said in page.text
    assert f"\n{document}</textarea>" in page.response.text


async def test_other_sites_cannot_send_operations(visitor: Visitor) -> None:
    """A page that somebody happens to visit must not write here."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await visitor.http.post("/api/graphiql", data={"query": ME}, headers=headers)
        assert answer.status_code == 403
    assert not visitor.datahub.requests


async def test_operations_may_be_long_but_not_endless(visitor: Visitor) -> None:
    """The server's memory is not the visitor's."""
    answer = await visitor.http.post("/api/graphiql", data={"query": " " * 5_000_000})

    assert answer.status_code == 413


async def test_the_schema_is_the_servers(visitor: Visitor) -> None:
    """Every type has a page, with all of its fields."""
    overview = await visitor.see("/api/graphiql/schema")

    for name, type_ in SCHEMA.type_map.items():
        if not name.startswith("__"):
            assert overview.links[name] == f"/api/graphiql/schema/{name}"
            if isinstance(type_, GraphQLObjectType) and name in ("Query", "MLModel"):
                page = await visitor.see(f"/api/graphiql/schema/{name}")
                assert all(field in page.text for field in type_.fields)


async def test_a_type_tells_arguments_deprecation_and_use(visitor: Visitor) -> None:
    """What a reader needs to write an operation."""
    model = await visitor.see("/api/graphiql/schema/MLModel")
    search = await visitor.see("/api/graphiql/schema/SearchAcrossEntitiesInput")
    entity = await visitor.see("/api/graphiql/schema/Entity")
    kind = await visitor.see("/api/graphiql/schema/EntityType")

    assert "globalTags : GlobalTags deprecated Use tags." in model.text
    assert "lineage : EntityLineageResult input: LineageInput" in model.text
    assert model.links["Query.mlModel"] == "/api/graphiql/schema/Query#mlModel"
    assert "Without types, neither training runs nor version sets are searched." in search.text
    assert entity.links["MLModelGroup"] == "/api/graphiql/schema/MLModelGroup"
    assert "MLMODEL_GROUP" in kind.text


async def test_types_are_found_by_part_of_their_name(visitor: Visitor) -> None:
    """Upper and lower case do not count."""
    page = await visitor.see("/api/graphiql/schema?named=mlmodelgroup")

    assert {"MLModelGroup", "MLModelGroupProperties"} <= page.links.keys()
    assert "Dataset" not in page.links


async def test_a_server_that_does_not_describe_itself_says_so() -> None:
    """The explorer works all the same."""
    async with visiting(introspection=False) as visitor:
        page = await visitor.see("/api/graphiql/schema", status=404)
        result = await send(visitor, ME)

    assert "introspection is switched off" in page.text
    assert "urn:li:corpuser:__datahub_system" in result.text


def test_examples_are_written_as_formatting_would_write_them() -> None:
    """Formatting an example at most breaks lines elsewhere."""
    for example in EXAMPLES:
        assert parse(example.document)
        assert json.loads(example.variables)


SUGGESTED = [
    pytest.param("{ mlModelG", "Query", ["mlModelGroup"], id="operation"),
    pytest.param("{ mlModel(", "mlModel", ["urn"], id="argument"),
    pytest.param(
        "query q($a: String!) { m: mlModel(urn: $a) { prop",
        "MLModel",
        ["properties"],
        id="field under an alias",
    ),
    pytest.param(
        "mutation { patchEntities(input: { arr",
        "PatchEntityInput",
        ["arrayPrimaryKeys"],
        id="field of an input",
    ),
    pytest.param(
        '{ entity(urn: "x") { ... on MLModelG',
        "Entity",
        ["MLModelGroup", "MLModelGroupProperties"][:1],
        id="type of an entity",
    ),
    pytest.param(
        '{ entity(urn: "x") { ... on MLModel { prop',
        "MLModel",
        ["properties"],
        id="field of a chosen type",
    ),
    pytest.param("fragment f on MLModel { prop", "MLModel", ["properties"], id="fragment"),
    pytest.param(
        "{ searchAcrossEntities(input: { types: [MLMODEL, MLMODEL_G",
        "EntityType",
        ["MLMODEL_GROUP"],
        id="value of an enum in a list",
    ),
    pytest.param(
        '{ mlModel(urn: "x") @include(if: true) { prop',
        "MLModel",
        ["properties"],
        id="after a directive",
    ),
    pytest.param(
        "{ me { corpUser { urn } } mlModelG", "Query", ["mlModelGroup"], id="after what is closed"
    ),
    pytest.param("{ nothing { prop", "", [], id="under what there is not"),
    pytest.param('{ mlModel(urn: "pro', "String", [], id="in a text"),
    pytest.param("", "", [], id="at the beginning"),
]


@pytest.mark.parametrize(("before", "of", "names"), SUGGESTED)
def test_what_fits_at_the_cursor_is_suggested(before: str, of: str, names: list[str]) -> None:
    """For documents that are not finished."""
    found = suggestions(SCHEMA, before)

    assert (found.of, list(found.names)) == (of, names)


@given(st.text(alphabet='{}()[]:!$@.,"# \nqueryonmlModetaurnpsfg', max_size=60))
def test_no_beginning_of_a_document_is_too_odd(before: str) -> None:
    """Somebody is still typing."""
    found = suggestions(SCHEMA, before)

    assert all(name.startswith(found.typed) for name in found.names)
