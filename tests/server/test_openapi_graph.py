"""OpenAPI's relationships and lineage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from mldh_graphql.server.lineage import is_upstream_edge
from tests.server.http_server import DATASET, EXPERIMENT, GROUP, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

V1 = "/openapi/relationships/v1/"
V3 = "/openapi/v3/relationship"
LINEAGE = "/openapi/v3/lineage/scroll"
CONSUMES = (RUN, "DataProcessInstanceConsumes", DATASET)
MEMBER = (MODEL, "MemberOf", GROUP)
TRAINED = (MODEL, "TrainedBy", RUN)
PART = (RUN, "IsPartOf", EXPERIMENT)


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server with a model in a group, trained by a run on a dataset, in an experiment."""
    async with started() as one:
        await one.write(MODEL, mlModelProperties={"groups": [GROUP], "trainingJobs": [RUN]})
        await one.write(
            RUN,
            dataProcessInstanceInput={"inputs": [], "inputEdges": [{"destinationUrn": DATASET}]},
            container={"container": EXPERIMENT},
        )
        yield one


@pytest.mark.parametrize(
    ("query", "related", "total"),
    [
        pytest.param(
            f"urn={quote(MODEL)}&direction=OUTGOING&relationshipTypes=MemberOf"
            "&relationshipTypes=TrainedBy",
            [("TrainedBy", RUN), ("MemberOf", GROUP)],
            2,
            id="several types",
        ),
        pytest.param(
            f"urn={quote(MODEL)}&direction=OUTGOING&relationshipTypes=MemberOf,TrainedBy"
            "&start=1&count=1",
            [("MemberOf", GROUP)],
            2,
            id="a page, types between commas",
        ),
        pytest.param(
            f"urn={EXPERIMENT}&direction=INCOMING&relationshipTypes=IsPartOf",
            [("IsPartOf", RUN)],
            1,
            id="into a container, without GraphQL's trap",
        ),
        pytest.param(
            f"urn={EXPERIMENT}&direction=OUTGOING&relationshipTypes=IsPartOf", [], 0, id="none"
        ),
    ],
)
async def test_related_entities(
    server: HttpServer, query: str, related: list[tuple[str, str]], total: int
) -> None:
    """The other end of each edge, and the edge's name."""
    response = await server.http.get(f"{V1}?{query}")

    body = response.json()
    assert [(one["relationshipType"], one["urn"]) for one in body["entities"]] == related
    assert (body["count"], body["total"]) == (len(related), total)


def edges(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Source, name and destination of each edge."""
    return [
        (one["source"]["urn"], one["relationshipType"], one["destination"]["urn"])
        for one in body["results"]
    ]


def urn_filter(*urns: str) -> dict[str, Any]:
    """A filter that lets some entities through."""
    return {"and": [{"criteria": [{"field": "urn", "values": [*urns], "condition": "EQUAL"}]}]}


@pytest.mark.parametrize(
    ("query", "body", "found"),
    [
        pytest.param("", {}, [PART, CONSUMES, TRAINED, MEMBER], id="all"),
        pytest.param("relationshipTypes=MemberOf", {}, [MEMBER], id="type"),
        pytest.param("sourceTypes=dataProcessInstance", {}, [PART, CONSUMES], id="source's type"),
        pytest.param("destinationTypes=dataset", {}, [CONSUMES], id="destination's type"),
        pytest.param("", {"sourceFilter": urn_filter(RUN)}, [PART, CONSUMES], id="source"),
        pytest.param("", {"destinationFilter": urn_filter(RUN)}, [TRAINED], id="destination"),
        pytest.param(
            "direction=INCOMING", {"sourceFilter": urn_filter(RUN)}, [TRAINED], id="the other way"
        ),
        pytest.param(
            "direction=UNDIRECTED",
            {"sourceFilter": urn_filter(RUN)},
            [PART, CONSUMES, TRAINED],
            id="both ways",
        ),
        pytest.param(
            "",
            {"sourceFilter": {"and": [{"criteria": []}]}},
            [],
            id="filter that lets none through",
        ),
    ],
)
async def test_edges_are_scrolled(
    server: HttpServer, query: str, body: dict[str, Any], found: list[tuple[str, str, str]]
) -> None:
    """By their names and ends."""
    response = await server.http.post(f"{V3}/scroll?{query}", json=body)

    assert response.status_code == 200
    assert edges(response.json()) == found
    assert all(one["source"]["entityType"] for one in response.json()["results"])


async def test_pages_of_edges_follow_each_other(server: HttpServer) -> None:
    """By the scroll id, which is null on the last page."""
    found: list[tuple[str, str, str]] = []
    scroll_id = ""
    while True:
        query = f"count=1&scrollId={quote(scroll_id)}" if scroll_id else "count=1"
        page = (await server.http.post(f"{V3}/scroll?{query}", json={})).json()
        found += edges(page)
        scroll_id = page["scrollId"]
        if scroll_id is None:
            break

    assert found == [PART, CONSUMES, TRAINED, MEMBER]


async def test_hidden_ends_hide_their_edges(server: HttpServer) -> None:
    """Unless soft-deleted entities are wanted."""
    await server.write(RUN, status={"removed": True})

    shown = await server.http.post(f"{V3}/scroll", json={})
    every = await server.http.post(f"{V3}/scroll?includeSoftDelete=true", json={})

    assert edges(shown.json()) == [MEMBER]
    assert len(edges(every.json())) == 4


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param(f"{V3}/MemberOf", [MEMBER], id="of a type"),
        pytest.param(f"{V3}/mlModel/{quote(MODEL, safe='')}", [TRAINED, MEMBER], id="of an entity"),
        pytest.param(
            f"{V3}/dataProcessInstance/{RUN}?direction=INCOMING", [TRAINED], id="into an entity"
        ),
        pytest.param(
            f"{V3}/mlModel/{quote(MODEL, safe='')}?relationshipType[]=MemberOf",
            [MEMBER],
            id="of an entity and a type",
        ),
    ],
)
async def test_edges_have_paths(
    server: HttpServer, path: str, found: list[tuple[str, str, str]]
) -> None:
    """Of a type or an entity."""
    assert edges((await server.http.get(path)).json()) == found


@pytest.mark.parametrize(
    ("query", "body", "found"),
    [
        pytest.param("", {"urns": [RUN]}, [(DATASET, RUN), (RUN, MODEL)], id="both ways"),
        pytest.param("direction=UPSTREAM", {"urns": [RUN]}, [(DATASET, RUN)], id="up"),
        pytest.param("direction=DOWNSTREAM", {"urns": [RUN]}, [(RUN, MODEL)], id="down"),
        pytest.param("", {}, [(DATASET, RUN), (RUN, MODEL), (MODEL, GROUP)], id="everywhere"),
        pytest.param(
            "direction=UPSTREAM",
            {},
            [(DATASET, RUN), (RUN, MODEL), (MODEL, GROUP)],
            id="a direction from nowhere is none",
        ),
    ],
)
async def test_edges_of_lineage_know_what_is_above(
    server: HttpServer, query: str, body: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    """Whichever end stores them; the edge into the experiment is none."""
    response = await server.http.post(f"{LINEAGE}?{query}", json=body)

    assert [(one["upstream"], one["downstream"]) for one in response.json()["results"]] == found


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", f"{V1}?urn=x&direction=OUTGOING", None, id="no URN"),
        pytest.param("GET", f"{V1}?urn={RUN}&direction=UP", None, id="direction"),
        pytest.param("POST", f"{V3}/scroll?direction=UP", {}, id="direction of a scroll"),
        pytest.param("POST", f"{V3}/scroll?scrollId=x", {}, id="scroll id"),
        pytest.param("POST", f"{V3}/scroll?scrollId=WzFd", {}, id="scroll id of something else"),
        pytest.param("POST", f"{V3}/scroll?scrollId=WzEsMiwzXQ==", {}, id="scroll id of numbers"),
        pytest.param(
            "POST",
            f"{V3}/scroll",
            {"sourceFilter": {"and": [{"criteria": [{"field": "name", "values": ["x"]}]}]}},
            id="filter by another field",
        ),
        pytest.param(
            "POST",
            f"{V3}/scroll",
            {"edgeFilter": urn_filter("x")},
            id="filter of the edges themselves",
        ),
        pytest.param("GET", f"{V3}/mlModel/x", None, id="edges of no URN"),
        pytest.param("GET", f"{V3}/mlModel/{RUN}?direction=x", None, id="direction of a path"),
        pytest.param("POST", f"{LINEAGE}?direction=OUTGOING", {}, id="direction of lineage"),
        pytest.param("POST", LINEAGE, {"urns": ["x"]}, id="lineage of no URN"),
    ],
)
async def test_what_is_no_question_is_refused(
    server: HttpServer, method: str, path: str, body: object
) -> None:
    """With 400, rather than answered wrongly."""
    assert (await server.http.request(method, path, json=body)).status_code == 400


async def test_there_is_nothing_elsewhere(server: HttpServer) -> None:
    """Paths that mean nothing are 404."""
    assert (await server.http.get(f"{V3}/a/b/c")).status_code == 404


@pytest.mark.parametrize(
    ("edge", "upward"),
    [
        pytest.param(("TrainedBy", "mlModel", "dataProcessInstance"), True, id="up"),
        pytest.param(("MemberOf", "mlModel", "mlModelGroup"), False, id="down"),
        pytest.param(("Consumes", "mlModel", "mlFeature"), True, id="lineage from a model"),
        pytest.param(("Consumes", "dataProcessInstance", "dataset"), None, id="none from a run"),
    ],
)
def test_edges_lead_up_down_or_nowhere(edge: tuple[str, str, str], *, upward: bool | None) -> None:
    """By name and by both types."""
    assert is_upstream_edge(*edge) is upward
