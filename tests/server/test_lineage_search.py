"""``searchAcrossLineage`` and ``scrollAcrossLineage``: any number of steps up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import GROUP, MODEL, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SEARCH = """
query ($i: SearchAcrossLineageInput!) {
  searchAcrossLineage(input: $i) {
    start count total isPartial lineageSearchPath freshness { cached }
    searchResults {
      degree degrees explored ignoredAsHop truncatedChildren
      entity { urn ... on Dataset { name } }
      paths { path { urn } }
    }
    facets { field displayName aggregations { value count } }
  }
}
"""
SCROLL = """
query ($i: ScrollAcrossLineageInput!) {
  scrollAcrossLineage(input: $i) {
    nextScrollId count total
    searchResults { degree entity { urn } }
    facets { field }
  }
}
"""
RUN_1, RUN_2 = "urn:li:dataProcessInstance:1", "urn:li:dataProcessInstance:2"
RAW, CLEAN, OTHER = (
    f"urn:li:dataset:(urn:li:dataPlatform:s3,{name},PROD)" for name in ("raw", "clean", "other")
)


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """From raw and other by run 1 to clean, by run 2 to the model, and to its group."""
    async with started() as one:
        for urn in (RAW, CLEAN, OTHER):
            await one.write(urn, status={"removed": False})
        await one.write(
            RUN_1,
            dataProcessInstanceInput={
                "inputs": [],
                "inputEdges": [{"destinationUrn": RAW}, {"destinationUrn": OTHER}],
            },
            dataProcessInstanceOutput={"outputs": [], "outputEdges": [{"destinationUrn": CLEAN}]},
        )
        await one.write(
            RUN_2,
            dataProcessInstanceInput={"inputs": [], "inputEdges": [{"destinationUrn": CLEAN}]},
        )
        await one.write(MODEL, mlModelProperties={"groups": [GROUP], "trainingJobs": [RUN_2]})
        await one.write(GROUP, mlModelGroupProperties={"name": "Group"})
        yield one


def degrees(*values: str) -> list[dict[str, Any]]:
    """A filter by degree."""
    return [{"and": [{"field": "degree", "values": [*values]}]}]


async def search(server: HttpServer, urn: str, direction: str, **more: Any) -> dict[str, Any]:
    """A page of what is up or down."""
    data = await server.data(SEARCH, i={"urn": urn, "direction": direction, **more})
    page: dict[str, Any] = data["searchAcrossLineage"]
    return page


def reached(page: dict[str, Any]) -> dict[str, int]:
    """The degree of each entity."""
    return {one["entity"]["urn"]: one["degree"] for one in page["searchResults"]}


@pytest.mark.parametrize(
    ("urn", "direction", "more", "expected"),
    [
        pytest.param(
            MODEL,
            "UPSTREAM",
            {},
            {RUN_2: 1, CLEAN: 2, RUN_1: 3, RAW: 4, OTHER: 4},
            id="everything up",
        ),
        pytest.param(
            RAW, "DOWNSTREAM", {}, {RUN_1: 1, CLEAN: 2, RUN_2: 3, MODEL: 4, GROUP: 5}, id="down"
        ),
        pytest.param(GROUP, "DOWNSTREAM", {}, {}, id="nothing"),
        pytest.param(MODEL, "UPSTREAM", {"orFilters": degrees("1")}, {RUN_2: 1}, id="one step"),
        pytest.param(
            MODEL, "UPSTREAM", {"orFilters": degrees("2")}, {CLEAN: 2}, id="two steps exactly"
        ),
        pytest.param(
            MODEL,
            "UPSTREAM",
            {"orFilters": degrees("1", "2")},
            {RUN_2: 1, CLEAN: 2},
            id="two steps at most",
        ),
        pytest.param(
            MODEL,
            "UPSTREAM",
            {"orFilters": degrees("3+")},
            {RUN_1: 3, RAW: 4, OTHER: 4},
            id="three or more",
        ),
        pytest.param(
            MODEL, "UPSTREAM", {"types": ["DATASET"]}, {CLEAN: 2, RAW: 4, OTHER: 4}, id="types"
        ),
        pytest.param(MODEL, "UPSTREAM", {"query": "raw"}, {RAW: 4}, id="words"),
        pytest.param(
            MODEL,
            "UPSTREAM",
            {
                "orFilters": [
                    {
                        "and": [
                            {"field": "degree", "values": ["3+"]},
                            {"field": "urn", "values": [RAW, CLEAN]},
                        ]
                    }
                ]
            },
            {RAW: 4},
            id="degree and another filter",
        ),
        pytest.param(
            MODEL,
            "UPSTREAM",
            {"filters": [{"field": "urn", "values": [RAW]}]},
            {RAW: 4},
            id="older filters",
        ),
    ],
)
async def test_what_is_found(
    server: HttpServer, urn: str, direction: str, more: dict[str, Any], expected: dict[str, int]
) -> None:
    """Every entity on the way, with its distance."""
    page = await search(server, urn, direction, **more)

    assert reached(page) == expected
    assert page["total"] == len(expected)


async def test_paths_have_both_ends(server: HttpServer) -> None:
    """Of the shortest way, and every entity on it."""
    page = await search(server, MODEL, "UPSTREAM", types=["DATASET"], query="raw")

    (found,) = page["searchResults"]
    (path,) = found["paths"]
    assert [one["urn"] for one in path["path"]] == [MODEL, RUN_2, CLEAN, RUN_1, RAW]
    assert found["degrees"] == [4]
    assert found["entity"]["name"] == "raw"


async def test_equally_short_ways_are_all_told(server: HttpServer) -> None:
    """An entity that two runs lead to has two paths."""
    await server.write(
        RUN_2,
        dataProcessInstanceInput={
            "inputs": [],
            "inputEdges": [{"destinationUrn": CLEAN}, {"destinationUrn": OTHER}],
        },
    )
    await server.write(CLEAN, upstreamLineage={"upstreams": [{"dataset": RAW, "type": "COPY"}]})
    await server.write(OTHER, upstreamLineage={"upstreams": [{"dataset": RAW, "type": "COPY"}]})

    page = await search(server, MODEL, "UPSTREAM", query="raw")

    (found,) = page["searchResults"]
    assert [[one["urn"] for one in path["path"]] for path in found["paths"]] == [
        [MODEL, RUN_2, CLEAN, RAW],
        [MODEL, RUN_2, OTHER, RAW],
    ]


async def test_a_circle_ends(server: HttpServer) -> None:
    """And the beginning is never found."""
    await server.write(RAW, upstreamLineage={"upstreams": [{"dataset": CLEAN, "type": "COPY"}]})

    page = await search(server, CLEAN, "UPSTREAM")

    assert reached(page) == {RUN_1: 1, RAW: 2, OTHER: 2}


async def test_hidden_entities_are_walked_through(server: HttpServer) -> None:
    """They are not found, what is behind them is."""
    await server.write(CLEAN, status={"removed": True})

    page = await search(server, MODEL, "UPSTREAM", types=["DATASET"])

    assert reached(page) == {RAW: 4, OTHER: 4}


async def test_pages_facets_and_the_rest(server: HttpServer) -> None:
    """The facet of degrees stands first, uncounted as in DataHub."""
    page = await search(server, MODEL, "UPSTREAM", types=["DATASET"], start=1, count=1)

    assert (page["start"], page["count"], page["total"]) == (1, 1, 3)
    assert len(page["searchResults"]) == 1
    assert page["facets"][0] == {
        "field": "degree",
        "displayName": "Degree of Dependencies",
        "aggregations": [{"value": value, "count": 0} for value in ("1", "2", "3+")],
    }
    types = page["facets"][1]
    assert (types["field"], types["aggregations"]) == (
        "_entityType",
        [{"value": "DATASET", "count": 3}],
    )
    assert (page["isPartial"], page["lineageSearchPath"]) == (False, "TORTOISE")
    assert page["freshness"] == {"cached": False}


async def test_scrolling_finds_no_runs_unless_named(server: HttpServer) -> None:
    """Its default types are those of a search, which have no runs; a search has all types."""
    data = await server.data(SCROLL, i={"urn": MODEL, "direction": "UPSTREAM"})
    named = await server.data(
        SCROLL, i={"urn": MODEL, "direction": "UPSTREAM", "types": ["DATA_PROCESS_INSTANCE"]}
    )

    assert reached(data["scrollAcrossLineage"]) == {CLEAN: 2, RAW: 4, OTHER: 4}
    assert reached(named["scrollAcrossLineage"]) == {RUN_2: 1, RUN_1: 3}
    assert data["scrollAcrossLineage"]["facets"][0]["field"] == "degree"


async def test_scrolled_pages_follow_each_other(server: HttpServer) -> None:
    """Until the scroll id is null."""
    asked = {"urn": MODEL, "direction": "UPSTREAM", "count": 2}
    first = (await server.data(SCROLL, i=asked))["scrollAcrossLineage"]
    asked["scrollId"] = first["nextScrollId"]
    second = (await server.data(SCROLL, i=asked))["scrollAcrossLineage"]

    assert (len(reached(first)), len(reached(second)), second["nextScrollId"]) == (2, 1, None)
    assert reached(first) | reached(second) == {CLEAN: 2, RAW: 4, OTHER: 4}


@pytest.mark.parametrize(
    "window",
    [
        pytest.param({"startTimeMillis": 1, "endTimeMillis": 9}, id="in the input"),
        pytest.param({"lineageFlags": {"startTimeMillis": 1, "endTimeMillis": 9}}, id="in flags"),
    ],
)
async def test_edges_outside_a_time_are_not_walked(
    server: HttpServer, window: dict[str, Any]
) -> None:
    """An edge without a time is in every one."""
    stamp = {"time": 10, "actor": "urn:li:corpuser:u"}
    await server.write(
        RUN_1,
        dataProcessInstanceInput={
            "inputs": [],
            "inputEdges": [{"destinationUrn": RAW, "created": stamp}, {"destinationUrn": OTHER}],
        },
    )

    page = await search(server, MODEL, "UPSTREAM", types=["DATASET"], **window)

    assert reached(page) == {CLEAN: 2, OTHER: 4}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        pytest.param({"orFilters": degrees("4")}, "4 is not a valid filter value", id="degree"),
        pytest.param({"urn": "nonsense"}, "invalid urn", id="no URN"),
        pytest.param(
            {"urn": f"urn:li:schemaField:({RAW},a)"}, "schema fields", id="field of a dataset"
        ),
        pytest.param(
            {"lineageFlags": {"entitiesExploredPerHopLimit": 1}},
            "entitiesExploredPerHopLimit",
            id="a flag that the server has not",
        ),
        pytest.param(
            {"lineageFlags": {"ignoreAsHops": []}}, "ignoreAsHops", id="another such flag"
        ),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    server: HttpServer, more: dict[str, Any], message: str
) -> None:
    """Rather than answered wrongly."""
    error = await server.error(SEARCH, i={"urn": MODEL, "direction": "UPSTREAM", **more})

    assert message in error["message"]
