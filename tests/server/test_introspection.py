"""Questions about the schema: the usual ones are answered, excessive ones are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graphql import get_introspection_query

from tests.server.http_server import HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REFUSED = "This request is not asking for introspection in good faith - "


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


def of_type(levels: int) -> str:
    """A question as deep as asked."""
    return "ofType { " * levels + "name" + " }" * levels


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(get_introspection_query(), id="standard"),
        pytest.param(
            get_introspection_query(specified_by_url=True, input_value_deprecation=True),
            id="standard, of today",
        ),
        pytest.param('{ __type(name: "PatchEntityInput") { inputFields { name } } }', id="probe"),
        pytest.param("{ __schema { queryType { name } } me { corpUser { urn } } }", id="beside"),
        pytest.param(
            "{ __schema { types { name } } ... on Query { __schema { types { kind } } } }",
            id="one in two pieces",
        ),
        pytest.param(
            '{ __schema { types { name } } __type(name: "Tag") { fields { name } } }',
            id="one of each",
        ),
        pytest.param(
            "query ($no: Boolean = false)"
            " { a: __schema { types { name } } b: __schema @include(if: $no) { types { name } } }",
            id="the second left out",
        ),
        pytest.param(f"{{ __schema {{ types {{ {of_type(17)} }} }} }}", id="20 levels"),
    ],
)
async def test_reasonable_questions_are_answered(server: HttpServer, query: str) -> None:
    """There is data and no error."""
    assert await server.data(query)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param(
            "{ a: __schema { types { name } } b: __schema { types { name } } }",
            "Query.__schema is present too often!",
            id="two schemas",
        ),
        pytest.param(
            '{ a: __type(name: "Tag") { name } b: __type(name: "Domain") { name } }',
            "Query.__type is present too often!",
            id="two types",
        ),
        pytest.param(
            "{ __schema { types { fields { type { fields { name } } } } } }",
            "__Type.fields is present too often!",
            id="a cycle",
        ),
        pytest.param(
            "query { __schema { types { ...T } queryType { ...T } } }"
            " fragment T on __Type { interfaces { name } }",
            "__Type.interfaces is present too often!",
            id="a fragment twice",
        ),
        pytest.param(
            f"{{ __schema {{ types {{ {of_type(18)} }} }} }}",
            "the query is too big: Maximum query depth exceeded. 21 > 20",
            id="21 levels",
        ),
        pytest.param(
            "{ __schema { types { " + " ".join(f"n{i}: name" for i in range(500)) + " } } }",
            "the query is too big: Maximum field count exceeded. 501 > 500",
            id="501 fields",
        ),
    ],
)
async def test_excessive_questions_are_refused(server: HttpServer, query: str, reason: str) -> None:
    """Nothing is answered; the error has a class of its own and no place."""
    body = await server.graphql(query)

    assert body == {
        "data": None,
        "errors": [
            {
                "message": REFUSED + reason,
                "extensions": {"classification": "BadFaithIntrospection"},
            }
        ],
        "extensions": {},
    }


async def test_fields_that_only_share_a_name_are_not_counted(server: HttpServer) -> None:
    """The limits are for questions about the schema, not for DataHub's own fields."""
    data = await server.data(
        """{
          __schema { queryType { fields { name } } }
          a: entity(urn: "urn:li:tag:a") { urn } b: entity(urn: "urn:li:tag:b") { urn }
        }"""
    )

    assert (data["a"]["urn"], data["b"]["urn"]) == ("urn:li:tag:a", "urn:li:tag:b")
