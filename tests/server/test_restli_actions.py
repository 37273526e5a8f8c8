"""Rest.li's actions that ask, delete, and write snapshots."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import DATASET, EXPERIMENT, GROUP, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

EVENT = "dataProcessInstanceRunEvent"
TAG = "urn:li:tag:t"
MODEL_2 = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m2,PROD)"


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server with a model in a group, and a run with two events."""
    async with started() as one:
        await one.write(
            MODEL,
            mlModelProperties={"name": "Churn", "groups": [GROUP], "trainingJobs": [RUN]},
            globalTags={"tags": [{"tag": TAG}]},
        )
        await one.write(GROUP, mlModelGroupProperties={"name": "Group"})
        await one.write_event(RUN, timestampMillis=1000, status="STARTED", attempt=1)
        await one.write_event(RUN, timestampMillis=2000, status="COMPLETE")
        yield one


async def act(server: HttpServer, path: str, action: str, /, **body: Any) -> Any:
    """The value of an action, which must succeed."""
    response = await server.http.post(f"{path}?action={action}", json=body)
    assert response.status_code == 200, response.text
    return response.json().get("value")


async def refused(server: HttpServer, path: str, action: str, /, **body: Any) -> str:
    """Why an action is refused with 400."""
    response = await server.http.post(f"{path}?action={action}", json=body)
    assert response.status_code == 400, response.text
    message: str = response.json()["message"]
    return message


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        pytest.param({}, [2000, 1000], id="all, newest first"),
        pytest.param({"limit": 1}, [2000], id="limited"),
        pytest.param({"startTimeMillis": 1500}, [2000], id="from a time on"),
        pytest.param({"endTimeMillis": 1500}, [1000], id="up to a time"),
        pytest.param({"filter": {}}, [2000, 1000], id="an empty filter"),
        pytest.param({"filter": {"or": []}}, [2000, 1000], id="a filter without groups"),
        pytest.param(
            {"filter": {"or": [{"and": [{"field": "status", "values": ["STARTED"]}]}]}},
            [1000],
            id="filtered",
        ),
        pytest.param(
            {"filter": {"or": [{"and": [{"field": "attempt", "value": "1"}]}]}},
            [1000],
            id="filtered by a number, in the older form",
        ),
        pytest.param(
            {
                "filter": {
                    "or": [{"and": [{"field": "status", "values": ["STARTED"], "negated": True}]}]
                }
            },
            [2000],
            id="filtered by what is not",
        ),
        pytest.param(
            {"sort": {"field": "timestampMillis", "order": "ASCENDING"}}, [1000, 2000], id="sorted"
        ),
        pytest.param(
            {"latestValue": True}, [2000, 1000], id="the latest, of which DataHub gives all"
        ),
    ],
)
async def test_events_are_found(
    server: HttpServer, asked: dict[str, Any], times: list[int]
) -> None:
    """Each as JSON text in an envelope."""
    value = await act(
        server,
        "/aspects",
        "getTimeseriesAspectValues",
        urn=RUN,
        entity="dataProcessInstance",
        aspect=EVENT,
        **asked,
    )

    assert (value["entityName"], value["aspectName"]) == ("dataProcessInstance", EVENT)
    assert {one["aspect"]["contentType"] for one in value["values"]} == {"application/json"}
    found = [json.loads(one["aspect"]["value"])["timestampMillis"] for one in value["values"]]
    assert found == times


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"filter": {"and": []}}, id="filter"),
        pytest.param({"filter": {"or": [{}]}}, id="group"),
        pytest.param({"filter": {"or": [{"and": [{}]}]}}, id="criterion"),
        pytest.param(
            {"filter": {"or": [{"and": [{"field": "status", "condition": "CONTAIN"}]}]}},
            id="condition",
        ),
        pytest.param({"sort": {"field": "status", "order": "ASCENDING"}}, id="sort"),
        pytest.param({"limit": "1"}, id="limit"),
        pytest.param({"urn": None}, id="no entity"),
    ],
)
async def test_odd_questions_about_events_are_refused(
    server: HttpServer, asked: dict[str, Any]
) -> None:
    """Rather than answered wrongly."""
    body = {"urn": RUN, "entity": "dataProcessInstance", "aspect": EVENT, **asked}
    assert await refused(server, "/aspects", "getTimeseriesAspectValues", **body)


async def test_aspects_are_counted(server: HttpServer) -> None:
    """All of one name, or those of some URNs."""
    assert await act(server, "/aspects", "getCount", aspect="mlModelKey") == 1
    assert await act(server, "/aspects", "getCount", aspect="mlModelKey", urnLike="%nope%") == 0


@pytest.mark.parametrize(
    ("asked", "urns"),
    [
        pytest.param({}, [MODEL], id="words"),
        pytest.param({"input": "*"}, [MODEL], id="everything"),
        pytest.param({"input": "nothing"}, [], id="nothing"),
        pytest.param(
            {"filter": {"or": [{"and": [{"field": "tags", "values": [TAG]}]}]}},
            [MODEL],
            id="filter that fits",
        ),
        pytest.param(
            {"filter": {"or": [{"and": [{"field": "tags", "values": ["urn:li:tag:x"]}]}]}},
            [],
            id="filter that does not",
        ),
        pytest.param(
            {"filter": {"criteria": [{"field": "tags", "value": TAG}]}}, [MODEL], id="older filter"
        ),
        pytest.param({"filter": {"criteria": []}}, [MODEL], id="older filter of nothing"),
        pytest.param({"sort": {"field": "name", "order": "DESCENDING"}}, [MODEL], id="sorted"),
    ],
)
async def test_entities_of_a_type_are_searched(
    server: HttpServer, asked: dict[str, Any], urns: list[str]
) -> None:
    """By words, filters in both forms, and sorted."""
    body = {"entity": "mlModel", "input": "churn", "start": 0, "count": 10, **asked}

    value = await act(server, "/entities", "search", **body)

    assert [one["entity"] for one in value["entities"]] == urns
    assert (value["numEntities"], value["from"], value["pageSize"]) == (len(urns), 0, 10)
    assert value["metadata"]["aggregations"][0]["name"] == "_entityType"


async def test_several_types_are_searched(server: HttpServer) -> None:
    """Those that are named, or DataHub's default ones."""
    page = {"input": "*", "start": 0, "count": 10}
    some = await act(server, "/entities", "searchAcrossEntities", entities=["mlModelGroup"], **page)
    every = await act(server, "/entities", "searchAcrossEntities", **page)

    assert [one["entity"] for one in some["entities"]] == [GROUP]
    assert every["numEntities"] == 2


async def test_urns_are_listed_page_by_page(server: HttpServer) -> None:
    """In their order, from SQL: soft-deleted ones are among them."""
    await server.write(MODEL_2, status={"removed": True})

    value = await act(server, "/entities", "listUrns", entity="mlModel", start=1, count=5)

    assert value == {"start": 1, "count": 1, "total": 2, "entities": [MODEL_2]}


@pytest.mark.parametrize(
    ("urn", "asked", "there"),
    [
        pytest.param(MODEL, {}, True, id="there"),
        pytest.param(DATASET, {}, False, id="not there"),
        pytest.param(GROUP, {}, True, id="soft-deleted"),
        pytest.param(GROUP, {"includeSoftDelete": False}, False, id="soft-deleted, not wanted"),
    ],
)
async def test_existence_is_told(
    server: HttpServer, urn: str, asked: dict[str, Any], *, there: bool
) -> None:
    """Of soft-deleted entities as one wants."""
    await server.write(GROUP, status={"removed": True})

    assert await act(server, "/entities", "exists", urn=urn, **asked) is there


@pytest.mark.parametrize(
    ("asked", "deleted", "left"),
    [
        pytest.param({}, 2, [], id="all"),
        pytest.param({"startTimeMillis": 1500}, 1, [1000], id="from a time on"),
        pytest.param({"endTimeMillis": 1500}, 1, [2000], id="up to a time"),
        pytest.param({"startTimeMillis": 5000}, 0, [2000, 1000], id="none"),
    ],
)
async def test_events_alone_are_deleted(
    server: HttpServer, asked: dict[str, Any], deleted: int, left: list[int]
) -> None:
    """The run stays."""
    value = await act(server, "/entities", "delete", urn=RUN, aspectName=EVENT, **asked)

    assert value == {"urn": RUN, "timeseriesRows": deleted}
    store = server.datahub._running.state.store
    assert [event.timestamp_ms for event in store.events(RUN, EVENT)] == left
    assert store.exists(RUN)


async def test_other_aspects_are_not_deleted_alone(server: HttpServer) -> None:
    """As in DataHub."""
    message = await refused(server, "/entities", "delete", urn=MODEL, aspectName="status")

    assert message == "Not supported for non-timeseries aspect status."


async def test_an_entity_goes_with_its_events(server: HttpServer) -> None:
    """Both are counted."""
    value = await act(server, "/entities", "delete", urn=RUN)

    assert value == {"urn": RUN, "rows": 1, "timeseriesRows": 2}


async def test_references_are_only_told_on_a_dry_run(server: HttpServer) -> None:
    """Who refers to it, by which relationship, and in which aspect."""
    value = await act(server, "/entities", "deleteReferences", urn=GROUP, dryRun=True)

    assert value == {
        "total": 1,
        "relatedAspects": [
            {"relationship": "MemberOf", "entity": MODEL, "aspect": "mlModelProperties"}
        ],
    }
    assert server.datahub.aspects(MODEL)["mlModelProperties"].value["groups"] == [GROUP]


async def test_references_are_taken_out(server: HttpServer) -> None:
    """An element of a list is dropped, an aspect that is nothing else is deleted."""
    await server.write(RUN, container={"container": EXPERIMENT})

    for urn in (GROUP, TAG, EXPERIMENT):
        await act(server, "/entities", "deleteReferences", urn=urn)

    aspects = server.datahub.aspects(MODEL)
    assert aspects["mlModelProperties"].value == {
        "name": "Churn",
        "groups": [],
        "trainingJobs": [RUN],
    }
    assert aspects["globalTags"].value == {"tags": []}
    assert "container" not in server.datahub.aspects(RUN)
    assert (await act(server, "/entities", "deleteReferences", urn=GROUP))["total"] == 0


def snapshot(urn: str, **aspects: dict[str, Any]) -> dict[str, Any]:
    """A snapshot with aspects under their records' full names."""
    listed = [{f"com.linkedin.{name.replace('__', '.')}": value} for name, value in aspects.items()]
    return {
        "value": {"com.linkedin.metadata.snapshot.MLModelSnapshot": {"urn": urn, "aspects": listed}}
    }


async def test_a_snapshot_is_written(server: HttpServer) -> None:
    """Its aspects are those of the entity, with the system metadata beside it."""
    await act(
        server,
        "/entities",
        "ingest",
        entity=snapshot(DATASET, common__Status={"removed": True}),
        systemMetadata={"runId": "me"},
    )

    status = server.datahub.aspects(DATASET)["status"]
    assert (status.value, status.system_metadata["runId"]) == ({"removed": True}, "me")


async def test_snapshots_are_written_together(server: HttpServer) -> None:
    """Each with its own system metadata."""
    await act(
        server,
        "/entities",
        "batchIngest",
        entities=[
            snapshot(DATASET, dataset__DatasetProperties={"name": "D"}),
            snapshot(EXPERIMENT, container__ContainerProperties={"name": "E"}),
        ],
        systemMetadata=[{"runId": "a"}, {"runId": "b"}],
    )

    stored = server.datahub.aspects(EXPERIMENT)["containerProperties"]
    assert (stored.value, stored.system_metadata["runId"]) == ({"name": "E"}, "b")
    assert server.datahub.aspects(DATASET)["datasetProperties"].value == {"name": "D"}


@pytest.mark.parametrize(
    ("path", "action", "body"),
    [
        pytest.param("/entities", "nonsense", {}, id="unknown action"),
        pytest.param("/runs", "list", {}, id="ingestion runs"),
        pytest.param("/usageStats", "batchIngest", {"buckets": []}, id="usage"),
        pytest.param("/entities", "ingest", {"entity": {"value": {}}}, id="empty union"),
        pytest.param(
            "/entities", "ingest", {"entity": snapshot(MODEL, Nonsense={})}, id="unknown record"
        ),
        pytest.param(
            "/entities",
            "ingest",
            {"entity": {"value": {"X": {"urn": MODEL, "aspects": 1}}}},
            id="no list of aspects",
        ),
        pytest.param(
            "/entities",
            "batchIngest",
            {"entities": [snapshot(MODEL)], "systemMetadata": []},
            id="system metadata of others",
        ),
        pytest.param("/entities", "listUrns", {"entity": "mlModel"}, id="no page"),
        pytest.param("/entities", "listUrns", {"entity": "x", "start": 0, "count": 1}, id="type"),
        pytest.param("/entities", "search", {"entity": "mlModel", "filter": {"x": 1}}, id="filter"),
        pytest.param(
            "/entities",
            "search",
            {
                "entity": "mlModel",
                "filter": {"criteria": [{"field": "name", "condition": "IS_NULL"}]},
            },
            id="condition",
        ),
        pytest.param("/entities", "exists", {"urn": "nonsense"}, id="no URN"),
        pytest.param("/entities", "exists", {"urn": MODEL, "includeSoftDelete": 1}, id="no flag"),
        pytest.param("/entities", "delete", {"urn": MODEL, "aspectName": 1}, id="no name"),
    ],
)
async def test_what_is_no_action_is_refused(
    server: HttpServer, path: str, action: str, body: dict[str, Any]
) -> None:
    """With 400 and a reason."""
    assert await refused(server, path, action, **body)


async def test_indices_are_restored(server: HttpServer) -> None:
    """Derived from the aspects again: what was lost of them is found."""
    state = server.datahub._running.state
    with state.store.transaction():
        state.store.connection.execute("DELETE FROM edge")

    await act(server, "/operations", "restoreIndices", urn=MODEL)

    value = await act(server, "/entities", "deleteReferences", urn=GROUP, dryRun=True)
    assert value["total"] == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/entities?action=deleteReferences", {"urn": GROUP}, id="references"),
        pytest.param("/entities?action=delete", {"urn": GROUP}, id="entity"),
        pytest.param(
            "/entities?action=ingest", {"entity": snapshot(GROUP, common__Status={})}, id="snapshot"
        ),
        pytest.param("/operations?action=restoreIndices", {}, id="indices"),
    ],
)
async def test_a_read_only_token_may_not_write(path: str, body: dict[str, Any]) -> None:
    """It is told so with 403."""
    async with started(
        token={"w": "writer", "r": "reader"},
        read_only_tokens=["r"],
        headers={"Authorization": "Bearer r"},
    ) as server:
        assert (await server.http.post(path, json=body)).status_code == 403


async def test_paths_may_end_with_a_slash(server: HttpServer) -> None:
    """As some clients write them."""
    response = await server.http.post("/entities/?action=exists", json={"urn": MODEL})

    assert response.json() == {"value": True}
