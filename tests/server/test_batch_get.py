"""The OpenAPI v3 route that reads aspects of many entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import DATASET, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROUTE = "/openapi/v3/entity/dataset/batchGet"


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in, with a data set in it."""
    async with started() as one:
        await one.write(DATASET, datasetProperties={"name": "d"}, status={"removed": False})
        yield one


async def asked(server: HttpServer, *items: dict[str, Any], query: str = "") -> list[Any]:
    """The answer about these entities."""
    response = await server.http.post(f"{ROUTE}{query}", json=list(items))
    assert response.status_code == 200
    answer: list[Any] = response.json()
    return answer


async def test_the_aspects_that_were_asked_for_are_read(server: HttpServer) -> None:
    """Those that the entity does not have, or that nobody knows, are left out."""
    item = {"urn": DATASET, "status": {}, "ownership": {}, "nonsense": {}}
    assert await asked(server, item) == [{"urn": DATASET, "status": {"value": {"removed": False}}}]


async def test_without_names_all_aspects_are_read(server: HttpServer) -> None:
    """The key aspect and the defaults included; system metadata on demand."""
    [everything] = await asked(server, {"urn": DATASET})
    [detailed] = await asked(server, {"urn": DATASET}, query="?systemMetadata=true")

    assert everything.keys() >= {"datasetKey", "datasetProperties", "status", "browsePathsV2"}
    assert detailed["status"]["systemMetadata"]["version"] == "1"


async def test_entities_with_nothing_to_show_are_left_out(server: HttpServer) -> None:
    """Unlike GraphQL's stubs."""
    assert await asked(server, {"urn": MODEL}, {"urn": DATASET, "ownership": {}}) == []


async def test_of_events_the_newest_is_read(server: HttpServer) -> None:
    """A run's events are no stored aspect, and read all the same."""
    for time in (1000, 2000):
        await server.write_event(RUN, timestampMillis=time, status="STARTED")
    [answer] = await asked(server, {"urn": RUN, "dataProcessInstanceRunEvent": {}})

    assert answer["dataProcessInstanceRunEvent"]["value"]["timestampMillis"] == 2000


async def test_what_is_no_list_has_no_answer(server: HttpServer) -> None:
    """DataHub looks only into lists."""
    response = await server.http.post(ROUTE, json={"urn": DATASET})
    assert (response.status_code, response.json()) == (200, [])


@pytest.mark.parametrize("item", [pytest.param({}, id="no urn"), pytest.param("x", id="a text")])
async def test_an_item_without_a_urn_is_refused(server: HttpServer, item: object) -> None:
    """The whole request is."""
    response = await server.http.post(ROUTE, json=[item])
    assert response.status_code == 400
    assert "Missing `urn` field" in response.text
