"""Rest.li's reads: versions of an aspect, entities alone and in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.server.http_server import GROUP, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server with a model that was described three times."""
    async with started() as one:
        for name in ("first", "second", "third"):
            await one.write(MODEL, mlModelProperties={"name": name})
        yield one


def aspect_path(urn: str, **parameters: str | int) -> str:
    """The path of an aspect, as clients write it."""
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"/aspects/{quote(urn, safe='')}?{query}"


@pytest.mark.parametrize(
    ("asked", "version", "name"),
    [
        pytest.param(0, 0, "third", id="the latest"),
        pytest.param(1, 1, "first", id="the oldest"),
        pytest.param(2, 2, "second", id="one between"),
        pytest.param(-1, 2, "second", id="the one before the latest"),
        pytest.param(-2, 1, "first", id="the one before that"),
        pytest.param(-3, 0, "third", id="as many back as there are: the latest, as in DataHub"),
    ],
)
async def test_an_aspect_reads_under_its_record(
    server: HttpServer, asked: int, version: int, name: str
) -> None:
    """The record's full name is the key, and the latest version has the number 0."""
    response = await server.http.get(aspect_path(MODEL, aspect="mlModelProperties", version=asked))

    assert response.status_code == 200
    assert response.json() == {
        "version": version,
        "aspect": {"com.linkedin.ml.metadata.MLModelProperties": {"name": name}},
    }
    assert response.headers["X-RestLi-Protocol-Version"] == "2.0.0"


async def test_the_only_version_is_also_the_last(server: HttpServer) -> None:
    """Counted from the end an aspect with one version has that one."""
    response = await server.http.get(aspect_path(MODEL, aspect="mlModelKey", version=-1))

    assert response.json()["version"] == 0


@pytest.mark.parametrize(
    ("urn", "aspect", "version"),
    [
        pytest.param(MODEL, "status", 0, id="aspect"),
        pytest.param(MODEL, "mlModelProperties", 3, id="version: the latest is number 0"),
        pytest.param(MODEL, "mlModelProperties", -4, id="version before the oldest"),
        pytest.param(MODEL, "nonsense", 0, id="name of an aspect"),
        pytest.param(GROUP, "mlModelGroupKey", 0, id="entity"),
    ],
)
async def test_what_is_not_there_is_404(
    server: HttpServer, urn: str, aspect: str, version: int
) -> None:
    """Clients take this for the answer no."""
    response = await server.http.get(aspect_path(urn, aspect=aspect, version=version))

    assert response.status_code == 404
    assert response.json()["status"] == 404


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/aspects/nonsense?aspect=status", id="aspect of no URN"),
        pytest.param(aspect_path(MODEL, aspect="status", version="x"), id="version"),
        pytest.param("/entitiesV2/nonsense", id="entity of no URN"),
        pytest.param("/entitiesV2/urn:li:nonsense:x", id="entity of an unknown type"),
        pytest.param("/entitiesV2/urn:li:mlModel:x", id="entity with too few parts"),
        pytest.param(f"/entitiesV2/{quote(MODEL)}?aspects=status", id="no list of aspects"),
        pytest.param("/entitiesV2?ids=List()", id="no entities"),
        pytest.param("/entitiesV2", id="nothing asked"),
    ],
)
async def test_what_is_no_question_is_refused(server: HttpServer, path: str) -> None:
    """With 400 and a reason."""
    response = await server.http.get(path)

    assert response.status_code == 400
    assert response.json()["message"]


async def test_an_entity_reads_as_its_enveloped_aspects(server: HttpServer) -> None:
    """Each with its name, version and stamp; those asked for and always the key."""
    response = await server.http.get(
        f"/entitiesV2/{quote(MODEL, safe='')}?aspects=List(mlModelProperties,status)"
    )

    body = response.json()
    assert (body["urn"], body["entityName"]) == (MODEL, "mlModel")
    assert sorted(body["aspects"]) == ["mlModelKey", "mlModelProperties"]
    properties = body["aspects"]["mlModelProperties"]
    assert properties["created"].keys() == {"actor", "time"}
    assert properties["systemMetadata"]["version"] == "3"
    assert {name: properties[name] for name in ("name", "type", "version", "value")} == {
        "name": "mlModelProperties",
        "type": "VERSIONED",
        "version": 0,
        "value": {"name": "third"},
    }


async def test_without_names_everything_reads(server: HttpServer) -> None:
    """All stored aspects."""
    response = await server.http.get(f"/entitiesV2/{quote(MODEL, safe='')}")

    assert response.json()["aspects"].keys() == server.datahub.aspects(MODEL).keys()


async def test_an_entity_that_is_not_there_reads_as_its_key(server: HttpServer) -> None:
    """As in DataHub: whoever wants to know must not ask so."""
    response = await server.http.get(f"/entitiesV2/{quote(RUN, safe='')}")

    assert response.status_code == 200
    aspects = response.json()["aspects"]
    assert aspects["dataProcessInstanceKey"]["value"] == {"id": "r"}
    assert [*aspects] == ["dataProcessInstanceKey"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f"ids=List({quote(MODEL, safe='')},{quote(GROUP, safe='')})", id="as it is"),
        pytest.param(
            "ids=" + quote(f"List({quote(MODEL, safe='')},{quote(GROUP, safe='')})", safe=""),
            id="encoded as a whole",
        ),
    ],
)
async def test_many_entities_read_by_urn(server: HttpServer, query: str) -> None:
    """What is encoded within the list separates nothing."""
    response = await server.http.get(f"/entitiesV2?{query}&aspects=List(mlModelProperties)")

    results = response.json()["results"]
    assert [*results] == [MODEL, GROUP]
    assert results[MODEL]["aspects"]["mlModelProperties"]["value"] == {"name": "third"}
    assert [*results[GROUP]["aspects"]] == ["mlModelGroupKey"]
