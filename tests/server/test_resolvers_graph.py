"""Reading indexes by GraphQL: relationships, lineage, search, scroll, a container's entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import DATASET, EXPERIMENT, GROUP, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STAMP = {"time": 5, "actor": "urn:li:corpuser:u"}
RELATIONSHIPS = """
query ($u: String!, $i: RelationshipsInput!) {
  entity(urn: $u) {
    relationships(input: $i) {
      start count total
      relationships { type direction entity { urn ... on MLModel { name } } created { time actor } }
    }
  }
}
"""
LINEAGE = """
query ($u: String!, $i: LineageInput!) {
  entity(urn: $u) {
    ... on EntityWithRelationships {
      lineage(input: $i) {
        start count total filtered
        relationships {
          type degree createdOn createdActor { urn } updatedOn updatedActor { urn } isManual
          entity { urn }
          paths { path { urn } }
        }
      }
    }
  }
}
"""


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server with a model in a group, trained by a run on a dataset, in an experiment."""
    async with started() as one:
        await one.write(MODEL, mlModelProperties={"groups": [GROUP], "trainingJobs": [RUN]})
        await one.write(
            RUN,
            dataProcessInstanceProperties={"name": "Run", "created": STAMP},
            dataProcessInstanceInput={
                "inputs": [DATASET],
                "inputEdges": [{"destinationUrn": DATASET, "created": STAMP}],
            },
            container={"container": EXPERIMENT},
        )
        await one.write(EXPERIMENT, containerProperties={"name": "Experiment"})
        yield one


async def test_relationships_are_edges_with_their_other_end(server: HttpServer) -> None:
    """Ends that do not exist are there, too."""
    data = await server.data(
        RELATIONSHIPS, u=MODEL, i={"types": ["MemberOf", "TrainedBy"], "direction": "OUTGOING"}
    )

    found = data["entity"]["relationships"]
    assert (found["start"], found["count"], found["total"]) == (0, 2, 2)
    assert {(edge["type"], edge["entity"]["urn"]) for edge in found["relationships"]} == {
        ("MemberOf", GROUP),
        ("TrainedBy", RUN),
    }
    assert {edge["direction"] for edge in found["relationships"]} == {"OUTGOING"}


async def test_relationships_can_be_followed_backwards(server: HttpServer) -> None:
    """The other end is loaded when more than its URN is asked for."""
    data = await server.data(
        RELATIONSHIPS,
        u=GROUP,
        i={"types": ["MemberOf"], "direction": "INCOMING", "start": 0, "count": 5},
    )

    (edge,) = data["entity"]["relationships"]["relationships"]
    assert edge["entity"] == {"urn": MODEL, "name": "m"}


async def test_relationships_can_be_narrowed_to_entity_types(server: HttpServer) -> None:
    """What is left out of the page is left out of the total."""
    data = await server.data(
        RELATIONSHIPS,
        u=MODEL,
        i={
            "types": ["MemberOf", "TrainedBy"],
            "direction": "OUTGOING",
            "relatedEntityTypes": ["dataProcessInstance"],
            "includeSoftDelete": False,
        },
    )

    found = data["entity"]["relationships"]
    assert [edge["entity"]["urn"] for edge in found["relationships"]] == [RUN]
    assert found["total"] == 1


async def test_an_end_without_graphql_type_is_null(server: HttpServer) -> None:
    """DataHub has no GraphQL type for deployments."""
    deployment = "urn:li:mlModelDeployment:(urn:li:dataPlatform:mlflow,d,PROD)"
    await server.write(MODEL, mlModelProperties={"deployments": [deployment]})

    data = await server.data(
        RELATIONSHIPS, u=MODEL, i={"types": ["DeployedTo"], "direction": "OUTGOING"}
    )

    (edge,) = data["entity"]["relationships"]["relationships"]
    assert edge["entity"] is None


async def test_lineage_leads_upstream_step_by_step(server: HttpServer) -> None:
    """From the model to its run; the run's dataset does not exist and is filtered."""
    model = await server.data(LINEAGE, u=MODEL, i={"direction": "UPSTREAM"})
    run = await server.data(LINEAGE, u=RUN, i={"direction": "UPSTREAM"})

    step = model["entity"]["lineage"]
    assert (step["total"], step["filtered"]) == (1, 0)
    assert step["relationships"][0]["entity"] == {"urn": RUN}
    assert step["relationships"][0]["paths"] == [{"path": [{"urn": MODEL}, {"urn": RUN}]}]
    filtered = run["entity"]["lineage"]
    assert (filtered["total"], filtered["filtered"], filtered["relationships"]) == (1, 1, [])


async def test_lineage_can_show_what_does_not_exist(server: HttpServer) -> None:
    """With what is known of the edge."""
    data = await server.data(
        LINEAGE,
        u=RUN,
        i={"direction": "UPSTREAM", "includeGhostEntities": True, "start": 0, "count": 10},
    )

    (edge,) = data["entity"]["lineage"]["relationships"]
    assert edge["entity"] == {"urn": DATASET}
    assert (edge["type"], edge["degree"]) == ("DataProcessInstanceConsumes", 1)
    assert (edge["createdOn"], edge["createdActor"]) == (5, {"urn": "urn:li:corpuser:u"})
    assert edge["isManual"] is False


async def test_lineage_leads_downstream(server: HttpServer) -> None:
    """From the run to the model that it trained."""
    data = await server.data(LINEAGE, u=RUN, i={"direction": "DOWNSTREAM"})

    urns = [edge["entity"]["urn"] for edge in data["entity"]["lineage"]["relationships"]]
    assert urns == [MODEL]


def urns_of(results: dict[str, Any]) -> list[str]:
    """What a search found."""
    return [result["entity"]["urn"] for result in results["searchResults"]]


SEARCH = """
query ($i: SearchAcrossEntitiesInput!) {
  searchAcrossEntities(input: $i) {
    start count total
    searchResults {
      entity { urn } insights { text } matchedFields { name } extraProperties { name }
    }
    facets { field displayName aggregations { value count entity { urn } } }
    suggestions { text }
  }
}
"""


async def test_search_leaves_out_runs_unless_asked_for(server: HttpServer) -> None:
    """DataHub's default list has neither runs nor version sets."""
    default = (await server.data(SEARCH, i={"query": "*"}))["searchAcrossEntities"]
    runs = (await server.data(SEARCH, i={"query": "run", "types": ["DATA_PROCESS_INSTANCE"]}))[
        "searchAcrossEntities"
    ]

    assert sorted(urns_of(default)) == sorted([MODEL, EXPERIMENT])
    assert (default["start"], default["count"], default["total"]) == (0, 10, 2)
    assert default["suggestions"] == []
    assert urns_of(runs) == [RUN]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({"field": "container", "values": [EXPERIMENT]}, True, id="matching"),
        pytest.param({"field": "container", "values": ["urn:li:container:x"]}, False, id="other"),
        pytest.param(
            {"field": "container", "values": [EXPERIMENT], "negated": True}, False, id="negated"
        ),
        pytest.param(
            {"field": "name", "values": ["Ru"], "condition": "START_WITH"}, True, id="begin"
        ),
    ],
)
async def test_search_filters(server: HttpServer, filters: dict[str, Any], *, found: bool) -> None:
    """By groups of alternatives, or by the older flat list."""
    common = {"query": "*", "types": ["DATA_PROCESS_INSTANCE"]}

    grouped = await server.data(SEARCH, i={**common, "orFilters": [{"and": [filters]}]})
    flat = await server.data(SEARCH, i={**common, "filters": [filters]})

    expected = [RUN] if found else []
    assert urns_of(grouped["searchAcrossEntities"]) == expected
    assert urns_of(flat["searchAcrossEntities"]) == expected


async def test_search_flags_show_what_is_hidden(server: HttpServer) -> None:
    """Soft-deleted entities, and versions that are not the latest."""
    await server.write(EXPERIMENT, status={"removed": True})
    await server.write(
        MODEL,
        versionProperties={
            "versionSet": "urn:li:versionSet:(s,mlModel)",
            "version": {"versionTag": "1"},
            "sortId": "1",
        },
    )
    await server.write(
        MODEL.replace(",m,", ",m2,"),
        versionProperties={
            "versionSet": "urn:li:versionSet:(s,mlModel)",
            "version": {"versionTag": "2"},
            "sortId": "2",
        },
    )
    flags = {
        "includeSoftDeleted": True,
        "filterNonLatestVersions": False,
        "skipAggregates": True,
    }

    hidden = (await server.data(SEARCH, i={"query": "*"}))["searchAcrossEntities"]
    shown = (await server.data(SEARCH, i={"query": "*", "searchFlags": flags}))[
        "searchAcrossEntities"
    ]

    assert urns_of(hidden) == [MODEL.replace(",m,", ",m2,")]
    assert len(urns_of(shown)) == 3
    assert shown["facets"] == []


@pytest.mark.parametrize(
    "sort",
    [
        pytest.param({"sortCriteria": [{"field": "urn", "sortOrder": "DESCENDING"}]}, id="list"),
        pytest.param({"sortCriterion": {"field": "urn", "sortOrder": "DESCENDING"}}, id="single"),
    ],
)
async def test_search_sorts(server: HttpServer, sort: dict[str, Any]) -> None:
    """By the list of criteria, or by the older single one."""
    data = await server.data(SEARCH, i={"query": "*", "sortInput": sort})

    assert urns_of(data["searchAcrossEntities"]) == sorted([MODEL, EXPERIMENT], reverse=True)


async def test_facets_count_values(server: HttpServer) -> None:
    """Values that are URNs come with their entity."""
    data = await server.data(SEARCH, i={"query": "*", "types": ["MLMODEL"]})

    facets = {facet["field"]: facet for facet in data["searchAcrossEntities"]["facets"]}
    assert facets["platform"]["aggregations"] == [
        {
            "value": "urn:li:dataPlatform:mlflow",
            "count": 1,
            "entity": {"urn": "urn:li:dataPlatform:mlflow"},
        }
    ]
    assert facets["origin"]["aggregations"] == [{"value": "PROD", "count": 1, "entity": None}]


async def test_search_of_one_type(server: HttpServer) -> None:
    """The older query with a single type."""
    data = await server.data(
        '{ search(input: {type: MLMODEL, query: "*", start: 0, count: 1}) {'
        " total searchResults { entity { urn ... on MLModel { name } } } } }"
    )

    assert data["search"] == {
        "total": 1,
        "searchResults": [{"entity": {"urn": MODEL, "name": "m"}}],
    }


async def test_too_far_a_page_is_refused(server: HttpServer) -> None:
    """Beyond 10,000 results one has to scroll."""
    error = await server.error(SEARCH, i={"query": "*", "start": 9_999, "count": 2})

    assert "Result window is too large" in error["message"]


async def test_scrolling_shows_everything_once(server: HttpServer) -> None:
    """Page by page, until there is no next one."""
    urns = [f"urn:li:container:c{number}" for number in range(7)]
    for urn in urns:
        await server.write(urn, containerProperties={"name": "n"})
    seen: list[str] = []
    scroll: str | None = None
    pages = 0
    while pages == 0 or scroll is not None:
        data = await server.data(
            "query ($s: String) { scrollAcrossEntities(input: {"
            ' query: "n", types: [CONTAINER], count: 3, scrollId: $s}) {'
            " nextScrollId count total searchResults { entity { urn } } facets { field } } }",
            s=scroll,
        )
        page = data["scrollAcrossEntities"]
        scroll = page["nextScrollId"]
        seen += urns_of(page)
        pages += 1
        assert page["total"] == 7

    assert (pages, seen) == (3, urns)


async def test_a_container_lists_neither_runs_nor_models(server: HttpServer) -> None:
    """Only datasets, charts, dashboards and containers; filters are ignored."""
    inner = "urn:li:container:inner"
    await server.write(inner, container={"container": EXPERIMENT})
    await server.write(DATASET, container={"container": EXPERIMENT})

    data = await server.data(
        "query ($u: String!) { container(urn: $u) {"
        " all: entities(input: {}) { count total searchResults { entity { urn } } }"
        " plain: entities { total }"
        ' some: entities(input: {query: "*", start: 1, count: 1,'
        ' filters: [{field: "urn", values: ["x"]}]}) { searchResults { entity { urn } } } } }',
        u=EXPERIMENT,
    )

    found = data["container"]
    assert sorted(urns_of(found["all"])) == sorted([inner, DATASET])
    assert (found["all"]["count"], found["plain"]["total"]) == (20, 2)
    assert len(urns_of(found["some"])) == 1


async def test_containers_hide_runs_from_is_part_of_alone(server: HttpServer) -> None:
    """Served from a cache of containers, unless another type is asked for, too."""
    alone = await server.data(
        RELATIONSHIPS, u=EXPERIMENT, i={"types": ["IsPartOf"], "direction": "INCOMING"}
    )
    together = await server.data(
        RELATIONSHIPS, u=EXPERIMENT, i={"types": ["IsPartOf", "_"], "direction": "INCOMING"}
    )

    assert alone["entity"]["relationships"]["relationships"] == []
    (edge,) = together["entity"]["relationships"]["relationships"]
    assert edge["entity"]["urn"] == RUN


@pytest.mark.parametrize(
    ("window", "total"),
    [
        pytest.param({"startTimeMillis": 5, "endTimeMillis": 5}, 1, id="around it"),
        pytest.param({"startTimeMillis": 6, "endTimeMillis": 9}, 0, id="after it"),
        pytest.param({"startTimeMillis": 6}, 1, id="half a window is none"),
    ],
)
async def test_lineage_can_be_asked_for_a_time(
    server: HttpServer, window: dict[str, int], total: int
) -> None:
    """The run read its dataset at the fifth millisecond."""
    await server.write(DATASET, status={"removed": False})

    data = await server.data(LINEAGE, u=RUN, i={"direction": "UPSTREAM", **window})

    assert data["entity"]["lineage"]["total"] == total


async def test_relationships_of_too_many_entities_are_empty(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entities that were asked for before the limit still answer."""
    monkeypatch.setattr("mldh_graphql.server.context.MAX_VISITED_URNS", 1)
    one = 'relationships(input: {types: ["MemberOf"], direction: OUTGOING}) { total }'

    data = await server.data(
        f"""query ($m: String!, $r: String!) {{
          first: mlModel(urn: $m) {{ {one} again: {one} }}
          second: entity(urn: $r) {{ {one.replace("MemberOf", "IsPartOf")} }}
        }}""",
        m=MODEL,
        r=RUN,
    )

    assert sorted(
        (data["first"]["relationships"]["total"], data["second"]["relationships"]["total"])
    ) == [0, 1]
    assert data["first"]["again"] == data["first"]["relationships"]
