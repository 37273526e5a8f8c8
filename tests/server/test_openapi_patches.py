"""OpenAPI v3: patches, several entity types in one request, older versions, partial deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.server.http_server import DATASET, GROUP, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

V3 = "/openapi/v3/entity"
EVENT = "dataProcessInstanceRunEvent"
PATCH = {"patch": [{"op": "add", "path": "/customProperties/k", "value": "v"}]}
UNKEYED = {**PATCH, "forceGenericPatch": True}


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


async def test_patches_of_a_batch_are_applied_and_echoed(server: HttpServer) -> None:
    """The answer holds the patches, as in DataHub, not what came of them."""
    response = await server.http.patch(
        f"{V3}/dataset?async=false", json=[{"urn": DATASET, "datasetProperties": {"value": PATCH}}]
    )

    assert response.status_code == 200
    assert response.json() == [{"urn": DATASET, "datasetProperties": {"value": PATCH}}]
    stored = server.datahub.aspects(DATASET)["datasetProperties"].value
    assert stored["customProperties"] == {"k": "v"}


async def test_patches_are_promised_without_a_body(server: HttpServer) -> None:
    """Unless ``async=false``; they are applied all the same."""
    response = await server.http.patch(
        f"{V3}/mlModel", json=[{"urn": MODEL, "mlModelProperties": {"value": UNKEYED}}]
    )

    assert (response.status_code, response.content) == (202, b"")
    assert response.headers["traceparent"].startswith("00-")
    assert "mlModelProperties" in server.datahub.aspects(MODEL)


async def test_one_aspect_is_patched(server: HttpServer) -> None:
    """The body is the patch itself, the answer what came of it."""
    path = f"{V3}/mlModel/{quote(MODEL, safe='')}/mlModelProperties"

    response = await server.http.patch(path, json=UNKEYED)

    assert response.status_code == 200
    value = {"customProperties": {"k": "v"}}
    assert response.json() == {"urn": MODEL, "mlModelProperties": {"value": value}}


async def test_a_patch_under_an_invalid_urn_is_left_out(server: HttpServer) -> None:
    """DataHub drops it in silence; of one aspect alone it says 404."""
    odd = MODEL.replace("PROD", "prod")

    batch = await server.http.patch(
        f"{V3}/mlModel?async=false", json=[{"urn": odd, "mlModelProperties": {"value": UNKEYED}}]
    )
    alone = await server.http.patch(f"{V3}/mlModel/{quote(odd)}/mlModelProperties", json=UNKEYED)

    assert (batch.status_code, batch.json()) == (200, [])
    assert alone.status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param(f"{V3}/mlModel", {}, 400, id="no list"),
        pytest.param(
            f"{V3}/mlModel", [{"urn": MODEL, "status": {"value": {}}}], 400, id="no patch"
        ),
        pytest.param(
            f"{V3}/mlModel",
            [{"urn": MODEL, "status": {"value": {"patch": [{"op": "add"}]}}}],
            400,
            id="operation without a path",
        ),
        pytest.param(
            f"{V3}/mlModel",
            [{"urn": MODEL, "mlModelProperties": {"value": PATCH}}],
            422,
            id="no template",
        ),
        pytest.param(f"{V3}/mlModel/x/y/z", PATCH, 404, id="nowhere"),
    ],
)
async def test_what_cannot_be_patched_is_refused(
    server: HttpServer, path: str, body: object, status: int
) -> None:
    """Nothing is written."""
    response = await server.http.patch(path, json=body)

    assert response.status_code == status
    assert not server.datahub.aspects(MODEL)


async def test_entities_of_several_types_are_written_patched_and_read(server: HttpServer) -> None:
    """``generic`` stands for the type, and the body tells the types."""
    written = await server.http.post(
        f"{V3}/generic?async=false",
        json={
            "mlModel": [{"urn": MODEL, "mlModelProperties": {"value": {"name": "m"}}}],
            "mlModelGroup": [{"urn": GROUP, "mlModelGroupProperties": {"value": {"name": "g"}}}],
        },
    )
    patched = await server.http.patch(
        f"{V3}/generic",
        json={"mlModel": [{"urn": MODEL, "mlModelProperties": {"value": UNKEYED}}]},
    )
    read = await server.http.post(
        f"{V3}/generic/batchGet",
        json={"mlModel": [{"urn": MODEL, "mlModelProperties": {}}], "mlModelGroup": []},
    )

    assert (written.status_code, [*written.json()]) == (200, ["mlModel", "mlModelGroup"])
    assert patched.status_code == 202
    value = {"name": "m", "customProperties": {"k": "v"}}
    assert read.json() == {
        "mlModel": [{"urn": MODEL, "mlModelProperties": {"value": value}}],
        "mlModelGroup": [],
    }


@pytest.mark.parametrize(
    "body",
    [pytest.param([], id="no types"), pytest.param({"mlModel": {}}, id="no list")],
)
async def test_several_types_need_lists(server: HttpServer, body: object) -> None:
    """By type."""
    assert (await server.http.post(f"{V3}/generic", json=body)).status_code == 400


async def test_older_versions_of_an_aspect_are_read(server: HttpServer) -> None:
    """By their number from the oldest on; the latest has the number 0."""
    for name in ("a", "b"):
        await server.write(MODEL, mlModelProperties={"name": name})
    path = f"{V3}/mlModel/{quote(MODEL, safe='')}/mlModelProperties"

    versions = [await server.http.get(f"{path}?version={number}") for number in range(3)]

    assert [answer.status_code for answer in versions] == [200, 200, 404]
    assert [answer.json()["value"]["name"] for answer in versions[:2]] == ["b", "a"]
    assert (await server.http.get(f"{path}?version=x")).status_code == 400


async def test_stamps_come_with_system_metadata(server: HttpServer) -> None:
    """Who wrote an aspect, and when."""
    await server.write(MODEL, mlModelProperties={"name": "m"})
    await server.write_event(RUN, timestampMillis=1, status="STARTED")

    aspect = await server.http.get(
        f"{V3}/mlModel/{quote(MODEL, safe='')}/mlModelProperties?systemMetadata=true"
    )
    event = await server.http.get(f"{V3}/dataProcessInstance/{RUN}/{EVENT}?systemMetadata=true")

    assert aspect.json()["auditStamp"].keys() == {"actor", "time"}
    assert event.json().keys() == {"value", "systemMetadata"}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        pytest.param("aspects=mlModelProperties", True, id="one aspect"),
        pytest.param("clear=true", True, id="all but the key"),
        pytest.param("aspects=mlModelKey", False, id="the key"),
        pytest.param("", False, id="everything"),
    ],
)
async def test_aspects_are_deleted_with_or_without_the_entity(
    server: HttpServer, query: str, *, left: bool
) -> None:
    """The key aspect is the entity."""
    await server.write(MODEL, mlModelProperties={"name": "m"})

    response = await server.http.delete(f"{V3}/mlModel/{quote(MODEL, safe='')}?{query}")

    assert response.status_code == 200
    aspects = server.datahub.aspects(MODEL)
    assert ("mlModelKey" in aspects, "mlModelProperties" in aspects) == (left, False)


async def test_an_entity_is_only_created_when_wanted(server: HttpServer) -> None:
    """``createIfEntityNotExists`` refuses one that is there."""
    path = f"{V3}/mlModel/{quote(MODEL, safe='')}/mlModelProperties"
    body: dict[str, Any] = {"value": {"name": "m"}}

    first = await server.http.post(f"{path}?createIfEntityNotExists=true", json=body)
    again = await server.http.post(f"{path}?createIfEntityNotExists=true", json=body)

    assert (first.status_code, again.status_code) == (200, 422)
