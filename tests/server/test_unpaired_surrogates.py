"""Half of a surrogate pair: JSON can carry it, a database cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.server.sql_texts import TolerantConnection, sql_text
from tests.server.http_server import EXPERIMENT, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HALF = "\ud800"
ODD = f"urn:li:container:{HALF}"


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


async def ask(server: HttpServer, query: str, **variables: object) -> dict[str, Any]:
    """Run a document whose variables httpx could not encode."""
    content = json.dumps({"query": query, "variables": variables})
    response = await server.http.post("/api/graphql", content=content)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    assert "errors" not in body, body["errors"]
    data: dict[str, Any] = body["data"]
    return data


async def test_they_are_kept_in_aspects_and_searchable_as_question_marks(
    server: HttpServer,
) -> None:
    """What is stored is what was sent; the index has what a database can hold."""
    written = await server.http.post(
        "/openapi/v3/entity/container?async=false",
        content=json.dumps(
            [{"urn": EXPERIMENT, "containerProperties": {"value": {"name": f"odd {HALF}name"}}}]
        ),
    )

    assert written.status_code == 200
    assert server.datahub.aspects(EXPERIMENT)["containerProperties"].value == {
        "name": f"odd {HALF}name"
    }
    data = await ask(
        server,
        '{ searchAcrossEntities(input: {query: "odd"}) { searchResults { entity { urn } } } }',
    )
    assert data["searchAcrossEntities"]["searchResults"] == [{"entity": {"urn": EXPERIMENT}}]


async def test_a_urn_with_one_can_be_written_read_and_linked_to(server: HttpServer) -> None:
    """No door stumbles over it."""
    patches = [
        {
            "urn": urn,
            "aspectName": "container",
            "patch": [{"op": "ADD", "path": "/container", "value": json.dumps(parent)}],
            "forceGenericPatch": True,
        }
        for urn, parent in [(ODD, EXPERIMENT), (EXPERIMENT, ODD)]
    ]
    data = await ask(
        server,
        "mutation ($i: [PatchEntityInput!]!) { patchEntities(input: $i) { success } }",
        i=patches,
    )
    assert data["patchEntities"] == [{"success": True}] * 2

    data = await ask(
        server,
        """query ($u: String!) {
          entityExists(urn: $u)
          container(urn: $u) { exists container { urn } }
          entity(urn: $u) {
            relationships(input: {types: ["IsPartOf", "_"], direction: INCOMING}) { total }
          }
          searchAcrossEntities(input: {query: $u}) { total }
        }""",
        u=ODD,
    )
    assert data == {
        "entityExists": True,
        "container": {"exists": True, "container": {"urn": EXPERIMENT}},
        "entity": {"relationships": {"total": 1}},
        "searchAcrossEntities": {"total": 1},
    }


def test_statements_take_any_text() -> None:
    """By place, by name and in bulk; whole pairs stay what they are."""
    connection = TolerantConnection(":memory:")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (?)", (HALF,))
    connection.execute("INSERT INTO t VALUES (:x)", {"x": f"{HALF}!"})
    connection.executemany("INSERT INTO t VALUES (?)", [(f"a{HALF}",), (1,), ("\U0001f389",)])

    assert [x for (x,) in connection.execute("SELECT x FROM t")] == [
        "?",
        "?!",
        "a?",
        1,
        "\U0001f389",
    ]
    assert sql_text("\U0001f389") == "\U0001f389"
    connection.close()
