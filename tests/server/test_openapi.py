"""The OpenAPI v3 routes: run events, whole aspects, reading, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.server.http_server import DATASET, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

V3 = "/openapi/v3/entity"
EVENT = "dataProcessInstanceRunEvent"
STARTED = {"timestampMillis": 1000, "status": "STARTED"}
COMPLETE = {
    "timestampMillis": 2000,
    "status": "COMPLETE",
    "result": {"type": "SUCCESS", "nativeResultType": "mlflow"},
    "durationMillis": 1000,
}
STATE = """
query ($u: String!, $from: Long, $to: Long, $limit: Int) {
  dataProcessInstance(urn: $u) {
    exists
    state(startTimeMillis: $from, endTimeMillis: $to, limit: $limit) {
      status timestampMillis durationMillis attempt result { resultType nativeResultType }
    }
  }
}
"""


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


def address(urn: str, aspect: str = "") -> str:
    """The path of an entity or aspect, with the URN encoded."""
    return f"{V3}/{urn.split(':')[2]}/{quote(urn, safe='')}" + (f"/{aspect}" if aspect else "")


async def times(server: HttpServer, **window: Any) -> list[int]:
    """When the run's visible events were, in the order of the answer."""
    data = await server.data(STATE, u=RUN, **window)
    return [event["timestampMillis"] for event in data["dataProcessInstance"]["state"]]


async def test_events_of_a_batch_become_the_state_of_the_run(server: HttpServer) -> None:
    """They are echoed, read newest first, and the run exists from then on."""
    response = await server.http.post(
        f"{V3}/dataProcessInstance?async=false",
        json=[
            {"urn": RUN, EVENT: {"value": STARTED}},
            {"urn": RUN, EVENT: {"value": COMPLETE}},
        ],
    )

    assert response.status_code == 200
    assert response.json() == [{"urn": RUN, EVENT: {"value": COMPLETE}}]
    data = await server.data(STATE, u=RUN)
    assert data["dataProcessInstance"] == {
        "exists": True,
        "state": [
            {
                "status": "COMPLETE",
                "timestampMillis": 2000,
                "durationMillis": 1000,
                "attempt": None,
                "result": {"resultType": "SUCCESS", "nativeResultType": "mlflow"},
            },
            {
                "status": "STARTED",
                "timestampMillis": 1000,
                "durationMillis": None,
                "attempt": None,
                "result": None,
            },
        ],
    }


async def test_a_batch_is_asynchronous_unless_asked_otherwise(server: HttpServer) -> None:
    """Without ``async=false`` the answer is only a promise, with status 202."""
    response = await server.http.post(
        f"{V3}/dataProcessInstance", json=[{"urn": RUN, EVENT: {"value": STARTED}}]
    )

    assert response.status_code == 202
    assert await times(server) == [1000]


async def test_an_event_of_the_same_time_replaces_the_earlier_one(server: HttpServer) -> None:
    """Run and time identify an event."""
    await server.write_event(RUN, **STARTED)
    await server.write_event(RUN, timestampMillis=1000, status="COMPLETE")

    data = await server.data(STATE, u=RUN)

    (event,) = data["dataProcessInstance"]["state"]
    assert event["status"] == "COMPLETE"


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        pytest.param({}, [3, 2, 1], id="all"),
        pytest.param({"from": 2}, [3, 2], id="start is included"),
        pytest.param({"to": 2}, [2, 1], id="end is included"),
        pytest.param({"from": 2, "to": 2}, [2], id="both"),
        pytest.param({"limit": 2}, [3, 2], id="limit keeps the newest"),
        pytest.param({"from": 4}, [], id="nothing there"),
    ],
)
async def test_state_can_be_narrowed(
    server: HttpServer, window: dict[str, int], expected: list[int]
) -> None:
    """By time, both ends included, and by number."""
    for time in (2, 1, 3):
        await server.write_event(RUN, timestampMillis=time, status="STARTED")

    assert await times(server, **window) == expected


async def test_events_are_seen_after_the_index_lag() -> None:
    """State is read from an index; a flush makes it catch up."""
    async with started(index_lag=3600) as server:
        await server.write_event(RUN, **STARTED)
        before = await times(server)
        server.datahub.flush_index()

        assert (before, await times(server)) == ([], [1000])


@pytest.mark.parametrize(
    ("entity", "body", "status"),
    [
        pytest.param("dataProcessInstance", {"urn": RUN}, 400, id="no list"),
        pytest.param("dataProcessInstance", [{}], 400, id="no urn"),
        pytest.param("dataProcessInstance", ["x"], 400, id="no entity"),
        pytest.param(
            "dataProcessInstance", [{"urn": "x", EVENT: {"value": STARTED}}], 400, id="bad urn"
        ),
        pytest.param(
            "mlModel", [{"urn": RUN, EVENT: {"value": STARTED}}], 400, id="urn of another type"
        ),
        pytest.param(
            "nothing", [{"urn": "urn:li:nothing:x", "a": {"value": {}}}], 400, id="unknown entity"
        ),
        pytest.param(
            "dataProcessInstance", [{"urn": RUN, "ownership": {"value": {}}}], 400, id="aspect"
        ),
        pytest.param("dataProcessInstance", [{"urn": RUN, EVENT: STARTED}], 400, id="no value"),
        pytest.param("dataProcessInstance", [{"urn": RUN, EVENT: 1}], 400, id="no object"),
        pytest.param(
            "dataProcessInstance",
            [{"urn": RUN, EVENT: {"value": {"status": "STARTED"}}}],
            422,
            id="required member missing",
        ),
        pytest.param(
            "dataProcessInstance",
            [{"urn": RUN, EVENT: {"value": {**STARTED, "status": "DONE"}}}],
            422,
            id="unknown enum value",
        ),
        pytest.param(
            "dataProcessInstance",
            [{"urn": RUN, EVENT: {"value": {**COMPLETE, "result": {"type": "SUCCESS"}}}}],
            422,
            id="native result type missing",
        ),
        pytest.param(
            "mlModel",
            [
                {
                    "urn": MODEL,
                    "versionProperties": {
                        "value": {
                            "versionSet": "urn:li:versionSet:(s,mlModel)",
                            "version": {"versionTag": "1"},
                            "sortId": "1",
                            "isLatest": True,
                        }
                    },
                }
            ],
            422,
            id="computed member",
        ),
    ],
)
async def test_bad_batches_are_refused_as_a_whole(
    server: HttpServer, entity: str, body: object, status: int
) -> None:
    """The answer says why, and nothing was written."""
    response = await server.http.post(f"{V3}/{entity}?async=false", json=body)

    assert response.status_code == status
    assert response.json()["error"]
    assert server.datahub._running.state.store.urns() == []


async def test_one_refused_event_refuses_all(server: HttpServer) -> None:
    """A batch is all or nothing."""
    response = await server.http.post(
        f"{V3}/dataProcessInstance?async=false",
        json=[
            {"urn": RUN, EVENT: {"value": STARTED}},
            {"urn": RUN, EVENT: {"value": {"timestampMillis": 1}}},
        ],
    )

    assert response.status_code == 422
    assert server.datahub.aspects(RUN) == {}


async def test_a_single_event_needs_create_if_not_exists_false(server: HttpServer) -> None:
    """The default means CREATE, which timeseries aspects do not know."""
    path = address(RUN, EVENT)

    refused = await server.http.post(path, json={"value": STARTED})
    accepted = await server.http.post(f"{path}?createIfNotExists=false", json={"value": STARTED})

    assert refused.status_code == 400
    assert refused.json() == {"error": "ChangeType not supported: [CREATE]"}
    assert accepted.status_code == 200
    assert accepted.json() == {"urn": RUN, EVENT: {"value": STARTED}}


async def test_a_single_aspect_can_be_promised(server: HttpServer) -> None:
    """``async=true`` is answered with 202."""
    response = await server.http.post(
        f"{address(MODEL, 'status')}?async=true", json={"value": {"removed": True}}
    )

    assert response.status_code == 202


async def test_create_refuses_to_replace(server: HttpServer) -> None:
    """An aspect that is there is only replaced with ``createIfNotExists=false``."""
    path = address(MODEL, "mlModelProperties")

    created = await server.http.post(path, json={"value": {"name": "one"}})
    refused = await server.http.post(path, json={"value": {"name": "two"}})
    kept = server.datahub.aspects(MODEL)["mlModelProperties"].value
    replaced = await server.http.post(
        f"{path}?createIfNotExists=false", json={"value": {"name": "three"}}
    )

    assert (created.status_code, refused.status_code, replaced.status_code) == (200, 422, 200)
    assert kept == {"name": "one"}
    assert server.datahub.aspects(MODEL)["mlModelProperties"].value == {"name": "three"}


async def test_a_bad_aspect_body_is_refused(server: HttpServer) -> None:
    """A single aspect needs a value, too."""
    response = await server.http.post(address(MODEL, "status"), content=b"{")

    assert response.status_code == 400


async def test_several_aspects_may_come_with_headers_and_metadata(server: HttpServer) -> None:
    """They count as in a patch: the condition holds, the run id is kept."""
    body = [
        {
            "urn": MODEL,
            "status": {"value": {"removed": False}, "headers": {"If-Version-Match": "-1"}},
            "mlModelProperties": {"value": {"name": "n"}, "systemMetadata": {"runId": "me"}},
        }
    ]

    first = await server.http.post(f"{V3}/mlModel?async=false", json=body)
    second = await server.http.post(f"{V3}/mlModel?async=false", json=body)

    assert (first.status_code, second.status_code) == (200, 422)
    assert first.json() == [
        {
            "urn": MODEL,
            "status": {"value": {"removed": False}},
            "mlModelProperties": {"value": {"name": "n"}},
        }
    ]
    stored = server.datahub.aspects(MODEL)["mlModelProperties"]
    assert stored.system_metadata["runId"] == "me"


async def test_a_urn_with_slashes_is_found_by_its_encoded_form(server: HttpServer) -> None:
    """An encoded slash belongs to the URN, not to the path."""
    urn = "urn:li:dataset:(urn:li:dataPlatform:s3,bucket/a b/c,PROD)"
    await server.write(urn, status={"removed": False})

    entity = await server.http.get(address(urn))
    aspect = await server.http.get(address(urn, "status"))

    assert entity.json()["urn"] == urn
    assert aspect.json() == {"value": {"removed": False}}


async def test_the_frontend_leads_to_the_same_routes(server: HttpServer) -> None:
    """Below ``/api/gms`` everything of the metadata service is found."""
    await server.write(MODEL, status={"removed": False})

    response = await server.http.get(f"/api/gms{address(MODEL, 'status')}")

    assert response.json() == {"value": {"removed": False}}


async def test_an_entity_reads_as_all_its_aspects(server: HttpServer) -> None:
    """Or those asked for; system metadata only on demand."""
    await server.write(DATASET, datasetProperties={"name": "d"}, status={"removed": False})

    everything = (await server.http.get(address(DATASET))).json()
    some = (await server.http.get(f"{address(DATASET)}?aspects=status,datasetKey")).json()
    detailed = (
        await server.http.get(f"{address(DATASET)}?aspects=status&systemMetadata=true")
    ).json()

    assert everything["datasetProperties"] == {"value": {"name": "d"}}
    assert everything["datasetKey"]["value"]["name"] == "d"
    assert some.keys() == {"urn", "status", "datasetKey"}
    assert detailed["status"]["systemMetadata"]["runId"] == "no-run-id-provided"


async def test_an_aspect_reads_as_its_value(server: HttpServer) -> None:
    """System metadata only on demand; of events the newest."""
    await server.write(DATASET, status={"removed": True})
    await server.write_event(RUN, **STARTED)
    await server.write_event(RUN, **COMPLETE)

    plain = (await server.http.get(address(DATASET, "status"))).json()
    detailed = (await server.http.get(f"{address(DATASET, 'status')}?systemMetadata=true")).json()
    event = (await server.http.get(address(RUN, EVENT))).json()

    assert plain == {"value": {"removed": True}}
    assert detailed["systemMetadata"]["version"] == "1"
    assert event == {"value": COMPLETE}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", address(MODEL), id="entity"),
        pytest.param("HEAD", address(MODEL), id="entity's head"),
        pytest.param("GET", address(MODEL, "status"), id="aspect"),
        pytest.param("GET", address(RUN, EVENT), id="event"),
        pytest.param("GET", f"{V3}/dataset/{quote(MODEL)}", id="another type's URN"),
        pytest.param("GET", f"{V3}/mlModel/nonsense", id="no URN"),
        pytest.param("POST", f"{V3}/mlModel/{quote(MODEL)}", id="post to an entity"),
        pytest.param("DELETE", f"{V3}/mlModel", id="delete everything"),
    ],
)
async def test_what_is_not_there_is_404(server: HttpServer, method: str, path: str) -> None:
    """Entities, aspects and paths alike."""
    assert (await server.http.request(method, path)).status_code == 404


async def test_head_tells_existence(server: HttpServer) -> None:
    """204 for an entity that was written."""
    await server.write(MODEL, status={"removed": True})

    assert (await server.http.head(address(MODEL))).status_code == 204


async def test_head_tells_whether_an_aspect_is_there(server: HttpServer) -> None:
    """Events count, too."""
    await server.write(RUN, status={"removed": False})
    await server.write_event(RUN, **STARTED)
    path = f"{V3}/dataProcessInstance/{RUN}"

    statuses = [
        (await server.http.head(f"{path}/{aspect}")).status_code
        for aspect in ("status", EVENT, "subTypes", "nothing")
    ]
    assert statuses == [204, 204, 404, 404]


async def test_deleting_an_aspect_leaves_the_entity(server: HttpServer) -> None:
    """Only that aspect is gone."""
    await server.write(MODEL, status={"removed": True}, mlModelProperties={"name": "n"})

    response = await server.http.delete(address(MODEL, "status"))

    assert response.status_code == 200
    left = server.datahub.aspects(MODEL)
    assert "status" not in left
    assert "mlModelProperties" in left


async def test_deleting_an_entity_leaves_nothing(server: HttpServer) -> None:
    """Aspects and events are gone; deleting again is harmless."""
    await server.write(RUN, status={"removed": False})
    await server.write_event(RUN, **STARTED)

    first = await server.http.delete(address(RUN))
    second = await server.http.delete(address(RUN))

    assert (first.status_code, second.status_code) == (200, 200)
    assert server.datahub.aspects(RUN) == {}
    assert await times(server) == []


async def test_an_entity_of_an_unknown_type_cannot_be_deleted(server: HttpServer) -> None:
    """DataHub has no such entity type."""
    response = await server.http.delete(f"{V3}/nothing/urn%3Ali%3Anothing%3Ax")

    assert response.status_code == 400
    assert "Failed to find entity with name nothing" in response.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param(
            "POST",
            f"{V3}/dataProcessInstance",
            [{"urn": RUN, EVENT: {"value": STARTED}}],
            id="batch",
        ),
        pytest.param("POST", address(MODEL, "status"), {"value": {}}, id="aspect"),
        pytest.param("DELETE", address(MODEL), None, id="entity"),
        pytest.param("DELETE", address(MODEL, "status"), None, id="aspect deleted"),
    ],
)
async def test_a_read_only_token_may_not_write(method: str, path: str, body: object) -> None:
    """The answer is 403 and nothing happened."""
    async with started(
        token={"r": "reader"}, read_only_tokens=["r"], headers={"Authorization": "Bearer r"}
    ) as server:
        response = await server.http.request(method, path, json=body)

        assert response.status_code == 403
        assert "urn:li:corpuser:reader is unauthorized" in response.json()["error"]
        assert server.datahub._running.state.store.urns() == []
