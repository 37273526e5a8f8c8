"""The Rest.li actions: proposals alone and in batches, patches, deletion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ONE = "/aspects?action=ingestProposal"
MANY = "/aspects?action=ingestProposalBatch"
EVENT = "dataProcessInstanceRunEvent"
STARTED = {"timestampMillis": 1000, "status": "STARTED"}


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


def proposal(
    urn: str, aspect: str, value: object, change: str = "UPSERT", **more: Any
) -> dict[str, Any]:
    """A metadata change proposal as Rest.li clients send it."""
    return {
        "entityType": urn.split(":")[2],
        "entityUrn": urn,
        "changeType": change,
        "aspectName": aspect,
        "aspect": {"contentType": "application/json", "value": json.dumps(value)},
        **more,
    }


async def test_a_run_event_is_written(server: HttpServer) -> None:
    """The answer is the URN; the event is there."""
    response = await server.http.post(
        ONE,
        json={"proposal": proposal(RUN, EVENT, STARTED), "async": "false"},
        headers={"X-RestLi-Protocol-Version": "2.0.0"},
    )

    assert response.status_code == 200
    assert response.json() == {"value": RUN}
    (event,) = server.datahub._running.state.store.events(RUN, EVENT)
    assert event.value == STARTED
    assert response.headers["X-RestLi-Protocol-Version"] == "2.0.0"


async def test_a_batch_is_written(server: HttpServer) -> None:
    """Proposals for several entities, with headers and system metadata."""
    response = await server.http.post(
        MANY,
        json={
            "proposals": [
                proposal(RUN, EVENT, STARTED),
                proposal(
                    MODEL,
                    "mlModelProperties",
                    {"name": "n"},
                    headers={"If-Version-Match": "-1"},
                    systemMetadata={"runId": "me"},
                ),
            ],
            "async": "false",
        },
    )

    assert response.status_code == 200
    stored = server.datahub.aspects(MODEL)["mlModelProperties"]
    assert (stored.value, stored.system_metadata["runId"]) == ({"name": "n"}, "me")


@pytest.mark.parametrize(
    "patch",
    [
        pytest.param([{"op": "add", "path": "/removed", "value": True}], id="operations"),
        pytest.param(
            {
                "patch": [{"op": "add", "path": "/removed", "value": True}],
                "arrayPrimaryKeys": {},
                "forceGenericPatch": True,
            },
            id="operations with options",
        ),
    ],
)
async def test_patches_come_through_this_door_too(server: HttpServer, patch: object) -> None:
    """Their values are JSON, not text."""
    response = await server.http.post(
        ONE, json={"proposal": proposal(MODEL, "status", patch, change="PATCH")}
    )

    assert response.json() == {"value": MODEL}
    assert server.datahub.aspects(MODEL)["status"].value == {"removed": True}


async def test_a_keyed_patch_keeps_the_other_elements(server: HttpServer) -> None:
    """``arrayPrimaryKeys`` works as in GraphQL; REMOVE needs no value."""
    await server.write(
        MODEL, globalTags={"tags": [{"tag": "urn:li:tag:a"}, {"tag": "urn:li:tag:b"}]}
    )

    await server.http.post(
        ONE,
        json={
            "proposal": proposal(
                MODEL,
                "globalTags",
                {
                    "patch": [{"op": "remove", "path": "/tags/urn:li:tag:a"}],
                    "arrayPrimaryKeys": {"tags": ["tag"]},
                },
                change="PATCH",
            )
        },
    )

    assert server.datahub.aspects(MODEL)["globalTags"].value == {"tags": [{"tag": "urn:li:tag:b"}]}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/aspects", {}, 400, id="no action"),
        pytest.param("/aspects?action=other", {}, 400, id="unknown action"),
        pytest.param(ONE, {}, 400, id="no proposal"),
        pytest.param(MANY, {}, 400, id="no proposals"),
        pytest.param(MANY, {"proposals": 1}, 400, id="proposals are no list"),
        pytest.param(ONE, {"proposal": {}}, 400, id="empty proposal"),
        pytest.param(
            ONE, {"proposal": proposal(RUN, EVENT, STARTED, change="DELETE")}, 400, id="change type"
        ),
        pytest.param(
            ONE,
            {"proposal": proposal(RUN, EVENT, STARTED, change="PATCH")},
            400,
            id="no operations",
        ),
        pytest.param(
            ONE,
            {"proposal": proposal(RUN, EVENT, [{"op": "add", "path": "/a"}], change="PATCH")},
            400,
            id="patch of a timeseries aspect",
        ),
        pytest.param(ONE, {"proposal": proposal(RUN, EVENT, [1])}, 400, id="value is no object"),
        pytest.param(
            ONE,
            {"proposal": {**proposal(RUN, EVENT, STARTED), "entityUrn": 1}},
            400,
            id="urn is no text",
        ),
        pytest.param(
            ONE, {"proposal": proposal("urn:li:nothing:x", "a", {})}, 400, id="unknown entity type"
        ),
        pytest.param(
            ONE, {"proposal": proposal(RUN, "ownership", {})}, 400, id="aspect of other entities"
        ),
        pytest.param(
            ONE, {"proposal": {**proposal(RUN, EVENT, STARTED), "entityUrn": "x"}}, 400, id="no urn"
        ),
        pytest.param(ONE, {"proposal": proposal(RUN, EVENT, {})}, 422, id="invalid event"),
        pytest.param("/entities?action=delete", {}, 400, id="nothing to delete"),
        pytest.param("/entities?action=other", {"urn": RUN}, 400, id="unknown entity action"),
        pytest.param("/entities?action=delete", {"urn": "x"}, 400, id="no urn to delete"),
        pytest.param(
            "/entities?action=delete", {"urn": "urn:li:nothing:x"}, 400, id="unknown type to delete"
        ),
    ],
)
async def test_bad_requests_are_refused(
    server: HttpServer, path: str, body: object, status: int
) -> None:
    """The answer is Rest.li's error object and nothing was written."""
    response = await server.http.post(path, json=body)

    assert response.status_code == status
    assert response.json()["status"] == status
    assert response.json()["message"]
    assert response.headers["X-RestLi-Protocol-Version"] == "2.0.0"
    assert server.datahub._running.state.store.urns() == []


async def test_a_proposal_with_an_invalid_urn_is_left_out(server: HttpServer) -> None:
    """As in a batch of patches: nothing is written and nothing is said."""
    urn = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,prod)"

    response = await server.http.post(ONE, json={"proposal": proposal(urn, "status", {})})

    assert response.json() == {"value": ""}


async def test_deleting_an_entity_leaves_nothing(server: HttpServer) -> None:
    """The answer counts the aspects that went."""
    await server.write(MODEL, status={"removed": False})
    rows = len(server.datahub.aspects(MODEL))

    response = await server.http.post("/entities?action=delete", json={"urn": MODEL})

    assert response.json() == {"value": {"urn": MODEL, "rows": rows, "timeseriesRows": 0}}
    assert server.datahub.aspects(MODEL) == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param(ONE, {"proposal": proposal(RUN, EVENT, STARTED)}, id="write"),
        pytest.param("/entities?action=delete", {"urn": MODEL}, id="delete"),
    ],
)
async def test_a_read_only_token_may_not_write(path: str, body: object) -> None:
    """The answer is 403 and nothing happened."""
    async with started(
        token={"r": "reader"}, read_only_tokens=["r"], headers={"Authorization": "Bearer r"}
    ) as server:
        response = await server.http.post(path, json=body)

        assert response.status_code == 403
        assert server.datahub._running.state.store.urns() == []


async def test_absent_system_metadata_may_be_null(server: HttpServer) -> None:
    """Some clients send every member; DataHub keeps those that say something."""
    metadata = {"runId": "me", "pipelineName": None, "properties": None}
    response = await server.http.post(
        ONE, json={"proposal": proposal(MODEL, "status", {}, systemMetadata=metadata)}
    )

    assert response.status_code == 200
    stored = server.datahub.aspects(MODEL)["status"].system_metadata
    assert (stored["runId"], stored.keys() & {"pipelineName", "properties"}) == ("me", set())


async def test_system_metadata_must_be_an_object(server: HttpServer) -> None:
    """As in DataHub, though one of its own tools sends text."""
    response = await server.http.post(
        ONE, json={"proposal": proposal(MODEL, "status", {}, systemMetadata="{}")}
    )

    assert response.status_code == 400
    assert "/proposal/systemMetadata" in response.json()["message"]
