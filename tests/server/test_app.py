"""The HTTP application: paths, statuses, who may pass, and what is recorded."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.server.app import build_app
from mldh_graphql.server.recording import RecordedRequest, Recorder
from tests.server.http_server import MODEL, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Message

ME = {"query": "{ me { corpUser { urn } } }"}


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/api/graphql", id="metadata service"),
        pytest.param("/api/v2/graphql", id="frontend"),
        pytest.param("/api/gms/api/graphql", id="metadata service behind the frontend"),
    ],
)
async def test_graphql_is_served_on_all_of_datahubs_paths(server: HttpServer, path: str) -> None:
    """The answer is JSON in UTF-8, with both parts that are always there."""
    response = await server.http.post(path, json=ME)

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json;charset=utf-8"
    assert response.json() == {
        "data": {"me": {"corpUser": {"urn": "urn:li:corpuser:__datahub_system"}}},
        "extensions": {},
    }


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b'{"query": "{ me }", "variables": {"a": NaN}}', id="Python's JSON"),
        pytest.param(b'"{ me }"', id="a text"),
        pytest.param(json.dumps([ME]).encode(), id="several requests at once"),
        pytest.param(b"{}", id="no query"),
        pytest.param(b'{"query": "{ me }", "variables": []}', id="variables in a list"),
    ],
)
async def test_what_is_no_request_is_answered_with_400(server: HttpServer, body: bytes) -> None:
    """The answer has no body."""
    response = await server.http.post("/api/graphql", content=body)

    assert (response.status_code, response.content) == (400, b"")


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param({"variables": None}, id="null variables"),
        pytest.param({"operationName": None}, id="null name"),
        pytest.param({"operationName": ""}, id="empty name"),
        pytest.param({"extensions": {"a": 1}}, id="unknown members"),
    ],
)
async def test_optional_members_may_be_empty(server: HttpServer, extra: dict[str, Any]) -> None:
    """Only the query is needed."""
    response = await server.http.post("/api/graphql", json={**ME, **extra})

    assert "errors" not in response.json()


async def test_a_query_that_is_no_text_is_invalid_syntax(server: HttpServer) -> None:
    """It is parsed as the text that its JSON is."""
    response = await server.http.post("/api/graphql", json={"query": None})

    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"] == {"classification": "InvalidSyntax"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_graphql_is_only_posted(server: HttpServer, method: str) -> None:
    """Any other method is not allowed."""
    response = await server.http.request(method, "/api/graphql")

    assert response.status_code == 405


async def test_unknown_paths_are_not_found(server: HttpServer) -> None:
    """What this server does not have it does not pretend to have."""
    assert (await server.http.post("/api/other")).status_code == 404


async def test_errors_of_the_document_are_answered_with_200(server: HttpServer) -> None:
    """GraphQL errors are no HTTP errors."""
    response = await server.http.post("/api/graphql", json={"query": "{ nothing }"})

    assert response.status_code == 200
    assert response.json()["data"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/health/live",
        "/openapi/up",
        "/openapi/up/",
        "/openapi/check/ready",
        "/admin",
        "/api/gms/health",
    ],
)
async def test_health_needs_no_token(path: str) -> None:
    """A probe is answered without a body."""
    async with started(token="t") as server:
        response = await server.http.get(path)

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("path", ["/config", "/api/gms/config"])
async def test_config_needs_no_token_and_tells_the_release(path: str) -> None:
    """The version is that of the option."""
    async with started(token="t", server_version="v1.4.0") as server:
        config = (await server.http.get(path)).json()

    assert config["versions"]["acryldata/datahub"]["version"] == "v1.4.0"
    assert config["noCode"] == "true"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("POST", "/api/graphql", id="graphql"),
        pytest.param("POST", "/openapi/v3/entity/dataProcessInstance", id="openapi"),
        pytest.param("GET", f"/openapi/v3/entity/mlModel/{MODEL}", id="openapi read"),
        pytest.param("POST", "/aspects?action=ingestProposal", id="restli"),
        pytest.param("POST", "/entities?action=delete", id="restli delete"),
    ],
)
async def test_without_the_token_every_door_is_closed(method: str, path: str) -> None:
    """The answer is 401 whatever was asked, and nothing was done."""
    async with started(token="right", headers={"Authorization": "Bearer wrong"}) as server:
        response = await server.http.request(method, path, json=ME)

        assert response.status_code == 401
        assert server.datahub._running.state.store.urns() == []
        assert [request.status for request in server.datahub.requests] == [401]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/api/graphql", 405, id="wrong method"),
        pytest.param("GET", "/api/gms/nothing", 404, id="unknown path"),
        pytest.param("PUT", "/openapi/v3/entity/mlModel", 405, id="openapi"),
    ],
)
async def test_only_known_clients_learn_what_there_is(method: str, path: str, status: int) -> None:
    """Whoever is unknown is told so first; what is open to all stays so."""
    async with started(token="right") as server:
        unknown = await server.http.request(method, path)
        known = await server.http.request(method, path, headers={"Authorization": "Bearer right"})
        wrong_method = await server.http.post("/config")

    assert (unknown.status_code, known.status_code) == (401, status)
    assert wrong_method.status_code == 405


async def test_a_token_decides_who_acts() -> None:
    """``me`` is the token's user."""
    async with started(token={"a": "alice"}, headers={"Authorization": "Bearer a"}) as server:
        data = await server.data("{ me { corpUser { urn } platformPrivileges { manageTags } } }")

    assert data["me"]["corpUser"] == {"urn": "urn:li:corpuser:alice"}
    assert data["me"]["platformPrivileges"] == {"manageTags": True}


async def test_without_tokens_the_actor_header_decides(server: HttpServer) -> None:
    """As in a DataHub without authentication."""
    response = await server.http.post(
        "/api/graphql", json=ME, headers={"X-DataHub-Actor": "urn:li:corpuser:bob"}
    )

    assert response.json()["data"]["me"]["corpUser"]["urn"] == "urn:li:corpuser:bob"


def too_deep(*_given: object) -> None:
    """Fail as anything recursive does when its input is nested too deeply."""
    raise RecursionError


async def test_deep_documents_are_refused(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be read but not be validated is no crash, and nothing is written."""
    monkeypatch.setattr("mldh_graphql.server.ingest.validated", too_deep)

    response = await server.http.post(
        "/openapi/v3/entity/mlModel?async=false",
        json=[{"urn": MODEL, "mlModelProperties": {"value": {"name": "m"}}}],
    )

    assert response.status_code == 400
    assert [request.status for request in server.datahub.requests] == [400]
    assert server.datahub._running.state.store.urns() == []


async def test_deep_variables_abort_the_execution(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is GraphQL's, with an error of its own class."""
    monkeypatch.setattr("mldh_graphql.server.variables.migrated_variables", too_deep)

    body = await server.graphql("query ($x: String!) { entity(urn: $x) { urn } }", x=1)

    assert body["data"] is None
    assert body["errors"] == [
        {
            "message": "The request is nested too deeply",
            "extensions": {"classification": "ExecutionAborted"},
        }
    ]


async def test_a_client_that_leaves_while_it_sends_is_no_crash(server: HttpServer) -> None:
    """Nobody is answered, nothing is recorded."""
    app = build_app(server.datahub._running.state)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/graphql", "headers": []}
    await app({**scope, "query_string": b"", "http_version": "1.1"}, receive, send)

    assert sent[0]["status"] == 400
    assert server.datahub.requests == []


def test_only_so_many_and_so_large_requests_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go first; the last one stays however large it is."""
    monkeypatch.setattr("mldh_graphql.server.recording.KEPT_REQUESTS", 3)
    monkeypatch.setattr("mldh_graphql.server.recording.KEPT_BYTES", 10)
    recorder = Recorder()

    def kept(*sizes: int) -> list[int]:
        for size in sizes:
            recorder.add(RecordedRequest("POST", "/", 200, body=b"x" * size))
        return [len(request.body) for request in recorder.requests]

    assert kept(1, 2, 3, 4) == [2, 3, 4]
    assert kept(5) == [4, 5]
    assert kept(99) == [99]
    assert kept(1) == [1]
    recorder.clear()
    assert kept(10) == [10]


async def test_requests_are_recorded_without_headers(server: HttpServer) -> None:
    """Operation, variables, status and errors, in order."""
    await server.http.post(
        "/api/graphql",
        json={
            "query": "query getIt($u: String!) { entity(urn: $u) { urn } }",
            "variables": {"u": "x"},
        },
        headers={"Authorization": "Bearer s3cret"},
    )
    await server.http.get("/openapi/v3/entity/mlModel/urn%3Ali%3AmlModel%3Ax")
    await server.http.post("/api/graphql", content=b"")

    first, second, third = server.datahub.requests
    assert (first.method, first.path, first.operation) == ("POST", "/api/graphql", "getIt")
    assert (first.variables, first.status) == ({"u": "x"}, 200)
    assert first.errors == ("Failed to retrieve entity with urn x, invalid urn",)
    assert (second.method, second.operation, second.status) == ("GET", None, 404)
    assert (third.query, third.variables, third.status) == ("", {}, 400)
    assert "s3cret" not in repr(server.datahub.requests)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"query": "query getX { a }"}, "getX", id="the only one"),
        pytest.param({"query": "mutation\n doX($a: Int) { a }"}, "doX", id="a mutation"),
        pytest.param({"query": "{ a }"}, None, id="none"),
        pytest.param({"query": "query a { a }", "operationName": "b"}, "b", id="given"),
        pytest.param({"query": 1, "variables": 2}, None, id="no document"),
        pytest.param([], None, id="no request"),
    ],
)
def test_a_recorded_request_tells_its_operation(body: object, expected: str | None) -> None:
    """The name that was sent counts; otherwise that in the document."""
    request = RecordedRequest("POST", "/api/graphql", 200, body=json.dumps(body).encode())

    assert request.operation == expected
    assert request.variables == {}


async def test_health_and_config_are_not_recorded(server: HttpServer) -> None:
    """What nobody's code asked for does not get in the way."""
    await server.http.get("/health")
    await server.http.get("/config")

    assert server.datahub.requests == []


async def test_an_answer_can_be_put_in_the_way(server: HttpServer) -> None:
    """It is given as often as said; then the server answers again. Nothing was executed."""
    server.datahub.answer_next(429, "slow down", headers={"Retry-After": "3"}, times=2)

    first = await server.http.post("/api/graphql", json=ME)
    second = await server.http.post("/openapi/v3/entity/dataProcessInstance", json=[])
    third = await server.http.post("/api/graphql", json=ME)

    assert (first.status_code, first.text, first.headers["Retry-After"]) == (429, "slow down", "3")
    assert second.status_code == 429
    assert third.status_code == 200
    assert [request.status for request in server.datahub.requests] == [429, 429, 200]


async def test_a_crash_of_the_server_is_a_500(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug looks like one in DataHub: a status, not an exception in the client."""

    def crash(_urn: str) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(server.datahub._running.state.store, "aspects", crash)

    response = await server.http.get(f"/openapi/v3/entity/mlModel/{MODEL}")

    assert response.status_code == 500
    assert [request.status for request in server.datahub.requests] == [500]


async def test_what_cannot_be_written_as_json_is_a_503(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DataHub answers so when it cannot serialize its response."""

    async def endless(*_arguments: object) -> dict[str, object]:
        return {"data": float("inf")}

    monkeypatch.setattr(server.datahub._running.state.engine, "execute", endless)

    response = await server.http.post("/api/graphql", json=ME)

    assert response.status_code == 503
    assert [request.status for request in server.datahub.requests] == [503]


async def test_unpaired_surrogates_survive_the_wire(server: HttpServer) -> None:
    """JSON can carry them, so the server does not stumble over them."""
    response = await server.http.post(
        "/api/graphql",
        content=b'{"query": "query ($u: String!) { entity(urn: $u) { urn } }",'
        b' "variables": {"u": "\\ud83d!"}}',
    )

    assert response.status_code == 200
    (error,) = json.loads(response.content)["errors"]
    assert error["message"] == "Failed to retrieve entity with urn \ud83d!, invalid urn"


async def test_concurrent_patches_lose_nothing(server: HttpServer) -> None:
    """Many tasks that add to the same list find all of it there afterwards."""

    async def link(number: int) -> None:
        run = f"urn:li:dataProcessInstance:r{number}"
        results = await server.data(
            "mutation ($i: PatchEntityInput!) { patchEntity(input: $i) { success error } }",
            i={
                "urn": MODEL,
                "aspectName": "mlModelProperties",
                "patch": [
                    {"op": "ADD", "path": f"/trainingJobs/{number}", "value": json.dumps(run)}
                ],
                "arrayPrimaryKeys": [{"arrayField": "trainingJobs", "keys": []}],
            },
        )
        assert results["patchEntity"] == {"success": True, "error": None}

    await asyncio.gather(*(link(number) for number in range(50)))

    stored = server.datahub.aspects(MODEL)["mlModelProperties"].value["trainingJobs"]
    assert isinstance(stored, list)
    assert {*map(str, stored)} == {f"urn:li:dataProcessInstance:r{number}" for number in range(50)}
