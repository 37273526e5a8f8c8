"""OpenAPI's bulk read of version 2, the registry, and traces of writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

V2 = "/openapi/v2/entity/batch"
SPECIFICATIONS = "/openapi/v1/registry/models/entity/specifications"
EVENT = "dataProcessInstanceRunEvent"


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server with a model."""
    async with started() as one:
        await one.write(MODEL, mlModelProperties={"name": "m"})
        yield one


@pytest.mark.parametrize(
    ("asked", "aspects"),
    [
        pytest.param(
            {"aspectNames": ["mlModelProperties"]},
            {"mlModelProperties": {"value": {"name": "m"}}},
            id="one",
        ),
        pytest.param({"aspectNames": ["status"]}, None, id="none that is there"),
    ],
)
async def test_entities_are_read_in_bulk(
    server: HttpServer, asked: dict[str, Any], aspects: dict[str, Any] | None
) -> None:
    """Those that have any of the aspects."""
    response = await server.http.post(f"{V2}/mlModel", json={"urns": [MODEL], **asked})

    entities = [] if aspects is None else [{"urn": MODEL, "aspects": aspects}]
    assert response.json() == {"entities": entities}


async def test_all_aspects_are_read_in_bulk(server: HttpServer) -> None:
    """When none is named; with system metadata when wanted."""
    response = await server.http.post(
        f"{V2}/mlModel", json={"urns": [MODEL], "aspectNames": [], "withSystemMetadata": True}
    )

    (entity,) = response.json()["entities"]
    assert entity["aspects"].keys() == server.datahub.aspects(MODEL).keys()
    assert "systemMetadata" in entity["aspects"]["mlModelKey"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param(f"{V2}/mlModel", [], id="no object"),
        pytest.param(f"{V2}/mlModel", {"urns": MODEL}, id="no list"),
        pytest.param(f"{V2}/nonsense", {"urns": []}, id="type"),
        pytest.param("/openapi/v1/trace/write/x", [], id="no object of aspects"),
        pytest.param("/openapi/v1/trace/write/x", {MODEL: "x"}, id="no list of aspects"),
    ],
)
async def test_what_is_no_question_is_refused(server: HttpServer, path: str, body: object) -> None:
    """With 400."""
    assert (await server.http.post(path, json=body)).status_code == 400


async def test_the_registry_is_told_page_by_page(server: HttpServer) -> None:
    """Every type once, by name, with its aspects."""
    names: list[str] = []
    total = 1
    while len(names) < total:
        response = await server.http.get(f"{SPECIFICATIONS}?start={len(names)}&count=30")
        names += [element["name"] for element in response.json()["elements"]]
        total = response.json()["total"]

    assert names == sorted({*names})
    assert {"mlModel", "dataProcessInstance", "container"} <= {*names}
    assert (await server.http.get(f"{SPECIFICATIONS}?start=x")).status_code == 400


async def test_one_type_is_told(server: HttpServer) -> None:
    """With its key aspect, and which aspects are timeseries."""
    response = await server.http.get(f"{SPECIFICATIONS}/dataProcessInstance")

    body = response.json()
    assert body["keyAspectName"] == "dataProcessInstanceKey"
    timeseries = {
        spec["aspectAnnotation"]["name"]: spec["aspectAnnotation"]["timeseries"]
        for spec in body["aspectSpecs"]
    }
    assert timeseries[EVENT] is True
    assert timeseries["container"] is False
    assert (await server.http.get(f"{SPECIFICATIONS}/nonsense")).status_code == 404


async def statuses(server: HttpServer, asked: dict[str, Any], query: str = "") -> dict[str, Any]:
    """What became of writes."""
    response = await server.http.post(
        f"/openapi/v1/trace/write/0123?onlyIncludeErrors=false&{query}", json=asked
    )
    found: dict[str, Any] = response.json()
    return found


async def test_a_write_is_traced() -> None:
    """It is in the database at once, and in the index after its lag."""
    async with started(index_lag=1000) as server:
        await server.http.post(
            "/openapi/v3/entity/mlModel", json=[{"urn": MODEL, "status": {"value": {}}}]
        )
        await server.write_event(RUN, timestampMillis=1, status="STARTED")

        asked = {MODEL: ["status", "nonsense"], RUN: [EVENT]}
        before = await statuses(server, asked)
        server.datahub.flush_index()
        after = await statuses(server, asked)

    def status(primary: str, search: str, *, success: bool = True) -> dict[str, Any]:
        return {
            "success": success,
            "primaryStorage": {"writeStatus": primary},
            "searchStorage": {"writeStatus": search},
        }

    unknown = status("UNKNOWN", "UNKNOWN", success=False)
    assert before == {
        MODEL: {"status": status("ACTIVE_STATE", "PENDING"), "nonsense": unknown},
        RUN: {EVENT: status("NO_OP", "PENDING")},
    }
    assert after == {
        MODEL: {"status": status("ACTIVE_STATE", "ACTIVE_STATE"), "nonsense": unknown},
        RUN: {EVENT: status("NO_OP", "ACTIVE_STATE")},
    }


async def test_only_errors_are_told_when_wanted(server: HttpServer) -> None:
    """Which is the default."""
    response = await server.http.post(
        "/openapi/v1/trace/write/0123",
        json={MODEL: ["mlModelProperties", "status"], RUN: []},
    )

    assert [*response.json()] == [MODEL]
    assert [*response.json()[MODEL]] == ["status"]


async def test_a_trace_begins_with_its_time(server: HttpServer) -> None:
    """In microseconds, as hexadecimal text."""
    response = await server.http.post(
        "/openapi/v3/entity/mlModel", json=[{"urn": MODEL, "status": {"value": {}}}]
    )

    _, trace, span, _ = response.headers["traceparent"].split("-")
    stored = server.datahub.aspects(MODEL)["status"]
    assert abs(int(trace[:16], 16) / 1000 - stored.created_ms) < 60_000
    assert (len(trace), len(span)) == (32, 16)
